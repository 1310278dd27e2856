//! The fields by which traces and spans can be filtered, sorted and searched (Opik: `TraceField`, `SpanField`).

use rusqlite::types::Value;

use crate::filter::{Condition, Field, FieldType};
use crate::query_params::TimeRange;
use crate::sorting::Sortable;
use crate::time::Nanos;
use crate::uuid7;

/// The filter fields of traces. SQLite does not read JSON that is nested more than a thousand deep.
pub const TRACE_FIELDS: &[Field] = &[
    Field::new("id", FieldType::StringExact, "t.id"),
    Field::new("thread_id", FieldType::Thread, "(SELECT h.thread_id FROM threads h WHERE h.key = t.thread)"),
    Field::new("experiment_id", FieldType::StringExact, "''"),
    Field::new("name", FieldType::String, "fold(t.name)"),
    Field::new("input", FieldType::String, "(SELECT x.input FROM trace_texts x WHERE x.key = t.key)"),
    Field::new("output", FieldType::String, "(SELECT x.output FROM trace_texts x WHERE x.key = t.key)"),
    Field::new(
        "error_type",
        FieldType::String,
        "fold((SELECT iif(json_valid(b.error_info), json_extract(b.error_info, '$.exception_type'), '')
         FROM trace_bodies b WHERE b.key = t.key))",
    ),
    Field::new("guardrails", FieldType::String, "''"),
    Field::new(
        "input_json",
        FieldType::Dictionary,
        "(SELECT b.input FROM trace_bodies b WHERE b.key = t.key)",
    ),
    Field::new(
        "output_json",
        FieldType::Dictionary,
        "(SELECT b.output FROM trace_bodies b WHERE b.key = t.key)",
    ),
    Field::new(
        "metadata",
        FieldType::Dictionary,
        "(SELECT b.metadata FROM trace_bodies b WHERE b.key = t.key)",
    ),
    Field::new("custom", FieldType::Custom, "trace_bodies"),
    Field::new("start_time", FieldType::DateTime, "t.start_time"),
    Field::new("end_time", FieldType::DateTime, "t.end_time"),
    Field::new("created_at", FieldType::DateTime, "t.created_at"),
    Field::new("last_updated_at", FieldType::DateTime, "t.last_updated_at"),
    Field::new(
        "total_estimated_cost",
        FieldType::Number,
        "(coalesce((SELECT s.cost FROM span_totals s WHERE s.trace_id = t.id), 0) / 1e12)",
    ),
    Field::new(
        "llm_span_count",
        FieldType::Number,
        "coalesce((SELECT s.llm_spans FROM span_totals s WHERE s.trace_id = t.id), 0)",
    ),
    Field::new(
        "span_count",
        FieldType::Number,
        "coalesce((SELECT s.spans FROM span_totals s WHERE s.trace_id = t.id), 0)",
    ),
    Field::new(
        "providers",
        FieldType::List,
        "(SELECT json_group_array(DISTINCT p.provider) FROM spans p WHERE p.trace_id = t.id AND p.provider IS NOT NULL)",
    ),
    Field::new(
        "usage.completion_tokens",
        FieldType::Number,
        "(SELECT s.usage ->> '$.completion_tokens' FROM span_totals s WHERE s.trace_id = t.id)",
    ),
    Field::new(
        "usage.prompt_tokens",
        FieldType::Number,
        "(SELECT s.usage ->> '$.prompt_tokens' FROM span_totals s WHERE s.trace_id = t.id)",
    ),
    Field::new(
        "usage.total_tokens",
        FieldType::Number,
        "(SELECT s.usage ->> '$.total_tokens' FROM span_totals s WHERE s.trace_id = t.id)",
    ),
    Field::new(
        "duration",
        FieldType::Number,
        "iif(t.start_time > 0, (t.end_time - t.start_time) / 1000 / 1000.0, NULL)",
    ),
    Field::new("ttft", FieldType::Number, "t.ttft"),
    Field::new("tags", FieldType::List, "t.tags"),
    Field::new("annotation_queue_ids", FieldType::List, "'[]'"),
    Field::new("experiment_ids", FieldType::StringList, "'[]'"),
    Field::new("feedback_scores", FieldType::FeedbackScores, "= t.id"),
    Field::new(
        "span_feedback_scores",
        FieldType::FeedbackScores,
        "IN (SELECT p.id FROM spans p WHERE p.trace_id = t.id)",
    ),
    Field::new("visibility_mode", FieldType::Enum, "'default'"),
    Field::new("environment", FieldType::Enum, "t.environment"),
    Field::new("source", FieldType::EnumLegacy, "t.source"),
    Field::new("error_info", FieldType::ErrorContainer, "t.failed"),
];

