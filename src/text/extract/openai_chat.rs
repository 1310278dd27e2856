//! OpenAI Chat Completions: `choices`, multimodal parts, tool calls, and the additions of compatible servers.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, MediaSource, Message};

use super::general::tools;
use super::tool::{self, first};
use super::{TurnSide, conversation, left_out, media, part};

/// Reads a completion: `choices`, each with a `message`, a `delta` (streamed) or a `text` (legacy).
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    let map = value.as_object()?;
    let choices = map.get("choices")?.as_array().filter(|choices| !choices.is_empty())?;
    let messages = choices.iter().map(|choice| from_choice(choice, side)).collect::<Option<Vec<_>>>()?;
    Some(Extracted {
        format: "openai-chat",
        messages: messages.into_iter().flatten().collect(),
        left_out: left_out(map, &["choices"]),
    })
}

fn from_choice(choice: &Value, side: TurnSide) -> Option<Vec<Message>> {
    let choice = choice.as_object()?;
    if let Some(message) = first(choice, &["message", "delta"]) {
        return match conversation::message(message, side) {
            Some(messages) => Some(messages),
            // Later chunks of a streamed answer have no role.
            None => Some(vec![side.message(conversation::blocks(message.as_object()?))]),
        };
    }
    Some(vec![side.message(part::words(choice.get("text")?.as_str()?))])
}

/// The calls beside a message's content: `tool_calls` (also as LangChain and Ollama write them) or the older
/// `function_call`.
pub(super) fn calls(message: &Map<String, Value>) -> Vec<Block> {
    let listed = first(message, &["tool_calls"]).and_then(Value::as_array).filter(|calls| !calls.is_empty());
    let listed = listed.or_else(|| message.get("additional_kwargs")?.get("tool_calls")?.as_array());
    let mut calls: Vec<Block> = listed.into_iter().flatten().map(call).collect();
    let old = first(message, &["function_call"])
        .or_else(|| message.get("additional_kwargs")?.get("function_call"))
        .and_then(Value::as_object);
    if let Some(old) = old.filter(|_| calls.is_empty()) {
        calls.push(tool::call(None, old.get("name"), old.get("arguments")));
    }
    calls
}

fn call(value: &Value) -> Block {
    let Some(call) = value.as_object() else { return Block::Json(value.clone()) };
    // `function`: OpenAI and Ollama. `custom`: OpenAI's free-form tools. Neither: LangChain, with `args`.
    let inner = ["function", "custom"].iter().find_map(|key| call.get(*key)?.as_object()).unwrap_or(call);
    let Some(name) = first(inner, &["name", "tool_name", "toolName"]) else {
        return Block::Json(value.clone());
    };
    let arguments = first(inner, &["arguments", "args", "input", "tool_kwargs", "parameters"]);
    if arguments.is_none()
        && let Some(block) = tools::read(call, "tool call")
    {
        return block;
    }
    tool::call(first(call, &["id", "tool_id", "toolCallId"]), Some(name), arguments)
}

/// A spoken answer beside the content: `{"id", "data", "transcript"}`.
pub(super) fn audio(message: &Map<String, Value>) -> Option<Block> {
    let audio = message.get("audio")?.as_object()?;
    let source = media::source_at(audio.get("data"), "audio/wav")
        .or_else(|| Some(MediaSource::Reference(tool::string(audio.get("id"))?)))?;
    Some(Block::Audio { source, transcript: tool::string(audio.get("transcript")) })
}

/// Reads parts of the types `image_url`, `input_audio`, `file` and `refusal`.
pub(super) fn part(map: &Map<String, Value>, kind: &str, _depth: usize) -> Option<Vec<Block>> {
    let block = match kind {
        "refusal" => Block::Refusal(map.get("refusal")?.as_str()?.to_owned()),
        "image_url" => {
            let image = map.get("image_url")?;
            Block::Image(media::source_at(Some(image.get("url").unwrap_or(image)), "image/*")?)
        }
        "input_audio" => {
            let audio = map.get("input_audio")?;
            let mime = format!("audio/{}", audio.get("format").and_then(Value::as_str).unwrap_or("wav"));
            Block::Audio { source: media::source_at(audio.get("data"), &mime)?, transcript: None }
        }
        "file" => {
            let file = map.get("file")?.as_object()?;
            let source = first(file, &["file_data", "file_id"]);
            let name = file.get("filename").and_then(Value::as_str);
            media::block(media::source_at(source, "application/octet-stream")?, "", name)
        }
        _ => return None,
    };
    Some(vec![block])
}
