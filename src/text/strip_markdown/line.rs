//! The line of plain text that is being built.

use crate::text::visible::push_visible;

/// Collapses white space to single spaces and trims the ends.
#[derive(Default)]
pub(super) struct Line {
    text: String,
    chars: usize,
    space: bool,
}

impl Line {
    pub(super) fn chars(&self) -> usize {
        self.chars
    }

    /// Adds text as separate words, with space on both sides.
    pub(super) fn push_words(&mut self, words: &str) {
        self.space = true;
        self.push(words);
        self.space = true;
    }

    /// Adds text directly after the previous one.
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            if self.space && self.chars > 0 {
                self.text.push(' ');
                self.chars += 1;
            }
            self.space = false;
            let before = self.text.len();
            push_visible(&mut self.text, c);
            self.chars += self.text.get(before..).map_or(0, |added| added.chars().count());
        }
    }

    /// The line, cut to `max_chars` characters. `more` says that there is text that was not added, so `…` is needed.
    pub(super) fn cut(mut self, max_chars: usize, more: bool) -> String {
        if self.chars <= max_chars && !more {
            return self.text;
        }
        let keep = max_chars.saturating_sub(1);
        if let Some((end, _)) = self.text.char_indices().nth(keep) {
            self.text.truncate(end);
        }
        self.text.truncate(self.text.trim_end().len());
        if max_chars > 0 {
            self.text.push('…');
        }
        self.text
    }
}
