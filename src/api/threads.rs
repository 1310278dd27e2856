//! Threads: `/v1/private/traces/threads`.

use serde_json::json;

use super::{
    client::Client,
    error::{ApiError, rows},
    feedback_fields::feedback,
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
        duration_ms: wire.duration(),
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

#[derive(Clone, Debug, PartialEq)]
pub struct ThreadsPage {
    pub threads: Vec<Thread>,
    /// How many match on all pages.
    pub total: u64,
    /// The fields that this server can sort by; empty if it cannot sort, as Opik does for large workspaces.
    pub sortable_by: Vec<String>,
}

/// A page of threads: `GET /v1/private/traces/threads`. `pairs` are `page`, `size`, `sorting`, `filters`, `search`,
/// `from_time` and `to_time` in the API's format. First and last message are cut at 10,001 characters.
pub async fn list(
    client: &Client,
    project: &ProjectId,
    mut pairs: Vec<(&'static str, String)>,
) -> Result<ThreadsPage, ApiError> {
    pairs.push(("project_id", project.as_str().to_owned()));
    pairs.push(("truncate", "true".to_owned()));
    let mut page = client.get_rows("traces/threads", &pairs).await?;
    let mut sortable_by = page.texts("sortable_by");
    if sortable_by.is_empty() {
        // The name in Opik's OpenAPI file; its server sends `sortable_by`.
        sortable_by = page.texts("sortableBy");
    }
    Ok(ThreadsPage {
        threads: rows(&mut page)?.into_iter().map(thread).collect(),
        total: page.count("total").unwrap_or_default(),
        sortable_by,
    })
}

/// One thread by its id: `POST /v1/private/traces/threads/retrieve`. Messages are cut at 10,001 characters.
pub async fn retrieve(client: &Client, project: &ProjectId, id: &ThreadId) -> Result<Thread, ApiError> {
    let body = json!({ "project_id": project.as_str(), "thread_id": id.as_str(), "truncate": true });
    client.ask("traces/threads/retrieve", &body).await.map(thread)
}
