//! Walks a value and finds the best candidate for its messages.

use serde_json::Value;

use crate::text::message::{Block, Extracted, Message, Role};

use super::super::TurnSide;
use super::event::{self, MessageList};
use super::{keys, parts, prose};

/// How deep and how many values are looked at.
const DEEPEST: usize = 64;
const MOST: usize = 50_000;

/// Inside, the adapters of all formats are asked only near the top and for so many values.
const ADAPTED_DEPTH: usize = 7;
const ADAPTED: usize = 200;

/// One step of a path into a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

/// What was found at a place.
pub(super) enum CandidateKind {
    /// A text, number or truth value.
    Leaf,
    /// A value that an adapter, or this reader inside a string of JSON, knows.
    Known(Extracted),
    /// A list of messages.
    List(MessageList),
}

pub(super) struct Candidate<'a> {
    pub(super) path: Vec<Step<'a>>,
    pub(super) kind: CandidateKind,
    pub(super) score: i32,
    /// How much the last key looks like a message's.
    pub(super) weight: i32,
}

/// Tries all adapters on a value.
pub(super) type TryAdapters<'e> = &'e dyn Fn(&Value) -> Option<Extracted>;

pub(super) struct Walk<'a, 'e> {
    side: TurnSide,
    try_adapters: TryAdapters<'e>,
    /// How many more values are looked at.
    left: usize,
    /// For how many more values the adapters are asked.
    adapters_left: usize,
    path: Vec<Step<'a>>,
    pub(super) best: Option<Candidate<'a>>,
    /// The best text whose key says that it is this side's message.
    own: Option<Candidate<'a>>,
    /// Whether prose below keys such as `document` may be the message, if nothing else is.
    beside_too: bool,
    /// How many texts were prose that could be the message.
    pub(super) prose_count: usize,
}

/// The best candidate in a value, and how many texts could be the message.
pub(super) fn best<'a>(
    value: &'a Value,
    side: TurnSide,
    try_adapters: TryAdapters,
) -> (Option<Candidate<'a>>, usize) {
    let mut walk = Walk {
        side,
        try_adapters,
        left: MOST,
        adapters_left: ADAPTED,
        path: Vec::new(),
        best: None,
        own: None,
        beside_too: false,
        prose_count: 0,
    };
    walk.visit(value, 0, 0, 0);
    if walk.best.is_none() && walk.prose_count == 0 && side == TurnSide::Output {
        // Only what usually stands beside an answer, such as what was found in documents.
        walk.beside_too = true;
        walk.left = MOST;
        walk.visit(value, 0, 0, 0);
    }
    // A conversation that does not have the answer is the conversation so far.
    let messages = walk.best.as_ref().and_then(|best| match &best.kind {
        CandidateKind::List(list) => Some(&list.messages),
        CandidateKind::Known(found) => Some(&found.messages),
        CandidateKind::Leaf => None,
    });
    let own_text = walk.own.as_ref().and_then(|own| super::words::at(value, &own.path)?.as_str());
    let depth = |found: &Option<Candidate>| found.as_ref().map_or(0, |found| found.path.len());
    // So is what one step of many said, if the answer stands above them all.
    let above = depth(&walk.own) == 1 && depth(&walk.best) > 2;
    if let (Some(messages), Some(text)) = (messages, own_text)
        && (messages.len() > 1 || above)
        && !messages.iter().flat_map(|message| &message.blocks).any(|block| is_text(block, text))
    {
        return (walk.own, walk.prose_count);
    }
    (walk.best, walk.prose_count)
}

