//! Traces and spans as the API answers them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::comments::Comment;
use super::json_text;
use super::scores::ScoreView;
use crate::record_input::COST;
use crate::time::Nanos;

mod metadata;
mod read;
mod visible_fields;

pub use read::all;
pub use visible_fields::VisibleFields;

/// A trace or a span, as the API answers it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RecordView {
    /// Its UUID.
    pub id: String,
    /// The project's UUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// The trace of a span.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// The parent of a span.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_span_id: Option<String>,
    /// The type of a span.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The start time; 1970 while only an early PATCH is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Nanos>,
    /// The end time; absent while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Nanos>,
    /// Any JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<Box<RawValue>>,
    /// Any JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Box<RawValue>>,
    /// Any JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Box<RawValue>>,
    /// The model of a span.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The model's provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Tags, in the order given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Token counts: of a trace, the sums over its spans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<BTreeMap<String, i64>>,
    /// The error, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_info: Option<Box<RawValue>>,
    /// When its row was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Nanos>,
    /// The version of the row.
    pub last_updated_at: Nanos,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_updated_by: Option<String>,
    /// Feedback scores, one for each name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback_scores: Option<Vec<ScoreView>>,
    /// The scores of a trace's spans, one for each name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span_feedback_scores: Option<Vec<ScoreView>>,
    /// Comments, oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments: Option<Vec<Comment>>,
    /// The cost in dollars; absent when it is 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_estimated_cost: Option<f64>,
    /// On a span whose cost was estimated here: the version of the estimate, as Opik numbers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_estimated_cost_version: Option<&'static str>,
    /// Milliseconds from start to end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// Time to the first token in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttft: Option<f64>,
    /// The thread id of a trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<String>,
    /// Always `default` on traces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility_mode: Option<&'static str>,
    /// Of a trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span_count: Option<i64>,
    /// Of a trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub llm_span_count: Option<i64>,
    /// Of a trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_tool_spans: Option<bool>,
    /// Of a trace's spans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub providers: Option<Vec<String>>,
    /// What logged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The environment; empty when unset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

impl RecordView {
    /// Removes the fields that are not to be shown.
    fn hide(&mut self, shown: &VisibleFields) {
        macro_rules! hide {
            ($($name:literal: $field:ident),* $(,)?) => {
                $(if !shown.has($name) { self.$field = None; })*
            };
        }
        hide!(
            "name": name, "type": kind, "start_time": start_time, "end_time": end_time, "model": model,
            "provider": provider, "tags": tags, "usage": usage, "error_info": error_info, "created_at": created_at,
            "created_by": created_by, "last_updated_by": last_updated_by, "duration": duration, "ttft": ttft,
            "total_estimated_cost": total_estimated_cost, "span_count": span_count, "thread_id": thread_id,
            "llm_span_count": llm_span_count, "has_tool_spans": has_tool_spans, "source": source,
            "visibility_mode": visibility_mode, "environment": environment,
            "total_estimated_cost_version": total_estimated_cost_version,
        );
    }
}

/// JSON as it was written. A value that is nested too deep for common parsers (Jackson and Python: about 1000 levels)
/// becomes a string with its text, so that it does not spoil the whole page.
pub fn raw_json(json: Option<String>) -> Option<Box<RawValue>> {
    let json = json?;
    if !json_text::is_shallow(&json) {
        return to_raw_value(&json).ok();
    }
    match RawValue::from_string(json.clone()) {
        Ok(raw) => Some(raw),
        // Invalid JSON is never stored; if it is there, show it as text.
        Err(_) => to_raw_value(&json).ok(),
    }
}

/// Dollars from the stored cost; `None` for 0, which Opik leaves out.
pub fn dollars(cost: i64) -> Option<f64> {
    (cost != 0).then(|| cost as f64 / COST)
}
