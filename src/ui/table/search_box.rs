//! The field that searches the rows of a list.

use std::time::Duration;

use leptos::{html::Input, prelude::*};

use super::list_route::ListRoute;
use crate::{
    browser::timer,
    local::hotkeys::{self, Hotkey},
    ui::icon::{Glyph, Icon},
};

/// How long after the last key a search begins.
const SEARCH_DELAY: Duration = Duration::from_millis(100);

/// Searches a moment after the last key press. The shortcut `/` focuses the field.
#[component]
pub fn SearchBox(
    route: ListRoute,
    /// The field's label: what is searched.
    label: &'static str,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let asked = Memo::new(move |_| route.with_view(|view| view.search.clone()));
    let search = move |text: String| {
        if asked.try_get_untracked().is_some_and(|asked| asked != text) {
            route.replace(|view| view.narrowed(|view| view.search = text));
        }
    };
    let typed = timer::debounce(SEARCH_DELAY, search);
    hotkeys::on_key(move |key| {
        let found = if key == Hotkey::Search { input.get_untracked() } else { None };
        found.is_some_and(|input| {
            input.select();
            input.focus().is_ok()
        })
    });
    // What is being typed is newer than the URL, so the field follows the URL only while it does not have the focus.
    Effect::new(move |_| {
        let asked = asked.get();
        let Some(input) = input.get() else { return };
        let typing = document().active_element().is_some_and(|active| active.is_same_node(Some(&input)));
        if !typing && input.value() != asked {
            input.set_value(&asked);
        }
    });
    view! {
        <label class="field search">
            <Icon glyph=Glyph::Search />
            <span class="visually-hidden">{label}</span>
            <input
                node_ref=input
                type="search"
                data-testid="search-input"
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                on:input=move |event| typed(event_target_value(&event))
                on:change=move |event| search(event_target_value(&event))
            />
            <kbd aria-hidden="true">"/"</kbd>
        </label>
    }
}
