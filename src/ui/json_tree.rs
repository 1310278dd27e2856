//! JSON as a tree that opens one level at a time: what is folded costs nothing, however large it is.

use leptos::prelude::*;
use serde_json::Value;

use super::icon::{Glyph, Icon};

/// So many children are shown at once; the rest on demand.
const PAGE: usize = 100;
/// A longer string shows its beginning first.
const STRING: usize = 2000;

/// A value as a tree. The first level is open.
#[component]
pub fn JsonTree(
    /// What to show.
    value: Value,
    /// What it is, for screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <div class="json" dir="ltr" role="group" aria-label=label>
            {node(None, value, true)}
        </div>
    }
}

fn node(key: Option<String>, value: Value, open: bool) -> AnyView {
    match value {
        Value::Array(items) => {
            let summary = format!("[{} item{}]", items.len(), if items.len() == 1 { "" } else { "s" });
            let children =
                items.into_iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect();
            branch(key, summary, children, open)
        }
        Value::Object(map) => {
            let summary = format!("{{{} key{}}}", map.len(), if map.len() == 1 { "" } else { "s" });
            branch(key, summary, map.into_iter().collect(), open)
        }
        leaf => view! {
            <div class="json-row">
                {key.map(|key| view! { <span class="json-key"><bdi>{key}</bdi>":"</span> }.into_any())}
                {text(leaf)}
            </div>
        }
        .into_any(),
    }
}

fn text(value: Value) -> AnyView {
    match value {
        Value::String(text) if text.len() > STRING => view! { <LongText text /> }.into_any(),
        Value::String(text) => {
            view! { <span class="json-text" dir="auto">{format!("\"{text}\"")}</span> }.into_any()
        }
        Value::Number(number) => view! { <span class="json-number">{number.to_string()}</span> }.into_any(),
        other => view! { <span class="json-word">{other.to_string()}</span> }.into_any(),
    }
}

#[component]
fn LongText(text: String) -> impl IntoView {
    let size = crate::model::figures::bytes(text.len());
    let start: String = text.chars().take(STRING).collect();
    let text = StoredValue::new(text);
    let (whole, set_whole) = signal(false);
    view! {
        <span class="json-text" dir="auto">
            {move || if whole.get() { text.get_value() } else { format!("\"{start}…") }}
        </span>
        <button type="button" class="json-more" on:click=move |_| set_whole.update(|whole| *whole = !*whole)>
            {move || if whole.get() { "less".to_owned() } else { format!("all {size}") }}
        </button>
    }
}

fn branch(key: Option<String>, summary: String, children: Vec<(String, Value)>, open: bool) -> AnyView {
    let name = match &key {
        Some(key) => format!("{key}, {summary}"),
        None => summary.clone(),
    };
    let (opened, set_opened) = signal(open);
    let (shown, set_shown) = signal(PAGE);
    let total = children.len();
    let children = StoredValue::new(children);
    let some = move || {
        let page = children.with_value(|all| all.iter().take(shown.get()).cloned().collect::<Vec<_>>());
        let left = total.saturating_sub(page.len());
        view! {
            <ul>
                {page.into_iter().map(|(key, value)| view! { <li>{node(Some(key), value, false)}</li> }.into_any()).collect_view()}
                {(left > 0)
                    .then(|| {
                        view! {
                            <li>
                                <button
                                    type="button"
                                    class="json-more"
                                    on:click=move |_| set_shown.update(|shown| *shown += PAGE * 10)
                                >
                                    {format!("{left} more")}
                                </button>
                            </li>
                        }.into_any()
                    })}
            </ul>
        }
    };
    view! {
        <div class="json-row">
            <button
                type="button"
                aria-label=name
                aria-expanded=move || opened.get().to_string()
                on:click=move |_| set_opened.update(|opened| *opened = !*opened)
            >
                <Icon glyph=Glyph::Right />
                {key.map(|key| view! { <span class="json-key"><bdi>{key}</bdi>":"</span> }.into_any())}
                <span class="json-summary">{summary}</span>
            </button>
        </div>
        {move || opened.get().then(some)}
    }
    .into_any()
}
