//! Opik: `/v1/private/spans`.

use super::{
    client::Client,
    error::{ApiError, rows},
    feedback::{comments, scores},
    fields::Fields,
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
        scores: scores(&mut wire),
        comments: comments(&mut wire),
        usage: wire.object("usage").numbers(),
        id: SpanId::new(wire.required("id")),
        trace_id: TraceId::new(wire.required("trace_id")),
        project: ProjectId::new(wire.required("project_id")),
        parent: wire.text("parent_span_id").map(SpanId::new),
        name: wire.text("name"),
        kind: SpanKind::parse(&wire.required("type")),
        start_time: wire.time("start_time"),
        end_time: wire.time("end_time"),
        duration_ms: wire.number("duration"),
        input: wire.value("input"),
        output: wire.value("output"),
        metadata: wire.value("metadata"),
        tags: wire.texts("tags"),
        cost: wire.number("total_estimated_cost"),
        model: wire.text("model"),
        providers: wire.text("provider").into_iter().collect(),
        environment: wire.text("environment"),
        created_at: wire.time("created_at"),
        last_updated_at: wire.time("last_updated_at"),
    }
}

/// Some spans of a trace.
#[derive(Clone, Debug, PartialEq)]
pub struct SpansPage {
    /// In the order they began.
    pub spans: Vec<Span>,
    /// How many spans the trace has in all.
    pub total: u64,
}

/// A page of a trace's spans without what went in and out of them (Opik: R3 with `exclude`, but by pages). `page` counts
/// from 1.
pub async fn of_trace(
    client: &Client,
    project: &ProjectId,
    trace: &TraceId,
    page: u64,
    size: u64,
) -> Result<SpansPage, ApiError> {
    let pairs = [
        ("project_id", project.as_str().to_owned()),
        ("trace_id", trace.to_string()),
        ("page", page.to_string()),
        ("size", size.to_string()),
        ("exclude", r#"["input","output","metadata"]"#.to_owned()),
        ("sorting", r#"[{"field":"start_time","direction":"ASC"}]"#.to_owned()),
    ];
    let mut page = client.get("spans", &pairs).await?;
    let spans = rows(&mut page)?.into_iter().map(span).collect();
    Ok(SpansPage { spans, total: page.count("total").unwrap_or_default() })
}

/// One span, whole.
pub async fn get(client: &Client, id: &SpanId) -> Result<Span, ApiError> {
    client.get(&format!("spans/{}", encode(id.as_str())), &[]).await.map(span)
}
