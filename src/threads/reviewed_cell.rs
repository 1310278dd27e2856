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
    let when = || match newest.at {
        Some(_) => cells::instant(newest.at, Some(context.now)),
        None => ().into_any(),
    };
    let (word, mark, when) = match &state {
        ReviewState::ChangedSinceMine { .. } => (
            "changed",
            view! { <i class="ring"></i> }.into_any(),
            view! { <b aria-hidden="true">"changed"</b> }.into_any(),
        ),
        _ if state.is_done_by(&me) => ("mine", view! { <Icon glyph=Glyph::Check /> }.into_any(), when()),
        _ => ("others", ().into_any(), when()),
    };
    let more = by.len().checked_sub(SHOWN).filter(|more| *more > 0).map(|more| {
        let more = format!("+{more}");
        view! { <span aria-hidden="true">{more}</span> }.into_any()
    });
    let words = review_words::in_full(&state, &me, |at| at.date_time(clock::zone_at(at)));
    let spoken = words.clone();
    view! {
        <span
            class="row-reviewed"
            data-review=word
            title=words
            on:click=|event| cells::open_row(&event)
        >
            <span class="visually-hidden">{spoken}</span>
            {mark}
            {by.iter().take(SHOWN).map(|one| avatar(&one.name)).collect_view()}
            {more}
            {when}
        </span>
    }
    .into_any()
}
