//! What people logged: any JSON at all, so deep or so odd that it must not cost the page it came with.

use serde_json::{Value, value::RawValue};

/// Reads one logged value. What the parser refuses (nesting beyond its limit of 128) is kept as its text.
#[expect(clippy::boxed_local, reason = "serde gives raw values boxed, and callers map over them")]
pub(super) fn payload(raw: Box<RawValue>) -> Value {
    serde_json::from_str(raw.get()).unwrap_or_else(|_| Value::String(raw.get().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_too_deep_to_read_is_shown_as_text_and_spoils_nothing_beside_it() {
        let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
        let page = format!(r#"{{"a": {deep}, "b": {{"c": 1}}}}"#);
        let mut page: std::collections::BTreeMap<String, Box<RawValue>> =
            serde_json::from_str(&page).unwrap();
        assert_eq!(payload(page.remove("a").unwrap()), Value::String(deep));
        assert_eq!(payload(page.remove("b").unwrap()), serde_json::json!({"c": 1}));
    }
}
