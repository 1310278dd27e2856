//! The cell that says who reviewed a conversation. The style sheet shows all of it in the list with columns, and only its
//! mark in compact rows.

use leptos::prelude::*;

use super::listing::ThreadRow;
use crate::{
    browser::{clock, tracking},
    model::review_state::ReviewState,
    text::review_words,
    ui::{
        avatar::avatar,
        icon::{Glyph, Icon},
        table::cells::{self, CellContext},
    },
};

/// How many people are shown by their initials.
const SHOWN: usize = 3;

/// Who reviewed, newest first, with the newest time, or that it changed since my review; empty if nobody did.
pub(super) fn reviewed(row: &ThreadRow, me: Memo<String>, context: CellContext) -> AnyView {
    let name = || {
        tracking::track(&me);
        me.get_untracked()
    };
    let state = row.review_state(name);
    let by = state.by();
    let Some(newest) = by.first() else { return ().into_any() };
    let me = me.get_untracked();
    let (word, mark) = match &state {
        ReviewState::ChangedSinceMine { .. } => ("changed", Some(view! { <i class="ring"></i> }.into_any())),
        _ if state.is_done_by(&me) => ("mine", Some(view! { <Icon glyph=Glyph::Check /> }.into_any())),
        _ => ("others", None),
    };
    let when = match &state {
        ReviewState::ChangedSinceMine { .. } => view! { <b>"changed"</b> }.into_any(),
        _ if newest.at.is_some() => cells::instant(newest.at, Some(context.now)),
        _ => ().into_any(),
    };
    let more = by.len().checked_sub(SHOWN).filter(|more| *more > 0).map(|more| format!("+{more}"));
    let words = review_words::in_full(&state, &me, |at| at.date_time(clock::zone_at(at)));
    let title = words.clone();
    view! {
        <span class="row-reviewed" data-review=word title=title>
            <span class="visually-hidden">{words}</span>
            <span class="review-mark" aria-hidden="true">{mark}</span>
            <span class="review-people" aria-hidden="true">
                {by.iter().take(SHOWN).map(|one| avatar(&one.name)).collect_view()}
                {more}
            </span>
            <span class="review-when" aria-hidden="true">{when}</span>
        </span>
    }
    .into_any()
}
