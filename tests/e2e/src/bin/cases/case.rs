//! A case: what is logged, and what has to be shown of it.
//!
//! One JSON object a line. `id` and `kind` are names. `input.traces` are the turns, with `input`, `output`, `metadata`,
//! `start_time`, `end_time` and `error_info` as in `POST /v1/private/traces/batch`. `deep` gives every turn an output of
//! so many nested objects, and `rawout` one of exactly these bytes. `thread_id` is the id of the conversation if it is
//! not the case's. `tags`, `comments`, `scores` (of the thread) and `trace_scores` (of the first turn) are logged
//! too. `must` and `must_not` are texts that have to be, or may not be, shown while everything folded is closed; other
//! fields say how many there have to be of something (`page.rs`).

use std::collections::BTreeMap;

use e2e::Outcome;
use serde_json::Value;
use serde_json::value::RawValue;

/// JSON objects whose values are kept as they were written: numbers lose digits when they are parsed.
pub type RawObject = BTreeMap<String, Box<RawValue>>;

pub struct Case {
    pub id: String,
    pub kind: String,
    pub thread: String,
    pub traces: Vec<RawObject>,
    pub must: Vec<String>,
    pub must_not: Vec<String>,
    fields: BTreeMap<String, Box<RawValue>>,
}

/// What came of a case.
#[derive(Debug, PartialEq)]
pub enum Verdict {
    Right,
    /// What is missing, or shown although it should not be.
    Wrong(Vec<String>),
    /// There is nothing to compare.
    ByHand,
}

impl Case {
    /// Reads a line of the file.
    pub fn read(line: &str) -> Outcome<Self> {
        let fields: RawObject = serde_json::from_str(line)?;
        let id = text(&fields, "id").ok_or("there is no id")?;
        let input: RawObject = match fields.get("input") {
            Some(input) => serde_json::from_str(input.get())?,
            None => RawObject::new(),
        };
        let traces = match input.get("traces") {
            Some(traces) => serde_json::from_str(traces.get())?,
            None => Vec::new(),
        };
        Ok(Self {
            kind: text(&fields, "kind").unwrap_or_default(),
            thread: text(&fields, "thread_id").unwrap_or_else(|| id.clone()),
            must: texts(&fields, "must"),
            must_not: texts(&fields, "must_not"),
            id,
            traces,
            fields,
        })
    }

    /// A field that only some cases have; `null` if this one does not.
    pub fn field(&self, name: &str) -> Value {
        self.fields.get(name).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or(Value::Null)
    }

    /// The entries of a field that is a list.
    pub fn list(&self, name: &str) -> Vec<Value> {
        self.field(name).as_array().cloned().unwrap_or_default()
    }

    /// The output that replaces what the turns have, as JSON.
    pub fn raw_output(&self) -> Option<String> {
        if let Some(raw) = text(&self.fields, "rawout") {
            return Some(raw);
        }
        let depth = usize::try_from(self.field("deep").as_u64()?).ok()?;
        Some(format!("{{\"answer\":{}\"bottom\"{}}}", "{\"a\":".repeat(depth), "}".repeat(depth)))
    }
}

fn text(fields: &RawObject, name: &str) -> Option<String> {
    serde_json::from_str(fields.get(name)?.get()).ok()
}

fn texts(fields: &RawObject, name: &str) -> Vec<String> {
    fields.get(name).and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}
