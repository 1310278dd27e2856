//! Finds formulas: `\( \)`, `\[ \]`, `$ $`, `$$ $$` and LaTeX environments. They are shown as written.

use std::collections::HashMap;

use crate::work;

/// Where marks that end a formula or a line of reasoning about one are in a text. Collected once, so that a search for the
/// end of a formula does not read the text again.
#[derive(Default)]
pub(super) struct Closers<'a> {
    round: Vec<usize>,
    square: Vec<usize>,
    dollars: Vec<usize>,
    dollar: Vec<usize>,
    environments: HashMap<&'a str, Vec<usize>>,
    blank_lines: Vec<usize>,
    /// Starts of runs of backticks, by their length.
    pub(super) ticks: HashMap<usize, Vec<usize>>,
    all_ticks: Vec<usize>,
}

impl<'a> Closers<'a> {
    /// Collects the marks in the part of the text from `from` to `to`.
    pub(super) fn collect(&mut self, text: &'a str, from: usize, to: usize) {
        let bytes = text.as_bytes();
        let mut at = from;
        let mut blank = false;
        while let Some(byte) = bytes.get(at).filter(|_| at < to) {
            work::did(1);
            let rest = text.get(at..).unwrap_or_default();
            match byte {
                b'\n' => {
                    if blank {
                        self.blank_lines.push(at);
                    }
                    blank = true;
                    at += 1;
                    continue;
                }
                b' ' | b'\t' => {
                    at += 1;
                    continue;
                }
                b'\\' => {
                    if rest.starts_with("\\)") {
                        self.round.push(at);
                    } else if rest.starts_with("\\]") {
                        self.square.push(at);
                    } else if let Some(name) = environment(rest, "\\end{") {
                        self.environments.entry(name).or_default().push(at);
                    }
                    if rest.starts_with("\\\\") || rest.starts_with("\\$") {
                        at += 1;
                    }
                }
                b'$' if rest.starts_with("$$") => {
                    self.dollars.push(at);
                    at += 1;
                }
                b'$' => self.dollar.push(at),
                b'`' => {
                    let length = rest.len() - rest.trim_start_matches('`').len();
                    self.ticks.entry(length).or_default().push(at);
                    self.all_ticks.push(at);
                    at += length - 1;
                }
                _ => {}
            }
            blank = false;
            at += 1;
        }
        self.blank_lines.push(to);
    }

    /// The offset of the empty line, or the fenced block, that ends the paragraph at `at`.
    pub(super) fn paragraph_end(&self, at: usize) -> usize {
        after(&self.blank_lines, at).unwrap_or(usize::MAX)
    }

    /// The end of the formula that begins at `at`, if one does. `before` is the character before it.
    pub(super) fn formula(&self, text: &str, at: usize, before: char) -> Option<usize> {
        let rest = text.get(at..)?;
        let paragraph = self.paragraph_end(at);
        if let Some(end) = self.cut_formula(text, rest, before) {
            return Some(end);
        }
        let (open, close, end) = if rest.starts_with("\\(") {
            (2, after(&self.round, at + 2).filter(|close| *close < paragraph)?, 2)
        } else if rest.starts_with("\\[") {
            // `[\[1\]](address)` and `![\[1\]](address)`: the text of a link.
            if before == '[' {
                return None;
            }
            (2, after(&self.square, at + 2)?, 2)
        } else if rest.starts_with("$$") {
            (2, after(&self.dollars, at + 2).filter(|close| *close < paragraph)?, 2)
        } else if rest.starts_with('$') {
            (1, after(&self.dollar, at + 1).filter(|close| *close < paragraph)?, 1)
        } else {
            let name = environment(rest, "\\begin{")?;
            let open = name.len() + "\\begin{}".len();
            (open, after(self.environments.get(name)?, at + open)?, name.len() + "\\end{}".len())
        };
        if after(&self.all_ticks, at).is_some_and(|tick| tick < close) {
            return None;
        }
        let inside = text.get(at + open..close)?;
        let next = text.get(close + end..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
        work::did(inside.len());
        let is_formula = match rest.get(..2) {
            Some("\\[") => is_display(inside),
            Some("\\(" | "$$") => !inside.trim().is_empty() && !is_prose(inside),
            Some("\\b") => true,
            _ => is_between_dollars(inside, next),
        };
        is_formula.then_some(close + end)
    }

    /// The end of the text, if an answer that was cut off ends in a formula that never ends.
    fn cut_formula(&self, text: &str, rest: &str, before: char) -> Option<usize> {
        let at = text.len() - rest.len();
        let never_ends = if rest.starts_with("\\(") {
            after(&self.round, at).is_none()
        } else if rest.starts_with("\\[") {
            before != '[' && after(&self.square, at).is_none()
        } else {
            let name = environment(rest, "\\begin{")?;
            self.environments.get(name).is_none_or(|ends| after(ends, at).is_none())
        };
        let inside = rest.get(2..)?;
        let is_last =
            never_ends && self.paragraph_end(at) >= text.len() && after(&self.all_ticks, at).is_none();
        (is_last && has_sign(inside)).then_some(text.len())
    }
}

/// The first of the sorted `offsets` that is not before `at`.
pub(super) fn after(offsets: &[usize], at: usize) -> Option<usize> {
    offsets.get(offsets.partition_point(|offset| *offset < at)).copied()
}

/// The name in `\begin{name}` or `\end{name}`.
fn environment<'a>(rest: &'a str, command: &str) -> Option<&'a str> {
    let inside = rest.strip_prefix(command)?;
    let length = inside.bytes().take(32).take_while(|b| b.is_ascii_alphabetic() || *b == b'*').count();
    let name = inside.get(..length)?;
    (length > 0 && inside.get(length..)?.starts_with('}')).then_some(name)
}

fn has_sign(text: &str) -> bool {
    text.contains(['\\', '^', '_', '=', '{', '+', '<', '>', '|'])
}

/// Whether the text has no sign of a formula and two words or more.
fn is_prose(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 3);
    !has_sign(text) && words.count() >= 2
}

/// `\[1\]` and `\[ \]` are escaped brackets; a formula has a sign, or white space at both ends.
fn is_display(inside: &str) -> bool {
    let padded = inside.starts_with(char::is_whitespace) && inside.ends_with(char::is_whitespace);
    has_sign(inside) || (padded && !inside.trim().is_empty())
}

/// Whether a bar at the start or end is the border of a cell: `|$5|$6|`, but not `$|x|$`.
fn is_in_two_cells(inside: &str) -> bool {
    let bars = inside.matches('|').count();
    let is_absolute = bars == 2 && inside.len() > 2 && inside.starts_with('|') && inside.ends_with('|');
    !is_absolute && (inside.starts_with('|') || inside.ends_with('|'))
}

/// `$x_1$`, not the prices in `$5 and $10`.
fn is_between_dollars(inside: &str, next: char) -> bool {
    !inside.is_empty()
        && !inside.starts_with(char::is_whitespace)
        && !inside.ends_with(|c: char| c.is_whitespace() || c == '\\')
        && !is_in_two_cells(inside)
        && !next.is_alphanumeric()
        && match inside.starts_with(|c: char| c.is_ascii_digit()) {
            true => inside.contains(['\\', '^', '_', '{', '=']),
            false => !is_prose(inside),
        }
}
