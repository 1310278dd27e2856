//! Decides the text direction of lists, quotes and tables.
//!
//! `dir="auto"` ignores text inside children with their own `dir`, and these containers have hardly any other. So their
//! direction is set here from the first letter inside, as a browser would.

use super::super::escape::push_attribute;
use super::{Close, DEEPEST, Page};

impl Page {
    /// Opens an element that contains blocks. `opening` is its tag up to `dir`; `number` is an
    /// attribute of a list or item with its number.
    pub(super) fn container(
        &mut self,
        opening: &'static str,
        number: Option<(&'static str, u64)>,
        closing: &'static str,
    ) {
        self.flush();
        if self.depth >= DEEPEST {
            return self.open.push(Close::Break);
        }
        self.depth += 1;
        self.out.push_str(opening);
        let direction = self.push_direction();
        if let Some((name, number)) = number {
            push_attribute(&mut self.out, name, &number.to_string());
        }
        self.out.push('>');
        self.open.push(Close::Container { closing, direction });
    }

    pub(super) fn end_container(&mut self, closing: &'static str, direction: usize) {
        self.flush();
        self.forget_direction(direction);
        self.depth = self.depth.saturating_sub(1);
        self.out.push_str(closing);
    }

    /// Writes a `dir` attribute whose value depends on the text that follows, and returns the value's offset.
    pub(super) fn push_direction(&mut self) -> usize {
        self.out.push_str(" dir=\"");
        let direction = self.out.len();
        self.undecided.push(direction);
        self.out.push_str("auto\"");
        direction
    }

    /// Called at the end of a container: later text does not affect its direction.
    pub(super) fn forget_direction(&mut self, direction: usize) {
        if self.undecided.last() == Some(&direction) {
            self.undecided.pop();
        }
    }

    /// Sets the direction of the open containers if `words` has a letter.
    pub(super) fn decide_direction(&mut self, words: &str) {
        if self.undecided.is_empty() {
            return;
        }
        match words.chars().find(|c| c.is_alphabetic()) {
            Some(c) if is_right_to_left(c) => self.right_to_left.append(&mut self.undecided),
            Some(_) => self.undecided.clear(),
            None => {}
        }
    }
}

/// Whether a letter belongs to a right-to-left script (Unicode's bidirectional classes R and AL).
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
        || matches!(c, '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// Replaces `auto` by `rtl` at these offsets, which are in order.
pub(super) fn apply(html: &str, right_to_left: &[usize]) -> String {
    let mut out = String::with_capacity(html.len());
    let mut done = 0;
    for at in right_to_left {
        out.push_str(html.get(done..*at).unwrap_or_default());
        out.push_str("rtl");
        done = at + "auto".len();
    }
    out.push_str(html.get(done..).unwrap_or_default());
    out
}
