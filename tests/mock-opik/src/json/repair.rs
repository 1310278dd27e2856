//! Makes strict JSON of what Python's `json.dumps` and old SDKs write: `NaN`, `Infinity`, `-Infinity` and numbers too
//! large for a double become strings of the same letters, as Opik returns them; a lone surrogate escape becomes U+FFFD.

use std::borrow::Cow;

/// The repaired text, or `text` itself when nothing needs repair. Other syntax errors are left as they are.
pub fn repair(text: &str) -> Cow<'_, str> {
    if !may_need_repair(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut changed = false;
    while let Some(at) = rest.find(['"', 'N', 'I', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        rest = if from.starts_with('"') {
            string(from, &mut out, &mut changed)
        } else {
            bare(from, &mut out, &mut changed)
        };
    }
    out.push_str(rest);
    if changed { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

/// Whether there may be something to repair. A fast scan, because nearly all bodies need nothing.
pub(super) fn may_need_repair(mut rest: &[u8]) -> bool {
    while let Some(quote) = memchr::memchr(b'"', rest) {
        let (bare, string) = rest.split_at(quote);
        if has_loose_token(bare) {
            return true;
        }
        rest = string.get(1..).unwrap_or_default();
        while let Some(at) = memchr::memchr2(b'"', b'\\', rest) {
            let from = rest.get(at..).unwrap_or_default();
            let (step, ends) = match from {
                [b'\\', b'u', b'd' | b'D', ..] => return true,
                [b'\\', ..] => (2, false),
                _ => (1, true),
            };
            rest = from.get(step..).unwrap_or_default();
            if ends {
                break;
            }
        }
    }
    has_loose_token(rest)
}

/// Whether text outside strings may contain a word that JSON does not know, or a number with an exponent.
fn has_loose_token(bare: &[u8]) -> bool {
    bare.iter().any(|byte| matches!(byte, b'N' | b'I' | b'E'))
        || bare.windows(2).any(|two| matches!(two, [b'e', b'0'..=b'9' | b'+']))
}

/// Copies the string that `text` starts with; returns what follows.
fn string<'a>(text: &'a str, out: &mut String, changed: &mut bool) -> &'a str {
    let mut rest = text.strip_prefix('"').unwrap_or(text);
    out.push('"');
    while let Some(at) = rest.find(['"', '\\']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some(after) = from.strip_prefix('"') {
            out.push('"');
            return after;
        }
        rest = escape(from, out, changed);
    }
    out.push_str(rest);
    ""
}

fn escape<'a>(text: &'a str, out: &mut String, changed: &mut bool) -> &'a str {
    let Some(unit) = unit(text) else {
        let end = text.char_indices().nth(2).map_or(text.len(), |(at, _)| at);
        let (escape, rest) = text.split_at(end);
        out.push_str(escape);
        return rest;
    };
    let (first, rest) = text.split_at(6);
    match unit {
        0xd800..=0xdbff => {
            if let Some((second, rest)) =
                self::unit(rest).filter(|low| (0xdc00..=0xdfff).contains(low)).map(|_| rest.split_at(6))
            {
                out.push_str(first);
                out.push_str(second);
                return rest;
            }
            *changed = true;
            out.push_str("\\ufffd");
        }
        0xdc00..=0xdfff => {
            *changed = true;
            out.push_str("\\ufffd");
        }
        _ => out.push_str(first),
    }
    rest
}

/// The code unit of the `\uXXXX` that `text` starts with.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

/// Copies the number or word that `text` starts with, in quotes when strict JSON does not know it.
fn bare<'a>(text: &'a str, out: &mut String, changed: &mut bool) -> &'a str {
    let end = text
        .char_indices()
        .skip(1)
        .find(|(_, letter)| !(letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.')))
        .map_or(text.len(), |(at, _)| at);
    let (token, rest) = text.split_at(end);
    let beyond = || {
        token.contains(['e', 'E'])
            && !token.contains(['n', 'N'])
            && token.parse::<f64>().is_ok_and(f64::is_infinite)
    };
    if matches!(token, "NaN" | "Infinity" | "-Infinity") || beyond() {
        *changed = true;
        out.push('"');
        out.push_str(token);
        out.push('"');
    } else {
        out.push_str(token);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_python_writes_becomes_strict_json() {
        for (loose, strict) in [
            (r#"{"n":NaN}"#, r#"{"n":"NaN"}"#),
            (r#"[Infinity,-Infinity, 1]"#, r#"["Infinity","-Infinity", 1]"#),
            (r#"{"s":"NaN \" Infinity"}"#, r#"{"s":"NaN \" Infinity"}"#),
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\udE00x""#, r#""\ufffdx""#),
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#"[1e999,-1e999,1e9]"#, r#"["1e999","-1e999",1e9]"#),
        ] {
            assert_eq!(repair(loose), strict);
        }
    }

    proptest::proptest! {
        #[test]
        fn strict_json_is_never_changed(strings in proptest::collection::vec(".*", 0..5), number: f64) {
            let text = serde_json::json!({ "strings": strings, "n": number, "NaN": [true, null, -1] }).to_string();
            proptest::prop_assert_eq!(repair(&text), text.as_str());
        }

        #[test]
        fn any_text_is_survived(text in ".*\\\\u[dD][89a-f].{0,9}(NaN|-Infinity)?.*") {
            repair(&text);
        }

        #[test]
        fn any_json_with_loose_values_becomes_readable(
            texts in proptest::collection::vec("[a-z\\\\u0080-\\\\uffff\"]{0,8}", 1..6),
            loose in proptest::sample::select(vec!["NaN", "Infinity", "-Infinity", "\"\\ud800\"", "1e400"]),
        ) {
            let items: Vec<String> = texts.iter().map(|text| format!("{}, {loose}", serde_json::json!(text))).collect();
            let text = format!("[{}]", items.join(","));
            proptest::prop_assert!(serde_json::from_str::<serde_json::Value>(&repair(&text)).is_ok());
        }
    }
}
