//! What an item of a conversation has besides its words.

use serde_json::{Map, Value};

use super::super::conversation;
use super::{item, keys, pieces, speaker, tools};

/// The fields of an item, and of the object inside it that has the words, whose keys are not those of what is shown.
pub(super) fn of(whole: &Map<String, Value>, spoken: &Map<String, Value>) -> Option<Value> {
    let shown =
        [speaker::SPEAKERS, pieces::KINDS, item::CONTENT, item::WRAPPERS, tools::ARGUMENTS, tools::CALL_IDS];
    let is_shown = |key: &str, _: &Value| {
        shown.iter().any(|names| names.iter().any(|name| keys::is_squeezed(key, name)))
            || keys::is_squeezed(key, "id")
            || keys::is_reasoning(key)
            || tools::named(key).is_some()
    };
    let outside = conversation::rest(whole, is_shown);
    let inside = if std::ptr::eq(whole, spoken) { None } else { conversation::rest(spoken, is_shown) };
    match (outside, inside) {
        (Some(Value::Object(mut fields)), Some(Value::Object(inside))) => {
            fields.extend(inside);
            Some(Value::Object(fields))
        }
        (outside, inside) => outside.or(inside),
    }
}
