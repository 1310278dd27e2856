//! Counts who has reviewed rows.

use super::{Counted, ValueCount, names::Names, values};
use crate::query::found::{Person, facts::RowFacts, judge::people};

/// The most persons that are counted.
const MOST: usize = 20_000;

/// How many rows each person has reviewed.
#[derive(Default)]
pub(super) struct ReviewerTallies {
    me: u64,
    somebody: u64,
    nobody: u64,
    names: Names,
    /// Of each name, how many rows, and the last of them.
    counts: Vec<(u64, u64)>,
    left_out: u64,
}

impl ReviewerTallies {
    /// Counts the row with this number.
    pub(super) fn add(&mut self, number: u64, row: &RowFacts<'_>, me: &str) {
        let (mut any, mut mine) = (false, false);
        for one in people::reviewers(row).iter() {
            any = true;
            mine |= one.name == me;
            let Some(name) = self.names.number(&one.name, MOST) else {
                self.left_out += u64::from(!one.name.trim().is_empty());
                continue;
            };
            if self.counts.len() <= name {
                self.counts.resize(name + 1, (0, 0));
            }
            if let Some(count) = self.counts.get_mut(name).filter(|(_, last)| *last != number) {
                *count = (count.0 + 1, number);
            }
        }
        self.me += u64::from(mine);
        self.somebody += u64::from(any);
        // A thumb that is not known may be somebody's.
        self.nobody += u64::from(!any && row.thumbs.is_some());
    }

    /// Me, somebody and nobody, and then all others.
    pub(super) fn finish(self, me: &str) -> Counted {
        let named = self.names.first.into_iter().zip(self.counts);
        // I am there as "me", unless others differ from me only in case.
        let others = named.filter(|((name, spellings), _)| *spellings > 1 || name != me);
        let mut others: Vec<_> = others
            .map(|((name, _), (count, _))| ValueCount::new(Person::Named(&name).value(), count))
            .collect();
        values::sort(&mut others);
        let fixed = [("me", self.me), ("somebody", self.somebody), ("nobody", self.nobody)];
        let mut values: Vec<_> =
            fixed.into_iter().map(|(value, count)| ValueCount::new(value, count)).collect();
        values.extend(others);
        Counted::Values { values, left_out: self.left_out }
    }
}
