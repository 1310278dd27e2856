//! One cell of a CSV file (RFC 4180), made so that no spreadsheet program computes it.
//!
//! Spreadsheets take a cell that begins with `=`, `+`, `-` or `@` for a formula, some of them also after white space,
//! after quotes, or in the full-width forms of these characters. Such a text gets an apostrophe in front, which makes it
//! text. The rule: skip white space, control characters, invisible characters and quotes; if a control character (tab,
//! line break) was among them, or the next character is one of [`BEGIN_FORMULA`], the text gets the apostrophe. A text
//! that has apostrophes already gets one more, so taking away one from every such cell gives the original ([`plain`]).
//!
//! Numbers are not texts: [`number`] writes them bare, with their sign.

/// Characters that begin a formula in some spreadsheet program: the four of ASCII, and what looks like them.
pub const BEGIN_FORMULA: [char; 13] = [
    '=', '+', '-', '@', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}', '\u{FE66}', '\u{FE62}', '\u{FE63}',
    '\u{FE6B}', '\u{2212}',
];

/// Whether a spreadsheet program might compute the text, or would without the quotes and spaces before it.
pub fn is_formula(text: &str) -> bool {
    let first = text.trim_start_matches(is_skipped);
    let skipped = text.strip_suffix(first).unwrap_or_default();
    skipped.contains(char::is_control) || first.starts_with(|first| BEGIN_FORMULA.contains(&first))
}

/// What may stand before a formula without keeping it from being one.
fn is_skipped(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(
            letter,
            '"' | '\'' | '`' | '\u{AB}' | '\u{BB}' | '\u{2018}'
                ..='\u{201F}' | '\u{2039}' | '\u{203A}' | '\u{FF02}' | '\u{FF07}'
        )
        || matches!(letter,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Appends a text in quotes; an empty one is an empty cell.
pub(super) fn text(out: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    out.push('"');
    if is_formula(text) {
        out.push('\'');
    }
    for (index, part) in text.split('"').enumerate() {
        if index > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}

/// Appends a number; one that is unknown or infinite is an empty cell.
pub(super) fn number(out: &mut String, number: Option<f64>) {
    if let Some(number) = number.filter(|number| number.is_finite()) {
        out.push_str(&number.to_string());
    }
}

/// The original text of a cell that was read from such a file.
pub fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}
