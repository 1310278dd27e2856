//! The path of the app. One build works under any path: its links are relative to one `<base href>`, which is written
//! when the page is served, from `--base-path` or a proxy's `X-Forwarded-Prefix`.

use axum::http::HeaderMap;

/// A path that starts and ends with `/` and is safe to write into HTML and into `Location`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasePath(String);

impl BasePath {
    /// The root, `/`.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// Parses `/x`, `/x/` or `/x/y/`. It is strict, because the path is written into pages and a proxy may pass on what
    /// a stranger sent: only letters, digits and `-._~` between single slashes, no dot segments, at most 200
    /// characters. So it can neither lead to another origin (`//elsewhere`) nor break out of the HTML attribute.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "/" {
            return Some(Self::root());
        }
        let inner = text.strip_prefix('/')?;
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        let sound = |segment: &str| {
            !segment.is_empty()
                && segment != "."
                && segment != ".."
                && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
        };
        (text.len() <= 200 && inner.split('/').all(sound)).then(|| Self(format!("/{inner}/")))
    }

    /// The prefix that a reverse proxy has removed (`X-Forwarded-Prefix`), if it is sent exactly once and valid.
    pub fn forwarded(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all("x-forwarded-prefix").iter();
        let (first, second) = (values.next()?, values.next());
        let parsed = first.to_str().ok().and_then(Self::parse);
        if second.is_some() || parsed.is_none() {
            tracing::warn!("ignored an X-Forwarded-Prefix that is not a plain path");
            return None;
        }
        parsed
    }

    /// The path with `/` at both ends.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This path under `outer`.
    pub fn under(&self, outer: &Self) -> Self {
        Self(format!("{}{}", outer.0, self.0.trim_start_matches('/')))
    }

    /// The rest of `path`, starting with `/`, when it lies under this base path.
    pub fn strip<'a>(&self, path: &'a str) -> Option<&'a str> {
        let kept = self.0.len() - 1;
        path.starts_with(&self.0).then(|| path.get(kept..)).flatten()
    }

    /// Writes this path into the page's `<base href>`; a page without one gets it at the start of its head.
    pub fn rewrite(&self, html: &str) -> String {
        let tag = format!("<base href=\"{}\">", self.0);
        let lower = html.to_ascii_lowercase();
        let base = lower.find("<base").and_then(|at| Some((at, at + lower.get(at..)?.find('>')? + 1)));
        let head = || lower.find("<head").and_then(|at| Some(at + lower.get(at..)?.find('>')? + 1));
        let (before, after) = base.unwrap_or_else(|| head().map_or((0, 0), |at| (at, at)));
        let (start, end) = (html.get(..before).unwrap_or_default(), html.get(after..).unwrap_or_default());
        format!("{start}{tag}{end}")
    }
}
