//! The calls that give a conversation the tags, scores, comments and status it was exported with, each at its own time.

use axum::http::{Method, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::kept::{Kept, KeptComment, KeptScore};
use crate::loader::{LoadError, Loader};

/// Makes the calls for a thread whose traces (`ids`, in order) are logged. `end` is the time of what has none. Returns
/// what the API refused, such as a tag that is too long.
///
/// A conversation that is inactive, or that people have scored, is marked inactive before its scores are given; under
/// guarded rules it could not be scored otherwise.
///
/// # Errors
/// When the server fails.
pub(super) async fn send(
    loader: &Loader,
    thread: &str,
    kept: &Kept,
    ids: &[String],
    end: DateTime<Utc>,
) -> Result<Vec<String>, LoadError> {
    let mut calls = Calls { loader, refused: Vec::new() };
    let over = kept.turns.iter().filter_map(|turn| turn.end_time.max(turn.start_time)).max().unwrap_or(end);
    let last = kept.last_updated_at.unwrap_or(over);
    loader.set_time(last);
    let this = json!({ "project_name": loader.project(), "thread_id": thread });
    let path = "/v1/private/traces/threads/retrieve";
    let known = calls.send(Method::POST, path, this.clone(), None, None).await?;
    let model_id = known.get("thread_model_id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let said = &kept.feedback;
    if !said.tags.is_empty() {
        let path = format!("/v1/private/traces/threads/{model_id}");
        calls.send(Method::PATCH, &path, json!({ "tags": said.tags }), None, None).await?;
    }
    let by_people = said.feedback_scores.iter().any(|score| source(score) == "ui");
    if kept.status.as_deref() == Some("inactive") || by_people {
        calls.send(Method::PUT, "/v1/private/traces/threads/close", this, None, None).await?;
    }
    for score in &said.feedback_scores {
        let mut item = body(score);
        if let Some(fields) = item.as_object_mut() {
            fields.insert("thread_id".to_owned(), json!(thread));
            fields.insert("project_name".to_owned(), json!(loader.project()));
        }
        loader.set_time(score.last_updated_at.unwrap_or(last));
        let path = "/v1/private/traces/threads/feedback-scores";
        calls.send(Method::PUT, path, json!({ "scores": [item] }), score.author.as_deref(), None).await?;
    }
    calls.comments("traces/threads", &model_id, &said.comments, last).await?;
    for (turn, id) in kept.turns.iter().zip(ids) {
        let over = turn.end_time.or(turn.start_time).unwrap_or(end);
        for score in &turn.feedback.feedback_scores {
            loader.set_time(score.last_updated_at.unwrap_or(over));
            let path = format!("/v1/private/traces/{id}/feedback-scores");
            calls.send(Method::PUT, &path, body(score), score.author.as_deref(), None).await?;
        }
        calls.comments("traces", id, &turn.feedback.comments, over).await?;
    }
    Ok(calls.refused)
}

struct Calls<'a> {
    loader: &'a Loader,
    refused: Vec<String>,
}

impl Calls<'_> {
    /// Makes a call; one that the API refuses as bad is noted.
    async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Value,
        author: Option<&str>,
        key: Option<&str>,
    ) -> Result<Value, LoadError> {
        match self.loader.send_once(method, path, body, author, key).await {
            Err(error) if error.status.is_client_error() && error.status != StatusCode::TOO_MANY_REQUESTS => {
                self.refused.push(error.to_string());
                Ok(Value::Null)
            }
            other => other,
        }
    }

    /// Comments of a thread or trace. Their keys say what they are, so that a second import makes none again.
    async fn comments(
        &mut self,
        base: &str,
        id: &str,
        comments: &[KeptComment],
        otherwise: DateTime<Utc>,
    ) -> Result<(), LoadError> {
        for comment in comments {
            let created = comment.created_at.unwrap_or(otherwise);
            let author = comment.author.as_deref();
            self.loader.set_time(created);
            let key = [author.unwrap_or_default(), &created.to_rfc3339(), &comment.text].join("\0");
            let key: String = Sha256::digest(key).iter().map(|byte| format!("{byte:02x}")).collect();
            let path = format!("/v1/private/{base}/{id}/comments");
            let text = json!({ "text": comment.text });
            let made = self.send(Method::POST, &path, text.clone(), author, Some(&key)).await?;
            let edited = comment.last_updated_at.filter(|at| *at - created > TimeDelta::milliseconds(10));
            if let (Some(at), Some(id)) = (edited, made.get("id").and_then(Value::as_str)) {
                self.loader.set_time(at);
                let path = format!("/v1/private/{base}/comments/{id}");
                self.send(Method::PATCH, &path, text, author, None).await?;
            }
        }
        Ok(())
    }
}

/// The source of a score; one that the API does not know counts as a program's.
fn source(score: &KeptScore) -> &str {
    match score.source.as_deref() {
        Some(known @ ("ui" | "online_scoring")) => known,
        _ => "sdk",
    }
}

fn body(score: &KeptScore) -> Value {
    json!({
        "name": score.name,
        "value": score.value,
        "category_name": score.category_name,
        "reason": score.reason,
        "source": source(score),
    })
}
