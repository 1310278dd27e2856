//! Adds what Opik shows in the metadata beside what was logged: a trace's `providers` and a span's `provider`, at the
//! front.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::RecordView;

/// Adds the providers to the metadata.
pub(super) fn add_providers(view: &mut RecordView) {
    let metadata = view.metadata.take();
    view.metadata = match (&view.providers, &view.provider) {
        (Some(providers), _) if !providers.is_empty() => with_first(metadata, "providers", providers),
        (_, Some(provider)) => with_first(metadata, "provider", provider),
        _ => metadata,
    };
}

/// The object with this field at the front. A field that was logged under this name is kept, and so is metadata that is
/// not an object.
fn with_first(object: Option<Box<RawValue>>, name: &str, value: &impl Serialize) -> Option<Box<RawValue>> {
    let Some(old) = object else { return to_raw_value(&BTreeMap::from([(name, value)])).ok() };
    let text = old.get().trim();
    let taken = || text.contains(name) && names(text).is_none_or(|names| names.contains_key(name));
    let (Some(inside), Ok(value)) = (text.strip_prefix('{'), serde_json::to_string(value)) else {
        return Some(old);
    };
    if taken() {
        return Some(old);
    }
    let comma = if inside.trim_start().starts_with('}') { "" } else { "," };
    RawValue::from_string(format!("{{\"{name}\":{value}{comma}{inside}")).ok().or(Some(old))
}

fn names(object: &str) -> Option<BTreeMap<String, &RawValue>> {
    serde_json::from_str(object).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provider_stands_in_front_of_what_was_logged() {
        for (logged, read) in [
            (r#"{"a":1}"#, r#"{"provider":"x \"y\"","a":1}"#),
            (r#"{ }"#, r#"{"provider":"x \"y\"" }"#),
            (r#"{"provider":"mine","a":1}"#, r#"{"provider":"mine","a":1}"#),
            (r#"{"deep":{"provider":1}}"#, r#"{"provider":"x \"y\"","deep":{"provider":1}}"#),
            (r#""cut text""#, r#""cut text""#),
            ("[1]", "[1]"),
        ] {
            let logged = RawValue::from_string(logged.to_owned()).unwrap();
            assert_eq!(with_first(Some(logged), "provider", &"x \"y\"").unwrap().get(), read);
        }
        assert_eq!(with_first(None, "providers", &["a", "b"]).unwrap().get(), r#"{"providers":["a","b"]}"#);
    }
}
