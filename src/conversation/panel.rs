//! The conversation beside the list: its header, and its turns.

use leptos::prelude::*;

use super::{
    header::{self, Header, Ways},
    judging::Judging,
    keys,
    place::Place,
    turn_list::TurnList,
    turns::Turns,
};
use crate::{
    api::client::Client,
    browser::{preferences::Preferences, renderer, title, tracking},
    model::{
        change::Home,
        ids::{CommentId, ProjectId, ThreadId, TraceId},
    },
    review::{
        panel::{Dock, Panel},
        reach::Reach,
        reactivated::Reactivated,
        store::Review,
    },
    ui::{
        problem::Problem,
        room::room,
        skeleton::Skeleton,
        table::{stepping::Step, walk::Walk},
    },
};

room!(
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
    walk: Walk,
    /// Closes the conversation.
    #[prop(into)]
    close: Callback<()>,
    /// Whether a trace lies over it: then it hears no key.
    #[prop(into)]
    covered: Signal<bool>,
    /// Opens the trace of a turn.
    view_trace: Callback<TraceId>,
) -> impl IntoView {
    let ways = Ways { walk, close, covered, view_trace };
    let which = Memo::new(move |_| (workspace.get(), project.get(), thread.get()));
    // Another thread is another conversation: everything of the last one goes, its requests too.
    move || {
        let (workspace, project, thread) = which.get();
        view! { <Talk workspace project project_name thread trace comment ways /> }
    }
}

#[component]
fn Talk(
    workspace: String,
    project: ProjectId,
    project_name: Signal<Option<String>>,
    thread: ThreadId,
    trace: Signal<Option<TraceId>>,
    comment: Signal<Option<CommentId>>,
    ways: Ways,
) -> impl IntoView {
    let preferences = Preferences::of_app();
    let client = Client::of_app(&workspace);
    let home = Home {
        workspace: workspace.clone(),
        project: project.clone(),
        project_name: None,
        thread: thread.clone(),
        model_id: None,
    };
    let journal = client.journal();
    let review = Review::begin(client.clone(), home, project_name);
    let turns = Turns::load(client, project.clone(), thread.clone(), review);
    Effect::new(move |_| {
        tracking::track(&journal.refusal);
        let refused = journal.refusal.get_untracked();
        if let Some(refused) = refused.filter(|refused| review.is_about(&refused.entry.change.home)) {
            review.hear_refusal(&refused);
            turns.read_again(refused.entry.change.item.clone());
        }
    });
    let place = Place {
        review,
        workspace: StoredValue::new(workspace),
        project: StoredValue::new(project),
        thread: StoredValue::new(thread),
        raw: Signal::derive(move || preferences.with(|choices| choices.raw)),
    };
    // The thread is asked for again and again; only whether it can be had makes another page of it.
    let failed = Memo::new(move |_| header::failure(turns));
    let judging = Judging::new(place, comment, ways.view_trace);
    let reach = Reach::new();
    keys::listen(turns, place, ways, reach);
    // At the end of the list the way on is back to it.
    let has_next = move || ways.walk.can_step.get().1;
    let on_words =
        Signal::derive(move || if has_next() { "Reviewed, next" } else { "Reviewed, to the list" });
    let go_on = Callback::new(move |()| match untrack(has_next) {
        true => ways.walk.step.run(Step::Next),
        false => ways.close.run(()),
    });
    let on = (on_words, go_on);
    let subject = judging.thread();
    title::follow(move || {
        turns.thread.with(|answer| match answer {
            Some(Ok(thread)) => header::title(thread),
            _ => place.thread.with_value(|thread| thread.to_string()),
        })
    });
    view! {
        <section class="pane talk" data-testid="thread" aria-label="Conversation" tabindex="0" inert=move || reach.covers() || ways.covered.get()>
            <Header turns place ways />
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
                None => talk(turns, place, trace, judging),
            }}
        </section>
        <Dock subject reach on />
        <Panel subject reach scoring=judging.scoring() tagging=judging.tagging() on />
    }
}

/// The turns, once there is something to render them with; without it, they stand as they were written.
fn talk(turns: Turns, place: Place, trace: Signal<Option<TraceId>>, judging: Judging) -> AnyView {
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
            <TurnList turns place trace judging />
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
