//! The cells of a row in the list of threads.

use leptos::prelude::*;

use super::{listing::ThreadRow, reviewed_cell::reviewed};
use crate::{
    model::{
        review_state::is_review_mark,
        score::{AuthorScore, Score},
        status::Status,
    },
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

/// A row's cell in a column; `me` is the reviewer's name. Tracks what its text waits for, see [`full_reader::text`].
pub fn content(column: &Column, row: &ThreadRow, me: Memo<String>, context: CellContext) -> AnyView {
    let thread = &row.thread;
    let feedback = &thread.feedback;
    match column {
        Column::FirstMessage => first_message(row, context),
        Column::LastMessage => cells::message_text(full_reader::text(&row.last, TurnSide::Output)),
        Column::LastActivity => cells::instant(feedback.last_updated_at, Some(context.now)),
        Column::StartTime => cells::instant(thread.start_time, None),
        Column::EndTime => cells::instant(thread.end_time, None),
        Column::MessageCount => cells::count(Some(thread.number_of_messages)),
        Column::Duration => cells::duration(thread.duration_ms),
        Column::Tokens => cells::count(thread.total_tokens),
        Column::InputTokens => cells::count(thread.prompt_tokens),
        Column::OutputTokens => cells::count(thread.completion_tokens),
        Column::Cost => cells::cost(thread.cost),
        Column::Status => status(feedback.status),
        Column::Tags => cells::tags(&feedback.tags, context),
        Column::Scores => all_scores(&row.thumbs, &feedback.scores, context),
        Column::Reviewed => reviewed(row, me, context),
        Column::Comments => cells::comments(feedback.comments.len()),
        Column::CreatedBy => cells::words(thread.created_by.as_deref()),
        Column::Id => cells::id(thread.id.as_str()),
        Column::Score(name) => cells::words(scores::value_of(&feedback.scores, name).as_deref()),
        Column::ScoreBy { name, author } => {
            cells::words(scores::value_by(&feedback.scores, name, author).as_deref())
        }
        Column::LastComment => cells::comment(feedback.last_comment(), context.now),
        // Columns of traces and spans.
        _ => cells::none(),
    }
}

/// The link that opens the row. A thread without a first message shows its id.
fn first_message(row: &ThreadRow, context: CellContext) -> AnyView {
    let id = row.thread.id.clone();
    let wordless = row.first.is_empty();
    let words = if wordless { id.to_string() } else { full_reader::text(&row.first, TurnSide::Input) };
    let is_open = context.route.shows(id.as_str());
    let href = context.href(move |list| list.opened(&id));
    cells::link(&words, wordless, href, is_open)
}

/// The scores but the mark of *Reviewed, next*, which is in a column of its own.
fn all_scores(thumbs: &[AuthorScore], scores: &[Score], context: CellContext) -> AnyView {
    let room = context.room_for_scores();
    if !scores.iter().any(is_review_mark) {
        return scores::scores(thumbs, scores, room);
    }
    let rest: Vec<Score> = scores.iter().filter(|score| !is_review_mark(score)).cloned().collect();
    scores::scores(thumbs, &rest, room)
}

fn status(status: Status) -> AnyView {
    view! {
        <span class="row-status">
            <span class="dot" data-status=status.as_str()></span>
            <span class="word">{status.label()}</span>
        </span>
    }
    .into_any()
}
