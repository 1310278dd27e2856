//! The numbers of list items, as they were written.

use pulldown_cmark::{Event, Tag, TagEnd};

/// An open list.
struct List {
    /// Whether it is numbered.
    ordered: bool,
    first: u64,
    /// The number that a browser gives to the next item.
    next: u64,
    /// Whether all items so far were written with the first number.
    same: bool,
}

/// The open lists, from the outermost.
#[derive(Default)]
pub(super) struct Numbers(Vec<List>);

impl Numbers {
    /// The number of a list item, if it is not the one that follows from the item before. `source` is the text from the
    /// item on. A list in which all items have the same number counts up, as in Markdown.
    pub(super) fn of(&mut self, event: &Event<'_>, source: Option<&str>) -> Option<u64> {
        match event {
            Event::Start(Tag::List(first)) => {
                let ordered = first.is_some();
                let first = first.unwrap_or_default();
                self.0.push(List { ordered, first, next: first, same: true });
                None
            }
            Event::End(TagEnd::List(_)) => {
                self.0.pop();
                None
            }
            Event::Start(Tag::Item) => {
                let list = self.0.last_mut().filter(|list| list.ordered)?;
                let next = list.next;
                list.next = next.saturating_add(1);
                let source = source?.trim_start_matches([' ', '\t']);
                let digits = source.len() - source.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                let written: u64 = source.get(..digits.min(9))?.parse().ok()?;
                list.same &= written == list.first;
                if list.same || written == next {
                    return None;
                }
                list.next = written.saturating_add(1);
                Some(written)
            }
            _ => None,
        }
    }
}
