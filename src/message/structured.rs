//! An answer that is a JSON value: a small object as a list of its fields, anything else as a tree.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::{Map, Value};

use super::{body::Words, render_mode::RenderMode};
use crate::{
    text::{
        json::{is_record, pretty},
        visible::visible,
    },
    ui::json_tree::JsonTree,
};

/// Longer texts, in bytes, begin as a preview.
const SHORT: usize = 4000;

/// The value; in raw mode as JSON text.
#[component]
pub fn Structured(
    value: Value,
    /// Whether its texts are shown as they were typed instead of as Markdown.
    typed: bool,
    shown: RenderMode,
) -> impl IntoView {
    let value = Arc::new(value);
    move || {
        if shown.raw.get() {
            return view! { <Words text=pretty(&value) shown=shown.clone() /> }.into_any();
        }
        match value.as_ref() {
            Value::Object(map) if is_record(&value) => fields(map, typed, &shown),
            _ => view! { <JsonTree value=value.clone() label="Logged value" /> }.into_any(),
        }
    }
}

/// A list of keys with their values.
fn fields(map: &Map<String, Value>, typed: bool, shown: &RenderMode) -> AnyView {
    let field = |(index, (key, value)): (usize, (&String, &Value))| {
        view! {
            <div>
                <dt><bdi>{visible(key)}</bdi></dt>
                <dd>{field_value(value, typed, &shown.piece(index))}</dd>
            </div>
        }
        .into_any()
    };
    view! { <dl class="record">{map.iter().enumerate().map(field).collect_view()}</dl> }.into_any()
}

fn field_value(value: &Value, typed: bool, shown: &RenderMode) -> AnyView {
    match value {
        // A single word may be an id or a path: Markdown would take characters out of it.
        Value::String(text) if text.len() > SHORT || (!typed && text.split_whitespace().nth(1).is_some()) => {
            view! { <Words text=text.clone() shown=shown.clone() /> }.into_any()
        }
        Value::String(text) if text.is_empty() => view! { <span class="nothing">"empty"</span> }.into_any(),
        Value::String(text) => {
            view! { <span class="record-text" dir="auto">{visible(text)}</span> }.into_any()
        }
        Value::Null => view! { <span class="nothing">"null"</span> }.into_any(),
        Value::Array(items) if !items.is_empty() => {
            let item = |(index, item): (usize, &Value)| {
                view! { <li>{field_value(item, typed, &shown.piece(index))}</li> }.into_any()
            };
            view! { <ul>{items.iter().enumerate().map(item).collect_view()}</ul> }.into_any()
        }
        Value::Object(map) if !map.is_empty() => fields(map, typed, shown),
        Value::Array(_) | Value::Object(_) => view! { <span class="nothing">"empty"</span> }.into_any(),
        other => view! { <span class="num">{other.to_string()}</span> }.into_any(),
    }
}
