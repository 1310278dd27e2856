//! Removes the inline marks of a paragraph: emphasis, code, links, escapes and entities.

use super::line::Line;

/// Characters that may begin or end an inline mark.
const SPECIAL: [char; 9] = ['\\', '`', '*', '_', '~', '[', ']', '<', '&'];

/// A stretch of a paragraph. The text of matched marks is shortened or emptied.
struct Run<'a> {
    text: &'a str,
    mark: Option<char>,
    opens: bool,
    closes: bool,
}

/// Adds a paragraph's text to the line, as separate words.
pub(super) fn push_paragraph(paragraph: &str, line: &mut Line) {
    line.push_words("");
    let mut runs = runs(paragraph);
    pair(&mut runs);
    for run in &runs {
        match run.mark {
            Some('&') => line.push(entity(run.text).map(|(c, _)| c).unwrap_or('&').encode_utf8(&mut [0; 4])),
            _ => line.push(run.text),
        }
    }
    line.push_words("");
}

fn runs(paragraph: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let (mut rest, mut before) = (paragraph, ' ');
    while let Some(first) = rest.chars().next() {
        let (text, length, mark) = match first {
            '\\' => formula(rest).unwrap_or_else(|| escape(rest)),
            '`' => code(rest),
            '_' if is_name(rest, before) => (rest.get(..name_length(rest)), name_length(rest), None),
            '*' | '_' | '~' => {
                let length = rest.len() - rest.trim_start_matches(first).len();
                (rest.get(..length), length, Some(first))
            }
            '!' if rest.starts_with("![") => (rest.get(..2), 2, Some('[')),
            '[' => (rest.get(..1), 1, Some('[')),
            ']' => match (open_bracket(&mut runs), target(rest)) {
                (Some(bracket), Some(length)) => {
                    bracket.text = "";
                    (None, length, None)
                }
                _ => (rest.get(..1), 1, None),
            },
            '<' => tag(rest).unwrap_or_else(|| address(rest)),
            '&' => match entity(rest) {
                Some((_, length)) => (rest.get(..length), length, Some('&')),
                None => (rest.get(..1), 1, None),
            },
            _ => {
                let end = |(at, c): (usize, char)| at > 0 && (SPECIAL.contains(&c) || c == '!');
                let length = rest.char_indices().find(|found| end(*found)).map_or(rest.len(), |(at, _)| at);
                (rest.get(..length), length, None)
            }
        };
        let (taken, left) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let after = left.chars().next().unwrap_or(' ');
        let (opens, closes) = match mark {
            Some(mark @ ('*' | '_' | '~')) => flanks(mark, before, after),
            _ => (false, false),
        };
        runs.push(Run { text: text.unwrap_or_default(), mark, opens, closes });
        before = taken.chars().next_back().unwrap_or(' ');
        rest = left;
    }
    runs
}

fn name_length(rest: &str) -> usize {
    rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count()
}

/// Whether the text begins with a name such as `__init__`, in one case.
fn is_name(rest: &str, before: char) -> bool {
    let (name, after) = rest.split_at_checked(name_length(rest)).unwrap_or_default();
    let core = name.trim_matches('_');
    let has = |is: fn(&u8) -> bool| core.as_bytes().iter().any(is);
    let mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let alone = !before.is_alphanumeric() && !after.starts_with(char::is_alphanumeric);
    alone && !mixed && !core.is_empty() && name.starts_with("__") && name.ends_with("__")
}

/// The text to show, the number of bytes consumed, and the kind of mark.
type Taken<'a> = (Option<&'a str>, usize, Option<char>);

/// A formula: `\(…\)` or `\[…\]` with a sign of one inside.
fn formula(rest: &str) -> Option<Taken<'_>> {
    let end = match rest.get(..2)? {
        "\\(" => rest.find("\\)"),
        "\\[" => rest.find("\\]"),
        _ => None,
    }?;
    let has_sign = rest.get(2..end)?.contains(['\\', '^', '_', '=', '{', '+', '<', '>', '|']);
    has_sign.then_some((rest.get(..end + 2), end + 2, None))
}

fn escape(rest: &str) -> Taken<'_> {
    match rest.get(1..2) {
        Some(escaped) if escaped.starts_with(|c: char| c.is_ascii_punctuation()) => (Some(escaped), 2, None),
        _ => (rest.get(..1), 1, None),
    }
}

/// Code up to a run of as many backticks as it begins with; without one the backticks are text.
fn code(rest: &str) -> Taken<'_> {
    let inside = rest.trim_start_matches('`');
    let length = rest.len() - inside.len();
    let mut at = 0;
    while let Some(found) = inside.get(at..).and_then(|text| text.find('`')).map(|found| at + found) {
        let closing = inside.get(found..).unwrap_or_default();
        let run = closing.len() - closing.trim_start_matches('`').len();
        if run == length {
            return (inside.get(..found), length + found + length, None);
        }
        at = found + run;
    }
    (rest.get(..length), length, None)
}