impl<'a> Walk<'a, '_> {
    /// `weight` is that of the last key, `above` what the keys above it add, `depth` the number of steps.
    fn visit(&mut self, value: &'a Value, weight: i32, above: i32, depth: usize) {
        if self.left == 0 || depth > DEEPEST {
            return;
        }
        self.left -= 1;
        match value {
            Value::Null => {}
            Value::Bool(_) | Value::Number(_) => {
                if weight >= 48 && above >= -10 && depth <= 2 {
                    self.offer(CandidateKind::Leaf, weight - 30, weight);
                }
            }
            Value::String(text) => self.visit_text(text, weight, above, depth),
            Value::Array(items) => {
                if self.read_whole(value, weight, above, depth) {
                    return;
                }
                let only_first = matches!(self.path.last(), Some(Step::Key(key))
                    if matches!(keys::squeezed(key).as_str(), "alternatives" | "nbest"));
                for (at, item) in items.iter().enumerate().take(if only_first { 1 } else { usize::MAX }) {
                    self.path.push(Step::Item(at));
                    self.visit(item, weight, above, depth + 1);
                    self.path.pop();
                }
            }
            Value::Object(map) => {
                if self.read_whole(value, weight, above, depth) {
                    return;
                }
                // The key of an object counts for what is in it only as one above.
                let above = above + self.last_key().map_or(0, |key| keys::weight_above(key, self.side));
                for (key, inner) in map {
                    self.path.push(Step::Key(key));
                    let weight = keys::weight(key, self.side);
                    self.visit(inner, weight, above.max(-200), depth + 1);
                    self.path.pop();
                }
            }
        }
    }

    fn last_key(&self) -> Option<&'a str> {
        self.path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(*key),
            Step::Item(_) => None,
        })
    }

    fn visit_text(&mut self, text: &str, weight: i32, above: i32, depth: usize) {
        if text.trim_start().starts_with(['{', '['])
            && text.len() > 2
            && self.visit_json(text, weight, above, depth)
        {
            return;
        }
        let likeness = prose::likeness(text);
        let is_prose = likeness >= prose::PROSE;
        let aside = above <= -25 && weight + above < 0;
        if self.beside_too && is_prose && weight >= 0 && (-110..=-25).contains(&above) {
            self.prose_count += 1;
            self.offer(CandidateKind::Leaf, 1 + likeness, weight.min(-1));
            return;
        }
        if likeness <= -100 || weight < 0 || aside || (weight < 45 && !is_prose) {
            return;
        }
        self.prose_count += usize::from(is_prose);
        // The name of the key says more than the length of the text.
        let likeness = if weight >= 45 && likeness >= 0 { likeness.clamp(10, 22) } else { likeness };
        let score = weight + above + likeness - depth_penalty(depth);
        if is_prose {
            self.offer_own(score, weight);
        }
        self.offer(CandidateKind::Leaf, score, weight);
    }

    /// Reads a text that is JSON. What a person typed is only taken for messages that an adapter knows.
    fn visit_json(&mut self, text: &str, weight: i32, above: i32, depth: usize) -> bool {
        if self.adapters_left == 0 || weight < -50 {
            return false;
        }
        self.adapters_left -= 1;
        let Ok(parsed) = serde_json::from_str::<Value>(text.trim()) else { return false };
        let known = (self.try_adapters)(&parsed).filter(|found| found.is_sure() && found.format != "json");
        let key = self.last_key().map(keys::squeezed);
        let sent = self.side == TurnSide::Output
            || matches!(key.as_deref(), Some("body" | "payload" | "data" | "json" | "event"));
        let known = known.or_else(|| super::words::read_obvious(&parsed, self.side).filter(|_| sent));
        let Some(found) = known else { return false };
        let score = self.list_score(&found.messages, weight, above, depth);
        self.offer(CandidateKind::Known(found), score, weight);
        true
    }

    /// Offers an object or list that is read as a whole. The root itself was tried by the adapters before.
    fn read_whole(&mut self, value: &'a Value, weight: i32, above: i32, depth: usize) -> bool {
        if weight <= -60 {
            return false;
        }
        if depth > 0 && depth <= ADAPTED_DEPTH && self.adapters_left > 0 && is_big_enough(value) {
            self.adapters_left -= 1;
            if let Some(found) = (self.try_adapters)(value)
                .filter(|found| found.messages.iter().any(|message| !message.blocks.is_empty()))
            {
                let score = self.list_score(&found.messages, weight, above, depth);
                self.offer(CandidateKind::Known(found), score, weight);
                return true;
            }
        }
        let Value::Array(items) = value else { return false };
        if weight >= 45
            && let Some(blocks) = parts::message(items)
        {
            let messages = vec![self.side.message(blocks)];
            let found = Extracted { format: "generic", messages, left_out: Vec::new() };
            self.offer(CandidateKind::Known(found), weight + above + 22 - depth_penalty(depth), weight);
            return true;
        }
        let Some(list) = event::list(items, self.side) else { return false };
        let score = self.list_score(&list.messages, weight, above, depth);
        self.offer(CandidateKind::List(list), score, weight);
        true
    }

    fn list_score(&self, messages: &[Message], weight: i32, above: i32, depth: usize) -> i32 {
        let speaker = self.side.speaker();
        let has_speaker =
            messages.iter().any(|message| message.role == speaker && !message.blocks.is_empty());
        let has_both_roles = [Role::User, Role::Assistant]
            .iter()
            .all(|role| messages.iter().any(|message| message.role == *role));
        let only_data = messages.iter().all(|message| matches!(message.role, Role::Other(_) | Role::Tool));
        50 + weight / 2 + above - depth_penalty(depth)
            + if has_speaker { 12 } else { -25 }
            + if has_both_roles { 25 } else { 0 }
            - if only_data { 20 } else { 0 }
    }

    /// Remembers the best text under a key such as `reply`.
    fn offer_own(&mut self, score: i32, weight: i32) {
        if weight >= 50 && self.own.as_ref().is_none_or(|own| score > own.score) {
            self.own = Some(Candidate { path: self.path.clone(), kind: CandidateKind::Leaf, score, weight });
        }
    }

    fn offer(&mut self, kind: CandidateKind, score: i32, weight: i32) {
        if score > 0 && self.best.as_ref().is_none_or(|best| score > best.score) {
            self.best = Some(Candidate { path: self.path.clone(), kind, score, weight });
        }
    }
}

fn is_text(block: &Block, text: &str) -> bool {
    matches!(block, Block::Text(shown) if shown.trim() == text.trim())
}

/// Of two equal texts, the one nearer to the top is taken.
fn depth_penalty(depth: usize) -> i32 {
    i32::try_from(depth).unwrap_or(64)
}

fn is_big_enough(value: &Value) -> bool {
    match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => !items.is_empty() && items.iter().any(|item| !item.is_string()),
        _ => false,
    }
}

/// Whether no text in the value, whose key has this weight for an input, looks like what a person says.
pub(super) fn wordless(value: &Value, weight: i32, depth: usize) -> bool {
    match value {
        Value::String(text) => {
            let likeness = prose::likeness(text);
            likeness < 0 || weight < 0 || (weight < 45 && likeness < prose::PROSE)
        }
        Value::Array(items) => depth < 8 && items.iter().all(|item| wordless(item, weight, depth + 1)),
        Value::Object(map) => {
            let one = |(key, inner): (&String, &Value)| {
                wordless(inner, keys::weight(key, TurnSide::Input), depth + 1)
            };
            depth < 8 && map.len() <= 60 && map.iter().all(one)
        }
        _ => true,
    }
}
