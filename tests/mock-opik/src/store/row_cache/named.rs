//! Values of a block's rows that have names, such as scores: most rows have few of them.

use std::collections::BTreeMap;

/// For each name the values, with the places of their rows in the block.
pub(super) struct NamedValues<T>(BTreeMap<Box<str>, Vec<(u8, T)>>);

impl<T> Default for NamedValues<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Copy> NamedValues<T> {
    /// Adds a value of the row at this place of the block.
    pub(super) fn add(&mut self, place: u8, name: &str, value: T) {
        match self.0.get_mut(name) {
            Some(values) => values.push((place, value)),
            None => drop(self.0.insert(name.into(), vec![(place, value)])),
        }
    }

    /// Passes the values of the rows whose bits are set to `take`.
    pub(super) fn each(&self, bits: u128, mut take: impl FnMut(&str, T)) {
        for (name, values) in &self.0 {
            let of = values.iter().filter(|(place, _)| bits >> place & 1 == 1);
            of.for_each(|(_, value)| take(name, *value));
        }
    }

    /// The values of this name, with the places of their rows.
    pub(super) fn of(&self, name: &str) -> &[(u8, T)] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The places of rows with a value whose name fits, as bits.
    pub(super) fn places(&self, fits: impl Fn(&str) -> bool) -> u128 {
        let of = self.0.iter().filter(|(name, _)| fits(name)).flat_map(|(_, values)| values);
        of.fold(0, |bits, (place, _)| bits | 1 << place)
    }

    /// Its approximate size in bytes.
    pub(super) fn byte_size(&self) -> usize {
        let one =
            |(name, values): (&str, &Vec<_>)| 64 + name.len() + values.capacity() * size_of::<(u8, T)>();
        self.0.iter().map(|(name, values)| one((name, values))).sum()
    }
}
