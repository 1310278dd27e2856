//! Turns OpenAI-style messages into what an SDK would have logged: a trace for each message of the user and what
//! follows it, with a span for each answer of the model and each tool call.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::seeded_rng::SeededRng;

mod known;
mod spans;

pub use known::{KnownTurn, known_turn};

/// A turn as the batch calls take it; the loader adds the project's name.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The trace, for `POST /traces/batch`.
    pub trace: Value,
    /// Its spans, for `POST /spans/batch`.
    pub spans: Vec<Value>,
}

impl Turn {
    /// The approximate size in bytes when it is sent.
    pub fn size(&self) -> usize {
        [&self.trace].into_iter().chain(&self.spans).map(byte_size).sum()
    }
}

/// The approximate size in bytes of a value as JSON.
pub fn byte_size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(byte_size).sum::<usize>() + 2,
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| key.len() + 4 + byte_size(value)).sum::<usize>() + 2
        }
        _ => 6,
    }
}

/// A conversation to be logged.
#[derive(Clone, Copy, Debug)]
pub struct Conversation<'a> {
    /// The thread's id.
    pub thread: &'a str,
    /// Distinguishes several conversations of one thread; part of what the ids are made from.
    pub part: usize,
    /// Its messages: `role` system, user, assistant or tool.
    pub messages: &'a [Value],
    /// The metadata of every trace.
    pub metadata: &'a Map<String, Value>,
    /// The model, where it is known.
    pub model: Option<&'a str>,
    /// Its provider, where it is known.
    pub provider: Option<&'a str>,
    /// Extra time before a turn, by the turn's number from 0, beside the time that reading and typing take.
    pub pauses: &'a BTreeMap<usize, TimeDelta>,
    /// Whether to make up token counts and costs. Real conversations get none that they did not bring.
    pub estimate: bool,
    /// When it ended.
    pub end: DateTime<Utc>,
}

/// The turns of a conversation. Times are made up and always the same: people read and type, models write some
/// characters a second, tools take a moment. The last turn ends at `end`.
pub fn turns(conversation: &Conversation<'_>) -> Vec<Turn> {
    let groups = split(conversation.messages);
    let mut rng = SeededRng::of(&["times", conversation.thread, &conversation.part.to_string()]);
    let mut clock = TimeDelta::zero();
    let mut timed = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let said: usize = group.input.iter().filter(|m| role(m) == "user").map(|m| text_length(m)).sum();
        if index > 0 {
            clock += millis(rng.between(6_000, 40_000)) + millis(said as i64 * 60);
            clock += conversation.pauses.get(&index).copied().unwrap_or_default();
        }
        let start = clock;
        let ends: Vec<TimeDelta> = group
            .output
            .iter()
            .map(|message| {
                clock += match role(message) {
                    "tool" => millis(rng.between(80, 1_400)),
                    _ => millis(rng.between(500, 1_200)) + millis(text_length(message) as i64 * 9),
                };
                clock
            })
            .collect();
        timed.push((group, start, ends));
    }
    let origin = conversation.end - clock;
    let mut before = 0;
    timed
        .into_iter()
        .enumerate()
        .map(|(index, (group, start, ends))| {
            let ends: Vec<_> = ends.into_iter().map(|end| origin + end).collect();
            let read = before;
            before +=
                group.input.iter().chain(&group.output).map(|message| byte_size(message)).sum::<usize>();
            TurnBuilder { conversation, group, start: origin + start, ends: &ends, before: read }.turn(index)
        })
        .collect()
}

/// The messages of one turn.
struct TurnMessages<'a> {
    input: Vec<&'a Value>,
    output: Vec<&'a Value>,
}

/// Splits the messages before each message of the user. What comes before the first one (instructions) belongs to the
/// first turn, unless the model speaks first: that is a turn of its own.
fn split(messages: &[Value]) -> Vec<TurnMessages<'_>> {
    let mut groups: Vec<TurnMessages<'_>> = Vec::new();
    for message in messages {
        let asks = matches!(role(message), "user" | "system" | "developer");
        let open = groups.last().is_some_and(|group| {
            group.output.is_empty() && group.input.iter().all(|earlier| role(earlier) != "user")
        });
        if groups.is_empty() || (role(message) == "user" && !open) {
            groups.push(TurnMessages { input: Vec::new(), output: Vec::new() });
        }
        let Some(group) = groups.last_mut() else { continue };
        if asks && group.output.is_empty() { group.input.push(message) } else { group.output.push(message) }
    }
    groups
}

struct TurnBuilder<'a> {
    conversation: &'a Conversation<'a>,
    group: &'a TurnMessages<'a>,
    start: DateTime<Utc>,
    ends: &'a [DateTime<Utc>],
    /// The bytes of the conversation before this turn.
    before: usize,
}

impl TurnBuilder<'_> {
    fn turn(&self, index: usize) -> Turn {
        let Conversation { thread, part, metadata, .. } = self.conversation;
        let mut rng = SeededRng::of(&["ids", thread, &part.to_string(), &index.to_string()]);
        let id = rng.uuid7(self.start);
        let end = self.ends.last().copied().unwrap_or(self.start);
        let mut trace = json!({
            "id": id,
            "name": "chat",
            "thread_id": thread,
            "start_time": stamp(self.start),
            "last_updated_at": stamp(end),
            "input": { "messages": self.group.input },
            "source": "sdk",
        });
        if let Some(fields) = trace.as_object_mut() {
            // A turn without an answer has no end time, so the thread's last message is the last answer there is.
            if !self.group.output.is_empty() {
                fields.insert("end_time".to_owned(), json!(stamp(end)));
                fields.insert("output".to_owned(), json!({ "messages": self.group.output }));
            }
            if !metadata.is_empty() {
                fields.insert("metadata".to_owned(), json!(metadata));
            }
        }
        Turn { trace, spans: self.spans(&id, &mut rng) }
    }
}

/// Estimated token counts and cost for a model that read and wrote this many bytes: four bytes a token, at the prices
/// of a mid-sized model.
pub fn estimate(read: usize, written: usize) -> [(String, Value); 2] {
    // Clamped: inline media is not text, and context windows are limited.
    let (prompt, completion) = ((read / 4).clamp(1, 32_000), (written / 4).clamp(1, 8_000));
    let usage = json!({ "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion });
    let cost = (prompt as f64).mul_add(0.15, completion as f64 * 0.6) / 1e6;
    [("usage".to_owned(), usage), ("total_estimated_cost".to_owned(), json!((cost * 1e9).round() / 1e9))]
}

fn role(message: &Value) -> &str {
    message.get("role").and_then(Value::as_str).unwrap_or_default()
}

fn text_length(message: &Value) -> usize {
    match message.get("content") {
        Some(Value::String(text)) => text.chars().count().min(4_000),
        Some(Value::Array(parts)) => parts
            .iter()
            .filter_map(|part| part.get("text")?.as_str())
            .map(|t| t.chars().count())
            .sum::<usize>()
            .min(4_000),
        _ => 120,
    }
}

fn millis(ms: i64) -> TimeDelta {
    TimeDelta::milliseconds(ms)
}

/// A time as the SDK writes it.
pub fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}
