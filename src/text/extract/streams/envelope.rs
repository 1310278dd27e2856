//! Events that a program or a gateway put into an object of its own, such as `{"event": …, "data": {…}}`.

use serde_json::Value;

use super::Event;

/// Keys under which the event itself is.
const INSIDE: &[&str] =
    &["data", "event", "chunk", "value", "payload", "delta", "response", "raw_event", "item", "json", "raw"];

/// The events inside, for each key that at least half of the objects have. Objects without it are kept as they are.
pub(super) fn opened<'a>(events: &'a [&'a Event]) -> impl Iterator<Item = Vec<Event>> + 'a {
    INSIDE.iter().filter_map(move |key| {
        let count = events.iter().filter(|event| inner(event, key).is_some()).count();
        let enough = count > 0 && count * 2 >= events.len();
        enough.then(|| {
            events.iter().map(|event| inner(event, key).unwrap_or_else(|| (*event).clone())).collect()
        })
    })
}

/// The object under the key, also if it is JSON text. It keeps the envelope's name for it, which some formats need.
fn inner(event: &Event, key: &str) -> Option<Event> {
    let mut inside = match event.get(key)? {
        Value::Object(inside) => inside.clone(),
        Value::String(text) if text.starts_with('{') => match serde_json::from_str(text).ok()? {
            Value::Object(inside) => inside,
            _ => return None,
        },
        _ => return None,
    };
    for key in ["event", "type"] {
        if let Some(name) = event.get(key).filter(|name| name.is_string()) {
            inside.entry(key).or_insert_with(|| name.clone());
        }
    }
    Some(inside)
}
