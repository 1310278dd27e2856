//! A conversation as a line of JSON: `{"id", "messages", "opik"}`. `messages` are those of all turns as OpenAI writes
//! them. `opik` holds what that form has no place for, in the words of Opik's API, so that `mock-opik import` can make
//! the same conversation again; `docs/SERVER.md` describes it.

use serde_json::{Map, Value, json};

use super::{
    feedback::source,
    json::{error, usage},
    openai,
    turns::{self, WrittenTurn},
};
use crate::{
    model::{feedback::Feedback, thread::Thread, time::Timestamp, trace::Trace},
    text::message::{Message, Role},
};

pub(super) fn conversation(thread: &Thread, traces: &[Trace], out: &mut String) {
    let mut messages = Vec::new();
    let mut turns = Vec::new();
    for turn in turns::read(traces) {
        let (asked, answered) = sides(&turn);
        let (asked, answered) = (openai::messages(asked.into_iter()), openai::messages(answered.into_iter()));
        turns.push(one(&turn, asked.len(), answered.len()));
        messages.extend(asked.into_iter().chain(answered));
    }
    let mut opik = Map::new();
    add(&mut opik, "status", json!(thread.feedback.status.as_str()));
    add(&mut opik, "last_updated_at", time(thread.feedback.last_updated_at));
    judged(&mut opik, &thread.feedback);
    add(&mut opik, "turns", Value::Array(turns));
    let line = json!({ "id": thread.id.as_str(), "messages": messages, "opik": opik });
    out.push_str(&line.to_string());
    out.push('\n');
}

/// The messages before the answer, and the answer. An output that holds messages of the user, as the record of a call
/// does, is divided after the last of them that has an answer, as a reader of the written messages would.
fn sides<'a>(turn: &'a WrittenTurn<'_>) -> (Vec<&'a Message>, Vec<&'a Message>) {
    let mut asked: Vec<&Message> = turn.earlier.iter().chain(&turn.input).collect();
    let mut answered: Vec<&Message> = turn.output.iter().collect();
    let last_answer = answered.iter().rposition(|message| message.role == Role::Assistant).unwrap_or(0);
    let question = answered.iter().take(last_answer).rposition(|message| message.role == Role::User);
    if let Some(question) = question {
        let rest = answered.split_off(question + 1);
        asked.append(&mut answered);
        answered = rest;
    }
    (asked, answered)
}

fn one(turn: &WrittenTurn<'_>, asked: usize, answered: usize) -> Value {
    let trace = turn.trace;
    let mut fields = Map::new();
    add(&mut fields, "id", json!(trace.id.as_str()));
    add(&mut fields, "input_messages", json!(asked));
    add(&mut fields, "output_messages", json!(answered));
    add(&mut fields, "name", json!(trace.name));
    add(&mut fields, "start_time", time(trace.start_time));
    add(&mut fields, "end_time", time(trace.end_time));
    add(&mut fields, "model", json!(trace.logged_model()));
    add(&mut fields, "provider", json!(trace.providers.first()));
    add(&mut fields, "environment", json!(trace.environment));
    add(&mut fields, "usage", Value::Object(usage(trace)));
    add(&mut fields, "total_estimated_cost", json!(trace.cost));
    add(&mut fields, "error_info", error(trace.error.as_ref()));
    add(&mut fields, "metadata", metadata(trace));
    judged(&mut fields, &trace.feedback);
    Value::Object(fields)
}

/// The metadata as they were logged: without the `providers` that the server adds from the spans.
fn metadata(trace: &Trace) -> Value {
    let mut metadata = json!(trace.metadata);
    if let Some(fields) = metadata.as_object_mut()
        && fields.get("providers").is_some_and(|added| *added == json!(trace.providers))
    {
        fields.shift_remove("providers");
    }
    let is_empty = metadata.as_object().is_some_and(Map::is_empty);
    if is_empty { Value::Null } else { metadata }
}

/// Tags, scores with one entry for each author, and comments.
fn judged(fields: &mut Map<String, Value>, said: &Feedback) {
    let scores = said.scores.iter().flat_map(|score| {
        score.by_author.iter().map(|given| {
            let mut fields = Map::new();
            add(&mut fields, "name", json!(score.name));
            add(&mut fields, "value", json!(given.value));
            add(&mut fields, "category_name", json!(given.category));
            add(&mut fields, "reason", json!(given.reason));
            add(&mut fields, "source", json!(source(&given.source)));
            add(&mut fields, "author", json!(given.author));
            add(&mut fields, "last_updated_at", time(given.last_updated_at));
            Value::Object(fields)
        })
    });
    let comments = said.comments.iter().map(|comment| {
        let mut fields = Map::new();
        add(&mut fields, "text", json!(comment.text));
        add(&mut fields, "author", json!(comment.author));
        add(&mut fields, "created_at", time(comment.created_at));
        add(&mut fields, "last_updated_at", time(comment.last_updated_at));
        Value::Object(fields)
    });
    let (scores, comments) = (scores.collect(), comments.collect());
    add(fields, "tags", json!(said.tags));
    add(fields, "feedback_scores", Value::Array(scores));
    add(fields, "comments", Value::Array(comments));
}

/// Adds a field unless it says nothing.
fn add(fields: &mut Map<String, Value>, key: &str, value: Value) {
    let says_nothing = match &value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    };
    if !says_nothing {
        fields.insert(key.to_owned(), value);
    }
}

fn time(at: Option<Timestamp>) -> Value {
    json!(at.map(Timestamp::iso))
}

#[cfg(test)]
pub(super) fn of_traces(thread: &Thread, traces: &[Trace]) -> Value {
    let mut line = String::new();
    conversation(thread, traces, &mut line);
    serde_json::from_str(&line).unwrap_or_default()
}
