//! Puts references into Markdown at given places without changing how the rest of the text reads.

use std::ops::Range;

/// Inserts each text at its byte offset. A place inside code, a link or an address is moved behind it; one behind white
/// space or the last bar of a table row in front of it. Offsets beyond the text are its end.
pub(super) fn insert(text: &str, mut places: Vec<(usize, String)>) -> String {
    let kept = untouchable(text);
    places.sort_by_key(|(at, _)| *at);
    let mut next = 0;
    let mut moved: Vec<(usize, &str, String)> = Vec::new();
    for (at, mark) in places {
        let mut at = boundary(text, at);
        // Both lists are sorted.
        while kept.get(next).is_some_and(|(range, is_block)| range.end < at || (range.end == at && !is_block))
        {
            next += 1;
        }
        let mut after = "";
        if let Some((range, is_block)) = kept.get(next).filter(|(range, _)| range.start < at) {
            at = range.end;
            after = if *is_block { "\n\n" } else { "" };
        }
        if after.is_empty() {
            at = before_space(text, at, &kept, next);
            at += punctuation(text.get(at..).unwrap_or_default());
        }
        moved.push((at, after, mark));
    }
    // Moving keeps the order of places that are not at the same spot, up to white space.
    moved.sort_by_key(|(at, _, _)| *at);
    let mut whole = String::with_capacity(text.len() + moved.len() * 24);
    let mut done = 0;
    let mut all = moved.iter().peekable();
    while let Some((at, after, mark)) = all.next() {
        whole.push_str(text.get(done..*at).unwrap_or_default());
        done = (*at).max(done);
        // A line that ends a code block takes nothing else.
        if !after.is_empty() && !whole.ends_with('\n') && !whole.is_empty() {
            whole.push_str("\n\n");
        }
        whole.push_str(mark);
        let more_here = all.peek().is_some_and(|(next, _, _)| next == at);
        if !after.is_empty() && !more_here && done < text.len() {
            whole.push_str(after);
        }
    }
    whole.push_str(text.get(done..).unwrap_or_default());
    whole
}

/// The next boundary of a character.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// In front of the white space before the place, and of the bar that ends a table row.
fn before_space(text: &str, at: usize, kept: &[(Range<usize>, bool)], next: usize) -> usize {
    let floor = next.checked_sub(1).and_then(|at| kept.get(at)).map_or(0, |(range, _)| range.end);
    let head = text.get(floor..at).unwrap_or_default();
    let trimmed = head.trim_end();
    // The beginning of the line is only looked for where it may be a row.
    let is_row =
        |cell: &&str| cell.rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with('|'));
    let trimmed = match trimmed.strip_suffix('|').filter(is_row) {
        Some(cell) => cell.trim_end(),
        None => trimmed,
    };
    // Behind a code block or nothing at all, there is no word to stand behind.
    if trimmed.is_empty() { at } else { floor + trimmed.len() }
}

/// The length of the punctuation that ends a sentence or a clause at the beginning of the text.
fn punctuation(text: &str) -> usize {
    let rest = text.trim_start_matches(['.', ',', ';', ':', '!', '?', '…', '。', '，', '！', '？']);
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    if ends { text.len() - rest.len() } else { 0 }
}

/// The places in which nothing may be inserted, in order; `true` for blocks of lines.
fn untouchable(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut kept = Vec::new();
    let mut fence: Option<(usize, char, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        let letter = bare.chars().next().filter(|letter| matches!(letter, '`' | '~'));
        let length = letter.map_or(0, |letter| bare.chars().take_while(|next| *next == letter).count());
        match (fence, letter) {
            (None, Some(letter)) if length >= 3 => fence = Some((at, letter, length)),
            (Some((start, open, least)), Some(letter)) if letter == open && length >= least => {
                kept.push((start..at + line.len(), true));
                fence = None;
            }
            (None, _) => spans(line, at, &mut kept),
            _ => {}
        }
        at += line.len();
    }
    if let Some((start, _, _)) = fence {
        kept.push((start..text.len(), true));
    }
    kept
}

/// Code, links and addresses within a line.
fn spans(line: &str, start: usize, kept: &mut Vec<(Range<usize>, bool)>) {
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = line.get(at..).unwrap_or_default();
        let end = match byte {
            b'`' => {
                let run = rest.bytes().take_while(|byte| *byte == b'`').count();
                let (mark, inside) = rest.split_at(run);
                // Without a closing run these are just backticks.
                Some(inside.find(mark).map_or(run, |end| run + end + run)).filter(|end| *end > run)
            }
            b'[' => link(rest),
            b'<' if rest.starts_with("<http") => beginning(rest).find('>').map(|end| end + 1),
            b'h' if rest.starts_with("http://") || rest.starts_with("https://") => Some(
                rest.find(|letter: char| letter.is_whitespace() || "<>()\"".contains(letter))
                    .unwrap_or(rest.len()),
            ),
            _ => None,
        };
        match end {
            Some(end) => {
                kept.push((start + at..start + at + end, false));
                at += end.max(1);
            }
            // A run of backticks is one mark.
            None if *byte == b'`' => at += rest.bytes().take_while(|byte| *byte == b'`').count(),
            None => at += 1,
        }
    }
}

/// As much of a text as a link or an address takes, so that the search for its end takes constant time.
fn beginning(text: &str) -> &str {
    const LONGEST: usize = 2_000;
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

/// The length of `[words](address)` at the beginning of the text.
fn link(text: &str) -> Option<usize> {
    let words = beginning(text).find("](")?;
    let inside = text.get(1..words)?;
    if inside.contains('[') {
        return None;
    }
    let address = beginning(text.get(words + 2..)?);
    let end = address.find(|letter: char| letter == ')' || letter.is_whitespace())?;
    address.get(end..)?.starts_with(')').then_some(words + 2 + end + 1)
}

#[cfg(test)]
mod tests {
    use super::insert;

    fn with(text: &str, at: usize) -> String {
        insert(text, vec![(at, "^".to_owned())])
    }

    #[test]
    fn a_reference_stands_behind_the_word() {
        assert_eq!(with("Blue won. Red lost.", 9), "Blue won.^ Red lost.");
        assert_eq!(with("Blue won. Red lost.", 8), "Blue won.^ Red lost.");
        assert_eq!(with("It is 3.5 m", 7), "It is 3^.5 m");
        assert_eq!(with("Blue won.\n\nRed", 11), "Blue won.^\n\nRed");
        assert_eq!(with("Blue won.", 900), "Blue won.^");
        assert_eq!(with("é", 1), "é^");
        assert_eq!(with("| a | b |\n| c | d |\n", 20), "| a | b |\n| c | d^ |\n");
    }

    #[test]
    fn nothing_is_put_into_code_or_an_address() {
        assert_eq!(with("Run `a b` now", 7), "Run `a b`^ now");
        assert_eq!(
            with("See [the page](https://a.org/b) there", 8),
            "See [the page](https://a.org/b)^ there"
        );
        assert_eq!(with("At https://a.org/b/c there", 12), "At https://a.org/b/c^ there");
        assert_eq!(with("```\nx = 1\n```\n# Next", 6), "```\nx = 1\n```\n^\n\n# Next");
        assert_eq!(with("```\nx = 1\n```", 6), "```\nx = 1\n```\n\n^");
    }

    #[test]
    fn several_places_keep_their_order() {
        let marks = [(19, "2"), (9, "1"), (19, "3")].map(|(at, mark)| (at, mark.to_owned())).to_vec();
        assert_eq!(insert("Blue won. Red lost.", marks), "Blue won.1 Red lost.23");
    }
}
