//! Tags that are honoured: a few without attributes, which cannot do more than Markdown can. All others are text.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::hidden::TAG;
use super::source::Piece;
use super::work;

/// An element that may be written as a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HtmlTag {
    Subscript,
    Superscript,
    Keyboard,
    Mark,
    Details,
    Summary,
}

impl HtmlTag {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Subscript, "sub"),
        (Self::Superscript, "sup"),
        (Self::Keyboard, "kbd"),
        (Self::Mark, "mark"),
        (Self::Details, "details"),
        (Self::Summary, "summary"),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, own)| own.eq_ignore_ascii_case(name)).map(|(tag, _)| *tag)
    }

    fn index(self) -> usize {
        Self::ALL.iter().position(|(tag, _)| *tag == self).unwrap_or_default()
    }

    /// Whether it holds paragraphs, and so cannot stand in one.
    fn is_block(self) -> bool {
        matches!(self, Self::Details | Self::Summary)
    }
}

/// What `<name>`, `</name>` or `<br/>` at the start of a text is, and its length. The `<` is hidden.
fn read(text: &str) -> Option<(Edge, usize)> {
    let inside = text.strip_prefix(TAG)?;
    let (inside, is_end) = inside.strip_prefix('/').map_or((inside, false), |inside| (inside, true));
    let letters = inside.bytes().take(8).take_while(u8::is_ascii_alphabetic).count();
    let (name, rest) = inside.split_at_checked(letters)?;
    let length = |rest: &str| text.len() - rest.len();
    if name.eq_ignore_ascii_case("br") && !is_end {
        let rest = rest.trim_start_matches(' ');
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        return rest.strip_prefix('>').map(|rest| (Edge::Break, length(rest)));
    }
    let rest = rest.strip_prefix('>')?;
    let tag = HtmlTag::named(name)?;
    Some((if is_end { Edge::End(tag) } else { Edge::Start(tag) }, length(rest)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Start(HtmlTag),
    End(HtmlTag),
    Break,
}

/// Adds a text, with each tag that may be honoured as a piece of its own.
pub(super) fn split<'a>(text: CowStr<'a>, pieces: &mut Vec<Piece<'a>>) {
    let mut done = 0;
    for (at, _) in text.match_indices(TAG) {
        let Some((_, length)) = text.get(at..).and_then(read) else { continue };
        for part in [done..at, at..at + length] {
            if let Some(part) = text.get(part).filter(|part| !part.is_empty()) {
                pieces.push(Piece::Event(Event::Text(part.to_owned().into())));
            }
        }
        done = at + length;
    }
    if done == 0 {
        return pieces.push(Piece::Event(Event::Text(text)));
    }
    if let Some(rest) = text.get(done..).filter(|rest| !rest.is_empty()) {
        pieces.push(Piece::Event(Event::Text(rest.to_owned().into())));
    }
}

/// An open element: one of Markdown, or one that was written as a tag.
struct Open {
    /// Where its start is in the list of pieces.
    at: usize,
    tag: Option<HtmlTag>,
    /// How many tags of each kind are open directly inside an element of Markdown.
    tags: [usize; HtmlTag::ALL.len()],
    /// In a `<details>`: the first and last piece of the paragraph that is its summary.
    summary: Option<(usize, usize)>,
}

/// Honours the tags that have their end in the same element; what is left is text.
pub(super) fn balance(pieces: &mut [Piece<'_>]) {
    let mut open: Vec<Open> = vec![Open { at: 0, tag: None, tags: Default::default(), summary: None }];
    // Code and descriptions of images have no elements inside.
    let mut opaque = 0_usize;
    for at in 0..pieces.len() {
        work::did(1);
        let edge = match pieces.get(at) {
            Some(Piece::Event(Event::Start(Tag::CodeBlock(_) | Tag::Image { .. }))) => {
                opaque += 1;
                continue;
            }
            Some(Piece::Event(Event::End(TagEnd::CodeBlock | TagEnd::Image))) => {
                opaque = opaque.saturating_sub(1);
                continue;
            }
            _ if opaque > 0 => continue,
            Some(Piece::Item(_) | Piece::Event(Event::Start(_))) => {
                open.push(Open { at, tag: None, tags: Default::default(), summary: None });
                continue;
            }
            Some(Piece::Event(Event::End(_))) => {
                end_of_markdown(pieces, &mut open, at);
                continue;
            }
            Some(Piece::Event(Event::Text(text))) => read(text).filter(|(_, length)| *length == text.len()),
            _ => None,
        };
        match edge.map(|(edge, _)| edge) {
            Some(Edge::Break) => set(pieces, at, Piece::Break),
            Some(Edge::Start(tag)) if !tag.is_block() => start(&mut open, at, tag),
            Some(Edge::End(tag)) if !tag.is_block() => {
                if let Some(opening) = end(&mut open, tag) {
                    set(pieces, opening.at, Piece::Start(tag));
                    set(pieces, at, Piece::End);
                }
            }
            _ => {}
        }
    }
}

fn set<'a>(pieces: &mut [Piece<'a>], at: usize, piece: Piece<'a>) {
    if let Some(place) = pieces.get_mut(at) {
        *place = piece;
    }
}

