//! Cuts a text into the pieces that are indexed: words, signs and runs of spaces. A single space is no piece of its own;
//! the piece after it says that it is there. So a text is its pieces, without loss, apart from a single space at its
//! end.
//!
//! Where a piece ends depends only on the characters around that place. That is what makes searching exact: the pieces of
//! a part of a text are those of the whole text, only the first and the last may be longer there.

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextPiece<'t> {
    /// Its characters.
    pub(super) text: &'t str,
    /// Whether there is exactly one space before it.
    pub(super) spaced: bool,
}

impl TextPiece<'_> {
    /// Whether it is a word, which may be a part of a longer word in another text.
    pub(super) fn is_word(&self) -> bool {
        letter(self.text.as_bytes()) > 0
    }
}

/// The pieces of a text, in order.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = TextPiece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let spaces = text.as_bytes().get(at..)?.iter().take_while(|byte| **byte == b' ').count();
        let spaced = spaces == 1;
        let from = at + usize::from(spaced);
        let rest = text.as_bytes().get(from..)?;
        let length = match letter(rest) {
            _ if spaces > 1 => spaces,
            0 => length(*rest.first()?),
            _ => word_length(rest),
        };
        at = from + length;
        Some(TextPiece { text: text.get(from..at)?, spaced })
    })
}

fn word_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        match letter(bytes.get(at..).unwrap_or_default()) {
            0 => return at,
            length => at += length,
        }
    }
}

/// The length in bytes of the letter or digit at the beginning; 0 if there is none. Scripts that write no spaces between
/// words (from Thai on, and the East Asian ones) have no letters in this sense: each of their characters is a sign, as
/// whole sentences would be words otherwise.
fn letter(bytes: &[u8]) -> usize {
    match bytes {
        [first, ..] if first.is_ascii_alphanumeric() => 1,
        // Up to U+07FF: Latin, Greek, Cyrillic, Hebrew, Arabic.
        [0xc2..=0xdf, ..] => 2,
        // Up to U+0DFF: the scripts of India; U+1E00 to U+1FFF: more of Latin and Greek.
        [0xe0, ..=0xb7, ..] | [0xe1, 0xb8..=0xff, ..] => 3,
        _ => 0,
    }
}

/// The length in bytes of the character that begins with this byte.
fn length(first: u8) -> usize {
    match first {
        0..=0x7f => 1,
        0x80..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> Vec<&str> {
        pieces(text).map(|piece| piece.text).collect()
    }

    #[test]
    fn words_are_kept_together_and_signs_apart() {
        assert_eq!(
            written("it's für 100%,  ok\n日本 👍"),
            ["it", "'", "s", "für", "100", "%", ",", "  ", "ok", "\n", "日", "本", "👍"]
        );
        assert_eq!(written(""), [""; 0]);
        assert_eq!(written(" "), [""; 0]);
        let spaced: Vec<bool> = pieces("a b c").map(|piece| piece.spaced).collect();
        assert_eq!(spaced, [false, true, true]);
    }

    proptest! {
        #[test]
        fn a_text_is_its_pieces(text in "[a-c0é߿ࠀ෿ก日👍%\\- \n\u{1e00}\u{1fff}\u{2000}]{0,20}|\\PC{0,20}") {
            let mut whole = String::new();
            for piece in pieces(&text) {
                prop_assert!(!piece.text.is_empty());
                whole.push_str(if piece.spaced { " " } else { "" });
                whole.push_str(piece.text);
            }
            prop_assert_eq!(whole.as_str(), text.strip_suffix(' ').filter(|rest| !rest.ends_with(' ')).unwrap_or(&text));
        }
    }
}
