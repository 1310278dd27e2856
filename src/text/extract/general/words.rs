//! Makes messages of the best candidate of a value.

use serde_json::{Map, Value};

use crate::text::message::{Block, Extracted, LeftOut, Message};

use super::super::{TurnSide, bots, chat, part};
use super::walk::{self, Candidate, CandidateKind, Step, TryAdapters};
use super::{cards, event, html, keys, prose, record};

/// Makes messages of the part of a value that is most likely what somebody wrote.
pub(super) fn read(value: &Value, side: TurnSide, try_adapters: TryAdapters) -> Option<Extracted> {
    to_messages(value, side, walk::best(value, side, try_adapters))
}

/// The same, but only if the name of its key says so.
pub(super) fn read_obvious(value: &Value, side: TurnSide) -> Option<Extracted> {
    let (found, prose_count) = walk::best(value, side, &|_| None);
    let obvious = |found: &Candidate| found.weight >= 45 || matches!(found.kind, CandidateKind::List(_));
    to_messages(value, side, (found.filter(obvious), prose_count))
}

fn to_messages(
    value: &Value,
    side: TurnSide,
    (found, prose_count): (Option<Candidate>, usize),
) -> Option<Extracted> {
    let Candidate { path, kind, weight, .. } = found?;
    let mut shown = ShownFields { paths: Vec::new(), left_out: Vec::new() };
    let (messages, format) = match kind {
        CandidateKind::Known(inner) => {
            shown.rest(value, &path, String::new(), &mut |at, left_out| {
                left_out.extend(
                    inner.left_out.iter().map(|field| LeftOut {
                        path: join_path(at, &field.path),
                        value: field.value.clone(),
                    }),
                );
            });
            let format = if inner.is_sure() { inner.format } else { Extracted::UNSURE };
            (inner.messages, format)
        }
        CandidateKind::List(list) => {
            let items = at(value, &path).and_then(Value::as_array);
            shown.rest(value, &path, String::new(), &mut |at, left_out| {
                left_out.extend(items.map(|items| list.left_out(items, at)).unwrap_or_default());
            });
            let mut messages = list.messages;
            if let Some(opening) = opening(value, &path).filter(|first| !messages.starts_with(first)) {
                messages.splice(0..0, opening);
            }
            (messages, "generic")
        }
        CandidateKind::Leaf => {
            let mut blocks = shown.beside(value, &path);
            let texts = blocks_at(value, &path);
            let text_count = texts.len();
            blocks.extend(texts);
            let more = if weight < 45 { shown.siblings(value, &path) } else { Vec::new() };
            let sure = weight >= 45 || (weight >= 0 && more.len() <= 1 && prose_count <= text_count.max(1));
            if let Some((steps, card)) = record::card(value, &path) {
                blocks.retain(|block| !matches!(block, Block::Text(_)));
                blocks.extend(card);
                shown.rest(value, path.get(..steps).unwrap_or_default(), String::new(), &mut |_, _| {});
                let found = Extracted {
                    format: "generic",
                    messages: vec![side.message(blocks)],
                    left_out: shown.left_out,
                };
                return Some(with_instructions(value, found, side));
            }
            let named = if weight < 45 { record::read(value, &path, side) } else { None };
            // Siblings stand in their order, the best text among them.
            if let Some((text, fields)) = named {
                blocks = vec![Block::Text(text)];
                shown.paths.extend(fields);
            } else if more.len() > 1 {
                blocks.retain(|block| !matches!(block, Block::Text(_)));
                blocks.extend(more);
            }
            if side == TurnSide::Output {
                blocks.extend(choices_offered(value, &path, &blocks));
                for steps in 0..path.len().min(12) {
                    let map = path.get(..steps).and_then(|path| at(value, path)?.as_object());
                    blocks.extend(map.and_then(|map| cards::beside(map, &blocks)));
                }
            }
            shown.rest(value, &path, String::new(), &mut |_, _| {});
            (vec![side.message(blocks)], if sure { "generic" } else { Extracted::UNSURE })
        }
    };
    let found = Extracted { format, messages, left_out: shown.left_out };
    Some(with_instructions(value, found, side))
}

/// What the objects along the path offer to choose.
fn choices_offered(value: &Value, path: &[Step], said: &[Block]) -> Option<Block> {
    (0..path.len()).find_map(|steps| bots::choices(at(value, path.get(..steps)?)?.as_object()?, said))
}

/// What opened a conversation, if it stands beside the list of what followed: Intercom's `source` and Zendesk's `ticket`
/// are objects with a speaker and words. The field has more than is shown, so it is left out too.
fn opening(value: &Value, path: &[Step]) -> Option<Vec<Message>> {
    const FIRST: &[&str] = &[
        "source", "first", "initial", "opening", "original", "parent", "root", "starter", "question", "topic",
    ];
    let mut here = Some(value);
    for step in path {
        let map = here?.as_object()?;
        // A ticket describes what it is about.
        let description = ["description_text", "description"].iter().find_map(|key| map.get(*key)?.as_str());
        if let Some(text) =
            description.filter(|text| map.contains_key("subject") && prose::likeness(text) >= prose::PROSE)
        {
            return Some(vec![TurnSide::Input.message(part::words(text))]);
        }
        let found = map.iter().find_map(|(key, field)| {
            let is_first = keys::words(key).iter().any(|word| FIRST.contains(&word.as_str()));
            if is_first { event::one(field.as_object()?) } else { None }
        });
        if found.is_some() {
            return found;
        }
        let Step::Key(key) = step else { return None };
        here = map.get(*key);
    }
    None
}

