//! Adds the deltas of a stream together: texts are appended, lists are matched by `index` or `id`.

use serde_json::{Map, Value, json};

/// Keys whose value arrives whole, sometimes with every delta.
const WHOLE: &[&str] = &["role", "id", "type", "object", "model", "finish_reason", "created_at"];

/// How many of the last items of a list are looked at for the one that a delta continues: streams do not interleave more.
const RECENT: usize = 32;

/// The position of the last of the recent items that fits.
pub(super) fn recent<T>(items: &[T], fits: impl Fn(&T) -> bool) -> Option<usize> {
    let start = items.len().saturating_sub(RECENT);
    items.iter().skip(start).rposition(fits).map(|at| at + start)
}

/// Adds a delta to what was received before. Takes linear time if items arrive in order.
pub(super) fn merge(into: &mut Map<String, Value>, delta: &Map<String, Value>) {
    for (key, more) in delta {
        let Some(old) = into.get_mut(key).filter(|old| !old.is_null()) else {
            let fresh = match more {
                Value::Array(items) => listed(items),
                other => other.clone(),
            };
            into.insert(key.clone(), fresh);
            continue;
        };
        match (old, more) {
            (_, Value::Null) => {}
            (Value::String(text), Value::String(more)) => {
                let repeated = WHOLE.contains(&key.as_str()) || (key == "name" && text == more);
                if text.is_empty() || !repeated {
                    text.push_str(more);
                }
            }
            (Value::Object(old), Value::Object(more)) => merge(old, more),
            (Value::Array(old), Value::Array(more)) => merge_list(old, more),
            // Mistral sends reasoning as parts and the answer after it as text.
            (Value::Array(old), Value::String(more)) => merge_list(old, &[as_part(more)]),
            (old @ Value::String(_), Value::Array(more)) => {
                let mut parts: Vec<Value> =
                    old.as_str().filter(|text| !text.is_empty()).map(as_part).into_iter().collect();
                merge_list(&mut parts, more);
                *old = Value::Array(parts);
            }
            (old, more) => *old = more.clone(),
        }
    }
}

fn as_part(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

fn listed(items: &[Value]) -> Value {
    let mut list = Vec::new();
    merge_list(&mut list, items);
    Value::Array(list)
}

/// Adds items to a list. An item is more of an earlier one if both have the same `index`, or the same `id`, or, without
/// either, if it continues the last: arguments without a name, or text of the same type.
pub(super) fn merge_list(into: &mut Vec<Value>, items: &[Value]) {
    for item in items {
        let before = item.as_object().and_then(|item| {
            let is_same = |old: &Value| old.as_object().is_some_and(|old| continues(old, item));
            let numbered = item.contains_key("index") || item.get("id").is_some_and(Value::is_string);
            if numbered { recent(into, is_same) } else { into.len().checked_sub(1) }
        });
        let old = before.and_then(|at| into.get_mut(at)).and_then(Value::as_object_mut);
        match (old, item) {
            (Some(old), Value::Object(item)) if continues(old, item) => merge(old, item),
            _ => into.push(item.clone()),
        }
    }
}

fn continues(old: &Map<String, Value>, item: &Map<String, Value>) -> bool {
    let text = |map: &'_ Map<String, Value>, key: &str| -> bool {
        map.get(key).and_then(Value::as_str).is_some_and(|text| !text.is_empty())
    };
    let (has_id, same_id) = (text(item, "id"), old.get("id") == item.get("id"));
    if let Some(index) = item.get("index") {
        // Some servers number every call 0.
        return old.get("index") == Some(index) && (!has_id || !text(old, "id") || same_id);
    }
    if has_id {
        return same_id;
    }
    let kind = item.get("type").and_then(Value::as_str);
    let named =
        item.contains_key("name") || item.get("function").is_some_and(|call| call.get("name").is_some());
    let is_call = item.contains_key("function") || item.contains_key("args");
    let is_text = matches!(kind, Some("text" | "thinking" | "output_text" | "reasoning"));
    (is_call && !named) || (is_text && old.get("type") == item.get("type"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(deltas: &[Value]) -> Value {
        let mut whole = Map::new();
        for delta in deltas {
            merge(&mut whole, delta.as_object().unwrap());
        }
        Value::Object(whole)
    }

    #[test]
    fn calls_are_matched_by_index_and_told_apart_by_id() {
        let call = |index: i32, id: Value, name: Value, arguments: &str| {
            json!({"tool_calls": [
            {"index": index, "id": id, "function": {"name": name, "arguments": arguments}}]})
        };
        let whole = merged(&[
            call(0, json!("a"), json!("f"), "{\"x\""),
            call(1, json!("b"), json!("g"), "{}"),
            call(0, Value::Null, Value::Null, ":1}"),
            call(0, json!("c"), json!("h"), "[]"),
        ]);
        let told: Vec<String> = whole["tool_calls"]
            .as_array()
            .unwrap()
            .iter()
            .map(|call| {
                format!("{} {} {}", call["id"], call["function"]["name"], call["function"]["arguments"])
            })
            .collect();
        assert_eq!(told, ["\"a\" \"f\" \"{\\\"x\\\":1}\"", "\"b\" \"g\" \"{}\"", "\"c\" \"h\" \"[]\""]);
    }

    #[test]
    fn text_after_parts_becomes_a_part() {
        let whole = merged(&[
            json!({"content": ""}),
            json!({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Sig"}]}]}),
            json!({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "ns."}]}]}),
            json!({"content": "Past "}),
            json!({"content": "it."}),
        ]);
        let parts = json!([{"type": "thinking", "thinking": [{"type": "text", "text": "Signs."}]},
            {"type": "text", "text": "Past it."}]);
        assert_eq!(whole, json!({"content": parts}));
    }
}