/// Opens a tag, and counts it in the element of Markdown that it is in.
fn start(open: &mut Vec<Open>, at: usize, tag: HtmlTag) {
    let mut tags = open.last().map(|open| open.tags).unwrap_or_default();
    if let Some(count) = tags.get_mut(tag.index()) {
        *count += 1;
    }
    open.push(Open { at, tag: Some(tag), tags, summary: None });
}

/// Closes the innermost such tag in the same element of Markdown; tags inside it that are still open are text.
fn end(open: &mut Vec<Open>, tag: HtmlTag) -> Option<Open> {
    if open.last()?.tags.get(tag.index()).is_none_or(|count| *count == 0) {
        return None;
    }
    while let Some(last) = open.pop() {
        work::did(1);
        if last.tag == Some(tag) {
            return Some(last);
        }
    }
    None
}

/// The end of an element of Markdown. If it was a paragraph that is only a tag of a fold, that is taken in its place.
fn end_of_markdown(pieces: &mut [Piece<'_>], open: &mut Vec<Open>, at: usize) {
    let start_at = loop {
        work::did(1);
        match open.pop() {
            Some(Open { tag: Some(_), .. }) => {}
            Some(Open { at, .. }) => break at,
            None => return,
        }
    };
    if !matches!(pieces.get(start_at), Some(Piece::Event(Event::Start(Tag::Paragraph)))) {
        return;
    }
    let edge = |at: usize| match pieces.get(at) {
        Some(Piece::Event(Event::Text(text))) => {
            read(text).filter(|(_, length)| *length == text.len()).map(|(edge, _)| edge)
        }
        _ => None,
    };
    let (first, last) = (edge(start_at + 1), edge(at.saturating_sub(1)));
    let alone = at == start_at + 2;
    match (first, last) {
        (Some(Edge::Start(HtmlTag::Details)), _) if alone => {
            start(open, at, HtmlTag::Details);
        }
        (Some(Edge::End(HtmlTag::Details)), _) if alone => {
            let Some(opening) = end(open, HtmlTag::Details) else { return };
            // The three pieces of each of the two paragraphs.
            for (end, piece) in [(opening.at, Piece::Start(HtmlTag::Details)), (at, Piece::End)] {
                set(pieces, end - 2, Piece::Nothing);
                set(pieces, end - 1, Piece::Nothing);
                set(pieces, end, piece);
            }
            if let Some((start, end)) = opening.summary {
                for inner in [start + 1, end - 1] {
                    set(pieces, inner, Piece::Nothing);
                }
                // `<summary>`, a line break, and the words.
                for inner in [start + 2, end - 2] {
                    if matches!(pieces.get(inner), Some(Piece::Event(Event::SoftBreak))) {
                        set(pieces, inner, Piece::Nothing);
                    }
                }
                set(pieces, start, Piece::Start(HtmlTag::Summary));
                set(pieces, end, Piece::End);
            }
        }
        (Some(Edge::Start(HtmlTag::Summary)), Some(Edge::End(HtmlTag::Summary))) if at > start_at + 3 => {
            if let Some(details) = open.last_mut().filter(|open| open.tag == Some(HtmlTag::Details))
                && details.at + 1 == start_at
            {
                details.summary = Some((start_at, at));
            }
        }
        _ => {}
    }
}
