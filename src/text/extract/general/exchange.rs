//! Reads lists of records that each hold a question and its answer: `{"user": "Hi", "bot": "Hello"}`,
//! `{"request": {"input": {"text": …}}, "response": {…}}`, `{"message": {"text": …}, "response": [{"value": …}]}`.

use serde_json::{Map, Value};

use crate::text::message::{Block, LeftOut, Message, Role};

use super::super::{TurnSide, part};
use super::event::MessageList;
use super::{keys, pieces, speaker, words};

/// Keys of the question and of the answer, squeezed, most telling first.
const ASKED: &[&str] = &[
    "user",
    "human",
    "usermessage",
    "humanmessage",
    "userinput",
    "question",
    "query",
    "customer",
    "prompt",
    "request",
    "message",
];
const ANSWERED: &[&str] = &[
    "bot",
    "assistant",
    "ai",
    "botmessage",
    "assistantmessage",
    "aimessage",
    "botresponse",
    "airesponse",
    "answer",
    "response",
    "agent",
    "reply",
];

/// Whether an object holds a question and an answer with words.
pub(super) fn is_one(map: &Map<String, Value>) -> bool {
    speaker::of(map).is_none_or(|speaker| speaker.role.is_none())
        && read(map, TurnSide::Input).is_some()
        && read(map, TurnSide::Output).is_some()
}

/// Reads a list in which every item has a question, and at least one has the answer too.
pub(super) fn list(items: &[Value]) -> Option<MessageList> {
    let mut list = MessageList { messages: Vec::new(), others: Vec::new(), fields: Vec::new() };
    for (at, item) in items.iter().enumerate() {
        let map = item.as_object()?;
        let (asked_key, asked) = read(map, TurnSide::Input)?;
        let answered = read(map, TurnSide::Output);
        list.messages.push(Message { role: Role::User, name: None, blocks: asked.blocks });
        let mut shown = vec![asked_key];
        let mut left_out = asked.left_out;
        // A question that was cancelled has no answer.
        if let Some((key, answer)) = answered {
            list.messages.push(Message { role: Role::Assistant, name: None, blocks: answer.blocks });
            shown.push(key);
            left_out.extend(answer.left_out);
        }
        left_out.extend(super::super::left_out(map, &shown));
        let fields = left_out.into_iter();
        list.fields
            .extend(fields.map(|field| (at, LeftOut { path: format!("[{at}].{}", field.path), ..field })));
    }
    (!list.messages.is_empty()).then_some(list)
}

struct ExchangeSide {
    blocks: Vec<Block>,
    left_out: Vec<LeftOut>,
}

/// The key of one side, its words, and the fields that are not shown.
fn read(map: &Map<String, Value>, side: TurnSide) -> Option<(&str, ExchangeSide)> {
    if map.len() > 60 {
        return None;
    }
    let names = if side == TurnSide::Input { ASKED } else { ANSWERED };
    names.iter().find_map(|name| {
        let (key, value) = map.iter().find(|(key, _)| keys::is_squeezed(key, name))?;
        let mut words = read_side(value, side)?;
        words.left_out.iter_mut().for_each(|field| field.path = words::join_path(key, &field.path));
        Some((key.as_str(), words))
    })
}

fn read_side(value: &Value, side: TurnSide) -> Option<ExchangeSide> {
    match value {
        Value::String(text) if !text.is_empty() => {
            Some(ExchangeSide { blocks: part::words(text), left_out: Vec::new() })
        }
        Value::Object(_) => {
            let mut found = words::read_obvious(value, side)?;
            let message = found.messages.pop().filter(|_| found.messages.is_empty())?;
            Some(ExchangeSide { blocks: message.blocks, left_out: found.left_out })
        }
        Value::Array(items) => {
            let mut left_out = Vec::new();
            let blocks = pieces::of_answer(items, &mut left_out);
            let has_text = blocks.iter().any(|block| matches!(block, Block::Text(_)));
            has_text.then_some(ExchangeSide { blocks, left_out })
        }
        _ => None,
    }
}
