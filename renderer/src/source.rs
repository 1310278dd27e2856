//! Parses Markdown without losing text.
//!
//! The parser drops raw HTML, link definitions that no link uses (`[INFO]: started` is one), and cells beyond a table's
//! last column. [`events`] adds these to its events as text.

use std::collections::{HashSet, VecDeque};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, OffsetIter, Options, Parser, Tag, TagEnd};

use super::autolink;

/// Replaces a `<` that must not begin a tag. A noncharacter, which text should not contain.
const LESS_THAN: char = '\u{FDD0}';

/// Ends the run of quote and list marks at the start of a line; removed from the output.
const STOP: char = '\u{FDD1}';
/// How many quote and list marks a line may begin with: the parser checks all of them for each following line.
const DEEPEST: usize = 100;

/// The text for the parser: line breaks become `\n`, NUL is replaced, and each `<` is hidden unless it begins an
/// address (`<https://…>`, `[a](<b c>)`). Thus tags are text, and the Markdown between them is still parsed.
pub(super) fn prepare(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + source.len() / 16);
    let mut chars = source.char_indices().peekable();
    let mut marks = Some(0);
    while let Some((at, c)) = chars.next() {
        marks = match (c, marks) {
            ('\n' | '\r', _) => Some(0),
            (_, Some(DEEPEST)) => {
                out.push(STOP);
                None
            }
            ('>', Some(marks)) => Some(marks + 1),
            ('-' | '+' | '*' | '.' | ')', Some(marks))
                if chars.peek().is_some_and(|(_, next)| next.is_whitespace()) =>
            {
                Some(marks + 1)
            }
            (' ' | '\t' | '0'..='9', marks) => marks,
            _ => None,
        };
        match c {
            '\0' | LESS_THAN | STOP => out.push('\u{FFFD}'),
            '\r' => {
                chars.next_if(|(_, next)| *next == '\n');
                out.push('\n');
            }
            '<' if !begins_address(&out, source.get(at + 1..).unwrap_or_default()) => out.push(LESS_THAN),
            _ => out.push(c),
        }
    }
    out
}

fn begins_address(before: &str, after: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t']);
    if before.ends_with("](") || before.ends_with("]:") {
        return true;
    }
    let end = after.find(|c: char| c == '>' || c == '<' || c.is_whitespace()).unwrap_or(after.len());
    let inside = after.get(..end).unwrap_or_default();
    after.get(end..).is_some_and(|rest| rest.starts_with('>')) && autolink::is_address(inside)
}

/// The parser's events for a [`prepare`]d text, with the dropped text added.
pub(super) fn events(prepared: &str) -> Events<'_> {
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

/// An iterator, made by [`events`].
pub(super) struct Events<'a> {
    text: &'a str,
    inner: OffsetIter<'a>,
    /// The ranges of the link definitions that are used, in order.
    referred: Vec<Range<usize>>,
    frames: Vec<Frame>,
    ready: VecDeque<Event<'a>>,
}

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
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
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
        self.ready.push_back(reveal(event));
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
                self.ready.push_back(Event::Start(Tag::TableCell));
                self.ready.push_back(reveal(Event::Text(cell.into())));
                self.ready.push_back(Event::End(TagEnd::TableCell));
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

    fn push_paragraph(&mut self, text: &'a str, within: Kind) {
        if within == Kind::List {
            self.ready.push_back(Event::Start(Tag::Item));
        }
        self.ready.push_back(Event::Start(Tag::Paragraph));
        let lines = text.lines().map(|line| line.trim_start_matches([' ', '\t', '>']).trim_end());
        for (i, line) in lines.filter(|line| !line.is_empty()).enumerate() {
            if i > 0 {
                self.ready.push_back(Event::SoftBreak);
            }
            self.ready.push_back(reveal(Event::Text(line.into())));
        }
        self.ready.push_back(Event::End(TagEnd::Paragraph));
        if within == Kind::List {
            self.ready.push_back(Event::End(TagEnd::Item));
        }
    }
}

/// The event with the hidden characters restored.
fn reveal(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Text(text) => Event::Text(shown(text)),
        Event::Code(text) => Event::Code(shown(text)),
        Event::Html(text) => Event::Html(shown(text)),
        Event::InlineHtml(text) => Event::InlineHtml(shown(text)),
        Event::FootnoteReference(label) => Event::FootnoteReference(shown(label)),
        Event::Start(Tag::FootnoteDefinition(label)) => Event::Start(Tag::FootnoteDefinition(shown(label))),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(shown(info))))
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: shown(dest_url), title: shown(title), id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: shown(dest_url), title: shown(title), id })
        }
        _ => event,
    }
}

fn shown(text: CowStr<'_>) -> CowStr<'_> {
    if text.contains([LESS_THAN, STOP]) {
        text.replace(LESS_THAN, "<").replace(STOP, "").into()
    } else {
        text
    }
}
