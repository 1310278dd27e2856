//! Writing events as HTML. Tags and attribute names come from this file only; all else passes through `escape`.

mod block;
mod direction;
mod inline;

use std::collections::HashMap;

use pulldown_cmark::{Alignment, Event};

use super::autolink::{Piece, pieces};
use super::escape::push_text;
use super::link::{self, Href};

/// Elements nested deeper than this are left out, and their words kept: a browser gives up at some depth too.
const DEEPEST: usize = 100;

/// The HTML of an event stream.
pub(super) fn render<'a>(events: impl Iterator<Item = Event<'a>>, prefix: &str) -> String {
    let prefix: String =
        prefix.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(64).collect();
    let mut page =
        Page { prefix: if prefix.is_empty() { "m".to_owned() } else { prefix }, ..Page::default() };
    for event in events {
        page.event(event);
    }
    page.flush();
    while !page.open.is_empty() {
        page.end();
    }
    direction::apply(&page.out, &page.right_to_left)
}

#[derive(Default)]
struct Page {
    out: String,
    prefix: String,
    /// Running text not yet written: addresses are found in it as a whole.
    text: String,
    /// What to do at the end of each open element.
    open: Vec<Close>,
    /// How many elements are open in the HTML.
    depth: usize,
    /// Text that is not written but collected: of a code block, or of an image's description.
    collected: Option<String>,
    /// How many images are open: their content is a description, without tags.
    images: usize,
    /// Whether a link is open, and its words so far.
    link: Option<String>,
    /// The pictures inside the open link: links cannot hold links, so theirs come after it.
    pictures: Vec<(String, Href)>,
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// Where in the HTML the `auto` of each open container stands whose direction no word has decided yet.
    undecided: Vec<usize>,
    /// Where an `auto` turned out to be `rtl`, in order.
    right_to_left: Vec<usize>,
    /// By label.
    footnotes: HashMap<String, Footnote>,
}

/// What to do at an element's end.
enum Close {
    /// Nothing: it was not opened either.
    Nothing,
    /// Write this closing tag.
    With(&'static str),
    /// Write this closing tag of a container.
    Container {
        closing: &'static str,
        /// Where its `auto` stands.
        direction: usize,
    },
    /// Write a line break, which stands for a block nested too deep.
    Break,
    TableHead,
    TableCell(&'static str),
    Code {
        info: String,
    },
    Link {
        href: Option<Href>,
        /// The address and title as written, to show if they lead nowhere.
        address: String,
    },
    Image {
        address: String,
        title: String,
    },
    /// An element inside an image's description: write this address after its words.
    Described(String),
    Footnote {
        /// The number of the note to return to, if anything refers to it.
        back: Option<usize>,
        /// Where its `auto` stands.
        direction: usize,
    },
}

/// A footnote's place in the message (1 is the first met), and whether it has been referred to and written: only the
/// first time gets an id.
#[derive(Clone, Copy)]
struct Footnote {
    number: usize,
    referred: bool,
    written: bool,
}

impl Page {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => self.words(&text),
            Event::Code(code) => self.code(&code),
            Event::SoftBreak | Event::HardBreak => self.line_break(),
            Event::Rule => self.raw("<hr>\n"),
            Event::TaskListMarker(done) => self.task(done),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::Start(tag) => self.start(tag),
            Event::End(_) => self.end(),
        }
    }

    /// Takes running text, to be written at the next [`Self::flush`].
    fn words(&mut self, words: &str) {
        match &mut self.collected {
            Some(collected) => collected.push_str(words),
            None => self.text.push_str(words),
        }
    }

    /// Writes the running text, with its bare addresses as links.
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
                Piece::Words(words) => push_text(&mut self.out, words),
                Piece::Address(words, href) => {
                    self.open_link(&href, "");
                    push_text(&mut self.out, words);
                    self.out.push_str("</a>");
                    self.unmask(words, &href);
                }
            }
        }
    }

    /// Writes a tag, after the text before it.
    fn raw(&mut self, tag: &'static str) {
        self.flush();
        self.out.push_str(tag);
    }

    /// Opens an element unless it is nested too deep.
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
            Close::Container { closing, direction } => self.end_container(closing, direction),
            Close::Break => self.raw("<br>\n"),
            Close::TableHead => self.end_table_head(),
            Close::TableCell(closing) => self.end_cell(closing),
            Close::Code { info } => self.end_code_block(&info),
            Close::Link { href, address } => self.end_link(href, &address),
            Close::Image { address, title } => self.end_image(&address, &title),
            Close::Described(address) => self.end_described(&address),
            Close::Footnote { back, direction } => self.end_footnote(back, direction),
        }
    }

    /// Names the host of a link that claims to lead elsewhere.
    fn unmask(&mut self, words: &str, href: &Href) {
        if let Some(host) = link::disguised(words, href) {
            self.aside(host);
        }
    }
}
