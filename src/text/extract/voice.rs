//! Speech that was turned into text: the results of transcription services, and transcripts of voice agents. What was
//! said is the text of the turn; the sound stands beside it if it was logged.

mod services;

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, LeftOut, Message};

use super::tool::first;
use super::{TurnSide, general, generic, left_out, media, part};

/// Keys of the sound itself, beside its transcript.
const SOUNDS: &[&str] = &[
    "audio",
    "audio_file",
    "audio_url",
    "audioUrl",
    "audio_path",
    "audio_data",
    "recording",
    "recording_url",
    "recordingUrl",
    "file",
    "filename",
];

/// Reads a transcript, alone or under a key of an object that holds no other words.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object()?;
    // Retell has the calls of tools in a list of their own, with the same words.
    const WITH_CALLS: &str = "transcript_with_tool_calls";
    let with_calls = map.get(WITH_CALLS).and_then(Value::as_array);
    if let Some(mut found) = with_calls.and_then(|items| general::messages_in(items, side, WITH_CALLS)) {
        found.left_out.extend(left_out(map, &[WITH_CALLS]));
        return Some(Extracted { format: "voice", ..found });
    }
    if let Some(messages) = transcript(map, side) {
        return Some(Extracted {
            format: "voice",
            messages: messages.0,
            left_out: left_out(map, &[messages.1]),
        });
    }
    let (mut messages, key) = match services::utterances(map) {
        Some(utterances) => (to_messages(utterances, side), None),
        None => {
            let has_text = |key: &&str| {
                map.get(*key).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty())
            };
            if generic::keys(side).iter().any(has_text) {
                return None;
            }
            let found = map
                .iter()
                .find_map(|(key, inner)| Some((key.as_str(), services::utterances(inner.as_object()?)?)));
            let (key, utterances) = found?;
            (to_messages(utterances, side), Some(key))
        }
    };
    let sound = sound(map);
    if let (Some((_, block)), Some(last)) = (&sound, messages.last_mut()) {
        last.blocks.push(block.clone());
    }
    let mut shown: Vec<&str> = match key {
        Some(key) => vec![key],
        None => services::SHOWN.to_vec(),
    };
    shown.extend(sound.map(|(key, _)| key));
    let mut rest = left_out(map, &shown);
    // Times, languages and probabilities beside the words.
    if let Some((key, Value::Object(inner))) = key.and_then(|key| Some((key, map.get(key)?))) {
        let fields = left_out(inner, services::SHOWN).into_iter();
        rest.extend(fields.map(|field| LeftOut { path: format!("{key}.{}", field.path), ..field }));
    }
    Some(Extracted { format: "voice", messages, left_out: rest })
}

fn to_messages(utterances: Vec<(Option<String>, String)>, side: TurnSide) -> Vec<Message> {
    let message = |(name, words): (Option<String>, String)| {
        let words = words.trim();
        Message { name, ..side.message(if words.is_empty() { Vec::new() } else { part::words(words) }) }
    };
    utterances.into_iter().map(message).collect()
}

fn sound(map: &Map<String, Value>) -> Option<(&'static str, Block)> {
    SOUNDS.iter().find_map(|key| {
        let value = map.get(*key)?;
        let inner = value.as_object().and_then(|inner| first(inner, &["data", "url", "path", "base64"]));
        let source = media::source_at(Some(inner.unwrap_or(value)), "audio/*")?;
        Some((*key, Block::Audio { source, transcript: None }))
    })
}

/// A voice agent's transcript: a list of what each side said.
fn transcript(map: &Map<String, Value>, side: TurnSide) -> Option<(Vec<Message>, &'static str)> {
    // `transcript_object`: Retell, beside the same as one text. `transcript`: ElevenLabs, Bland.
    ["transcript_object", "transcript", "transcripts", "chat_items"].iter().find_map(|key| {
        let items = map.get(*key)?.as_array().filter(|items| !items.is_empty())?;
        Some((general::speakers_list(items, side)?.messages, *key))
    })
}
