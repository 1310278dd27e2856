//! Finds a search text in a longer text, ignoring case, one stretch of the text at a time.

use std::ops::Range;

/// The text to search for, prepared for comparing without case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    /// The characters in lower case.
    letters: Vec<char>,
    /// The same as bytes if all are ASCII: comparing bytes is many times faster.
    ascii: Option<Vec<u8>>,
}

impl Needle {
    /// `None` for an empty search text, which would match everywhere.
    pub fn new(words: &str) -> Option<Self> {
        let letters: Vec<char> = words.chars().flat_map(char::to_lowercase).collect();
        let ascii = letters.iter().map(|letter| u8::try_from(*letter).ok().filter(u8::is_ascii)).collect();
        (!letters.is_empty()).then_some(Self { letters, ascii })
    }

    /// The byte ranges of up to `most` matches that begin within `stretch`, without overlaps. The last may end beyond
    /// `stretch`.
    pub fn find(&self, text: &str, stretch: Range<usize>, most: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = text.ceil_char_boundary(stretch.start);
        while found.len() < most && at < stretch.end {
            let Some(start) = self.next(text, at, stretch.end) else { break };
            let Some(end) = self.matches(text, start) else {
                at = text.ceil_char_boundary(start + 1);
                continue;
            };
            found.push(start..end);
            at = end;
        }
        found
    }

    /// The next offset from `at` on, before `end`, at which a match could begin.
    fn next(&self, text: &str, at: usize, end: usize) -> Option<usize> {
        match self.ascii.as_ref().and_then(|bytes| bytes.first()) {
            Some(first) => {
                let rest = text.as_bytes().get(at..end.min(text.len()))?;
                let upper = first.to_ascii_uppercase();
                // Only the two ASCII forms are looked for. Other characters whose lower case is ASCII, such as the
                // Kelvin sign, do not match.
                rest.iter().position(|byte| byte == first || *byte == upper).map(|found| at + found)
            }
            None => (at < text.len()).then_some(at),
        }
    }

    /// The end of the match that begins at `start`, or `None` if there is none.
    fn matches(&self, text: &str, start: usize) -> Option<usize> {
        if let Some(bytes) = &self.ascii {
            let end = start + bytes.len();
            let here = text.as_bytes().get(start..end)?;
            return here.eq_ignore_ascii_case(bytes).then_some(end);
        }
        let mut wanted = self.letters.iter();
        for (offset, letter) in text.get(start..)?.char_indices() {
            for lower in letter.to_lowercase() {
                match wanted.next() {
                    Some(one) if *one == lower => {}
                    _ => return None,
                }
            }
            if wanted.len() == 0 {
                return Some(start + offset + letter.len_utf8());
            }
        }
        None
    }
}

/// The indices of those ranges of `found` (in ascending order) that overlap `piece`.
pub fn within(found: &[Range<usize>], piece: &Range<usize>) -> Range<usize> {
    let first = found.partition_point(|one| one.end <= piece.start);
    let end = found.partition_point(|one| one.start < piece.end);
    first..end.max(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &str, text: &str) -> Vec<String> {
        let needle = Needle::new(words).unwrap();
        needle.find(text, 0..text.len(), 100).into_iter().map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn words_are_found_whatever_their_case() {
        assert_eq!(found("error", "Error: no ERROR, terrors"), ["Error", "ERROR", "error"]);
        assert_eq!(found("grüße", "GRÜSSE, Grüße, GRÜßE"), ["Grüße", "GRÜßE"]);
        assert_eq!(found("aa", "aaaaa"), ["aa", "aa"]);
        assert_eq!(found("日本", "日本語の日本"), ["日本", "日本"]);
        // One character becomes two in lower case: a match may not end between them.
        assert_eq!(found("i", "İi"), ["i"]);
        assert_eq!(found("x", "none"), Vec::<String>::new());
        assert_eq!(Needle::new(""), None);
    }

    #[test]
    fn searching_by_stretches_finds_each_match_once() {
        let text = "día dÍa, Día ".repeat(50);
        for words in ["d", "a ", "DÍA"] {
            let needle = Needle::new(words).unwrap();
            let whole = needle.find(&text, 0..text.len(), usize::MAX);
            for step in [1, 2, 7, 100] {
                let mut parts: Vec<Range<usize>> = Vec::new();
                let mut at = 0;
                while at < text.len() {
                    let from = parts.last().map_or(at, |last| last.end.max(at));
                    parts.extend(needle.find(&text, from..at + step, usize::MAX));
                    at += step;
                }
                assert_eq!(parts, whole, "{words} by {step}");
            }
        }
    }

    #[test]
    fn at_most_the_given_number_is_found() {
        assert_eq!(Needle::new("a").unwrap().find(&"a".repeat(100), 0..100, 3).len(), 3);
    }

    #[test]
    fn the_matches_within_a_piece_are_found() {
        let found = [0..2, 5..8, 8..9, 20..25];
        assert_eq!(within(&found, &(0..5)), 0..1);
        assert_eq!(within(&found, &(6..9)), 1..3);
        assert_eq!(within(&found, &(9..20)), 3..3);
        assert_eq!(within(&found, &(24..30)), 3..4);
    }
}
