//! What is known of a thread when conditions judge it.

use std::{collections::HashMap, sync::Arc};

use crate::{
    api::rated_turns::ThumbsByThread,
    model::{ids::ThreadId, score::AuthorScore},
    query::found::facts::{RowFacts, Words},
    text::cell::CellText,
    threads::listing::ThreadRow,
};

/// From so many characters on, a text of a cell may be only the beginning of the message.
const CUT: usize = 290;

/// The facts of a row; `thumbs` and `failed_turns` are `None` if they are not known yet.
pub(super) fn of<'a>(
    row: &'a ThreadRow,
    thumbs: Option<&'a [AuthorScore]>,
    failed_turns: Option<u64>,
) -> RowFacts<'a> {
    let thread = &row.thread;
    RowFacts {
        id: thread.id.as_str(),
        model_id: thread.model_id.as_ref().map(|id| id.as_str()),
        created_by: thread.created_by.as_deref(),
        feedback: &thread.feedback,
        thumbs,
        failed_turns,
        first_message: words(&row.first),
        last_message: words(&row.last),
        start_time: thread.start_time,
        end_time: thread.end_time,
        created_at: thread.created_at,
        number_of_messages: thread.number_of_messages,
        duration_ms: thread.duration_ms,
        cost: thread.cost,
        tokens: thread.total_tokens,
    }
}

fn words(cell: &CellText) -> Option<Words<'_>> {
    match cell {
        CellText::Words(text) => Some(Words { text, is_whole: text.chars().count() < CUT }),
        CellText::Unread(_) => None,
    }
}

/// All thumbs on a thread's turns; `None` until they are known. `read`: whether all rated turns were read, and those read.
pub(super) fn thumbs(
    row: &ThreadRow,
    read: Option<&(bool, Arc<ThumbsByThread>)>,
) -> Option<Vec<AuthorScore>> {
    let (is_done, by_thread) = read?;
    let turns = by_thread.get(&row.thread.id);
    is_done.then(|| turns.into_iter().flatten().flat_map(|turn| turn.thumbs.iter().cloned()).collect())
}

/// How many turns of a thread failed; `None` until it is known.
pub(super) fn failed_turns(
    row: &ThreadRow,
    read: Option<&(bool, Arc<HashMap<ThreadId, u64>>)>,
) -> Option<u64> {
    let (is_done, by_thread) = read?;
    is_done.then(|| by_thread.get(&row.thread.id).copied().unwrap_or_default())
}
