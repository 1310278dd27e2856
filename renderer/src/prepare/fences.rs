//! Finds code fences, including those that stand inside another fenced block.

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
