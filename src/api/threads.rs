//! Threads: `/v1/private/traces/threads`.

use serde_json::json;

use super::{
    client::{Client, Method},
    error::ApiError,
    feedback_fields::feedback,
    fields::Fields,
    rows_page::RowsPage,
};
use crate::model::{
    feedback::Feedback,
    ids::{ProjectId, ThreadId, ThreadModelId},
    status::Status,
    thread::Thread,
};

pub(super) fn thread(mut wire: Fields) -> Thread {
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

/// A page of threads: `GET /v1/private/traces/threads`. `pairs` are `page`, `size`, `sorting`, `filters`, `search`,
/// `from_time` and `to_time` in the API's format. First and last message are cut at 10,001 characters.
pub async fn list(
    client: &Client,
    project: &ProjectId,
    mut pairs: Vec<(&'static str, String)>,
) -> Result<RowsPage<Thread>, ApiError> {
    pairs.push(("project_id", project.as_str().to_owned()));
    pairs.push(("truncate", "true".to_owned()));
    RowsPage::read(client.get_rows("traces/threads", &pairs).await?, thread)
}

/// One thread by its id: `POST /v1/private/traces/threads/retrieve`. Messages are cut at 10,001 characters.
pub async fn retrieve(client: &Client, project: &ProjectId, id: &ThreadId) -> Result<Thread, ApiError> {
    let body = json!({ "project_id": project.as_str(), "thread_id": id.as_str(), "truncate": true });
    client.ask("traces/threads/retrieve", &body).await.map(thread)
}

/// Deletes threads with their traces, spans, scores, comments and tags: `POST /v1/private/traces/threads/delete`. At most
/// 1,000 at once. Unknown ids are no error.
pub async fn delete(client: &Client, project: &ProjectId, ids: &[ThreadId]) -> Result<(), ApiError> {
    let ids: Vec<&str> = ids.iter().map(ThreadId::as_str).collect();
    let body = json!({ "project_id": project.as_str(), "thread_ids": ids });
    client.send(Method::Post, "traces/threads/delete", Some(&body)).await.map(|_| ())
}
