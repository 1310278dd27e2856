//! Amazon's streams in which each event is an object with one key, the name of the event: agents and flows of Bedrock, its
//! retrieval, Q Business, and models that are invoked with a stream. The answer stands between traces and citations.

use serde_json::{Map, Value, json};

use super::{Event, object};

/// The names of all events of these streams.
const EVENTS: &[&str] = &[
    "chunk",
    "trace",
    "returnControl",
    "files",
    "output",
    "citation",
    "guardrail",
    "textEvent",
    "metadataEvent",
    "actionReviewEvent",
    "failedAttachmentEvent",
    "authChallengeRequestEvent",
    "flowOutputEvent",
    "flowCompletionEvent",
    "flowTraceEvent",
    "inlineAgentPayload",
];

/// Joins the pieces of the answer, and the citations. All other events are unknown, so that they are left out.
pub(super) fn join(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    let is_one = |event: &&Event| {
        event.len() == 1
            && event.iter().all(|(key, inner)| EVENTS.contains(&key.as_str()) && inner.is_object())
    };
    // One object with an output may be anything.
    let is_alone = events.len() < 2 && events.iter().any(|event| event.contains_key("output"));
    if is_alone || !events.iter().all(is_one) {
        return None;
    }
    let mut pieces: Vec<String> = Vec::new();
    let mut citations: Vec<Value> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let piece = piece(event);
        let before = citations.len();
        citations.extend(cited(event));
        if piece.is_none() && citations.len() == before {
            unknown.push(at);
        }
        pieces.extend(piece);
    }
    if pieces.is_empty() {
        return None;
    }
    // A model's own events are JSON in the chunks.
    let inner: Option<Vec<Value>> = pieces.iter().map(|piece| serde_json::from_str(piece).ok()).collect();
    let inner: Option<Vec<&Event>> =
        inner.as_ref().and_then(|inner| inner.iter().map(Value::as_object).collect());
    if let Some((joined, _)) = inner.and_then(|inner| super::join(&inner)) {
        return Some(joined);
    }
    let mut whole: Map<String, Value> =
        [("output".to_owned(), json!({"text": pieces.concat()}))].into_iter().collect();
    if !citations.is_empty() {
        whole.insert("citations".to_owned(), Value::Array(citations));
    }
    Some(Value::Object(whole))
}

/// The text that an event adds to the answer.
fn piece(event: &Event) -> Option<String> {
    if let Some(bytes) = object(event, "chunk").and_then(|chunk| chunk.get("bytes")?.as_str()) {
        return Some(decoded(bytes));
    }
    let inner = |key: &str| object(event, key);
    let told = inner("output").and_then(|inner| inner.get("text")).filter(|text| text.is_string());
    let told = told.or_else(|| inner("textEvent")?.get("systemMessage"));
    let told = told.or_else(|| inner("flowOutputEvent")?.get("content")?.get("document"))?;
    Some(told.as_str().map_or_else(|| told.to_string(), str::to_owned))
}

fn cited(event: &Event) -> Vec<Value> {
    let listed =
        object(event, "chunk").and_then(|chunk| chunk.get("attribution")?.get("citations")?.as_array());
    let one =
        || object(event, "citation").map(|inner| inner.get("citation").cloned().unwrap_or(json!(inner)));
    listed.cloned().unwrap_or_else(|| one().into_iter().collect())
}

/// The text of bytes: of base64, as they come over the wire, of Python's `b'…'`, or as it is.
fn decoded(bytes: &str) -> String {
    if let Some(inside) = super::super::media::python_bytes(bytes) {
        return inside.replace("\\n", "\n").replace("\\'", "'");
    }
    base64(bytes).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| bytes.to_owned())
}

/// The bytes of base64 with its padding; `None` if the text is something else.
fn base64(text: &str) -> Option<Vec<u8>> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if text.is_empty() || !text.len().is_multiple_of(4) {
        return None;
    }
    let content = text.trim_end_matches('=');
    let (mut bits, mut held, mut bytes) = (0_u32, 0_u32, Vec::with_capacity(text.len()));
    for letter in content.bytes() {
        let value = u32::try_from(LETTERS.iter().position(|known| *known == letter)?).ok()?;
        bits = ((bits << 6) | value) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xFF).ok()?);
        }
    }
    Some(bytes)
}
