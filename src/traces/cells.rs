//! What a row shows in each column.

use std::sync::Arc;

use leptos::prelude::*;

use super::listing::Row;
use crate::{
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
        Column::StartTime => cells::instant(instant(|row| row.trace.start_time), Some(around.now)),
        Column::EndTime => cells::instant(instant(|row| row.trace.end_time), None),
        Column::Name => cells::named(text(|row| row.trace.name.clone())),
        Column::Input => input(row, around),
        Column::Output => cells::said(Memo::new(move |_| row.with(|row| row.output.clone()))),
        Column::Error => error(row),
        Column::Duration => cells::duration(measure(|row| row.trace.duration_ms)),
        Column::Tokens => cells::count(number(|row| row.trace.total_tokens)),
        Column::InputTokens => cells::count(number(|row| used(row, "prompt_tokens"))),
        Column::OutputTokens => cells::count(number(|row| used(row, "completion_tokens"))),
        Column::Cost => cells::cost(measure(|row| row.trace.cost)),
        Column::Spans => cells::count(number(|row| Some(row.trace.span_count))),
        Column::Scores => {
            scores::scores(Memo::new(move |_| row.with(|row| (Vec::new(), row.trace.scores.clone()))))
        }
        Column::Comments => cells::comments(number(|row| Some(row.trace.comments.len() as u64))),
        Column::Tags => cells::tags(Memo::new(move |_| row.with(|row| row.trace.tags.clone())), around.place),
        Column::Thread => thread(row, around),
        Column::Environment => cells::named(text(|row| row.trace.environment.clone())),
        Column::Id => cells::id(text(|row| Some(row.trace.id.to_string()))),
        Column::Score(name) => {
            let name = name.clone();
            cells::words(Memo::new(move |_| row.with(|row| scores::value_of(&row.trace.scores, &name))))
        }
        // Columns of conversations.
        _ => cells::none(),
    }
}

fn used(row: &Row, name: &str) -> Option<u64> {
    let found = row.trace.usage.iter().find(|(key, _)| key == name);
    found.filter(|(_, count)| *count >= 0.0).map(|(_, count)| *count as u64)
}

/// The link that covers the row. A trace without words is known by its name, or its id.
fn input(row: Memo<Arc<Row>>, around: Around) -> AnyView {
    let is_wordless = |row: &Arc<Row>| row.input.trim().is_empty();
    let words = Memo::new(move |_| {
        row.with(|row| match (is_wordless(row), &row.trace.name) {
            (false, _) => row.input.clone(),
            (true, Some(name)) => name.clone(),
            (true, None) => row.trace.id.to_string(),
        })
    });
    let href = Signal::derive(move || {
        let view = around.list.with(|list| row.with(|row| list.with_trace(&row.trace.id)));
        around.place.href(&view)
    });
    let is_open = Signal::derive(move || {
        around.place.view.with(|view| row.with(|row| view.open_trace() == Some(&row.trace.id)))
    });
    cells::link(words, Signal::derive(move || row.with(is_wordless)), href, is_open)
}

/// The exception's type; what it said is a tooltip away.
fn error(row: Memo<Arc<Row>>) -> AnyView {
    let error = Memo::new(move |_| row.with(|row| row.trace.error.clone()));
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

/// The conversation, at this turn.
fn thread(row: Memo<Arc<Row>>, around: Around) -> AnyView {
    let turn = Memo::new(move |_| row.with(|row| row.trace.thread_id.clone()));
    (move || {
        turn.get().map_or_else(cells::none, |thread| {
            let words = thread.to_string();
            let href = move || {
                let view = around.list.with(|list| LogsView {
                    trace: Some(row.with(|row| row.trace.id.clone())),
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
