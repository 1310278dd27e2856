//! The trace view: loads the trace and lays out its parts.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    context::{TraceAction, TraceContext},
    details::{Details, files::provide_files},
    head::{Bar, Head},
    keys,
    scores::ScoresTable,
    tags,
    trace_store::TraceStore,
    tree::Tree,
};
use crate::{
    api::{error::ApiError, load::Load, session::Session, traces},
    browser::{clock, title},
    model::{
        change::{Item, ThreadRef},
        ids::TraceId,
        span::Span,
        trace::Trace as Logged,
    },
    paths,
    review::{
        panel::{NextAction, Panel},
        panel_focus::PanelFocus,
        scores::Scoring,
        store::Review,
        subject::Subject,
    },
    ui::{
        lazy::lazy_module, problem::Problem, skeleton::Skeleton, table::row_navigation::Direction, tabs::Tabs,
    },
};

lazy_module!(
    /// [`Trace`] as a lazy module, see [`crate::ui::lazy`].
    TRACE,
    trace,
    load_trace,
    Trace,
    TraceProps
);

/// A trace, opened from a list or from a conversation.
#[component]
pub fn Trace(context: TraceContext) -> impl IntoView {
    let answer = Load::new(move || {
        let (session, id) = (Session::of_app(&context.workspace.get()), context.trace.get());
        async move {
            let revision = session.outbox.ack_count();
            (id.clone(), traces::get(&session.client, &id).await, revision)
        }
    });
    let leave = Callback::new(move |()| context.go.run(TraceAction::Leave));
    // A new trace gets new components: everything of the last one is dropped.
    let which = Memo::new(move |_| {
        let came = answer.get().filter(|(id, ..)| context.trace.with(|trace| trace == id))?;
        Some(TraceAnswer(came))
    });
    move || match which.get() {
        Some(TraceAnswer((_, Ok(trace), revision))) => view! { <Loaded context trace revision /> }.into_any(),
        Some(TraceAnswer((id, Err(error), _))) => {
            failed(&id, &error, leave, Callback::new(move |()| answer.refetch()))
        }
        None => view! {
            <section id="trace" class="pane trace" data-testid="traces" aria-label="Trace" tabindex="-1">
                <Skeleton label="Loading the trace" lines=8 />
            </section>
        }
        .into_any(),
    }
}

/// The answer for a trace id, and how many edits the server had acknowledged when it was requested; equal if id and
/// result are equal.
#[derive(Clone)]
struct TraceAnswer((TraceId, Result<Logged, ApiError>, u64));

impl PartialEq for TraceAnswer {
    fn eq(&self, other: &Self) -> bool {
        self.0.0 == other.0.0 && self.0.1 == other.0.1
    }
}

fn failed(id: &TraceId, error: &ApiError, leave: Callback<()>, retry: Callback<()>) -> AnyView {
    title::follow({
        let id = id.to_string();
        move || id.clone()
    });
    view! {
        <section id="trace" class="pane trace" data-testid="traces" aria-label="Trace" tabindex="-1">
            <Problem title=error.title() detail=error.to_string() retry />
            <p class="trace-leave">
                <button type="button" class="btn" on:click=move |_| leave.run(())>
                    "Back"
                </button>
            </p>
        </section>
    }
    .into_any()
}

