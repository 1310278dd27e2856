//! Texts within a Markdown file, written so that none of them leaves its place.
//!
//! The rule: a Markdown text is written as it is if it can do nothing to what follows it and does not look like the
//! file's own headings. Otherwise it is written as a quotation (`> `), in which headings, rules and open code blocks end
//! with it. Raw HTML and definitions of links reach beyond a quotation, so a text with these outside of code is written
//! in a code block, whose fence is longer than any in the text.

/// How a text has to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Containment {
    AsIs,
    Quoted,
    Fenced,
}

/// Appends a Markdown text with an empty line after it.
pub(super) fn markdown(out: &mut String, text: &str) {
    match containment(text) {
        Containment::AsIs => {
            out.push_str(text);
            out.push_str("\n\n");
        }
        Containment::Quoted => quoted(out, text),
        Containment::Fenced => fenced(out, text, "markdown"),
    }
}

/// Appends a text that is no Markdown in a code block.
pub(super) fn fenced(out: &mut String, text: &str, language: &str) {
    let mut longest = 0;
    let mut run = 0;
    for letter in text.chars() {
        run = if letter == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest.max(2) + 1);
    out.push_str(&format!("{fence}{language}\n{text}\n{fence}\n\n"));
}

fn quoted(out: &mut String, text: &str) {
    for line in lines(text) {
        out.push_str("> ");
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
}

/// A text in one line in which nothing is Markdown: for names in headings and lists.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.trim().chars() {
        match letter {
            '\n' | '\r' | '\t' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            _ if letter.is_ascii_punctuation()
                && !matches!(
                    letter,
                    '.' | ',' | ':' | ';' | '\'' | '-' | '/' | '?' | '+' | '=' | '@' | '%' | '$'
                ) =>
            {
                out.push('\\');
                out.push(letter);
            }
            _ => out.push(letter),
        }
    }
    out
}

/// The lines of a text. A carriage return ends a line in Markdown, too.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

fn containment(text: &str) -> Containment {
    let mut needed = Containment::AsIs;
    // The character and the length of the fence of the open code block.
    let mut open: Option<(char, usize)> = None;
    for line in lines(text) {
        if let Some((mark, length)) = open {
            let unindented = line.trim_start_matches(' ');
            let rest = unindented.trim_start_matches(mark);
            let closes = line.len() - unindented.len() <= 3
                && unindented.len() - rest.len() >= length
                && rest.trim_matches([' ', '\t']).is_empty();
            open = open.filter(|_| !closes);
            continue;
        }
        let fence = fence(line);
        if fence.is_some() {
            open = fence;
            continue;
        }
        needed = needed.max(of_line(line));
    }
    // A code block that is not closed ends with the quotation.
    if open.is_some() { needed.max(Containment::Quoted) } else { needed }
}

/// The character and length of a fence at the very beginning of a line.
fn fence(line: &str) -> Option<(char, usize)> {
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let length = line.len() - rest.len();
    (length >= 3 && (mark == '~' || !rest.contains('`'))).then_some((mark, length))
}

fn of_line(line: &str) -> Containment {
    let html = line.match_indices('<').any(|(at, _)| {
        let next = line.get(at + 1..).and_then(|rest| rest.chars().next());
        next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
    });
    // A definition may stand in a quotation or a list, and its label may be on several lines: `[label]: address`.
    if html || line.contains("]:") {
        return Containment::Fenced;
    }
    let words = line.trim_start_matches([' ', '\t']);
    let is_rule = |mark: char| {
        words.contains(mark) && words.chars().all(|letter| matches!(letter, ' ' | '\t') || letter == mark)
    };
    // A fence after spaces or after the mark of a list or a quotation may open a code block within it.
    let has_fence = ["```", "~~~"].iter().any(|fence| line.contains(fence));
    if words.starts_with('#') || ['=', '-', '*', '_'].into_iter().any(is_rule) || has_fence {
        return Containment::Quoted;
    }
    Containment::AsIs
}