/// `<https://a.example>` or `<a@b.example>` without the brackets.
fn address(rest: &str) -> Taken<'_> {
    let inside = rest.get(1..).and_then(|text| text.split_once('>')).map(|(inside, _)| inside);
    match inside.filter(|text| !text.contains(['<', ' ']) && (text.contains("://") || is_mail(text))) {
        Some(inside) => (Some(inside), inside.len() + 2, None),
        None => (rest.get(..1), 1, None),
    }
}

/// A tag that the renderer honours, if its end is in the paragraph too.
fn tag(rest: &str) -> Option<Taken<'_>> {
    let (tag, after) = rest.split_once('>')?;
    let name = tag.trim_start_matches(['<', '/']).trim_end_matches(['/', ' ']);
    let is_break = name == "br";
    let is_pair = ["sub", "sup", "kbd", "mark"].contains(&name)
        && (tag.starts_with("</")
            || after.split("</").skip(1).any(|end| end.split('>').next() == Some(name)));
    (is_break || is_pair).then_some((Some(if is_break { " " } else { "" }), tag.len() + 1, None))
}

fn is_mail(text: &str) -> bool {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.is_empty()
            && !host.contains(|c: char| !c.is_ascii_alphanumeric() && !"-.".contains(c))
    })
}

/// The last open bracket without a partner; it is marked as matched.
fn open_bracket<'a, 'b>(runs: &'b mut [Run<'a>]) -> Option<&'b mut Run<'a>> {
    let bracket = runs.iter_mut().rev().find(|run| run.mark == Some('['))?;
    bracket.mark = None;
    Some(bracket)
}

/// The length of `](address "title")`, or `None` if it is not a link target.
fn target(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix("](")?;
    let (mut depth, mut quote, mut escaped) = (0, None, false);
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' | '\'' if quote == Some(c) => quote = None,
            '"' | '\'' if quote.is_none() && inside.get(..at)?.ends_with(' ') => quote = Some(c),
            _ if quote.is_some() => {}
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            ')' => {
                let (address, title) = inside.get(..at)?.trim().split_once(' ').unwrap_or_default();
                let title = title.trim();
                return (address.is_empty() || title.starts_with(['"', '\'', '('])).then_some(at + 3);
            }
            _ => {}
        }
    }
    None
}

/// The character that `&amp;`, `&#39;` or `&#x27;` stands for, and the entity's length. Only common named entities are
/// known.
pub(in crate::text) fn entity(rest: &str) -> Option<(char, usize)> {
    let (name, _) = rest.strip_prefix('&')?.split_once(';').filter(|(name, _)| name.len() <= 8)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|c| *c != '\0').unwrap_or('\u{FFFD}')
        }
    };
    Some((c, name.len() + 2))
}

/// Whether a run of marks can open and close emphasis, given the characters around it (CommonMark, 6.2). Punctuation that
/// is not ASCII, or that ends a clause, counts as a letter, and an operator between digits as no mark, as in the renderer.
fn flanks(mark: char, before: char, after: char) -> (bool, bool) {
    if before.is_ascii_digit() && after.is_ascii_digit() {
        return (false, false);
    }
    let is_sign = |c: char| c.is_ascii_punctuation() && !matches!(c, ':' | '.' | '!' | '?' | '"' | '%');
    let left = !after.is_whitespace() && (!is_sign(after) || before.is_whitespace() || is_sign(before));
    let right = !before.is_whitespace() && (!is_sign(before) || after.is_whitespace() || is_sign(after));
    if mark == '_' {
        return (left && (!right || is_sign(before)), right && (!left || is_sign(after)));
    }
    (left, right)
}

/// Matches opening and closing emphasis marks and removes their text.
fn pair(runs: &mut [Run<'_>]) {
    for at in 0..runs.len() {
        let Some((before, [closer, ..])) = runs.split_at_mut_checked(at) else { return };
        if !closer.closes {
            continue;
        }
        let opens = |run: &Run<'_>| {
            run.opens
                && run.mark == closer.mark
                && !run.text.is_empty()
                && (run.mark != Some('~') || run.text.len() == closer.text.len())
        };
        let mut end = before.len();
        while !closer.text.is_empty() {
            let Some(found) = before.get(..end).and_then(|runs| runs.iter().rposition(opens)) else { break };
            let (_, between) = before.split_at_mut(found);
            let Some((opener, inner)) = between.split_first_mut() else { break };
            inner.iter_mut().for_each(|run| run.opens = false);
            let taken = if opener.text.len() >= 2 && closer.text.len() >= 2 { 2 } else { 1 };
            opener.text = opener.text.get(taken..).unwrap_or_default();
            closer.text = closer.text.get(taken..).unwrap_or_default();
            end = found + 1;
        }
        if closer.text.is_empty() {
            closer.opens = false;
        }
    }
}
