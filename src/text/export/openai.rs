//! Messages in the form of OpenAI's Chat Completions, of which `text::extract` reads the same messages again.
//!
//! What that form has no place for is text: values as JSON, sources as a numbered list, the name of media that were not
//! logged. Tool results become messages of their own, as they are there.

use serde_json::{Map, Value, json};

use crate::text::{
    message::{Block, MediaSource, Message, Role},
    message_text,
};

/// Messages as OpenAI writes them, in order. One message may become several.
pub(super) fn messages<'a>(messages: impl Iterator<Item = &'a Message>) -> Vec<Value> {
    let mut out = Vec::new();
    for message in messages {
        let mut open = OpenMessage::new(message);
        for block in &message.blocks {
            match block {
                Block::ToolResult { .. } => {
                    out.extend(std::mem::replace(&mut open, OpenMessage::new(message)).written(false));
                    out.push(result(block));
                }
                other => open.add(other),
            }
        }
        out.extend(open.written(message.blocks.is_empty()));
    }
    out
}

/// A message that is being written.
struct OpenMessage<'a> {
    message: &'a Message,
    parts: Vec<Value>,
    calls: Vec<Value>,
    reasoning: Vec<&'a str>,
    refusals: Vec<&'a str>,
}

impl<'a> OpenMessage<'a> {
    fn new(message: &'a Message) -> Self {
        Self { message, parts: Vec::new(), calls: Vec::new(), reasoning: Vec::new(), refusals: Vec::new() }
    }

    fn add(&mut self, block: &'a Block) {
        match block {
            Block::Reasoning(text) => self.reasoning.push(text),
            Block::Refusal(text) => self.refusals.push(text),
            Block::ToolCall { id, name, arguments } => self.calls.push(json!({
                "id": id, "type": "function", "function": { "name": name, "arguments": compact(arguments) },
            })),
            other => self.parts.extend(parts(other)),
        }
    }

    /// The message; `None` if nothing is in it, unless it is to be written as an empty one.
    fn written(self, even_empty: bool) -> Option<Value> {
        let is_empty = self.parts.is_empty()
            && self.calls.is_empty()
            && self.reasoning.is_empty()
            && self.refusals.is_empty();
        if is_empty && !even_empty {
            return None;
        }
        let mut fields = Map::new();
        fields.insert("role".to_owned(), json!(role(&self.message.role)));
        if let Some(name) = &self.message.name {
            fields.insert("name".to_owned(), json!(name));
        }
        let only_text = match self.parts.as_slice() {
            [only] => only.get("text").and_then(Value::as_str).map(str::to_owned),
            _ => None,
        };
        let content = match (self.parts.is_empty(), only_text) {
            (_, Some(text)) => Value::String(text),
            (true, None) if self.calls.is_empty() && self.refusals.is_empty() => json!(""),
            (true, None) => Value::Null,
            (false, None) => Value::Array(self.parts),
        };
        fields.insert("content".to_owned(), content);
        if !self.reasoning.is_empty() {
            fields.insert("reasoning_content".to_owned(), json!(self.reasoning.join("\n\n")));
        }
        if !self.refusals.is_empty() {
            fields.insert("refusal".to_owned(), json!(self.refusals.join("\n\n")));
        }
        if !self.calls.is_empty() {
            fields.insert("tool_calls".to_owned(), Value::Array(self.calls));
        }
        Some(Value::Object(fields))
    }
}

fn role(role: &Role) -> &str {
    match role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Tool => "tool",
        Role::Other(name) => name,
    }
}

/// The parts of a message's content that a block becomes.
fn parts(block: &Block) -> Vec<Value> {
    let text = |text: String| (!text.is_empty()).then(|| json!({ "type": "text", "text": text }));
    let in_words = || text(in_words(block));
    match block {
        // Says how the value was read; nobody logged it.
        Block::Note(_) => Vec::new(),
        Block::Image(source) => address(source).map(image).or_else(in_words).into_iter().collect(),
        Block::Audio { source, transcript } => {
            let sound = address(source).map(|_| audio(source));
            let spoken = transcript.clone().and_then(text);
            let all: Vec<Value> = sound.into_iter().chain(spoken).collect();
            if all.is_empty() { in_words().into_iter().collect() } else { all }
        }
        Block::File { name, source } => {
            file(name.as_deref(), source).unwrap_or_else(|| in_words().into_iter().collect())
        }
        _ => in_words().into_iter().collect(),
    }
}

