//! What a line is: the marks at its start, and which of the lines around it decide.

/// A line, read.
pub(super) enum BlockMark<'a> {
    /// A line of marks only.
    Nothing,
    /// A line of code, to be taken as it is.
    Code(&'a str),
    /// The end of a paragraph.
    Break,
    /// A table's row.
    Row(Vec<&'a str>),
    /// The first line of a heading, a list item or a paragraph.
    Block {
        /// The box of a task, or nothing.
        tick: &'static str,
        /// The line without its marks.
        words: &'a str,
        /// Whether the next line is another block in any case.
        whole: bool,
    },
    /// Another line of the same paragraph.
    More(&'a str),
}

/// What the lines so far decide about the next.
#[derive(Default)]
pub(super) struct BlockReader {
    /// The mark that opened a block of code: the same, as long or longer, closes it.
    fence: Option<(char, usize)>,
    in_table: bool,
    in_list: bool,
}

impl BlockReader {
    /// Reads `line`, knowing the `next` one and whether a paragraph is open.
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
            // A line of code in backticks has them at its end too.
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

    /// The line without the marks of quotes and items, the box of a task, and whether it is an item.
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

/// What follows `- ` or `3. `. Within a paragraph only a list that begins with 1 begins: `… in\n2024. …` is a sentence.
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

/// How many of these the text begins with.
fn run(text: &str, mark: char) -> usize {
    text.len() - text.trim_start_matches(mark).len()
}

/// `---`, `* * *`.
fn is_rule(line: &str) -> bool {
    let marks = line.chars().filter(|c| !c.is_whitespace());
    let first = line.chars().next();
    matches!(first, Some('-' | '*' | '_'))
        && marks.clone().count() >= 3
        && marks.clone().all(|c| Some(c) == first)
}

/// The row between a table's head and body: `|:--|--:|`.
fn is_delimiter(line: &str) -> bool {
    line.contains('-') && line.chars().all(|c| matches!(c, '|' | ':' | '-' | ' ' | '\t'))
}

/// A row's cells. `\|` is a bar within one.
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
