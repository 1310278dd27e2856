//! Conditions that are checked on cached rows, in a few nanoseconds each.

use std::cmp::Ordering;

use super::rows::{self, CachedRow, NONE};
use super::{CachedSet, THREAD_COLUMNS, TRACE_COLUMNS};

/// A condition on one value of a row. A row without the value does not fulfil it.
#[derive(Clone, Debug, PartialEq)]
pub struct CachedCondition {
    value: CachedValue,
    operator: Operator,
    number: Number,
}

/// A number to compare with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A time in nanoseconds.
    Whole(i64),
    /// Any other.
    Real(f64),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum CachedValue {
    Column { at: usize, scale: Scale },
    Errors,
}

/// How a column becomes the number that filters compare.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scale {
    Same,
    /// Two messages for each trace.
    Twice,
    /// Nanoseconds to milliseconds, with microseconds as decimals.
    Millis,
    /// 10^-12 dollars to dollars.
    Dollars,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl CachedCondition {
    /// The condition `field operator number` on threads or traces; `None` if the cache does not have the field.
    pub fn new(set: CachedSet, field: &str, operator: &str, number: Number) -> Option<Self> {
        // Greater whole numbers are not exact as floating-point numbers.
        if matches!(number, Number::Real(number) if number.abs() > 9e15) {
            return None;
        }
        let columns = match set {
            CachedSet::Threads => THREAD_COLUMNS,
            CachedSet::Traces => TRACE_COLUMNS,
        };
        let value = match columns.iter().position(|column| *column == field) {
            _ if field == "error_info" => CachedValue::Errors,
            None => return None,
            Some(at) => {
                let scale = match field {
                    "number_of_messages" => Scale::Twice,
                    "duration" => Scale::Millis,
                    "total_estimated_cost" => Scale::Dollars,
                    _ => Scale::Same,
                };
                CachedValue::Column { at, scale }
            }
        };
        let operator = match operator {
            "=" => Operator::Equal,
            "!=" => Operator::Unequal,
            "<" => Operator::Less,
            "<=" => Operator::AtMost,
            ">" => Operator::Greater,
            ">=" => Operator::AtLeast,
            _ => return None,
        };
        Some(Self { value, operator, number })
    }

    /// Whether it holds for a row.
    pub(super) fn holds(&self, row: &CachedRow) -> bool {
        let (value, scale) = match self.value {
            CachedValue::Column { at, scale } => (row.column(at), scale),
            CachedValue::Errors => (i64::from(row.errors), Scale::Same),
        };
        if value == NONE {
            return false;
        }
        let real = || match scale {
            Scale::Same => value as f64,
            Scale::Twice => value.saturating_mul(2) as f64,
            Scale::Millis => rows::millis(value).unwrap_or_default(),
            Scale::Dollars => value as f64 / 1e12,
        };
        let order = match self.number {
            Number::Whole(number) => Some(value.cmp(&number)),
            Number::Real(number) => real().partial_cmp(&number),
        };
        match order {
            None => false,
            Some(Ordering::Equal) => {
                matches!(self.operator, Operator::Equal | Operator::AtMost | Operator::AtLeast)
            }
            Some(Ordering::Less) => {
                matches!(self.operator, Operator::Unequal | Operator::Less | Operator::AtMost)
            }
            Some(Ordering::Greater) => {
                matches!(self.operator, Operator::Unequal | Operator::Greater | Operator::AtLeast)
            }
        }
    }
}
