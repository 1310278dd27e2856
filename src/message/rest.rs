//! What was logged and no message shows: folded under the messages, so that nothing is hidden.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::{
    model::figures,
    text::{extract::TurnSide, json::JsonContainer, message::LeftOut},
    ui::json_tree::JsonTree,
};

/// The logged fields of one side of a trace that its messages do not show. Only their number is kept; the fields are
/// looked up when the fold is opened.
#[derive(Clone)]
pub struct Rest {
    pub side: TurnSide,
    /// How many fields no message shows.
    pub fields: usize,
    /// Whether the messages are surely what was said. If not, the whole value is offered.
    pub is_sure: bool,
    /// The logged value.
    pub whole: Arc<dyn JsonContainer>,
    /// Finds the fields again.
    pub find: Arc<dyn Fn() -> Vec<LeftOut> + Send + Sync>,
}

/// "7 more fields", and "Logged value" if it is not sure that the messages are what was said. Both are closed at first.
#[component]
pub fn NotShown(sides: Vec<Rest>) -> impl IntoView {
    let (sure, unsure): (Vec<_>, Vec<_>) = sides.into_iter().partition(|rest| rest.is_sure);
    let more: Vec<Rest> = sure.into_iter().filter(|rest| rest.fields > 0).collect();
    let count: usize = more.iter().map(|rest| rest.fields).sum();
    let fields = |rest: &Rest| {
        let value = Arc::new(as_object((rest.find)()));
        view! { <JsonTree value label=format!("Fields of the {}", name(rest.side)) bare=true /> }.into_any()
    };
    let whole = |rest: &Rest| {
        view! { <JsonTree value=rest.whole.clone() label=format!("Logged {}", name(rest.side)) /> }.into_any()
    };
    view! {
        {fold(figures::counted(count as u64, "more field"), more, fields)}
        {fold("Logged value".to_owned(), unsure, whole)}
    }
}

/// A fold with what `show` returns for each side; nothing if there are no sides.
fn fold(head: String, sides: Vec<Rest>, show: fn(&Rest) -> AnyView) -> Option<AnyView> {
    if sides.is_empty() {
        return None;
    }
    let both = sides.len() > 1;
    let inside = move || {
        let one = |rest: &Rest| {
            let title = both.then(|| view! { <p class="rest-side">{title(rest.side)}</p> }.into_any());
            view! { <div>{title} {show(rest)}</div> }.into_any()
        };
        sides.iter().map(one).collect_view().into_any()
    };
    Some(small_fold(head, inside))
}

/// A line of small print that shows and hides what `inside` returns. One element while it is closed: every turn of a long
/// conversation may have one.
pub(super) fn small_fold(head: String, inside: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let open = RwSignal::new(false);
    view! {
        <button
            type="button"
            class="rest-head"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {head}
        </button>
        {move || open.get().then(|| view! { <div class="rest-body">{inside()}</div> }.into_any())}
    }
    .into_any()
}

fn name(side: TurnSide) -> &'static str {
    match side {
        TurnSide::Input => "input",
        TurnSide::Output => "output",
    }
}

fn title(side: TurnSide) -> &'static str {
    match side {
        TurnSide::Input => "Input",
        TurnSide::Output => "Output",
    }
}

/// The fields as one object with their paths as keys. Keys may hold dots themselves, so that two paths may be the same.
fn as_object(fields: Vec<LeftOut>) -> Value {
    let mut object = Map::new();
    for LeftOut { path, value } in fields {
        let mut key = path.clone();
        let mut same = 1;
        while object.contains_key(&key) {
            same += 1;
            key = format!("{path} ({same})");
        }
        object.insert(key, value);
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_field_hides_another_of_the_same_path() {
        let field = |path: &str, value: Value| LeftOut { path: path.to_owned(), value };
        let fields = vec![
            field("a.b", json!(1)),
            field("c", json!([])),
            field("a.b", json!(2)),
            field("a.b", json!(3)),
        ];
        assert_eq!(as_object(fields), json!({"a.b": 1, "c": [], "a.b (2)": 2, "a.b (3)": 3}));
    }
}
