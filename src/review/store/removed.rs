//! What re-activation took away under guarded rules: said to the reviewer, and kept so that it can be given again.

use leptos::prelude::*;

use super::{Review, ServerFeedback};
use crate::{
    api::{error::ApiError, outbox::Refusal},
    model::{
        change::{Edit, Item, ScoreInput},
        feedback::Feedback,
        rules::ThreadRules,
        score::{AuthorScore, Source},
        status::Status,
    },
};

/// One value that was taken away.
#[derive(Clone, Debug, PartialEq)]
pub struct Removed {
    /// The score's name.
    pub name: String,
    /// Who had said what.
    pub author_score: AuthorScore,
}

/// What people had said in `before` that is not in `after`.
fn removed(before: &Feedback, after: &Feedback) -> Vec<Removed> {
    let mut gone = Vec::new();
    for score in &before.scores {
        for author_score in score.by_author.iter().filter(|author_score| author_score.source == Source::Human)
        {
            if after.mine(&score.name, &author_score.author).is_none() {
                gone.push(Removed { name: score.name.clone(), author_score: author_score.clone() });
            }
        }
    }
    gone
}

impl Review {
    /// Compares what the server says with what was shown: has the thread come to life again meanwhile?
    pub(super) fn notice(self, seen: &ServerFeedback) {
        let Some(shown) = untrack(|| {
            let known = self.thread.with(Option::is_some) && self.rules() == ThreadRules::Guarded;
            known.then(|| self.thread())
        }) else {
            return;
        };
        if shown.status == Status::Inactive && seen.feedback.status == Status::Active {
            // A change of the status that is still on its way will be heard of again.
            let mine = untrack(|| self.entries(&Item::Thread, seen.revision));
            if mine.iter().any(|entry| entry.change.edit.subject().0 == "status") {
                return;
            }
            self.keep(removed(&shown, &seen.feedback));
        }
    }

    /// Hears that the server would not take a change. A score that came just too late is kept beside those that were taken
    /// away (Opik of 2025 and mock-opik: 409).
    pub fn hear_refusal(self, refused: &Refusal) {
        let Edit::Score { name, input: Some(input) } = &refused.entry.change.edit else { return };
        let too_late = matches!(refused.error, Some(ApiError::Refused { status: 409, .. }));
        if too_late && refused.entry.change.item == Item::Thread {
            let author_score = AuthorScore {
                author: refused.entry.by.clone(),
                value: input.value,
                category: input.category.clone(),
                reason: input.reason.clone(),
                source: Source::Human,
                last_updated_at: None,
            };
            self.keep(vec![Removed { name: name.clone(), author_score }]);
        }
    }

    /// Keeps what was taken away, beside what was before.
    fn keep(self, gone: Vec<Removed>) {
        let _ = self.removed.try_update(|all| {
            for one in gone {
                all.retain(|old| old.name != one.name || old.author_score.author != one.author_score.author);
                all.push(one);
            }
        });
    }

    /// Gives again what I had said, all at once.
    pub fn give_again(self) {
        let me = untrack(|| self.me());
        let all = self.removed.try_update(std::mem::take).unwrap_or_default();
        for one in all.into_iter().filter(|one| one.author_score.author == me) {
            let input = ScoreInput {
                value: one.author_score.value,
                category: one.author_score.category,
                reason: one.author_score.reason,
            };
            self.score(Item::Thread, &one.name, Some(input));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_said_is_missed_and_what_programs_said_is_not() {
        let mut before = Feedback::default();
        for who in ["ana", "ben"] {
            let input = Some(ScoreInput { value: 1.0, ..ScoreInput::default() });
            before.apply(&Edit::Score { name: "Help".into(), input }, who, None, None);
        }
        before.scores[0].by_author[1].source = Source::Sdk;
        let gone = removed(&before, &before.clone().without_human_scores());
        let names: Vec<_> =
            gone.iter().map(|one| (one.name.as_str(), one.author_score.author.as_str())).collect();
        assert_eq!(names, [("Help", "ana")]);
        assert!(removed(&before, &before).is_empty());
    }
}
