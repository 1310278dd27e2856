//! Reproducible random numbers: ids, delays and choices depend only on what they are for, so that loading the same data
//! twice changes nothing.

use chrono::{DateTime, Utc};

/// A reproducible random number generator.
#[derive(Clone, Debug)]
pub struct SeededRng(u64);

impl SeededRng {
    /// The generator that is seeded with these words, in this order.
    pub fn of(words: &[&str]) -> Self {
        // FNV-1a; 0xff, which is in no UTF-8 text, separates the words.
        let bytes = words.iter().flat_map(|word| word.bytes().chain([0xff]));
        Self(
            bytes.fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)),
        )
    }

    /// The next 64 bits (SplitMix64).
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` up to and including `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.saturating_sub(low).unsigned_abs().saturating_add(1);
        low.saturating_add_unsigned(self.bits() % width)
    }

    /// One of `choices`; `None` when there are none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(choices.len()).ok()?.checked_sub(1)?;
        choices.get(usize::try_from(self.between(0, last)).ok()?)
    }

    /// True with a probability of `percent` in a hundred.
    pub fn happens(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// A version 7 UUID of this time; the rest of its bits come from the generator.
    pub fn uuid7(&mut self, time: DateTime<Utc>) -> String {
        let ms = u128::try_from(time.timestamp_millis()).unwrap_or(0) & 0xffff_ffff_ffff;
        let random = (u128::from(self.bits()) << 64) | u128::from(self.bits());
        let value = (ms << 80)
            | (7 << 76)
            | ((random & 0xfff) << 64)
            | (2 << 62)
            | ((random >> 66) & (u128::MAX >> 66));
        let hex = format!("{value:032x}");
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
        [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_id_is_of_version_7_and_carries_its_moment() {
        let time = DateTime::from_timestamp_millis(1_767_323_045_678).unwrap();
        let mut rng = SeededRng::of(&["thread", "1"]);
        for _ in 0..100 {
            let id = rng.uuid7(time);
            let hex: String = id.split('-').collect();
            assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
            assert_eq!(i64::from_str_radix(&hex[..12], 16).unwrap(), 1_767_323_045_678);
            assert_eq!(&hex[12..13], "7");
            assert!("89ab".contains(&hex[16..17]), "{id}");
        }
    }

    #[test]
    fn the_same_words_give_the_same_numbers_and_other_words_others() {
        let bits = |words: &[&str]| SeededRng::of(words).bits();
        assert_eq!(bits(&["a", "b"]), bits(&["a", "b"]));
        assert_ne!(bits(&["a", "b"]), bits(&["ab"]));
        let mut rng = SeededRng::of(&["range"]);
        assert!((0..1000).all(|_| (3..=5).contains(&rng.between(3, 5))));
        assert_eq!(rng.pick::<u8>(&[]), None);
    }
}
