//! Whether people have reviewed a conversation, and whether it has changed since. Derived from what the server has anyway:
//! scores and comments with their authors and times, so that it works on every server.

use super::{
    change::{Edit, ScoreInput},
    comment::Comment,
    feedback::Feedback,
    score::{AuthorScore, Source},
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

/// What people did with a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewState {
    /// Nobody scored it, or any of its turns, by hand, and nobody wrote a comment.
    NotReviewed,
    Reviewed {
        /// Who, each with the time of the newest score or comment, newest first.
        by: Vec<(String, Timestamp)>,
    },
    /// I reviewed it, and it went on afterwards.
    ChangedSinceMine {
        /// My newest score or comment.
        mine: Timestamp,
        /// How many turns began later; 0 if the turns are not known.
        new_turns: u64,
    },
}

/// A turn of an open conversation.
#[derive(Clone, Copy, Debug)]
pub struct ReviewedTurn<'a> {
    pub start_time: Option<Timestamp>,
    pub feedback: &'a Feedback,
}

/// What the state is derived from.
#[derive(Clone, Copy, Debug)]
pub struct Reviewable<'a> {
    /// Scores and comments of the thread, and its last activity.
    pub thread: &'a Feedback,
    /// Thumbs on its turns, where the turns themselves are not loaded.
    pub thumbs: &'a [AuthorScore],
    /// The latest end of a turn.
    pub end_time: Option<Timestamp>,
    /// Its turns, if the conversation is open.
    pub turns: Option<&'a [ReviewedTurn<'a>]>,
}

impl Reviewable<'_> {
    /// The state for `me`.
    pub fn state(&self, me: &str) -> ReviewState {
        let by = self.reviewers();
        let mine = by.iter().find(|(author, _)| author == me).map(|(_, at)| *at);
        match mine {
            Some(mine) if self.went_on_after(mine) => {
                ReviewState::ChangedSinceMine { mine, new_turns: self.turns_after(mine) }
            }
            _ if by.is_empty() => ReviewState::NotReviewed,
            _ => ReviewState::Reviewed { by },
        }
    }

    /// Everybody who scored or commented by hand, with the time of the newest, newest first.
    pub fn reviewers(&self) -> Vec<(String, Timestamp)> {
        let turns = || self.turns.unwrap_or_default().iter().map(|turn| turn.feedback);
        let mut by: Vec<(String, Timestamp)> = Vec::new();
        let mut note = |author: &str, at: Timestamp| match by.iter_mut().find(|(known, _)| known == author) {
            Some((_, newest)) => *newest = at.max(*newest),
            None => by.push((author.to_owned(), at)),
        };
        for feedback in std::iter::once(self.thread).chain(turns()) {
            for score in feedback.scores.iter().flat_map(|score| &score.by_author) {
                if let Some((author, at)) = hand(score) {
                    note(author, at);
                }
            }
            for comment in &feedback.comments {
                if let Some((author, at)) = written(comment) {
                    note(author, at);
                }
            }
        }
        for (author, at) in self.thumbs.iter().filter_map(hand) {
            note(author, at);
        }
        by.sort_by(|(one, at), (other, then)| then.cmp(at).then_with(|| one.cmp(other)));
        by
    }

    /// The first turn, by its position in `turns`, that began after my newest score or comment; `None` if there is none or
    /// I have not reviewed it. The line "new since your review" stands above it.
    pub fn first_new_turn(&self, me: &str) -> Option<usize> {
        let (_, mine) = self.reviewers().into_iter().find(|(author, _)| author == me)?;
        self.turns?.iter().position(|turn| turn.start_time.is_some_and(|start| start > mine))
    }

    fn turns_after(&self, mine: Timestamp) -> u64 {
        let turns = self.turns.unwrap_or_default();
        turns.iter().filter(|turn| turn.start_time.is_some_and(|start| start > mine)).count() as u64
    }

    /// Whether a turn began later, or, if the turns are not known, one ended later. The thread's `last_updated_at` does not
    /// tell: closing and tagging it, which reviewers do, move it too.
    fn went_on_after(&self, mine: Timestamp) -> bool {
        match self.turns {
            Some(_) => self.turns_after(mine) > 0,
            None => self.end_time.is_some_and(|end| end > mine),
        }
    }
}

/// The author and time of a score that a person gave; `None` for programs and judges, or without a time.
fn hand(score: &AuthorScore) -> Option<(&str, Timestamp)> {
    let author = Some(score.author.as_str()).filter(|author| !author.is_empty())?;
    score.last_updated_at.filter(|_| score.source == Source::Human).map(|at| (author, at))
}

/// The author of a comment, and when it was written or last changed.
fn written(comment: &Comment) -> Option<(&str, Timestamp)> {
    let author = comment.author.as_deref().filter(|author| !author.is_empty())?;
    comment.last_updated_at.max(comment.created_at).map(|at| (author, at))
}

#[cfg(test)]
#[path = "review_state/tests.rs"]
mod tests;
