//! Ranges of a score.

use super::{Facet, clauses};
use crate::{
    model::figures,
    query::{
        filter::{Field, Operator},
        found::{Clause, Condition, Criterion, TOO_MANY, judge::people::billionths},
        logs_view::LogsView,
    },
};

/// Numbers from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct NumberRange {
    pub from: Option<f64>,
    pub to: Option<f64>,
    /// Whether `to` itself is in the range.
    pub with_end: bool,
}

impl NumberRange {
    /// "0.2 to 0.4", "0.2 to below 0.4", "from 0.2", "up to 0.4".
    pub fn words(&self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) if billionths(from) == billionths(to) => figures::exact(from),
            (Some(from), Some(to)) if self.with_end => {
                format!("{} to {}", figures::exact(from), figures::exact(to))
            }
            (Some(from), Some(to)) => format!("{} to below {}", figures::exact(from), figures::exact(to)),
            (Some(from), None) => format!("from {}", figures::exact(from)),
            (None, Some(to)) if self.with_end => format!("up to {}", figures::exact(to)),
            (None, Some(to)) => format!("below {}", figures::exact(to)),
            (None, None) => "any".to_owned(),
        }
    }

    /// Whether all of `other` is in it.
    pub fn holds(&self, other: &Self) -> bool {
        let from = self.from.map_or(f64::NEG_INFINITY, billionths);
        let to = self.to.map_or(f64::INFINITY, billionths);
        let (other_from, other_to) =
            (other.from.map_or(f64::NEG_INFINITY, billionths), other.to.map_or(f64::INFINITY, billionths));
        from <= other_from && (other_to < to || (other_to == to && (self.with_end || !other.with_end)))
    }

    /// From the beginning of one to the end of the other.
    pub fn until(&self, other: &Self) -> Self {
        Self { from: self.from, ..*other }
    }

    /// With numbers as conditions have them: nine decimals.
    fn rounded(self) -> Self {
        Self { from: self.from.map(nine_decimals), to: self.to.map(nine_decimals), ..self }
    }

    fn end(self) -> Operator {
        if self.with_end { Operator::AtMost } else { Operator::Less }
    }
}

impl Facet {
    /// The range of this score that a view chooses, and whether that range is excluded. `None` if it chooses none, or in
    /// another way.
    pub fn range(&self, view: &LogsView) -> Option<(NumberRange, bool)> {
        let own = clauses(view).filter(|clause| Self::of_clause(clause).is_some_and(|own| own.is_same(self)));
        let mut range = NumberRange::default();
        let mut any = false;
        for clause in own {
            match &clause {
                Clause::One(condition) if !condition.is_negated() => {
                    let value = condition.values().first().and_then(|value| value.parse().ok())?;
                    match condition.operator() {
                        Operator::AtLeast => range.from = Some(value),
                        Operator::AtMost | Operator::Less => {
                            range.to = Some(value);
                            range.with_end = condition.operator() == Operator::AtMost;
                        }
                        Operator::Equal => {
                            range = NumberRange { from: Some(value), to: Some(value), with_end: true };
                        }
                        _ => return None,
                    }
                    any = true;
                }
                group => return excluded(group).map(|range| (range, true)),
            }
        }
        any.then_some((range, false))
    }

    /// The view with this range of the score instead of what it chose, or with none.
    ///
    /// # Errors
    /// What is wrong, as a text to show.
    pub fn with_range(
        &self,
        view: &LogsView,
        range: Option<NumberRange>,
        excludes: bool,
    ) -> Result<LogsView, &'static str> {
        let Self::Number(name) = self else { return Ok(view.clone()) };
        let range = range.map(NumberRange::rounded);
        if let Some(NumberRange { from: Some(from), to: Some(to), .. }) = range
            && from > to
        {
            return Err("The first number is above the second");
        }
        let base = self.cleared(view);
        let Some(range) = range else { return Ok(base) };
        let condition = |operator, value: &str| {
            Condition::new(Criterion::Server(Field::Score(name.clone())), operator, &[value], false)
        };
        let from = range.from.map(|from| from.to_string());
        let to = range.to.map(|to| to.to_string());
        let new: Vec<Clause> = if excludes {
            let below = from.map(|from| condition(Operator::Less, &from));
            let after = if range.with_end { Operator::Greater } else { Operator::AtLeast };
            let above = to.map(|to| condition(after, &to));
            let missing = condition(Operator::IsEmpty, "");
            let all: Result<Vec<_>, _> = below.into_iter().chain(above).chain([missing]).collect();
            Clause::any_of(all?).into_iter().collect()
        } else {
            let from = from.map(|from| condition(Operator::AtLeast, &from));
            let to = to.map(|to| condition(range.end(), &to));
            let all: Result<Vec<_>, _> = from.into_iter().chain(to).collect();
            all?.into_iter().map(Clause::One).collect()
        };
        let changed = new.into_iter().fold(base, |view, clause| view.with_clause(clause));
        if self.range(&changed) == Some((range, excludes)) { Ok(changed) } else { Err(TOO_MANY) }
    }
}

/// A number with the decimals that the server keeps, without what binary fractions add: 0.3, not 0.30000000000000004. One
/// with so many digits that it has no decimals to spare stays as it is.
pub(super) fn nine_decimals(number: f64) -> f64 {
    const EXACT: f64 = 4e15;
    let all = billionths(number);
    if all == 0.0 {
        0.0
    } else if all.abs() < EXACT {
        all / 1e9
    } else {
        number
    }
}

/// The range that a group excludes: below it, above it, or without the score.
fn excluded(clause: &Clause) -> Option<NumberRange> {
    let Clause::AnyOf(conditions) = clause else { return None };
    let mut range = NumberRange::default();
    let mut with_missing = false;
    for condition in conditions.iter().filter(|condition| !condition.is_negated()) {
        let value = condition.values().first().and_then(|value| value.parse().ok());
        match (condition.operator(), value) {
            (Operator::IsEmpty, _) => with_missing = true,
            (Operator::Less, Some(value)) => range.from = Some(value),
            (Operator::Greater, Some(value)) => {
                range.to = Some(value);
                range.with_end = true;
            }
            (Operator::AtLeast, Some(value)) => range.to = Some(value),
            _ => return None,
        }
    }
    (with_missing && range != NumberRange::default()).then_some(range)
}
