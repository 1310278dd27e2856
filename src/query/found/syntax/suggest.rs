//! What can be typed next.

use std::ops::Range;

use super::{lexer::Lexer, names, term::is_key_part};
use crate::query::{
    filter::{FieldKind, Operator},
    found::Criterion,
    tab::Tab,
};

/// Something that can stand at the caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// Put `text` in the place of the bytes `at`.
    Insert { at: Range<usize>, text: String, label: String },
    /// Values of this criterion that contain `typed`, to be put in the place of the bytes `at` as
    /// [`super::bare_or_quoted`] writes them.
    Values { at: Range<usize>, criterion: Criterion, typed: String },
    /// Keys of this criterion that contain `typed`, such as the names of scores, as [`super::key`] writes them.
    Keys { at: Range<usize>, criterion: Criterion, typed: String },
}

/// What can be typed at the caret (a byte of the text): names, signs of operators, and values, of which the caller has
/// most.
pub fn suggest(tab: Tab, text: &str, caret: usize) -> Vec<Suggestion> {
    let Some(before) = text.get(..caret) else { return Vec::new() };
    let start = last_term(before);
    let term = before.get(start..).unwrap_or_default();
    let opening = term.find(|c| !matches!(c, '-' | '(')).unwrap_or(term.len());
    let mut lexer = Lexer::new(before);
    lexer.go_to(start + opening);
    let from = lexer.at();
    let name = lexer.take_while(|c| c.is_ascii_alphabetic());
    if lexer.is_at_end() {
        return named(tab, name, from..caret);
    }
    if (name.eq_ignore_ascii_case("has") || name.eq_ignore_ascii_case("no")) && lexer.takes(":") {
        let from = lexer.at();
        let name = lexer.take_while(|c| c.is_ascii_alphabetic());
        let all = names::all(tab).filter(may_be_missing).filter(|one| begins(names::of(one), name));
        let insert = |one: Criterion| insert(from..caret, names::of(&one).to_owned(), one.label());
        return if lexer.is_at_end() { distinct(all.map(insert)) } else { Vec::new() };
    }
    let key = lexer.takes(".").then(|| {
        let at = lexer.at();
        (at, lexer.quoted().unwrap_or_else(|| lexer.take_while(is_key_part).to_owned()))
    });
    let Some(criterion) = names::find(tab, name, key.as_ref().map(|(_, key)| key.as_str())) else {
        return Vec::new();
    };
    match key {
        Some((at, typed)) if lexer.is_at_end() => {
            let mut all =
                vec![Suggestion::Keys { at: at..caret, criterion: criterion.clone(), typed: typed.clone() }];
            if !typed.is_empty() {
                all.extend(signs(&criterion, caret));
            }
            all
        }
        _ if names::SIGNS.iter().any(|(sign, _)| lexer.takes(sign)) => values(&criterion, before, lexer.at()),
        _ => Vec::new(),
    }
}

/// Where the term that the caret is in begins: after white space that is not in quotation marks.
fn last_term(before: &str) -> usize {
    let (mut start, mut is_quoted, mut is_escaped) = (0, false, false);
    for (place, c) in before.char_indices() {
        match c {
            '"' if !is_escaped => is_quoted = !is_quoted,
            c if c.is_whitespace() && !is_quoted => start = place + c.len_utf8(),
            _ => {}
        }
        is_escaped = c == '\\' && is_quoted && !is_escaped;
    }
    start
}

fn named(tab: Tab, typed: &str, at: Range<usize>) -> Vec<Suggestion> {
    let mut all: Vec<Suggestion> = Vec::new();
    if let Some(criterion) = names::find(tab, typed, None) {
        all.extend(signs(&criterion, at.end));
    }
    // Of a name that is there, the colon has just been offered.
    let has_key = |one: &Criterion| one.key().is_some();
    let is_new =
        |one: &Criterion| all.is_empty() || has_key(one) || !names::of(one).eq_ignore_ascii_case(typed);
    let begun = names::all(tab).filter(|one| is_new(one) && begins(names::of(one), typed)).map(|one| {
        let name = names::of(&one);
        insert(at.clone(), if has_key(&one) { format!("{name}.") } else { format!("{name}:") }, one.label())
    });
    let begun: Vec<Suggestion> = begun.collect();
    all.extend(begun);
    for (word, label) in [("has:", "Has a value"), ("no:", "Has no value")] {
        if !typed.is_empty() && begins(word, typed) {
            all.push(insert(at.clone(), word.to_owned(), label.to_owned()));
        }
    }
    distinct(all)
}

