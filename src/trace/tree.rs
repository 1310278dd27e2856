//! The spans as a tree (ARIA `tree`). Only rows near the viewport are in the page: 15,000 rows would take seconds to
//! lay out. The tree element itself has the focus and names the active row in `aria-activedescendant`.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{
    context::TraceAction,
    row::{Axis, element_id, row, toggle},
    span_search::SpanSearch,
    trace_store::TraceStore,
};
use crate::{
    browser::{navigate::HistoryEntry, timer},
    local::hotkeys::{self, Hotkey},
    model::{ids::SpanId, span_tree::SpanNode},
    ui::keyed::keyed,
};

/// How long the arrow keys rest on a row before its span is selected.
const REST_ON_SPAN: Duration = Duration::from_millis(160);

/// The height of a row in pixels, the same as in the style sheet.
const ROW: f64 = 34.0;
/// Rows that are rendered above and below the viewport.
const AHEAD: usize = 12;
/// Letters typed within this many milliseconds form one word.
const WORD: f64 = 700.0;

/// The tree, with search and filters above it.
#[component]
pub(super) fn Tree(store: TraceStore) -> impl IntoView {
    let scroller = NodeRef::<leptos::html::Div>::new();
    let (seen, set_seen) = signal((0.0_f64, 900.0_f64));
    let rows = Memo::new(move |_| {
        store.tree.with(|tree| {
            store.folded.with(|folded| store.sought.with(|sought| tree.in_sight(folded, sought)))
        })
    });
    let axis = Memo::new(move |_| store.tree.with(|tree| Axis::of(tree.nodes())));
    let shown = Memo::new(move |_| {
        let (top, height) = seen.get();
        let first = ((top / ROW) as usize).saturating_sub(AHEAD);
        let count = (height / ROW) as usize + 2 * AHEAD;
        store.tree.with(|tree| {
            rows.with(|rows| {
                let window = rows.iter().enumerate().skip(first).take(count);
                window
                    .filter_map(|(at, node)| Some((at, tree.nodes().get(*node)?.clone())))
                    .collect::<Vec<_>>()
            })
        })
    });
    let found = Signal::derive(move || {
        let sought = store.sought.get();
        (!sought.is_nothing()).then(|| {
            store.tree.with(|tree| tree.nodes().iter().skip(1).filter(|node| sought.fits(&node.span)).count())
        })
    });
    let look = move || {
        // In the next frame the tree may be gone already, if the user goes on quickly.
        if let Some(element) = scroller.try_get_untracked().flatten() {
            let seen = (f64::from(element.scroll_top()), f64::from(element.client_height()).max(ROW));
            let _ = set_seen.try_set(seen);
        }
    };
    scroller.on_load(move |_| request_animation_frame(look));
    let resized = window_event_listener_untyped("resize", move |_| look());
    on_cleanup(move || resized.remove());
    follow_chosen(store, rows, scroller);
    write_chosen(store);
    let on_key = typing(store, rows);
    view! {
        <section class="spans" aria-label="Spans">
            <SpanSearch store found />
            <div
                node_ref=scroller
                class="span-tree"
                role="tree"
                aria-label="Spans of the trace"
                tabindex="0"
                aria-activedescendant=move || store.active.with(element_id)
                on:scroll=move |_| look()
                on:keydown=on_key
            >
                <div class="span-space" role="presentation" style:height=move || format!("{}px", rows.with(Vec::len) as f64 * ROW)>
                    {keyed(
                        move || shown.get(),
                        |(at, node): &(usize, SpanNode)| format!("{at} {} {}", node.span.id, node.below),
                        move |(at, node)| row(store, &node, axis.get_untracked(), at as f64 * ROW),
                    )}
                </div>
            </div>
        </section>
    }
}

/// Makes the span in the URL the active row: unfolds its ancestors and scrolls to it.
fn follow_chosen(store: TraceStore, rows: Memo<Vec<usize>>, scroller: NodeRef<leptos::html::Div>) {
    Effect::new(move |_| {
        let chosen = store.context.span.get().unwrap_or_default();
        store.active.set(chosen.clone());
        // Before its page of spans is loaded there is nothing to unfold.
        store.tree.with(|tree| {
            let Some(mut at) = tree.position(&chosen) else { return };
            let mut above = Vec::new();
            while let Some(parent) = tree.parent(at) {
                above.extend(tree.nodes().get(parent).map(|node| node.span.id.clone()));
                at = parent;
            }
            if store.folded.with_untracked(|folded| above.iter().any(|id| folded.contains(id))) {
                store.folded.update(|folded| folded.retain(|id| !above.contains(id)));
            }
        });
    });
    Effect::new(move |_| {
        let active = store.active.get();
        let at = rows.with(|rows| store.tree.with_untracked(|tree| place_of(tree.nodes(), rows, &active)));
        let (Some(at), Some(element)) = (at, scroller.get()) else { return };
        reveal(&element, at as f64 * ROW);
    });
}

fn place_of(nodes: &[SpanNode], rows: &[usize], id: &SpanId) -> Option<usize> {
    rows.iter().position(|at| nodes.get(*at).is_some_and(|node| node.span.id == *id))
}

/// Scrolls no further than is needed.
fn reveal(scroller: &HtmlElement, top: f64) {
    let (from, height) = (f64::from(scroller.scroll_top()), f64::from(scroller.client_height()));
    if top < from {
        scroller.set_scroll_top(top as i32);
    } else if top + ROW > from + height {
        scroller.set_scroll_top((top + ROW - height) as i32);
    }
}

