//! Filters for the fuzzer: valid ones, in which sometimes one part is wrong.

use serde_json::{Value, json};

use super::{Maker, TEXTS, TIMES};

/// Filter fields by type: text, number, time, list, word, JSON, scores, error.
const FIELDS: [(&str, &str); 28] = [
    ("id", "text"),
    ("thread_id", "text"),
    ("name", "text"),
    ("input", "text"),
    ("output", "text"),
    ("error_type", "text"),
    ("model", "text"),
    ("first_message", "text"),
    ("input_json", "json"),
    ("output_json", "json"),
    ("metadata", "json"),
    ("custom", "json"),
    ("start_time", "time"),
    ("end_time", "time"),
    ("last_updated_at", "time"),
    ("total_estimated_cost", "number"),
    ("llm_span_count", "number"),
    ("usage.total_tokens", "number"),
    ("duration", "number"),
    ("number_of_messages", "number"),
    ("tags", "list"),
    ("feedback_scores", "scores"),
    ("span_feedback_scores", "scores"),
    ("status", "word"),
    ("environment", "word"),
    ("type", "word"),
    ("source", "word"),
    ("error_info", "error"),
];
/// The first five are valid for most types.
const OPERATORS: [&str; 15] = [
    "=",
    "!=",
    ">",
    "<",
    "is_not_empty",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "in",
    "not_in",
    "is_empty",
    ">=",
    "<=",
    "like",
];

impl Maker {
    pub(super) fn filters(&mut self) -> Value {
        if self.rng.happens(3) {
            let one = self.filter();
            return vec![one; *self.pick(&[101, 998, 1200])].into();
        }
        self.list(2, Self::filter)
    }

    /// A valid filter, in which sometimes one part is wrong.
    fn filter(&mut self) -> Value {
        let (field, kind) = *self.pick(&FIELDS);
        let (operators, value): (&[&str], Value) = match kind {
            "text" => (&OPERATORS[..9], json!(*self.pick(&["p", "o", "tone", "step"]))),
            "json" => (&OPERATORS[..9], json!(*self.pick(&["p", "1", "one"]))),
            "time" => (&OPERATORS[..4], json!(*self.pick(&TIMES))),
            "number" => (&OPERATORS[..4], json!(*self.pick(&["1", "-1.5", "1e308", "9223372036854775807"]))),
            "scores" => (&OPERATORS[..5], json!("1")),
            "list" => (&OPERATORS[4..7], json!("p")),
            "error" => (&OPERATORS[4..5], json!("")),
            _ => (&OPERATORS[..2], json!(*self.pick(&["sdk", "llm", "inactive"]))),
        };
        let key = match kind {
            "scores" => "tone",
            "json" => *self.pick(&["q", "$.a", "a[0].b", "input.a", "output", "$"]),
            _ => "",
        };
        let mut filter =
            json!({ "field": field, "operator": *self.pick(operators), "value": value, "key": key });
        match self.rng.between(0, 12) {
            0 => filter["key"] = json!(*self.pick(&TEXTS)),
            1 => filter["value"] = json!(*self.pick(&TEXTS)),
            2 => filter["value"] = self.hostile(),
            3 => filter["operator"] = json!(*self.pick(&OPERATORS)),
            4 => {
                let words = vec!["x"; *self.pick(&[2, 20, 40_000])].join(",");
                filter = json!({ "field": "environment", "operator": "in", "value": words });
            }
            5 => filter["field"] = json!(self.word()),
            _ => {}
        }
        filter
    }
}
