//! A logged value as a JSON tree, with buttons for the selected key: copy its path, copy its value, filter by it.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    by_value::{self, Link},
    side::{LoggedKind, LoggedPart},
};
use crate::{
    text::json::JsonNode,
    ui::{
        copy_button::CopyButton,
        icon::Glyph,
        json_tree::{Chosen, JsonTree, PAGE},
    },
};

/// At most this many nodes are unfolded by one click.
const OPENED: usize = 2000;

/// The tree, the button that unfolds it, and the buttons for the selected key.
pub(super) fn json(side: &Arc<LoggedPart>, list: Link) -> AnyView {
    let kind = side.kind;
    let chosen: Chosen = RwSignal::new(None);
    let (wide, set_wide) = signal(false);
    let root = JsonNode::root(side.clone());
    let is_flat = root.is_empty();
    let tree = {
        let side = side.clone();
        move || {
            let levels = if wide.get() { root.levels_within(OPENED, PAGE) } else { 1 };
            view! { <JsonTree value=side.clone() label="Logged value" levels chosen /> }
        }
    };
    view! {
        {tree}
        <div class="json-foot">
            {(!is_flat)
                .then(|| {
                    view! {
                        <button type="button" class="quiet" on:click=move |_| set_wide.update(|wide| *wide = !*wide)>
                            {move || if wide.get() { "Fold all" } else { "Unfold all" }}
                        </button>
                    }.into_any()
                })}
            {move || chosen.get().map_or_else(|| hint(is_flat), |node| context(kind, &node, list))}
        </div>
    }
    .into_any()
}

fn hint(is_flat: bool) -> AnyView {
    if is_flat {
        return ().into_any();
    }
    view! { <span class="muted">"Choose a key to copy its path or its value, or to filter by it"</span> }
        .into_any()
}

/// The path of the selected node, and its buttons.
fn context(kind: LoggedKind, node: &JsonNode, list: Link) -> AnyView {
    let by_this = by_value::link(kind, node, list);
    let path = node.path();
    let shown = path.clone();
    let node = node.clone();
    view! {
        <code class="json-path" dir="ltr">{shown}</code>
        <CopyButton label="Copy path" glyph=Glyph::Link worded=true text=Arc::new(move || path.clone()) />
        <CopyButton label="Copy value" worded=true text=Arc::new(move || node.text()) />
        {by_this}
    }
    .into_any()
}
