//! The scores that the server removed when a thread became active again ([`ThreadRules::Guarded`]): reported to the
//! reviewer and kept to give them again.

use leptos::prelude::*;

use super::{Review, ServerFeedback};
use crate::{
    api::{error::ApiError, outbox::Refusal},
    browser::tracking,
    model::{
        change::{Edit, Item, ScoreInput},
        feedback::Feedback,
        review_state::REVIEWED,
        rules::ThreadRules,
        score::{AuthorScore, Source},
        status::Status,
    },
};

#[derive(Clone, Debug, PartialEq)]
pub struct Removed {
    pub name: String,
    pub author_score: AuthorScore,
}

impl Removed {
    /// Whether this reviewer can give the score again with one click. Not the mark of *Reviewed, next*: it would say that
    /// they know what came since.
    pub fn can_be_given_by(&self, me: &str) -> bool {
        self.author_score.author == me && self.name != REVIEWED
    }
}

/// The scores by people in `before` that are missing in `after`.
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
    /// Compares new server data with what is shown, to find scores removed because the thread became active again.
    pub(super) fn notice(self, seen: &ServerFeedback) {
        let Some(shown) = untrack(|| {
            let known = self.thread.with(Option::is_some) && self.rules() == ThreadRules::Guarded;
            known.then(|| self.thread())
        }) else {
            return;
        };
        if shown.status == Status::Inactive && seen.feedback.status == Status::Active {
            // An own status edit is not included yet; the data will be loaded again after it.
            let mine = untrack(|| self.entries(&Item::Thread, seen.revision));
            if mine.iter().any(|entry| entry.change.edit.subject().0 == "status") {
                return;
            }
            self.keep(removed(&shown, &seen.feedback));
        }
    }

    /// Takes in every change of this conversation that is refused from now on, and calls `read_again` with its item,
    /// whose data on the server is no longer what was expected.
    pub fn on_refusals(self, read_again: impl Fn(Item) + 'static) {
        let refusal = self.session().outbox.refusal;
        Effect::new(move |_| {
            tracking::track(&refusal);
            let refused = refusal.get_untracked();
            if let Some(refused) = refused.filter(|refused| self.is_about(&refused.entry.change.thread_ref)) {
                self.on_refusal(&refused);
                read_again(refused.entry.change.item.clone());
            }
        });
    }

    /// Takes in a refused change. If a thread score was refused with 409 because the thread had become active (Opik of
    /// 2025 and mock-opik), keeps it with the removed scores.
    fn on_refusal(self, refused: &Refusal) {
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

    /// Adds removed scores, replacing earlier ones with the same name and author.
    fn keep(self, gone: Vec<Removed>) {
        let _ = self.removed.try_update(|all| {
            for one in gone {
                all.retain(|old| old.name != one.name || old.author_score.author != one.author_score.author);
                all.push(one);
            }
        });
    }

    /// Sets all removed scores of the reviewer again.
    pub fn give_again(self) {
        let me = untrack(|| self.me());
        let all = self.removed.try_update(std::mem::take).unwrap_or_default();
        for one in all.into_iter().filter(|one| one.can_be_given_by(&me)) {
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
        let mark = |name: &str| Removed { name: name.to_owned(), author_score: gone[0].author_score.clone() };
        assert!(mark("Help").can_be_given_by("ana") && !mark("Help").can_be_given_by("ben"));
        assert!(!mark(REVIEWED).can_be_given_by("ana"));
    }
}
