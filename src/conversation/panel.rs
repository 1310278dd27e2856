//! The conversation beside the list: its header, and its turns.

use leptos::prelude::*;

use super::{
    context::ConversationContext,
    header::{self, Header, HeaderActions},
    keys,
    review_context::ReviewContext,
    turn_list::TurnList,
    turns::Turns,
};
use crate::{
    api::session::Session,
    browser::{renderer, title, tracking},
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
    /// The room of [`Conversation`].
    CONVERSATION, conversation, load_conversation, Conversation, ConversationProps
);

/// One conversation, whole.
#[component]
pub fn Conversation(
    /// The workspace's name.
    #[prop(into)]
    workspace: Signal<String>,
    /// Where the thread lives.
    #[prop(into)]
    project: Signal<ProjectId>,
    /// The project's name, once known.
    #[prop(into)]
    project_name: Signal<Option<String>>,
    /// Which thread.
    #[prop(into)]
    thread: Signal<ThreadId>,
    /// The turn to go to.
    #[prop(into)]
    trace: Signal<Option<TraceId>>,
    /// The comment to go to.
    #[prop(into)]
    comment: Signal<Option<CommentId>>,
    /// The way to its neighbours in the list.
    navigation: RowNavigation,
    /// Closes the conversation.
    #[prop(into)]
    close: Callback<()>,
    /// Whether a trace lies over it: then it hears no key.
    #[prop(into)]
    covered: Signal<bool>,
    /// Opens the trace of a turn.
    view_trace: Callback<TraceId>,
) -> impl IntoView {
    let ways = HeaderActions { navigation, close, covered, view_trace };
    let which = Memo::new(move |_| ThreadRef {
        workspace: workspace.get(),
        project: project.get(),
        thread: thread.get(),
        ..ThreadRef::default()
    });
    // Another thread is another conversation: everything of the last one goes, its requests too.
    move || {
        let thread_ref = which.get();
        view! { <LoadedConversation thread_ref project_name trace comment ways /> }
    }
}

#[component]
fn LoadedConversation(
    thread_ref: ThreadRef,
    project_name: Signal<Option<String>>,
    trace: Signal<Option<TraceId>>,
    comment: Signal<Option<CommentId>>,
    ways: HeaderActions,
) -> impl IntoView {
    let preferences = Preferences::of_app();
    let session = Session::of_app(&thread_ref.workspace);
    let outbox = session.outbox;
    let review = Review::begin(session.clone(), thread_ref.clone(), project_name);
    let turns = Turns::load(session.client, thread_ref.clone(), review);
    Effect::new(move |_| {
        tracking::track(&outbox.refusal);
        let refused = outbox.refusal.get_untracked();
        if let Some(refused) = refused.filter(|refused| review.is_about(&refused.entry.change.thread_ref)) {
            review.hear_refusal(&refused);
            turns.read_again(refused.entry.change.item.clone());
        }
    });
    let context = ConversationContext {
        review,
        thread_ref: StoredValue::new(thread_ref),
        raw: Signal::derive(move || preferences.with(|choices| choices.raw)),
    };
    // The thread is asked for again and again; only whether it can be had makes another page of it.
    let failed = Memo::new(move |_| header::failure(turns));
    let review_context = ReviewContext::new(context, comment, ways.view_trace);
    let panel_focus = PanelFocus::new();
    keys::listen(turns, context, ways, panel_focus);
    // At the end of the list the way on is back to it.
    let has_next = move || ways.navigation.can_step.get().1;
    let label = Signal::derive(move || if has_next() { "Reviewed, next" } else { "Reviewed, to the list" });
    let run = Callback::new(move |()| match untrack(has_next) {
        true => ways.navigation.step.run(Direction::Next),
        false => ways.close.run(()),
    });
    let next = NextAction { label, run };
    let subject = review_context.thread();
    title::follow(move || {
        turns.thread.with(|answer| match answer {
            Some(Ok(thread)) => header::title(thread),
            _ => context.thread_ref.with_value(|thread_ref| thread_ref.thread.to_string()),
        })
    });
    view! {
        <section id="conversation" class="pane talk" data-testid="thread" aria-label="Conversation" tabindex="0" inert=move || panel_focus.covers() || ways.covered.get()>
            <Header turns context ways />
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

/// The turns, once there is something to render them with; without it, they stand as they were written.
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
                            "What renders messages could not be loaded: they stand here as they were written."
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