/// The signs that may follow a criterion.
fn signs(criterion: &Criterion, caret: usize) -> Vec<Suggestion> {
    let field = match criterion {
        Criterion::Server(field) => field,
        Criterion::Given(_) => return vec![insert(caret..caret, ":".to_owned(), "is".to_owned())],
        _ => return Vec::new(),
    };
    let kind = field.kind();
    let operators = Operator::of(kind).iter().copied().filter(|operator| operator.needs_value());
    let negative = |operator: &Operator| {
        matches!(operator, Operator::NotContains | Operator::In | Operator::NotIn)
            || (*operator == Operator::NotEqual && Criterion::turns_exactly(field))
    };
    let offered = operators.filter(|operator| !negative(operator));
    let sign = |operator: Operator| {
        let label = operator.words(if kind == FieldKind::Tags { FieldKind::Word } else { kind });
        insert(caret..caret, names::sign(criterion, operator).to_owned(), label.to_owned())
    };
    offered.map(sign).collect()
}

/// The values of a criterion, of which the last is being typed.
fn values(criterion: &Criterion, before: &str, from: usize) -> Vec<Suggestion> {
    let typed = before.get(from..).unwrap_or_default();
    let (mut start, mut is_quoted) = (from, false);
    for (place, c) in typed.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => start = from + place + 1,
            _ => {}
        }
    }
    let at = start..before.len();
    let typed = before.get(start..).unwrap_or_default().trim_start_matches('"').to_owned();
    let words: &[&str] = match criterion {
        Criterion::Thumbs => &["up", "down", "none", "both"],
        Criterion::Reviewed => &["me", "somebody", "nobody"],
        Criterion::CommentBy => &["me"],
        Criterion::Disagree(_) => &["any"],
        Criterion::Changed | Criterion::Commented | Criterion::Failed => &["yes", "no"],
        Criterion::Server(field) => match field.kind() {
            FieldKind::Status => &["active", "inactive"],
            FieldKind::Error => &["yes", "no"],
            _ => &[],
        },
        Criterion::Given(_) | Criterion::Reason | Criterion::Comment => &[],
    };
    let fixed = words.iter().filter(|word| begins(word, &typed));
    let mut all: Vec<_> =
        fixed.map(|word| insert(at.clone(), (*word).to_owned(), (*word).to_owned())).collect();
    let has_more = match criterion {
        Criterion::Reviewed
        | Criterion::CommentBy
        | Criterion::Disagree(_)
        | Criterion::Given(_)
        | Criterion::Reason => true,
        Criterion::Server(field) => matches!(
            field.kind(),
            FieldKind::Tags
                | FieldKind::Word
                | FieldKind::Source
                | FieldKind::Path
                | FieldKind::Text
                | FieldKind::Score
        ),
        _ => false,
    };
    if has_more {
        all.push(Suggestion::Values { at, criterion: criterion.clone(), typed });
    }
    all
}

/// Whether `has:` and `no:` can ask for it.
fn may_be_missing(criterion: &Criterion) -> bool {
    matches!(criterion, Criterion::Server(field) if Operator::IsEmpty.fits(field.kind()))
}

fn insert(at: Range<usize>, text: String, label: String) -> Suggestion {
    Suggestion::Insert { at, text, label }
}

fn begins(name: &str, typed: &str) -> bool {
    name.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

fn distinct(all: impl IntoIterator<Item = Suggestion>) -> Vec<Suggestion> {
    let mut kept: Vec<Suggestion> = Vec::new();
    for one in all {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}
