//! Feedback scores and comments as they are embedded in threads, traces and spans.

use super::fields::Fields;
use crate::model::{
    comment::Comment,
    feedback::Feedback,
    ids::CommentId,
    score::{AuthorScore, Score, Source},
    status::Status,
};

/// The one user of an open-source Opik server, which has no logins.
pub const NOBODY: &str = "admin";

/// What is said of a thread, a trace or a span. Only threads have a status; see [`super::threads`].
pub(super) fn feedback(of: &mut Fields) -> Feedback {
    Feedback {
        scores: scores(of),
        comments: comments(of),
        tags: of.texts("tags"),
        status: Status::Inactive,
        last_updated_at: of.time("last_updated_at"),
    }
}

fn scores(of: &mut Fields) -> Vec<Score> {
    of.list("feedback_scores").into_iter().map(score).collect()
}

/// `span_feedback_scores` of a trace: the scores of its spans, combined by name.
pub(super) fn span_scores(of: &mut Fields) -> Vec<Score> {
    of.list("span_feedback_scores").into_iter().map(score).collect()
}

pub(super) fn comments(of: &mut Fields) -> Vec<Comment> {
    of.list("comments").into_iter().map(comment).collect()
}

fn score(mut wire: Fields) -> Score {
    let by_author: Vec<AuthorScore> = wire.object("value_by_author").entries().map(author_score).collect();
    let mut score = Score {
        name: wire.required("name"),
        value: wire.number("value").unwrap_or_default(),
        category: wire.text("category_name"),
        reason: wire.text("reason"),
        source: Source::parse(&wire.required("source")),
        by_author,
    };
    if score.by_author.is_empty() {
        // Servers before `value_by_author` keep one value for all users.
        score.by_author.push(AuthorScore {
            author: wire.text("last_updated_by").unwrap_or_else(|| NOBODY.to_owned()),
            value: score.value,
            category: score.category.clone(),
            reason: score.reason.clone(),
            source: score.source.clone(),
            last_updated_at: wire.time("last_updated_at"),
        });
    }
    score
}

/// Reads one entry of `value_by_author`. Its key is the author, or the author and a queue id; the field `author` is
/// always the plain name.
fn author_score((key, mut wire): (String, Fields)) -> AuthorScore {
    AuthorScore {
        author: wire.text("author").unwrap_or(key),
        value: wire.number("value").unwrap_or_default(),
        category: wire.text("category_name"),
        reason: wire.text("reason"),
        source: Source::parse(&wire.required("source")),
        last_updated_at: wire.time("last_updated_at"),
    }
}

fn comment(mut wire: Fields) -> Comment {
    Comment {
        id: CommentId::new(wire.required("id")),
        text: wire.required("text"),
        author: wire.text("created_by"),
        created_at: wire.time("created_at"),
        last_updated_at: wire.time("last_updated_at"),
    }
}
