//! Splits messages into the pieces that are rendered one below the other. Consecutive tool calls become one piece, and
//! each result is attached to its call.

use serde_json::Value;

use crate::text::message::{Block, Citation, MediaSource, Message, Role, is_visible};

/// A part of a turn that is rendered as one unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// The author of the pieces that follow, where the format names them: several people or agents may have one role.
    Speaker(Role, String),
    /// A text in Markdown, and its author.
    Words(Role, String),
    /// The model's reasoning, in Markdown.
    Thought(String),
    /// Instructions to the model, in Markdown.
    Instructions(String),
    /// Consecutive tool calls with their results.
    Tools(Vec<ToolUse>),
    /// Consecutive images.
    Images(Vec<MediaSource>),
    Audio(MediaSource, Option<String>),
    /// Another attachment, with its name if it has one.
    File(Option<String>, MediaSource),
    /// The model's refusal to answer.
    Refusal(String),
    /// The sources that the text refers to, numbered from 1.
    Sources(Vec<Citation>),
    /// Begins one of several answers, with its number and how many there are. It ends at the next of these or at
    /// [`Piece::ChoicesEnd`].
    Choice(usize, usize),
    /// The last of several answers ends, and something else follows.
    ChoicesEnd,
    /// What a reader has to know about how the value was read.
    Note(String),
    /// A part that no known format has.
    Json(Value),
    /// A message without content, by its role.
    Empty(Role),
}

/// A tool call with its result, or a result without a call.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolUse {
    id: Option<String>,
    pub name: String,
    /// The arguments; `None` for a result without a call.
    pub arguments: Option<Value>,
    /// The result; `None` if none was logged.
    pub result: Option<Vec<Block>>,
    /// Whether the result is marked as an error or its text begins with "error".
    pub failed: bool,
}

pub fn pieces(messages: &[Message]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut is_choice = false;
    let mut speaker = None;
    for message in messages {
        let begins = matches!(message.blocks.first(), Some(Block::Choice { .. }));
        // Results belong to the calls before them.
        if is_choice && !begins && message.role != Role::Tool {
            pieces.push(Piece::ChoicesEnd);
            is_choice = false;
        }
        is_choice |= begins;
        let name = message.name.as_ref().filter(|name| is_visible(name));
        if let (Role::User | Role::Assistant, Some(name)) = (&message.role, name)
            && speaker != Some((&message.role, name))
        {
            pieces.push(Piece::Speaker(message.role.clone(), name.clone()));
            speaker = Some((&message.role, name));
        }
        if message.blocks.is_empty() {
            pieces.push(Piece::Empty(message.role.clone()));
        }
        for block in &message.blocks {
            add(&mut pieces, &message.role, block);
        }
    }
    pieces
}

fn add(pieces: &mut Vec<Piece>, role: &Role, block: &Block) {
    match block {
        // Some formats give a tool's result as the text of a message with the role `tool`.
        Block::Text(text) if *role == Role::Tool => {
            answer(pieces, None, None, vec![Block::Text(text.clone())], false);
        }
        Block::Text(text) if *role == Role::System => pieces.push(Piece::Instructions(text.clone())),
        Block::Text(text) => pieces.push(Piece::Words(role.clone(), text.clone())),
        Block::Reasoning(text) => pieces.push(Piece::Thought(text.clone())),
        Block::Image(source) => match pieces.last_mut() {
            Some(Piece::Images(images)) => images.push(source.clone()),
            _ => pieces.push(Piece::Images(vec![source.clone()])),
        },
        Block::Audio { source, transcript } => pieces.push(Piece::Audio(source.clone(), transcript.clone())),
        Block::File { name, source } => pieces.push(Piece::File(name.clone(), source.clone())),
        Block::Refusal(text) => pieces.push(Piece::Refusal(text.clone())),
        Block::Sources(sources) => pieces.push(Piece::Sources(sources.clone())),
        Block::Choice { number, of } => pieces.push(Piece::Choice(*number, *of)),
        Block::Note(note) => pieces.push(Piece::Note(note.clone())),
        Block::Json(value) => pieces.push(Piece::Json(value.clone())),
        Block::ToolCall { id, name, arguments } => {
            let call = ToolUse {
                id: id.clone(),
                name: name.clone(),
                arguments: Some(arguments.clone()),
                result: None,
                failed: false,
            };
            use_tool(pieces, call);
        }
        Block::ToolResult { id, name, content, failed } => {
            answer(pieces, id.as_ref(), name.as_ref(), content.clone(), *failed);
        }
    }
}

