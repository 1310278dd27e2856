//! What a row shows in each column.

use std::sync::Arc;

use leptos::prelude::*;

use super::listing::Row;
use crate::{
    api::listing::Entry,
    model::time::Timestamp,
    query::{columns::Column, logs_view::LogsView},
    ui::{
        icon::{Glyph, Icon},
        table::{cells, place::Place, scores},
    },
};

/// What the cells of all rows share.
#[derive(Clone, Copy)]
pub struct Around {
    /// Where links lead.
    pub place: Place,
    /// The list, with nothing open.
    pub list: Memo<LogsView>,
    /// The time, told every half minute.
    pub now: ReadSignal<Timestamp>,
}

/// A cell's content.
pub fn content(column: &Column, row: Memo<Arc<Row>>, around: Around) -> AnyView {
    let text = |read: fn(&Row) -> Option<String>| Memo::new(move |_| row.with(|row| read(row)));
    let number = |read: fn(&Row) -> Option<u64>| Memo::new(move |_| row.with(|row| read(row)));
    let measure = |read: fn(&Row) -> Option<f64>| Memo::new(move |_| row.with(|row| read(row)));
    let instant = |read: fn(&Row) -> Option<Timestamp>| Memo::new(move |_| row.with(|row| read(row)));
    match column {
        Column::StartTime => cells::instant(instant(|row| row.step.start_time), Some(around.now)),
        Column::EndTime => cells::instant(instant(|row| row.step.end_time), None),
        Column::Name => cells::named(text(|row| row.step.name.clone())),
        Column::Input => input(row, around),
        Column::Output => cells::said(Memo::new(move |_| row.with(|row| row.output.clone()))),
        Column::Error => error(row),
        Column::Duration => cells::duration(measure(|row| row.step.duration_ms)),
        Column::Tokens => cells::count(number(|row| row.step.total_tokens())),
        Column::InputTokens => cells::count(number(|row| used(row, "prompt_tokens"))),
        Column::OutputTokens => cells::count(number(|row| used(row, "completion_tokens"))),
        Column::Cost => cells::cost(measure(|row| row.step.cost)),
        Column::Spans => cells::count(number(|row| Some(row.span_count))),
        Column::Scores => {
            scores::scores(Memo::new(move |_| row.with(|row| (Vec::new(), row.step.scores.clone()))))
        }
        Column::Comments => cells::comments(number(|row| Some(row.step.comments.len() as u64))),
        Column::Tags => cells::tags(Memo::new(move |_| row.with(|row| row.step.tags.clone())), around.place),
        Column::Thread => thread(row, around),
        Column::Environment => cells::named(text(|row| row.step.environment.clone())),
        Column::Id => cells::id(text(|row| Some(row.id().to_owned()))),
        Column::Kind => kind(row),
        Column::Model => cells::named(text(|row| row.step.model.clone())),
        Column::Provider => cells::named(text(|row| row.step.providers.first().cloned())),
        Column::Trace => trace(row, around),
        Column::Score(name) => {
            let name = name.clone();
            cells::words(Memo::new(move |_| row.with(|row| scores::value_of(&row.step.scores, &name))))
        }
        Column::SpanScore(name) => {
            let name = name.clone();
            cells::words(Memo::new(move |_| row.with(|row| scores::value_of(&row.span_scores, &name))))
        }
        // Columns of conversations.
        _ => cells::none(),
    }
}

fn used(row: &Row, name: &str) -> Option<u64> {
    let found = row.step.usage.iter().find(|(key, _)| key == name);
    found.filter(|(_, count)| *count >= 0.0).map(|(_, count)| *count as u64)
}

/// What kind of span it is.
fn kind(row: Memo<Arc<Row>>) -> AnyView {
    let kind = Memo::new(move |_| row.with(|row| row.step.kind));
    (move || view! { <span data-kind=kind.get().word()>{kind.get().word()}</span> }.into_any()).into_any()
}

/// The link that covers the row. What has no words is known by its name, or its id.
fn input(row: Memo<Arc<Row>>, around: Around) -> AnyView {
    let is_wordless = |row: &Arc<Row>| row.input.trim().is_empty();
    let words = Memo::new(move |_| {
        row.with(|row| match (is_wordless(row), &row.step.name) {
            (false, _) => row.input.clone(),
            (true, Some(name)) => name.clone(),
            (true, None) => row.id().to_owned(),
        })
    });
    let href = Signal::derive(move || {
        let view = around.list.with(|list| row.with(|row| list.with_row(row.id(), row.of())));
        around.place.href(&view)
    });
    let is_open = Signal::derive(move || {
        around.place.with_view(|view| row.with(|row| view.open_row() == Some(row.id())))
    });
    cells::link(words, Signal::derive(move || row.with(is_wordless)), href, is_open)
}

/// The exception's type; what it said is a tooltip away.
fn error(row: Memo<Arc<Row>>) -> AnyView {
    let error = Memo::new(move |_| row.with(|row| row.step.error.clone()));
    (move || {
        error.get().map_or_else(cells::none, |error| {
            let kind = if error.kind.trim().is_empty() { "Error".to_owned() } else { error.kind };
            view! {
                <span class="row-error" title=error.message>
                    <Icon glyph=Glyph::Warning />
                    <span class="word" dir="auto">{kind}</span>
                </span>
            }
            .into_any()
        })
    })
    .into_any()
}

/// The trace of a span, as a whole.
fn trace(row: Memo<Arc<Row>>, around: Around) -> AnyView {
    let id = Memo::new(move |_| row.with(|row| row.step.trace_id.clone()));
    let href = move || around.place.href(&around.list.with(|list| list.with_trace(&id.get())));
    let words = move || id.get().to_string();
    view! {
        <a class="row-other id" href=href title="Open the trace" dir="auto">
            {words}
        </a>
    }
    .into_any()
}

/// The conversation, at this turn.
fn thread(row: Memo<Arc<Row>>, around: Around) -> AnyView {
    let turn = Memo::new(move |_| row.with(|row| row.thread.clone()));
    (move || {
        turn.get().map_or_else(cells::none, |thread| {
            let words = thread.to_string();
            let href = move || {
                let view = around.list.with(|list| LogsView {
                    trace: Some(row.with(|row| row.step.trace_id.clone())),
                    ..list.opened(&thread)
                });
                around.place.href(&view)
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
