//! Markdown to HTML that is safe to put into the page: CommonMark and GFM, single newlines kept, raw HTML as text.
//!
//! The words are written by people and models, so by attackers too. Nothing they wrote becomes a tag, nothing is
//! fetched, and nothing is silently left out. [`source`] reads, [`link`] judges addresses, [`mod@render`] writes,
//! [`highlight`] colours code.
//!
//! A crate of its own because it is a WebAssembly module of its own: the page loads it when there is something to render,
//! and what the page itself is compiled from cannot come to need it.

mod autolink;
mod escape;
mod highlight;
mod link;
mod render;
mod source;

use wasm_bindgen::prelude::wasm_bindgen;

/// The HTML of a Markdown text.
///
/// `prefix` keeps the ids of one message apart from those of another (footnotes have ids); give each message its
/// own. What is not a letter, a digit, `-` or `_` in it is left out.
///
/// The page is expected to act on `button[data-copy]` (copy the code block it stands in) and `button[data-jump]`
/// (scroll to the element with that id: a footnote or the way back). A link to `#id` would not do: under a
/// `<base href>` it leads to another page.
#[wasm_bindgen]
#[must_use]
pub fn render(source: &str, prefix: &str) -> String {
    let prepared = source::prepare(source);
    let html = render::render(source::events(&prepared), prefix);
    if shows_something(&html) { html } else { as_written(source) }
}

/// Whether there is anything to see in HTML of ours: text, a line, a box to tick, or a frame around code.
fn shows_something(html: &str) -> bool {
    let frames = ["<hr", "<input", "<pre", "<li"].iter().any(|tag| html.contains(tag));
    let text = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    frames || text.map(|text| text.replace("&nbsp;", " ")).any(|text| !text.trim().is_empty())
}

/// Signs without words (`#`, `[](x)`, `> `) are no markup of anything: they are what was said.
fn as_written(source: &str) -> String {
    let mut html = "<p dir=\"auto\">".to_owned();
    escape::push_text(&mut html, source.trim());
    html.push_str("</p>");
    html
}

#[cfg(test)]
mod tests;
