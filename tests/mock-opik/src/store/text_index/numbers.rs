//! PackedNumbers in bytes: short ones of variable length, and lists of 32 bits each that can be read at any place.

/// Appends a number: seven bits a byte, the lowest first; all bytes but the last have the highest bit set.
pub(super) fn put(to: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        to.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

/// The numbers that [`put`] has appended.
pub(super) struct PackedNumbers<'b>(pub(super) &'b [u8]);

impl Iterator for PackedNumbers<'_> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        if *first < 0x80 {
            return Some(u64::from(*first));
        }
        let mut number = u64::from(first & 0x7f);
        for shift in (7..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                break;
            }
        }
        Some(number)
    }
}

/// Appends numbers of 32 bits each.
pub(super) fn put_list(to: &mut Vec<u8>, numbers: impl IntoIterator<Item = u32>) {
    numbers.into_iter().for_each(|number| to.extend_from_slice(&number.to_le_bytes()));
}

/// The numbers that [`put_list`] has appended.
#[derive(Clone, Copy)]
pub(super) struct NumberList<'b>(pub(super) &'b [u8]);

impl NumberList<'_> {
    /// The number at a place; `u32::MAX` beyond the end.
    pub(super) fn at(&self, place: usize) -> u32 {
        let bytes = self.0.get(4 * place..).and_then(<[u8]>::first_chunk);
        bytes.map_or(u32::MAX, |bytes| u32::from_le_bytes(*bytes))
    }

    /// How many of the numbers, which are in ascending order, are at most `most`; the first `known` are.
    pub(super) fn up_to(&self, most: u32, known: usize) -> usize {
        let (mut low, mut high) = (known, self.0.len() / 4);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.at(middle) <= most { low = middle + 1 } else { high = middle }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(numbers: Vec<u64>, mut small: Vec<u32>, most: u32) {
            let mut bytes = Vec::new();
            numbers.iter().for_each(|number| put(&mut bytes, *number));
            prop_assert_eq!(PackedNumbers(&bytes).collect::<Vec<_>>(), numbers);
            small.sort_unstable();
            let mut bytes = Vec::new();
            put_list(&mut bytes, small.iter().copied());
            let list = NumberList(&bytes);
            prop_assert_eq!((0..small.len()).map(|at| list.at(at)).collect::<Vec<_>>(), small.as_slice());
            prop_assert_eq!(list.up_to(most, 0), small.partition_point(|number| *number <= most));
        }
    }
}
