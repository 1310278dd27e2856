//! What a reader wants to see of traces and spans.

use crate::entity::RecordKind;

/// What can be left out of traces (Opik: `TraceField`).
const OF_TRACES: &[&str] = &[
    "name",
    "start_time",
    "end_time",
    "input",
    "output",
    "metadata",
    "tags",
    "error_info",
    "usage",
    "created_at",
    "created_by",
    "last_updated_by",
    "feedback_scores",
    "span_feedback_scores",
    "comments",
    "guardrails_validations",
    "total_estimated_cost",
    "span_count",
    "llm_span_count",
    "has_tool_spans",
    "duration",
    "ttft",
    "thread_id",
    "visibility_mode",
    "providers",
    "experiment",
    "source",
    "environment",
];

/// What can be left out of spans (Opik: `SpanField`).
const OF_SPANS: &[&str] = &[
    "name",
    "type",
    "start_time",
    "end_time",
    "input",
    "output",
    "metadata",
    "model",
    "provider",
    "tags",
    "usage",
    "error_info",
    "created_at",
    "created_by",
    "last_updated_by",
    "feedback_scores",
    "comments",
    "total_estimated_cost",
    "total_estimated_cost_version",
    "duration",
    "ttft",
    "source",
    "environment",
];

/// How much of traces and spans is shown.
#[derive(Clone, Debug, Default)]
pub struct VisibleFields {
    truncate: bool,
    exclude: Vec<String>,
}

impl VisibleFields {
    /// With `truncate`, long values come as their first 10,001 characters; `exclude` is left out (Opik: `exclude`).
    /// None when one of these is no name of a field that can be left out.
    pub fn new(kind: RecordKind, truncate: bool, exclude: Vec<String>) -> Option<Self> {
        let known = if kind == RecordKind::Trace { OF_TRACES } else { OF_SPANS };
        let all_known = exclude.iter().all(|name| known.contains(&name.as_str()));
        all_known.then_some(Self { truncate, exclude })
    }

    /// Whether a field is shown, by its name on the wire.
    pub(super) fn has(&self, name: &str) -> bool {
        !self.exclude.iter().any(|excluded| excluded == name)
    }

    /// The SQL of a body: not even read when it is not shown.
    pub(super) fn body(&self, name: &str) -> String {
        match (self.has(name), self.truncate) {
            (false, _) => "NULL".to_owned(),
            (true, true) => format!("coalesce(b.{name}_short, b.{name})"),
            (true, false) => format!("b.{name}"),
        }
    }
}
