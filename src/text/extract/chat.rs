//! Values that are, or plainly hold, messages: `{"messages": […]}`, one message, a bare list of them, or bare pieces.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, Message, Role};

use super::{
    TurnSide, anthropic, bedrock, conversation, gemini, generic, langchain, left_out, llama_index,
    openai_responses, otel, part, vercel,
};

/// Where instructions stand when they are not among the messages: Anthropic and Bedrock `system`, OpenAI Responses
/// `instructions`, Gemini `systemInstruction`, and what programs call it themselves.
pub(super) const SYSTEM: &[&str] =
    &["system", "instructions", "systemInstruction", "system_instruction", "system_prompt", "systemPrompt"];

/// Recognises messages in an object, alone, or in a list.
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    match value {
        Value::Object(map) => in_object(map, side).or_else(|| alone(value, map, side)),
        Value::Array(items) => {
            let messages = conversation::list(items, side).or_else(|| pieces(items, side))?;
            Some(Extracted { format: format(items, "openai-chat"), messages, left_out: Vec::new() })
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
    // A message's own text may be under `message`.
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
    Some(with_system(format, messages, map, &shown, side))
}

/// Programs also keep the question, or the answer, beside a list that is only the conversation so far. Adds the question
/// and names its key; declines an output whose answer is elsewhere.
fn outside(
    map: &Map<String, Value>,
    messages: &mut Vec<Message>,
    side: TurnSide,
) -> Option<Option<&'static str>> {
    let mut keys = generic::keys(side).iter().filter(|key| !matches!(**key, "message" | "messages"));
    let told =
        keys.find(|key| map.get(**key).and_then(Value::as_str).is_some_and(|text| !text.is_empty())).copied();
    let answered = |message: &Message| message.role == Role::Assistant;
    match side {
        TurnSide::Output if told.is_some() && !messages.iter().any(answered) => None,
        TurnSide::Input if messages.last().is_some_and(answered) => {
            let words = told.and_then(|key| map.get(key)?.as_str());
            messages.extend(words.map(|text| side.says(part::words(text))));
            Some(told)
        }
        _ => Some(None),
    }
}

fn alone(value: &Value, map: &Map<String, Value>, side: TurnSide) -> Option<Extracted> {
    let messages = conversation::message(value, side)?;
    // Among a program's own arguments, a role that no format knows is not a speaker.
    if messages.iter().any(|message| matches!(message.role, Role::Other(_))) {
        return None;
    }
    const OWN: &[&str] =
        &["role", "type", "id", "name", "lc", "kwargs", "data", "thinking", "images", "attachments"];
    // An item such as a call is shown with all its keys.
    let shown: &[&[&str]] = &[OWN, conversation::CONTENT, conversation::BESIDE];
    let left_out = if openai_responses::is_item(map) { Vec::new() } else { left_out(map, &shown.concat()) };
    let format = format(std::slice::from_ref(value), "openai-chat");
    Some(Extracted { format, messages, left_out })
}

/// A bare list of pieces is one message from this side's speaker.
fn pieces(items: &[Value], side: TurnSide) -> Option<Vec<Message>> {
    let known = |item: &Value| item.as_object().is_some_and(|map| part::known(map, 0).is_some());
    items
        .iter()
        .any(known)
        .then(|| vec![side.says(items.iter().flat_map(|item| part::blocks(item, 0)).collect())])
}

/// The messages with the instructions that stand beside them, first; and the keys that are neither.
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
        // Gemini's SDK keeps them among its settings, which are not shown otherwise.
        let configured = || Some(("", instructions(map.get("config")?.get("system_instruction")?)?));
        if let Some((key, blocks)) = found.or_else(configured) {
            messages.insert(0, Message { role: Role::System, name: None, blocks });
            shown.push(key);
        }
    }
    Extracted { format, messages, left_out: left_out(map, &shown) }
}

/// Instructions as words, pieces, or one message's content; nothing else counts.
fn instructions(value: &Value) -> Option<Vec<Block>> {
    let blocks = match value {
        Value::Object(map) => conversation::said(map),
        Value::String(_) | Value::Array(_) => part::content(value),
        _ => return None,
    };
    (!blocks.is_empty() && !blocks.iter().any(|block| matches!(block, Block::Json(_)))).then_some(blocks)
}

/// Whether only one format writes a message like this.
type Fingerprint = fn(&Map<String, Value>) -> bool;

/// The format's name, by the first thing that only one format writes in a message.
pub(super) fn format(items: &[Value], otherwise: &'static str) -> &'static str {
    let speaks: [(&str, Fingerprint); 8] = [
        ("openai-responses", openai_responses::is_item),
        ("langchain", langchain::speaks),
        ("llama-index", llama_index::speaks),
        ("otel-genai", otel::speaks),
        ("vercel-ai", vercel::speaks),
        ("gemini", gemini::speaks),
        ("bedrock-converse", bedrock::speaks),
        ("anthropic", anthropic::speaks),
    ];
    let of_message = |message: &Value| {
        let Value::Object(map) = message else { return message.is_array().then_some("langchain") };
        speaks.iter().find(|(_, speaks)| speaks(map)).map(|(name, _)| *name)
    };
    items.iter().find_map(of_message).unwrap_or(otherwise)
}
