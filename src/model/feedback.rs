//! The feedback on a thread, trace or span as it is shown: the server's data with the edits applied that it does not
//! include yet. No I/O. An edit that the server refuses disappears by applying the others without it.

use super::{
    change::Edit,
    comment::Comment,
    ids::CommentId,
    score::{AuthorScore, Score, Source},
    status::Status,
    time::Timestamp,
};

/// Scores, comments, tags and status of a thread, trace or span. Traces and spans have no status and count as inactive.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Feedback {
    pub scores: Vec<Score>,
    /// In the order written, oldest first.
    pub comments: Vec<Comment>,
    pub tags: Vec<String>,
    pub status: Status,
    /// The last activity, from which the inactivity timeout is counted.
    pub last_updated_at: Option<Timestamp>,
}

impl Feedback {
    /// Applies an edit made by `me` at time `at`. `named` is the server's id of a comment whose edit has a key of the
    /// page. Applying the same edit twice has no further effect.
    pub fn apply(&mut self, edit: &Edit, me: &str, at: Option<Timestamp>, named: Option<&CommentId>) {
        match edit {
            Edit::Score { name, input: Some(input) } => {
                let author_score = AuthorScore {
                    author: me.to_owned(),
                    value: input.value,
                    category: input.category.clone(),
                    reason: input.reason.clone(),
                    source: Source::Human,
                    last_updated_at: at,
                };
                self.give(name, author_score);
            }
            Edit::Score { name, input: None } => self.clear(name, me),
            Edit::Tag { tag, add: true } => {
                if !self.tags.contains(tag) {
                    self.tags.push(tag.clone());
                }
                self.touch(at);
            }
            Edit::Tag { tag, add: false } => {
                self.tags.retain(|one| one != tag);
                self.touch(at);
            }
            Edit::Comment { key, text } => self.comment(key, text.as_deref(), me, at, named),
            Edit::Status(status) => {
                if self.status != *status {
                    self.status = *status;
                    self.touch(at);
                }
            }
        }
    }

    /// Everything that people see of it, in an order of its own, to detect updates; no timestamps, because those of local
    /// edits are this browser's.
    pub fn fingerprint(&self) -> impl PartialEq + use<> {
        let mut tags = self.tags.clone();
        tags.sort();
        let scores = self.scores.iter().map(|score| (score.name.clone(), score.value));
        let mut scores: Vec<_> = scores.collect();
        scores.sort_by(|one, other| one.0.cmp(&other.0));
        let comments: Vec<_> = self.comments.iter().map(|comment| comment.text.clone()).collect();
        (self.status, tags, scores, comments)
    }

    /// The score of that name that `me` gave by hand. A program or an LLM judge may run under the same name.
    pub fn mine(&self, name: &str, me: &str) -> Option<&AuthorScore> {
        self.score(name)?.by_author.iter().find(|author_score| author_score.is_by(me))
    }

    pub fn score(&self, name: &str) -> Option<&Score> {
        self.scores.iter().find(|score| score.name == name)
    }

    /// The comment that was written last.
    pub fn last_comment(&self) -> Option<&Comment> {
        self.comments.iter().max_by_key(|comment| comment.created_at)
    }

    /// Removes the scores that people gave, as reactivating a thread does under
    /// [`ThreadRules::Guarded`](super::rules::ThreadRules). Scores by programs and LLM judges stay.
    pub fn without_human_scores(mut self) -> Self {
        for score in &mut self.scores {
            score.by_author.retain(|author_score| author_score.source != Source::Human);
            score.average();
        }
        self.scores.retain(|score| !score.by_author.is_empty());
        self
    }

    /// Sets the last activity as Opik does: status changes and tags update it, scores and comments do not.
    fn touch(&mut self, at: Option<Timestamp>) {
        self.last_updated_at = self.last_updated_at.max(at);
    }

    fn give(&mut self, name: &str, author_score: AuthorScore) {
        let at = self.scores.iter().position(|score| score.name == name).unwrap_or_else(|| {
            self.scores.push(Score {
                name: name.to_owned(),
                value: author_score.value,
                category: None,
                reason: None,
                source: Source::Human,
                by_author: Vec::new(),
            });
            self.scores.len() - 1
        });
        if let Some(score) = self.scores.get_mut(at) {
            score.by_author.retain(|one| one.author != author_score.author);
            score.by_author.push(author_score);
            score.average();
        }
    }

    fn clear(&mut self, name: &str, me: &str) {
        if let Some(score) = self.scores.iter_mut().find(|score| score.name == name) {
            // A score from a server before `value_by_author` has the author of its last change.
            score.by_author.retain(|author_score| author_score.author != me);
            score.average();
        }
        self.scores.retain(|score| score.name != name || !score.by_author.is_empty());
    }

    fn comment(
        &mut self,
        key: &str,
        text: Option<&str>,
        me: &str,
        at: Option<Timestamp>,
        named: Option<&CommentId>,
    ) {
        let found = |one: &Comment| one.id.as_str() == key || named.is_some_and(|id| one.id == *id);
        let Some(text) = text else { return self.comments.retain(|one| !found(one)) };
        match self.comments.iter_mut().find(|one| found(one)) {
            Some(known) if known.text == text => {}
            Some(known) => {
                known.text = text.to_owned();
                known.last_updated_at = at;
            }
            None => self.comments.push(Comment {
                id: named.cloned().unwrap_or_else(|| CommentId::new(key)),
                text: text.to_owned(),
                author: Some(me.to_owned()),
                created_at: at,
                last_updated_at: at,
            }),
        }
    }
}

#[cfg(test)]
#[path = "feedback/tests.rs"]
mod tests;
