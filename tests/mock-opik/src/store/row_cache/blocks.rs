//! Blocks of neighbouring rows, each kept with the count of changes that it was read at.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::Connection;

use crate::error::ApiResult;
use crate::store::change_counts::SHIFT;

/// Blocks that are read with one statement.
const RUN: usize = 64;

/// What is kept of the rows of a block.
pub(super) trait Block: Default {
    /// About how many bytes it takes.
    fn weight(&self) -> usize;
}

/// Blocks as they were read last.
pub(super) struct BlockCache<T> {
    /// The kinds of changes that matter, as the table `block_changes` has them; the first makes and removes rows.
    kinds: &'static [i64],
    most: usize,
    known: RwLock<KnownBlocks<T>>,
}

struct KnownBlocks<T> {
    blocks: BTreeMap<i64, (i64, Arc<T>)>,
    weight: usize,
}

impl<T: Block> BlockCache<T> {
    /// None yet; at most so many bytes will be kept.
    pub(super) fn new(kinds: &'static [i64], most: usize) -> Self {
        Self { kinds, most, known: RwLock::new(KnownBlocks { blocks: BTreeMap::new(), weight: 0 }) }
    }

    /// All blocks. `read` reads the rows with keys in a range, each block's into its own place.
    pub(super) fn all(
        &self,
        conn: &Connection,
        read: impl Fn(&Connection, RangeInclusive<i64>, &mut BTreeMap<i64, T>) -> ApiResult<()>,
    ) -> ApiResult<Vec<(i64, Arc<T>)>> {
        let mut all = Vec::new();
        self.each(conn, read, |block, kept| all.push((block, Arc::clone(kept))))?;
        // Those that had to be read come later than they stand.
        all.sort_unstable_by_key(|(block, _)| *block);
        Ok(all)
    }

    /// Shows every block, those that are known first.
    pub(super) fn each(
        &self,
        conn: &Connection,
        read: impl Fn(&Connection, RangeInclusive<i64>, &mut BTreeMap<i64, T>) -> ApiResult<()>,
        mut show: impl FnMut(i64, &Arc<T>),
    ) -> ApiResult<()> {
        let counts = self.counts(conn)?;
        let mut missing: Vec<(i64, i64)> = Vec::new();
        let mut valid = Vec::with_capacity(counts.len());
        {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            for (block, count) in counts {
                match known.blocks.get(&block) {
                    Some((at, kept)) if *at == count => valid.push((block, Arc::clone(kept))),
                    _ => missing.push((block, count)),
                }
            }
        }
        valid.iter().for_each(|(block, kept)| show(*block, kept));
        let neighbours = missing.chunk_by(|one, next| one.0 + 1 == next.0);
        for run in neighbours.flat_map(|run| run.chunks(RUN)) {
            let (Some((first, _)), Some((last, _))) = (run.first(), run.last()) else { continue };
            let mut fresh = BTreeMap::new();
            read(conn, first << SHIFT..=(last << SHIFT) + (1 << SHIFT) - 1, &mut fresh)?;
            for (block, count) in run {
                let kept = Arc::new(fresh.remove(block).unwrap_or_default());
                show(*block, &kept);
                self.keep(*block, *count, kept);
            }
        }
        Ok(())
    }

    /// Keeps a block, unless a newer one is there or it would be too much.
    fn keep(&self, block: i64, count: i64, kept: Arc<T>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let old = known.blocks.get(&block);
        if old.is_some_and(|(at, _)| *at > count) {
            return;
        }
        let rest = known.weight - old.map_or(0, |(_, old)| old.weight());
        let weight = rest + kept.weight();
        if weight > self.most {
            known.blocks.remove(&block);
            known.weight = rest;
            return;
        }
        known.blocks.insert(block, (count, kept));
        known.weight = weight;
    }

    /// How often each block has changed: sums of counts that only grow.
    fn counts(&self, conn: &Connection) -> ApiResult<BTreeMap<i64, i64>> {
        let mut counts = BTreeMap::new();
        let mut query = conn.prepare_cached("SELECT block, number FROM block_changes WHERE kind = ?1")?;
        for (place, kind) in self.kinds.iter().enumerate() {
            let mut rows = query.query([kind])?;
            while let Some(row) = rows.next()? {
                let (block, number): (i64, i64) = (row.get(0)?, row.get(1)?);
                match counts.get_mut(&block) {
                    Some(count) => *count += number,
                    None if place == 0 => drop(counts.insert(block, number)),
                    // Without rows there is nothing to have changed.
                    None => {}
                }
            }
        }
        Ok(counts)
    }
}
