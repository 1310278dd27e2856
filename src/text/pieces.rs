//! Splits a long text into pieces, so that the browser only lays out those that are visible.

use std::ops::Range;

/// The usual size of a piece in bytes.
pub const SEGMENT: usize = 32_000;

/// The byte ranges of the pieces, in order and without gaps. A piece ends after the last line break within `size`
/// bytes, or between two characters if there is none.
pub fn pieces(text: &str, size: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let limit = text.ceil_char_boundary(start.saturating_add(size.max(1)));
        let line_end = || text.get(start..limit)?.rfind('\n').map(|newline| start + newline + 1);
        let end = if limit < text.len() { line_end().unwrap_or(limit) } else { limit };
        pieces.push(start..end);
        start = end;
    }
    pieces
}

/// The byte ranges of a text's lines, without their line breaks.
pub fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let line = |line: &str| {
        let here = start..start + line.len();
        start = here.end + 1;
        here
    };
    text.strip_suffix('\n').unwrap_or(text).split('\n').map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_all_of_the_text_and_end_behind_lines_where_they_can() {
        let text = "one\ntwo\nthree".to_owned() + &"é".repeat(20);
        let parts: Vec<&str> = pieces(&text, 9).into_iter().map(|piece| &text[piece]).collect();
        assert_eq!(parts[0], "one\ntwo\n");
        assert_eq!(parts.concat(), text);
        assert!(parts.iter().all(|part| part.len() <= 10));
        assert!(pieces("", 9).is_empty());
    }

    #[test]
    fn lines_are_without_their_ends() {
        let text = "a\n\nbc\n";
        assert_eq!(lines(text).into_iter().map(|line| &text[line]).collect::<Vec<_>>(), ["a", "", "bc"]);
        assert_eq!(lines("a"), vec![0..1]);
    }
}
