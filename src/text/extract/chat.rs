//! Values that are messages or hold them under an obvious key: `{"messages": […]}`, one message, a list of messages, or
//! a list of message parts.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, Message, Role};

use super::{
    TurnSide, anthropic, bedrock, conversation, gemini, generic, langchain, left_out, llama_index,
    openai_responses, otel, part, vercel,
};

/// Keys of instructions that are not among the messages: `system` (Anthropic, Bedrock), `instructions` (OpenAI
/// Responses), `systemInstruction` (Gemini), and names that programs choose.
pub(super) const SYSTEM: &[&str] =
    &["system", "instructions", "systemInstruction", "system_instruction", "system_prompt", "systemPrompt"];

/// Reads messages from an object that holds them, a single message, or a list.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    match value {
        Value::Object(map) => in_object(map, side).or_else(|| alone(value, map, side)),
        Value::Array(items) => {
            let messages = conversation::list(items, side).or_else(|| pieces(items, side))?;
            Some(Extracted {
                format: format(items, "openai-chat"),
                messages,
                left_out: conversation::besides(items, ""),
            })
        }
        _ => None,
    }
}

fn in_object(map: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    let (key, items) = ["messages", "message"].iter().find_map(|key| match map.get(*key)? {
        Value::Array(items) => Some((*key, items.as_slice())),
        one @ Value::Object(_) => Some((*key, std::slice::from_ref(one))),
        _ => None,
    })?;
    // With a `role`, `message` is the text of this message.
    if key == "message" && map.contains_key("role") {
        return None;
    }
    let mut messages = conversation::list(items, side)?;
    let mut shown = vec![key];
    shown.extend(outside(map, &mut messages, side)?);
    let format = match format(items, "openai-chat") {
        "openai-chat" if map.contains_key("system") => "anthropic",
        name => name,
    };
    let mut found = with_system(format, messages, map, &shown, side);
    if map.get(key).is_some_and(Value::is_array) {
        found.left_out.extend(conversation::besides(items, key));
    }
    Some(found)
}

/// Some programs log the question or answer beside a list that holds only the conversation so far. Adds a question to
/// the messages and returns its key; `None` for an output whose answer is under another key.
fn outside(
    map: &Map<String, Value>,
    messages: &mut Vec<Message>,
    side: TurnSide,
) -> Option<Option<&'static str>> {
    let mut keys = generic::keys(side).iter().filter(|key| !matches!(**key, "message" | "messages"));
    let other_key =
        keys.find(|key| map.get(**key).and_then(Value::as_str).is_some_and(|text| !text.is_empty())).copied();
    let answered = |message: &Message| message.role == Role::Assistant;
    match side {
        TurnSide::Output if other_key.is_some() && !messages.iter().any(answered) => None,
        TurnSide::Input if messages.last().is_some_and(answered) => {
            let words = other_key.and_then(|key| map.get(key)?.as_str());
            messages.extend(words.map(|text| side.message(part::words(text))));
            Some(other_key)
        }
        _ => Some(None),
    }
}

fn alone(value: &Value, map: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    let messages = conversation::message(value, side)?;
    // An unknown role is probably one of the program's arguments rather than the author of a message.
    if messages.iter().any(|message| matches!(message.role, Role::Other(_))) {
        return None;
    }
    // A Responses item, such as a call, is shown with all its keys.
    let shown: &[&[&str]] = &[conversation::OWN, conversation::CONTENT, conversation::BESIDE];
    let left_out = if openai_responses::is_item(map) { Vec::new() } else { left_out(map, &shown.concat()) };
    let format = format(std::slice::from_ref(value), "openai-chat");
    Some(Extracted { format, messages, left_out })
}

/// Reads a list of message parts as one message with the side's default role.
fn pieces(items: &[Value], side: TurnSide) -> Option<Vec<Message>> {
    let known = |item: &Value| item.as_object().is_some_and(|map| part::known(map, 0).is_some());
    items
        .iter()
        .any(known)
        .then(|| vec![side.message(items.iter().flat_map(|item| part::blocks(item, 0)).collect())])
}

/// Puts instructions that are beside the messages in front of them, and collects the keys that are not shown.
pub(super) fn with_system(
    format: &'static str,
    mut messages: Vec<Message>,
    map: &Map<String, Value>,
    shown: &[&str],
    side: TurnSide,
) -> Extracted {
    let mut shown = shown.to_vec();
    if side == TurnSide::Input {
        let found = SYSTEM.iter().find_map(|key| Some((*key, instructions(map.get(*key)?)?)));
        // Gemini's SDK has them in `config`, which is not shown otherwise.
        let configured = || Some(("", instructions(map.get("config")?.get("system_instruction")?)?));
        if let Some((key, blocks)) = found.or_else(configured) {
            messages.insert(0, Message { role: Role::System, name: None, blocks });
            shown.push(key);
        }
    }
    Extracted { format, messages, left_out: left_out(map, &shown) }
}

/// Reads instructions given as text, as parts or as one message's content; `None` for anything else.
fn instructions(value: &Value) -> Option<Vec<Block>> {
    let blocks = match value {
        Value::Object(map) => conversation::blocks(map),
        Value::String(_) | Value::Array(_) => part::content(value),
        _ => return None,
    };
    (!blocks.is_empty() && !blocks.iter().any(|block| matches!(block, Block::Json(_)))).then_some(blocks)
}

/// Whether a message has something that only one format has.
type FormatCheck = fn(&Map<String, Value>) -> bool;

/// The name of the format, from the first message with something that only one format has.
pub(super) fn format(items: &[Value], otherwise: &'static str) -> &'static str {
    let checks: [(&str, FormatCheck); 8] = [
        ("openai-responses", openai_responses::is_item),
        ("langchain", langchain::is_of_format),
        ("llama-index", llama_index::is_of_format),
        ("otel-genai", otel::is_of_format),
        ("vercel-ai", vercel::is_of_format),
        ("gemini", gemini::is_of_format),
        ("bedrock-converse", bedrock::is_of_format),
        ("anthropic", anthropic::is_of_format),
    ];
    let of_message = |message: &Value| {
        let Value::Object(map) = message else { return message.is_array().then_some("langchain") };
        checks.iter().find(|(_, is_of_format)| is_of_format(map)).map(|(name, _)| *name)
    };
    items.iter().find_map(of_message).unwrap_or(otherwise)
}
