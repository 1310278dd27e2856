//! Agents that answer by calling a tool, such as `finish`, whose argument is the answer.

use serde_json::Value;

use crate::text::message::{Block, Message, Role};

use super::{keys, prose, tools};

/// Adds what is said in such calls after them, unless a message says it anyway.
pub(super) fn add_answers(messages: &mut [Message]) {
    for at in 0..messages.len() {
        let Some(message) = messages.get(at).filter(|message| message.role == Role::Assistant) else {
            continue;
        };
        let found =
            message.blocks.iter().enumerate().find_map(|(place, block)| Some((place, answer(block)?)));
        let Some((place, text)) = found else { continue };
        let is_same = |block: &Block| matches!(block, Block::Text(shown) if shown.trim() == text.trim());
        let near = messages.iter().skip(at.saturating_sub(1)).take(4);
        if near.flat_map(|message| &message.blocks).any(is_same) {
            continue;
        }
        if let Some(message) = messages.get_mut(at) {
            message.blocks.insert(place + 1, Block::Text(text));
        }
    }
}

/// The text that a call is made to say.
fn answer(block: &Block) -> Option<String> {
    let Block::ToolCall { name, arguments: Value::Object(map), .. } = block else { return None };
    if !finishes(name) || map.len() > 4 {
        return None;
    }
    let known = [
        "finalanswer",
        "answer",
        "message",
        "result",
        "response",
        "text",
        "question",
        "content",
        "output",
        "finalthought",
    ];
    let text = tools::at(map, &known).and_then(Value::as_str);
    text.filter(|text| prose::likeness(text) > 0).map(str::to_owned)
}

/// `finish`, `final_answer`, `attempt_completion`, `respond_to_user`, `message_ask_user` and the like.
fn finishes(name: &str) -> bool {
    let words = keys::words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let to_user = has(&["user", "human"])
        && has(&["message", "ask", "tell", "reply", "respond", "send", "notify", "talk"]);
    let ends = has(&["finish", "final", "completion", "respond"]) || words == ["done"] || words == ["reply"];
    words.len() <= 4 && (to_user || ends || (has(&["ask"]) && has(&["question"])))
}
