//! Reads one term.

use std::ops::Range;

use super::{lexer::Lexer, names, value};
use crate::query::{
    filter::{FieldKind, Operator},
    found::{Clause, Condition, Criterion, MOST_CONDITIONS, TOO_MANY, condition::MOST_VALUES},
    tab::Tab,
    time_range::ZoneAt,
};

/// Why a text is no clause.
pub(super) enum TermError {
    /// Nothing of it says that it should be one.
    NoTerm,
    /// It begins as one. `at` is the part that is wrong, the whole if `None`.
    Wrong { at: Option<Range<usize>>, text: &'static str },
}

impl From<&'static str> for TermError {
    fn from(text: &'static str) -> Self {
        Self::Wrong { at: None, text }
    }
}

/// Reads a term or a group.
pub(super) fn clause(tab: Tab, lexer: &mut Lexer<'_>, zone: ZoneAt) -> Result<Clause, TermError> {
    if !lexer.takes("(") {
        return condition(tab, lexer, zone, false).map(Clause::One);
    }
    let mut conditions = Vec::new();
    loop {
        lexer.skip_spaces();
        match condition(tab, lexer, zone, true) {
            Ok(condition) => conditions.push(condition),
            Err(TermError::NoTerm) if !conditions.is_empty() => return Err(HALF_GROUP.into()),
            Err(error) => return Err(error),
        }
        lexer.skip_spaces();
        if lexer.takes(")") {
            if !lexer.is_at_term_end(false) {
                return Err(TermError::NoTerm);
            }
            return Clause::any_of(conditions).ok_or(TermError::NoTerm);
        }
        let is_or = lexer.takes("OR") || lexer.takes("or");
        if !is_or || !lexer.is_at_term_end(false) {
            return Err(HALF_GROUP.into());
        }
        if conditions.len() >= MOST_CONDITIONS {
            return Err(TOO_MANY.into());
        }
    }
}

const HALF_GROUP: &str = "Write a group as (one OR another)";

fn condition(tab: Tab, lexer: &mut Lexer<'_>, zone: ZoneAt, in_group: bool) -> Result<Condition, TermError> {
    let negated = lexer.takes("-");
    let name = lexer.take_while(|c| c.is_ascii_alphabetic());
    if name.is_empty() {
        return Err(TermError::NoTerm);
    }
    let presence = [("has", Operator::IsNotEmpty), ("no", Operator::IsEmpty)];
    if let Some((_, operator)) = presence.into_iter().find(|(word, _)| word.eq_ignore_ascii_case(name))
        && lexer.takes(":")
    {
        let name = lexer.take_while(|c| c.is_ascii_alphabetic());
        let criterion = criterion(tab, lexer, name).filter(|_| lexer.is_at_term_end(in_group));
        return match criterion {
            Some(criterion @ Criterion::Server(_)) => Ok(Condition::new(criterion, operator, &[], negated)?),
            _ => Err(TermError::NoTerm),
        };
    }
    let criterion = criterion(tab, lexer, name).ok_or(TermError::NoTerm)?;
    if matches!(criterion, Criterion::Disagree(_)) {
        return disagreement(lexer, negated, in_group);
    }
    let sign = names::SIGNS.into_iter().find(|(sign, _)| lexer.takes(sign));
    let (_, operator) = sign.ok_or(TermError::NoTerm)?;
    if operator.is_some() && criterion.own_name().is_some() {
        return Err(TermError::NoTerm);
    }
    let operator = operator.unwrap_or_else(|| names::usual(&criterion));
    let values = values(lexer, in_group)?;
    if !lexer.is_at_term_end(in_group) {
        return Err(TermError::NoTerm);
    }
    let kind = match &criterion {
        Criterion::Server(field) => Some(field.kind()),
        _ => None,
    };
    if criterion.is_yes_or_no() || kind == Some(FieldKind::Error) {
        let is_yes = yes_or_no(&values)?;
        return Ok(Condition::new(criterion, operator, &[], negated == is_yes)?);
    }
    checked(criterion, operator, negated, values, zone)
}

