//! Opik: `/v1/private/traces/threads`.

use serde_json::json;

use super::{
    client::Client,
    error::{ApiError, rows},
    feedback::feedback,
    fields::Fields,
};
use crate::model::{
    feedback::Feedback,
    ids::{ProjectId, ThreadId, ThreadModelId},
    status::Status,
    thread::Thread,
};

fn thread(mut wire: Fields) -> Thread {
    let usage = wire.object("usage");
    Thread {
        feedback: Feedback { status: Status::parse(&wire.required("status")), ..feedback(&mut wire) },
        id: ThreadId::new(wire.required("id")),
        model_id: wire.text("thread_model_id").map(ThreadModelId::new),
        start_time: wire.time("start_time"),
        end_time: wire.time("end_time"),
        duration_ms: wire.number("duration"),
        first_message: wire.value("first_message"),
        last_message: wire.value("last_message"),
        number_of_messages: wire.count("number_of_messages").unwrap_or_default(),
        total_tokens: usage.count("total_tokens"),
        prompt_tokens: usage.count("prompt_tokens"),
        completion_tokens: usage.count("completion_tokens"),
        cost: wire.number("total_estimated_cost"),
        created_at: wire.time("created_at"),
        created_by: wire.text("created_by"),
    }
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
    let mut page = client.get("traces/threads", &pairs).await?;
    let mut sortable_by = page.texts("sortable_by");
    if sortable_by.is_empty() {
        // Opik's OpenAPI file says it so, its server does not.
        sortable_by = page.texts("sortableBy");
    }
    Ok(ThreadsPage {
        threads: rows(&mut page)?.into_iter().map(thread).collect(),
        total: page.count("total").unwrap_or_default(),
        sortable_by,
    })
}

/// One thread by the user's own id (Opik: T5).
pub async fn retrieve(client: &Client, project: &ProjectId, id: &ThreadId) -> Result<Thread, ApiError> {
    let body = json!({ "project_id": project.as_str(), "thread_id": id.as_str(), "truncate": true });
    client.ask("traces/threads/retrieve", &body).await.map(thread)
}

/// The names of all feedback scores given to threads of the project (Opik: T3), in alphabetical order.
pub async fn score_names(client: &Client, project: &ProjectId) -> Result<Vec<String>, ApiError> {
    let pairs = [("project_id", project.as_str().to_owned())];
    let mut wire = client.get("traces/threads/feedback-scores/names", &pairs).await?;
    let mut names: Vec<_> = wire.list("scores").iter_mut().filter_map(|score| score.text("name")).collect();
    names.sort();
    Ok(names)
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
    let mut wire = client.get("traces/threads/stats", &pairs).await?;
    let mut stats = ThreadsStats::default();
    for mut stat in wire.list("stats") {
        match stat.required("name").as_str() {
            "duration" => stats.median_duration_ms = stat.object("value").number("p50"),
            "total_estimated_cost_sum" => stats.total_cost = stat.number("value"),
            _ => {}
        }
    }
    Ok(stats)
}
