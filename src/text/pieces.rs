//! A long text in pieces, of which a browser lays out those in sight.

use std::ops::Range;

/// A piece of a huge text is about this many bytes.
pub const SEGMENT: usize = 32_000;

/// The pieces of a text, in order, together all of it: each ends behind a line where one ends within `size` bytes, else
/// between two characters.
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

/// The lines of a text, without what ends them.
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
