//! Traces, and the turns of a thread, which are its traces: `/v1/private/traces`.

use serde_json::{Value, json};

use super::{
    client::Client,
    error::ApiError,
    feedback_fields::{feedback, span_scores},
    fields::Fields,
    rows_page::{EXCLUDE_LARGE_FIELDS, RowsPage, query_of_list},
};
use crate::model::{
    change::THUMBS,
    ids::{ProjectId, ThreadId, TraceId},
    time::Timestamp,
    trace::{ErrorInfo, Trace},
};

pub(super) fn error_info(of: &mut Fields) -> Option<ErrorInfo> {
    of.value("error_info").map(Fields::of).map(|mut error| ErrorInfo {
        kind: error.required("exception_type"),
        message: error.text("message"),
        traceback: error.text("traceback"),
    })
}

pub(super) fn trace(mut wire: Fields) -> Trace {
    let usage = wire.object("usage");
    Trace {
        error: error_info(&mut wire),
        feedback: feedback(&mut wire),
        span_scores: span_scores(&mut wire),
        total_tokens: usage.count("total_tokens"),
        usage: usage.numbers(),
        id: TraceId::new(wire.required("id")),
        project: ProjectId::new(wire.required("project_id")),
        name: wire.text("name"),
        thread_id: wire.text("thread_id").map(ThreadId::new),
        start_time: wire.time("start_time"),
        end_time: wire.time("end_time"),
        duration_ms: wire.duration(),
        input: wire.value("input"),
        output: wire.value("output"),
        metadata: wire.value("metadata"),
        cost: wire.number("total_estimated_cost"),
        span_count: wire.count("span_count").unwrap_or_default(),
        has_tool_spans: wire.flag("has_tool_spans"),
        providers: wire.texts("providers"),
        environment: wire.text("environment"),
        created_at: wire.time("created_at"),
    }
}

/// A page of a project's traces: `GET /v1/private/traces`. For `pairs` see [`query_of_list`].
pub async fn list(
    client: &Client,
    project: &ProjectId,
    pairs: Vec<(&'static str, String)>,
) -> Result<RowsPage<Trace>, ApiError> {
    RowsPage::read(client.get_rows("traces", &query_of_list(project, pairs)).await?, trace)
}

/// Whether the project has any trace, or with `of_threads` any trace in a thread: `GET /v1/private/traces/exists`.
pub async fn exist(client: &Client, project: &ProjectId, of_threads: bool) -> Result<bool, ApiError> {
    let pairs = [("project_id", project.as_str().to_owned()), ("thread_only", of_threads.to_string())];
    client.get("traces/exists", &pairs).await.map(|wire| wire.flag("exists"))
}

/// A page of a thread's turns, oldest first if the server supports sorting, with all fields and not truncated: `GET
/// /v1/private/traces` with a filter on `thread_id`. `page` counts from 1.
pub async fn of_thread(
    client: &Client,
    project: &ProjectId,
    thread: &ThreadId,
    page: u64,
    size: u64,
) -> Result<RowsPage<Trace>, ApiError> {
    turns(client, project, thread, page, size, "[]").await
}

/// As [`of_thread`], without input, output and metadata: for scores, comments and tags.
pub async fn feedback_of_thread(
    client: &Client,
    project: &ProjectId,
    thread: &ThreadId,
    page: u64,
    size: u64,
) -> Result<RowsPage<Trace>, ApiError> {
    turns(client, project, thread, page, size, EXCLUDE_LARGE_FIELDS).await
}

async fn turns(
    client: &Client,
    project: &ProjectId,
    thread: &ThreadId,
    page: u64,
    size: u64,
    exclude: &str,
) -> Result<RowsPage<Trace>, ApiError> {
    let filter = json!([{
        "field": "thread_id", "type": "string", "operator": "=", "value": thread.as_str(),
    }]);
    let pairs = [
        ("project_id", project.as_str().to_owned()),
        ("page", page.to_string()),
        ("size", size.to_string()),
        ("truncate", "false".to_owned()),
        ("strip_attachments", "true".to_owned()),
        ("filters", filter.to_string()),
        ("exclude", exclude.to_owned()),
        ("sorting", r#"[{"field":"start_time","direction":"ASC"}]"#.to_owned()),
    ];
    RowsPage::read(client.get("traces", &pairs).await?, trace)
}

/// One trace with all fields: `GET /v1/private/traces/{id}`.
pub async fn get(client: &Client, id: &TraceId) -> Result<Trace, ApiError> {
    // Attachments are asked for when they are in view, instead of base64 in the JSON.
    let pairs = [("strip_attachments", "true".to_owned())];
    client.get(&format!("traces/{}", crate::paths::encode(id.as_str())), &pairs).await.map(trace)
}

/// The project's traces with a thumb down, newest first, without input, output and metadata; at most 300.
pub async fn rated_down(client: &Client, project: &ProjectId) -> Result<Vec<Trace>, ApiError> {
    let filter = json!([thumbs("<", "1")]);
    rated_traces(client, project, filter, "300").await
}

/// The traces that start between two times and have a thumb, without input, output and metadata; at most 1,000.
pub async fn rated(
    client: &Client,
    project: &ProjectId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Trace>, ApiError> {
    let bound = |operator: &str, at: Timestamp| json!({ "field": "start_time", "type": "date_time", "operator": operator, "value": at.iso() });
    // `iso` cuts times to milliseconds, so the last turn may start slightly after the value that it gives for `to`.
    let after = Timestamp::from_millis(to.millis() + 1).unwrap_or(to);
    let filter = json!([thumbs("is_not_empty", ""), bound(">=", from), bound("<", after)]);
    rated_traces(client, project, filter, "1000").await
}

/// A page of a project's traces without input, output and metadata: `GET /v1/private/traces`. For `pairs` see
/// [`query_of_list`].
pub(super) async fn list_feedback(
    client: &Client,
    project: &ProjectId,
    mut pairs: Vec<(&'static str, String)>,
) -> Result<RowsPage<Trace>, ApiError> {
    pairs.push(("project_id", project.as_str().to_owned()));
    pairs.push(("exclude", EXCLUDE_LARGE_FIELDS.to_owned()));
    RowsPage::read(client.get("traces", &pairs).await?, trace)
}

/// The `filters` parameter for traces with a thumb.
pub(super) fn with_thumb() -> String {
    json!([thumbs("is_not_empty", "")]).to_string()
}

/// The `filters` parameter for traces that failed.
pub(super) fn with_error() -> String {
    json!([{ "field": "error_info", "type": "error_container", "operator": "is_not_empty", "value": "" }])
        .to_string()
}

/// A filter by the thumbs of traces.
pub(super) fn thumbs(operator: &str, value: &str) -> Value {
    json!({
        "field": "feedback_scores",
        "type": "feedback_scores_number",
        "operator": operator,
        "value": value,
        "key": THUMBS,
    })
}

async fn rated_traces(
    client: &Client,
    project: &ProjectId,
    filter: Value,
    size: &str,
) -> Result<Vec<Trace>, ApiError> {
    let pairs = [
        ("project_id", project.as_str().to_owned()),
        ("size", size.to_owned()),
        ("filters", filter.to_string()),
        ("exclude", EXCLUDE_LARGE_FIELDS.to_owned()),
    ];
    Ok(RowsPage::read(client.get("traces", &pairs).await?, trace)?.rows)
}
