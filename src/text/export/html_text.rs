//! Texts within HTML: escaped, so that nothing of them is markup.

use super::ExportSettings;

/// Appends a text for an element's content or an attribute in double quotes.
pub(super) fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // A parser of HTML would change these.
            '\0' => out.push('\u{FFFD}'),
            '\r' => out.push_str("&#13;"),
            _ => out.push(letter),
        }
    }
}

pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

/// Appends a Markdown text: rendered where the renderer is given and can, else as it was written.
pub(super) fn markdown(settings: &ExportSettings, out: &mut String, text: &str) {
    match settings.render.as_ref().and_then(|render| render(text)) {
        Some(html) => {
            out.push_str("<div class=\"text\">");
            out.push_str(&html);
            out.push_str("</div>\n");
        }
        None => plain(out, text),
    }
}

/// Appends a text as it is, with its line breaks and spaces. The line break after `<pre>` is no part of the text.
pub(super) fn plain(out: &mut String, text: &str) {
    out.push_str("<pre dir=\"auto\">\n");
    escape(out, text);
    out.push_str("</pre>\n");
}
