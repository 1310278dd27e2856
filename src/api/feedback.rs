//! Feedback scores and comments as they come embedded in threads and traces.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{
    comment::Comment,
    ids::CommentId,
    score::{Say, Score, Source},
    time::Timestamp,
};

/// One feedback score on the wire. Nulls are omitted, so everything has a default.
#[derive(Deserialize)]
pub(super) struct ScoreWire {
    name: String,
    value: f64,
    category_name: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    value_by_author: BTreeMap<String, SayWire>,
}

#[derive(Deserialize)]
struct SayWire {
    value: f64,
    category_name: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    source: String,
    author: Option<String>,
    last_updated_at: Option<String>,
}

/// One comment on the wire.
#[derive(Deserialize)]
pub(super) struct CommentWire {
    id: String,
    #[serde(default)]
    text: String,
    created_by: Option<String>,
    created_at: Option<String>,
    last_updated_at: Option<String>,
}

/// Reads an ISO time that may be missing or odd.
pub(super) fn time(text: Option<&String>) -> Option<Timestamp> {
    text.and_then(|text| Timestamp::parse(text))
}

pub(super) fn scores(wire: Option<Vec<ScoreWire>>) -> Vec<Score> {
    wire.unwrap_or_default().into_iter().map(Score::from).collect()
}

pub(super) fn comments(wire: Option<Vec<CommentWire>>) -> Vec<Comment> {
    wire.unwrap_or_default().into_iter().map(Comment::from).collect()
}

impl From<ScoreWire> for Score {
    fn from(wire: ScoreWire) -> Self {
        let by_author = wire
            .value_by_author
            .into_iter()
            .map(|(key, say)| Say {
                // Opik: the key is the author, or the author and a queue; only `author` is the plain name.
                author: say.author.filter(|name| !name.is_empty()).unwrap_or(key),
                value: say.value,
                category: filled(say.category_name),
                reason: filled(say.reason),
                source: Source::parse(&say.source),
                last_updated_at: time(say.last_updated_at.as_ref()),
            })
            .collect();
        Self {
            name: wire.name,
            value: wire.value,
            category: filled(wire.category_name),
            reason: filled(wire.reason),
            source: Source::parse(&wire.source),
            by_author,
        }
    }
}

impl From<CommentWire> for Comment {
    fn from(wire: CommentWire) -> Self {
        Self {
            id: CommentId::new(wire.id),
            text: wire.text,
            author: filled(wire.created_by),
            created_at: time(wire.created_at.as_ref()),
            last_updated_at: time(wire.last_updated_at.as_ref()),
        }
    }
}

/// Opik sends `""` where it means nothing.
pub(super) fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
