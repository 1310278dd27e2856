//! Looks at a text line by line, outside of fenced code.

use std::ops::Range;

use super::fences::{Extent, Fence, after_list_mark, extent};
use super::verbatim::{aligned, bracketed, front_matter};
use crate::hidden::STOP;
use crate::work;

/// Rewrites lines whose meaning by the letter is not what the writer meant:
/// - a fence that stands inside a fenced block does not close it; code in a list item may be indented less than its fence;
/// - JSON, code in braces and front matter without a fence get one;
/// - a row of `-` or `=` under text is a heading only if it is as long as the text, otherwise a rule or text;
/// - `<details>`, `<summary>` and their ends become paragraphs of their own, which [`crate::tags`] reads.
pub(super) fn prepare(text: &str) -> Prepared {
    let lines: Vec<&str> = text.lines().collect();
    let fences: Vec<(usize, Fence<'_>)> =
        lines.iter().enumerate().filter_map(|(at, line)| Some((at, Fence::read(line)?))).collect();
    let has_details = text.contains("</") && {
        let lower = text.to_ascii_lowercase();
        lower.contains("<details>") && lower.contains("</details>")
    };
    let mut writer = Writer {
        out: String::with_capacity(text.len() + text.len() / 16),
        code: Vec::new(),
        nesting: Nesting::default(),
    };
    let mut begun = false;
    let mut budget = text.len() * 3;
    let (mut at, mut next_fence) = (0, 0);
    while let Some(line) = lines.get(at) {
        work::did(1);
        while fences.get(next_fence).is_some_and(|(line, _)| *line < at) {
            next_fence += 1;
        }
        if let Some((opens, _)) = fences.get(next_fence)
            && *opens == at
        {
            begun = true;
            let start = writer.out.len();
            at = writer.fenced(&lines, &fences, next_fence);
            writer.code.push(start..writer.out.len());
            continue;
        }
        let rest = lines.get(at..).unwrap_or_default();
        let front = if begun { None } else { front_matter(rest) };
        begun |= !line.trim().is_empty();
        let verbatim = front.map(|count| (count, "yaml")).or_else(|| bracketed(rest, &mut budget));
        let verbatim = verbatim.or_else(|| aligned(rest).map(|count| (count, "")));
        if let Some((count, language)) = verbatim {
            let start = writer.out.len();
            writer.verbatim(rest.get(..count).unwrap_or_default(), language);
            writer.code.push(start..writer.out.len());
            at += count;
            continue;
        }
        let spaces = writer.nesting(line);
        let shifted = " ".repeat(spaces) + line;
        let line = if spaces > 0 { shifted.as_str() } else { *line };
        let before = at.checked_sub(1).and_then(|at| lines.get(at)).copied().unwrap_or_default();
        let before_that = at.checked_sub(2).and_then(|at| lines.get(at)).copied().unwrap_or_default();
        if !(has_details && writer.details(line)) {
            writer.underline(line, before, before_that);
        }
        at += 1;
    }
    if !text.ends_with('\n') {
        writer.out.pop();
    }
    Prepared { text: writer.out, code: writer.code }
}

/// A text whose lines are prepared, and the ranges of its fenced blocks.
pub(super) struct Prepared {
    pub(super) text: String,
    pub(super) code: Vec<Range<usize>>,
}

struct Writer {
    out: String,
    code: Vec<Range<usize>>,
    nesting: Nesting,
}

/// Where the text of the last numbered item begins. Its bullets are often indented by two spaces, and would not be in it.
#[derive(Default)]
struct Nesting {
    /// The column of the number, and that of the text behind it.
    item: Option<(usize, usize)>,
    /// How many spaces the item's lines are missing.
    missing: usize,
}

impl Writer {
    /// How many spaces to put before a line, so that it is in the numbered item above.
    fn nesting(&mut self, line: &str) -> usize {
        let inside = line.trim_start_matches(' ');
        let column = line.len() - inside.len();
        if inside.is_empty() {
            return 0;
        }
        let marked = after_list_mark(inside);
        if let Some((number, text)) = self.nesting.item
            && column > number
        {
            let is_bullet = marked.is_some() && !inside.starts_with(|c: char| c.is_ascii_digit());
            if is_bullet && self.nesting.missing == 0 && column < text {
                self.nesting.missing = text - column;
            }
            return self.nesting.missing;
        }
        let is_number = inside.starts_with(|c: char| c.is_ascii_digit());
        let text = marked.filter(|_| is_number).map(|rest| line.len() - rest.trim_start_matches(' ').len());
        self.nesting = Nesting { item: text.map(|text| (column, text.min(column + 6))), missing: 0 };
        0
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// Writes the code block that begins with this fence, and returns the index of the line after it.
    fn fenced(&mut self, lines: &[&str], fences: &[(usize, Fence<'_>)], open: usize) -> usize {
        let Some((first, opening)) = fences.get(open) else { return lines.len() };
        let Extent { close, inner } = extent(fences, open);
        let close = close.and_then(|at| fences.get(at)).map(|(line, _)| *line);
        let mut end = close.unwrap_or(lines.len());
        if opening.quoted {
            // The quote's end is the block's end too.
            let body = lines.get(first + 1..end).unwrap_or_default();
            if let Some(out) = body.iter().position(|line| !line.trim_start().starts_with('>')) {
                end = first + 1 + out;
            }
        }
        let body = lines.get(first + 1..end).unwrap_or_default();
        work::did(body.len());
        let first_line = lines.get(*first).copied().unwrap_or_default();
        let shift = self.nesting(first_line);
        self.out.extend(std::iter::repeat_n(' ', shift));
        self.line(first_line);
        // Code that stands left of its fence would end the list item that both are in.
        let indents = body.iter().filter(|line| !line.trim().is_empty()).map(|line| indent(line));
        let missing = if opening.quoted {
            0
        } else {
            opening.indent.saturating_sub(indents.min().unwrap_or(usize::MAX))
        };
        let mut inner = inner.iter().filter_map(|at| fences.get(*at)).map(|(line, _)| *line).peekable();
        for (at, line) in body.iter().enumerate() {
            if missing + shift > 0 && !line.trim().is_empty() {
                self.out.extend(std::iter::repeat_n(' ', missing + shift));
            }
            match inner.next_if_eq(&(first + 1 + at)) {
                Some(_) => {
                    let marks = line.trim_start_matches([' ', '\t', '>']);
                    self.out.push_str(line.get(..line.len() - marks.len()).unwrap_or_default());
                    self.out.push(STOP);
                    self.line(marks);
                }
                None => self.line(line),
            }
        }
        if Some(end) == close {
            let closing = lines.get(end).copied().unwrap_or_default();
            let missing = if opening.quoted { 0 } else { opening.indent.saturating_sub(indent(closing)) };
            self.out.extend(std::iter::repeat_n(' ', missing + shift));
            self.line(closing);
            return end + 1;
        }
        end
    }

    /// Writes lines as a fenced block.
    fn verbatim(&mut self, lines: &[&str], language: &str) {
        let longest = lines.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        self.line(&format!("{fence}{language}"));
        lines.iter().for_each(|line| self.line(line));
        self.line(&fence);
    }

    /// Writes a line; if it is a row of `-` or `=` under text, so that it makes no heading by accident.
    fn underline(&mut self, line: &str, before: &str, before_that: &str) {
        let marks = line.trim_start_matches([' ', '\t', '>']);
        let prefix = line.get(..line.len() - marks.len()).unwrap_or_default();
        let row = marks.trim_end();
        let title = before.trim_start_matches([' ', '\t', '>']).trim_end();
        let is_row = |mark: char| !row.is_empty() && row.chars().all(|c| c == mark);
        if title.is_empty() || !(is_row('-') || is_row('=')) {
            return self.line(line);
        }
        let (width, length) = (title.chars().count(), row.len());
        let is_title = before_that.trim_matches([' ', '\t', '>']).is_empty()
            && after_list_mark(title).is_none()
            && length >= 3
            && width <= 80;
        let is_heading = is_title
            && match is_row('=') {
                true => !title.ends_with(['.', ':', ';', ',', '!', '?']),
                false => length > 3 && width.abs_diff(length) <= 2,
            };
        if is_heading || (after_list_mark(title).is_some() && length < 3) {
            return self.line(line);
        }
        if is_row('-') && length >= 3 {
            // After an empty line it is a rule.
            self.line(prefix.trim_end());
            return self.line(line);
        }
        self.out.push_str(prefix);
        self.out.push(STOP);
        self.line(marks);
    }

    /// If the line begins with a tag of a fold or ends in one, writes its parts as paragraphs.
    fn details(&mut self, line: &str) -> bool {
        let inside = line.trim_start_matches([' ', '\t']);
        let prefix = line.get(..line.len() - inside.len()).unwrap_or_default();
        let inside = inside.trim_end();
        let folds = ["<details>", "</details>", "<summary>", "</summary>"];
        let begins = |text: &str| folds.iter().find(|tag| has_prefix(text, tag)).copied();
        if begins(inside).is_none() && !has_suffix(inside, "</details>") {
            return false;
        }
        let mut rest = inside;
        while !rest.is_empty() {
            work::did(1);
            let length = match begins(rest) {
                // The words of a summary stay with its tags.
                Some("<summary>") => end_of(rest, "</summary>").unwrap_or(rest.len()),
                Some(tag) => tag.len(),
                None => start_of_any(rest, &folds).unwrap_or(rest.len()),
            };
            let (part, left) = rest.split_at_checked(length).unwrap_or((rest, ""));
            // The line after `<summary>` may be its words, so these two do not become paragraphs of their own.
            let alone = !matches!(part.to_ascii_lowercase().as_str(), "<summary>" | "</summary>");
            if alone {
                self.out.push('\n');
            }
            self.out.push_str(prefix);
            self.line(part.trim());
            if alone || has_suffix(part, "</summary>") {
                self.out.push('\n');
            }
            rest = left.trim_start();
        }
        true
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

fn has_prefix(text: &str, tag: &str) -> bool {
    text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
}

fn has_suffix(text: &str, tag: &str) -> bool {
    text.len()
        .checked_sub(tag.len())
        .and_then(|at| text.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case(tag))
}

/// The offset after the first of these tags.
fn end_of(text: &str, tag: &str) -> Option<usize> {
    start_of_any(text, &[tag]).map(|at| at + tag.len())
}

/// The offset of the first of these tags.
fn start_of_any(text: &str, tags: &[&str]) -> Option<usize> {
    let is_one =
        |at: &usize| text.get(*at..).is_some_and(|rest| tags.iter().any(|tag| has_prefix(rest, tag)));
    text.match_indices('<').map(|(at, _)| at).find(is_one)
}
