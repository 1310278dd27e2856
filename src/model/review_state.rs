//! Whether people have reviewed a conversation, and whether it has changed since. Derived from what the server has anyway:
//! scores and comments with their authors and times, so that it works on every server. Lists, conversations and filters
//! all ask here.

use super::{
    change::{Edit, ScoreInput},
    comment::Comment,
    feedback::Feedback,
    score::{AuthorScore, Score, Source},
    time::Timestamp,
};

/// The score that a person gives a thread by pressing *Reviewed, next*. Its source is `ui`, as that of all human scores.
pub const REVIEWED: &str = "Reviewed";

/// The value of [`REVIEWED`].
pub const REVIEWED_VALUE: f64 = 1.0;

/// The edit that gives a thread my score [`REVIEWED`], or takes it back.
pub fn mark_reviewed(is_reviewed: bool) -> Edit {
    let input = is_reviewed.then(|| ScoreInput { value: REVIEWED_VALUE, ..ScoreInput::default() });
    Edit::Score { name: REVIEWED.to_owned(), input }
}

/// Whether a thread's score is nothing but what *Reviewed, next* gives. It is shown as the review state and not among the
/// scores; a score of that name with another value, or by a program, is one of them.
pub fn is_review_mark(score: &Score) -> bool {
    let is_mark = |given: &AuthorScore| given.source == Source::Human && given.value == REVIEWED_VALUE;
    score.name == REVIEWED && score.by_author.iter().all(is_mark)
}

/// Somebody who scored by hand or commented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewer {
    pub name: String,
    /// The newest of their scores and comments; `None` if the server has no times of them.
    pub at: Option<Timestamp>,
}

/// What people did with a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum ReviewState {
    /// Nobody scored it, or any of its turns, by hand, and nobody wrote a comment.
    #[default]
    NotReviewed,
    Reviewed {
        /// Newest first.
        by: Vec<Reviewer>,
    },
    /// I reviewed it, and it went on afterwards.
    ChangedSinceMine {
        /// My newest score or comment.
        mine: Timestamp,
        /// How many turns are newer; `None` if the turns are not known.
        new_turns: Option<u64>,
        /// Newest first.
        by: Vec<Reviewer>,
    },
}

impl ReviewState {
    /// Who reviewed it, newest first.
    pub fn by(&self) -> &[Reviewer] {
        match self {
            Self::NotReviewed => &[],
            Self::Reviewed { by } | Self::ChangedSinceMine { by, .. } => by,
        }
    }

    /// Whether I reviewed all there is.
    pub fn is_done_by(&self, me: &str) -> bool {
        matches!(self, Self::Reviewed { by } if by.iter().any(|one| one.name == me))
    }
}

/// The time of a turn that a review is compared with: its end, or its start while it runs. The same of a whole thread, whose
/// end is the latest end of a turn. Its `last_updated_at` does not tell: closing and tagging it, which reviewers do, move
/// that too.
pub fn said_at(start: Option<Timestamp>, end: Option<Timestamp>) -> Option<Timestamp> {
    end.or(start)
}

/// Everybody who scored or commented by hand, each once.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Reviewers(Vec<Reviewer>);

impl Reviewers {
    /// Those of a thread whose turns are not loaded; `thumbs` are those on its turns.
    pub fn of_thread(thread: &Feedback, thumbs: &[AuthorScore]) -> Self {
        let mut reviewers = Self::default();
        reviewers.add(thread);
        reviewers.add_scores(thumbs);
        reviewers
    }

    /// Adds those who gave this feedback on the thread or one of its turns.
    pub fn add(&mut self, feedback: &Feedback) {
        for score in &feedback.scores {
            self.add_scores(&score.by_author);
        }
        for comment in &feedback.comments {
            self.add_one(comment.author.as_deref().unwrap_or_default(), written(comment));
        }
    }

    /// Adds those who gave these scores by hand.
    fn add_scores(&mut self, scores: &[AuthorScore]) {
        for given in scores.iter().filter(|given| given.source == Source::Human) {
            self.add_one(&given.author, given.last_updated_at);
        }
    }

    fn add_one(&mut self, name: &str, at: Option<Timestamp>) {
        if name.is_empty() {
            return;
        }
        match self.0.iter_mut().find(|known| known.name == name) {
            Some(known) => known.at = known.at.max(at),
            None => self.0.push(Reviewer { name: name.to_owned(), at }),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Reviewer> {
        self.0.iter()
    }

    /// The newest score or comment of a person.
    pub fn newest_of(&self, name: &str) -> Option<Timestamp> {
        self.0.iter().find(|one| one.name == name)?.at
    }

    /// The state for `me` of a thread whose turns are not loaded, from what [`said_at`] gives for it.
    pub fn state_of_row(self, me: &str, said_at: Option<Timestamp>) -> ReviewState {
        self.state(me, |mine| said_at.is_some_and(|at| at > mine).then_some(None))
    }

    /// The state for `me` of a thread, from what [`said_at`] gives for each of its turns.
    pub fn state_of_turns(self, me: &str, said_at: impl Iterator<Item = Option<Timestamp>>) -> ReviewState {
        self.state(me, |mine| {
            let newer = said_at.filter(|at| at.is_some_and(|at| at > mine)).count() as u64;
            (newer > 0).then_some(Some(newer))
        })
    }

    /// `newer` says whether something is newer than my newest score or comment, and if known how many turns.
    fn state(mut self, me: &str, newer: impl FnOnce(Timestamp) -> Option<Option<u64>>) -> ReviewState {
        self.0.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| one.name.cmp(&other.name)));
        let mine = self.newest_of(me);
        match mine.and_then(|mine| Some((mine, newer(mine)?))) {
            Some((mine, new_turns)) => ReviewState::ChangedSinceMine { mine, new_turns, by: self.0 },
            None if self.is_empty() => ReviewState::NotReviewed,
            None => ReviewState::Reviewed { by: self.0 },
        }
    }
}

/// When a comment was written or last changed.
fn written(comment: &Comment) -> Option<Timestamp> {
    comment.last_updated_at.max(comment.created_at)
}

#[cfg(test)]
#[path = "review_state/tests.rs"]
mod tests;
