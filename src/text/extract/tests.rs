//! Tests each format with values of its documented shape.

mod agents;
mod answers;
mod anthropic;
mod asked;
mod bedrock;
mod beside;
mod bot_apis;
mod calls;
mod cells;
mod cited;
mod content_words;
mod exports;
mod frames;
mod frameworks;
mod google;
mod interrupts;
mod langchain;
mod openai;
mod others;
mod own_shapes;
mod own_words;
mod pictures;
mod properties;
mod records;
mod rich;
mod streams;
mod telemetry;
mod templates;
mod turns;
mod vercel;
mod voice;
mod whole_logs;

use serde_json::Value;

use super::{TurnSide, extract};
use crate::text::message::{Block, Citation, LeftOut, MediaSource, Message, Role};

/// Where the fields are that no message shows.
pub(super) fn paths(fields: &[LeftOut]) -> Vec<&str> {
    fields.iter().map(|field| field.path.as_str()).collect()
}

/// The messages as short lines, `role: block | block`, in order.
pub(super) fn seen(value: &Value, side: TurnSide) -> Vec<String> {
    lines(&extract(value, side).messages)
}

/// The same for messages that are already extracted.
pub(super) fn lines(messages: &[Message]) -> Vec<String> {
    messages.iter().map(line).collect()
}

fn line(message: &Message) -> String {
    let role = match &message.role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Tool => "tool",
        Role::Other(name) => name,
    };
    let name = message.name.as_ref().map(|name| format!("({name})")).unwrap_or_default();
    let blocks: Vec<String> = message.blocks.iter().map(block).collect();
    format!("{role}{name}: {}", blocks.join(" | "))
}

fn block(block: &Block) -> String {
    match block {
        Block::Text(text) => text.clone(),
        Block::Reasoning(text) => format!("thinks {text}"),
        Block::Image(from) => format!("image {}", source(from)),
        Block::Audio { source: from, transcript } => {
            format!("audio {} {}", source(from), transcript.as_deref().unwrap_or("-"))
        }
        Block::File { name, source: from } => {
            format!("file {} {}", name.as_deref().unwrap_or("-"), source(from))
        }
        Block::ToolCall { id, name, arguments } => {
            format!("calls {name}#{} {arguments}", id.as_deref().unwrap_or("-"))
        }
        Block::ToolResult { id, name, content, failed } => {
            let content: Vec<String> = content.iter().map(self::block).collect();
            let outcome = if *failed { "failed" } else { "answers" };
            let (id, name) = (id.as_deref().unwrap_or("-"), name.as_deref().unwrap_or(""));
            format!("{outcome} {name}#{id} {}", content.join(" & "))
        }
        Block::Refusal(text) => format!("refuses {text}"),
        Block::Sources(sources) => {
            let one = |source: &Citation| {
                let parts = [&source.title, &source.address, &source.quote];
                parts.map(|part| part.as_deref().unwrap_or("-")).join(" ")
            };
            format!("sources {}", sources.iter().map(one).collect::<Vec<_>>().join(" & "))
        }
        Block::Choice { number, of } => format!("answer {number} of {of}"),
        Block::Note(note) => format!("note {note}"),
        Block::Json(value) => format!("json {value}"),
    }
}

fn source(source: &MediaSource) -> String {
    match source {
        MediaSource::Inline { mime, base64 } => {
            format!("<{mime} {}>", base64.chars().take(8).collect::<String>())
        }
        MediaSource::Url(address) => address.clone(),
        MediaSource::Reference(name) => format!("<{name}>"),
        MediaSource::NotKept => "<not kept>".to_owned(),
    }
}
