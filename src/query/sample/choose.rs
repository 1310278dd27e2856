//! Chooses the rows of a sample.

use std::collections::{BTreeMap, BTreeSet};

use super::{Sample, groups::SampleGroup};
use crate::model::figures;

/// How many groups the report names.
const NAMED: usize = 40;

/// What a sample shows of the rows that match.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SampleReport {
    /// How many rows match.
    pub matching: u64,
    /// How many of each group are shown, in words: "refund: 5 of 120 · vip: 5 of 44". Empty without groups.
    pub of_each: String,
}

/// The rows of a group by their places: the first ones are chosen.
#[derive(Default)]
struct Drawn {
    places: BTreeSet<(u64, usize)>,
    of: u64,
}

impl Sample {
    /// Keeps the chosen rows, in their order. Which rows are chosen depends on their ids, their groups and the seed only:
    /// a row that comes or goes meanwhile changes at most one place of each of its groups.
    ///
    /// A row may be in several groups, as one with several tags is, and then counts for each of them: every group has at
    /// least so many rows as were asked for, or all that it has. A row without a group is never chosen.
    pub fn choose<T>(
        &self,
        rows: Vec<T>,
        id: impl Fn(&T) -> &str,
        groups: impl Fn(&T) -> Vec<SampleGroup>,
    ) -> (Vec<T>, SampleReport) {
        let most = self.count as usize;
        let all_groups: Vec<Vec<SampleGroup>> = match &self.each {
            None => Vec::new(),
            Some(_) => rows.iter().map(groups).collect(),
        };
        let mut of_all = Drawn::default();
        let mut drawn: BTreeMap<&SampleGroup, Drawn> = BTreeMap::new();
        let mut left_out = 0;
        for (at, row) in rows.iter().enumerate() {
            let place = (self.place(id(row)), at);
            let Some(own) = all_groups.get(at) else {
                of_all.add(place, most);
                continue;
            };
            left_out += u64::from(own.is_empty());
            for group in own {
                drawn.entry(group).or_default().add(place, most);
            }
        }
        let every = std::iter::once(&of_all).chain(drawn.values());
        let chosen: BTreeSet<usize> = every.flat_map(|drawn| &drawn.places).map(|(_, at)| *at).collect();
        let mut report = SampleReport { matching: rows.len() as u64, of_each: String::new() };
        if let Some(each) = &self.each {
            let mut shown: BTreeMap<&SampleGroup, u64> = BTreeMap::new();
            for group in chosen.iter().filter_map(|at| all_groups.get(*at)).flatten() {
                *shown.entry(group).or_default() += 1;
            }
            let part = |(group, count): (&&SampleGroup, &u64)| {
                let of = drawn.get(*group).map(|drawn| drawn.of).unwrap_or_default();
                format!("{}: {} of {}", each.name(group), figures::count(*count), figures::count(of))
            };
            let parts: Vec<String> = shown.iter().take(NAMED).map(part).collect();
            report.of_each = parts.join(" · ");
            if shown.len() > NAMED {
                report.of_each += &format!(" and {} more", figures::count((shown.len() - NAMED) as u64));
            }
            if left_out > 0 {
                let stop = if report.of_each.is_empty() { "" } else { ". " };
                report.of_each += &format!("{stop}Left out: {} {}", figures::count(left_out), each.without());
            }
        }
        let rows = rows.into_iter().enumerate().filter(|(at, _)| chosen.contains(at)).map(|(_, row)| row);
        (rows.collect(), report)
    }

    /// A number that looks random, of the seed and the id (FNV-1a, then the last step of SplitMix64).
    pub(super) fn place(&self, id: &str) -> u64 {
        let bytes = self.seed.to_le_bytes().into_iter().chain(id.bytes());
        let mut hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^ (hash >> 31)
    }
}

impl Drawn {
    fn add(&mut self, place: (u64, usize), most: usize) {
        self.of += 1;
        self.places.insert(place);
        if self.places.len() > most {
            self.places.pop_last();
        }
    }
}