/// Puts instructions that are beside the messages in front of them.
fn with_instructions(value: &Value, mut found: Extracted, side: TurnSide) -> Extracted {
    let Value::Object(map) = value else { return found };
    let before = found.messages.len();
    let with = chat::with_system(found.format, found.messages, map, &[], side);
    found.messages = with.messages;
    if found.messages.len() > before {
        found.left_out.retain(|field| {
            !map.contains_key(&field.path) || with.left_out.iter().any(|kept| kept.path == field.path)
        });
    }
    found
}

pub(super) fn at<'v>(value: &'v Value, path: &[Step]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get(*key),
        Step::Item(at) => value.get(*at),
    })
}

/// The path of a key, or of `[index]`, inside another path.
pub(super) fn join_path(at: &str, key: &str) -> String {
    if at.is_empty() || key.starts_with('[') { format!("{at}{key}") } else { format!("{at}.{key}") }
}

/// The blocks of the leaf, and of those at the same place in the other items of its lists.
fn blocks_at(value: &Value, path: &[Step]) -> Vec<Block> {
    let Some((step, rest)) = path.split_first() else { return part::blocks(value, 0) };
    match (step, value) {
        (Step::Key(key), Value::Object(map)) => match map.get(*key) {
            Some(Value::String(text)) if html::is_content(map, text) => vec![Block::Text(html::words(text))],
            Some(inner) => blocks_at(inner, rest),
            None => Vec::new(),
        },
        (Step::Item(_), Value::Array(items)) => {
            // A list of parts is read as one, with its images.
            let known = |item: &Value| item.as_object().is_some_and(|map| part::known(map, 0).is_some());
            if rest.len() == 1 && items.iter().all(known) {
                return part::content(value);
            }
            let texts = items.iter().filter(|item| at(item, rest).is_some_and(|leaf| !leaf.is_object()));
            texts.flat_map(|item| blocks_at(item, rest)).collect()
        }
        _ => Vec::new(),
    }
}

/// What of a value is shown, and what is not.
struct ShownFields<'v> {
    /// Fields beside the path that are shown too.
    paths: Vec<&'v Value>,
    left_out: Vec<LeftOut>,
}

impl<'v> ShownFields<'v> {
    /// Reasoning and tool calls in the objects along the path.
    fn beside(&mut self, value: &'v Value, path: &[Step]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut here = Some(value);
        for step in path {
            let Some(value) = here else { break };
            if let Value::Object(map) = value {
                blocks.extend(self.beside_in(map));
            }
            here = at(value, std::slice::from_ref(step));
        }
        blocks
    }

    fn beside_in(&mut self, map: &'v Map<String, Value>) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (key, value) in map.iter().take(200) {
            match value {
                Value::String(text) if keys::is_reasoning(key) && !text.trim().is_empty() => {
                    blocks.push(Block::Reasoning(text.clone()));
                    self.paths.push(value);
                }
                Value::Array(calls)
                    if !calls.is_empty()
                        && matches!(
                            keys::squeezed(key).as_str(),
                            "toolcalls" | "functioncalls" | "tooluses"
                        ) =>
                {
                    blocks.extend(event::calls_of(value));
                    self.paths.push(value);
                }
                _ => {}
            }
        }
        blocks
    }

    /// All prose in the object of the leaf, in order.
    fn siblings(&mut self, value: &'v Value, path: &[Step]) -> Vec<Block> {
        let parent = path.split_last().and_then(|(_, above)| at(value, above));
        let Some(Value::Object(map)) = parent else { return Vec::new() };
        let mut blocks = Vec::new();
        for (key, value) in map.iter().take(200) {
            let Value::String(text) = value else { continue };
            if keys::weight(key, TurnSide::Output).max(keys::weight(key, TurnSide::Input)) >= 0
                && prose::likeness(text) >= prose::PROSE
            {
                blocks.extend(part::words(text));
                self.paths.push(value);
            }
        }
        blocks
    }

    /// Lists the fields that are not on the path. `end` is called with the path where it ends.
    fn rest(
        &mut self,
        value: &'v Value,
        path: &[Step],
        here: String,
        end: &mut dyn FnMut(&str, &mut Vec<LeftOut>),
    ) {
        let Some((step, below)) = path.split_first() else { return end(&here, &mut self.left_out) };
        match (step, value) {
            (Step::Key(key), Value::Object(map)) => {
                for (other, field) in map {
                    if other == key {
                        self.rest(field, below, join_path(&here, key), end);
                    } else if !self.paths.iter().any(|shown| std::ptr::eq(*shown, field)) {
                        self.left_out.push(LeftOut { path: join_path(&here, other), value: field.clone() });
                    }
                }
            }
            (Step::Item(at), Value::Array(items)) => {
                let plain = items.iter().all(|item| !item.is_object() && !item.is_array());
                match items.get(*at) {
                    Some(item) if items.len() == 1 => self.rest(item, below, format!("{here}[0]"), end),
                    // Everything in it is shown.
                    _ if plain && below.is_empty() => end(&here, &mut self.left_out),
                    _ => {
                        let path = if here.is_empty() { "[…]".to_owned() } else { here };
                        self.left_out.push(LeftOut { path, value: value.clone() });
                    }
                }
            }
            _ => {}
        }
    }
}
