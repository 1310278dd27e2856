//! The cells of a row in the list of traces or spans.

use leptos::prelude::*;

use super::listing::TraceRow;
use crate::{
    api::listing::ListRow,
    model::{
        ids::{ThreadId, TraceId},
        trace::ErrorInfo,
    },
    query::{columns::Column, logs_view::LogsView},
    text::{extract::TurnSide, visible::visible},
    ui::{
        full_reader,
        icon::{Glyph, Icon},
        table::{
            cells::{self, CellContext},
            scores,
        },
    },
};

/// A row's cell in a column. Tracks what its text waits for, see [`full_reader::text`].
pub fn content(column: &Column, row: &TraceRow, context: CellContext) -> AnyView {
    let span = &row.span;
    match column {
        Column::StartTime => cells::instant(span.start_time, Some(context.now)),
        Column::EndTime => cells::instant(span.end_time, None),
        Column::Name => cells::named(span.name.as_deref()),
        Column::Input => input(row, context),
        Column::Output => cells::message_text(full_reader::text(&row.output, TurnSide::Output)),
        Column::Error => span.error.as_ref().map_or_else(cells::none, error),
        Column::Duration => cells::duration(span.duration_ms),
        Column::Tokens => cells::count(span.total_tokens()),
        Column::InputTokens => cells::count(used(row, "prompt_tokens")),
        Column::OutputTokens => cells::count(used(row, "completion_tokens")),
        Column::Cost => cells::cost(span.cost),
        Column::Spans => cells::count(Some(row.span_count)),
        Column::Scores => scores::scores(&[], &span.feedback.scores, context.room_for_scores()),
        Column::Comments => cells::comments(span.feedback.comments.len()),
        Column::Tags => cells::tags(&span.feedback.tags, context),
        Column::Thread => row.thread.as_ref().map_or_else(cells::none, |thread| turn(row, thread, context)),
        Column::Environment => cells::named(span.environment.as_deref()),
        Column::Id => cells::id(row.id()),
        Column::Kind => view! { <span data-kind=span.kind.word()>{span.kind.word()}</span> }.into_any(),
        Column::Model => cells::named(span.model.as_deref()),
        Column::Provider => cells::named(span.providers.first().map(String::as_str)),
        Column::Trace => trace(&span.trace_id, context),
        Column::Score(name) => cells::words(scores::value_of(&span.feedback.scores, name).as_deref()),
        Column::SpanScore(name) => cells::words(scores::value_of(&row.span_scores, name).as_deref()),
        // Columns of threads.
        _ => cells::none(),
    }
}

fn used(row: &TraceRow, name: &str) -> Option<u64> {
    let found = row.span.usage.iter().find(|(key, _)| key == name);
    found.filter(|(_, count)| *count >= 0.0).map(|(_, count)| *count as u64)
}

/// The link that opens the row. A row without input text shows its name, or its id.
fn input(row: &TraceRow, context: CellContext) -> AnyView {
    let (id, parent) = (row.id().to_owned(), row.parent_id().to_owned());
    let words = match (row.input.is_empty(), &row.span.name) {
        (false, _) => full_reader::text(&row.input, TurnSide::Input),
        (true, Some(name)) => name.clone(),
        (true, None) => id.clone(),
    };
    let is_open = context.route.shows(&id);
    let href = context.href(move |list| list.with_row(&id, &parent));
    cells::link(&words, row.input.is_empty(), href, is_open)
}

/// The exception's type, with the message in the tooltip.
fn error(error: &ErrorInfo) -> AnyView {
    let kind = if error.kind.trim().is_empty() { "Error" } else { &error.kind };
    view! {
        <span class="row-error" title=error.message.as_deref().map(visible)>
            <Icon glyph=Glyph::Warning />
            <span class="word" dir="auto">{visible(kind)}</span>
        </span>
    }
    .into_any()
}

/// A link from a span to its trace.
fn trace(id: &TraceId, context: CellContext) -> AnyView {
    let (words, id) = (visible(id.as_str()), id.clone());
    other(words, "Open the trace", context.href(move |list| list.with_trace(&id)))
}

/// A link to the trace's turn in its conversation.
fn turn(row: &TraceRow, thread: &ThreadId, context: CellContext) -> AnyView {
    let (words, thread, trace) = (visible(thread.as_str()), thread.clone(), row.span.trace_id.clone());
    let href = context.href(move |list| LogsView { trace: Some(trace.clone()), ..list.opened(&thread) });
    other(words, "Open the conversation", href)
}

/// A link to something else than the row. `href` is tracked.
fn other(id: String, title: &'static str, href: Box<dyn Fn() -> String + Send>) -> AnyView {
    view! {
        <a class="row-other id" href=href title=title dir="auto">
            {id}
        </a>
    }
    .into_any()
}
