//! The only place that builds and reads URL paths. Every href here is relative to the page's `<base>`, so the same
//! build works under any path. The paths are those of Opik, so that existing links keep working.

/// Percent-encodes one path segment or query value.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out.extend([byte >> 4, byte & 15].into_iter().filter_map(|digit| {
                    char::from_digit(u32::from(digit), 16).map(|digit| digit.to_ascii_uppercase())
                }));
            }
        }
    }
    out
}

/// Undoes [`encode`]. Bytes that are not UTF-8 are replaced; a `%` that begins no escape stays.
pub fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let escaped = (byte == b'%').then(|| Some(hex(ahead.next()?)? * 16 + hex(ahead.next()?)?)).flatten();
        if escaped.is_some() {
            bytes = ahead;
        }
        out.push(escaped.unwrap_or(byte));
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    Projects {
        workspace: String,
    },
    Logs {
        workspace: String,
        project: String,
    },
    Configuration {
        workspace: String,
    },
    /// An alias of another path: the href to redirect to, without the query, which is kept.
    Moved(String),
    /// Not a path of the app.
    Unknown,
}

impl Page {
    /// Parses a path below the base, with or without leading and trailing slashes.
    pub fn parse(path: &str) -> Self {
        let segments: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decode).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        match segments.as_slice() {
            [] => Self::Moved(projects("default")),
            [workspace] => Self::Moved(projects(workspace)),
            [workspace, "projects"] => Self::Projects { workspace: (*workspace).to_owned() },
            [workspace, "projects", project, "logs"] => {
                Self::Logs { workspace: (*workspace).to_owned(), project: (*project).to_owned() }
            }
            [workspace, "configuration"] => Self::Configuration { workspace: (*workspace).to_owned() },
            // A project's own page, and the address under which older versions of Opik show the logs.
            [workspace, "projects", project] | [workspace, "projects", project, "traces"] => {
                Self::Moved(logs(workspace, project, ""))
            }
            _ => Self::Unknown,
        }
    }
}

/// The projects page: `<workspace>/projects`.
pub fn projects(workspace: &str) -> String {
    format!("{}/projects", encode(workspace))
}

/// A project's logs: `<workspace>/projects/<project>/logs` with a query as [`crate::query`] writes it, without its `?`.
pub fn logs(workspace: &str, project: &str, query: &str) -> String {
    let mut href = format!("{}/projects/{}/logs", encode(workspace), encode(project));
    if !query.is_empty() {
        href.push('?');
        href.push_str(query);
    }
    href
}

/// The tabs of the configuration page in order, as its query names them.
pub const CONFIGURATION_TABS: [&str; 2] = ["feedback-definitions", "workspace-preferences"];

/// The configuration page at one of [`CONFIGURATION_TABS`].
pub fn configuration(workspace: &str, tab: &str) -> String {
    format!("{}/configuration?tab={tab}", encode(workspace))
}

/// The link to a conversation or to one of its turns, without the state of the list around it.
pub fn turn(workspace: &str, project: &str, thread: &str, trace: Option<&str>) -> String {
    let mut query = format!("logsType=threads&thread={}", encode(thread));
    if let Some(trace) = trace {
        query.push_str("&trace=");
        query.push_str(&encode(trace));
    }
    logs(workspace, project, &query)
}

/// The link to a comment on a conversation, or on one of its turns.
pub fn comment(workspace: &str, project: &str, thread: &str, trace: Option<&str>, comment: &str) -> String {
    format!("{}&comment={}", turn(workspace, project, thread, trace), encode(comment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_names_a_page_and_a_written_path_is_read_again() {
        let logs_page = Page::Logs { workspace: "a b/ü".into(), project: "1".into() };
        assert_eq!(Page::parse(&logs("a b/ü", "1", "")), logs_page);
        assert_eq!(Page::parse("/default/projects/"), Page::Projects { workspace: "default".into() });
        let configuration = Page::Configuration { workspace: "default".into() };
        assert_eq!(Page::parse("/default/configuration"), configuration);
        assert_eq!(Page::parse("/"), Page::Moved("default/projects".into()));
        assert_eq!(Page::parse("/team"), Page::Moved("team/projects".into()));
        assert_eq!(Page::parse("/team/projects/1/traces"), Page::Moved("team/projects/1/logs".into()));
        assert_eq!(Page::parse("/team/projects/1/logs/2"), Page::Unknown);
        assert_eq!(Page::parse("/team/nonsense"), Page::Unknown);
    }

    #[test]
    fn a_thread_id_of_any_shape_survives_the_url() {
        let href = turn("default", "p", "a/b?c=1&d \"é😀\"", Some("t"));
        assert_eq!(
            href,
            "default/projects/p/logs?logsType=threads&thread=a%2Fb%3Fc%3D1%26d%20%22%C3%A9%F0%9F%98%80%22&trace=t"
        );
    }
}
