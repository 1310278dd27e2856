//! The controls above the span tree: count, search, filters, and folding.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::trace_store::{SpansProgress, TraceStore};
use crate::{
    api::{load::Load, spans},
    local::hotkeys,
    model::{figures, span::SpanKind},
    ui::{
        icon::{Glyph, Icon},
        menu::Menu,
    },
};

#[component]
pub(super) fn SpanSearch(store: TraceStore, found: Signal<Option<usize>>) -> impl IntoView {
    let sought = store.sought;
    let count = move || {
        let here = store.tree.with(|tree| tree.spans()) as u64;
        format!("Spans ({})", here.max(store.total.get()))
    };
    let words = move || sought.with(|sought| sought.words.clone());
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape"
            && !hotkeys::composes(&event)
            && !sought.with_untracked(|sought| sought.words.is_empty())
        {
            event.prevent_default();
            event.stop_propagation();
            sought.update(|sought| sought.words.clear());
        }
    };
    let narrowed = Signal::derive(move || {
        sought.with(|sought| {
            match sought.kinds.len() + usize::from(sought.failed) + usize::from(!sought.hidden.is_empty()) {
                0 => "Kind".to_owned(),
                count => format!("Kind {count}"),
            }
        })
    });
    let all_folded = move || store.folded.with(|folded| !folded.is_empty());
    let internal = internal(store);
    view! {
        <div class="span-head">
            <h2 class="span-count num">{count}</h2>
            <button
                type="button"
                class="quiet"
                on:click=move |_| if all_folded() { unfold_all(store) } else { fold_all(store) }
            >
                {move || if all_folded() { "Expand all" } else { "Collapse all" }}
            </button>
        </div>
        <div class="span-search-line">
            <span class="field">
                <Icon glyph=Glyph::Search />
                <input
                    type="search"
                    class="span-search"
                    aria-label="Search spans"
                    placeholder="Search spans"
                    prop:value=words
                    on:input=move |event| sought.update(|sought| sought.words = event_target_value(&event))
                    on:keydown=on_key
                />
            </span>
            <Menu label=Signal::derive(move || format!("{}: filter the spans", narrowed.get())) glyph=Glyph::Filter words=narrowed at_end=true>
                <div class="choices kinds">{SpanKind::OF_SPANS.map(|kind| check(store, Some(kind)))}{check(store, None)}{internal()}</div>
            </Menu>
        </div>
        <p class="span-found muted num" role="status">
            {move || found.get().map(|found| match found {
                0 => "No span matches.".to_owned(),
                found => format!("{} found", figures::count(found as u64)),
            })}
        </p>
        {move || progress(store)}
    }
}

/// The checkbox for one kind of spans; `None` is the one for failed spans.
fn check(store: TraceStore, kind: Option<SpanKind>) -> AnyView {
    let checked = move || {
        store.sought.with(|sought| match kind {
            Some(kind) => sought.kinds.contains(&kind),
            None => sought.failed,
        })
    };
    let press = move |_| {
        store.sought.update(|sought| match kind {
            None => sought.failed = !sought.failed,
            Some(kind) if sought.kinds.contains(&kind) => sought.kinds.retain(|one| *one != kind),
            Some(kind) => sought.kinds.push(kind),
        });
    };
    checkbox(kind.map_or("Failed only", SpanKind::word), Signal::derive(checked), press)
}

fn checkbox(label: &'static str, checked: Signal<bool>, press: impl Fn(web_sys::Event) + 'static) -> AnyView {
    view! {
        <label class="kind">
            <input type="checkbox" prop:checked=checked on:change=press />
            {label}
        </label>
    }
    .into_any()
}

/// The checkbox that hides spans which frameworks create for themselves. Spans come without metadata, so which ones are
/// internal is asked when the box is checked. Created with the tree and not with the menu, because the answer may
/// arrive after the menu has closed.
fn internal(store: TraceStore) -> impl Fn() -> AnyView + Copy {
    let hides = RwSignal::new(false);
    let found = Load::new(move || {
        let (client, project) = (store.review.client(), store.root.with_value(|root| root.project.clone()));
        let trace = store.root.with_value(|root| root.trace_id.clone());
        let asked = hides.get();
        async move { if asked { spans::internal(&client, &project, &trace).await.ok() } else { Some(Vec::new()) } }
    });
    Effect::new(move |_| match found.get() {
        Some(Some(ids)) => store.sought.update(|sought| sought.hidden = Arc::new(ids.into_iter().collect())),
        // Without an answer nothing is hidden.
        Some(None) => hides.set(false),
        None => {}
    });
    move || checkbox("Hide internal", hides.into(), move |_| hides.update(|hides| *hides = !*hides))
}

fn fold_all(store: TraceStore) {
    let branches = store.tree.with_untracked(|tree| {
        // The trace itself stays unfolded, so that its direct children remain visible.
        tree.nodes().iter().skip(1).filter(|node| node.is_branch()).map(|node| node.span.id.clone()).collect()
    });
    store.folded.set(branches);
}

fn unfold_all(store: TraceStore) {
    store.folded.update(|folded| folded.clear());
}

/// How far loading has come, or the error that stopped it.
fn progress(store: TraceStore) -> Option<AnyView> {
    match store.progress.get() {
        SpansProgress::Complete => None,
        SpansProgress::Loading => {
            let (here, total) = (store.tree.with(|tree| tree.spans()) as u64, store.total.get());
            (total > here).then(|| {
                view! {
                    <p class="span-loading num" role="status">
                        <progress value=here.to_string() max=total.to_string() aria-label="Spans loaded"></progress>
                        {format!("{} of {} spans", figures::count(here), figures::count(total))}
                    </p>
                }
                .into_any()
            })
        }
        SpansProgress::Failed(error) => Some(
            view! {
                <p class="span-loading" role="alert">
                    {format!("Not all spans could be loaded. {error}")}
                    <button type="button" class="btn" on:click=move |_| store.resume()>"Try again"</button>
                </p>
            }
            .into_any(),
        ),
    }
}
