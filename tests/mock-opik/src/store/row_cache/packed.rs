//! A column of a block in few bytes: numbers that are close to each other are kept as their differences to the smallest.

/// Marks a missing value.
pub(super) const NONE: i64 = i64::MIN;

/// Numbers, of which any may be missing.
#[derive(Debug, Default)]
pub(super) struct PackedColumn {
    /// What is added to each difference.
    base: i64,
    /// Whether a difference of 0 means that the number is missing; then all others are greater by one.
    gaps: bool,
    /// The bytes of a difference, 0 to 8.
    width: u8,
    /// The differences, the lowest byte first, and some bytes more, so that eight can be read anywhere.
    bytes: Box<[u8]>,
}

impl PackedColumn {
    /// These numbers; [`NONE`] is a missing one.
    pub(super) fn new(numbers: &[i64]) -> Self {
        let there = || numbers.iter().copied().filter(|number| *number != NONE);
        let gaps = there().count() < numbers.len();
        let (Some(least), Some(most)) = (there().min(), there().max()) else {
            return Self { base: NONE, ..Self::default() };
        };
        let base = if gaps { least.wrapping_sub(1) } else { least };
        // NONE is smaller than all numbers, so the difference is in range.
        let width = (71 - most.abs_diff(base).leading_zeros()) / 8;
        let size = width as usize;
        let mut bytes = Vec::with_capacity(size * numbers.len() + 8);
        if width > 0 {
            for number in numbers {
                let difference = if *number == NONE { 0 } else { number.abs_diff(base) };
                bytes.extend(difference.to_le_bytes().into_iter().take(size));
            }
            bytes.extend([0; 8]);
        }
        Self { base, gaps, width: width as u8, bytes: bytes.into() }
    }

    /// The number at a place; [`NONE`] when it is missing or the place is beyond the end.
    #[inline]
    pub(super) fn at(&self, place: usize) -> i64 {
        if self.width == 0 {
            return self.base;
        }
        let from = place * usize::from(self.width);
        let Some(bytes) = self.bytes.get(from..).and_then(<[u8]>::first_chunk) else { return NONE };
        let difference = u64::from_le_bytes(*bytes) & (u64::MAX >> (64 - 8 * u32::from(self.width)));
        if difference == 0 && self.gaps { NONE } else { self.base.wrapping_add_unsigned(difference) }
    }

    /// Its size in bytes.
    pub(super) fn byte_size(&self) -> usize {
        self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(
            numbers in proptest::collection::vec(prop_oneof![any::<i64>(), -3..3_i64, 0..70_000_i64, Just(NONE)], 0..200),
        ) {
            let packed = PackedColumn::new(&numbers);
            for (place, number) in numbers.iter().enumerate() {
                prop_assert_eq!(packed.at(place), *number);
            }
        }

        #[test]
        fn close_numbers_take_few_bytes(base: i32, numbers in proptest::collection::vec(0..250_i64, 1..200)) {
            let numbers: Vec<i64> = numbers.iter().map(|number| i64::from(base) + number).collect();
            prop_assert!(PackedColumn::new(&numbers).byte_size() <= numbers.len() + 8);
        }
    }

    #[test]
    fn what_is_always_the_same_takes_nothing() {
        for numbers in [[7; 128], [NONE; 128], [0; 128]] {
            let packed = PackedColumn::new(&numbers);
            assert_eq!((packed.byte_size(), packed.at(100)), (0, numbers[0]));
        }
    }
}
