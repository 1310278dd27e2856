//! Spans: `/v1/private/spans`.

use serde_json::json;

use super::{
    client::Client,
    error::ApiError,
    feedback_fields::feedback,
    fields::Fields,
    rows_page::{EXCLUDE_LARGE_FIELDS, RowsPage, query_of_list},
    traces::error_info,
};
use crate::{
    model::{
        ids::{ProjectId, SpanId, TraceId},
        span::{Span, SpanKind},
    },
    paths::encode,
};

fn span(mut wire: Fields) -> Span {
    Span {
        error: error_info(&mut wire),
        feedback: feedback(&mut wire),
        usage: wire.object("usage").numbers(),
        id: SpanId::new(wire.required("id")),
        trace_id: TraceId::new(wire.required("trace_id")),
        project: ProjectId::new(wire.required("project_id")),
        parent: wire.text("parent_span_id").map(SpanId::new),
        name: wire.text("name"),
        kind: SpanKind::parse(&wire.required("type")),
        start_time: wire.time("start_time"),
        end_time: wire.time("end_time"),
        duration_ms: wire.duration(),
        input: wire.value("input"),
        output: wire.value("output"),
        metadata: wire.value("metadata"),
        cost: wire.number("total_estimated_cost"),
        model: wire.text("model"),
        providers: wire.text("provider").into_iter().collect(),
        environment: wire.text("environment"),
        created_at: wire.time("created_at"),
    }
}

async fn page(client: &Client, pairs: &[(&'static str, String)]) -> Result<RowsPage<Span>, ApiError> {
    RowsPage::read(client.get("spans", pairs).await?, span)
}

/// A page of a project's spans: `GET /v1/private/spans`. For `pairs` see [`query_of_list`].
pub async fn list(
    client: &Client,
    project: &ProjectId,
    pairs: Vec<(&'static str, String)>,
) -> Result<RowsPage<Span>, ApiError> {
    page(client, &query_of_list(project, pairs)).await
}

/// A page of a trace's spans by start time, without input, output and metadata: `GET /v1/private/spans`. `number`
/// counts from 1.
pub async fn of_trace(
    client: &Client,
    project: &ProjectId,
    trace: &TraceId,
    number: u64,
    size: u64,
) -> Result<RowsPage<Span>, ApiError> {
    let pairs = [
        ("project_id", project.as_str().to_owned()),
        ("trace_id", trace.to_string()),
        ("page", number.to_string()),
        ("size", size.to_string()),
        ("exclude", EXCLUDE_LARGE_FIELDS.to_owned()),
        ("sorting", r#"[{"field":"start_time","direction":"ASC"}]"#.to_owned()),
    ];
    page(client, &pairs).await
}

/// The ids of a trace's spans that a framework marked as internal (`metadata._opik.is_internal`).
pub async fn internal(
    client: &Client,
    project: &ProjectId,
    trace: &TraceId,
) -> Result<Vec<SpanId>, ApiError> {
    let filter = json!([{
        "field": "metadata", "type": "dictionary", "operator": "=", "key": "_opik.is_internal", "value": "true",
    }]);
    let pairs = [
        ("project_id", project.as_str().to_owned()),
        ("trace_id", trace.to_string()),
        ("size", "15000".to_owned()),
        ("filters", filter.to_string()),
        ("exclude", EXCLUDE_LARGE_FIELDS.to_owned()),
    ];
    Ok(page(client, &pairs).await?.rows.into_iter().map(|span| span.id).collect())
}

/// One span with all fields: `GET /v1/private/spans/{id}`.
pub async fn get(client: &Client, id: &SpanId) -> Result<Span, ApiError> {
    let pairs = [("strip_attachments", "true".to_owned())];
    client.get(&format!("spans/{}", encode(id.as_str())), &pairs).await.map(span)
}
