//! Markdown to HTML that is safe to put into the page: CommonMark and GFM, single newlines kept, raw HTML as text.
//!
//! The words are written by people and models, so by attackers too. Nothing they wrote becomes a tag, nothing is
//! fetched, and nothing is silently left out. [`source`] reads, [`link`] judges addresses, [`render`] writes.

mod autolink;
mod escape;
mod link;
mod render;
mod source;

use pulldown_cmark::{Event, Tag, TagEnd};

/// HTML that only this module can make; safe to put into the page as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// The HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The HTML of a Markdown text.
///
/// `prefix` keeps the ids of one message apart from those of another (footnotes have ids); give each message its
/// own. What is not a letter, a digit, `-` or `_` in it is left out.
///
/// The page is expected to act on `button[data-copy]` (copy the code block it stands in) and `button[data-jump]`
/// (scroll to the element with that id: a footnote or the way back). A link to `#id` would not do: under a
/// `<base href>` it leads to another page.
#[must_use]
pub fn to_html(source: &str, prefix: &str) -> SafeHtml {
    let prepared = source::prepare(source);
    SafeHtml(render::render(source::events(&prepared), prefix))
}

/// A text's words without Markdown's marks, on one line, at most `max_chars` characters, the last being `…` if
/// something was left out. For titles and list cells.
#[must_use]
pub fn plain(source: &str, max_chars: usize) -> String {
    // Marks and addresses take room too, but a list of a hundred rows must not parse a hundred whole books.
    let head = source.get(..source.floor_char_boundary(max_chars.saturating_mul(8).saturating_add(2048)));
    let head = head.unwrap_or(source);
    let prepared = source::prepare(head);
    let mut line = Line { text: String::new(), chars: 0, space: false };
    for event in source::events(&prepared) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                line.push(&text)
            }
            Event::FootnoteReference(label) => line.push(&format!("[{label}]")),
            Event::TaskListMarker(done) => line.push(if done { "☑ " } else { "☐ " }),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
            _ => line.space = true,
        }
        if line.chars > max_chars {
            break;
        }
    }
    line.cut(max_chars, head.len() < source.len())
}

/// One line being filled: runs of white space become one space, at its ends none.
struct Line {
    text: String,
    chars: usize,
    space: bool,
}

impl Line {
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            if self.space && self.chars > 0 {
                self.text.push(' ');
                self.chars += 1;
            }
            self.space = false;
            let before = self.text.len();
            escape::push_visible(&mut self.text, c);
            self.chars += self.text.get(before..).map_or(0, |added| added.chars().count());
        }
    }

    fn cut(mut self, max_chars: usize, more: bool) -> String {
        if self.chars <= max_chars && !more {
            return self.text;
        }
        let keep = max_chars.saturating_sub(1);
        if let Some((end, _)) = self.text.char_indices().nth(keep) {
            self.text.truncate(end);
        }
        self.text.truncate(self.text.trim_end().len());
        if max_chars > 0 {
            self.text.push('…');
        }
        self.text
    }
}

#[cfg(test)]
mod tests;
