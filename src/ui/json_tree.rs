//! JSON as a tree that opens one level at a time: what is folded costs nothing, however large it is.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::{
    copy_button::CopyButton,
    icon::{Glyph, Icon},
};
use crate::text::json::{Kind, Node, Step, pretty};

/// So many children are shown at once; the rest on demand.
const PAGE: usize = 100;

/// A value as a tree. The first level is open.
#[component]
pub fn JsonTree(
    /// What to show.
    value: Value,
    /// What it is, for screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let document = Arc::new(value);
    let copied = document.clone();
    view! {
        <div class="json" dir="ltr" role="group" aria-label=label>
            <div class="json-copy">
                <CopyButton label="Copy JSON" text=Arc::new(move || pretty(&copied)) />
            </div>
            {one(Node::root(document), true)}
        </div>
    }
}

fn one(node: Node, open: bool) -> AnyView {
    match node.kind() {
        Kind::Array | Kind::Object if !node.is_empty() => branch(node, open),
        _ => leaf(node),
    }
}

/// The key, with the way from the root on hover.
fn key(node: &Node) -> Option<AnyView> {
    let name = match node.step()? {
        Step::Key(key) => key.clone(),
        Step::Index(index) => index.to_string(),
    };
    let path = node.path();
    Some(view! { <span class="json-key" title=path><bdi>{name}</bdi>":"</span> }.into_any())
}

fn leaf(node: Node) -> AnyView {
    let kind = match node.kind() {
        Kind::Text => "json-text",
        Kind::Number => "json-number",
        Kind::Null | Kind::Bool => "json-word",
        Kind::Array | Kind::Object => "json-summary",
    };
    let summary = node.summary();
    let (whole, set_whole) = signal(false);
    let more = node.is_cut().then(|| {
        view! {
            <button type="button" class="json-more" on:click=move |_| set_whole.update(|whole| *whole = !*whole)>
                {move || if whole.get() { "less" } else { "all" }}
            </button>
        }
    });
    view! {
        <div class="json-row">
            {key(&node)} <span class=kind dir="auto">
                {move || if whole.get() { node.text() } else { summary.clone() }}
            </span> {more}
        </div>
    }
    .into_any()
}

fn branch(node: Node, open: bool) -> AnyView {
    let summary = node.summary();
    let head = key(&node);
    let name = match node.step() {
        Some(Step::Key(key)) => format!("{key}, {summary}"),
        Some(Step::Index(index)) => format!("{index}, {summary}"),
        None => summary.clone(),
    };
    let (opened, set_opened) = signal(open);
    let (shown, set_shown) = signal(PAGE);
    let total = node.len();
    let some = move || {
        let left = total.saturating_sub(shown.get());
        let page = node.children(0..shown.get());
        view! {
            <ul>
                {page.into_iter().map(|child| view! { <li>{one(child, false)}</li> }).collect_view()}
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
                        }
                    })}
            </ul>
        }
        .into_any()
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
                {head}
                <span class="json-summary">{summary}</span>
            </button>
        </div>
        {move || opened.get().then(|| some())}
    }
    .into_any()
}
