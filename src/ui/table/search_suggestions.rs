//! What can be typed next into the search field of a list: names of fields, signs, and values.

use std::sync::Arc;

use leptos::{html::Input, prelude::*};
use web_sys::KeyboardEvent;

use super::{list::ListChoices, list_route::ListRoute};
use crate::{
    query::{
        filter::{Field, FieldKind},
        found::{
            Criterion,
            syntax::{self, Suggestion},
        },
    },
    text::visible::visible,
};

/// How many are shown at once.
const MOST: usize = 8;
/// The id of the list.
const LIST: &str = "search-suggestions";

/// The text that is being typed.
#[derive(Clone, Copy)]
pub struct TypedText {
    pub(super) route: ListRoute,
    pub(super) known: ListChoices,
    pub(super) input: NodeRef<Input>,
    /// `None` while nothing is being typed.
    pub(super) text: RwSignal<Option<String>>,
    /// What is told of keys in the field first.
    pub(super) keys: RwSignal<Option<Callback<KeyboardEvent>>>,
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq)]
struct Offer {
    /// The whole text with it.
    text: String,
    words: String,
    label: String,
}

/// The list below the field. Arrows, Enter, Tab and Escape work in the field.
pub(super) fn suggestions(typed: TypedText) -> AnyView {
    let TypedText { known, input, text, keys, .. } = typed;
    let active = RwSignal::new(None::<usize>);
    let score_names = StoredValue::new(None::<Signal<Vec<String>>>);
    let home = Owner::current().unwrap_or_default();
    let scores = move || {
        let known_names = score_names.try_get_value().flatten();
        let names = known_names.unwrap_or_else(|| home.with(|| known.score_names.run(())));
        let _ = score_names.try_set_value(Some(names));
        names.get()
    };
    let tab = typed.route.view.with_untracked(|view| view.tab);
    let offers = Memo::new(move |_| {
        // After a space nothing is begun yet.
        let is_begun = |text: &String| text.chars().next_back().is_some_and(|last| !last.is_whitespace());
        let Some(text) = text.get().filter(is_begun) else { return Arc::default() };
        let is_at_end = input.get_untracked().is_none_or(|input| {
            let length = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
            input.selection_start().ok().flatten().is_none_or(|caret| caret >= length)
        });
        let found = if is_at_end { syntax::suggest(tab, &text, text.len()) } else { Vec::new() };
        let offers: Vec<Offer> =
            found.into_iter().flat_map(|one| of(one, &text, known, &scores)).take(MOST).collect();
        Arc::new(offers)
    });
    Effect::new(move |_| {
        offers.track();
        active.set(None);
    });
    let choose = move |at: usize| {
        let Some(offer) = offers.with_untracked(|offers| offers.get(at).cloned()) else { return };
        if let Some(input) = input.get_untracked() {
            input.set_value(&offer.text);
            let _ = input.focus();
        }
        text.set(Some(offer.text));
    };
    let on_key = move |event: KeyboardEvent| {
        let count = offers.with_untracked(|offers| offers.len());
        if count == 0 || event.is_composing() {
            return;
        }
        let now = active.get_untracked();
        match (event.key().as_str(), now) {
            ("ArrowDown", _) => active.set(Some(now.map_or(0, |now| (now + 1) % count))),
            ("ArrowUp", _) => active.set(Some(now.map_or(count - 1, |now| (now + count - 1) % count))),
            ("Enter" | "Tab", Some(now)) => choose(now),
            ("Escape", _) => text.set(None),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    keys.set(Some(Callback::new(on_key)));
    on_cleanup(move || {
        let _ = keys.try_set(None);
        if let Some(Some(input)) = input.try_get_untracked() {
            let _ = input.remove_attribute("aria-activedescendant");
        }
    });
    Effect::new(move |_| {
        let Some(input) = input.get() else { return };
        let _ = match active.get() {
            Some(at) => input.set_attribute("aria-activedescendant", &format!("{LIST}-{at}")),
            None => input.remove_attribute("aria-activedescendant"),
        };
    });
    let option = move |(at, offer): (usize, &Offer)| {
        let Offer { words, label, .. } = offer.clone();
        view! {
            <li
                role="option"
                id=format!("{LIST}-{at}")
                aria-selected=move || (active.get() == Some(at)).to_string()
                on:pointerdown=move |event| {
                    event.prevent_default();
                    choose(at);
                }
            >
                <code>{visible(&words)}</code>
                <span class="muted">{visible(&label)}</span>
            </li>
        }
        .into_any()
    };
    (move || {
        let offers = offers.get();
        (!offers.is_empty()).then(|| {
            view! {
                <ul class="suggestions" id=LIST role="listbox" aria-label="Filters that can be typed">
                    {offers.iter().enumerate().map(option).collect_view()}
                </ul>
            }
            .into_any()
        })
    })
    .into_any()
}

/// What a suggestion offers.
fn of(
    suggestion: Suggestion,
    text: &str,
    known: ListChoices,
    scores: &impl Fn() -> Vec<String>,
) -> Vec<Offer> {
    let with = |at: &std::ops::Range<usize>, words: &str, label: &str, ends: bool| {
        let (before, after) =
            (text.get(..at.start).unwrap_or_default(), text.get(at.end..).unwrap_or_default());
        let space = if ends && after.is_empty() { " " } else { "" };
        Offer {
            text: format!("{before}{words}{space}{after}"),
            words: words.to_owned(),
            label: label.to_owned(),
        }
    };
    match suggestion {
        Suggestion::Insert { at, text, label } => {
            let ends = text.ends_with(char::is_alphanumeric) && !text.is_empty();
            let label = if label == text { String::new() } else { label };
            vec![with(&at, &text, &label, ends)]
        }
        Suggestion::Values { at, criterion, typed } => values(&criterion, known)
            .into_iter()
            .filter(|value| contains(value, &typed))
            .take(MOST)
            .map(|value| with(&at, &syntax::bare_or_quoted(&value), "", true))
            .collect(),
        Suggestion::Keys { at, criterion, typed } => keys(&criterion, scores)
            .into_iter()
            .filter(|name| contains(name, &typed))
            .take(MOST)
            .map(|name| with(&at, &syntax::key(&name), "", false))
            .collect(),
    }
}

fn values(criterion: &Criterion, known: ListChoices) -> Vec<String> {
    match criterion {
        Criterion::Server(field) if field.kind() == FieldKind::Tags => known.tags.run(()),
        Criterion::Server(Field::SpanKind) => {
            ["llm", "tool", "general", "guardrail"].map(str::to_owned).to_vec()
        }
        _ => Vec::new(),
    }
}

fn keys(criterion: &Criterion, scores: &impl Fn() -> Vec<String>) -> Vec<String> {
    match criterion {
        Criterion::Server(field) if field.kind() == FieldKind::Score => scores(),
        Criterion::Disagree(_) => scores(),
        _ => Vec::new(),
    }
}

fn contains(value: &str, typed: &str) -> bool {
    value.to_lowercase().contains(&typed.to_lowercase()) && value != typed
}
