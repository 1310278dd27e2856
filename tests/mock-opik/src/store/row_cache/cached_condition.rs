//! Conditions that are checked on cached rows, in a few nanoseconds each.

use std::cmp::Ordering;

use super::packed::NONE;
use super::rows::{self, CachedRow, RowBlock};
use super::{CachedSet, THREAD_COLUMNS, TRACE_COLUMNS};

/// A condition on a cached row.
#[derive(Clone, Debug, PartialEq)]
pub enum CachedCondition {
    /// How a value compares. A row without the value does not fulfil it.
    Compared {
        /// Which value.
        value: CachedValue,
        /// How.
        operator: Comparison,
        /// With what.
        bound: Bound,
    },
    /// Whether there is a score of this name, in lower case.
    Rated {
        /// The name.
        name: String,
        /// Whether there should be one.
        wanted: bool,
    },
}

/// What a value is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// A time in nanoseconds.
    Whole(i64),
    /// Any other.
    Real(f64),
}

/// A cached value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CachedValue {
    /// That of a column.
    Column {
        /// Its place in the list of columns, from 0.
        at: usize,
        /// What is compared.
        scale: Scale,
    },
    /// The number of errors.
    Errors,
}

/// How a column becomes the number that filters compare.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// The number itself.
    Same,
    /// Two messages for each trace.
    Twice,
    /// Nanoseconds to milliseconds, with microseconds as decimals.
    Millis,
    /// 10^-12 dollars to dollars.
    Dollars,
}

/// How two numbers compare.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl CachedCondition {
    /// The condition `field operator bound` on threads or traces; `None` if the cache does not have the field.
    pub fn new(set: CachedSet, field: &str, operator: &str, bound: Bound) -> Option<Self> {
        // Greater whole numbers are not exact as floating-point numbers.
        if matches!(bound, Bound::Real(number) if number.abs() > 9e15) {
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
            "=" => Comparison::Equal,
            "!=" => Comparison::Unequal,
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">" => Comparison::Greater,
            ">=" => Comparison::AtLeast,
            _ => return None,
        };
        Some(Self::Compared { value, operator, bound })
    }

    /// The rows of a block for which it may hold, as bits: those that are rated, or all if it is not about that.
    pub(super) fn bits(&self, block: &RowBlock) -> u128 {
        match self {
            Self::Rated { name, wanted: true } => block.rated(name),
            Self::Rated { name, wanted: false } => !block.rated(name),
            Self::Compared { .. } => u128::MAX,
        }
    }

    /// Whether it holds for a row of which [`Self::bits`] says that it may.
    pub(super) fn holds(&self, row: CachedRow<'_>) -> bool {
        let Self::Compared { value, operator, bound } = self else { return true };
        let (value, scale) = match *value {
            CachedValue::Column { at, scale } => (row.column(at), scale),
            CachedValue::Errors => (row.errors(), Scale::Same),
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
        let order = match *bound {
            Bound::Whole(number) => Some(value.cmp(&number)),
            Bound::Real(number) => real().partial_cmp(&number),
        };
        match order {
            None => false,
            Some(Ordering::Equal) => {
                matches!(operator, Comparison::Equal | Comparison::AtMost | Comparison::AtLeast)
            }
            Some(Ordering::Less) => {
                matches!(operator, Comparison::Unequal | Comparison::Less | Comparison::AtMost)
            }
            Some(Ordering::Greater) => {
                matches!(operator, Comparison::Unequal | Comparison::Greater | Comparison::AtLeast)
            }
        }
    }
}
