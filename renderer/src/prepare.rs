//! Rewrites a text before it is parsed, so that Markdown as people and models write it is understood, and what is no
//! Markdown stays as it was written.
//!
//! [`lines`] looks at whole lines (code fences, rules under text, JSON without a fence, `<details>`), [`inline`] at what is
//! inside them (formulas, emphasis marks, `<`).

mod emphasis;
pub(super) mod fences;
mod inline;
mod lines;
mod math;
mod verbatim;

use super::hidden::is_reserved;

/// The text for the parser. Line breaks become `\n`, NUL is replaced, and every `<` is hidden unless it begins an address
/// (`<https://…>`, `[a](<b c>)`). Thus tags are text, and the Markdown between them is still parsed.
pub(super) fn prepare(source: &str) -> String {
    let text = normal(source);
    inline::prepare(&lines::prepare(&fences::split_from_prose(&text)))
}

/// The text with `\n` as the only line break, and without characters that are used internally.
pub(super) fn normal(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\0' => out.push('\u{FFFD}'),
            _ if is_reserved(c) => out.push('\u{FFFD}'),
            _ => out.push(c),
        }
    }
    out
}
