//! Which fields of traces and spans a request wants to see (`truncate`, `exclude`).

use crate::entity::RecordKind;

/// The fields of traces that can be left out (Opik: `TraceField`).
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

/// The fields of spans that can be left out (Opik: `SpanField`).
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

/// The fields to show, and whether to cut long ones.
#[derive(Clone, Debug, Default)]
pub struct VisibleFields {
    truncate: bool,
    exclude: Vec<String>,
}

impl VisibleFields {
    /// With `truncate`, long values are cut at 10,001 characters; the fields in `exclude` are left out. `None` when one
    /// of these cannot be left out.
    pub fn new(kind: RecordKind, truncate: bool, exclude: Vec<String>) -> Option<Self> {
        let known = if kind == RecordKind::Trace { OF_TRACES } else { OF_SPANS };
        let all_known = exclude.iter().all(|name| known.contains(&name.as_str()));
        all_known.then_some(Self { truncate, exclude })
    }

    /// Whether a field is shown, by its name in answers.
    pub(super) fn has(&self, name: &str) -> bool {
        !self.exclude.iter().any(|excluded| excluded == name)
    }

    /// The SQL of a body, which is not read when it is not shown.
    pub(super) fn body(&self, name: &str) -> String {
        match (self.has(name), self.truncate) {
            (false, _) => "NULL".to_owned(),
            (true, true) => format!("coalesce(b.{name}_short, b.{name})"),
            (true, false) => format!("b.{name}"),
        }
    }
}
