//! Clauses that contradict each other, so that no row can be found.

use super::{Clause, Criterion, Found};
use crate::{
    model::time::Timestamp,
    query::filter::{FieldKind, Operator},
};

impl Found {
    /// Pairs of an upper bound that is below a lower bound of the same field: the index of the second of them in
    /// [`Found::clauses`], with a sentence to show at its field.
    pub fn problems(&self) -> Vec<(usize, &'static str)> {
        let bounds: Vec<(usize, Bound<'_>)> = self
            .clauses()
            .iter()
            .enumerate()
            .filter_map(|(index, clause)| Bound::of(clause).map(|bound| (index, bound)))
            .collect();
        let mut problems = Vec::new();
        for (place, (index, bound)) in bounds.iter().enumerate() {
            let mut earlier = bounds.iter().take(place);
            if let Some(why) = earlier.find_map(|(_, other)| bound.contradicts(other)) {
                problems.push((*index, why));
            }
        }
        problems
    }
}

/// A condition that a value is above or below a number or time.
struct Bound<'a> {
    criterion: &'a Criterion,
    is_time: bool,
    is_lower: bool,
    /// Whether the value itself meets the condition.
    is_inside: bool,
    /// Minutes for times, because conditions are about whole minutes.
    value: f64,
}

impl<'a> Bound<'a> {
    fn of(clause: &'a Clause) -> Option<Self> {
        let Clause::One(condition) = clause else { return None };
        let Criterion::Server(field) = condition.criterion() else { return None };
        let ([value], false) = (condition.values(), condition.is_negated()) else { return None };
        let is_time = field.kind() == FieldKind::Time;
        let (is_lower, is_inside) = match condition.operator() {
            Operator::Greater => (true, false),
            Operator::AtLeast => (true, true),
            Operator::Less => (false, false),
            Operator::AtMost => (false, true),
            _ => return None,
        };
        let value = match field.kind() {
            FieldKind::Time => Timestamp::parse(value)?.millis().div_euclid(60_000) as f64,
            FieldKind::Number | FieldKind::Cost | FieldKind::Duration | FieldKind::Score => {
                value.parse().ok()?
            }
            _ => return None,
        };
        Some(Self { criterion: condition.criterion(), is_time, is_lower, is_inside, value })
    }

    fn contradicts(&self, other: &Self) -> Option<&'static str> {
        if self.criterion != other.criterion || self.is_lower == other.is_lower {
            return None;
        }
        let (lower, upper) = if self.is_lower { (self, other) } else { (other, self) };
        let is_possible =
            lower.value < upper.value || (lower.value == upper.value && lower.is_inside && upper.is_inside);
        let why = if self.is_time { "Ends before it starts" } else { "Nothing is above and below at once" };
        (!is_possible).then_some(why)
    }
}
