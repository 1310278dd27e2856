//! Opik: `/v1/private/traces/threads`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{
    client::Client,
    error::ApiError,
    feedback::{CommentWire, ScoreWire, comments, filled, scores, time},
    payload::payload,
};
use crate::model::{
    ids::{ProjectId, ThreadId, ThreadModelId},
    status::Status,
    thread::Thread,
};

#[derive(Deserialize)]
struct ThreadWire {
    id: String,
    thread_model_id: Option<String>,
    start_time: Option<String>,
    end_time: Option<String>,
    duration: Option<f64>,
    first_message: Option<Box<RawValue>>,
    last_message: Option<Box<RawValue>>,
    #[serde(default)]
    number_of_messages: u64,
    #[serde(default)]
    usage: Option<BTreeMap<String, f64>>,
    total_estimated_cost: Option<f64>,
    #[serde(default)]
    status: String,
    tags: Option<Vec<String>>,
    feedback_scores: Option<Vec<ScoreWire>>,
    comments: Option<Vec<CommentWire>>,
    last_updated_at: Option<String>,
    created_at: Option<String>,
    created_by: Option<String>,
}

impl From<ThreadWire> for Thread {
    fn from(wire: ThreadWire) -> Self {
        let usage = wire.usage.unwrap_or_default();
        Self {
            id: ThreadId::new(wire.id),
            model_id: filled(wire.thread_model_id).map(ThreadModelId::new),
            start_time: time(wire.start_time.as_ref()),
            end_time: time(wire.end_time.as_ref()),
            duration_ms: wire.duration,
            first_message: wire.first_message.map(payload),
            last_message: wire.last_message.map(payload),
            number_of_messages: wire.number_of_messages,
            total_tokens: tokens(&usage, "total_tokens"),
            prompt_tokens: tokens(&usage, "prompt_tokens"),
            completion_tokens: tokens(&usage, "completion_tokens"),
            cost: wire.total_estimated_cost,
            status: Status::parse(&wire.status),
            tags: wire.tags.unwrap_or_default(),
            scores: scores(wire.feedback_scores),
            comments: comments(wire.comments),
            last_updated_at: time(wire.last_updated_at.as_ref()),
            created_at: time(wire.created_at.as_ref()),
            created_by: filled(wire.created_by),
        }
    }
}

/// A count of tokens from a usage map; counts are whole on the wire, but some clients log them as floats.
pub(super) fn tokens(usage: &BTreeMap<String, f64>, key: &str) -> Option<u64> {
    usage.get(key).filter(|count| **count >= 0.0).map(|count| *count as u64)
}

#[derive(Deserialize)]
struct PageWire {
    #[serde(default)]
    total: u64,
    #[serde(default)]
    content: Vec<ThreadWire>,
    #[serde(default, alias = "sortableBy")]
    sortable_by: Vec<String>,
}

/// One page of the threads list.
#[derive(Clone, Debug, PartialEq)]
pub struct ThreadsPage {
    /// In the order asked for.
    pub threads: Vec<Thread>,
    /// How many match in all.
    pub total: u64,
    /// The fields this server sorts by; empty when it sorts by none (Opik, large workspaces).
    pub sortable_by: Vec<String>,
}

/// A page of threads (Opik: T1). `pairs` are `page`, `size`, `sorting`, `filters`, `search`, `from_time`, `to_time`,
/// already in the wire's own encoding; messages come truncated to 10,001 characters.
pub async fn list(
    client: &Client,
    project: &ProjectId,
    mut pairs: Vec<(&'static str, String)>,
) -> Result<ThreadsPage, ApiError> {
    pairs.push(("project_id", project.as_str().to_owned()));
    pairs.push(("truncate", "true".to_owned()));
    let page: PageWire = client.get("traces/threads", &pairs).await?;
    Ok(ThreadsPage {
        threads: page.content.into_iter().map(Thread::from).collect(),
        total: page.total,
        sortable_by: page.sortable_by,
    })
}

#[derive(Serialize)]
struct RetrieveWire<'a> {
    project_id: &'a str,
    thread_id: &'a str,
    truncate: bool,
}

/// One thread by the user's own id (Opik: T5).
pub async fn retrieve(client: &Client, project: &ProjectId, thread: &ThreadId) -> Result<Thread, ApiError> {
    let body = RetrieveWire { project_id: project.as_str(), thread_id: thread.as_str(), truncate: true };
    client.ask::<_, ThreadWire>("traces/threads/retrieve", &body).await.map(Thread::from)
}

#[derive(Deserialize)]
struct NamesWire {
    #[serde(default)]
    scores: Vec<NameWire>,
}

#[derive(Deserialize)]
struct NameWire {
    name: String,
}

/// The names of all feedback scores given to threads of the project (Opik: T3), in alphabetical order.
pub async fn score_names(client: &Client, project: &ProjectId) -> Result<Vec<String>, ApiError> {
    let pairs = [("project_id", project.as_str().to_owned())];
    let wire: NamesWire = client.get("traces/threads/feedback-scores/names", &pairs).await?;
    let mut names: Vec<_> = wire.scores.into_iter().map(|score| score.name).collect();
    names.sort();
    Ok(names)
}

#[derive(Deserialize)]
struct StatsWire {
    #[serde(default)]
    stats: Vec<StatWire>,
}

#[derive(Deserialize)]
struct StatWire {
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: Value,
}

/// Figures over all threads that match.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct ThreadsStats {
    /// Half of the threads took less, in milliseconds.
    pub median_duration_ms: Option<f64>,
    /// Dollars together, estimated by the server.
    pub total_cost: Option<f64>,
}

/// Figures over the threads that `pairs` choose (Opik: T2). `pairs` are `filters`, `search`, `from_time`, `to_time`.
pub async fn stats(
    client: &Client,
    project: &ProjectId,
    mut pairs: Vec<(&'static str, String)>,
) -> Result<ThreadsStats, ApiError> {
    pairs.push(("project_id", project.as_str().to_owned()));
    let wire: StatsWire = client.get("traces/threads/stats", &pairs).await?;
    let mut stats = ThreadsStats::default();
    for stat in &wire.stats {
        match (stat.name.as_str(), &stat.value) {
            ("duration", Value::Object(percentiles)) => {
                stats.median_duration_ms = percentiles.get("p50").and_then(Value::as_f64);
            }
            ("total_estimated_cost_sum", value) => stats.total_cost = value.as_f64(),
            _ => {}
        }
    }
    Ok(stats)
}
