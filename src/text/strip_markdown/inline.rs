//! The marks within a paragraph: emphasis, code, links, escapes.

use super::line::Line;

/// Characters that mean something.
const SPECIAL: [char; 9] = ['\\', '`', '*', '_', '~', '[', ']', '<', '&'];

/// A stretch of a paragraph. Marks that found their partner lose their text.
struct Run<'a> {
    text: &'a str,
    mark: Option<char>,
    opens: bool,
    closes: bool,
}

/// Says a paragraph's words.
pub(super) fn say(paragraph: &str, line: &mut Line) {
    line.say("");
    let mut runs = runs(paragraph);
    pair(&mut runs);
    for run in &runs {
        match run.mark {
            Some('&') => line.push(entity(run.text).map(|(c, _)| c).unwrap_or('&').encode_utf8(&mut [0; 4])),
            _ => line.push(run.text),
        }
    }
    line.say("");
}

fn runs(paragraph: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let (mut rest, mut before) = (paragraph, ' ');
    while let Some(first) = rest.chars().next() {
        let (text, length, mark) = match first {
            '\\' => escape(rest),
            '`' => code(rest),
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
            '<' => address(rest),
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

/// The words, how much of the text they took, and what they are.
type Taken<'a> = (Option<&'a str>, usize, Option<char>);

fn escape(rest: &str) -> Taken<'_> {
    match rest.get(1..2) {
        Some(escaped) if escaped.starts_with(|c: char| c.is_ascii_punctuation()) => (Some(escaped), 2, None),
        _ => (rest.get(..1), 1, None),
    }
}

/// Code between as many backticks as it begins with; without a partner they are what they are.
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

/// `<https://a.example>` without its brackets.
fn address(rest: &str) -> Taken<'_> {
    let inside = rest.get(1..).and_then(|text| text.split_once('>')).map(|(inside, _)| inside);
    match inside.filter(|text| !text.contains(['<', ' ']) && (text.contains("://") || is_mail(text))) {
        Some(inside) => (Some(inside), inside.len() + 2, None),
        None => (rest.get(..1), 1, None),
    }
}

fn is_mail(text: &str) -> bool {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.is_empty()
            && !host.contains(|c: char| !c.is_ascii_alphanumeric() && !"-.".contains(c))
    })
}

/// The last bracket that waits for its partner; it waits no longer.
fn open_bracket<'a, 'b>(runs: &'b mut [Run<'a>]) -> Option<&'b mut Run<'a>> {
    let bracket = runs.iter_mut().rev().find(|run| run.mark == Some('['))?;
    bracket.mark = None;
    Some(bracket)
}

/// The length of `](address "title")`.
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

/// The character that `&amp;`, `&#39;` or `&#x27;` stands for, and the length of the entity; of the named ones only
/// those that are met in running text.
fn entity(rest: &str) -> Option<(char, usize)> {
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

/// Whether a run of marks may open and close emphasis, by what stands around it (CommonMark, 6.2).
fn flanks(mark: char, before: char, after: char) -> (bool, bool) {
    let is_sign = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let left = !after.is_whitespace() && (!is_sign(after) || before.is_whitespace() || is_sign(before));
    let right = !before.is_whitespace() && (!is_sign(before) || after.is_whitespace() || is_sign(after));
    if mark == '_' {
        return (left && (!right || is_sign(before)), right && (!left || is_sign(after)));
    }
    (left, right)
}

/// Takes the text from marks that are partners.
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
