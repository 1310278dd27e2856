//! HTML as words: help desks and mail programs log their messages as HTML, of which a reader wants the text.

use serde_json::{Map, Value};

use crate::text::strip_markdown::entity;

use super::tools;

/// Elements that begin a line of their own, and those with an empty line before and after them.
const LINES: &[&str] =
    &["div", "br", "li", "tr", "ul", "ol", "table", "section", "article", "header", "footer", "dt", "dd"];
const PARAGRAPHS: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr"];

/// Other elements with which a text of HTML may begin.
const OTHERS: &[&str] = &[
    "span", "a", "b", "strong", "i", "em", "u", "font", "html", "body", "head", "img", "!doctype", "center",
    "small",
];

/// Elements whose content is no text.
const SILENT: &[&str] = &["style", "script", "head", "title"];

/// Whether the whole text is HTML: it begins with a tag and ends with one.
fn is_fragment(text: &str) -> bool {
    let text = text.trim();
    let known = |name: &str| [LINES, PARAGRAPHS, OTHERS].iter().any(|names| names.contains(&name));
    text.ends_with('>') && text.strip_prefix('<').and_then(tag).is_some_and(|(name, _, _)| known(&name))
}

/// Whether the text of an item is HTML: it is under a key of such texts, and begins and ends as HTML does.
pub(super) fn is_content(map: &Map<String, Value>, text: &str) -> bool {
    let keys = ["body", "html", "bodyhtml", "htmlbody", "richtext"];
    let says = tools::at(map, &["contenttype", "mimetype"]).and_then(Value::as_str);
    let is_told = says.is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    (is_told || tools::in_order(map, &keys).into_iter().any(|value| value.as_str() == Some(text)))
        && is_fragment(text)
}

/// The name of the tag that begins here, after its `<`, whether it closes, and what follows it.
fn tag(text: &str) -> Option<(String, bool, &str)> {
    let (inside, rest) = text.split_once('>')?;
    let closes = inside.starts_with('/');
    let name: String = inside
        .trim_start_matches('/')
        .chars()
        .take(12)
        .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '!')
        .flat_map(char::to_lowercase)
        .collect();
    (!name.is_empty()).then_some((name, closes, rest))
}

/// The text of HTML, with its line breaks, list items and paragraphs. Takes linear time.
pub(super) fn words(html: &str) -> String {
    let mut whole = String::with_capacity(html.len());
    let mut rest = html;
    // White space in the source is one space, which nobody sees at the beginning of a line.
    let mut silent: Option<String> = None;
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        if letter == '<'
            && let Some((name, closes, following)) = tag(after)
        {
            rest = following;
            if silent.as_deref() == Some(name.as_str()) && closes {
                silent = None;
            } else if silent.is_none() {
                begin(&mut whole, &name, closes);
                silent = SILENT.contains(&name.as_str()).then_some(name).filter(|_| !closes);
            }
            continue;
        }
        let (letter, length) = entity(rest).unwrap_or((letter, letter.len_utf8()));
        rest = rest.get(length..).unwrap_or_default();
        match letter {
            _ if silent.is_some() => {}
            letter if letter.is_ascii_whitespace() => {
                if !whole.is_empty() && !whole.ends_with([' ', '\n']) {
                    whole.push(' ');
                }
            }
            letter => whole.push(letter),
        }
    }
    whole.truncate(whole.trim_end().len());
    whole
}

fn begin(whole: &mut String, name: &str, closes: bool) {
    let wanted = match () {
        () if PARAGRAPHS.contains(&name) => 2,
        () if LINES.contains(&name) => 1,
        () => return,
    };
    while whole.ends_with(' ') {
        whole.pop();
    }
    if !whole.is_empty() {
        let there = whole.bytes().rev().take_while(|byte| *byte == b'\n').count();
        // Each break of a line is one; the ends of nested elements are one together.
        let missing = if name == "br" { usize::from(there < 2) } else { wanted - there.min(wanted) };
        whole.extend(std::iter::repeat_n('\n', missing));
    }
    if name == "li" && !closes {
        whole.push_str("- ");
    }
}
