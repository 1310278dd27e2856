//! The indentation of the lines of a paragraph.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// In a list item, continued lines are often indented a little; only more than this is meant.
const IN_ITEM: usize = 4;

/// Reads the indentation of each line from the source.
pub(super) struct Indents<'a> {
    source: &'a str,
    /// The column at which the paragraph's first line begins; `None` before it.
    base: Option<usize>,
    /// Whether the last event was a line break.
    broken: bool,
    /// How many list items are open.
    items: usize,
}

impl<'a> Indents<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, base: None, broken: false, items: 0 }
    }

    /// How many spaces to show before what this event writes.
    pub(super) fn before(&mut self, event: &Event<'_>, range: Option<&Range<usize>>) -> Option<usize> {
        let broken =
            std::mem::replace(&mut self.broken, matches!(event, Event::SoftBreak | Event::HardBreak));
        match event {
            Event::Start(Tag::Item) => {
                self.items += 1;
                self.base = None;
                return None;
            }
            Event::End(TagEnd::Item) => {
                self.items = self.items.saturating_sub(1);
                return None;
            }
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell) => {
                self.base = None;
                return None;
            }
            Event::SoftBreak | Event::HardBreak | Event::End(_) | Event::Start(Tag::List(_)) => return None,
            _ => {}
        }
        let start = range?.start;
        let base = match self.base {
            Some(base) if broken => base,
            Some(_) => return None,
            None => {
                self.base = Some(self.column(start));
                return None;
            }
        };
        let least = if self.items > 0 { IN_ITEM } else { 1 };
        self.column(start).checked_sub(base).filter(|spaces| *spaces >= least)
    }

    /// The column of an offset, after the marks of quotes.
    fn column(&self, at: usize) -> usize {
        let line = self.source.get(..at).and_then(|text| text.rsplit('\n').next()).unwrap_or_default();
        let line = line.rsplit('>').next().unwrap_or_default();
        super::super::work::did(line.len());
        line.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
    }
}
