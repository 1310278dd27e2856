//! JSON as a tree that is opened one level at a time. Collapsed parts are not rendered, so the size does not matter.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::{
    icon::{Glyph, Icon},
    text_pieces::TextPieces,
};
use crate::{
    model::figures,
    text::{
        json::{JsonContainer, JsonKind, JsonNode, PathStep},
        visible::visible,
    },
};

/// How many children of a node are shown at first; more on demand.
pub const PAGE: usize = 100;
/// A string of more bytes than this is shown shortened at first.
const STRING: usize = 2000;

/// The node of a tree that was clicked last.
pub type Chosen = RwSignal<Option<JsonNode>>;

/// Shows a JSON value as a tree.
#[component]
pub fn JsonTree(
    value: Arc<dyn JsonContainer>,
    /// What the value is, for screen readers.
    #[prop(into)]
    label: String,
    /// How many levels are open at first.
    #[prop(default = 1)]
    levels: usize,
    /// Whether the children of the value are shown without a line for the value itself.
    #[prop(optional)]
    bare: bool,
    /// Set to the node whose key is clicked; without it, nodes cannot be chosen.
    #[prop(optional)]
    chosen: Option<Chosen>,
) -> impl IntoView {
    let root = JsonNode::root(value);
    let shown = if bare && !root.is_empty() {
        children(root, 0, chosen).into_any()
    } else {
        draw(root, levels, chosen)
    };
    view! {
        <div class="json" dir="ltr" role="group" aria-label=label>
            {shown}
        </div>
    }
}

fn draw(node: JsonNode, levels: usize, chosen: Option<Chosen>) -> AnyView {
    match node.kind() {
        JsonKind::Array | JsonKind::Object => branch(node, levels, chosen),
        _ => view! { <div class="json-row">{leaf_key(&node, chosen)} {text(&node)}</div> }.into_any(),
    }
}

/// A node's key or index in its parent; `None` for the root.
fn key(node: &JsonNode) -> Option<String> {
    node.step().map(|step| match step {
        PathStep::Key(key) => visible(key),
        PathStep::Index(index) => index.to_string(),
    })
}

fn key_view(key: String) -> AnyView {
    view! { <span class="json-key"><bdi>{key}</bdi>":"</span> }.into_any()
}

/// The key of a node without children: a button if nodes can be chosen.
fn leaf_key(node: &JsonNode, chosen: Option<Chosen>) -> Option<AnyView> {
    let key = key(node)?;
    let Some(chosen) = chosen else { return Some(key_view(key)) };
    let (node, name) = (node.clone(), key.clone());
    let choose = move |_| chosen.set(Some(node.clone()));
    let button = view! {
        <button type="button" class="json-leaf" aria-label=name on:click=choose>
            {key_view(key)}
        </button>
    };
    Some(button.into_any())
}

fn text(node: &JsonNode) -> AnyView {
    match node.value() {
        Value::String(text) if text.len() > STRING => long_text(node.clone()),
        Value::String(text) => {
            view! { <span class="json-text" dir="auto">{format!("\"{}\"", visible(text))}</span> }.into_any()
        }
        Value::Number(number) if number.as_str().len() > STRING => long_text(node.clone()),
        Value::Number(number) => view! { <span class="json-number">{number.to_string()}</span> }.into_any(),
        other => view! { <span class="json-word">{other.to_string()}</span> }.into_any(),
    }
}

/// A string or number that is shown shortened at first.
fn long_text(node: JsonNode) -> AnyView {
    let text = literal(node.value());
    let quote = if node.value().is_string() { "\"" } else { "" };
    let size = figures::bytes(text.len());
    let start = visible(&text.chars().take(STRING).collect::<String>());
    let (whole, set_whole) = signal(false);
    view! {
        <div class="json-text json-long" dir="auto">
            {move || match whole.get() {
                true => view! { <TextPieces text=literal(node.value()).into() /> }.into_any(),
                false => format!("{quote}{start}…").into_any(),
            }}
            <button type="button" class="json-more" on:click=move |_| set_whole.update(|whole| *whole = !*whole)>
                {move || if whole.get() { "less".to_owned() } else { format!("all {size}") }}
            </button>
        </div>
    }
    .into_any()
}

/// A string without quotes, or the digits of a number as they were written.
fn literal(value: &Value) -> &str {
    match value {
        Value::String(text) => text,
        Value::Number(number) => number.as_str(),
        _ => "",
    }
}

fn branch(node: JsonNode, levels: usize, chosen: Option<Chosen>) -> AnyView {
    let (key, summary) = (key(&node), node.summary());
    let name = match &key {
        Some(key) => format!("{key}, {summary}"),
        None => summary.clone(),
    };
    let (opened, set_opened) = signal(levels > 0);
    let picked = node.clone();
    let toggle = move |_| {
        set_opened.update(|opened| *opened = !*opened);
        if let Some(chosen) = chosen {
            chosen.set(Some(picked.clone()));
        }
    };
    view! {
        <div class="json-row">
            <button
                type="button"
                aria-label=name
                aria-expanded=move || opened.get().to_string()
                on:click=toggle
            >
                <Icon glyph=Glyph::Right />
                {key.map(key_view)}
                " "
                <span class="json-summary">{summary}</span>
            </button>
        </div>
        {move || opened.get().then(|| children(node.clone(), levels.saturating_sub(1), chosen))}
    }
    .into_any()
}

/// The children of a node, [`PAGE`] at first.
fn children(node: JsonNode, levels: usize, chosen: Option<Chosen>) -> impl IntoView {
    let (shown, set_shown) = signal(PAGE);
    move || {
        let children = node.children(0..shown.get());
        let left = node.len().saturating_sub(children.len());
        let child = |child: JsonNode| {
            let child = draw(child, levels, chosen);
            view! { <li>{child}</li> }.into_any()
        };
        view! {
            <ul>
                {children.into_iter().map(child).collect_view()}
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
    }
}
