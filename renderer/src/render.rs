//! Writes parser events as HTML. All tags and attribute names are literals of this module and its children; everything
//! else passes through `escape`.

mod block;
mod direction;
mod inline;
mod typed;

pub(super) use typed::render as render_typed;

use std::collections::HashMap;

use pulldown_cmark::{Alignment, Event};

use super::autolink::{self, pieces};
use super::escape::push_text;
use super::hidden::{restored, restored_code};
use super::link::{self, Href};
use super::source::Piece;

/// Elements nested deeper are replaced by their content: browsers limit the depth too.
const DEEPEST: usize = 100;

/// Elements of small raised or lowered text inside each other: more would be too small to read.
const SMALLEST: usize = 2;

/// Renders the pieces of a text as HTML. `prefix` and `sources` are made safe for use in ids.
pub(super) fn render(parts: Vec<Piece<'_>>, prefix: &str, sources: &str) -> String {
    let prefix = Some(safe_id(prefix)).filter(|prefix| !prefix.is_empty());
    let prefix = prefix.unwrap_or_else(|| "m".to_owned());
    let mut page = Page { prefix, sources: safe_id(sources), ..Page::default() };
    for part in parts {
        page.piece(part);
    }
    page.flush();
    while !page.open.is_empty() {
        page.end();
    }
    direction::apply(&page.out, &page.right_to_left)
}

/// The beginning of an id, without characters that it should not have.
fn safe_id(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(64).collect()
}

#[derive(Default)]
struct Page {
    out: String,
    prefix: String,
    /// The prefix of the ids of the sources that links to `#source-1` lead to; empty if there are none.
    sources: String,
    /// Running text that is not yet written, so that addresses are found across several events.
    text: String,
    /// What to write at the end of each open element.
    open: Vec<Close>,
    /// How many open elements were written to the HTML.
    depth: usize,
    /// Text that is collected instead of written: of a code block or of an image's description.
    collected: Option<String>,
    /// How many images are open. Their content is a description, without tags.
    images: usize,
    /// How many `<sub>` and `<sup>` are open.
    small: usize,
    /// The text so far of the open link, if there is one.
    link: Option<String>,
    /// Remote images inside the open link. Links cannot be nested, so their links are written after it.
    pictures: Vec<(String, Href)>,
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// The offset of `auto` in the `dir` attribute of each open container that has no letter yet.
    undecided: Vec<usize>,
    /// The offsets of `auto` to be replaced by `rtl`, in order.
    right_to_left: Vec<usize>,
    /// The footnotes by their label.
    footnotes: HashMap<String, Footnote>,
}

/// What to write at the end of an element.
enum Close {
    /// Nothing, because no opening tag was written.
    Nothing,
    /// This closing tag of an element that counts in `depth`.
    With(&'static str),
    /// This closing tag of a container.
    Container {
        closing: &'static str,
        /// The offset of `auto` in its `dir` attribute.
        direction: usize,
    },
    /// This closing tag of raised or lowered text.
    Small(&'static str),
    /// A line break, in place of a block that is nested too deep.
    Break,
    TableHead,
    TableCell(&'static str),
    Code {
        info: String,
    },
    Link {
        href: Option<Href>,
        /// The address and title as written, shown if the link is refused.
        address: String,
    },
    /// A link to one of the message's sources.
    Source,
    Image {
        address: String,
        title: String,
    },
    /// For a link or image inside an image's description: this address, after its text.
    Described(String),
    Footnote {
        /// The number of the footnote, if there is a reference to go back to.
        back: Option<usize>,
        /// The offset of `auto` in its `dir` attribute.
        direction: usize,
    },
}

/// The number of a footnote in the message, from 1 in order of first mention, and whether a reference and the note
/// itself were written: only the first of each gets an id.
#[derive(Clone, Copy)]
struct Footnote {
    number: usize,
    referred: bool,
    written: bool,
}

impl Page {
    fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Event(event) => self.event(event),
            Piece::Item(number) => {
                self.container("<li", number.map(|number| ("value", number)), "</li>\n");
            }
            Piece::Indent(spaces) => self.indent(spaces),
            Piece::Break => self.line_break(),
            Piece::Start(tag) => self.start_tag(tag),
            Piece::End => self.end(),
            Piece::Nothing => {}
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => {
                let in_code = matches!(self.open.last(), Some(Close::Code { .. }));
                let text = if in_code { restored_code(&text) } else { restored(&text) };
                self.words(&text);
            }
            Event::Code(code) => self.code(&restored_code(&code)),
            Event::SoftBreak | Event::HardBreak => self.line_break(),
            Event::Rule => self.raw("<hr>\n"),
            Event::TaskListMarker(done) => self.task(done),
            Event::FootnoteReference(label) => self.footnote_reference(&restored(&label)),
            Event::Start(tag) => self.start(tag),
            Event::End(_) => self.end(),
        }
    }

    /// Adds running text, which is written by the next [`Self::flush`].
    fn words(&mut self, words: &str) {
        match &mut self.collected {
            Some(collected) => collected.push_str(words),
            None => self.text.push_str(words),
        }
    }

    /// Writes the running text, with addresses as links.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        self.decide_direction(&text);
        if let Some(words) = &mut self.link {
            words.push_str(&text);
            push_text(&mut self.out, &text);
            return;
        }
        for piece in pieces(&text) {
            match piece {
                autolink::Piece::Words(words) => push_text(&mut self.out, words),
                autolink::Piece::Address(words, href) => {
                    self.open_link(&href, "");
                    push_text(&mut self.out, words);
                    self.out.push_str("</a>");
                    self.unmask(words, &href);
                }
            }
        }
    }

    /// Writes a tag after the pending text.
    fn raw(&mut self, tag: &'static str) {
        self.flush();
        self.out.push_str(tag);
    }

    /// Opens an element, unless it is nested too deep: then only `instead` happens at its end.
    fn element(&mut self, opening: &'static str, closing: &'static str, instead: Close) {
        self.flush();
        if self.depth >= DEEPEST {
            self.open.push(instead);
            return;
        }
        self.depth += 1;
        self.out.push_str(opening);
        self.open.push(Close::With(closing));
    }

    fn end(&mut self) {
        let Some(close) = self.open.pop() else { return };
        match close {
            Close::Nothing => {}
            Close::With(closing) => {
                self.depth = self.depth.saturating_sub(1);
                self.raw(closing);
            }
            Close::Small(closing) => {
                self.depth = self.depth.saturating_sub(1);
                self.small = self.small.saturating_sub(1);
                self.raw(closing);
            }
            Close::Container { closing, direction } => self.end_container(closing, direction),
            Close::Break => self.raw("<br>\n"),
            Close::TableHead => self.end_table_head(),
            Close::TableCell(closing) => self.end_cell(closing),
            Close::Code { info } => self.end_code_block(&info),
            Close::Link { href, address } => self.end_link(href, &address),
            Close::Source => self.end_source(),
            Close::Image { address, title } => self.end_image(&address, &title),
            Close::Described(address) => self.end_described(&address),
            Close::Footnote { back, direction } => self.end_footnote(back, direction),
        }
    }

    /// Writes the true host after a link whose text looks like another address.
    fn unmask(&mut self, words: &str, href: &Href) {
        if let Some(host) = link::disguised(words, href) {
            self.aside(host);
        }
    }
}
