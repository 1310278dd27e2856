//! The collapsed parts of messages: tool calls, reasoning and instructions, each as one line that can be opened.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    body::Words,
    media::Picture,
    pieces::{ToolUse, first_line, summary},
    render_mode::RenderMode,
};
use crate::{
    text::{json, message::Block, visible::visible},
    ui::{
        disclosure::disclosure,
        icon::{Glyph, Icon},
        json_tree::JsonTree,
    },
};

/// A run of tool calls: a summary line, with all calls and results inside.
#[component]
pub fn Tools(run: Vec<ToolUse>) -> impl IntoView {
    let (head, line) = summary(&run);
    let failed = run.iter().any(|one| one.failed);
    let run = StoredValue::new(run);
    view! {
        <Fold glyph=if failed { Glyph::Warning } else { Glyph::Tool } head line failed=failed>
            {run.with_value(|run| run.iter().map(one).collect_view())}
        </Fold>
    }
}

fn one(tool: &ToolUse) -> impl IntoView + use<> {
    let called = match &tool.arguments {
        None => ().into_any(),
        Some(arguments) => {
            view! { <JsonTree value=Arc::new(arguments.clone()) label="Arguments" /> }.into_any()
        }
    };
    let answered = match &tool.result {
        None => view! { <p class="muted">"No answer was logged."</p> }.into_any(),
        Some(content) => content.iter().map(result).collect_view().into_any(),
    };
    view! {
        <div class="tool-use" data-failed=tool.failed.then_some("true")>
            <p class="tool-name">
                <Icon glyph=Glyph::Tool />
                <code dir="ltr">{visible(&tool.name)}</code>
                {tool.failed.then_some("failed")}
            </p>
            {called}
            <div class="tool-answer">{answered}</div>
        </div>
    }
}

/// A tool's result: JSON as a tree, anything else as text.
fn result(block: &Block) -> impl IntoView + use<> {
    match block {
        Block::Text(text) => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(value) if value.is_object() || value.is_array() => {
                view! { <JsonTree value=Arc::new(value) label="Answer" /> }.into_any()
            }
            _ => view! { <pre class="raw tool-text" dir="auto">{bounded(text)}</pre> }.into_any(),
        },
        Block::Json(value) => view! { <JsonTree value=Arc::new(value.clone()) label="Answer" /> }.into_any(),
        Block::Image(source) => view! { <Picture source=source.clone() /> }.into_any(),
        other => {
            view! { <pre class="raw tool-text">{bounded(&json::pretty(&describe(other)))}</pre> }.into_any()
        }
    }
}

fn describe(block: &Block) -> serde_json::Value {
    match block {
        Block::Reasoning(text) | Block::Refusal(text) => serde_json::Value::String(text.clone()),
        Block::Json(value) => value.clone(),
        _ => serde_json::Value::String("An attachment".to_owned()),
    }
}

/// A result may be megabytes long: its beginning, followed by its size.
fn bounded(text: &str) -> String {
    let cut = crate::text::excerpt::excerpt(text, 20_000);
    let shown = visible(&cut.text);
    if cut.cut {
        format!("{shown}\n… {} in all", crate::model::figures::bytes(cut.total_bytes))
    } else {
        shown
    }
}

/// The model's reasoning, collapsed.
#[component]
pub fn Thought(text: String, shown: RenderMode) -> impl IntoView {
    let line = first_line(&text);
    let text = StoredValue::new(text);
    let shown = StoredValue::new(shown);
    view! {
        <Fold glyph=Glyph::Thought head="Reasoning".to_owned() line failed=false>
            <Words text=text.get_value() shown=shown.get_value() />
        </Fold>
    }
}

#[component]
pub fn Instructions(text: String, shown: RenderMode) -> impl IntoView {
    let line = first_line(&text);
    let text = StoredValue::new(text);
    let shown = StoredValue::new(shown);
    view! {
        <Fold glyph=Glyph::Scroll head="System prompt".to_owned() line failed=false>
            <Words text=text.get_value() shown=shown.get_value() />
        </Fold>
    }
}

/// A line that can be opened; its content is created when it is opened for the first time.
#[component]
pub fn Fold(
    glyph: Glyph,
    head: String,
    /// The beginning of the content, shown while it is closed.
    line: String,
    /// Whether to mark the line as failed.
    failed: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let head = view! {
        <Icon glyph />
        <b dir="auto">{visible(&head)}</b>
        <span class="fold-line" dir="auto">{visible(&line)}</span>
    };
    disclosure("fold", failed, head.into_any(), children)
}
