//! Attributes of telemetry, as a flat map of dotted keys or nested: OpenInference (`llm.output_messages.0.message.content`,
//! `output.value`), OpenLLMetry (`gen_ai.completion.0.content`, `traceloop.entity.output`), the AI SDK
//! (`ai.response.text`), and the events of OpenTelemetry and Logfire (`gen_ai.choice`).

mod events;

use serde_json::{Map, Value, json};

use crate::text::message::{Block, Extracted, LeftOut};

use super::tool::first;
use super::{TurnSide, chat, conversation, flat, full, otel, part, tool};

/// The first part of the keys that are read here.
const FAMILIES: &[&str] = &["llm", "gen_ai", "ai", "input", "output", "traceloop"];

/// Reads attributes or a list of events.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    if let Some(found) = otel::read(value, side).or_else(|| events::read(value, side)) {
        return Some(found);
    }
    let map = value.as_object()?;
    let dotted = |key: &String| key.split_once('.').is_some_and(|(family, _)| FAMILIES.contains(&family));
    let flat = map.keys().any(dotted);
    if !flat
        && !["llm", "gen_ai", "ai", "traceloop"].iter().any(|key| map.get(*key).is_some_and(Value::is_object))
    {
        return None;
    }
    let made;
    let nested = if flat {
        made = flat::nested(map)?;
        made.as_object()?
    } else {
        map
    };
    messages(map, nested, side)
        .or_else(|| conventional(map, nested, side))
        .or_else(|| sdk(map, nested, side))
        .or_else(|| whole(map, nested, side))
}

/// The messages of today's conventions in nested attributes.
fn conventional(map: &Map<String, Value>, nested: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    let paths = ["gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions"];
    let there = paths.into_iter().filter_map(|path| Some((path.to_owned(), at(nested, path)?.clone())));
    let mut found = otel::read(&Value::Object(there.collect()), side)?;
    let [asked, answered, system] = paths;
    let key = if side == TurnSide::Input { asked } else { answered };
    found.left_out = rest(map, nested, &[key, system]);
    Some(found)
}

/// Where a list of messages is: OpenInference, then OpenLLMetry, then the messages of OpenTelemetry when nested.
fn messages(map: &Map<String, Value>, nested: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    let places: [(&str, &str); 2] = match side {
        TurnSide::Input => [("llm.input_messages", "openinference"), ("gen_ai.prompt", "otel-genai")],
        TurnSide::Output => [("llm.output_messages", "openinference"), ("gen_ai.completion", "otel-genai")],
    };
    places.into_iter().find_map(|(path, format)| {
        let value = at(nested, path)?;
        let parsed = value.as_str().and_then(tool::parsed);
        let items: Vec<Value> = parsed.as_ref().unwrap_or(value).as_array()?.iter().map(plain).collect();
        let messages = conversation::list(&items, side)?;
        Some(Extracted { format, messages, left_out: rest(map, nested, &[path]) })
    })
}

/// A message in the usual form: without the wrappers `message`, `message_content` and `tool_call`, a missing role being
/// the assistant's.
fn plain(item: &Value) -> Value {
    let Some(map) = item.get("message").unwrap_or(item).as_object() else { return item.clone() };
    let mut message = map.clone();
    message.entry("role").or_insert_with(|| json!("assistant"));
    if let Some(Value::Array(parts)) = message.remove("contents") {
        message.insert("content".to_owned(), parts.iter().map(content).collect());
    }
    // OpenLLMetry has a list of parts as JSON text.
    let parts = message.get("content").and_then(Value::as_str).and_then(tool::parsed);
    if let Some(parts @ Value::Array(_)) = parts {
        message.insert("content".to_owned(), parts);
    }
    if let Some(Value::Array(calls)) = message.get_mut("tool_calls") {
        for call in calls {
            if let Some(inner) = call.get("tool_call") {
                *call = inner.clone();
            }
        }
    }
    if !conversation::CONTENT.iter().chain(conversation::BESIDE).any(|key| message.contains_key(*key)) {
        message.insert("content".to_owned(), json!(""));
    }
    Value::Object(message)
}

/// A part of OpenInference's `message.contents`; its images are `{"image": {"url": …}}`, in older versions nested twice.
fn content(part: &Value) -> Value {
    let inner = part.get("message_content").unwrap_or(part);
    let image = inner.get("image").map(|image| image.get("image").unwrap_or(image));
    match image.and_then(|image| image.get("url")) {
        Some(url) => json!({"type": "image_url", "image_url": {"url": url}}),
        None => inner.clone(),
    }
}

