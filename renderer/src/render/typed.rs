//! Writes a text to the letter, with its line breaks and spaces. Addresses, fenced code and code between backticks are
//! recognised.

use super::Page;
use crate::prepare::fences::Fence;
use crate::work;

/// Renders a text that has `\n` as its only line break.
pub(crate) fn render(text: &str) -> String {
    let mut page = Page::default();
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let first = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(lines.len());
    let mut at = first;
    while at < lines.len() {
        let rest = lines.get(at..).unwrap_or_default();
        at += page.typed_block(rest).max(1);
    }
    page.out
}

impl Page {
    /// Writes the block that begins with the first line, and returns its number of lines.
    fn typed_block(&mut self, lines: &[&str]) -> usize {
        if let Some(fence) = fenced(lines) {
            let inside = lines.get(1..).unwrap_or_default();
            let closes =
                |line: &&str| Fence::read(line).is_some_and(|line| line.closes(&fence) && !line.quoted);
            let close = inside.iter().position(closes);
            let code = inside.get(..close.unwrap_or(inside.len())).unwrap_or_default();
            work::did(code.len());
            let mut code = code.join("\n");
            code.push('\n');
            self.collected = Some(code);
            self.end_code_block(fence.info);
            return close.map_or(lines.len(), |close| close + 2);
        }
        let aligned = aligned(lines);
        if aligned > 0 {
            self.out.push_str("<pre class=\"aligned\" tabindex=\"0\" dir=\"auto\">");
            self.typed_lines(lines.get(..aligned).unwrap_or_default());
            self.out.push_str("</pre>\n");
            return aligned;
        }
        let mut count = 1;
        while let Some(rest) = lines.get(count..).filter(|rest| !rest.is_empty()) {
            if fenced(rest).is_some() || aligned_pair(rest) {
                break;
            }
            count += 1;
        }
        self.out.push_str("<p class=\"typed\" dir=\"auto\">");
        let typed = lines.get(..count).unwrap_or_default();
        self.typed_lines(typed);
        if typed.last().is_some_and(|line| line.trim().is_empty()) {
            // A line break at the end of a paragraph shows nothing: the empty line is between two.
            self.out.push('\n');
        }
        self.out.push_str("</p>\n");
        count
    }

    fn typed_lines(&mut self, lines: &[&str]) {
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                self.flush();
                self.out.push('\n');
            }
            self.typed_line(line);
        }
        self.flush();
    }

    /// Writes a line. Code is between two runs of as many backticks, with words inside.
    fn typed_line(&mut self, line: &str) {
        let mut rest = line;
        while let Some(at) = rest.find('`') {
            work::did(1);
            let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            let inside = from.trim_start_matches('`');
            let length = from.len() - inside.len();
            self.words(before);
            // A run of more than three marks is no code, so that a long row of them is not searched again and again.
            let close = Some(inside).filter(|_| length <= 3).and_then(|inside| closing(inside, length));
            match close {
                Some(close) if !inside.get(..close).unwrap_or_default().trim().is_empty() => {
                    self.code(inside.get(..close).unwrap_or_default());
                    rest = inside.get(close + length..).unwrap_or_default();
                }
                _ => {
                    self.words(from.get(..length).unwrap_or_default());
                    rest = inside;
                }
            }
        }
        self.words(rest);
    }
}

/// The offset of the next run of exactly so many backticks.
fn closing(inside: &str, length: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = inside.get(at..).and_then(|rest| rest.find('`')).map(|found| at + found) {
        let from = inside.get(found..)?;
        let run = from.len() - from.trim_start_matches('`').len();
        work::did(run);
        if run == length {
            return Some(found);
        }
        at = found + run;
    }
    None
}

/// The fence in the first line, if there is a line after it.
fn fenced<'a>(lines: &[&'a str]) -> Option<Fence<'a>> {
    let fence = Fence::read(lines.first()?)?;
    (lines.len() > 1 && !fence.quoted && !fence.in_item).then_some(fence)
}

/// How many lines from the first on are a table or drawing, whose columns only line up in letters of one width.
fn aligned(lines: &[&str]) -> usize {
    if !aligned_pair(lines) {
        return 0;
    }
    let mut width = 0;
    let mut is_row = |line: &&&str| {
        // A row whose columns happen to have one space between them is not much longer than the others.
        let length = line.chars().count();
        let is_sentence = line.trim_end().ends_with(['.', '!', '?', ':']);
        let fits = line.trim().contains(' ') && length <= width + 8 && !is_sentence;
        width = width.max(length);
        has_columns(line) || (fits && !line.contains('`'))
    };
    lines.iter().take_while(&mut is_row).count()
}

fn aligned_pair(lines: &[&str]) -> bool {
    matches!(lines, [first, second, ..] if has_columns(first) && has_columns(second))
}

/// Whether a line has columns: bars, lines of a frame, tabs, or a gap of spaces between words.
fn has_columns(line: &str) -> bool {
    let inside = line.trim();
    let has_bars = inside.matches('|').nth(1).is_some() || inside.starts_with('|');
    let is_frame = |c: char| matches!(c, '\u{2500}'..='\u{259F}');
    let is_rule =
        inside.len() >= 5 && inside.chars().all(|c| matches!(c, '-' | '=' | '+' | ' ' | '_' | ':' | '|'));
    // Two spaces after the end of a sentence are no gap.
    let is_gap = |at: usize| !inside.get(..at).is_some_and(|before| before.ends_with(['.', '!', '?', ' ']));
    let has_gap = inside.match_indices("  ").any(|(at, _)| is_gap(at));
    has_bars || is_rule || inside.contains(is_frame) || inside.contains('\t') || has_gap
}
