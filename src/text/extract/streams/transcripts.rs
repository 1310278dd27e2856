//! Events of live speech in which both sides are written down piece by piece: Gemini Live (`inputTranscription`,
//! `outputTranscription`) and the Realtime API (`conversation.item.input_audio_transcription.delta`).

use serde_json::{Map, Value, json};

use super::super::general::keys::squeezed;
use super::{Event, mostly, object, text};

const DEEPEST: usize = 4;

/// What one event adds to the transcript.
enum SpeechEvent<'e> {
    /// A piece, and whether the person says it.
    Piece(bool, &'e str),
    /// The whole of what was said, after its pieces.
    Whole(bool, &'e str),
    Calls(&'e Value),
}

/// Joins the pieces of each side to messages, in the order in which the sides began to speak.
pub(super) fn join(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    let said: Vec<Option<SpeechEvent>> = events.iter().map(|event| speech_event(event, 0)).collect();
    let is_speech =
        |said: &Option<SpeechEvent>| matches!(said, Some(SpeechEvent::Piece(..) | SpeechEvent::Whole(..)));
    // The sound itself takes more events than the words.
    if !said.iter().any(is_speech) || !mostly(events, is_live) {
        return None;
    }
    let mut messages: Vec<(bool, String, bool)> = Vec::new();
    let mut calls: Vec<(usize, Value)> = Vec::new();
    for (at, said) in said.into_iter().enumerate() {
        match said {
            Some(SpeechEvent::Piece(by_user, piece)) => match messages.last_mut() {
                Some((user, words, false)) if *user == by_user => words.push_str(piece),
                _ => messages.push((by_user, piece.to_owned(), false)),
            },
            Some(SpeechEvent::Whole(by_user, whole)) => {
                match messages.iter_mut().rev().find(|(user, _, _)| *user == by_user).filter(|last| !last.2) {
                    Some(last) => *last = (by_user, whole.to_owned(), true),
                    None => messages.push((by_user, whole.to_owned(), true)),
                }
            }
            Some(SpeechEvent::Calls(list)) => calls.push((messages.len(), list.clone())),
            None => unknown.push(at),
        }
    }
    let mut list: Vec<Value> = Vec::new();
    let mut calls = calls.into_iter().peekable();
    for (at, (by_user, words, _)) in messages.into_iter().enumerate() {
        while let Some((_, called)) = calls.next_if(|(before, _)| *before <= at) {
            list.push(json!({"role": "assistant", "content": null, "tool_calls": called}));
        }
        let role = if by_user { "user" } else { "assistant" };
        list.push(json!({"role": role, "content": words.trim()}));
    }
    list.extend(calls.map(|(_, called)| json!({"role": "assistant", "content": null, "tool_calls": called})));
    Some(json!({"messages": list}))
}

/// Whether an event is one of live speech.
fn is_live(event: &Event) -> bool {
    let keys = [
        "serverContent",
        "server_content",
        "setupComplete",
        "toolCall",
        "usageMetadata",
        "sessionResumptionUpdate",
    ];
    let kinds = ["response.", "conversation.", "session.", "input_audio_buffer.", "rate_limits."];
    keys.iter().any(|key| event.contains_key(*key))
        || kinds.iter().any(|kind| text(event, "type").starts_with(kind))
}

fn speech_event(event: &Event, depth: usize) -> Option<SpeechEvent<'_>> {
    let kind = text(event, "type");
    if kind.contains("transcript") {
        let by_user = kind.contains("input_audio_transcription");
        let delta =
            || event.get("delta").and_then(Value::as_str).map(|piece| SpeechEvent::Piece(by_user, piece));
        let whole = || {
            event.get("transcript").and_then(Value::as_str).map(|words| SpeechEvent::Whole(by_user, words))
        };
        return if kind.ends_with("delta") { delta() } else { whole() };
    }
    if let Some(calls) = object(event, "toolCall").and_then(|call| call.get("functionCalls")) {
        return Some(SpeechEvent::Calls(calls));
    }
    if depth > DEEPEST {
        return None;
    }
    event.iter().take(20).find_map(|(key, value)| {
        let words = |map: &'_ Map<String, Value>| map.contains_key("text");
        match (squeezed(key).as_str(), value) {
            ("inputtranscription" | "inputaudiotranscription", Value::Object(map)) if words(map) => {
                Some(SpeechEvent::Piece(true, text(map, "text")))
            }
            ("outputtranscription" | "outputaudiotranscription", Value::Object(map)) if words(map) => {
                Some(SpeechEvent::Piece(false, text(map, "text")))
            }
            (_, Value::Object(inner)) => speech_event(inner, depth + 1),
            _ => None,
        }
    })
}
