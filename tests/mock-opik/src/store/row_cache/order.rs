//! The orders that the cache can sort by.

use std::cmp::Ordering;

use super::CachedSet;
use super::packed::NONE;
use super::rows::CachedRow;

/// An order that the cache can sort by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CachedOrder {
    /// The list's default order.
    Default,
    /// By a column of [`THREAD_COLUMNS`](super::THREAD_COLUMNS) or [`TRACE_COLUMNS`](super::TRACE_COLUMNS).
    Column {
        /// Its place in the list of columns, from 0.
        at: usize,
        /// Whether the greatest come first.
        descending: bool,
    },
    /// By a token count that is no column.
    Usage {
        /// The name of the count.
        name: String,
        /// Whether the greatest come first.
        descending: bool,
    },
    /// By the mean of a score.
    Score {
        /// The score's name.
        name: String,
        /// Whether the greatest come first.
        descending: bool,
    },
}

impl CachedOrder {
    pub(super) fn descending(&self) -> bool {
        match self {
            Self::Default => true,
            Self::Column { descending, .. }
            | Self::Usage { descending, .. }
            | Self::Score { descending, .. } => *descending,
        }
    }
}

/// Compares two rows by what a list is sorted by, of which the numbers are given, and then by its default order.
pub(super) fn compare(
    set: CachedSet,
    descending: bool,
    (one_by, one): &(i64, CachedRow<'_>),
    (other_by, other): &(i64, CachedRow<'_>),
) -> Ordering {
    let sorted = match (*one_by == NONE, *other_by == NONE) {
        (false, false) if descending => other_by.cmp(one_by),
        (false, false) => one_by.cmp(other_by),
        (one, other) => one.cmp(&other),
    };
    sorted.then_with(|| match set {
        // The same order as `SORTABLE.default`, where a missing value counts as the smallest.
        CachedSet::Threads => (other.column(4).cmp(&one.column(4)))
            .then_with(|| one.column(0).cmp(&other.column(0)))
            .then_with(|| other.column(1).cmp(&one.column(1)))
            .then_with(|| one.key().cmp(&other.key())),
        CachedSet::Traces => other.id().cmp(&one.id()),
    })
}
