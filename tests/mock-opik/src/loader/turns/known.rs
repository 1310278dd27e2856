//! A turn of which more is known than its messages, as an export of Colloquy has it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::{Conversation, Turn, TurnBuilder, TurnMessages, stamp};
use crate::seeded_rng::SeededRng;

/// A turn with its times and what else is known of it.
#[derive(Clone, Copy, Debug)]
pub struct KnownTurn<'a> {
    /// Its trace's id; without it, one is made.
    pub id: Option<&'a str>,
    /// The messages before the answer.
    pub input: &'a [Value],
    /// The answer.
    pub output: &'a [Value],
    /// When it began.
    pub start: DateTime<Utc>,
    /// When it ended, if it did.
    pub end: Option<DateTime<Utc>>,
    /// Other fields of the trace: `name`, `metadata`, `tags`, `error_info`, `environment`.
    pub fields: &'a Map<String, Value>,
    /// The model that answered, where it is known.
    pub model: Option<&'a str>,
    /// Its provider, where it is known.
    pub provider: Option<&'a str>,
    /// Fields of the span of the last answer, as token counts and cost: `usage`, `total_estimated_cost`.
    pub spent: &'a Map<String, Value>,
}

/// The trace and the spans of turn number `index` (from 0) of a thread. The spans divide its time evenly.
pub fn known_turn(thread: &str, part: usize, index: usize, known: &KnownTurn<'_>) -> Turn {
    let over = known.end.unwrap_or(known.start).max(known.start);
    let steps = i32::try_from(known.output.len()).unwrap_or(i32::MAX).max(1);
    let ends: Vec<DateTime<Utc>> = (1..=steps)
        .take(known.output.len())
        .map(|step| known.start + (over - known.start) / steps * step)
        .collect();
    let conversation = Conversation {
        thread,
        part,
        messages: &[],
        metadata: &Map::new(),
        model: known.model,
        provider: known.provider,
        pauses: &BTreeMap::new(),
        estimate: false,
        end: over,
    };
    let group = TurnMessages { input: known.input.iter().collect(), output: known.output.iter().collect() };
    let builder = TurnBuilder {
        conversation: &conversation,
        group: &group,
        start: known.start,
        ends: &ends,
        before: 0,
    };
    let mut turn = builder.turn(index);
    let id = known.id.map(str::to_owned).or_else(|| Some(turn.trace.get("id")?.as_str()?.to_owned()));
    let id = id.unwrap_or_default();
    if let Some(fields) = turn.trace.as_object_mut() {
        fields.insert("id".to_owned(), json!(id));
        fields.insert("last_updated_at".to_owned(), json!(stamp(over)));
        fields.remove("end_time");
        fields.extend(known.end.map(|end| ("end_time".to_owned(), json!(stamp(end)))));
        if known.input.is_empty() {
            fields.remove("input");
        }
        if let (Some(model), Some(Value::Object(output))) = (known.model, fields.get_mut("output")) {
            output.insert("model".to_owned(), json!(model));
        }
        fields.extend(known.fields.clone());
    }
    for fields in turn.spans.iter_mut().filter_map(Value::as_object_mut) {
        fields.insert("trace_id".to_owned(), json!(id));
    }
    spend(&mut turn, known, &id, (thread, part, index), over);
    turn
}

/// Puts the token counts and the cost on the span of the last answer; without an answer, on a span of their own.
fn spend(
    turn: &mut Turn,
    known: &KnownTurn<'_>,
    trace: &str,
    (thread, part, index): (&str, usize, usize),
    over: DateTime<Utc>,
) {
    if known.spent.is_empty() {
        return;
    }
    let is_answer = |span: &&mut Value| span.get("type").is_some_and(|kind| kind == "llm");
    if let Some(fields) = turn.spans.iter_mut().rev().find(is_answer).and_then(Value::as_object_mut) {
        fields.extend(known.spent.clone());
        return;
    }
    let mut rng = SeededRng::of(&["spent", thread, &part.to_string(), &index.to_string()]);
    let mut span = json!({
        "id": rng.uuid7(known.start),
        "trace_id": trace,
        "name": known.model.unwrap_or("model"),
        "type": "llm",
        "start_time": stamp(known.start),
        "end_time": stamp(over),
        "last_updated_at": stamp(over),
        "source": "sdk",
    });
    if let Some(fields) = span.as_object_mut() {
        fields.extend(known.model.map(|model| ("model".to_owned(), json!(model))));
        fields.extend(known.provider.map(|provider| ("provider".to_owned(), json!(provider))));
        fields.extend(known.spent.clone());
    }
    turn.spans.push(span);
}
