//! Writes conditions as they are typed.

use super::{lexer::in_quotes, names, parse, term, value};
use crate::query::{
    filter::Operator,
    found::{Clause, Condition, Criterion, Found},
    tab::Tab,
    time_range::ZoneAt,
};

/// The text that [`parse`] reads as these clauses and these words to search for.
pub fn print(tab: Tab, found: &Found, rest: &str, zone: ZoneAt) -> String {
    let mut terms: Vec<String> = found.clauses().iter().map(|one| clause(one, zone)).collect();
    if !rest.is_empty() {
        terms.push(search(tab, rest, zone));
    }
    terms.join(" ")
}

/// The words as they are, or in quotation marks if they would be read as something else.
fn search(tab: Tab, rest: &str, zone: ZoneAt) -> String {
    let read = parse(tab, rest, zone);
    if read.found.is_empty() && read.rest == rest { rest.to_owned() } else { in_quotes(rest) }
}

fn clause(clause: &Clause, zone: ZoneAt) -> String {
    match clause {
        Clause::One(one) => condition(one, zone),
        Clause::AnyOf(conditions) => {
            let all: Vec<_> = conditions.iter().map(|one| condition(one, zone)).collect();
            format!("({})", all.join(" OR "))
        }
    }
}

fn condition(condition: &Condition, zone: ZoneAt) -> String {
    let criterion = condition.criterion();
    let minus = if condition.is_negated() { "-" } else { "" };
    let name = names::of(criterion);
    let operator = condition.operator();
    let field = match criterion {
        Criterion::Disagree(score) => {
            let score = if score.is_empty() { "any".to_owned() } else { key(score) };
            let by = condition.values().first().map(|by| format!(">{by}")).unwrap_or_default();
            return format!("{minus}{name}:{score}{by}");
        }
        own if own.is_yes_or_no() => {
            return format!("{name}:{}", if condition.is_negated() { "no" } else { "yes" });
        }
        Criterion::Server(field) => Some(field),
        _ => None,
    };
    let key = criterion.key().map(|path| format!(".{}", key(path))).unwrap_or_default();
    match operator {
        Operator::IsEmpty => return format!("no:{name}{key}"),
        Operator::IsNotEmpty => return format!("has:{name}{key}"),
        _ => {}
    }
    let written = |value: &String| match field {
        Some(field) => bare_or_quoted(&value::write(field.kind(), value, zone)),
        None => bare_or_quoted(value),
    };
    let values: Vec<_> = condition.values().iter().map(written).collect();
    format!("{minus}{name}{key}{}{}", names::sign(criterion, operator), values.join(","))
}

/// The name of a score, or a path, as it is typed. Words that mean something else are in quotation marks.
pub fn key(key: &str) -> String {
    let is_plain = !key.is_empty() && key.chars().all(term::is_key_part);
    let is_word = ["any", "yes", "no"].iter().any(|word| word.eq_ignore_ascii_case(key));
    if is_plain && !is_word { key.to_owned() } else { in_quotes(key) }
}

/// A value as it is typed.
pub fn bare_or_quoted(value: &str) -> String {
    let is_plain = |c: char| !c.is_whitespace() && !matches!(c, '"' | ',' | '(' | ')' | '\\');
    let is_bare = !value.is_empty() && !value.starts_with('=') && value.chars().all(is_plain);
    if is_bare { value.to_owned() } else { in_quotes(value) }
}
