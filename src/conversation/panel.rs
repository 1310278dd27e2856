//! The conversation beside the list: its header, its turns and the review panel.

use leptos::prelude::*;

use super::{
    context::ConversationContext,
    file_queue::FileQueue,
    header::{self, Header, HeaderActions},
    keys,
    review_context::ReviewContext,
    since_review::SinceReview,
    turn_list::TurnList,
    turns::Turns,
};
use crate::{
    api::session::Session,
    browser::{renderer, title},
    local::preferences::Preferences,
    model::{
        change::ThreadRef,
        ids::{CommentId, ProjectId, ThreadId, TraceId},
    },
    review::{
        panel::{Dock, NextAction, Panel},
        panel_focus::PanelFocus,
        reactivated::Reactivated,
        store::Review,
    },
    ui::{
        lazy::lazy_module,
        problem::Problem,
        skeleton::Skeleton,
        table::row_navigation::{Direction, RowNavigation},
    },
};

lazy_module!(
    /// [`Conversation`] as a lazy module, see [`crate::ui::lazy`].
    CONVERSATION, conversation, load_conversation, Conversation, ConversationProps
);

/// One thread as a conversation; loads again when workspace, project or thread changes.
#[component]
pub fn Conversation(
    #[prop(into)] workspace: Signal<String>,
    #[prop(into)] project: Signal<ProjectId>,
    /// `None` until it is loaded.
    #[prop(into)]
    project_name: Signal<Option<String>>,
    #[prop(into)] thread: Signal<ThreadId>,
    /// The turn to scroll to and focus.
    #[prop(into)]
    trace: Signal<Option<TraceId>>,
    /// The comment to scroll to.
    #[prop(into)]
    comment: Signal<Option<CommentId>>,
    /// To the next and the previous thread of the list.
    navigation: RowNavigation,
    #[prop(into)] close: Callback<()>,
    /// Called when the conversation was deleted.
    deleted: Callback<()>,
    /// Whether a trace is open over the conversation; then shortcuts are ignored.
    #[prop(into)]
    covered: Signal<bool>,
    view_trace: Callback<TraceId>,
) -> impl IntoView {
    let actions = HeaderActions { navigation, close, deleted, covered, view_trace };
    let which = Memo::new(move |_| ThreadRef {
        workspace: workspace.get(),
        project: project.get(),
        thread: thread.get(),
        ..ThreadRef::default()
    });
    // A new thread gets new components: everything of the last one is dropped and its requests are stopped.
    move || {
        let thread_ref = which.get();
        view! { <LoadedConversation thread_ref project_name trace comment actions /> }
    }
}

#[component]
fn LoadedConversation(
    thread_ref: ThreadRef,
    project_name: Signal<Option<String>>,
    trace: Signal<Option<TraceId>>,
    comment: Signal<Option<CommentId>>,
    actions: HeaderActions,
) -> impl IntoView {
    let preferences = Preferences::of_app();
    let session = Session::of_app(&thread_ref.workspace);
    let review = Review::begin(session.clone(), thread_ref.clone(), project_name);
    let turns = Turns::load(session.client, thread_ref.clone(), review);
    review.on_refusals(move |item| turns.read_again(item));
    let since = SinceReview::new(turns, review);
    let context = ConversationContext {
        review,
        since,
        files: FileQueue::new(review.client()),
        thread_ref: StoredValue::new(thread_ref),
        raw: Signal::derive(move || preferences.with(|choices| choices.raw)),
    };
    // The thread is polled; only a change from success to failure or back may rebuild the view.
    let failed = Memo::new(move |_| header::failure(turns));
    let review_context = ReviewContext::new(context, comment, actions.view_trace);
    let panel_focus = PanelFocus::new();
    keys::listen(turns, context, actions, panel_focus);
    // After the last thread of the list, the button leads back to the list.
    let has_next = move || actions.navigation.can_step.get().1;
    let label = Signal::derive(move || if has_next() { "Reviewed, next" } else { "Reviewed, to the list" });
    let go_on = Callback::new(move |()| {
        since.forget();
        match untrack(has_next) {
            true => actions.navigation.step.run(Direction::Next),
            false => actions.close.run(()),
        }
    });
    let run = Callback::new(move |()| review.finish(untrack(|| since.is_done()), go_on));
    let closes = Signal::derive(move || review.mark_closes());
    let next = NextAction { label, run, closes };
    let subject = review_context.thread();
    title::follow(move || {
        turns.thread.with(|answer| match answer {
            Some(Ok(thread)) => header::title(thread, turns),
            _ => context.thread_ref.with_value(|thread_ref| thread_ref.thread.to_string()),
        })
    });
    view! {
        <section id="conversation" class="pane conversation" data-testid="thread" aria-label="Conversation" tabindex="0" inert=move || panel_focus.covers() || actions.covered.get()>
            <Header turns context actions />
            <Reactivated review />
            {move || match failed.get() {
                Some(error) => {
                    view! {
                        <Problem
                            title=error.title()
                            detail=error.to_string()
                            retry=Callback::new(move |()| {
                                turns.thread.set(None);
                                turns.retrieve_again();
                                turns.resume();
                            })
                        />
                    }
                        .into_any()
                }
                None => turns_view(turns, context, trace, review_context),
            }}
        </section>
        <Dock subject panel_focus next />
        <Panel subject panel_focus scoring=review_context.scoring() tagging=review_context.tagging() next />
    }
}

/// The turns, once the Markdown renderer is loaded; if it could not be loaded, the turns as plain text under a notice.
fn turns_view(
    turns: Turns,
    context: ConversationContext,
    trace: Signal<Option<TraceId>>,
    review_context: ReviewContext,
) -> AnyView {
    let turns = move |unrendered: bool| {
        view! {
            {unrendered
                .then(|| {
                    view! {
                        <p class="banner" role="status">
                            "Messages are shown without formatting, because a part of the page could not be loaded."
                            <button type="button" class="btn" on:click=|_| renderer::load()>
                                "Try again"
                            </button>
                        </p>
                    }.into_any()
                })}
            <TurnList turns context trace review_context />
        }
        .into_any()
    };
    let drawn = move || match renderer::is_there() {
        None => view! { <div class="turns"><Skeleton label="Loading the conversation" lines=8 /></div> }
            .into_any(),
        Some(there) => turns(!there),
    };
    drawn.into_any()
}
