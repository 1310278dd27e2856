//! Several answers to one question, told apart.

mod beside;

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, Message};

use super::tool::first;
use super::{TurnSide, left_out, part, recognise_quickly};

/// Keys of lists of answers: OpenAI and compatible servers, Gemini, LangChain and Cohere, AI21.
const KEYS: &[&str] = &["choices", "candidates", "generations", "completions", "results"];

/// Reads an object with a list of at least two answers, or a list of generated texts (Hugging Face).
pub(super) fn read(value: &Value, side: TurnSide) -> Option<Extracted> {
    match value {
        Value::Object(map) => KEYS
            .iter()
            .find_map(|key| {
                let answers = listed(map.get(*key)?)?;
                let read =
                    answers.iter().map(|answer| alone(key, answer, side)).collect::<Option<Vec<_>>>()?;
                let format = if *key == "candidates" { "gemini" } else { "openai-chat" };
                Some(Extracted { format, messages: numbered(read), left_out: left_out(map, &[key]) })
            })
            .or_else(|| beside::read(map, side)),
        Value::Array(items) => {
            let generated = |item: &Value| item.get("generated_text").is_some_and(Value::is_string);
            if items.len() < 2 || !items.iter().all(generated) {
                return None;
            }
            let read = items.iter().map(|item| alone("", item, side)).collect::<Option<Vec<_>>>()?;
            Some(Extracted { format: "generated-text", messages: numbered(read), left_out: Vec::new() })
        }
        _ => None,
    }
}

/// The answers, if there are several. LangChain has a list of them for each prompt; only one prompt has alternatives.
fn listed(value: &Value) -> Option<&Vec<Value>> {
    let answers = match value.as_array()?.as_slice() {
        [Value::Array(only)] => only,
        _ => value.as_array()?,
    };
    (answers.len() > 1 && answers.iter().all(Value::is_object)).then_some(answers)
}

fn alone(key: &str, answer: &Value, side: TurnSide) -> Option<Vec<Message>> {
    let map = answer.as_object()?;
    // Amazon Titan's answers are in `results`, which other programs have for what they found.
    let keys: &[&str] = if key == "results" { &["outputText"] } else { &["text", "generated_text"] };
    let text = first(map, keys).or_else(|| map.get("data")?.get("text")).and_then(Value::as_str);
    if let Some(text) = text.filter(|_| !map.contains_key("message") && !map.contains_key("content")) {
        let mut message = side.message(part::words(text));
        message.leave_out_blanks();
        return Some(vec![message]);
    }
    if !matches!(key, "choices" | "candidates" | "generations") {
        return None;
    }
    let one: Map<String, Value> =
        [(key.to_owned(), Value::Array(vec![answer.clone()]))].into_iter().collect();
    let mut found = recognise_quickly(&Value::Object(one), side)?;
    found.messages.iter_mut().for_each(Message::leave_out_blanks);
    Some(found.messages).filter(|messages| !messages.is_empty())
}

fn numbered(answers: Vec<Vec<Message>>) -> Vec<Message> {
    let of = answers.len();
    let mark = |(at, mut messages): (usize, Vec<Message>)| {
        let is_empty = messages.iter().all(|message| message.blocks.is_empty());
        if let Some(last) = messages.last_mut().filter(|_| is_empty) {
            last.blocks.push(Block::Note("This answer is empty".to_owned()));
        }
        if let Some(first) = messages.first_mut() {
            first.blocks.insert(0, Block::Choice { number: at + 1, of });
        }
        messages
    };
    answers.into_iter().enumerate().flat_map(mark).collect()
}