/// Writes the active row into the URL once the arrow keys have rested for [`REST_ON_SPAN`].
fn write_chosen(store: TraceStore) {
    let go = store.context.go;
    let rest = timer::debounce(REST_ON_SPAN, move |id: SpanId| {
        let chosen = (id != SpanId::default()).then_some(id);
        if store.context.span.get_untracked() != chosen {
            go.run(TraceAction::Span(chosen, HistoryEntry::Replace));
        }
    });
    Effect::new(move |was: Option<()>| {
        let active = store.active.get();
        if was.is_some() {
            rest(active);
        }
    });
}

/// Moves the active row to another of the visible rows.
fn go(store: TraceStore, rows: &[usize], to: impl FnOnce(usize) -> usize) {
    let next = store.tree.with_untracked(|tree| {
        let here = store.active.with_untracked(|active| place_of(tree.nodes(), rows, active));
        let at = rows.get(to(here.unwrap_or_default()).min(rows.len().saturating_sub(1)))?;
        tree.nodes().get(*at).map(|node| node.span.id.clone())
    });
    if let Some(next) = next {
        store.active.set(next);
    }
}

/// Moves to the next or the previous visible span.
pub(super) fn move_active(store: TraceStore, step: isize) {
    let rows = store.tree.with_untracked(|tree| {
        store
            .folded
            .with_untracked(|folded| store.sought.with_untracked(|sought| tree.in_sight(folded, sought)))
    });
    go(store, &rows, |at| at.saturating_add_signed(step));
}

/// The keys of a tree: arrows, Page Up and Down, Home, End, Enter, and the first letters of a name.
fn typing(store: TraceStore, rows: Memo<Vec<usize>>) -> impl Fn(KeyboardEvent) + 'static {
    let word = StoredValue::new((String::new(), 0.0));
    move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || hotkeys::composes(&event) {
            return;
        }
        let rows = rows.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => go(store, &rows, |at| at + 1),
            "ArrowUp" => go(store, &rows, |at| at.saturating_sub(1)),
            "PageDown" => go(store, &rows, |at| at + 15),
            "PageUp" => go(store, &rows, |at| at.saturating_sub(15)),
            "Home" => go(store, &rows, |_| 0),
            "End" => go(store, &rows, |_| usize::MAX),
            "ArrowRight" => inward(store, &rows),
            "ArrowLeft" => outward(store),
            "Enter" => {
                let id = store.active.get_untracked();
                let chosen = (id != SpanId::default()).then_some(id);
                store.context.go.run(TraceAction::Span(chosen, HistoryEntry::Push));
            }
            key if key.chars().count() == 1 => {
                let is_shortcut = matches!(
                    hotkeys::of(&event),
                    Some(
                        Hotkey::Trace
                            | Hotkey::NextTurn
                            | Hotkey::PreviousTurn
                            | Hotkey::Search
                            | Hotkey::Help
                    )
                );
                if !by_name(store, &rows, word, (key, is_shortcut), event.time_stamp()) {
                    return;
                }
            }
            _ => return,
        }
        event.prevent_default();
    }
}

/// Unfolds the active span, or moves to its first child.
fn inward(store: TraceStore, rows: &[usize]) {
    let active = store.active.get_untracked();
    if store.folded.with_untracked(|folded| folded.contains(&active)) {
        return toggle(store, &active);
    }
    let branch = store.tree.with_untracked(|tree| {
        tree.position(&active).and_then(|at| tree.nodes().get(at)).is_some_and(SpanNode::is_branch)
    });
    if branch {
        go(store, rows, |at| at + 1);
    }
}

/// Folds the active span, or moves to its parent.
fn outward(store: TraceStore) {
    let active = store.active.get_untracked();
    let outside = store.tree.with_untracked(|tree| {
        let at = tree.position(&active)?;
        let open = tree.nodes().get(at).is_some_and(SpanNode::is_branch)
            && !store.folded.with_untracked(|folded| folded.contains(&active));
        if open {
            return None;
        }
        tree.parent(at).and_then(|parent| tree.nodes().get(parent)).map(|node| node.span.id.clone())
    });
    match outside {
        Some(outside) => store.active.set(outside),
        None => {
            if !store.folded.with_untracked(|folded| folded.contains(&active)) {
                toggle(store, &active);
            }
        }
    }
}

/// Moves to the next span whose name starts with the typed letters. False if the key is a shortcut of the page and no
/// word has been started.
fn by_name(
    store: TraceStore,
    rows: &[usize],
    word: StoredValue<(String, f64)>,
    (key, is_shortcut): (&str, bool),
    now: f64,
) -> bool {
    let begun = word.with_value(|(word, at)| !word.is_empty() && now - at < WORD);
    // `o` goes back, `j` and `k` step through the spans, in the tree too.
    if !begun && (is_shortcut || key == " ") {
        return false;
    }
    let text = word
        .with_value(|(word, _)| if begun { format!("{word}{key}") } else { key.to_owned() })
        .to_lowercase();
    word.set_value((text.clone(), now));
    let next = store.tree.with_untracked(|tree| {
        let here =
            store.active.with_untracked(|active| place_of(tree.nodes(), rows, active)).unwrap_or_default();
        // With a longer word the same row may still match; a new word searches after it.
        let from = if begun { here } else { here + 1 };
        let (before, after) = rows.split_at(from.min(rows.len()));
        let fits = |at: &&usize| {
            let node = tree.nodes().get(**at);
            node.and_then(|node| node.span.name.as_deref())
                .is_some_and(|name| name.to_lowercase().starts_with(&text))
        };
        let found = after.iter().chain(before).find(fits)?;
        tree.nodes().get(*found).map(|node| node.span.id.clone())
    });
    if let Some(next) = next {
        store.active.set(next);
    }
    true
}
