//! A list reduced to some rows at random: the same ones for everybody with the link.

use std::collections::BTreeSet;

/// The parameter of the URL, `sample=50-731`: how many rows, and the seed of the choice.
pub const PARAMETER: &str = "sample";
/// The most rows of a sample.
pub const MOST: u32 = 10_000;

/// How many rows, and which ones: the seed decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    pub count: u32,
    pub seed: u32,
}

impl Sample {
    /// Reads the parameter. `None` if it is no sample.
    pub fn parse(text: &str) -> Option<Self> {
        let (count, seed) = text.split_once('-')?;
        let count = count.parse().ok().filter(|count| (1..=MOST).contains(count))?;
        Some(Self { count, seed: seed.parse().ok()? })
    }

    pub fn to_param(self) -> String {
        format!("{}-{}", self.count, self.seed)
    }

    /// Keeps the chosen rows, in their order. Which rows are chosen depends on their ids and the seed only, so that a row
    /// that comes or goes meanwhile changes at most one place of the sample.
    pub fn choose<T>(self, rows: Vec<T>, id: impl Fn(&T) -> &str) -> Vec<T> {
        let mut places: BTreeSet<(u64, usize)> = BTreeSet::new();
        for (at, row) in rows.iter().enumerate() {
            places.insert((self.place(id(row)), at));
            if places.len() > self.count as usize {
                places.pop_last();
            }
        }
        let chosen: BTreeSet<usize> = places.into_iter().map(|(_, at)| at).collect();
        rows.into_iter().enumerate().filter(|(at, _)| chosen.contains(at)).map(|(_, row)| row).collect()
    }

    /// A number that looks random, of the seed and the id (FNV-1a, then the last step of SplitMix64).
    fn place(self, id: &str) -> u64 {
        let bytes = self.seed.to_le_bytes().into_iter().chain(id.bytes());
        let mut hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^ (hash >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(count: usize) -> Vec<String> {
        (0..count).map(|at| format!("thread {at}")).collect()
    }

    fn sample(count: u32, seed: u32, of: usize) -> Vec<String> {
        Sample { count, seed }.choose(ids(of), |id| id)
    }

    #[test]
    fn the_same_seed_chooses_the_same_rows_in_their_order_and_another_one_others() {
        assert_eq!(sample(50, 7, 1_000), sample(50, 7, 1_000));
        assert_eq!(sample(50, 7, 1_000).len(), 50);
        assert_ne!(sample(50, 7, 1_000), sample(50, 8, 1_000));
        let place = |id: &String| ids(1_000).iter().position(|one| one == id);
        assert!(sample(50, 7, 1_000).iter().map(place).is_sorted());
        assert_eq!(sample(50, 7, 20).len(), 20);
    }

    #[test]
    fn a_row_that_comes_changes_at_most_one_place() {
        for more in 1_000..1_050 {
            let (before, after) = (sample(50, 3, more), sample(50, 3, more + 1));
            assert!(after.iter().filter(|id| !before.contains(id)).count() <= 1);
        }
    }

    #[test]
    fn every_row_is_chosen_about_as_often() {
        let mut counts = vec![0; 100];
        for seed in 0..1_000 {
            for id in sample(10, seed, 100) {
                counts[id.trim_start_matches("thread ").parse::<usize>().unwrap()] += 1;
            }
        }
        // 100 expected each; five standard deviations of 9.5.
        assert!(counts.iter().all(|count| (53..=147).contains(count)), "{counts:?}");
    }

    #[test]
    fn the_parameter_is_read_as_it_is_written_and_nothing_else_is() {
        let sample = Sample { count: 50, seed: u32::MAX };
        assert_eq!(Sample::parse(&sample.to_param()), Some(sample));
        for text in ["", "50", "0-1", "10001-1", "-1-1", "50-", "50-x", "a-1", "50-4294967296"] {
            assert_eq!(Sample::parse(text), None, "{text}");
        }
    }
}
