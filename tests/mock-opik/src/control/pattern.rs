//! Patterns of requests for holds and failures.

use axum::http::Method;
use serde::Deserialize;

/// Which requests match, and how many of them.
#[derive(Clone, Debug, Deserialize)]
pub struct Pattern {
    /// The method; any when absent.
    #[serde(default)]
    pub method: Option<String>,
    /// The path, with `*` for anything.
    pub path: String,
    /// How many requests; one when absent.
    #[serde(default = "once")]
    pub times: usize,
}

fn once() -> usize {
    1
}

impl Pattern {
    /// The next request with this method and path.
    pub fn next(method: &str, path: &str) -> Self {
        Self { method: Some(method.to_owned()), path: path.to_owned(), times: 1 }
    }

    /// The same for the next `times` requests.
    pub fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }

    /// Whether a request matches, without looking at `times`.
    pub(super) fn matches(&self, method: &Method, path: &str, query: Option<&str>) -> bool {
        if self.method.as_ref().is_some_and(|wanted| !wanted.eq_ignore_ascii_case(method.as_str())) {
            return false;
        }
        match query {
            Some(query) if self.path.contains('?') => glob(&self.path, &format!("{path}?{query}")),
            _ => glob(&self.path, path),
        }
    }
}

/// Whether `text` matches `pattern`, where `*` matches anything.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return text.ends_with(piece);
        }
        let Some((_, after)) = text.split_once(piece) else { return false };
        text = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text) in [
            ("/a/b", "/a/b"),
            ("/a/*", "/a/"),
            ("/a/*", "/a/b/c"),
            ("/a/*/c", "/a/b/c"),
            ("/a/*/c", "/a/b/x/c"),
            ("*", "/"),
            ("/a*b*c", "/a-b-b-c"),
        ] {
            assert!(glob(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("/a", "/a/b"), ("/a/*/c", "/a/c"), ("/a*b", "/a-c"), ("/a*b*c", "/ac")] {
            assert!(!glob(pattern, text), "{pattern} {text}");
        }
    }
}