/// Adds a tool call to the current run of calls, or begins a new run.
fn use_tool(pieces: &mut Vec<Piece>, tool: ToolUse) {
    match pieces.last_mut() {
        Some(Piece::Tools(run)) => run.push(tool),
        _ => pieces.push(Piece::Tools(vec![tool])),
    }
}

/// Attaches a result to its call: by id in any run so far; without an id, to the first call without a result in the
/// last run. If there is no such call, the result is shown by itself.
fn answer(
    pieces: &mut Vec<Piece>,
    id: Option<&String>,
    name: Option<&String>,
    content: Vec<Block>,
    failed: bool,
) {
    let failed = failed || begins_with_error(&content);
    let mut calls = pieces.iter_mut().rev().filter_map(|piece| match piece {
        Piece::Tools(run) => Some(run),
        _ => None,
    });
    let open = match id {
        Some(_) => {
            calls.find_map(|run| run.iter_mut().find(|call| call.id.as_ref() == id && call.result.is_none()))
        }
        None => calls.next().and_then(|run| run.iter_mut().find(|call| call.result.is_none())),
    };
    match open {
        Some(call) => {
            call.result = Some(content);
            call.failed = failed;
        }
        None => {
            let name = name.cloned().unwrap_or_else(|| "tool".to_owned());
            let alone = ToolUse { id: None, name, arguments: None, result: Some(content), failed };
            use_tool(pieces, alone);
        }
    }
}

/// Most frameworks pass a tool's exception to the model as text that begins with "Error".
fn begins_with_error(content: &[Block]) -> bool {
    matches!(content.first(), Some(Block::Text(text)) if text.trim_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case("error")))
}

/// The head and the rest of a one-line summary, such as `2 tool calls` and `search(city: "Rome"), …`. If a call failed,
/// the head is the first such tool's name with "failed", the rest its error.
pub fn summary(run: &[ToolUse]) -> (String, String) {
    if let Some(failed) = run.iter().find(|one| one.failed) {
        let why = match failed.result.as_deref() {
            Some([Block::Text(text), ..]) => first_line(text),
            Some([Block::Json(value), ..]) => first_line(&value.to_string()),
            _ => String::new(),
        };
        return (format!("{} failed", failed.name), why);
    }
    let head = if run.len() == 1 { "1 tool call".to_owned() } else { format!("{} tool calls", run.len()) };
    let calls = run.iter().map(call_line).collect::<Vec<_>>().join(", ");
    (head, calls)
}

fn call_line(call: &ToolUse) -> String {
    let arguments = match &call.arguments {
        Some(Value::Object(map)) => map
            .iter()
            .take(4)
            .map(|(key, value)| format!("{key}: {}", short(value)))
            .collect::<Vec<_>>()
            .join(", "),
        Some(Value::Null) | None => String::new(),
        Some(value) => short(value),
    };
    format!("{}({arguments})", call.name)
}

fn short(value: &Value) -> String {
    let text = match value {
        Value::Array(items) => return format!("[{}]", items.len()),
        Value::Object(map) => return format!("{{{}}}", map.len()),
        other => other.to_string(),
    };
    if text.chars().count() <= 40 { text } else { text.chars().take(39).chain(['…']).collect() }
}

/// The first line, cut to at most 160 characters.
pub fn first_line(text: &str) -> String {
    let line = text.trim_start().lines().next().unwrap_or_default();
    if line.chars().count() <= 160 {
        line.to_owned()
    } else {
        line.chars().take(159).chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests;
