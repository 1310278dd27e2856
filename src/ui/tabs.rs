//! A row of tabs above one panel.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent, wasm_bindgen::JsCast};

/// Counter that makes the ids of the tabs unique.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// Tabs with these names; `panel` renders the content of the chosen one. Arrow keys move the focus and choose.
#[component]
pub fn Tabs(
    /// What the tabs are about, for screen readers.
    #[prop(into)]
    label: String,
    names: Vec<&'static str>,
    /// Renders the content of the tab at this index.
    #[prop(into)]
    panel: Callback<usize, AnyView>,
    /// The index of the chosen tab and the callback for a choice, if the caller holds them, e.g. in the URL.
    #[prop(optional)]
    kept: Option<(Memo<usize>, Callback<usize>)>,
) -> impl IntoView {
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let own = RwSignal::new(0_usize);
    let (chosen, choose) = match kept {
        Some((chosen, choose)) => (chosen.into(), choose),
        None => (own.into(), Callback::new(move |at| own.set(at))),
    };
    let chosen: Signal<usize> = chosen;
    let count = names.len();
    let on_key = move |event: KeyboardEvent| {
        let at = chosen.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % count,
            "ArrowLeft" => (at + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        choose.run(next);
        let tab = document().get_element_by_id(&format!("tab-{id}-{next}"));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
            let _ = tab.focus();
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=on_key>
            {names
                .into_iter()
                .enumerate()
                .map(|(at, name)| {
                    view! {
                        <button
                            type="button"
                            role="tab"
                            id=format!("tab-{id}-{at}")
                            aria-controls=format!("panel-{id}")
                            aria-selected=move || (chosen.get() == at).to_string()
                            tabindex=move || if chosen.get() == at { "0" } else { "-1" }
                            on:click=move |_| choose.run(at)
                        >
                            {name}
                        </button>
                    }.into_any()
                })
                .collect_view()}
        </div>
        <div
            role="tabpanel"
            id=format!("panel-{id}")
            aria-labelledby=move || format!("tab-{id}-{}", chosen.get())
            class="tab-panel"
            tabindex="0"
        >
            {move || panel.run(chosen.get())}
        </div>
    }
}
