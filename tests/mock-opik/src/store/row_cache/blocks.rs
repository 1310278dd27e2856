//! Caches blocks of neighbouring rows, each with the change count at which it was read.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rusqlite::Connection;

use crate::error::ApiResult;
use crate::store::change_counts::{self, SHIFT};

/// The most blocks that are read with one statement.
const RUN: usize = 64;

/// What is cached of the rows of a block.
pub(in crate::store) trait Block: Default {
    /// Its approximate size in bytes.
    fn byte_size(&self) -> usize;
}

/// Blocks as they were last read.
pub(in crate::store) struct BlockCache<T> {
    /// The kinds of changes in `block_changes` that matter; the first one is that of rows being made and deleted.
    kinds: &'static [i64],
    most: usize,
    known: RwLock<KnownBlocks<T>>,
    /// All blocks, as of a version of the database.
    whole: Mutex<Option<(i64, AllBlocks<T>)>>,
}

/// Blocks with their numbers, in order.
pub(in crate::store) type AllBlocks<T> = Arc<Vec<(i64, Arc<T>)>>;

struct KnownBlocks<T> {
    blocks: BTreeMap<i64, (i64, Arc<T>)>,
    byte_size: usize,
}

impl<T: Block> BlockCache<T> {
    /// An empty cache of at most `most` bytes.
    pub(in crate::store) fn new(kinds: &'static [i64], most: usize) -> Self {
        let known = RwLock::new(KnownBlocks { blocks: BTreeMap::new(), byte_size: 0 });
        Self { kinds, most, known, whole: Mutex::new(None) }
    }

    /// All blocks. `read` reads the rows with keys in a range into their blocks.
    pub(in crate::store) fn all(
        &self,
        conn: &Connection,
        read: impl Fn(&Connection, RangeInclusive<i64>, &mut BTreeMap<i64, T>) -> ApiResult<()>,
    ) -> ApiResult<AllBlocks<T>> {
        let version = change_counts::version(conn)?;
        let whole = || self.whole.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, all)) = &*whole()
            && *at == version
        {
            return Ok(Arc::clone(all));
        }
        let mut all = Vec::new();
        self.each_of(conn, &self.counts(conn)?, read, |block, kept| all.push((block, Arc::clone(kept))))?;
        // Blocks that had to be read come out of order.
        all.sort_unstable_by_key(|(block, _)| *block);
        let all = Arc::new(all);
        // It must not hold what there is no memory for.
        let fits = all.len() <= self.known.read().unwrap_or_else(PoisonError::into_inner).blocks.len();
        *whole() = fits.then(|| (version, Arc::clone(&all)));
        Ok(all)
    }

    /// Passes these blocks to `show`, of which the change counts are given; cached ones first.
    pub(in crate::store) fn each_of(
        &self,
        conn: &Connection,
        counts: &BTreeMap<i64, i64>,
        read: impl Fn(&Connection, RangeInclusive<i64>, &mut BTreeMap<i64, T>) -> ApiResult<()>,
        mut show: impl FnMut(i64, &Arc<T>),
    ) -> ApiResult<()> {
        let mut missing: Vec<(i64, i64)> = Vec::new();
        let mut valid = Vec::with_capacity(counts.len());
        {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            for (block, count) in counts {
                match known.blocks.get(block) {
                    Some((at, kept)) if at == count => valid.push((*block, Arc::clone(kept))),
                    _ => missing.push((*block, *count)),
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

    /// Caches a block, unless a newer one is there or the cache is full.
    fn keep(&self, block: i64, count: i64, kept: Arc<T>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let old = known.blocks.get(&block);
        if old.is_some_and(|(at, _)| *at > count) {
            return;
        }
        let rest = known.byte_size - old.map_or(0, |(_, old)| old.byte_size());
        let byte_size = rest + kept.byte_size();
        if byte_size > self.most {
            known.blocks.remove(&block);
            known.byte_size = rest;
            return;
        }
        known.blocks.insert(block, (count, kept));
        known.byte_size = byte_size;
    }

    /// Drops all cached blocks but these.
    pub(in crate::store) fn keep_only(&self, counts: &BTreeMap<i64, i64>) {
        let others = |known: &KnownBlocks<T>| known.blocks.keys().any(|block| !counts.contains_key(block));
        if others(&self.known.read().unwrap_or_else(PoisonError::into_inner)) {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            known.blocks.retain(|block, _| counts.contains_key(block));
            known.byte_size = known.blocks.values().map(|(_, kept)| kept.byte_size()).sum();
        }
    }

    /// The change counts of all blocks, summed over the kinds; they only grow.
    pub(in crate::store) fn counts(&self, conn: &Connection) -> ApiResult<BTreeMap<i64, i64>> {
        let mut counts = BTreeMap::new();
        let mut query = conn.prepare_cached("SELECT block, number FROM block_changes WHERE kind = ?1")?;
        for (place, kind) in self.kinds.iter().enumerate() {
            let mut rows = query.query([kind])?;
            while let Some(row) = rows.next()? {
                let (block, number): (i64, i64) = (row.get(0)?, row.get(1)?);
                match counts.get_mut(&block) {
                    Some(count) => *count += number,
                    None if place == 0 => drop(counts.insert(block, number)),
                    // A block without rows has nothing that could have changed.
                    None => {}
                }
            }
        }
        Ok(counts)
    }
}
