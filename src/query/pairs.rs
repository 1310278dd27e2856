//! A URL query as pairs of names and values. Unlike the router's map it decodes values only once, which keeps ids that
//! contain a `%`.

use crate::paths::{self, encode};

/// The pairs of a raw query (without `?`), decoded. Invalid UTF-8 is replaced.
pub fn parse(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The pairs as a raw query, with encoded values.
pub fn write(pairs: &[(&str, String)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

/// In a query, a plus is a space.
fn decode(text: &str) -> String {
    paths::decode(&text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_value_is_decoded_once() {
        assert_eq!(parse("thread=a%2541%26b+c"), [("thread".to_owned(), "a%41&b c".to_owned())]);
        assert_eq!(parse("&x&y=%zz%4"), [("x".into(), String::new()), ("y".into(), "%zz%4".into())]);
    }

    proptest! {
        #[test]
        fn any_value_comes_back(value in ".*") {
            let query = write(&[("a", value.clone())]);
            prop_assert_eq!(parse(&query), [("a".to_owned(), value)]);
        }

        #[test]
        fn any_query_is_read(query in ".*") {
            parse(&query);
        }
    }
}
