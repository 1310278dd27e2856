//! The marks that stand in a text until its message is known, and the numbers they become.

use std::collections::HashMap;

use serde_json::Value;

use crate::text::message::Citation;

use super::insert;

/// The sources of a whole value.
pub(super) struct SourceMarks {
    /// A character that does not occur in the value. A mark is `⟨letter⟩index+⟨letter⟩`; `-` instead of `+` lists a
    /// source without a number in the text.
    letter: char,
    sources: Vec<Citation>,
}

impl SourceMarks {
    pub(super) fn new(value: &Value) -> Option<Self> {
        let text = value.to_string();
        // Private use characters; of 64 that a text could hold, one is certainly free in anything but an attack.
        let letter = ('\u{F0000}'..'\u{F0040}').find(|letter| !text.contains(*letter))?;
        Some(Self { letter, sources: Vec::new() })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Adds a source; its index is for [`Self::cited`] and [`Self::listed`].
    pub(super) fn add(&mut self, mut source: Citation) -> usize {
        for part in [&mut source.title, &mut source.address, &mut source.quote].into_iter().flatten() {
            if self.are_in(part) {
                *part = self.without(part);
            }
        }
        if source.title == source.address {
            source.title = None;
        }
        self.sources.push(source);
        self.sources.len() - 1
    }

    /// A mark for a source that a place in the text refers to.
    pub(super) fn cited(&self, index: usize) -> String {
        format!("{0}{index}+{0}", self.letter)
    }

    /// A mark for a source that is listed without a number in the text, and is never joined with another.
    pub(super) fn listed(&self, index: usize) -> String {
        format!("{0}{index}-{0}", self.letter)
    }

    pub(super) fn are_in(&self, text: &str) -> bool {
        text.contains(self.letter)
    }

    /// Puts marks into a text at these byte offsets, but never into code or an address.
    pub(super) fn insert(&self, text: &mut String, places: Vec<(usize, String)>) {
        *text = insert::insert(text, places);
    }

    /// The pieces of a text: the text before a mark, and the index of the mark's source and
    /// whether it has a number in the text.
    fn pieces<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (&'a str, Option<(usize, bool)>)> {
        let mut rest = text;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let mark = rest.split_once(self.letter).and_then(|(before, after)| {
                let (inside, after) = after.split_once(self.letter)?;
                Some((before, inside, after))
            });
            let Some((before, inside, after)) = mark else {
                return Some((std::mem::take(&mut rest), None));
            };
            rest = after;
            let is_cited = inside.ends_with('+');
            let index: Option<usize> =
                inside.get(..inside.len().saturating_sub(1)).and_then(|index| index.parse().ok());
            Some((before, index.map(|index| (index, is_cited))))
        })
    }

    /// The text with links in place of its marks.
    pub(super) fn numbered(&self, text: &str, listed: &mut SourceNumbers) -> String {
        let mut whole = String::with_capacity(text.len());
        let mut last = None;
        for (before, mark) in self.pieces(text) {
            whole.push_str(before);
            if !before.is_empty() {
                last = None;
            }
            let Some((index, is_cited)) = mark else { continue };
            let Some(source) = self.sources.get(index) else { continue };
            let number = listed.number(index, source, is_cited);
            // Two passages of one source at one place are one reference.
            if is_cited && last != Some(number) {
                whole.push_str(&format!("[\\[{number}\\]](#source-{number})"));
                last = Some(number);
            }
        }
        whole
    }

    /// The text as it was logged.
    pub(super) fn without(&self, text: &str) -> String {
        self.pieces(text).map(|(before, _)| before).collect()
    }

    /// Takes the marks out of all texts of a value that is shown as it is.
    pub(super) fn clean(&self, value: &mut Value) {
        match value {
            Value::String(text) if self.are_in(text) => *text = self.without(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.clean(item)),
            Value::Object(map) => map.values_mut().for_each(|item| self.clean(item)),
            _ => {}
        }
    }
}

/// The sources of one message, in the order of their numbers.
#[derive(Default)]
pub(super) struct SourceNumbers {
    sources: Vec<Citation>,
    /// The numbers of the sources by their index.
    numbers: HashMap<usize, usize>,
}

/// A message with more sources than this has them all, but no longer looks for equal ones.
const COMPARED: usize = 200;

/// Passages of one source are joined up to this size, in bytes.
const LONGEST_QUOTE: usize = 4_000;

impl SourceNumbers {
    /// The number under which a source is listed, from 1. With `joined`, several passages of one document share a number.
    fn number(&mut self, index: usize, source: &Citation, joined: bool) -> usize {
        if let Some(number) = self.numbers.get(&index) {
            return *number;
        }
        let name = |source: &Citation| (source.address.clone(), source.title.clone());
        let is_named = source.address.is_some() || source.title.is_some();
        let mut known = self.sources.iter_mut().take(if joined { COMPARED } else { 0 }).enumerate();
        let same = known.find(|(_, old)| if is_named { name(old) == name(source) } else { **old == *source });
        let number = match same {
            Some((at, old)) => {
                match (&mut old.quote, &source.quote) {
                    (Some(old), Some(more)) if !old.contains(more.as_str()) && old.len() < LONGEST_QUOTE => {
                        old.push('\n');
                        old.push_str(more);
                    }
                    (old @ None, more) => *old = more.clone(),
                    _ => {}
                }
                at + 1
            }
            None => {
                self.sources.push(source.clone());
                self.sources.len()
            }
        };
        self.numbers.insert(index, number);
        number
    }

    pub(super) fn sources(self) -> Vec<Citation> {
        self.sources
    }
}
