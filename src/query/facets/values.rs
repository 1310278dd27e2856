//! Counting of texts.

use std::collections::HashMap;

use crate::query::found::condition::is_long;

/// A value with the number of rows that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueCount {
    /// As a condition has it.
    pub value: String,
    pub count: u64,
}

impl ValueCount {
    pub(super) fn new(value: impl Into<String>, count: u64) -> Self {
        Self { value: value.into(), count }
    }
}

/// Sorts by count, most used first, equal ones by name.
pub(super) fn sort(values: &mut [ValueCount]) {
    values
        .sort_unstable_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
}

/// How many rows have each value, of the first so many values.
#[derive(Default)]
pub(super) struct Tallies {
    counts: HashMap<String, Tally>,
    /// See [`super::Counted::Values`].
    pub(super) left_out: u64,
}

struct Tally {
    count: u64,
    /// The last row that was counted; a row may have a value twice.
    row: u64,
}

impl Tallies {
    /// Counts a value of the row with this number, if it is one of the first `most` and a condition can have it.
    pub(super) fn add(&mut self, value: &str, row: u64, most: usize) {
        if let Some(tally) = self.counts.get_mut(value) {
            if tally.row != row {
                *tally = Tally { count: tally.count + 1, row };
            }
        } else if self.counts.len() >= most || value.trim().is_empty() || is_long(value) {
            self.left_out += 1;
        } else {
            self.counts.insert(value.to_owned(), Tally { count: 1, row });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    pub(super) fn all(&self, fits: impl Fn(&str) -> bool) -> bool {
        self.counts.keys().all(|value| fits(value))
    }

    /// The values, most used first.
    pub(super) fn sorted(self) -> Vec<ValueCount> {
        let mut values: Vec<_> =
            self.counts.into_iter().map(|(value, tally)| ValueCount::new(value, tally.count)).collect();
        sort(&mut values);
        values
    }
}
