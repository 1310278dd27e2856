//! Undo: every edit is remembered with the edit that reverses it.

use leptos::prelude::*;

use super::{Review, mark};
use crate::{
    model::{
        change::{Edit, Item, ScoreInput, own_key},
        review_state::REVIEWED,
        status::Status,
    },
    ui::toast::Tone,
};

/// How many edits can be undone.
const UNDO: usize = 100;

/// How to undo an edit: cancel its outbox entry, or, if it may have been sent, make the inverse edit.
#[derive(Clone)]
pub(super) struct UndoStep {
    /// The id of the outbox entry.
    pub(super) entry: String,
    pub(super) item: Item,
    pub(super) inverse: Edit,
}

impl Review {
    pub(super) fn remember(self, undo: UndoStep) {
        mark::forget_latest();
        let _ = self.undo.try_update_value(|all| {
            if all.len() >= UNDO {
                all.remove(0);
            }
            all.push(undo);
        });
    }

    /// Undoes the latest edit and shows a message about it. That may be the mark which the conversation before was left with.
    pub fn undo(self) {
        if mark::take_back_latest() {
            return;
        }
        let Some(last) = self.undo.try_update_value(Vec::pop).flatten() else {
            self.toaster.show(Tone::Done, "Nothing to undo");
            return;
        };
        self.take_back(last);
    }

    /// Undoes the latest edit of an item with the same subject as `edit`, even if others followed.
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
        let message = undone_in_words(&last.inverse);
        let cancelled = self.session.try_with_value(|session| session.outbox.cancel(&last.entry));
        if cancelled != Some(true) {
            self.push(last.item.clone(), self.or_new_comment(last.item, last.inverse));
        }
        self.toaster.show(Tone::Done, message);
    }

    /// Replaces restoring a comment that is already deleted on the server by writing a new one.
    fn or_new_comment(self, item: Item, inverse: Edit) -> Edit {
        let Edit::Comment { key, text: Some(text) } = &inverse else { return inverse };
        let deleted = untrack(|| self.entries(&item, 0)).iter().any(|entry| {
            entry.is_done() && entry.change.edit == Edit::Comment { key: key.clone(), text: None }
        });
        match self.session.try_with_value(|session| session.outbox.unique()) {
            Some(unique) if deleted => Edit::Comment { key: own_key(&unique), text: Some(text.clone()) },
            _ => inverse,
        }
    }

    /// The edit that reverses `edit`, from the feedback shown before it.
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

/// The message about an undone edit.
fn undone_in_words(inverse: &Edit) -> String {
    match inverse {
        Edit::Score { name, input: None } if name == REVIEWED => "No longer marked as reviewed".to_owned(),
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
