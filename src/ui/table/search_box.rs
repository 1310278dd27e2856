//! The field that searches the rows of a list.

use std::time::Duration;

use leptos::{html::Input, prelude::*, task::spawn_local};
use web_sys::KeyboardEvent;

use super::{
    list::ListChoices,
    list_route::ListRoute,
    search_suggestions::TypedText,
    typed_filters::{TYPED_FILTERS, TypedFilters, may_have_filters},
};
use crate::{
    browser::timer,
    local::hotkeys::{self, Hotkey},
    ui::{
        icon::{Glyph, Icon},
        lazy,
    },
};

/// How long after the last key a search begins.
const SEARCH_DELAY: Duration = Duration::from_millis(100);

/// Searches a moment after the last key press. The shortcut `/` focuses the field.
#[component]
pub fn SearchBox(
    route: ListRoute,
    /// The field's label: what is searched.
    label: &'static str,
    /// What can be chosen from.
    known: ListChoices,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let (text, keys) = (RwSignal::new(None::<String>), RwSignal::new(None::<Callback<KeyboardEvent>>));
    let typing = TypedText { route, known, input, text, keys };
    let is_typing = Memo::new(move |_| text.with(Option::is_some));
    // Whether the text stands for all conditions of the view, as "Edit as text" makes it.
    let replaces = StoredValue::new(false);
    let asked = Memo::new(move |_| route.with_view(|view| view.search.clone()));
    let search = move |text: String| {
        if asked.try_get_untracked().is_some_and(|asked| asked != text) {
            route.replace(|view| view.narrowed(|view| view.search = text));
        }
    };
    // What was typed meanwhile may be a filter, or entered already.
    let search_if_still_there = move |text: String| {
        if input.try_get_untracked().flatten().is_some_and(|input| input.value() == text) {
            search(text);
        }
    };
    let later = timer::debounce(SEARCH_DELAY, search_if_still_there);
    let (hint, set_hint) = signal(None::<String>);
    let typed = move |now: String| {
        text.set(Some(now.clone()));
        lazy::open(&TYPED_FILTERS);
        let text = now;
        if may_have_filters(&text) || replaces.get_value() {
            set_hint.set(Some("Enter filters by what is typed".to_owned()));
        } else {
            set_hint.set(None);
            later(text);
        }
    };
    let entered = move |now: String| {
        text.set(None);
        let (text, replaces) = (now, replaces.try_update_value(std::mem::take).unwrap_or_default());
        if may_have_filters(&text) || replaces {
            apply(route, input, set_hint, text, replaces);
        } else {
            search(text);
        }
    };
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
    if let Some(SearchText(edited)) = use_context() {
        Effect::new(move |_| {
            let (Some(now), Some(input)) = (edited.get(), input.get()) else { return };
            edited.set(None);
            input.set_value(&now);
            let _ = input.focus();
            replaces.set_value(true);
            set_hint.set(Some("Enter filters by what is typed".to_owned()));
            lazy::open(&TYPED_FILTERS);
        });
    }
    let suggestions = move || match (is_typing.get(), lazy::loaded(&TYPED_FILTERS)) {
        (true, Some(Ok(module))) => Some((module.suggestions)(typing)),
        _ => None,
    };
    view! {
        <div class="search-place">
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
                on:keydown=move |event| {
                    if let Some(keys) = keys.get_untracked() {
                        keys.run(event);
                    }
                }
                on:blur=move |_| text.set(None)
                on:change=move |event| entered(event_target_value(&event))
                aria-describedby="search-hint"
            />
            <kbd aria-hidden="true">"/"</kbd>
            <span id="search-hint" class="search-hint" role="status">{hint}</span>
        </label>
        {suggestions}
        </div>
    }
}

/// A text that is to be edited in the search field of the list, as a context of it.
#[derive(Clone, Copy)]
pub(super) struct SearchText(pub(super) RwSignal<Option<String>>);

/// Filters the list by a typed text. What is no filter stays in the field, with what is wrong with it.
fn apply(
    route: ListRoute,
    input: NodeRef<Input>,
    set_hint: WriteSignal<Option<String>>,
    text: String,
    replaces: bool,
) {
    spawn_local(async move {
        let Some(TypedFilters { apply, .. }) = lazy::when_loaded(&TYPED_FILTERS).await else {
            let failed = "Filters could not be loaded. Is the network there?";
            let _ = set_hint.try_set(Some(failed.to_owned()));
            return;
        };
        let Some(applied) = route.view.try_with_untracked(|view| apply(view, &text, replaces)) else {
            return;
        };
        if let Some(Some(input)) = input.try_get_untracked() {
            input.set_value(&applied.view.search);
        }
        let _ = set_hint.try_set((!applied.hints.is_empty()).then(|| applied.hints.join(". ")));
        route.push(|_| applied.view);
    });
}
