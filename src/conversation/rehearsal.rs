//! Draws a made-up conversation once, unseen, so that the first one that somebody opens is not slower than the next: a
//! browser compiles each function of a WebAssembly module when it is first called, and looks up each font when it is
//! first used. Nothing is asked of the server, and nothing of it stays in the page.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::{Value, json};

use super::{
    context::ConversationContext,
    file_queue::FileQueue,
    header::{Header, HeaderActions},
    render_queue::TurnDrawn,
    review_context::ReviewContext,
    since_review::SinceReview,
    turn::{Turn, TurnShown},
    turns::Turns,
};
use crate::{
    api::session::Session,
    browser::clock,
    model::{
        change::ThreadRef,
        definition::{DefinitionKind, FeedbackDefinition},
        feedback::Feedback,
        ids::{DefinitionId, ThreadId, TraceId},
        thread::Thread,
        trace::Trace,
    },
    review::{
        panel::{Dock, NextAction, Panel},
        panel_focus::PanelFocus,
        reactivated::Reactivated,
        store::Review,
    },
    ui::{lazy::lazy_module, table::row_navigation::RowNavigation},
};

lazy_module!(
    /// [`RehearsedPart`] as a part of the conversation's lazy module.
    REHEARSAL, conversation, load_rehearsal, RehearsedPart, RehearsedPartProps
);

/// What is drawn in one go: each takes the browser a few hundredths of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rehearsed {
    Turns,
    Header,
    Panel,
}

/// One part of the made-up conversation.
#[component]
pub fn RehearsedPart(session: Session, part: Rehearsed) -> impl IntoView {
    let thread_ref = ThreadRef {
        workspace: "default".to_owned(),
        thread: ThreadId::new("sample"),
        ..ThreadRef::default()
    };
    let review = Review::made_up(session, thread_ref.clone(), definitions());
    let turns = Turns::made_up(thread(), thread_ref.clone(), review);
    let context = ConversationContext {
        review,
        since: SinceReview::new(turns, review),
        files: FileQueue::new(review.client()),
        thread_ref: StoredValue::new(thread_ref),
        raw: Signal::stored(false),
    };
    let navigation = RowNavigation {
        position: Signal::stored(Some("1 of 100".to_owned())),
        can_step: Signal::stored((true, true)),
        step: Callback::new(|_| ()),
    };
    let nothing = Callback::new(|()| ());
    let view_trace = Callback::new(|_: TraceId| ());
    let actions = HeaderActions {
        navigation,
        close: nothing,
        deleted: nothing,
        covered: Signal::stored(false),
        view_trace,
    };
    let review_context = ReviewContext::new(context, Signal::stored(None), view_trace);
    match part {
        Rehearsed::Turns => turn(context, review_context),
        Rehearsed::Header => view! {
            <section class="pane conversation">
                <Header turns context actions />
                <Reactivated review />
            </section>
        }
        .into_any(),
        Rehearsed::Panel => {
            let panel_focus = PanelFocus::new();
            let subject = review_context.thread();
            let next = NextAction {
                label: Signal::stored("Reviewed, next"),
                run: nothing,
                closes: Signal::stored(false),
            };
            view! {
                <Dock subject panel_focus next />
                <Panel subject panel_focus scoring=review_context.scoring() tagging=review_context.tagging() next />
            }
            .into_any()
        }
    }
}

fn turn(context: ConversationContext, review_context: ReviewContext) -> AnyView {
    let turn = |number: usize, input: Value, output: Value| {
        let trace = Arc::new(Trace {
            id: TraceId::new(format!("sample-{number}")),
            start_time: Some(clock::now()),
            end_time: Some(clock::now()),
            duration_ms: Some(1_200.0),
            total_tokens: Some(1_234),
            cost: Some(0.01),
            providers: vec!["openai".to_owned()],
            input: Some(input),
            output: Some(output),
            ..Trace::default()
        });
        view! {
            <Turn
                trace
                number
                context
                review_context
                linked=Signal::stored(false)
                shown=TurnShown {
                    drawn: TurnDrawn { words: ArcRwSignal::new(true), messages: ArcRwSignal::new(true) },
                    close: Signal::stored(true),
                    buttons: Signal::stored(true),
                }
            />
        }
    };
    let messages = json!({ "messages": [{ "role": "user", "content": "What is a turn?" }] });
    let choices = json!({ "choices": [{ "message": { "role": "assistant", "content": ANSWER } }] });
    view! {
        <section class="pane conversation">
            <div class="turns">
                {turn(1, messages, choices)} {turn(2, json!({ "input": "And then?" }), json!({ "output": "*That.*" }))}
            </div>
        </section>
    }
    .into_any()
}

/// Has all the Markdown that most answers use.
const ANSWER: &str = "## Turns\n\nA **turn** is a *question* with its `answer`, see [this](https://example.org).\n\n\
                      1. One\n2. Two\n\n- [x] This\n- That\n\n> So it is.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n\
                      ```python\nprint('a turn', 1)  # so\n```\n";

fn thread() -> Thread {
    Thread {
        id: ThreadId::new("sample"),
        model_id: None,
        start_time: Some(clock::now()),
        end_time: Some(clock::now()),
        duration_ms: Some(1_200.0),
        first_message: Some(json!("What is a turn?")),
        last_message: None,
        number_of_messages: 4,
        total_tokens: Some(1_234),
        prompt_tokens: None,
        completion_tokens: None,
        cost: Some(0.01),
        feedback: Feedback::default(),
        created_at: None,
        created_by: None,
    }
}

fn definitions() -> Vec<FeedbackDefinition> {
    let categories = vec![("Good".to_owned(), 1.0), ("Bad".to_owned(), 0.0)];
    let kinds = [DefinitionKind::categorical(categories), DefinitionKind::Numerical { min: 0.0, max: 10.0 }];
    let defined = |(at, kind)| FeedbackDefinition {
        id: DefinitionId::new(format!("sample-{at}")),
        name: format!("Sample {at}"),
        description: None,
        kind,
        last_updated_at: None,
    };
    kinds.into_iter().enumerate().map(defined).collect()
}
