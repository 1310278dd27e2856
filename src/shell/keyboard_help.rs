//! The keyboard help: a dialog of all shortcuts, opened with `?` or from the page header.

use leptos::prelude::*;

use crate::{
    local::hotkeys::{self, Hotkey, table},
    ui::dialog::Dialog,
};

/// The button in the page header, and the dialog that it opens.
#[component]
pub(super) fn KeyboardHelp() -> impl IntoView {
    let open = RwSignal::new(false);
    hotkeys::on_key(move |key| {
        let asked = key == Hotkey::Help;
        if asked {
            open.set(true);
        }
        asked
    });
    view! {
        <button
            type="button"
            class="icon-btn help"
            aria-label="Keyboard help"
            title="Keyboard help (?)"
            on:click=move |_| open.set(true)
        >
            <span aria-hidden="true">"?"</span>
        </button>
        <Dialog open title=Signal::stored("Keyboard".to_owned())>
            <div class="keys">{table::TABLE.map(group).into_iter().collect_view()}</div>
            <p class="muted">
                "The whole conversation is on the page: the browser’s own Find (Ctrl or ⌘ and F) finds every turn."
            </p>
        </Dialog>
    }
}

fn group((name, rows): (&'static str, &'static [table::KeyRow])) -> impl IntoView {
    let row = |(_, key, words): &'static table::KeyRow| {
        let keys = table::key_labels(key).map(|key| view! { <kbd>{key}</kbd> }.into_any()).collect_view();
        view! {
            <div>
                <dt>{keys}</dt>
                <dd>{*words}</dd>
            </div>
        }
    };
    view! {
        <section>
            <h3>{name}</h3>
            <dl>{rows.iter().map(row).collect_view()}</dl>
        </section>
    }
}