/// The filter fields of spans.
pub const SPAN_FIELDS: &[Field] = &[
    Field::new("id", FieldType::StringExact, "t.id"),
    Field::new("trace_id", FieldType::StringExact, "t.trace_id"),
    Field::new("name", FieldType::String, "fold(t.name)"),
    Field::new("input", FieldType::String, "fold((SELECT b.input FROM span_bodies b WHERE b.key = t.key))"),
    Field::new("output", FieldType::String, "fold((SELECT b.output FROM span_bodies b WHERE b.key = t.key))"),
    Field::new("model", FieldType::String, "fold(t.model)"),
    Field::new("provider", FieldType::String, "fold(t.provider)"),
    Field::new(
        "error_type",
        FieldType::String,
        "fold((SELECT iif(json_valid(b.error_info), json_extract(b.error_info, '$.exception_type'), '')
         FROM span_bodies b WHERE b.key = t.key))",
    ),
    Field::new(
        "input_json",
        FieldType::Dictionary,
        "(SELECT b.input FROM span_bodies b WHERE b.key = t.key)",
    ),
    Field::new(
        "output_json",
        FieldType::Dictionary,
        "(SELECT b.output FROM span_bodies b WHERE b.key = t.key)",
    ),
    Field::new(
        "metadata",
        FieldType::Dictionary,
        "(SELECT b.metadata FROM span_bodies b WHERE b.key = t.key)",
    ),
    Field::new("custom", FieldType::Custom, "span_bodies"),
    Field::new("start_time", FieldType::DateTime, "t.start_time"),
    Field::new("end_time", FieldType::DateTime, "t.end_time"),
    Field::new("created_at", FieldType::DateTime, "t.created_at"),
    Field::new("last_updated_at", FieldType::DateTime, "t.last_updated_at"),
    Field::new("total_estimated_cost", FieldType::Number, "(t.cost / 1e12)"),
    Field::new("usage.completion_tokens", FieldType::Number, "(t.usage ->> '$.completion_tokens')"),
    Field::new("usage.prompt_tokens", FieldType::Number, "(t.usage ->> '$.prompt_tokens')"),
    Field::new("usage.total_tokens", FieldType::Number, "(t.usage ->> '$.total_tokens')"),
    Field::new(
        "duration",
        FieldType::Number,
        "iif(t.start_time > 0, (t.end_time - t.start_time) / 1000 / 1000.0, NULL)",
    ),
    Field::new("ttft", FieldType::Number, "t.ttft"),
    Field::new("tags", FieldType::List, "t.tags"),
    Field::new("feedback_scores", FieldType::FeedbackScores, "= t.id"),
    Field::new("type", FieldType::Enum, "t.type"),
    Field::new("environment", FieldType::Enum, "t.environment"),
    Field::new("source", FieldType::EnumLegacy, "t.source"),
    Field::new("error_info", FieldType::ErrorContainer, "t.failed"),
];

