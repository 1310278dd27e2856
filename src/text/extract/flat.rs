//! Makes nested values of flat maps with dotted keys, as attributes of telemetry have them.

use serde_json::{Map, Value};

/// Longer keys are not paths; more steps are not needed.
const LONGEST: usize = 200;
const STEPS: usize = 24;

/// `{"llm.input_messages.0.message.role": "user"}` → `{"llm": {"input_messages": [{"message": {"role": "user"}}]}}`.
/// `None` if no key has a dot. Where one key is both a value and the beginning of others, the value is under an empty key.
pub(super) fn nested(map: &Map<String, Value>) -> Option<Value> {
    let mut dotted = map.keys().filter(|key| is_path(key));
    dotted.next()?;
    let mut root = Map::new();
    for (key, value) in map {
        if is_path(key) {
            put(&mut root, key, value);
        } else {
            put_at(&mut root, key, value);
        }
    }
    Some(Value::Object(root.into_iter().map(|(key, value)| (key, listed(value, 0))).collect()))
}

fn is_path(key: &str) -> bool {
    let steps = key.split('.');
    key.len() <= LONGEST
        && key.contains('.')
        && key.matches('.').count() < STEPS
        && steps.clone().all(|step| {
            !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        })
}

fn put(root: &mut Map<String, Value>, key: &str, value: &Value) {
    let mut steps: Vec<&str> = key.split('.').collect();
    let Some(last) = steps.pop() else { return };
    let mut here = root;
    for step in steps {
        let slot = here.entry(step).or_insert_with(|| Value::Object(Map::new()));
        if !slot.is_object() {
            let before = slot.take();
            *slot = Value::Object(Map::from_iter([(String::new(), before)]));
        }
        let Value::Object(inner) = slot else { return };
        here = inner;
    }
    put_at(here, last, value);
}

/// Puts a value, into the object that is there already, if there is one.
fn put_at(map: &mut Map<String, Value>, key: &str, value: &Value) {
    match (map.get_mut(key), value) {
        (Some(Value::Object(there)), Value::Object(more)) => {
            more.iter().for_each(|(key, value)| put_at(there, key, value));
        }
        (Some(Value::Object(there)), value) => {
            there.insert(String::new(), value.clone());
        }
        _ => {
            map.insert(key.to_owned(), value.clone());
        }
    }
}

/// Makes lists of objects whose keys are all numbers.
fn listed(value: Value, depth: usize) -> Value {
    let Value::Object(map) = value else { return value };
    if depth > STEPS {
        return Value::Object(map);
    }
    let numbers: Option<Vec<u32>> = map.keys().map(|key| key.parse().ok()).collect();
    let inner = map.into_iter().map(|(key, value)| (key, listed(value, depth + 1)));
    match numbers.filter(|numbers| !numbers.is_empty()) {
        Some(numbers) => {
            let mut items: Vec<(u32, Value)> =
                numbers.into_iter().zip(inner.map(|(_, value)| value)).collect();
            items.sort_by_key(|(number, _)| *number);
            Value::Array(items.into_iter().map(|(_, value)| value).collect())
        }
        None => Value::Object(inner.collect()),
    }
}
