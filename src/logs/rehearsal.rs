//! When the made-up conversation of [`crate::conversation::rehearsal`] is drawn: once, when the list is there and the
//! browser is idle, unless a conversation is opened before.

use std::cell::Cell;

use leptos::prelude::*;

use super::selection::Selection;
use crate::{
    api::session::Session,
    browser::{renderer, timer},
    conversation::{
        panel::CONVERSATION,
        rehearsal::{REHEARSAL, Rehearsed, RehearsedPartProps},
    },
    ui::{lazy, unseen::draw_unseen},
};

thread_local! {
    /// What is still to be drawn, last part first.
    static LEFT: Cell<&'static [Rehearsed]> =
        const { Cell::new(&[Rehearsed::Header, Rehearsed::Panel, Rehearsed::Turns]) };
}

/// Draws it as soon as what it needs is loaded.
pub(super) fn rehearse(selection: Selection) {
    let session = StoredValue::new(Session::of_app(""));
    let owner = StoredValue::new(Owner::current());
    Effect::new(move |_| {
        if !lazy::is_there(&CONVERSATION) {
            return;
        }
        if renderer::is_there() == Some(true) && lazy::is_there(&REHEARSAL) {
            timer::when_idle(move || draw_next(selection, session, owner));
        } else {
            lazy::open(&REHEARSAL);
        }
    });
}

fn draw_next(selection: Selection, sessions: StoredValue<Session>, owners: StoredValue<Option<Owner>>) {
    let is_open = selection.any.try_get_untracked().unwrap_or(true);
    let Some((part, left)) = LEFT.get().split_last().filter(|_| !is_open) else { return };
    let render = untrack(|| lazy::loaded(&REHEARSAL));
    let (Some(Ok(render)), Some(session), Some(owner)) =
        (render, sessions.try_get_value(), owners.try_get_value().flatten())
    else {
        return;
    };
    LEFT.set(left);
    owner.with(|| draw_unseen(move || render(RehearsedPartProps { session, part: *part })));
    timer::when_idle(move || draw_next(selection, sessions, owners));
}
