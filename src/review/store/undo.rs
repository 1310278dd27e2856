//! Taking back: every act remembers its opposite.

use leptos::prelude::*;

use super::Review;
use crate::{
    model::{
        change::{Edit, Item, ScoreInput, own_key},
        status::Status,
    },
    ui::toast::Tone,
};

/// So many changes can be taken back, the latest first.
const UNDO: usize = 100;

/// How an act is taken back: by not sending it, else by its opposite.
#[derive(Clone)]
pub(super) struct UndoStep {
    /// The entry to cancel, if it was not sent.
    pub(super) entry: String,
    /// What it changed.
    pub(super) item: Item,
    /// What changes it back.
    pub(super) inverse: Edit,
}

impl Review {
    pub(super) fn remember(self, undo: UndoStep) {
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

    /// Takes back the latest change of an item that is about the same as `edit`, whatever was done since.
    pub fn undo_about(self, item: &Item, edit: &Edit) {
        let found = self.undo.try_update_value(|all| {
            let about = |one: &UndoStep| one.item == *item && one.inverse.subject() == edit.subject();
            all.iter().rposition(about).map(|at| all.remove(at))
        });
        if let Some(undo) = found.flatten() {
            self.take_back(undo);
        }
    }

    fn take_back(self, last: UndoStep) {
        let said = undone_in_words(&last.inverse);
        let cancelled = self.session.try_with_value(|session| session.outbox.cancel(&last.entry));
        if cancelled != Some(true) {
            self.push(last.item.clone(), self.possible(last.item, last.inverse));
        }
        self.toaster.say(Tone::Done, said);
    }

    /// A comment that the server has deleted can only be written anew.
    fn possible(self, item: Item, inverse: Edit) -> Edit {
        let Edit::Comment { key, text: Some(text) } = &inverse else { return inverse };
        let deleted = untrack(|| self.entries(&item, 0)).iter().any(|entry| {
            entry.is_done() && entry.change.edit == Edit::Comment { key: key.clone(), text: None }
        });
        match self.session.try_with_value(|session| session.outbox.unique()) {
            Some(unique) if deleted => Edit::Comment { key: own_key(&unique), text: Some(text.clone()) },
            _ => inverse,
        }
    }

    /// What takes `edit` back, from what is shown before it.
    pub(super) fn inverse(self, item: &Item, edit: &Edit) -> Edit {
        let before = self.item(item);
        match edit {
            Edit::Score { name, .. } => {
                let input = before.mine(name, &self.me()).map(|author_score| ScoreInput {
                    value: author_score.value,
                    category: author_score.category.clone(),
                    reason: author_score.reason.clone(),
                });
                Edit::Score { name: name.clone(), input }
            }
            Edit::Tag { tag, .. } => Edit::Tag { tag: tag.clone(), add: before.tags.contains(tag) },
            Edit::Comment { key, .. } => {
                let comment = before.comments.iter().find(|comment| comment.id.as_str() == key);
                Edit::Comment { key: key.clone(), text: comment.map(|comment| comment.text.clone()) }
            }
            Edit::Status(_) => Edit::Status(before.status),
        }
    }
}

/// What was taken back, in words.
fn undone_in_words(inverse: &Edit) -> String {
    match inverse {
        Edit::Score { name, input: None } => format!("{name} cleared again"),
        Edit::Score { name, input: Some(_) } => format!("{name} is as it was"),
        Edit::Tag { tag, add: true } => format!("Tag {tag} is back"),
        Edit::Tag { tag, add: false } => format!("Tag {tag} taken off again"),
        Edit::Comment { text: None, .. } => "Comment taken back".to_owned(),
        Edit::Comment { text: Some(_), .. } => "Comment is as it was".to_owned(),
        Edit::Status(Status::Active) => "The conversation is active again".to_owned(),
        Edit::Status(Status::Inactive) => "The conversation is inactive again".to_owned(),
    }
}