/// The condition, or which of the values is wrong.
fn checked(
    criterion: Criterion,
    operator: Operator,
    negated: bool,
    typed: Vec<(Range<usize>, String)>,
    zone: ZoneAt,
) -> Result<Condition, TermError> {
    let mut chosen = None;
    let mut values: Vec<String> = Vec::new();
    for (at, typed) in typed {
        let wrong = |text| TermError::Wrong { at: Some(at.clone()).filter(|at| !at.is_empty()), text };
        let (operator, value) = match &criterion {
            Criterion::Server(field) => value::read(field.kind(), operator, &typed, zone).map_err(wrong)?,
            _ => (operator, typed),
        };
        if *chosen.get_or_insert(operator) != operator {
            return Err(wrong("Either days or times"));
        }
        Condition::new(criterion.clone(), operator, &[&value], negated).map_err(wrong)?;
        values.push(value);
    }
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    Ok(Condition::new(criterion, chosen.unwrap_or(operator), &values, negated)?)
}

/// The criterion of this name, and of the key that follows.
fn criterion(tab: Tab, lexer: &mut Lexer<'_>, name: &str) -> Option<Criterion> {
    if !lexer.takes(".") {
        // A criterion that lacks its key is refused with a message once a value follows.
        return names::find(tab, name, None).or_else(|| names::find(tab, name, Some("")));
    }
    let key = lexer.quoted().unwrap_or_else(|| lexer.take_while(is_key_part).to_owned());
    names::find(tab, name, Some(&key))
}

/// Whether a key may have the character without quotation marks.
pub(super) fn is_key_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']')
}

/// Whether a value may have the character without quotation marks. Within a group, `)` ends it, too.
fn is_value_part(c: char, in_group: bool) -> bool {
    !c.is_whitespace() && c != ',' && !(in_group && c == ')')
}

/// Values with commas between them, and where they are.
fn values(lexer: &mut Lexer<'_>, in_group: bool) -> Result<Vec<(Range<usize>, String)>, TermError> {
    let mut values = Vec::new();
    loop {
        let start = lexer.at();
        let value = if lexer.left().starts_with('"') {
            let end = start + lexer.left().len();
            let open = TermError::Wrong { at: Some(start..end), text: "Close the quotation mark" };
            lexer.quoted().ok_or(open)?
        } else {
            lexer.take_while(|c| is_value_part(c, in_group)).to_owned()
        };
        values.push((start..lexer.at(), value));
        if values.len() > MOST_VALUES {
            return Err("At most 20 values".into());
        }
        if !lexer.takes(",") {
            return Ok(values);
        }
    }
}

fn yes_or_no(values: &[(Range<usize>, String)]) -> Result<bool, TermError> {
    match values {
        [(_, word)] if word.eq_ignore_ascii_case("yes") => Ok(true),
        [(_, word)] if word.eq_ignore_ascii_case("no") => Ok(false),
        _ => Err("Yes or no".into()),
    }
}

/// `disagree:Quality>0.2`, `disagree:any`, `disagree>0.2`; the name has been read.
fn disagreement(lexer: &mut Lexer<'_>, negated: bool, in_group: bool) -> Result<Condition, TermError> {
    let mut negated = negated;
    let mut score = String::new();
    let mut is_named = false;
    if lexer.takes(":") {
        if lexer.left().starts_with('"') {
            score = lexer.quoted().ok_or("Close the quotation mark")?;
            is_named = true;
        } else {
            let word = lexer.take_while(|c| is_value_part(c, in_group) && c != '>');
            is_named = !word.is_empty();
            match word.to_ascii_lowercase().as_str() {
                "any" | "yes" => {}
                "no" => negated = !negated,
                _ => word.clone_into(&mut score),
            }
        }
    }
    let start = lexer.at();
    let by = lexer.takes(">").then(|| lexer.take_while(|c| is_value_part(c, in_group)));
    let by_at = start + 1..lexer.at();
    if !lexer.is_at_term_end(in_group) || (!is_named && by.is_none()) {
        return Err("Name a score, or write any".into());
    }
    Condition::new(Criterion::Disagree(score), Operator::Greater, by.as_slice(), negated)
        .map_err(|text| TermError::Wrong { at: Some(by_at).filter(|at| !at.is_empty()), text })
}