fn image(url: String) -> Value {
    json!({ "type": "image_url", "image_url": { "url": url } })
}

fn audio(source: &MediaSource) -> Value {
    let (data, format) = match source {
        MediaSource::Inline { mime, base64 } => {
            (base64.clone(), mime.strip_prefix("audio/").unwrap_or("wav"))
        }
        other => (address(other).unwrap_or_default(), "wav"),
    };
    json!({ "type": "input_audio", "input_audio": { "data": data, "format": format } })
}

/// A file with its name. An image or a sound among the files is written as such, as it would be read as one.
fn file(name: Option<&str>, source: &MediaSource) -> Option<Vec<Value>> {
    let address = address(source)?;
    let named = name.map(|name| json!({ "type": "text", "text": format!("[{name}]") }));
    let medium = match source {
        MediaSource::Inline { mime, .. } if mime.starts_with("image") => image(address),
        MediaSource::Inline { mime, .. } if mime.starts_with("audio") => audio(source),
        MediaSource::Reference(id) => {
            return Some(vec![json!({ "type": "file", "file": { "filename": name, "file_id": id } })]);
        }
        _ => {
            return Some(vec![json!({ "type": "file", "file": { "filename": name, "file_data": address } })]);
        }
    };
    Some(named.into_iter().chain([medium]).collect())
}

/// The address of media, or a `data:` URI with them; `None` for those that were not logged.
fn address(source: &MediaSource) -> Option<String> {
    match source {
        MediaSource::Inline { mime, base64 } => {
            let is_plain = !mime.is_empty()
                && mime.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/+-._*".contains(&byte));
            let mime = if is_plain { mime.as_str() } else { "application/octet-stream" };
            Some(format!("data:{mime};base64,{base64}"))
        }
        MediaSource::Url(text) | MediaSource::Reference(text) => Some(text.clone()),
        MediaSource::NotKept => None,
    }
}

/// A tool result as a message.
fn result(block: &Block) -> Value {
    let mut fields = Map::new();
    fields.insert("role".to_owned(), json!("tool"));
    let Block::ToolResult { id, name, content, failed } = block else { return Value::Object(fields) };
    fields.extend(id.iter().map(|id| ("tool_call_id".to_owned(), json!(id))));
    fields.extend(name.iter().map(|name| ("name".to_owned(), json!(name))));
    let is_text = |block: &Block| {
        !matches!(
            block,
            Block::Image(_) | Block::Audio { .. } | Block::File { .. } | Block::ToolResult { .. }
        )
    };
    let content = if content.iter().all(is_text) {
        json!(content.iter().map(in_words).collect::<Vec<_>>().join("\n"))
    } else {
        content.iter().flat_map(parts).collect()
    };
    fields.insert("content".to_owned(), normal(content));
    if *failed {
        fields.insert("is_error".to_owned(), Value::Bool(true));
    }
    Value::Object(fields)
}

/// A text that is a JSON object or list without white space, as it is written when it was read as one.
fn normal(content: Value) -> Value {
    match &content {
        Value::String(text) => structured(text).map_or(content, |value| json!(value.to_string())),
        _ => content,
    }
}

/// A value as a text: a string as it is, others as JSON without white space.
fn compact(value: &Value) -> String {
    match value {
        Value::String(text) => structured(text).map_or_else(|| text.clone(), |value| value.to_string()),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn structured(text: &str) -> Option<Value> {
    let is_begun = text.trim_start().starts_with(['{', '[']);
    let value: Value = serde_json::from_str(text).ok().filter(|_| is_begun)?;
    (value.is_object() || value.is_array()).then_some(value)
}

fn in_words(block: &Block) -> String {
    match block {
        Block::Json(value) => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
        other => message_text::of_message(&Message {
            role: Role::Assistant,
            name: None,
            blocks: vec![other.clone()],
        }),
    }
}
