//! The conversation's header: title, buttons, and one line with start, last activity, message count, duration, tokens,
//! cost and thread id.

use std::sync::Arc;

use leptos::prelude::*;

use super::{context::ConversationContext, more_actions::MoreActions, review_line::ReviewLine, turns::Turns};
use crate::{
    api::error::ApiError,
    browser::{base, clock},
    local::preferences::Preferences,
    model::{
        figures,
        ids::{ThreadId, TraceId},
        thread::Thread,
        time,
        trace::Trace,
    },
    paths,
    query::{logs_view::LogsView, tab::Tab},
    review::status::StatusButton,
    text::{
        extract::{self, TurnSide},
        message::{Role, is_visible},
        message_text,
        strip_markdown::typed_line,
        visible::visible,
    },
    ui::{
        copy_button::CopyButton,
        icon::{Glyph, Icon},
        table::row_navigation::RowNavigation,
    },
};

/// The conversation's title: the beginning of its first message as it was typed (at most 300 characters). Where the server
/// has none because the first input says nothing (a whole conversation may be logged as output), it is what the first turn
/// shows as the person's, or else the thread id.
pub(super) fn title(thread: &Thread, turns: Turns) -> String {
    let first = thread.first_message.as_ref().map(|message| extract::headline(message, TurnSide::Input));
    let words = first
        .filter(|words| is_visible(words))
        .or_else(|| turns.all.with(|turns| turns.first().and_then(|turn| first_question(turn))))
        .unwrap_or_else(|| thread.id.to_string());
    typed_line(&words, 300)
}

fn first_question(turn: &Trace) -> Option<String> {
    let content = extract::turn(turn.input.as_ref(), turn.output.as_ref());
    let asked = content.earlier.iter().chain(&content.input).find(|message| message.role == Role::User)?;
    Some(message_text::of_message(asked)).filter(|words| is_visible(words))
}

/// Actions and state that the page around the conversation gives to its header and keys.
#[derive(Clone, Copy)]
pub(super) struct HeaderActions {
    /// To the next and the previous thread of the list.
    pub(super) navigation: RowNavigation,
    pub(super) close: Callback<()>,
    /// The conversation was deleted.
    pub(super) deleted: Callback<()>,
    /// Whether a trace is open over the conversation.
    pub(super) covered: Signal<bool>,
    pub(super) view_trace: Callback<TraceId>,
}

#[component]
pub(super) fn Header(turns: Turns, context: ConversationContext, actions: HeaderActions) -> impl IntoView {
    let now = clock::ticking();
    let known = Memo::new(move |_| {
        turns.thread.with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().ok().cloned()))
    });
    let heading = Memo::new(move |_| known.with(|thread| thread.as_ref().map(|thread| title(thread, turns))));
    let preferences = Preferences::of_app();
    let link: Arc<dyn Fn() -> String + Send + Sync> = Arc::new(move || {
        base::absolute(
            &context.with(|workspace, project, thread| paths::turn(workspace, project, thread, None)),
        )
    });
    let traces = context.with(|workspace, project, thread| {
        paths::logs(workspace, project, &LogsView::of_thread(&ThreadId::new(thread)).to_query())
    });
    view! {
        <div class="conversation-header">
            <div class="conversation-head">
                <h1 dir="auto" title=move || heading.get()>
                    {move || heading.get().unwrap_or_else(|| "…".to_owned())}
                </h1>
                <div class="conversation-tools">
                    <StatusButton review=context.review />
                    <button
                        type="button"
                        class="quiet"
                        aria-pressed=move || context.raw.get().to_string()
                        title="Show messages as plain text (r)"
                        on:click=move |_| preferences.update(|choices| choices.raw = !choices.raw)
                    >
                        <Icon glyph=Glyph::Scroll />
                        "Raw"
                    </button>
                    <CopyButton label="Copy link" glyph=Glyph::Link text=link />
                    <MoreActions turns context deleted=actions.deleted />
                    {actions.navigation.buttons(Tab::Threads)}
                    <button
                        type="button"
                        class="icon-btn"
                        aria-label="Close"
                        title="Close (Esc)"
                        on:click=move |_| actions.close.run(())
                    >
                        <Icon glyph=Glyph::Close />
                    </button>
                </div>
            </div>
            <div class="facts num">
                {move || {
                    known
                        .with(|thread| {
                            thread
                                .as_ref()
                                .map(|thread| facts(thread, now).into_iter().map(fact).collect_view())
                        })
                }}
                <span class="thread-id">
                    <code dir="auto">{context.thread_ref.with_value(|of| visible(of.thread.as_str()))}</code>
                    <CopyButton
                        label="Copy thread ID"
                        text=Arc::new(move || context.thread_ref.with_value(|of| of.thread.to_string()))
                    />
                </span>
                <a class="all-traces" href=traces title="The list of all traces of this conversation">
                    "All traces"
                </a>
            </div>
            <ReviewLine context now />
        </div>
    }
}

/// A fact as shown, and its tooltip (often the exact value).
type Fact = (String, String);

fn facts(thread: &Thread, now: ReadSignal<time::Timestamp>) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(start) = thread.start_time {
        facts.push((start.date_time(clock::zone_at(start)), format!("Started {}", start.utc())));
    }
    if let Some(last) = thread.feedback.last_updated_at.max(thread.end_time) {
        let ago = last.ago(clock::at(now), clock::zone_at(last));
        facts.push((format!("last activity {ago}"), format!("Last activity {}", last.utc())));
    }
    facts.push((figures::counted(thread.number_of_messages, "message"), "Two for every turn".to_owned()));
    if let Some(millis) = thread.duration_ms {
        facts.push((time::duration(millis), "From the first turn's start to the last one's end".to_owned()));
    }
    if let Some(tokens) = thread.total_tokens.filter(|tokens| *tokens > 0) {
        let split = match (thread.prompt_tokens, thread.completion_tokens) {
            (Some(prompt), Some(completion)) => {
                format!("{} in, {} out", figures::count(prompt), figures::count(completion))
            }
            _ => "Tokens of all turns".to_owned(),
        };
        facts.push((figures::counted(tokens, "token"), split));
    }
    if let Some(cost) = thread.cost.filter(|cost| *cost > 0.0) {
        facts.push((figures::money(cost), format!("Estimated by the server: ${cost}")));
    }
    facts
}

fn fact((words, title): Fact) -> impl IntoView {
    view! { <span title=title>{words}</span> }
}

/// The error, if the thread itself could not be loaded.
pub(super) fn failure(turns: Turns) -> Option<ApiError> {
    turns.thread.with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().err().cloned()))
}
