//! Appends text to HTML: escapes what HTML would interpret, and replaces invisible control characters by visible ones.

/// Whether a character can reorder the text around it (bidirectional embeddings, overrides and isolates).
pub(super) fn is_reordering(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Appends one character, unescaped. A control character or one that reorders text is replaced by a visible one.
pub(super) fn push_visible(out: &mut String, c: char) {
    match c {
        '\0' => out.push('\u{FFFD}'),
        '\t' | '\n' => out.push(c),
        // U+2400 to U+241F are pictures of the C0 control characters.
        '\u{1}'..='\u{1F}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}')),
        '\u{7F}'..='\u{9F}' => out.push_str(&format!("[U+{:04X}]", u32::from(c))),
        _ if is_reordering(c) => out.push_str(&format!("[U+{:04X}]", u32::from(c))),
        _ => out.push(c),
    }
}

/// Appends text, escaped as the HTML serialisation algorithm does, so that a page's `innerHTML` is the same text.
/// `quotes` says whether `"` is escaped, as needed in attributes.
fn push_escaped(out: &mut String, text: &str, quotes: bool) {
    out.reserve(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{A0}' => out.push_str("&nbsp;"),
            '"' if quotes => out.push_str("&quot;"),
            _ => push_visible(out, c),
        }
    }
}

/// How many marks over or under one letter are too many to stay in the height of a line.
const STACKED: usize = 3;

/// Appends text as the content of an element. A letter with many accents gets a `<span class="stacked">`, so that the
/// style sheet can keep them from covering other lines.
pub(super) fn push_text(out: &mut String, text: &str) {
    let mut done = 0;
    let mut letter = 0;
    let mut marks = 0;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_combining(c) {
            marks += 1;
            continue;
        }
        if marks >= STACKED {
            push_escaped(out, text.get(done..letter).unwrap_or_default(), false);
            out.push_str("<span class=\"stacked\">");
            push_escaped(out, text.get(letter..at).unwrap_or_default(), false);
            out.push_str("</span>");
            done = at;
        }
        (letter, marks) = (at, 0);
    }
    push_escaped(out, text.get(done..).unwrap_or_default(), false);
}

/// Whether a character is drawn over or under the one before it. Marks that scripts need are not meant.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}')
        || matches!(c, '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Appends an attribute, with a leading space and its value in double quotes.
pub(super) fn push_attribute(out: &mut String, name: &'static str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_escaped(out, value, true);
    out.push('"');
}
