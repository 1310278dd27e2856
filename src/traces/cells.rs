//! The cells of a row in the list of traces or spans.

use std::sync::Arc;

use leptos::prelude::*;

use super::listing::TraceRow;
use crate::{
    api::listing::ListRow,
    model::time::Timestamp,
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

pub fn content(column: &Column, row: Memo<Arc<TraceRow>>, context: CellContext) -> AnyView {
    let text = |read: fn(&TraceRow) -> Option<String>| cells::of(row, read);
    let number = |read: fn(&TraceRow) -> Option<u64>| cells::of(row, read);
    let measure = |read: fn(&TraceRow) -> Option<f64>| cells::of(row, read);
    let instant = |read: fn(&TraceRow) -> Option<Timestamp>| cells::of(row, read);
    match column {
        Column::StartTime => cells::instant(instant(|row| row.span.start_time), Some(context.now)),
        Column::EndTime => cells::instant(instant(|row| row.span.end_time), None),
        Column::Name => cells::named(text(|row| row.span.name.clone())),
        Column::Input => input(row, context),
        Column::Output => {
            cells::message_text(cells::of(row, |row| full_reader::text(&row.output, TurnSide::Output)))
        }
        Column::Error => error(row),
        Column::Duration => cells::duration(measure(|row| row.span.duration_ms)),
        Column::Tokens => cells::count(number(|row| row.span.total_tokens())),
        Column::InputTokens => cells::count(number(|row| used(row, "prompt_tokens"))),
        Column::OutputTokens => cells::count(number(|row| used(row, "completion_tokens"))),
        Column::Cost => cells::cost(measure(|row| row.span.cost)),
        Column::Spans => cells::count(number(|row| Some(row.span_count))),
        Column::Scores => {
            scores::scores(cells::of(row, |row| (Vec::new(), row.span.feedback.scores.clone())))
        }
        Column::Comments => cells::comments(number(|row| Some(row.span.feedback.comments.len() as u64))),
        Column::Tags => cells::tags(cells::of(row, |row| row.span.feedback.tags.clone()), context.route),
        Column::Thread => thread(row, context),
        Column::Environment => cells::named(text(|row| row.span.environment.clone())),
        Column::Id => cells::id(text(|row| Some(row.id().to_owned()))),
        Column::Kind => kind(row),
        Column::Model => cells::named(text(|row| row.span.model.clone())),
        Column::Provider => cells::named(text(|row| row.span.providers.first().cloned())),
        Column::Trace => trace(row, context),
        Column::Score(name) => {
            let name = name.clone();
            cells::words(Box::new(move || row.with(|row| scores::value_of(&row.span.feedback.scores, &name))))
        }
        Column::SpanScore(name) => {
            let name = name.clone();
            cells::words(Box::new(move || row.with(|row| scores::value_of(&row.span_scores, &name))))
        }
        // Columns of threads.
        _ => cells::none(),
    }
}

fn used(row: &TraceRow, name: &str) -> Option<u64> {
    let found = row.span.usage.iter().find(|(key, _)| key == name);
    found.filter(|(_, count)| *count >= 0.0).map(|(_, count)| *count as u64)
}

fn kind(row: Memo<Arc<TraceRow>>) -> AnyView {
    let word = move || row.with(|row| row.span.kind.word());
    (move || view! { <span data-kind=word()>{word()}</span> }.into_any()).into_any()
}

/// The link that opens the row. A row without input text shows its name, or its id.
fn input(row: Memo<Arc<TraceRow>>, context: CellContext) -> AnyView {
    let words = cells::of(row, |row| match (row.input.is_empty(), &row.span.name) {
        (false, _) => full_reader::text(&row.input, TurnSide::Input),
        (true, Some(name)) => name.clone(),
        (true, None) => row.id().to_owned(),
    });
    let href = move || {
        let view = context.list.with(|list| row.with(|row| list.with_row(row.id(), row.parent_id())));
        context.route.href(&view)
    };
    let is_open = row.with_untracked(|row| context.route.shows(row.id()));
    cells::link(words, cells::of(row, |row| row.input.is_empty()), Box::new(href), is_open)
}

/// The exception's type, with the message in the tooltip.
fn error(row: Memo<Arc<TraceRow>>) -> AnyView {
    let error = move || row.with(|row| row.span.error.clone());
    (move || {
        error().map_or_else(cells::none, |error| {
            let kind = if error.kind.trim().is_empty() { "Error".to_owned() } else { error.kind };
            view! {
                <span class="row-error" title=error.message.as_deref().map(visible)>
                    <Icon glyph=Glyph::Warning />
                    <span class="word" dir="auto">{visible(&kind)}</span>
                </span>
            }
            .into_any()
        })
    })
    .into_any()
}

/// A link from a span to its trace.
fn trace(row: Memo<Arc<TraceRow>>, context: CellContext) -> AnyView {
    let id = Memo::new(move |_| row.with(|row| row.span.trace_id.clone()));
    let href = move || context.route.href(&context.list.with(|list| list.with_trace(&id.get())));
    let words = move || visible(id.get().as_str());
    view! {
        <a class="row-other id" href=href title="Open the trace" dir="auto">
            {words}
        </a>
    }
    .into_any()
}

/// A link to the trace's turn in its conversation.
fn thread(row: Memo<Arc<TraceRow>>, context: CellContext) -> AnyView {
    let turn = Memo::new(move |_| row.with(|row| row.thread.clone()));
    (move || {
        turn.get().map_or_else(cells::none, |thread| {
            let words = visible(thread.as_str());
            let href = move || {
                let view = context.list.with(|list| LogsView {
                    trace: Some(row.with(|row| row.span.trace_id.clone())),
                    ..list.opened(&thread)
                });
                context.route.href(&view)
            };
            view! {
                <a class="row-other id" href=href title="Open the conversation" dir="auto">
                    {words}
                </a>
            }
            .into_any()
        })
    })
    .into_any()
}
