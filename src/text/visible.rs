//! Makes characters visible that change the text around them or that nobody would see: those that reorder text
//! (bidirectional embeddings, overrides and isolates) and control characters. Everything that comes from data and is
//! shown as plain text passes through here; the crate `renderer` does the same for Markdown.

/// The text with these characters replaced, such as `[U+202E]`. Line breaks and tabs stay.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' => out.push(c),
            _ => push_visible(&mut out, c),
        }
    }
    out
}

/// Appends one character, or the mark that stands for it.
pub(super) fn push_visible(out: &mut String, c: char) {
    match c {
        '\0' => out.push('\u{FFFD}'),
        // U+2400 to U+241F are pictures of the C0 control characters.
        '\u{1}'..='\u{1F}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}')),
        '\u{7F}'..='\u{9F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            out.push_str(&format!("[U+{:04X}]", u32::from(c)));
        }
        _ => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_reorders_text_or_cannot_be_seen_is_a_mark() {
        assert_eq!(visible("invoice\u{202E}fdp.exe"), "invoice[U+202E]fdp.exe");
        for c in ('\u{202A}'..='\u{202E}').chain('\u{2066}'..='\u{2069}') {
            assert_eq!(visible(&format!("a{c}b")), format!("a[U+{:04X}]b", u32::from(c)));
        }
        assert_eq!(visible("a\u{0}b\u{7}c\u{1b}[31m\u{85}"), "a\u{FFFD}b\u{2407}c\u{241B}[31m[U+0085]");
    }

    #[test]
    fn every_other_text_stays_as_it_is() {
        for text in [
            "",
            "two\nlines\r\nand\ta tab",
            "שלום, עולם",
            "مرحبا\u{200F} !",
            "👩\u{200d}👩\u{200d}👧 e\u{301} \u{200E}",
            "ветка-✓",
        ] {
            assert_eq!(visible(text), text);
        }
    }
}
