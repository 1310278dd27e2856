//! Characters that must not be read as Markdown are replaced by noncharacters before parsing and restored afterwards.
//!
//! Unicode reserves U+FDD0 to U+FDEF for such internal use, so a text should not contain them; one that does gets U+FFFD.
//! The parser takes them for letters: neither white space nor punctuation.

use std::borrow::Cow;

/// Replaces a `<`. Without it the parser would take what follows for HTML; with it, `tags` decides.
pub(super) const TAG: char = '\u{FDD0}';
/// Stands for nothing: keeps what follows from beginning a block, or separates emphasis marks from punctuation.
pub(super) const STOP: char = '\u{FDD1}';
/// Replaces `\<`: a `<` that is no tag; in code, both characters.
pub(super) const ESCAPED_LESS: char = '\u{FDD2}';

/// The other characters with a meaning inside a paragraph, replaced by the noncharacters from U+FDD3.
const SIGNS: [char; 9] = ['\\', '*', '_', '~', '[', ']', '&', '|', '<'];
const FIRST_SIGN: u32 = 0xFDD3;

/// Whether a text may not contain the character, because it is used here.
pub(super) fn is_reserved(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDDF}')
}

/// What replaces a character that is to be shown as written.
pub(super) fn hidden(c: char) -> char {
    let sign = SIGNS.iter().position(|sign| *sign == c).and_then(|at| u32::try_from(at).ok());
    sign.and_then(|at| char::from_u32(FIRST_SIGN + at)).unwrap_or(c)
}

/// The text with the hidden characters restored.
pub(super) fn restored(text: &str) -> Cow<'_, str> {
    restore(text, "<")
}

/// The same for code, in which a backslash is no escape.
pub(super) fn restored_code(text: &str) -> Cow<'_, str> {
    restore(text, "\\<")
}

fn restore<'a>(text: &'a str, escaped_less: &str) -> Cow<'a, str> {
    if !text.contains(is_reserved) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            TAG => out.push('<'),
            STOP => {}
            ESCAPED_LESS => out.push_str(escaped_less),
            _ => {
                let sign = u32::from(c).checked_sub(FIRST_SIGN).and_then(|at| usize::try_from(at).ok());
                out.push(sign.and_then(|at| SIGNS.get(at)).copied().unwrap_or(c));
            }
        }
    }
    Cow::Owned(out)
}
