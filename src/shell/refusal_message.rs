//! The message that tells a person why a change of theirs was not made.

use crate::{
    api::outbox::Refusal,
    model::{
        change::{Edit, ScoreInput},
        review_state::REVIEWED,
    },
};

/// The toast about a change that the server refused, or (without an `error`) that a newer change from another tab
/// replaced.
pub(super) fn in_words(refused: &Refusal) -> String {
    let edit = &refused.entry.change.edit;
    let Some(error) = &refused.error else {
        return match edit {
            Edit::Score { name, input: Some(ScoreInput { reason: Some(reason), .. }) } => {
                format!("{name} was changed since in another tab. Your reason was dropped: “{reason}”")
            }
            _ => "The comment was changed since in another tab. Your text is kept below the comments"
                .to_owned(),
        };
    };
    let what = match edit {
        Edit::Score { name, input: Some(_) } if name == REVIEWED => "Not marked as reviewed".to_owned(),
        Edit::Score { name, .. } => format!("{name} is as it was"),
        Edit::Tag { tag, .. } => format!("Tag {tag} is as it was"),
        Edit::Comment { text: None, .. } => "The comment was not deleted".to_owned(),
        Edit::Comment { .. } => "The comment was not saved; its text is kept as a draft".to_owned(),
        Edit::Status(_) => "The status is as it was".to_owned(),
    };
    format!("{what}. {}: {error}", error.title())
}
