//! The only place with URL strings. Every href here is relative to the page's `<base>`, so the same build works under
//! any path. The paths are Opik's: existing links keep working.

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

/// The workspace's projects.
pub fn projects(workspace: &str) -> String {
    format!("{}/projects", encode(workspace))
}

/// A project's logs with a query as [`crate::query`] writes it, without its `?`.
pub fn logs(workspace: &str, project: &str, query: &str) -> String {
    let mut href = format!("{}/projects/{}/logs", encode(workspace), encode(project));
    if !query.is_empty() {
        href.push('?');
        href.push_str(query);
    }
    href
}

/// A conversation, or one turn of it, by itself: the link people send.
pub fn turn(workspace: &str, project: &str, thread: &str, trace: Option<&str>) -> String {
    let mut query = format!("logsType=threads&thread={}", encode(thread));
    if let Some(trace) = trace {
        query.push_str("&trace=");
        query.push_str(&encode(trace));
    }
    logs(workspace, project, &query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_id_of_any_shape_survives_the_url() {
        let href = turn("default", "p", "a/b?c=1&d \"é😀\"", Some("t"));
        assert_eq!(
            href,
            "default/projects/p/logs?logsType=threads&thread=a%2Fb%3Fc%3D1%26d%20%22%C3%A9%F0%9F%98%80%22&trace=t"
        );
    }
}
