//! Parses JSON answers. They contain logged values of any shape, and one that is nested too deeply must not make the
//! rest of the answer unreadable. Numbers keep their digits as written (`arbitrary_precision` of serde_json).

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Deserializer, Value};

/// Values nested deeper than this are read as strings. Everything that walks a value recursively has to cope with this
/// many levels.
const MAX_DEPTH: usize = 510;
/// The key by which serde_json passes a number on as text. As the first key of a logged object it would be taken for one:
/// the object would become a number, or the whole answer unreadable.
const NUMBER_KEY: &str = "$serde_json::private::Number";

/// Parses an answer; a value nested too deeply becomes a string with its JSON text.
pub(super) fn read(text: &str) -> Result<Value, serde_json::Error> {
    let text = without_number_key(text);
    serde_json::from_str(&text).or_else(|error| {
        // Only the parser's own limit of 128 levels can be avoided; other errors return.
        let text = shallow(&text);
        let mut parser = Deserializer::from_str(&text);
        parser.disable_recursion_limit();
        Value::deserialize(&mut parser).and_then(|value| parser.end().map(|()| value)).map_err(|_| error)
    })
}

/// The same JSON, with a space after each string that is [`NUMBER_KEY`].
fn without_number_key(text: &str) -> Cow<'_, str> {
    // The string may be written with escapes: of these characters, each is `\u00` and two digits.
    if !text.contains(NUMBER_KEY) && !text.contains("\\u00") {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let (mut kept, mut start, mut escaped) = (0, None, false);
    for (at, byte) in text.bytes().enumerate() {
        match (byte, start) {
            _ if escaped => escaped = false,
            (b'\\', Some(_)) => escaped = true,
            (b'"', None) => start = Some(at),
            (b'"', Some(from)) => {
                start = None;
                // Each character takes one to six bytes.
                let may_be = (NUMBER_KEY.len()..=6 * NUMBER_KEY.len()).contains(&(at - from - 1));
                let string = || serde_json::from_str::<String>(text.get(from..=at)?).ok();
                if may_be && string().is_some_and(|string| string == NUMBER_KEY) {
                    out.push_str(text.get(kept..at).unwrap_or_default());
                    out.push(' ');
                    kept = at;
                }
            }
            _ => {}
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    Cow::Owned(out)
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
    fn numbers_keep_their_digits() {
        let logged = r#"[123456789012345678901234567890,0.10000000000000000555,1e+400,-0,1.50,1e-07]"#;
        assert_eq!(read(logged).unwrap().to_string(), logged);
        // serde_json writes the sign of every exponent, as Python and JavaScript do.
        assert_eq!(read("1E400").unwrap().to_string(), "1e+400");
    }

    #[test]
    fn a_value_within_the_depth_is_read_whole() {
        let levels = MAX_DEPTH - 1;
        let nested = format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
        assert_eq!(read(&nested).unwrap().to_string(), nested);
    }

    #[test]
    fn a_logged_object_is_never_taken_for_a_number() {
        for key in
            [NUMBER_KEY, r"\u0024serde_json::private::Number", r"$serde_json:\u003aprivate::Numbe\u0072"]
        {
            for value in ["\"12\"", "5", "\"no number\""] {
                let answer = format!(r#"{{"input": {{"{key}": {value}, "a": "b"}}, "said": "so"}}"#);
                let answer = read(&answer).unwrap();
                assert_eq!(answer["said"], "so", "{key} {value}");
                assert_eq!(answer["input"]["a"], "b", "{key} {value}");
                assert_eq!(answer["input"].as_object().map(serde_json::Map::len), Some(2), "{key} {value}");
            }
        }
        let quoted = r#"["say \\\"$serde_json::private::Number\\\"", "\u00e9"]"#;
        assert_eq!(without_number_key(quoted), quoted);
    }

    #[test]
    fn what_is_no_json_stays_none() {
        assert!(read("<html>").is_err());
        assert!(read(&"[".repeat(500)).is_err());
        assert!(read("").is_err());
    }
}
