//! Recognises Markdown blocks line by line: fences, tables, headings, quotes, list items and paragraphs.

/// What one line is.
pub(super) enum BlockMark<'a> {
    /// Only marks, such as a closing fence.
    Nothing,
    /// A line of code, unchanged.
    Code(&'a str),
    /// The paragraph ends here.
    Break,
    /// The cells of a table row.
    Row(Vec<&'a str>),
    /// The first line of a heading, a list item or a paragraph.
    Block {
        /// The check box of a task (`☐`, `☑`), or empty.
        tick: &'static str,
        /// The line without its block marks.
        words: &'a str,
        /// Whether the block ends with this line.
        whole: bool,
    },
    /// A further line of the current paragraph.
    More(&'a str),
}

/// The state that earlier lines leave for the next one.
#[derive(Default)]
pub(super) struct BlockReader {
    /// The character and length of the opening code fence. A line of the same character, at least as long, closes it.
    fence: Option<(char, usize)>,
    in_table: bool,
    in_list: bool,
}

impl BlockReader {
    /// Reads `line`, given the `next` line and whether a paragraph is open.
    pub(super) fn read<'a>(&mut self, line: &'a str, next: &str, open: bool) -> BlockMark<'a> {
        let bare = line.trim();
        if let Some((mark, length)) = self.fence {
            let closing = run(bare, mark);
            if closing < length || closing < bare.len() {
                return BlockMark::Code(line);
            }
            self.fence = None;
            return BlockMark::Nothing;
        }
        if bare.is_empty() {
            self.in_table = false;
            return BlockMark::Break;
        }
        if self.in_table {
            return if is_delimiter(bare) { BlockMark::Nothing } else { BlockMark::Row(cells(bare)) };
        }
        if is_rule(bare) || (open && (run(bare, '=') == bare.len() || run(bare, '-') == bare.len())) {
            self.in_list = false;
            return BlockMark::Break;
        }
        if bare.contains('|') && next.contains('|') && is_delimiter(next.trim()) {
            self.in_table = true;
            return BlockMark::Row(cells(bare));
        }
        let (words, tick, is_item) = self.without_marks(bare, open);
        self.in_list = is_item || (self.in_list && (open || line.starts_with([' ', '\t'])));
        if let Some(mark) = ['`', '~'].into_iter().find(|mark| run(words, *mark) >= 3) {
            let length = run(words, mark);
            // Inline code in backticks can begin a line too; a fence has no backticks after it.
            if mark == '~' || !words.get(length..).unwrap_or_default().contains('`') {
                self.fence = Some((mark, length));
                return BlockMark::Break;
            }
        }
        match run(words, '#') {
            level @ 1..=6
                if words
                    .get(level..)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])) =>
            {
                let heading = words.get(level..).unwrap_or_default().trim();
                let end = heading.trim_end_matches('#');
                let words = if end.is_empty() || end.ends_with([' ', '\t']) { end } else { heading };
                BlockMark::Block { tick, words, whole: true }
            }
            _ if is_item || !open => BlockMark::Block { tick, words, whole: false },
            _ => BlockMark::More(words),
        }
    }

    /// The line without quote and list marks, its check box, and whether it is a list item.
    fn without_marks<'a>(&self, line: &'a str, open: bool) -> (&'a str, &'static str, bool) {
        let (mut words, mut is_item) = (line, false);
        loop {
            let rest = words.strip_prefix('>').or_else(|| {
                let item = after_item_mark(words, !open || self.in_list || is_item)?;
                is_item = true;
                Some(item)
            });
            match rest {
                Some(rest) => words = rest.trim_start(),
                None => break,
            }
        }
        if is_item {
            for (mark, tick) in [("[ ] ", "☐"), ("[x] ", "☑"), ("[X] ", "☑")] {
                if let Some(rest) = words.strip_prefix(mark) {
                    return (rest, tick, true);
                }
            }
        }
        (words, "", is_item)
    }
}

/// What follows `- ` or `3. `. Within a paragraph only a number 1 begins a list: `… in\n2024. …` is a sentence.
fn after_item_mark(words: &str, any_number: bool) -> Option<&str> {
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = match digits {
        0 => words.strip_prefix(['-', '*', '+'])?,
        1..=9 if any_number || words.starts_with("1.") || words.starts_with("1)") => {
            words.get(digits..)?.strip_prefix(['.', ')'])?
        }
        _ => return None,
    };
    (rest.starts_with([' ', '\t']) || (rest.is_empty() && any_number)).then_some(rest)
}

/// The length in bytes of the run of `mark` at the start; `mark` is ASCII.
fn run(text: &str, mark: char) -> usize {
    text.len() - text.trim_start_matches(mark).len()
}

/// A thematic break such as `---` or `* * *`.
fn is_rule(line: &str) -> bool {
    let marks = line.chars().filter(|c| !c.is_whitespace());
    let first = line.chars().next();
    matches!(first, Some('-' | '*' | '_'))
        && marks.clone().count() >= 3
        && marks.clone().all(|c| Some(c) == first)
}

/// The delimiter row of a table, such as `|:--|--:|`.
fn is_delimiter(line: &str) -> bool {
    line.contains('-') && line.chars().all(|c| matches!(c, '|' | ':' | '-' | ' ' | '\t'))
}

/// The cells of a table row; `\|` does not split them.
fn cells(row: &str) -> Vec<&str> {
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut escaped = false;
    row.split(|c: char| {
        let splits = c == '|' && !escaped;
        escaped = c == '\\' && !escaped;
        splits
    })
    .collect()
}
