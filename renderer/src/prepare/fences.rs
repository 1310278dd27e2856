//! Finds code fences, including those that stand inside another fenced block.

use std::borrow::Cow;

/// How many fence lines after an opening one are looked at for its end.
const FARTHEST: usize = 200;

/// A line that may open or close a code block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fence<'a> {
    mark: char,
    length: usize,
    /// What follows the marks. A closing fence has nothing.
    pub(crate) info: &'a str,
    /// The column of the first mark.
    pub(super) indent: usize,
    /// Whether the line begins with `>`.
    pub(crate) quoted: bool,
    /// Whether a list mark stands before the fence, so that it can only open.
    pub(crate) in_item: bool,
}

impl<'a> Fence<'a> {
    pub(crate) fn read(line: &'a str) -> Option<Self> {
        let mut rest = line.trim_start_matches([' ', '\t', '>']);
        let quoted = line.get(..line.len() - rest.len()).is_some_and(|before| before.contains('>'));
        let mut in_item = false;
        // A list mark may stand before an opening fence, but hardly more than three.
        for _ in 0..3 {
            let Some(inside) = after_list_mark(rest) else { break };
            rest = inside.trim_start_matches([' ', '\t']);
            in_item = true;
        }
        let mark = rest.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = rest.trim_start_matches(mark);
        let length = rest.len() - info.len();
        let info = info.trim();
        if length < 3 || (mark == '`' && info.contains('`')) {
            return None;
        }
        let indent = line.len() - rest.len();
        Some(Self { mark, length, info, indent, quoted, in_item })
    }

    /// Whether this line closes the block that `opening` opened.
    pub(crate) fn closes(&self, opening: &Fence<'_>) -> bool {
        self.info.is_empty() && !self.in_item && self.mark == opening.mark && self.length >= opening.length
    }

    /// Whether this line opens a block inside the one that `opening` opened, although by the letter it is part of the code.
    fn nests_in(&self, opening: &Fence<'_>) -> bool {
        !self.info.is_empty() && self.mark == opening.mark && self.length >= opening.length
    }

    /// Whether the block is Markdown, in which other blocks are to be expected.
    fn is_markdown(&self) -> bool {
        let language = self.info.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| !word.is_empty());
        language.is_some_and(|language| {
            ["markdown", "md", "mdx", "gfm"].iter().any(|name| language.eq_ignore_ascii_case(name))
        })
    }
}

/// The line without its list mark (`- `, `12. `).
pub(super) fn after_list_mark(line: &str) -> Option<&str> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let marks: &[char] = if (1..=9).contains(&digits) { &['.', ')'] } else { &['-', '*', '+'] };
    if digits > 9 {
        return None;
    }
    let rest = line.get(digits..)?.strip_prefix(marks)?;
    rest.starts_with([' ', '\t']).then_some(rest)
}

/// The text with a line of its own for each fence that opens at the end of a line of prose (```` Run this: ```sh ````) and is
/// closed at the start of one.
pub(super) fn split_from_prose(text: &str) -> Cow<'_, str> {
    if !text.contains("```") {
        return Cow::Borrowed(text);
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out = String::with_capacity(text.len() + 16);
    let mut open: Option<Fence<'_>> = None;
    // Whether the open block began in a line of prose.
    let mut in_prose = false;
    for (at, line) in lines.iter().enumerate() {
        super::super::work::did(line.len() + 1);
        if at > 0 {
            out.push('\n');
        }
        if let Some(opening) = open {
            if in_prose && let Some(after) = line.trim_start().strip_prefix("```") {
                let after = after.trim_start_matches('`');
                out.push_str("```");
                out.push_str(if after.trim().is_empty() { "" } else { "\n" });
                out.push_str(after.trim_start());
                open = None;
                continue;
            }
            open =
                Some(opening).filter(|opening| !Fence::read(line).is_some_and(|line| line.closes(opening)));
        } else if let Some(fence) = Fence::read(line) {
            (open, in_prose) = (Some(fence), false);
        } else if let Some((prose, fence)) = at_end(line)
            && is_closed(lines.get(at + 1..).unwrap_or_default())
        {
            out.push_str(prose.trim_end());
            out.push('\n');
            out.push_str(fence);
            (open, in_prose) = (Fence::read(fence), true);
            continue;
        }
        out.push_str(line);
    }
    Cow::Owned(out)
}

/// The prose before the only fence of a line, and the fence at its end.
fn at_end(line: &str) -> Option<(&str, &str)> {
    let (prose, fence) = line.split_at_checked(line.find("```")?)?;
    let info = fence.trim_start_matches('`');
    let is_info = info.trim_end().bytes().all(|b| b.is_ascii_alphanumeric() || b"+#-_.".contains(&b));
    (is_info && !prose.contains('`')).then_some((prose, fence))
}

/// Whether the next line with a fence begins with it.
fn is_closed(lines: &[&str]) -> bool {
    let next = lines.iter().take(FARTHEST).find(|line| {
        super::super::work::did(line.len() + 1);
        line.contains("```")
    });
    next.is_some_and(|line| {
        let line = line.trim_start();
        line.starts_with("```") && line.trim_start_matches('`').starts_with([' ', '\r']) || line == "```"
    })
}

/// The end of a code block: the index of its closing line in the list of fence lines, and the lines before it that are part
/// of the code although they look like fences.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// `None` if the block runs to the end of the text.
    pub(super) close: Option<usize>,
    /// Indices in the list of fence lines, in order.
    pub(super) inner: Vec<usize>,
}

/// The extent of the block that the fence at `open` opens. `fences` are the fence lines of the text in order, by line
/// number.
///
/// By the letter, the first bare fence closes it. But models put whole documents with code blocks into a ```` ```markdown ````
/// block without longer fences; then a fence with a language opens a block inside, and the next bare one closes that.
pub(super) fn extent(fences: &[(usize, Fence<'_>)], open: usize) -> Extent {
    let Some((_, opening)) = fences.get(open) else { return Extent::default() };
    let mut depth = 0_usize;
    let mut inner = Vec::new();
    let mut first_bare = None;
    let window = fences.iter().enumerate().skip(open + 1).take(FARTHEST);
    for (at, (_, fence)) in window {
        super::super::work::did(1);
        if fence.nests_in(opening) {
            depth += 1;
        } else if !fence.closes(opening) {
            continue;
        } else {
            first_bare = first_bare.or(Some(at));
            if depth == 0 {
                return Extent { close: Some(at), inner };
            }
            depth -= 1;
        }
        inner.push(at);
    }
    if opening.is_markdown() && !inner.is_empty() {
        return Extent { close: None, inner };
    }
    Extent { close: first_bare, inner: Vec::new() }
}
