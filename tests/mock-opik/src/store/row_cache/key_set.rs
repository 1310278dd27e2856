//! A set of row keys, such as the rows that a search found.

use crate::store::change_counts::{SHIFT, block_of};

/// Row keys: a bit for each, a number for each block. Keys are never reused and start from 1, so there are few gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet {
    blocks: Vec<u128>,
}

fn bit(key: i64) -> u128 {
    1 << (key & ((1 << SHIFT) - 1))
}

impl KeySet {
    /// Adds a key; a negative one, which no row has, is ignored.
    pub fn add(&mut self, key: i64) {
        self.add_bits(block_of(key), bit(key));
    }

    /// Adds the keys of a block whose bits are set.
    pub(super) fn add_bits(&mut self, block: i64, bits: u128) {
        let Ok(block) = usize::try_from(block) else { return };
        if block >= self.blocks.len() {
            self.blocks.resize(block + 1, 0);
        }
        if let Some(known) = self.blocks.get_mut(block) {
            *known |= bits;
        }
    }

    /// Whether the set has this key.
    pub fn has(&self, key: i64) -> bool {
        self.bits(block_of(key)) & bit(key) != 0
    }

    /// The keys of a block, as bits.
    pub(super) fn bits(&self, block: i64) -> u128 {
        usize::try_from(block).ok().and_then(|block| self.blocks.get(block).copied()).unwrap_or_default()
    }

    /// Drops the keys that are not in the other set.
    pub fn keep_common(&mut self, other: &Self) {
        self.blocks.truncate(other.blocks.len());
        self.blocks.iter_mut().zip(&other.blocks).for_each(|(bits, others)| *bits &= others);
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.blocks.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.blocks.iter().all(|bits| *bits == 0)
    }

    /// All keys, in order.
    pub fn keys(&self) -> Vec<i64> {
        let of_block = |(block, bits): (i64, &u128)| {
            let (first, bits) = (block << SHIFT, *bits);
            (0..1_i64 << SHIFT).filter(move |at| bits >> at & 1 == 1).map(move |at| first + at)
        };
        (0..).zip(&self.blocks).filter(|(_, bits)| **bits != 0).flat_map(of_block).collect()
    }
}

impl FromIterator<i64> for KeySet {
    fn from_iter<T: IntoIterator<Item = i64>>(keys: T) -> Self {
        let mut set = Self::default();
        keys.into_iter().for_each(|key| set.add(key));
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    proptest::proptest! {
        #[test]
        fn what_was_added_is_there_and_nothing_else(keys: BTreeSet<u16>, others: BTreeSet<u16>) {
            let set = |keys: &BTreeSet<u16>| keys.iter().map(|key| i64::from(*key)).collect::<KeySet>();
            let mut found = set(&keys);
            proptest::prop_assert_eq!(found.keys(), keys.iter().map(|key| i64::from(*key)).collect::<Vec<_>>());
            proptest::prop_assert_eq!((found.len(), found.is_empty()), (keys.len(), keys.is_empty()));
            for key in 0..=i64::from(u16::MAX) {
                proptest::prop_assert_eq!(found.has(key), keys.contains(&u16::try_from(key).unwrap()));
            }
            found.keep_common(&set(&others));
            let common: BTreeSet<u16> = keys.intersection(&others).copied().collect();
            proptest::prop_assert_eq!(found.keys(), set(&common).keys());
        }
    }
}
