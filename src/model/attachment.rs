//! Files that were attached to traces and spans. Names and types are whatever a client wrote.

use super::ids::{SpanId, TraceId};

/// What a file is attached to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileOwner {
    Trace(TraceId),
    Span(SpanId),
}

/// An attached file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedFile {
    pub name: String,
    /// Its media type in lower case, without parameters. It may be wrong.
    pub mime: String,
    pub bytes: Option<u64>,
    /// The address of its content, on this server or, where an Opik keeps files elsewhere, on another.
    pub address: String,
    /// Whether the address is on this server.
    pub is_here: bool,
}

impl AttachedFile {
    /// The name as it may be shown: without characters that change how the rest looks, and not endless.
    pub fn shown_name(&self) -> String {
        let harmless = |letter: char| match letter {
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => {
                '\u{FFFD}'
            }
            letter if letter.is_control() => '\u{FFFD}',
            letter => letter,
        };
        let letters: Vec<char> = self.name.chars().map(harmless).collect();
        match (letters.first_chunk::<60>(), letters.last_chunk::<40>()) {
            // The end says what kind of file it is.
            (Some(start), Some(end)) if letters.len() > 120 => {
                start.iter().chain(&['…']).chain(end).collect()
            }
            _ => letters.into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_name_hides_nothing_and_ends_as_the_file_does() {
        let file = |name: &str| AttachedFile {
            name: name.to_owned(),
            mime: String::new(),
            bytes: None,
            address: String::new(),
            is_here: true,
        };
        assert_eq!(file("na\u{202E}gpj.exe").shown_name(), "na\u{FFFD}gpj.exe");
        assert_eq!(file("a\r\nb").shown_name(), "a\u{FFFD}\u{FFFD}b");
        let long = file(&format!("{}.exe", "x".repeat(500))).shown_name();
        assert!(long.ends_with(".exe") && long.chars().count() == 101, "{long}");
    }
}
