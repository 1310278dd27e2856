//! Values for fields and parameters of the API: valid ones, so that a request gets far, and hostile ones.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use mock_opik::seeded_rng::SeededRng;
use serde_json::{Value, json};

use crate::operations::{Operation, known};

mod filters;

/// Makes values: from ids that the server knows, and the fields of the operations.
pub struct Maker {
    pub rng: SeededRng,
    /// All known ids, with the word for their kind in paths.
    pub ids: Vec<(&'static str, String)>,
    operations: Vec<Operation>,
}

const WORDS: [&str; 8] = ["p", "q", "one", "two", "tone", "User feedback", "Default Project", "kind"];
const SORTABLE: [&str; 10] = [
    "id",
    "name",
    "start_time",
    "duration",
    "input",
    "metadata",
    "usage.total_tokens",
    "feedback_scores.tone",
    "total_estimated_cost",
    "tags",
];
const TIMES: [&str; 6] = [
    "2026-03-01T12:00:00Z",
    "2026-03-01T12:00:01.5Z",
    "1970-01-01T00:00:00Z",
    "2262-04-11T23:47:15.999999999Z",
    "2026-03-01T14:00:00+02:00",
    "1772366400000",
];
/// Texts that have caused errors somewhere.
const TEXTS: [&str; 26] = [
    "",
    " ",
    "\u{0}",
    "a\u{0}b",
    "'; DROP TABLE traces; --",
    "\"",
    "\\",
    "%",
    "%00",
    "%ff",
    "%%",
    "\u{202e}\u{feff}",
    "👩‍👩‍👧‍👦",
    "ı\u{130}ß",
    "$",
    "$.a[",
    "a..b",
    "[0]",
    "[99999999999]",
    "['x",
    "NaN",
    "-0",
    "1e999",
    "${jndi:ldap://x}",
    "../../etc/passwd",
    "null",
];

/// The words that a field may have.
fn words_of(field: &str) -> &'static [&'static str] {
    match field {
        "project_name" => &["p", "p", "p", "Default Project", "q"],
        "type" => &["llm", "tool", "general", "numerical", "categorical", "boolean"],
        "source" => &["sdk", "ui", "online_scoring", "experiment"],
        "visibility" => &["private", "public"],
        "entity_type" => &["traces", "spans", "threads"],
        "metric_type" => &["TRACE_COUNT", "COST", "DURATION", "TOKEN_USAGE", "FEEDBACK_SCORES"],
        "interval" => &["HOURLY", "DAILY", "WEEKLY", "TOTAL"],
        "timeout_to_mark_thread_as_inactive" => &["PT30M", "PT1S", "P7D", "PT0.5S", "P8D"],
        "thread_id" => &["one", "two", "kind"],
        _ if field.ends_with("_time") || field.ends_with("_at") || field.starts_with("interval_") => &TIMES,
        _ => &WORDS,
    }
}

impl Maker {
    pub fn new(words: &[&str]) -> Self {
        Self { rng: SeededRng::of(words), ids: Vec::new(), operations: known() }
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let at = self.rng.between(0, list.len() as i64 - 1) as usize;
        list.get(at).unwrap()
    }

    fn word(&mut self) -> String {
        (*self.pick(&WORDS)).to_owned()
    }

    /// A known id of this kind; sometimes one of another kind, or a new one.
    pub fn id(&mut self, kind: &str) -> String {
        if self.rng.happens(10) {
            let time = chrono::DateTime::from_timestamp_millis(1_772_366_400_000 + self.rng.between(0, 9));
            return self.rng.uuid7(time.unwrap());
        }
        let any = self.rng.happens(10);
        let fits = |known: &&(&str, String)| any || known.0 == kind;
        let mut fitting: Vec<String> = self.ids.iter().filter(fits).map(|(_, id)| id.clone()).collect();
        if fitting.is_empty() {
            fitting = self.ids.iter().map(|(_, id)| id.clone()).collect();
        }
        self.pick(&fitting).clone()
    }

    fn list(&mut self, most: i64, mut one: impl FnMut(&mut Self) -> Value) -> Value {
        let count = self.rng.between(0, most);
        (0..count).map(|_| one(self)).collect::<Vec<_>>().into()
    }

    /// A value for this field: mostly valid, sometimes not.
    pub fn value(&mut self, field: &str) -> Value {
        // An unknown project ends most requests early.
        let hostile = if field.starts_with("project") { 3 } else { 12 };
        if self.rng.happens(hostile) { self.hostile() } else { self.sensible(field) }
    }

