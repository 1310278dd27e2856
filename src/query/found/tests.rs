mod conditions;
mod examples;
pub(in crate::query) mod generated;
mod judged;
mod params;
mod reference;
mod sentences;
mod split;
mod suggestions;
mod typed;

use chrono::FixedOffset;

use super::{Clause, Condition, Criterion, Found};
use crate::{
    model::time::Timestamp,
    query::filter::{Field, Operator},
};

fn utc(_: Timestamp) -> FixedOffset {
    FixedOffset::east_opt(0).unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn own(criterion: Criterion, values: &[&str]) -> Condition {
    Condition::own(criterion, values).unwrap()
}

fn of(field: Field, operator: Operator, values: &[&str]) -> Condition {
    Condition::new(Criterion::Server(field), operator, values, false).unwrap()
}

fn tag(values: &[&str]) -> Condition {
    of(Field::Tags, Operator::Equal, values)
}

fn all(conditions: impl IntoIterator<Item = Condition>) -> Found {
    Found::new(conditions.into_iter().map(Clause::One)).unwrap()
}
