//! The link from a logged value to the list of everything that has the same value at the same path.

use leptos::prelude::*;
use serde_json::Value;

use super::side::LoggedKind;
use crate::{
    query::filter::{Field, Filter},
    text::json::{JsonNode, PathStep},
    ui::icon::{Glyph, Icon},
};

/// Longer values, in bytes, get no link.
const LONGEST: usize = 300;

/// Makes the URL of the list that a filter selects.
pub(super) type Link = Callback<Filter, String>;

/// The filter for this value at this path. `None` for values that the server cannot filter by: objects, lists, `null`,
/// text of several lines, and keys that cannot be written in a path. Opik's quick filter has the same limits.
pub(super) fn filter(kind: LoggedKind, node: &JsonNode) -> Option<Filter> {
    let field = match kind {
        LoggedKind::Input => Field::InputAt(String::new()),
        LoggedKind::Output => Field::OutputAt(String::new()),
        LoggedKind::Metadata => Field::Metadata(String::new()),
        LoggedKind::Usage => return None,
    };
    let value = match node.value() {
        Value::String(text) if text.len() <= LONGEST && !text.contains(['\n', '\r']) => text.clone(),
        value @ (Value::Number(_) | Value::Bool(_)) => value.to_string(),
        _ => return None,
    };
    let odd = |step: &PathStep| matches!(step, PathStep::Key(key) if key.is_empty() || key.contains(['"', '\'', '\\', '[', ']']));
    if node.steps().is_empty() || node.steps().iter().any(odd) {
        return None;
    }
    let path = node.path();
    let path = path.strip_prefix('$').unwrap_or(&path);
    Filter::value_at(&field, path.strip_prefix('.').unwrap_or(path), &value)
}

/// The link, if there is a filter for the value.
pub(super) fn link(kind: LoggedKind, node: &JsonNode, to: Link) -> Option<AnyView> {
    let filter = filter(kind, node)?;
    let title = "Lists the rows that have this value in this field";
    Some(
        view! {
            <a class="quiet" href=move || to.run(filter.clone()) title=title>
                <Icon glyph=Glyph::Filter />
                <span>"Filter by this"</span>
            </a>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::FixedOffset;
    use serde_json::json;

    use super::*;

    /// The filter of each leaf, as text.
    fn all(value: Value) -> Vec<Option<String>> {
        fn walk(node: JsonNode, out: &mut Vec<Option<String>>) {
            if node.is_empty() {
                let words = |filter: Filter| filter.describe(|_| FixedOffset::east_opt(0).unwrap());
                out.push(filter(LoggedKind::Metadata, &node).map(words));
            }
            node.children(0..9).into_iter().for_each(|child| walk(child, out));
        }
        let mut out = Vec::new();
        walk(JsonNode::root(Arc::new(value)), &mut out);
        out
    }

    #[test]
    fn a_short_value_at_a_path_is_a_condition_and_nothing_else_is() {
        let said = |words: &str| Some(words.to_owned());
        assert_eq!(
            all(json!({ "a": { "b c": [true, 1.5] }, "t": "gold" })),
            [
                said("Metadata a['b c'][0] is “true”"),
                said("Metadata a['b c'][1] is “1.5”"),
                said("Metadata t is “gold”"),
            ]
        );
        for none in [
            json!({ "a": null }),
            json!({ "a": "b\nc" }),
            json!({ "a\"": 1 }),
            json!("root"),
            json!({ "a": {} }),
        ] {
            assert_eq!(all(none.clone()), [None], "{none}");
        }
        assert_eq!(all(json!({ "a": "x".repeat(301) })), [None]);
    }
}