    /// An object with a random choice of these fields.
    pub fn object(&mut self, fields: &[String]) -> Value {
        let kept: Vec<&String> = fields.iter().filter(|field| self.has(field)).collect();
        kept.into_iter()
            .map(|field| (field.clone(), self.value(field)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    /// Whether a request has this field or parameter.
    pub fn has(&mut self, field: &str) -> bool {
        self.rng.happens(match field {
            "project_id" => 20,
            "project_name" => 95,
            "page" | "from_time" | "to_time" | "interval_start" | "last_retrieved_id" => 30,
            _ => 70,
        })
    }

    fn fields(&self, method: &str, path: &str) -> Vec<String> {
        let operation = self.operations.iter().find(|known| known.method == method && known.path == path);
        operation.map(|operation| operation.body.clone()).unwrap_or_default()
    }

    fn sensible(&mut self, field: &str) -> Value {
        match field {
            "traces" | "spans" => {
                let fields = self.fields("POST", &format!("/v1/private/{field}"));
                self.list(3, |maker| maker.object(&fields))
            }
            "scores" => {
                let mut fields = self.fields("PUT", "/v1/private/traces/{id}/feedback-scores");
                fields.extend(["id", "thread_id", "project_name"].map(str::to_owned));
                self.list(3, |maker| maker.object(&fields))
            }
            "update" => {
                let fields = self.fields("PATCH", "/v1/private/spans/{id}");
                self.object(&fields)
            }
            "filters" | "trace_filters" | "span_filters" | "thread_filters" => self.filters(),
            "sorting" => {
                let field = (*self.pick(&SORTABLE)).to_owned();
                let direction = *self.pick(&["ASC", "DESC", "asc", "sideways"]);
                json!([{ "field": field, "direction": direction }])
            }
            "ids" => {
                let kind = *self.pick(&["traces", "spans", "threads", "comments", "none"]);
                self.list(4, |maker| maker.id(kind).into())
            }
            "thread_ids" | "names" | "tags" | "tags_to_add" | "tags_to_remove" | "exclude" => {
                self.list(4, |maker| maker.word().into())
            }
            "page" | "size" | "limit" => self.rng.between(1, 30).into(),
            "value" | "ttft" => json!(self.rng.between(0, 1000) as f64 / 8.0),
            "total_estimated_cost" => json!(*self.pick(&[0.0, 0.25, 1e-12, 9e6, 1e300])),
            "usage" => {
                json!({ "total_tokens": self.rng.between(0, 9), "prompt_tokens": i64::MAX, "x": null })
            }
            "input" | "output" | "metadata" => self.deep(),
            "error_info" => json!({ "exception_type": self.word(), "message": "m", "traceback": "t" }),
            "details" => match self.rng.between(0, 2) {
                0 => json!({ "min": 0, "max": 1.5 }),
                1 => json!({ "categories": { "good": 1, "bad": 0 } }),
                _ => json!({ "true_label": "Yes", "false_label": "No" }),
            },
            "color_map" => json!({ "tone": "#1A2B3C" }),
            "truncate" | "merge_tags" | "thread_only" | "include_stats" | "truncation_on_tables" => {
                self.rng.happens(50).into()
            }
            "project_id" => self.id("projects").into(),
            "trace_id" => self.id("traces").into(),
            "parent_span_id" => self.id("spans").into(),
            "id" | "last_retrieved_id" => {
                let kind = *self.pick(&["traces", "spans"]);
                self.id(kind).into()
            }
            _ => {
                let words = words_of(field);
                json!(*self.pick(words))
            }
        }
    }

    /// Random JSON, sometimes nested deeper than parsers accept.
    fn deep(&mut self) -> Value {
        let mut value = json!({ "a": [{ "b": self.word() }], "n": 1.5 });
        if self.rng.happens(10) {
            for _ in 0..*self.pick(&[60, 97, 120]) {
                value = json!([value]);
            }
        }
        value
    }

    fn hostile(&mut self) -> Value {
        match self.rng.between(0, 13) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!([]),
            3 => json!({}),
            4 => json!(*self.pick(&[0_i64, -1, i64::MAX, i64::MIN, 1 << 53])),
            5 => json!(*self.pick(&[-1.5, 1e308, 5e-324, 0.1])),
            6 => json!("x".repeat(*self.pick(&[151, 256, 10_001, 70_000]))),
            7 => self.deep(),
            8 => json!([null, 1, "x", [], {}]),
            9 => json!(*self.pick(&[
                "2026-13-45T99:99:99Z",
                "-999999-01-01T00:00:00Z",
                "9999999999999999999",
                "2026"
            ])),
            10 => json!("é".repeat(60)),
            _ => json!(*self.pick(&TEXTS)),
        }
    }

    /// A text for a path or a query: mostly encoded correctly.
    pub fn encoded(&mut self, text: &str) -> String {
        match self.rng.between(0, 60) {
            0 => "%ff".to_owned(),
            1 => "%00".to_owned(),
            2 => "%".to_owned(),
            3 => format!("%C3%28{}", text.len()),
            _ => percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string(),
        }
    }

    /// A hostile text for headers and parts of paths.
    pub fn text(&mut self) -> String {
        (*self.pick(&TEXTS)).to_owned()
    }
}