/// The sort fields of traces.
pub const TRACES: Sortable = Sortable {
    fields: &[
        ("id", "t.id"),
        ("name", "t.name"),
        ("input", "(SELECT substr(x.input, 1, 200) FROM trace_texts x WHERE x.key = t.key)"),
        ("output", "(SELECT substr(x.output, 1, 200) FROM trace_texts x WHERE x.key = t.key)"),
        ("start_time", "t.start_time"),
        ("end_time", "t.end_time"),
        ("duration", "iif(t.start_time > 0, t.end_time - t.start_time, NULL)"),
        ("ttft", "t.ttft"),
        ("metadata", "(SELECT substr(b.metadata, 1, 200) FROM trace_bodies b WHERE b.key = t.key)"),
        ("thread_id", "(SELECT h.thread_id FROM threads h WHERE h.key = t.thread)"),
        ("span_count", "coalesce((SELECT s.spans FROM span_totals s WHERE s.trace_id = t.id), 0)"),
        ("llm_span_count", "coalesce((SELECT s.llm_spans FROM span_totals s WHERE s.trace_id = t.id), 0)"),
        ("total_estimated_cost", "coalesce((SELECT s.cost FROM span_totals s WHERE s.trace_id = t.id), 0)"),
        ("tags", "t.tags"),
        ("error_info", "t.failed"),
        ("created_by", "t.created_by"),
        // There are no experiments here, so all traces are equal.
        ("experiment_id", "NULL"),
        ("environment", "t.environment"),
    ],
    usage: "(SELECT s.usage FROM span_totals s WHERE s.trace_id = t.id)",
    entity: "t.id",
    default: "t.id DESC",
    cached: super::row_cache::TRACE_COLUMNS,
};

/// The sort fields of spans.
pub const SPANS: Sortable = Sortable {
    fields: &[
        ("id", "t.id"),
        ("name", "t.name"),
        ("type", "t.type"),
        ("trace_id", "t.trace_id"),
        ("parent_span_id", "t.parent_span_id"),
        ("input", "(SELECT substr(b.input, 1, 200) FROM span_bodies b WHERE b.key = t.key)"),
        ("output", "(SELECT substr(b.output, 1, 200) FROM span_bodies b WHERE b.key = t.key)"),
        ("metadata", "(SELECT substr(b.metadata, 1, 200) FROM span_bodies b WHERE b.key = t.key)"),
        ("start_time", "t.start_time"),
        ("end_time", "t.end_time"),
        ("duration", "iif(t.start_time > 0, t.end_time - t.start_time, NULL)"),
        ("ttft", "t.ttft"),
        ("tags", "t.tags"),
        ("created_at", "t.created_at"),
        ("last_updated_at", "t.last_updated_at"),
        ("model", "t.model"),
        ("provider", "t.provider"),
        ("total_estimated_cost", "t.cost"),
        ("error_info", "t.failed"),
        ("created_by", "t.created_by"),
        ("environment", "t.environment"),
    ],
    usage: "t.usage",
    entity: "t.id",
    default: "t.id DESC",
    cached: &[],
};

/// The condition for spans with this text, in any case, in id, trace id, name, type, model, provider, input, output,
/// metadata, error or tags (Opik: all but the error).
pub fn span_search(text: &str) -> Condition {
    let text = Value::Text(super::sql_functions::fold(text.trim()).into_owned());
    let part = || text.clone();
    Condition::new(
        "has(t.id, ?) OR has(t.trace_id, ?) OR has(fold(t.name), ?) OR has(t.type, ?) OR has(fold(t.model), ?)
         OR has(fold(t.provider), ?) OR has(fold(t.tags), ?)
         OR EXISTS (SELECT 1 FROM span_bodies b WHERE b.key = t.key AND (has(fold(b.input), ?)
         OR has(fold(b.output), ?) OR has(fold(b.metadata), ?) OR has(fold(b.error_info), ?)))",
        (0..11).map(|_| part()).collect(),
    )
}

/// The condition for traces or spans of a time range, by the time in their ids.
pub fn in_time_range(time_range: TimeRange) -> Vec<Condition> {
    let from = time_range.from.map(|from| Condition::new("t.id >= ?", vec![uuid7::smallest_at(from).into()]));
    let to = time_range.to.map(|to| {
        let end = uuid7::smallest_at(Nanos::from_millis(to.millis().saturating_add(1)));
        Condition::new("t.id < ?", vec![end.into()])
    });
    from.into_iter().chain(to).collect()
}
