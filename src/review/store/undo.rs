//! Taking back: every act remembers its opposite.

use leptos::prelude::*;

use super::Review;
use crate::{
    model::{
        change::{Act, Given, Item, own_key},
        status::Status,
    },
    ui::toast::Tone,
};

/// So many changes can be taken back, the latest first.
const UNDO: usize = 100;

/// How an act is taken back: by not sending it, else by its opposite.
#[derive(Clone)]
pub(super) struct Undo {
    /// The entry to cancel, if it was not sent.
    pub(super) entry: String,
    /// What it changed.
    pub(super) item: Item,
    /// What changes it back.
    pub(super) inverse: Act,
}

impl Review {
    pub(super) fn remember(self, undo: Undo) {
        let _ = self.undo.try_update_value(|all| {
            if all.len() >= UNDO {
                all.remove(0);
            }
            all.push(undo);
        });
    }

    /// Takes the latest change back that has not been; says what was.
    pub fn undo(self) {
        let Some(last) = self.undo.try_update_value(Vec::pop).flatten() else {
            self.toaster.say(Tone::Done, "Nothing to undo");
            return;
        };
        self.take_back(last);
    }

    /// Takes back the latest change of an item that is about the same as `act`, whatever was done since.
    pub fn undo_about(self, item: &Item, act: &Act) {
        let found = self.undo.try_update_value(|all| {
            let about = |one: &Undo| one.item == *item && one.inverse.subject() == act.subject();
            all.iter().rposition(about).map(|at| all.remove(at))
        });
        if let Some(undo) = found.flatten() {
            self.take_back(undo);
        }
    }

    fn take_back(self, last: Undo) {
        let said = told(&last.inverse);
        let cancelled = self.client.try_with_value(|client| client.journal().cancel(&last.entry));
        if cancelled != Some(true) {
            self.push(last.item.clone(), self.possible(last.item, last.inverse));
        }
        self.toaster.say(Tone::Done, said);
    }

    /// A comment that the server has deleted can only be written anew.
    fn possible(self, item: Item, inverse: Act) -> Act {
        let Act::Comment { key, text: Some(text) } = &inverse else { return inverse };
        let deleted = untrack(|| self.entries(&item, 0)).iter().any(|entry| {
            entry.is_done() && entry.change.act == Act::Comment { key: key.clone(), text: None }
        });
        match self.client.try_with_value(|client| client.journal().unique()) {
            Some(unique) if deleted => Act::Comment { key: own_key(&unique), text: Some(text.clone()) },
            _ => inverse,
        }
    }

    /// What takes `act` back, from what is shown before it.
    pub(super) fn inverse(self, item: &Item, act: &Act) -> Act {
        let before = self.item(item);
        match act {
            Act::Score { name, .. } => {
                let given = before.mine(name, &self.me()).map(|say| Given {
                    value: say.value,
                    category: say.category.clone(),
                    reason: say.reason.clone(),
                });
                Act::Score { name: name.clone(), given }
            }
            Act::Tag { tag, .. } => Act::Tag { tag: tag.clone(), add: before.tags.contains(tag) },
            Act::Comment { key, .. } => {
                let comment = before.comments.iter().find(|comment| comment.id.as_str() == key);
                Act::Comment { key: key.clone(), text: comment.map(|comment| comment.text.clone()) }
            }
            Act::Status(_) => Act::Status(before.status),
        }
    }
}

/// What was taken back, in words.
fn told(inverse: &Act) -> String {
    match inverse {
        Act::Score { name, given: None } => format!("{name} cleared again"),
        Act::Score { name, given: Some(_) } => format!("{name} is as it was"),
        Act::Tag { tag, add: true } => format!("Tag {tag} is back"),
        Act::Tag { tag, add: false } => format!("Tag {tag} taken off again"),
        Act::Comment { text: None, .. } => "Comment taken back".to_owned(),
        Act::Comment { text: Some(_), .. } => "Comment is as it was".to_owned(),
        Act::Status(Status::Active) => "The conversation is active again".to_owned(),
        Act::Status(Status::Inactive) => "The conversation is inactive again".to_owned(),
    }
}
