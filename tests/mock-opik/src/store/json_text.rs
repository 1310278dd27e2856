//! What is derived from a JSON text when it is stored: the short form for lists, and the text for search.

use super::sql_functions::fold;

/// `truncate=true` cuts a value at this many characters, as on Opik.
pub const CUT: usize = 10_001;

/// The short form of a long value, as JSON: a string of its first [`CUT`] characters; `None` when the value is not
/// longer. A string is cut inside its quotes; of any other value the JSON text is cut, so it is no longer JSON.
pub fn cut(json: &str) -> Option<String> {
    if json.len() < CUT {
        return None;
    }
    let text: String;
    let whole = if json.starts_with('"') {
        text = serde_json::from_str(json).ok()?;
        text.as_str()
    } else {
        json
    };
    let (end, _) = whole.char_indices().nth(CUT - 1).map(|(at, letter)| (at + letter.len_utf8(), ()))?;
    serde_json::to_string(whole.get(..end)?).ok()
}

/// The values of a JSON text in lower case, one a line, for search. Keys are left out, because every message has `role`
/// and `content`, and nobody searches for them.
pub fn folded(json: &str) -> String {
    let mut out = String::new();
    let mut rest = json;
    while let Some(at) =
        rest.find(|letter: char| letter == '"' || letter.is_ascii_alphanumeric() || letter == '-')
    {
        let from = rest.get(at..).unwrap_or_default();
        let length = if from.starts_with('"') { string_length(from) } else { bare_length(from) };
        let (token, after) = from.split_at_checked(length).unwrap_or((from, ""));
        rest = after;
        let key = token.starts_with('"') && after.trim_start().starts_with(':');
        if key || token == "null" {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        match token.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
            Some(inner) if !inner.contains('\\') => out.push_str(&fold(inner)),
            Some(inner) => {
                let text = serde_json::from_str::<String>(token).unwrap_or_else(|_| inner.to_owned());
                out.push_str(&fold(&text));
            }
            None => out.push_str(token),
        }
    }
    out
}

/// The depth from which on a value is answered as text, because Jackson and Python stop at a thousand levels.
const DEEP: usize = 500;

/// Whether a JSON text is nested less than [`DEEP`] levels.
pub fn is_shallow(json: &str) -> bool {
    // With fewer brackets it cannot be that deep.
    if json.bytes().filter(|byte| matches!(byte, b'[' | b'{')).nth(DEEP - 1).is_none() {
        return true;
    }
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth >= DEEP {
            return false;
        }
    }
    true
}

/// The length of the string that `text` starts with, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn bare_length(text: &str) -> usize {
    text.find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.')))
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_sees_values_and_not_keys() {
        let json =
            r#"{"messages":[{"role":"User","content":"Grüße \"Åsa\"\n!"}],"n":1.5,"ok":true,"no":null}"#;
        assert_eq!(folded(json), "user\ngrüße \"åsa\"\n!\n1.5\ntrue");
        assert_eq!(folded("\"Plain\""), "plain");
    }

    #[test]
    fn depth_is_counted_outside_strings() {
        assert!(is_shallow(&format!("[{}1]", "[1],".repeat(2 * DEEP))));
        assert!(is_shallow(&serde_json::json!(["[".repeat(DEEP), "\\\"", "{".repeat(DEEP)]).to_string()));
        assert!(is_shallow(&format!("{}{}", "[".repeat(DEEP - 1), "]".repeat(DEEP - 1))));
        assert!(!is_shallow(&format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP))));
    }

    #[test]
    fn a_long_value_is_cut_to_a_string_of_10001_characters() {
        assert_eq!(cut(&format!("\"{}\"", "x".repeat(9999))), None);
        let long = format!("\"{}\"", "ä".repeat(20_000));
        assert_eq!(cut(&long).unwrap(), format!("\"{}\"", "ä".repeat(CUT)));
        let object = format!("{{\"a\":\"{}\"}}", "x".repeat(20_000));
        let short: String = serde_json::from_str(&cut(&object).unwrap()).unwrap();
        assert_eq!(short.chars().count(), CUT);
        assert!(object.starts_with(&short));
    }

    proptest::proptest! {
        #[test]
        fn every_word_of_any_json_is_found(words in proptest::collection::vec("[^\u{0}]{1,12}", 1..6)) {
            let json = serde_json::json!({ "k": words, "nested": [{ "x": words }] }).to_string();
            let seen = folded(&json);
            for word in &words {
                proptest::prop_assert!(seen.contains(&word.to_lowercase()));
            }
        }
    }
}
