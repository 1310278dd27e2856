//! Looks at a text character by character, outside of fenced code.

use super::emphasis::{Decision, OpenMarks, Run, dunder};
use super::lines::Prepared;
use super::math::{Closers, after};
use crate::autolink;
use crate::hidden::{ESCAPED_LESS, STOP, TAG, hidden};
use crate::work;

/// How many quote and list marks a line may begin with: the parser checks all of them for each following line.
const DEEPEST: usize = 100;

/// Hides what must not be read as Markdown:
/// - each `<` that begins no address;
/// - the characters of formulas;
/// - `*`, `_` and `~` that are no emphasis marks. Marks that are, and that the parser would not take for some, are
///   separated from the punctuation beside them.
pub(super) fn prepare(lines: &Prepared) -> String {
    let text = lines.text.as_str();
    let mut closers = Closers::default();
    let mut from = 0;
    for code in &lines.code {
        closers.collect(text, from, code.start);
        from = code.end;
    }
    closers.collect(text, from, text.len());
    let mut scanner = Scanner {
        text,
        at: 0,
        out: String::with_capacity(text.len() + text.len() / 8),
        closers,
        line_marks: Some(0),
        emphasis: OpenMarks::default(),
        in_row: false,
        before: ('\n', '\n'),
    };
    for code in &lines.code {
        scanner.prose(code.start);
        scanner.code(code.end);
    }
    scanner.prose(text.len());
    scanner.out
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    out: String,
    closers: Closers<'a>,
    /// How many quote and list marks the line has so far; `None` behind them.
    line_marks: Option<usize>,
    emphasis: OpenMarks,
    /// Whether the line begins like a row of a table.
    in_row: bool,
    /// The two characters before `at`.
    before: (char, char),
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Copies text up to `end` whose characters mean nothing.
    fn code(&mut self, end: usize) {
        while self.at < end {
            let Some(c) = self.rest().chars().next() else { return };
            self.copy(c);
        }
    }

    fn prose(&mut self, end: usize) {
        while self.at < end {
            work::did(1);
            let Some(c) = self.rest().chars().next() else { return };
            match c {
                '`' => self.ticks(),
                '\\' | '$' => self.backslash_or_dollar(),
                '*' | '~' => self.run(c),
                '_' => self.underscore(),
                _ => self.copy(c),
            }
        }
    }

    /// Copies one character, which is `c`.
    fn copy(&mut self, c: char) {
        let next = self.text.get(self.at + c.len_utf8()..).unwrap_or_default();
        self.mark_line(c, next);
        match c {
            '<' if !begins_address(&self.out, next) => self.out.push(TAG),
            '\n' => {
                if self.before.1 == '\n' {
                    self.emphasis = OpenMarks::default();
                }
                self.out.push(c);
            }
            _ => self.out.push(c),
        }
        self.step(c);
    }

    fn step(&mut self, c: char) {
        self.at += c.len_utf8();
        // White space at the start of a line does not count, so that a line of white space is an empty one.
        if !(self.before.1 == '\n' && matches!(c, ' ' | '\t')) {
            self.before = (self.before.1, c);
        }
    }

    /// Counts the quote and list marks at the start of a line, and ends the row of those that are too many.
    fn mark_line(&mut self, c: char, next: &str) {
        self.line_marks = match (c, self.line_marks) {
            ('\n', _) => {
                self.in_row = false;
                Some(0)
            }
            (_, Some(DEEPEST)) => {
                self.out.push(STOP);
                None
            }
            ('>', Some(marks)) => Some(marks + 1),
            ('-' | '+' | '*' | '.' | ')', Some(marks)) if next.starts_with(char::is_whitespace) => {
                Some(marks + 1)
            }
            (' ' | '\t' | '0'..='9', marks) => marks,
            ('|' | '#', Some(_)) => {
                self.in_row = c == '|';
                self.emphasis = OpenMarks::default();
                None
            }
            _ => None,
        };
        if self.line_marks.is_some_and(|marks| marks > 0) && matches!(c, '>' | '-' | '+' | '*' | '.' | ')') {
            self.emphasis = OpenMarks::default();
        }
    }

    /// Before a character that ends the row of quote and list marks.
    fn end_line_marks(&mut self) {
        self.mark_line('a', "");
    }

    /// Copies a run of backticks, with the code up to its closing run if there is one in the paragraph.
    fn ticks(&mut self) {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches('`').len();
        let end = self.at + length;
        let close = self.closers.ticks.get(&length).and_then(|runs| after(runs, end));
        let close = close.filter(|close| *close < self.closers.paragraph_end(self.at));
        let end = close.map_or(end, |close| close + length);
        if !self.in_row {
            return self.code(end);
        }
        // In a row of a table, a bar in code would end the cell.
        while self.at < end {
            let Some(c) = self.rest().chars().next() else { return };
            if c == '\n' {
                return self.code(end);
            }
            if c == '|' && self.before.1 != '\\' {
                self.out.push(hidden(c));
                self.step(c);
            } else {
                self.copy(c);
            }
        }
    }

    fn backslash_or_dollar(&mut self) {
        let rest = self.rest();
        if let Some(end) = self.closers.formula(self.text, self.at, self.before.1) {
            return self.hide(end);
        }
        let mut chars = rest.chars();
        match (chars.next(), chars.next()) {
            (Some('\\'), Some('<')) => {
                self.end_line_marks();
                self.out.push(ESCAPED_LESS);
                self.step('\\');
                self.step('<');
            }
            (Some('\\'), Some(escaped)) if escaped.is_ascii_punctuation() => {
                self.copy('\\');
                self.end_line_marks();
                self.out.push(escaped);
                self.step(escaped);
            }
            // Both, so that the second does not begin another formula.
            (Some('$'), Some('$')) => {
                self.copy('$');
                self.copy('$');
            }
            (Some(c), _) => self.copy(c),
            (None, _) => {}
        }
    }

    /// Writes the text up to `end` so that all of it is shown as written, with its line breaks.
    fn hide(&mut self, end: usize) {
        let line = self.text.get(..self.at).and_then(|text| text.rsplit('\n').next()).unwrap_or_default();
        let quoted = line.trim_start().starts_with('>');
        self.end_line_marks();
        let mut quotes = None;
        while self.at < end {
            work::did(1);
            let Some(c) = self.rest().chars().next() else { return };
            match (c, quotes) {
                ('\n', _) => quotes = Some(0),
                (' ' | '\t', _) | (_, None) => {}
                ('>', Some(count)) if quoted && count < DEEPEST => quotes = Some(count + 1),
                _ => {
                    self.out.push(STOP);
                    quotes = None;
                }
            }
            self.out.push(hidden(c));
            self.step(c);
        }
        self.line_marks = None;
    }

    /// Writes a run of `*` or `~`.
    fn run(&mut self, mark: char) {
        let rest = self.rest();
        let after = rest.trim_start_matches(mark);
        let length = rest.len() - after.len();
        let mut following = after.chars();
        let following = (following.next().unwrap_or('\n'), following.next().unwrap_or('\n'));
        let at_line_start = self.line_marks.is_some() && length == 1 && following.0.is_whitespace();
        let decision = match at_line_start {
            true => Decision::Leave,
            false => self.emphasis.decide(&Run { mark, length, before: self.before, after: following }),
        };
        if decision == Decision::SeparateBefore {
            self.out.push(STOP);
        }
        for _ in 0..length {
            if decision == Decision::Hide {
                self.end_line_marks();
                self.out.push(hidden(mark));
                self.step(mark);
            } else {
                self.copy(mark);
            }
        }
        if decision == Decision::SeparateAfter {
            self.out.push(STOP);
        }
    }

    fn underscore(&mut self) {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches('_').len();
        let name = dunder(rest, self.before.1);
        for c in rest.chars().take(name.unwrap_or(length)) {
            match c {
                '_' if name.is_some() => {
                    self.end_line_marks();
                    self.out.push(hidden(c));
                    self.step(c);
                }
                _ => self.copy(c),
            }
        }
    }
}

fn begins_address(before: &str, after: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t']);
    if before.ends_with("](") || before.ends_with("]:") {
        return true;
    }
    let end = after.find(|c: char| c == '>' || c == '<' || c.is_whitespace()).unwrap_or(after.len());
    let inside = after.get(..end).unwrap_or_default();
    after.get(end..).is_some_and(|rest| rest.starts_with('>')) && autolink::is_address(inside)
}
