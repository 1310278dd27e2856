//! Parses Markdown without losing text.
//!
//! The parser drops link definitions that no link uses (`[INFO]: started` is one), cells beyond a table's last column, the
//! numbers of list items after the first, and the indentation of the lines of a paragraph. [`pieces`] adds them to its
//! events.

mod indent;
mod numbers;

use std::collections::{HashSet, VecDeque};
use std::ops::Range;

use pulldown_cmark::{Event, OffsetIter, Options, Parser, Tag, TagEnd};

use super::tags::{self, HtmlTag};

/// A part of a parsed text. Texts still have hidden characters.
#[derive(Clone, Debug)]
pub(super) enum Piece<'a> {
    Event(Event<'a>),
    /// The start of a list item, and its number if it is not the one that follows from the item before.
    Item(Option<u64>),
    /// This many spaces at the start of a line.
    Indent(usize),
    /// A line break, written as `<br>`.
    Break,
    /// The start of an element that was written as a tag. Every start has its end, in the same element.
    Start(HtmlTag),
    End,
    /// What became part of another piece.
    Nothing,
}

/// The parts of a prepared text (`prepare::prepare`).
pub(super) fn pieces(prepared: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut numbers = numbers::Numbers::default();
    let mut indents = indent::Indents::new(prepared);
    for (event, range) in events(prepared) {
        super::work::did(1);
        if let Some(spaces) = indents.before(&event, range.as_ref()) {
            pieces.push(Piece::Indent(spaces));
        }
        let number = numbers.of(&event, range.and_then(|range| prepared.get(range.start..)));
        match event {
            Event::Start(Tag::Item) => pieces.push(Piece::Item(number)),
            Event::Text(text) => tags::split(text, &mut pieces),
            event => pieces.push(Piece::Event(event)),
        }
    }
    tags::balance(&mut pieces);
    pieces
}

/// The parser's events for a prepared text, with the dropped text added.
fn events(prepared: &str) -> Events<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let parser = Parser::new_ext(prepared, options);
    let mut referred = Vec::new();
    if parser.reference_definitions().iter().next().is_some() {
        let labels: HashSet<String> = Parser::new_ext(prepared, options)
            .filter_map(|event| match event {
                Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) if !id.is_empty() => {
                    Some(id.to_string())
                }
                _ => None,
            })
            .collect();
        let definitions = parser.reference_definitions();
        referred.extend(labels.iter().filter_map(|label| Some(definitions.get(label)?.span.clone())));
        referred.sort_by_key(|span| span.start);
        referred.dedup();
    }
    let root = Frame { kind: Kind::Blocks, covered: 0, end: prepared.len() };
    Events {
        text: prepared,
        inner: parser.into_offset_iter(),
        referred,
        frames: vec![root],
        ready: VecDeque::new(),
    }
}

/// An iterator, made by [`events`]. Added events have no range.
struct Events<'a> {
    text: &'a str,
    inner: OffsetIter<'a>,
    /// The ranges of the link definitions that are used, in order.
    referred: Vec<Range<usize>>,
    frames: Vec<Frame>,
    ready: VecDeque<Ranged<'a>>,
}

type Ranged<'a> = (Event<'a>, Option<Range<usize>>);

/// An open element, and the offset up to which its source has been handled.
struct Frame {
    kind: Kind,
    covered: usize,
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Contains blocks, so unused definitions may be between them.
    Blocks,
    /// Contains only list items.
    List,
    /// Contains only table cells.
    Row,
    /// Contains nothing that the parser drops.
    Other,
}

impl<'a> Iterator for Events<'a> {
    type Item = Ranged<'a>;

    fn next(&mut self) -> Option<Ranged<'a>> {
        if let Some(event) = self.ready.pop_front() {
            return Some(event);
        }
        let Some((event, range)) = self.inner.next() else {
            let rest = self.frames.pop()?;
            self.give_back(&rest, rest.end);
            return self.ready.pop_front();
        };
        let mut covered = if matches!(event, Event::Start(_)) { range.start } else { range.end };
        if let Some(frame) = self.frames.pop() {
            match &event {
                // What follows the last item is added after the list.
                Event::End(_) if frame.kind == Kind::List => covered = frame.covered,
                Event::End(_) => self.give_back(&frame, frame.end),
                _ => {
                    self.give_back(&frame, range.start);
                    self.frames.push(frame);
                }
            }
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.covered = frame.covered.max(covered);
        }
        if let Event::Start(tag) = &event {
            self.frames.push(self.frame(tag, &range));
        }
        self.ready.push_back((event, Some(range)));
        self.ready.pop_front()
    }
}

impl<'a> Events<'a> {
    fn frame(&self, tag: &Tag<'_>, range: &Range<usize>) -> Frame {
        let kind = match tag {
            Tag::BlockQuote(_) | Tag::Item | Tag::FootnoteDefinition(_) => Kind::Blocks,
            Tag::List(_) => Kind::List,
            Tag::TableRow => Kind::Row,
            _ => Kind::Other,
        };
        // The label at the start of a footnote looks like a link definition.
        let label = match tag {
            Tag::FootnoteDefinition(_) => {
                self.text.get(range.clone()).and_then(|text| text.find("]:")).map_or(0, |i| i + 2)
            }
            _ => 0,
        };
        Frame { kind, covered: range.start + label, end: range.end }
    }

    /// Queues events for text between the handled part and `until` that the parser dropped.
    fn give_back(&mut self, frame: &Frame, until: usize) {
        if frame.kind == Kind::Other || frame.covered >= until {
            return;
        }
        if frame.kind == Kind::Row {
            let cells = self.text.get(frame.covered..until).unwrap_or_default().trim().trim_matches('|');
            for cell in cells.split('|').map(str::trim).filter(|cell| !cell.is_empty()) {
                self.add(Event::Start(Tag::TableCell));
                self.add(Event::Text(cell.into()));
                self.add(Event::End(TagEnd::TableCell));
            }
            return;
        }
        let first = self.referred.partition_point(|span| span.end <= frame.covered);
        let mut gaps = Vec::new();
        let mut from = frame.covered;
        for span in self.referred.get(first..).unwrap_or_default() {
            if span.start >= until {
                break;
            }
            gaps.push(from..span.start);
            from = span.end;
        }
        gaps.push(from..until);
        for gap in gaps {
            let gap = self.text.get(gap).unwrap_or_default();
            if gap.contains("]:") {
                self.push_paragraph(gap.get(gap.find('[').unwrap_or(0)..).unwrap_or_default(), frame.kind);
            }
        }
    }

    fn add(&mut self, event: Event<'a>) {
        self.ready.push_back((event, None));
    }

    fn push_paragraph(&mut self, text: &'a str, within: Kind) {
        if within == Kind::List {
            self.add(Event::Start(Tag::Item));
        }
        self.add(Event::Start(Tag::Paragraph));
        let lines = text.lines().map(|line| line.trim_start_matches([' ', '\t', '>']).trim_end());
        for (i, line) in lines.filter(|line| !line.is_empty()).enumerate() {
            if i > 0 {
                self.add(Event::SoftBreak);
            }
            self.add(Event::Text(line.into()));
        }
        self.add(Event::End(TagEnd::Paragraph));
        if within == Kind::List {
            self.add(Event::End(TagEnd::Item));
        }
    }
}
