//! A set of row keys, such as the rows that a search found.

use std::collections::BTreeMap;

use crate::store::change_counts::{SHIFT, block_of};

/// Row keys: a bit for each, a number for each block, and lists of the numbers of neighbouring blocks.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    lists: BTreeMap<i64, Vec<u128>>,
}

/// A list has 2 to the power of this numbers.
const LIST: u32 = 10;

/// The list of a block, and its place there.
fn place(block: i64) -> (i64, usize) {
    (block >> LIST, (block & ((1 << LIST) - 1)) as usize)
}

fn bit(key: i64) -> u128 {
    1 << (key & ((1 << SHIFT) - 1))
}

impl KeySet {
    /// Adds a key.
    pub fn add(&mut self, key: i64) {
        self.add_bits(block_of(key), bit(key));
    }

    /// Adds the keys of a block whose bits are set.
    pub(super) fn add_bits(&mut self, block: i64, bits: u128) {
        let (list, at) = place(block);
        let list = self.lists.entry(list).or_default();
        if at >= list.len() {
            list.resize(at + 1, 0);
        }
        if let Some(known) = list.get_mut(at) {
            *known |= bits;
        }
    }

    /// Whether the set has this key.
    pub fn has(&self, key: i64) -> bool {
        self.bits(block_of(key)) & bit(key) != 0
    }

    /// The keys of a block, as bits.
    pub(super) fn bits(&self, block: i64) -> u128 {
        let (list, at) = place(block);
        self.lists.get(&list).and_then(|list| list.get(at).copied()).unwrap_or_default()
    }

    /// Drops the keys that are not in the other set.
    pub fn keep_common(&mut self, other: &Self) {
        for (list, blocks) in &mut self.lists {
            for (at, bits) in (0..).zip(blocks) {
                *bits &= other.bits((list << LIST) + at);
            }
        }
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.lists.values().flatten().map(|bits| bits.count_ones() as usize).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lists.values().flatten().all(|bits| *bits == 0)
    }

    /// All keys, in order.
    pub fn keys(&self) -> Vec<i64> {
        let blocks = self.lists.iter().flat_map(|(list, blocks)| (list << LIST..).zip(blocks));
        let of_block = |(block, bits): (i64, &u128)| {
            let (first, bits) = (block << SHIFT, *bits);
            (0..1_i64 << SHIFT).filter(move |at| bits >> at & 1 == 1).map(move |at| first + at)
        };
        blocks.filter(|(_, bits)| **bits != 0).flat_map(of_block).collect()
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
        fn what_was_added_is_there_and_nothing_else(mut keys: BTreeSet<u32>, others: BTreeSet<u32>, far: bool) {
            // Some keys of both, near and far.
            let near = |keys: BTreeSet<u32>| keys.into_iter().map(|key| if far { key } else { key % 3000 }).collect();
            let (mut others, added): (BTreeSet<u32>, BTreeSet<u32>) = (near(others), near(keys));
            keys = added;
            others.extend(keys.iter().step_by(3));
            let set = |keys: &BTreeSet<u32>| keys.iter().map(|key| i64::from(*key)).collect::<KeySet>();
            let mut found = set(&keys);
            proptest::prop_assert_eq!(found.keys(), keys.iter().map(|key| i64::from(*key)).collect::<Vec<_>>());
            proptest::prop_assert_eq!((found.len(), found.is_empty()), (keys.len(), keys.is_empty()));
            for key in others.iter().chain(&keys) {
                proptest::prop_assert_eq!(found.has(i64::from(*key)), keys.contains(key));
            }
            found.keep_common(&set(&others));
            let common: BTreeSet<u32> = keys.intersection(&others).copied().collect();
            proptest::prop_assert_eq!(found.keys(), set(&common).keys());
        }
    }
}
