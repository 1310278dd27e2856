//! Streams of no known format: frames that have a piece of the text at the same place, at any depth, or each the whole
//! text so far.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::TurnSide;
use super::super::general::keys;
use super::{Event, pieces};

/// How deep a frame is looked into, and how many texts of it are looked at.
const DEEPEST: usize = 7;
const TEXTS: usize = 40;

/// Keys of what a frame, or an object in it, says it is.
const KINDS: &[&str] = &["type", "event", "kind", "sessionUpdate", "event_type", "eventType", "method"];

/// Keys of who says it.
const SPEAKERS: &[&str] = &["role", "source", "who", "from", "sender", "author", "speaker"];

/// The texts at one place, with the positions of their frames.
#[derive(Default)]
struct Place<'a> {
    texts: Vec<&'a str>,
    frames: Vec<usize>,
}

/// Joins the texts of the place that has the most, and those of the reasoning.
pub(super) fn join(events: &[&Event], unknown: &mut Vec<usize>) -> Option<Value> {
    if events.len() < 2 {
        return None;
    }
    let mut places: BTreeMap<String, Place> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        let mut texts = FrameTexts { places: &mut places, at, left: TEXTS };
        texts.object(event, &mut String::new(), 0);
    }
    // What people say is no stream.
    let asks = |step: &str| matches!(step, "=user" | "=human" | "=customer" | "=User" | "=USER" | "=HUMAN");
    if places.keys().any(|name| name.split(' ').any(asks)) {
        return None;
    }
    let mut found: Vec<(&String, &Place, String)> = places
        .iter()
        .filter_map(|(name, place)| Some((name, place, joined(name, place, events.len())?)))
        .collect();
    found.sort_by_key(|(_, _, text)| std::cmp::Reverse(text.len()));
    let (_, place, text) = found.iter().find(|(name, ..)| !thinks(name))?;
    let thought = found.iter().find(|(name, ..)| thinks(name));
    let known = |at: &usize| {
        place.frames.binary_search(at).is_ok()
            || thought.is_some_and(|(_, place, _)| place.frames.binary_search(at).is_ok())
    };
    unknown.extend((0..events.len()).filter(|at| !known(at)));
    let thought = thought.map(|(_, _, text)| text);
    Some(json!({"role": "assistant", "content": text, "reasoning_content": thought}))
}

fn thinks(name: &str) -> bool {
    name.split(' ').any(keys::is_reasoning)
}

/// The whole text of a place; `None` if its texts are no pieces.
fn joined(name: &str, place: &Place, frames: usize) -> Option<String> {
    let says = ["delta", "chunk", "partial", "token"].iter().any(|word| name.contains(word));
    // One piece of reasoning may be all there is of it.
    if place.texts.len() == 1 && says && thinks(name) {
        return Some(place.texts.concat());
    }
    if place.texts.len() < 2 || (!says && place.texts.len() * 2 < frames) {
        return None;
    }
    so_far(&place.texts).or_else(|| (says || pieces::is_cut(&place.texts)).then(|| place.texts.concat()))
}

/// The text, if each frame has all of it that there is so far. It may begin anew, for a second message.
pub(super) fn so_far(texts: &[&str]) -> Option<String> {
    let follows = texts.iter().zip(texts.iter().skip(1));
    let grows = |(old, new): &(&&str, &&str)| !old.is_empty() && new.starts_with(**old);
    let longer = follows
        .clone()
        .filter(|(old, new)| !old.is_empty() && new.len() > old.len() && new.starts_with(**old));
    let (kept, longer) = (follows.clone().filter(grows).count(), longer.count());
    // Pieces may begin alike by chance, such as "a" and "an".
    if longer < 2 || kept * 4 < texts.len().saturating_sub(1) * 3 {
        return None;
    }
    let mut whole: Vec<&str> = Vec::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        match whole.last_mut().filter(|last| text.starts_with(**last)) {
            Some(last) => *last = text,
            None => whole.push(text),
        }
    }
    Some(whole.join("\n\n"))
}

struct FrameTexts<'p, 'a> {
    places: &'p mut BTreeMap<String, Place<'a>>,
    at: usize,
    left: usize,
}

impl<'a> FrameTexts<'_, 'a> {
    /// Notes the texts of an object under their places: the keys that lead there, and what the objects on the way say
    /// they are.
    fn object(&mut self, map: &'a Event, name: &mut String, depth: usize) {
        let before = name.len();
        for kind in KINDS.iter().chain(SPEAKERS).filter_map(|key| map.get(*key)?.as_str()) {
            if kind.len() <= 40 && !kind.contains(' ') {
                name.push_str(" =");
                name.push_str(kind);
            }
        }
        for (key, value) in map.iter().take(TEXTS) {
            self.field(key, value, name, depth);
        }
        name.truncate(before);
    }

    fn field(&mut self, key: &str, value: &'a Value, name: &mut String, depth: usize) {
        let holds_text = matches!(value, Value::String(_) | Value::Object(_) | Value::Array(_));
        if depth > DEEPEST || self.left == 0 || key.len() > 40 || !holds_text {
            return;
        }
        let weight = keys::weight(key, TurnSide::Output);
        if weight < -45 {
            return;
        }
        let before = name.len();
        name.push(' ');
        name.push_str(key);
        match value {
            Value::String(text) if weight >= 45 || pieces::is_piece(key) => {
                self.left -= 1;
                let place = self.places.entry(name.clone()).or_default();
                if place.frames.last() != Some(&self.at) {
                    place.texts.push(text);
                    place.frames.push(self.at);
                }
            }
            Value::Object(inner) => self.object(inner, name, depth + 1),
            Value::Array(items) => {
                if let [Value::Object(only)] = items.as_slice() {
                    self.object(only, name, depth + 1);
                }
            }
            _ => {}
        }
        name.truncate(before);
    }
}
