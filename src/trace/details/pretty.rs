//! A logged value in its most readable form: messages as in a conversation, a flat table for small objects, and a JSON
//! tree for everything else.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::side::LoggedPart;
use crate::{
    message::{
        messages::Messages,
        render_mode::RenderMode,
        rest::{NotShown, Rest},
    },
    text::{
        extract,
        json::{JsonContainer, JsonKind, JsonNode, PathStep},
        message::Role,
        placeholders,
        visible::visible,
    },
    ui::json_tree::JsonTree,
};

/// Objects with more keys than this are shown as a tree.
const FACTS: usize = 100;

pub(super) fn pretty(side: &Arc<LoggedPart>) -> AnyView {
    if let Some(turn_side) = side.kind.turn_side() {
        let Some(found) = side.messages() else { return tree(side) };
        let role = match turn_side {
            extract::TurnSide::Input => Role::User,
            extract::TurnSide::Output => Role::Assistant,
        };
        let shown = RenderMode::new(Signal::stored(false), side.prefix());
        let again = side.clone();
        let rest = Rest {
            side: turn_side,
            fields: found.left_out.len(),
            is_sure: found.is_sure(),
            whole: side.clone(),
            find: Arc::new(move || again.messages().map(|found| found.left_out).unwrap_or_default()),
        };
        return view! {
            <div class="logged-messages">
                <Messages messages=placeholders::resolve(found.messages) side=role shown />
                <NotShown sides=vec![rest] />
            </div>
        }
        .into_any();
    }
    match side.value() {
        Value::Object(map) if map.len() <= FACTS => facts(&JsonNode::root(side.clone())),
        _ => tree(side),
    }
}

fn tree(side: &Arc<LoggedPart>) -> AnyView {
    view! { <JsonTree value=side.clone() label="Logged value" /> }.into_any()
}

/// A table of keys and values.
fn facts(node: &JsonNode) -> AnyView {
    let fact = |node: JsonNode| {
        let name = match node.step() {
            Some(PathStep::Key(key)) => key.clone(),
            _ => String::new(),
        };
        let value = match (node.kind(), node.value()) {
            (JsonKind::Text, Value::String(text)) if text.len() <= 2000 => {
                view! { <span dir="auto">{visible(text)}</span> }.into_any()
            }
            (JsonKind::Text | JsonKind::Array | JsonKind::Object, value)
                if !node.is_empty() || value.is_string() =>
            {
                view! { <JsonTree value=Arc::new(Inner(node)) label=visible(&name) levels=0 /> }.into_any()
            }
            (_, value) => view! { <span class="num">{value.to_string()}</span> }.into_any(),
        };
        view! { <div><dt><bdi>{visible(&name)}</bdi></dt><dd>{value}</dd></div> }.into_any()
    };
    view! { <dl class="facts-list">{node.children(0..FACTS).into_iter().map(fact).collect_view()}</dl> }
        .into_any()
}

/// A nested value, shown as a document of its own.
struct Inner(JsonNode);

impl JsonContainer for Inner {
    fn value(&self) -> &Value {
        self.0.value()
    }
}
