//! Walks through typed text.

use std::borrow::Cow;

/// A position in a text.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The position, in bytes.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn left(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.left().is_empty()
    }

    pub(super) fn skip_spaces(&mut self) {
        self.take_while(char::is_whitespace);
    }

    pub(super) fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let left = self.left();
        let end = left.find(|c| !is_part(c)).unwrap_or(left.len());
        self.at += end;
        left.get(..end).unwrap_or_default()
    }

    /// Goes past `sign` if it is next.
    pub(super) fn takes(&mut self, sign: &str) -> bool {
        let is_next = self.left().starts_with(sign);
        if is_next {
            self.at += sign.len();
        }
        is_next
    }

    /// Whether a term may end here.
    pub(super) fn is_at_term_end(&self, in_group: bool) -> bool {
        self.left().chars().next().is_none_or(|c| c.is_whitespace() || (in_group && c == ')'))
    }

    /// The text in quotation marks that begins here; `None` if there is none or it does not end.
    pub(super) fn quoted(&mut self) -> Option<String> {
        let left = self.left().strip_prefix('"')?;
        let mut inside = String::new();
        let mut letters = left.char_indices();
        while let Some((place, c)) = letters.next() {
            match c {
                '"' => {
                    self.at += place + 2;
                    return Some(inside);
                }
                '\\' => match left.get(place + 1..).and_then(|next| next.chars().next()) {
                    Some(escaped @ ('"' | '\\')) => {
                        inside.push(escaped);
                        letters.next();
                    }
                    _ => inside.push(c),
                },
                _ => inside.push(c),
            }
        }
        None
    }

    /// The next search word, or all words in quotation marks.
    pub(super) fn word(&mut self) -> Cow<'a, str> {
        let start = self.at;
        match self.quoted() {
            Some(words) if !words.is_empty() && self.is_at_term_end(false) => Cow::Owned(words),
            _ => {
                self.at = start;
                Cow::Borrowed(self.take_while(|c| !c.is_whitespace()))
            }
        }
    }
}

/// The text in quotation marks, as [`Lexer::quoted`] reads it.
pub(super) fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
