//! Renders Markdown to HTML that is safe to insert into the page: CommonMark and GFM, with line breaks kept and raw
//! HTML shown as text.
//!
//! The input is untrusted: none of it becomes a tag, nothing is fetched, and nothing is silently omitted. [`source`]
//! parses, [`link`] checks addresses, [`mod@render`] writes HTML, [`highlight`] colours code.
//!
//! This is a separate WebAssembly module, which the page loads when there is Markdown to show; a separate crate keeps
//! the parser out of the page's own code.

mod autolink;
mod escape;
mod highlight;
mod link;
mod render;
mod source;

use wasm_bindgen::prelude::wasm_bindgen;

/// Renders Markdown to HTML.
///
/// `prefix` makes the ids of footnotes unique in the page: give each message its own. Characters other than ASCII
/// letters, digits, `-` and `_` are removed from it.
///
/// The page has to handle clicks on `button[data-copy]` (copy the surrounding code block) and `button[data-jump]`
/// (scroll to the element with that id: a footnote or its reference). Links to `#id` would not work, because under a
/// `<base href>` they lead to another page.
#[wasm_bindgen]
#[must_use]
pub fn render(source: &str, prefix: &str) -> String {
    let prepared = source::prepare(source);
    let html = render::render(source::events(&prepared), prefix);
    if shows_something(&html) { html } else { as_written(source) }
}

/// Whether the rendered HTML shows anything: text, a rule, a check box, a list item or a code block.
fn shows_something(html: &str) -> bool {
    let frames = ["<hr", "<input", "<pre", "<li"].iter().any(|tag| html.contains(tag));
    let text = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    frames || text.map(|text| text.replace("&nbsp;", " ")).any(|text| !text.trim().is_empty())
}

/// Shows Markdown marks without any text (`#`, `[](x)`, `> `) as they were written.
fn as_written(source: &str) -> String {
    let mut html = "<p dir=\"auto\">".to_owned();
    escape::push_text(&mut html, source.trim());
    html.push_str("</p>");
    html
}

#[cfg(test)]
mod tests;
