//! Parts that only the full reader knows: speech with a transcript, resources of the Model Context Protocol, images of
//! image models.

use serde_json::{Map, Value};

use crate::text::message::{Block, MediaSource};

use super::super::tool::{self, first};
use super::super::{media, part};

/// Reads a part that the adapters left as JSON.
pub(super) fn read(value: Value) -> Vec<Block> {
    let Value::Object(map) = &value else { return vec![Block::Json(value)] };
    let known = speech(map)
        .or_else(|| resource(map))
        .or_else(|| picture(map))
        .or_else(|| handoff(map))
        .or_else(|| thought(map));
    known.unwrap_or_else(|| vec![Block::Json(value)])
}

/// Speech of the Realtime API: `input_audio`, `output_audio` or `audio` with a `transcript`, and possibly the sound.
fn speech(map: &Map<String, Value>) -> Option<Vec<Block>> {
    if !matches!(part::kind(map), "input_audio" | "output_audio" | "audio" | "speech") {
        return None;
    }
    let transcript = first(map, &["transcript", "transcription"]).and_then(Value::as_str);
    let format = map.get("format").and_then(Value::as_str).unwrap_or("wav");
    let source = media::source_at(first(map, &["audio", "data", "url"]), &format!("audio/{format}"));
    let mut blocks = transcript.map(part::words).unwrap_or_default();
    match source {
        Some(source) => blocks.push(Block::Audio { source, transcript: None }),
        None if blocks.is_empty() => {
            blocks.push(Block::Audio { source: MediaSource::NotKept, transcript: None })
        }
        None => {}
    }
    Some(blocks)
}

/// `resource` with the text or the data in it, and `resource_link`.
fn resource(map: &Map<String, Value>) -> Option<Vec<Block>> {
    let inner = match part::kind(map) {
        "resource" => map.get("resource")?.as_object()?,
        "resource_link" => map,
        _ => return None,
    };
    let uri = inner.get("uri").and_then(Value::as_str);
    let name = first(inner, &["title", "name"]).and_then(Value::as_str).or(uri);
    if let Some(text) = inner.get("text").and_then(Value::as_str) {
        let mut blocks = match tool::parsed(text) {
            Some(json) => vec![Block::Json(json)],
            None => part::words(text),
        };
        let file = uri.map(|uri| Block::File {
            name: name.map(str::to_owned),
            source: MediaSource::Reference(uri.to_owned()),
        });
        blocks.splice(0..0, file);
        return Some(blocks);
    }
    let mime = first(inner, &["mimeType", "mime_type"]).and_then(Value::as_str).unwrap_or_default();
    let source =
        media::source_at(inner.get("blob"), mime).or_else(|| uri.map(|uri| media::source(uri, mime)))?;
    Some(vec![media::block(source, mime, name)])
}

/// An image of an image model: `{"b64_json": …, "revised_prompt": …}`.
fn picture(map: &Map<String, Value>) -> Option<Vec<Block>> {
    let source = media::source_at(
        first(map, &["b64_json", "image_base64", "bytesBase64Encoded", "imageBytes"]),
        "image/*",
    )?;
    let prompt = first(map, &["revised_prompt", "prompt"]).and_then(Value::as_str);
    let mut blocks = vec![Block::Image(source)];
    blocks.extend(prompt.map(|prompt| Block::Text(prompt.to_owned())));
    Some(blocks)
}

/// A voice agent that hands over to another (LiveKit).
fn handoff(map: &Map<String, Value>) -> Option<Vec<Block>> {
    if part::kind(map) != "agent_handoff" {
        return None;
    }
    let to = first(map, &["new_agent_id", "new_agent", "to"])?.as_str()?;
    Some(vec![Block::Note(format!("Handed over to {to}"))])
}

/// Reasoning without a type: `{"thinking": …, "signature": …}`.
fn thought(map: &Map<String, Value>) -> Option<Vec<Block>> {
    let text = map.get("thinking")?.as_str()?;
    let only = map.keys().all(|key| matches!(key.as_str(), "thinking" | "signature" | "type"));
    only.then(|| vec![Block::Reasoning(text.to_owned())])
}
