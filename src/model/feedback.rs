//! What a person sees of an item's judgement: what the server said, with the changes made here since folded over it.
//! Pure: the same fold shows a click at once and takes it back when the server refuses.

use super::{
    change::Edit,
    comment::Comment,
    ids::CommentId,
    score::{AuthorScore, Score, Source},
    status::Status,
    time::Timestamp,
};

/// Scores, comments, tags and status of one thread or turn. A turn has no status of its own: it says inactive.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Feedback {
    /// Feedback scores.
    pub scores: Vec<Score>,
    /// Comments, oldest first.
    pub comments: Vec<Comment>,
    /// Tags.
    pub tags: Vec<String>,
    /// Whether the thread goes on.
    pub status: Status,
    /// What status and time left are counted from.
    pub last_updated_at: Option<Timestamp>,
}

impl Feedback {
    /// Folds one act over it. `me` is who acts, `at` when; `named` is the id that the server has given to a comment of
    /// the page's own key meanwhile. Folding the same act twice changes nothing more.
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

    /// My say on the score of that name.
    pub fn mine(&self, name: &str, me: &str) -> Option<&AuthorScore> {
        self.score(name)?.by_author.iter().find(|author_score| author_score.author == me)
    }

    /// The score of that name.
    pub fn score(&self, name: &str) -> Option<&Score> {
        self.scores.iter().find(|score| score.name == name)
    }

    /// Takes away what re-activating a thread takes away under guarded rules: what people said in a UI. Scores by
    /// programs and judges stay, and so does everything else.
    pub fn without_human_scores(mut self) -> Self {
        for score in &mut self.scores {
            score.by_author.retain(|author_score| author_score.source != Source::Human);
            score.average();
        }
        self.scores.retain(|score| !score.by_author.is_empty());
        self
    }

    /// Opik: status changes and tags move the thread's clock, scores and comments do not.
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
            // Servers before `value_by_author` keep one value and do not say whose.
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
