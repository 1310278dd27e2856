//! A set of row keys, such as the rows that a search found.

use std::collections::BTreeMap;

use crate::store::change_counts::{SHIFT, block_of};

/// Row keys: a bit for each, a number for each block.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    blocks: BTreeMap<i64, u128>,
}

fn bit(key: i64) -> u128 {
    1 << (key & ((1 << SHIFT) - 1))
}

impl KeySet {
    /// Adds a key.
    pub fn add(&mut self, key: i64) {
        *self.blocks.entry(block_of(key)).or_default() |= bit(key);
    }

    /// Whether the set has this key.
    pub fn has(&self, key: i64) -> bool {
        self.blocks.get(&block_of(key)).is_some_and(|bits| bits & bit(key) != 0)
    }

    /// All keys, in order.
    pub fn keys(&self) -> Vec<i64> {
        let of_block = |(block, bits): (&i64, &u128)| {
            let (first, bits) = (block << SHIFT, *bits);
            (0..1_i64 << SHIFT).filter(move |at| bits >> at & 1 == 1).map(move |at| first + at)
        };
        self.blocks.iter().flat_map(of_block).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_was_added_is_there_and_nothing_else(keys: std::collections::BTreeSet<u16>) {
            let mut found = KeySet::default();
            keys.iter().for_each(|key| found.add(i64::from(*key)));
            proptest::prop_assert_eq!(found.keys(), keys.iter().map(|key| i64::from(*key)).collect::<Vec<_>>());
            for key in 0..=i64::from(u16::MAX) {
                proptest::prop_assert_eq!(found.has(key), keys.contains(&u16::try_from(key).unwrap()));
            }
        }
    }
}