#[component]
fn Loaded(context: TraceContext, trace: Logged, revision: u64) -> impl IntoView {
    let workspace = context.workspace.get_untracked();
    let thread_ref = ThreadRef {
        workspace: workspace.clone(),
        project: trace.project.clone(),
        project_name: None,
        // Its edits are those of the turn in its conversation.
        thread: trace.thread_id.clone().unwrap_or_default(),
        model_id: None,
    };
    let session = Session::of_app(&workspace);
    let review = Review::begin(session, thread_ref, context.project_name);
    review.see(&Item::Trace(trace.id.clone()), trace.feedback.clone(), revision);
    let store = TraceStore::load(context, &trace, review);
    review.on_refusals(move |item| store.read_again(item));
    let name = trace.name.clone().unwrap_or_else(|| trace.id.to_string());
    title::follow({
        let name = name.clone();
        move || name.clone()
    });
    let panel_focus = PanelFocus::new();
    let now = clock::ticking();
    let linked = context.comment;
    let project = StoredValue::new(trace.project.to_string());
    let item = Memo::new(move |_| store.item());
    let make = move |item: Item| {
        let span = match &item {
            Item::Span(span) => Some(span.clone()),
            _ => None,
        };
        let link = Callback::new(move |comment: String| {
            let href = project.with_value(|project| context.link(project, span.as_ref()));
            format!("{href}&comment={}", paths::encode(&comment))
        });
        Subject::new(review, item, now, link, linked)
    };
    let scoring = Scoring {
        definitions: Signal::derive(move || review.definitions.get()),
        retry: Callback::new(move |()| review.definitions.refetch()),
        // Only threads can be locked; the server always takes scores of traces and spans.
        locked: Signal::stored(false),
        unlock: Callback::new(|()| ()),
        project,
    };
    let tagging = tags::tagging(context, review, project);
    keys::listen(store, panel_focus);
    follow_panel_focus(context, panel_focus);
    let thread = trace.thread_id.clone();
    // Opik's own browser tests look for the annotation fields inside `data-testid="traces"`, so the panel is in it too.
    view! {
        <div class="trace-whole" data-testid="traces">
            <section class="pane trace" aria-label="Trace" tabindex="-1" inert=move || panel_focus.covers()>
                <Bar store name thread />
                <div class="trace-parts">
                    <Tree store />
                    <div class="trace-step">
                        {move || {
                            let subject = make(item.get());
                            view! {
                                <Head store subject tagging panel_focus />
                                <Tabs
                                    label="About this step"
                                    names=vec!["Details", "Feedback scores"]
                                    panel=Callback::new(move |at: usize| if at == 0 { details(store) } else { view! { <ScoresTable store subject /> }.into_any() })
                                />
                            }
                        }}
                    </div>
                </div>
            </section>
            {move || {
                context
                    .annotating
                    .get()
                    .then(|| {
                        let subject = make(item.get());
                        view! {
                            <Panel subject panel_focus scoring next=next_action(context) />
                        }
                            .into_any()
                    })
            }}
        </div>
    }
}

/// The button that ends the annotation: goes to the next trace of the list, or closes the panel. Only conversations are
/// marked as reviewed.
fn next_action(context: TraceContext) -> NextAction {
    let next = move || context.navigation.get().filter(|navigation| navigation.can_step.get().1);
    let words = Signal::derive(move || if next().is_some() { "Done, next" } else { "Done" });
    let go_on = Callback::new(move |()| match untrack(next) {
        Some(navigation) => navigation.step.run(Direction::Next),
        None => context.go.run(TraceAction::Annotate(false)),
    });
    NextAction { label: words, run: go_on, closes: Signal::stored(false) }
}

/// Opening the annotation panel focuses the first score. If the panel covers the view, leaving it closes it.
fn follow_panel_focus(context: TraceContext, panel_focus: PanelFocus) {
    Effect::new(move |was: Option<bool>| {
        let annotating = context.annotating.get();
        if annotating && was != Some(true) {
            panel_focus.focus_scores();
        }
        annotating
    });
    Effect::new(move |covered: Option<bool>| {
        let covers = panel_focus.covers();
        if covered == Some(true) && !covers && context.annotating.get_untracked() {
            context.go.run(TraceAction::Annotate(false));
        }
        covers
    });
}

/// The details of the selected span, once it is loaded. What is unfolded and searched for stays when another span is
/// selected, so the last span stays in the page (hidden) while the next one loads.
fn details(store: TraceStore) -> AnyView {
    let whole = Memo::new_with_compare(
        move |old: Option<&Option<Arc<Span>>>| {
            let here = store.whole().and_then(Result::ok);
            here.or_else(|| old.cloned().flatten())
        },
        |old, new| match (old.and_then(Option::as_ref), new.and_then(Option::as_ref)) {
            (Some(old), Some(new)) => !Arc::ptr_eq(old, new),
            (old, new) => old.is_some() != new.is_some(),
        },
    );
    let any = Memo::new(move |_| whole.with(Option::is_some));
    let list = Callback::new(move |filter| store.list_of(filter));
    let here = Memo::new(move |_| matches!(store.whole(), Some(Ok(_))));
    let waits = move || {
        match store.whole() {
        Some(Ok(_)) => ().into_any(),
        Some(Err(error)) => view! {
            <Problem title=error.title() detail=error.to_string() retry=Callback::new(move |()| store.retry()) />
        }
        .into_any(),
        None => view! { <Skeleton label="Loading the span" lines=6 /> }.into_any(),
    }
    };
    view! {
        {waits}
        <div hidden=move || !here.get()>
            {move || {
                any.get().then(|| {
                    let span = Signal::derive(move || whole.get().unwrap_or_default());
                    provide_files(span, store.review.client());
                    view! { <Details span list /> }.into_any()
                })
            }}
        </div>
    }
    .into_any()
}
