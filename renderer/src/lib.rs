//! Renders Markdown to HTML that is safe to insert into the page: CommonMark and GFM, with line breaks kept and raw
//! HTML shown as text.
//!
//! The input is untrusted: none of it becomes a tag, nothing is fetched, and nothing is silently omitted.
//! [`mod@prepare`] hides what is no Markdown, [`source`] parses, [`tags`] honours a few tags, [`link`] checks addresses, [`mod@render`] writes HTML, [`highlight`] colours code.
//!
//! This is a separate WebAssembly module, which the page loads when there is Markdown to show; a separate crate keeps
//! the parser out of the page's own code.

mod autolink;
mod escape;
mod hidden;
mod highlight;
mod link;
mod prepare;
mod render;
mod source;
mod tags;
mod work;

use wasm_bindgen::prelude::wasm_bindgen;

/// Renders Markdown to HTML.
///
/// `prefix` makes the ids of footnotes unique in the page: give each message its own. `sources` is the prefix of the ids of
/// the message's list of sources: a link to `#source-1` leads to `{sources}-source-1`; if it is empty, such links are
/// refused. Characters other than ASCII letters, digits, `-` and `_` are removed from both.
///
/// The page has to handle clicks on `button[data-copy]` (copy the surrounding code block) and `[data-jump]` (scroll to the
/// element with that id: a footnote, its reference or a source). Links to `#id` alone would not work, because under a
/// `<base href>` they lead to another page.
#[wasm_bindgen]
#[must_use]
pub fn render(source: &str, prefix: &str, sources: &str) -> String {
    let prepared = prepare::prepare(source);
    let html = render::render(source::pieces(&prepared), prefix, sources);
    if shows_something(&html) { html } else { as_written(source) }
}

/// Renders what a person typed, to the letter: only addresses, fenced code and code between backticks are recognised. The
/// page has to show line breaks and spaces as they are, and `<pre class="aligned">` with letters of one width.
#[wasm_bindgen]
#[must_use]
pub fn as_typed(source: &str) -> String {
    render::render_typed(&prepare::normal(source))
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
