//! Characters on their way into HTML: what means something to HTML is escaped, what is invisible and powerful is
//! made visible.

/// Whether a character can reorder the text around it (bidirectional embeddings, overrides and isolates).
pub(super) fn is_reordering(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Appends one character; a control character as something that can be seen and does nothing.
pub(super) fn push_visible(out: &mut String, c: char) {
    match c {
        '\0' => out.push('\u{FFFD}'),
        '\t' | '\n' => out.push(c),
        // Each C0 control has a picture of itself.
        '\u{1}'..='\u{1F}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}')),
        '\u{7F}'..='\u{9F}' => out.push_str(&format!("[U+{:04X}]", u32::from(c))),
        _ if is_reordering(c) => out.push_str(&format!("[U+{:04X}]", u32::from(c))),
        _ => out.push(c),
    }
}

/// Appends text, escaped for both an element's content and a double-quoted attribute.
///
/// The spelling is that of the HTML serialisation algorithm, so that a page's `innerHTML` reads back the same;
/// `quotes` says whether `"` is escaped (in attributes it is).
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

/// Appends text as an element's content.
pub(super) fn push_text(out: &mut String, text: &str) {
    push_escaped(out, text, false);
}

/// Appends an attribute with a leading space, its value in double quotes.
pub(super) fn push_attribute(out: &mut String, name: &'static str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_escaped(out, value, true);
    out.push('"');
}
