//! The turns in groups of a few. The browser skips groups outside the viewport (`content-visibility`), so that
//! scrolling costs the same in a conversation of any length. Chromium locates every skipped element in every frame, so
//! there should be few groups; a group that becomes visible is laid out in one frame, so each should be small.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    chunks_in_sight::{ChunkState, ChunksInSight},
    context::ConversationContext,
    dividers::{self, Divider},
    render_queue::{RenderQueue, TurnDrawn},
    review_context::ReviewContext,
    since_review::LINE,
    turn::{Turn, TurnShown},
};
use crate::{
    browser::clock,
    model::{ids::TraceId, time::Timestamp, trace::Trace},
    ui::keyed::keyed,
};

/// Turns per group; the expected height of a group in `conversation.css` depends on it.
const TURNS: usize = 5;
/// In a conversation of at most so many turns, all have their buttons all the time.
const SHORT: usize = 100;
/// Turns at the beginning that are rendered without the queue.
const AT_ONCE: usize = 6;

/// All groups in order. `trace` is the turn that the URL links to.
pub(super) fn turn_chunks(
    all: RwSignal<Vec<Arc<Trace>>>,
    context: ConversationContext,
    trace: Signal<Option<TraceId>>,
    review_context: ReviewContext,
) -> AnyView {
    let queue = RenderQueue::new();
    let rows = Memo::new(move |_| all.with(|all| numbered(all)));
    let count = Memo::new(move |_| rows.with(|rows| rows.len().div_ceil(TURNS)));
    let chunks_in_sight = ChunksInSight::new(queue, context.files);
    let is_short = Memo::new(move |_| rows.with(|rows| rows.len() <= SHORT));
    let draw = move |row: NumberedTurn, nth: usize, state: ChunkState| {
        let buttons = Signal::derive(move || state.in_sight.get() || is_short.get());
        let id = row.trace.id.clone();
        let is_linked = move |trace: &Option<TraceId>| trace.as_ref() == Some(&id);
        let first =
            row.number <= AT_ONCE || state.in_sight.get_untracked() || trace.with_untracked(&is_linked);
        let drawn = TurnDrawn { words: ArcRwSignal::new(first), messages: ArcRwSignal::new(first) };
        if !first {
            queue.add(nth, drawn.clone());
        }
        view! {
            {row.mark().map(|mark| view! { <MarkLine mark /> }.into_any())}
            <Turn
                linked=Signal::derive(move || trace.with(&is_linked))
                number=row.number
                trace=row.trace
                context
                review_context
                shown=TurnShown { drawn, close: state.close.into(), buttons }
            />
        }
        .into_any()
    };
    let chunk = move |nth: usize| {
        // When turns arrive, only the groups whose turns changed are compared with what is rendered.
        let own = Memo::new(move |_| {
            context.since.line.with(|line| {
                rows.with(|rows| with_line(rows.chunks(TURNS).nth(nth).unwrap_or_default(), line.as_ref()))
            })
        });
        let state = ChunkState::new(nth * TURNS < AT_ONCE);
        let frame = NodeRef::<leptos::html::Div>::new();
        frame.on_load(move |element| chunks_in_sight.watch(nth, element.into(), state));
        let id = format!("turns-{nth}");
        on_cleanup({
            let id = id.clone();
            move || chunks_in_sight.forget(&id)
        });
        let show = move || {
            queue.draw(nth);
            if !state.in_sight.get_untracked() {
                state.in_sight.set(true);
            }
        };
        view! {
            <div
                node_ref=frame
                class="turn-chunk"
                id=id
                on:focusin=move |_| show()
                on:pointerenter=move |_| show()
            >
                {keyed(
                    move || own.get(),
                    ChunkItem::key,
                    move |item| match item {
                        ChunkItem::NewLine => new_line(),
                        ChunkItem::Turn(row) => draw(row, nth, state),
                    },
                )}
            </div>
        }
        .into_any()
    };
    keyed(move || (0..count.get()).collect(), usize::to_string, chunk)
}

/// What stands in a group: turns, and in one group the line above what is new.
#[derive(Clone, PartialEq)]
enum ChunkItem {
    NewLine,
    Turn(NumberedTurn),
}

impl ChunkItem {
    fn key(&self) -> String {
        match self {
            Self::NewLine => LINE.to_owned(),
            Self::Turn(row) => row.key(),
        }
    }
}

/// The turns of a group, with the line above the turn with this id.
fn with_line(turns: &[NumberedTurn], line: Option<&TraceId>) -> Vec<ChunkItem> {
    let mut items = Vec::with_capacity(turns.len() + 1);
    for turn in turns {
        if line == Some(&turn.trace.id) {
            items.push(ChunkItem::NewLine);
        }
        items.push(ChunkItem::Turn(turn.clone()));
    }
    items
}

/// The line between what the reader has reviewed and what came since.
fn new_line() -> AnyView {
    view! { <p class="mark" id=LINE data-kind="new">"New since your review"</p> }.into_any()
}

/// A turn, its number (from 1) and the turn before it.
#[derive(Clone)]
struct NumberedTurn {
    number: usize,
    trace: Arc<Trace>,
    before: Option<Arc<Trace>>,
}

impl PartialEq for NumberedTurn {
    /// Pointer equality: comparing the content of all turns whenever more arrive would cost more than it saves.
    fn eq(&self, other: &Self) -> bool {
        let before = match (&self.before, &other.before) {
            (Some(one), Some(another)) => Arc::ptr_eq(one, another),
            (None, None) => true,
            _ => false,
        };
        before && self.number == other.number && Arc::ptr_eq(&self.trace, &other.trace)
    }
}

impl NumberedTurn {
    /// Changes with `last_updated_at`, so that a turn is rendered again only when it was updated.
    fn key(&self) -> String {
        let version = self.trace.feedback.last_updated_at.map_or(0, Timestamp::millis);
        format!("{} {version} {}", self.number, self.trace.id)
    }

    fn mark(&self) -> Option<Divider> {
        let before = self.before.as_ref().and_then(|before| before.end_time.max(before.start_time));
        dividers::between(before, self.trace.start_time, clock::zone_at)
    }
}

fn numbered(all: &[Arc<Trace>]) -> Vec<NumberedTurn> {
    let mut before = None;
    all.iter()
        .enumerate()
        .map(|(index, trace)| NumberedTurn {
            number: index + 1,
            trace: trace.clone(),
            before: before.replace(trace.clone()),
        })
        .collect()
}

#[component]
fn MarkLine(mark: Divider) -> impl IntoView {
    let (kind, words) = match mark {
        Divider::Day(words) => ("day", words),
        Divider::Gap(words) => ("gap", words),
    };
    view! { <p class="mark num" data-kind=kind>{words}</p> }
}
