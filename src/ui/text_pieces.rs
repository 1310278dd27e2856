//! A text of any length as it was written, split into pieces. The browser lays out only the visible ones, and about a
//! megabyte is added per frame, so that no text blocks the page.

use std::{ops::Range, sync::Arc};

use crate::text::visible::visible;

use leptos::prelude::*;

use crate::text::{
    find::within,
    pieces::{SEGMENT, lines, pieces},
};

/// How many pieces are added in one frame.
const BATCH: usize = 32;
/// Only the thousand marks around the current one, the thousand before and the thousand after are rendered.
const MARKED: usize = 1000;

/// The marked ranges of a text.
#[derive(Clone, Default, PartialEq)]
pub struct Marks {
    /// The ranges in bytes, in ascending order.
    pub found: Arc<Vec<Range<usize>>>,
    /// The index of the current range.
    pub current: usize,
}

impl Marks {
    /// The marks in a piece, each with whether it is the current one, as far as they are near the current one
    /// ([`MARKED`]).
    fn of(&self, piece: &Range<usize>) -> Vec<(Range<usize>, bool)> {
        let around = self.current / MARKED * MARKED;
        let near = around.saturating_sub(MARKED)..around + 2 * MARKED;
        let range = within(&self.found, piece);
        let range = range.start.max(near.start)..range.end.min(near.end);
        let one = |at: usize| Some((self.found.get(at)?.clone(), at == self.current));
        range.filter_map(one).collect()
    }
}

/// The text; a short one has an element for each line.
#[component]
pub fn TextPieces(text: Arc<str>, #[prop(optional)] marks: Option<Signal<Marks>>) -> impl IntoView {
    let short = text.len() <= SEGMENT;
    let all = if short { lines(&text) } else { pieces(&text, SEGMENT) };
    let class = if short { "raw-line" } else { "raw-piece" };
    let batches = if short { 1 } else { all.len().div_ceil(BATCH) };
    let come = RwSignal::new(1);
    if batches > 1 {
        more(come, batches);
    }
    let draw = move |batch: &[Range<usize>]| {
        let piece = |piece: &Range<usize>| {
            let words = words(text.clone(), piece.clone(), marks);
            view! { <div class=class>{words}</div> }.into_any()
        };
        batch.iter().map(piece).collect_view().into_any()
    };
    let draw = StoredValue::new(draw);
    let batch = move |(at, batch): (usize, &[Range<usize>])| {
        let batch = batch.to_vec();
        let there = Memo::new(move |_| at < come.get());
        (move || there.get().then(|| draw.with_value(|draw| draw(&batch)))).into_any()
    };
    let size = if short { all.len().max(1) } else { BATCH };
    view! { <div class="raw" dir="auto">{all.chunks(size).enumerate().map(batch).collect_view()}</div> }
}

/// Adds one batch per frame until all are there.
fn more(come: RwSignal<usize>, batches: usize) {
    request_animation_frame(move || {
        let Some(now) = come.try_get_untracked() else { return };
        let _ = come.try_set(now + 1);
        if now + 1 < batches {
            more(come, batches);
        }
    });
}

/// One piece of the text, with its marks.
fn words(text: Arc<str>, piece: Range<usize>, marks: Option<Signal<Marks>>) -> AnyView {
    let part = |text: &str, range: Range<usize>| visible(text.get(range).unwrap_or_default());
    let Some(marks) = marks else { return part(&text, piece).into_any() };
    let place = piece.clone();
    let own_marks = Memo::new(move |_| marks.with(|marks| marks.of(&place)));
    let marked = move || {
        own_marks.with(|own_marks| {
            let mut parts = Vec::with_capacity(own_marks.len() * 2 + 1);
            let mut at = piece.start;
            for (found, current) in own_marks {
                // A mark that begins in one piece may end in the next.
                let found = found.start.max(piece.start)..found.end.min(piece.end);
                parts.push(part(&text, at..found.start).into_any());
                at = found.end;
                let current = current.then_some("true");
                parts.push(view! { <mark aria-current=current>{part(&text, found)}</mark> }.into_any());
            }
            parts.push(part(&text, at..piece.end).into_any());
            parts
        })
    };
    marked.into_any()
}
