//! Parses JSON answers. They contain logged values of any shape, and one that is nested too deeply must not make the
//! rest of the answer unreadable.

use serde_json::Value;

/// Values nested deeper than this are read as strings. The parser's own limit is 128 levels.
const MAX_DEPTH: usize = 120;

/// Parses an answer; a value nested too deeply becomes a string with its JSON text.
pub(super) fn read(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(text).or_else(|error| {
        // Only the recursion limit can be avoided; other errors return.
        serde_json::from_str(&shallow(text)).map_err(|_| error)
    })
}

/// The same JSON, with the values below the deepest level as strings.
fn shallow(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut depth, mut in_string, mut escaped, mut kept) = (0_usize, false, false, 0);
    // Position and depth of the value that is too deep.
    let mut deep = None;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                if depth > MAX_DEPTH && deep.is_none() {
                    out.push_str(text.get(kept..at).unwrap_or_default());
                    deep = Some((at, depth));
                }
            }
            b']' | b'}' if !in_string => {
                if let Some((start, level)) = deep
                    && level == depth
                {
                    let value = text.get(start..=at).unwrap_or_default();
                    out.push_str(&Value::String(value.to_owned()).to_string());
                    kept = at + 1;
                    deep = None;
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_too_deep_to_read_becomes_text_and_spoils_nothing_beside_it() {
        let nested = |levels: usize| format!("{}\"a]\\\"[\"{}", "[".repeat(levels), "]".repeat(levels));
        let page = format!(r#"{{"deep": {}, "flat": {{"c": [1]}}, "again": {}}}"#, nested(5000), nested(300));
        let page = read(&page).unwrap();
        assert_eq!(page["flat"], serde_json::json!({"c": [1]}));
        let mut inner = &page["deep"];
        while let Some(next) = inner.get(0) {
            inner = next;
        }
        assert_eq!(inner.as_str().map(str::len), Some(nested(5000 - MAX_DEPTH + 1).len()));
    }

    #[test]
    fn what_is_no_json_stays_none() {
        assert!(read("<html>").is_err());
        assert!(read(&"[".repeat(500)).is_err());
        assert!(read("").is_err());
    }
}
