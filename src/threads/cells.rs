//! The cells of a row in the list of threads.

use std::sync::Arc;

use leptos::prelude::*;

use super::listing::ThreadRow;
use crate::{
    browser::tracking,
    model::time::Timestamp,
    query::columns::Column,
    text::extract::TurnSide,
    ui::{
        full_reader,
        table::{
            cells::{self, CellContext},
            scores,
        },
    },
};

pub fn content(column: &Column, row: Memo<Arc<ThreadRow>>, context: CellContext) -> AnyView {
    let text = |read: fn(&ThreadRow) -> Option<String>| cells::of(row, read);
    let number = |read: fn(&ThreadRow) -> Option<u64>| cells::of(row, read);
    let measure = |read: fn(&ThreadRow) -> Option<f64>| cells::of(row, read);
    let instant = |read: fn(&ThreadRow) -> Option<Timestamp>| cells::of(row, read);
    match column {
        Column::FirstMessage => first_message(row, context),
        Column::LastMessage => {
            cells::message_text(cells::of(row, |row| full_reader::text(&row.last, TurnSide::Output)))
        }
        Column::LastActivity => {
            cells::instant(instant(|row| row.thread.feedback.last_updated_at), Some(context.now))
        }
        Column::StartTime => cells::instant(instant(|row| row.thread.start_time), None),
        Column::EndTime => cells::instant(instant(|row| row.thread.end_time), None),
        Column::MessageCount => cells::count(number(|row| Some(row.thread.number_of_messages))),
        Column::Duration => cells::duration(measure(|row| row.thread.duration_ms)),
        Column::Tokens => cells::count(number(|row| row.thread.total_tokens)),
        Column::InputTokens => cells::count(number(|row| row.thread.prompt_tokens)),
        Column::OutputTokens => cells::count(number(|row| row.thread.completion_tokens)),
        Column::Cost => cells::cost(measure(|row| row.thread.cost)),
        Column::Status => status(row),
        Column::Tags => cells::tags(cells::of(row, |row| row.thread.feedback.tags.clone()), context.route),
        Column::Scores => {
            scores::scores(cells::of(row, |row| (row.thumbs.clone(), row.thread.feedback.scores.clone())))
        }
        Column::Comments => cells::comments(number(|row| Some(row.thread.feedback.comments.len() as u64))),
        Column::CreatedBy => cells::words(text(|row| row.thread.created_by.clone())),
        Column::Id => cells::id(text(|row| Some(row.thread.id.to_string()))),
        Column::Score(name) => {
            let name = name.clone();
            cells::words(Box::new(move || {
                row.with(|row| scores::value_of(&row.thread.feedback.scores, &name))
            }))
        }
        // Columns of traces and spans.
        _ => cells::none(),
    }
}

/// The link that opens the row. A thread without a first message shows its id.
fn first_message(row: Memo<Arc<ThreadRow>>, context: CellContext) -> AnyView {
    let words = cells::of(row, |row| {
        if row.first.is_empty() {
            row.thread.id.to_string()
        } else {
            full_reader::text(&row.first, TurnSide::Input)
        }
    });
    let href = move || {
        tracking::track(&context.list);
        let view = context.list.with_untracked(|list| row.with(|row| list.opened(&row.thread.id)));
        context.route.href(&view)
    };
    let is_open = row.with_untracked(|row| context.route.shows(row.thread.id.as_str()));
    cells::link(words, cells::of(row, |row| row.first.is_empty()), Box::new(href), is_open)
}

fn status(row: Memo<Arc<ThreadRow>>) -> AnyView {
    let status = move || row.with(|row| row.thread.feedback.status);
    view! {
        <span class="row-status">
            <span class="dot" data-status=move || status().as_str()></span>
            <span class="word">{move || status().label()}</span>
        </span>
    }
    .into_any()
}