/// The AI SDK's attributes.
fn sdk(map: &Map<String, Value>, nested: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    let found = |path: &'static str| at(nested, path).map(|value| (path, value));
    if side == TurnSide::Input {
        let (path, value) = found("ai.prompt.messages").or_else(|| found("ai.prompt"))?;
        // Where there is `ai.prompt` and `ai.prompt.tools`, the first is under an empty key.
        let inner = value.get("").unwrap_or(value);
        let mut read = match inner {
            Value::String(_) => full::recognise(inner, side)?,
            other => chat::read(other, side)?,
        };
        read.left_out = rest(map, nested, &[path, "ai.prompt.messages"]);
        return Some(read);
    }
    let one = |names: [&'static str; 2]| names.into_iter().find_map(found);
    let thoughts = found("ai.response.reasoning");
    let text = one(["ai.response.text", "ai.result.text"]);
    let calls = one(["ai.response.toolCalls", "ai.result.toolCalls"]);
    let object = one(["ai.response.object", "ai.result.object"]);
    let result = found("ai.toolCall.result");
    let mut blocks: Vec<Block> = Vec::new();
    let thought = thoughts.and_then(|(_, value)| value.as_str()).filter(|text| !text.is_empty());
    blocks.extend(thought.map(|text| Block::Reasoning(text.to_owned())));
    blocks.extend(text.map(|(_, value)| part::content(value)).unwrap_or_default());
    if let Some((_, value)) = calls {
        let listed = tool::arguments(Some(value));
        for call in listed.as_array().into_iter().flatten() {
            let call = call.as_object()?;
            let arguments = first(call, &["input", "args"]);
            blocks.push(tool::call(call.get("toolCallId"), call.get("toolName"), arguments));
        }
    }
    blocks.extend(object.map(|(_, value)| tool::answer(Some(value), 0)).unwrap_or_default());
    let used: Vec<&str> =
        [thoughts, text, calls, object].into_iter().flatten().map(|(path, _)| path).collect();
    if used.is_empty() {
        let (path, value) = result?;
        let messages = vec![side.message(tool::answer(Some(value), 0))];
        return Some(Extracted { format: "vercel-ai", messages, left_out: rest(map, nested, &[path]) });
    }
    Some(Extracted {
        format: "vercel-ai",
        messages: vec![side.message(blocks)],
        left_out: rest(map, nested, &used),
    })
}

/// The whole input or output as one attribute, often as JSON text.
fn whole(map: &Map<String, Value>, nested: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    let places = match side {
        TurnSide::Input => ["input.value", "traceloop.entity.input", "gen_ai.prompt"],
        TurnSide::Output => ["output.value", "traceloop.entity.output", "gen_ai.completion"],
    };
    places.into_iter().find_map(|path| {
        let value = at(nested, path).filter(|value| value.is_string())?;
        let mut read = full::recognise(value, side)?;
        read.left_out.extend(rest(map, nested, &[path]));
        Some(read)
    })
}

fn at<'v>(nested: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    let (first, rest) = path.split_once('.')?;
    rest.split('.').try_fold(nested.get(first)?, |value, key| value.get(key))
}

/// The fields outside these paths: of a flat map by their keys, of a nested one the fields beside the paths.
fn rest(map: &Map<String, Value>, nested: &Map<String, Value>, shown: &[&str]) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    let nested = if std::ptr::eq(map, nested) { Some(nested) } else { None };
    beside(nested.unwrap_or(map), "", shown, &mut left_out);
    left_out
}

fn beside(map: &Map<String, Value>, here: &str, shown: &[&str], left_out: &mut Vec<LeftOut>) {
    for (key, value) in map {
        let path = if here.is_empty() { key.clone() } else { format!("{here}.{key}") };
        let is_shown =
            |one: &&str| path == **one || path.strip_prefix(*one).is_some_and(|rest| rest.starts_with('.'));
        let leads = |one: &&str| one.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'));
        match value {
            _ if shown.iter().any(is_shown) => {}
            Value::Object(inner) if shown.iter().any(leads) => beside(inner, &path, shown, left_out),
            _ => left_out.push(LeftOut { path, value: value.clone() }),
        }
    }
}
