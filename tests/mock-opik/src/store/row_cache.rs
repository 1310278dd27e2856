//! The row cache: what lists, searches and statistics need of every row, in memory: the values to sort and filter by, and
//! those that statistics add up. It is kept in blocks of neighbouring rows and never stale: the database counts the
//! changes of each block (table `block_changes`), a reader compares the counts of its own view of the database, and reads
//! changed blocks again. The memory is limited; what does not fit is read each time.

use memchr::memmem::Finder;
use rusqlite::Connection;

use super::change_counts;
use super::text_index::TextIndex;
use crate::entity::RecordKind;
use crate::error::ApiResult;
use crate::statistics::Aggregate;

pub(super) mod blocks;
mod cached_condition;
mod id_part;
mod key_set;
mod named;
mod order;
mod packed;
mod read_rows;
mod rows;

use blocks::{AllBlocks, BlockCache};
pub use cached_condition::{Bound, CachedCondition};
use id_part::IdPart;
pub use key_set::KeySet;
pub use order::CachedOrder;
use rows::{CachedRow, RowBlock};
pub use rows::{THREAD_COLUMNS, TRACE_COLUMNS};

/// The most bytes of threads in the cache.
const MOST_THREADS: usize = 40 << 20;
/// The most bytes of traces in the cache: enough for about two million.
const MOST_TRACES: usize = 128 << 20;
/// The most bytes of texts that are not indexed.
const MOST_TEXTS: usize = 32 << 20;
/// The same for a database in memory, which is not indexed.
pub(super) const MOST_TEXTS_OF_MEMORY: usize = 256 << 20;

/// The kinds of rows in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachedSet {
    /// Threads that have traces.
    Threads,
    /// Traces.
    Traces,
}

/// The cache of a store.
pub struct RowCache {
    threads: BlockCache<RowBlock>,
    traces: BlockCache<RowBlock>,
    texts: TextIndex,
}

impl Default for RowCache {
    fn default() -> Self {
        Self::new(MOST_TEXTS)
    }
}

impl RowCache {
    /// An empty cache, with at most `texts` bytes of texts that are not indexed.
    pub(super) fn new(texts: usize) -> Self {
        Self {
            threads: BlockCache::new(&[change_counts::THREADS, change_counts::THREAD_SCORES], MOST_THREADS),
            traces: BlockCache::new(
                &[
                    change_counts::TRACES,
                    change_counts::SPAN_SUMS,
                    change_counts::TRACE_SCORES,
                    change_counts::SPAN_SCORES,
                ],
                MOST_TRACES,
            ),
            texts: TextIndex::new(texts),
        }
    }
}

/// Rows of the cache: those of a project, or those of them that are in a set.
#[derive(Clone, Copy, Debug)]
pub struct CachedRows<'k> {
    /// Threads or traces.
    pub set: CachedSet,
    /// The key of the project.
    pub project: i64,
    /// Their keys; `None` for all.
    pub keys: Option<&'k KeySet>,
}

impl CachedRows<'_> {
    /// The keys of a block that may be among them, as bits.
    fn bits(&self, block: i64) -> u128 {
        self.keys.map_or(u128::MAX, |keys| keys.bits(block))
    }
}

impl RowCache {
    /// Some rows in the order of a list: `size` of them after the first `skipped`; and the number of all.
    ///
    /// # Errors
    /// When the store fails.
    pub fn page(
        &self,
        conn: &Connection,
        wanted: CachedRows<'_>,
        by: &CachedOrder,
        (skipped, size): (usize, usize),
    ) -> ApiResult<(i64, Vec<i64>)> {
        let blocks = self.blocks(conn, wanted.set)?;
        let mut rows: Vec<(i64, CachedRow<'_>)> = Vec::new();
        for (block, kept) in blocks.iter() {
            match wanted.bits(*block) {
                0 => {}
                bits => kept.sorted_by(wanted.project, bits, (wanted.set, by), |row| rows.push(row)),
            }
        }
        let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let sorted = |one: &(i64, CachedRow<'_>), other: &(i64, CachedRow<'_>)| {
            order::compare(wanted.set, by.descending(), one, other)
        };
        let end = skipped.saturating_add(size).min(rows.len());
        if end > 0 && end < rows.len() {
            rows.select_nth_unstable_by(end - 1, sorted);
        }
        rows.truncate(end);
        rows.sort_unstable_by(sorted);
        Ok((total, rows.iter().skip(skipped).map(|(_, row)| row.key()).collect()))
    }

    /// The number of a project's threads or traces.
    ///
    /// # Errors
    /// When the store fails.
    pub fn count(&self, conn: &Connection, set: CachedSet, project: i64) -> ApiResult<i64> {
        let count: usize = self.blocks(conn, set)?.iter().map(|(_, kept)| kept.count(project)).sum();
        Ok(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// The sums over some rows, for statistics.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sums(&self, conn: &Connection, wanted: CachedRows<'_>) -> ApiResult<Aggregate> {
        let mut all = Aggregate::default();
        for (block, kept) in self.blocks(conn, wanted.set)?.iter() {
            kept.add_to(&mut all, wanted.set, wanted.project, wanted.bits(*block));
        }
        Ok(all)
    }

    /// The rows of these for which all conditions hold.
    ///
    /// # Errors
    /// When the store fails.
    pub fn filter(
        &self,
        conn: &Connection,
        wanted: CachedRows<'_>,
        conditions: &[&CachedCondition],
    ) -> ApiResult<KeySet> {
        let mut found = KeySet::default();
        for (block, kept) in self.blocks(conn, wanted.set)?.iter() {
            let rated = conditions.iter().fold(wanted.bits(*block), |bits, one| bits & one.bits(kept));
            let fits = |row: &CachedRow<'_>| conditions.iter().all(|condition| condition.holds(*row));
            let rows = kept.chosen(wanted.project, rated).filter(fits);
            found.add_bits(*block, rows.fold(0, |bits, row| bits | 1 << row.place()));
        }
        Ok(found)
    }

    /// The threads of a project with this text (in lower case) in their id, or in the id, input or output of one of
    /// their traces.
    ///
    /// # Errors
    /// When the store fails.
    pub fn search_threads(&self, conn: &Connection, project: i64, text: &str) -> ApiResult<KeySet> {
        let mut found = self.threads_by_id(conn, project, text)?;
        self.texts.search(conn, text, false, |row| {
            if let Some(thread) = row.thread.filter(|_| row.project == project) {
                found.add(thread);
            }
        })?;
        let known = |row: CachedRow<'_>| row.thread().is_none_or(|thread| found.has(thread));
        let more = self.traces_by_id(conn, project, text, known)?;
        more.into_iter().filter_map(|(_, thread)| thread).for_each(|thread| found.add(thread));
        Ok(found)
    }

    /// The traces of a project with this text (in lower case) in id, name, input, output, metadata, error, tags or
    /// thread id.
    ///
    /// # Errors
    /// When the store fails.
    pub fn search_traces(&self, conn: &Connection, project: i64, text: &str) -> ApiResult<KeySet> {
        let threads = self.threads_by_id(conn, project, text)?;
        let mut found = KeySet::default();
        self.texts.search(conn, text, true, |row| {
            if row.project == project {
                found.add(row.key);
            }
        })?;
        let more = self.traces_by_id(conn, project, text, |row| found.has(row.key()))?;
        more.into_iter().for_each(|(key, _)| found.add(key));
        if !threads.is_empty() {
            for (_, block) in self.blocks(conn, CachedSet::Traces)?.iter() {
                let of = block.chosen(project, u128::MAX);
                of.filter(|row| row.thread().is_some_and(|thread| threads.has(thread)))
                    .for_each(|row| found.add(row.key()));
            }
        }
        Ok(found)
    }

    /// The threads of a project with this text in their thread id.
    fn threads_by_id(&self, conn: &Connection, project: i64, text: &str) -> ApiResult<KeySet> {
        let mut found = KeySet::default();
        let finder = Finder::new(text);
        for (_, block) in self.blocks(conn, CachedSet::Threads)?.iter() {
            let of = block.chosen(project, u128::MAX);
            of.filter(|row| finder.find(row.name().as_bytes()).is_some())
                .for_each(|row| found.add(row.key()));
        }
        Ok(found)
    }

    /// The traces of a project with this text in their id, each with its thread; without those that are `known`.
    fn traces_by_id(
        &self,
        conn: &Connection,
        project: i64,
        text: &str,
        known: impl Fn(CachedRow<'_>) -> bool,
    ) -> ApiResult<Vec<(i64, Option<i64>)>> {
        let mut found = Vec::new();
        if let Some(part) = IdPart::new(text) {
            for (_, block) in self.blocks(conn, CachedSet::Traces)?.iter() {
                let of = block.chosen(project, u128::MAX).filter(|row| part.is_in(row.id()) && !known(*row));
                found.extend(of.map(|row| (row.key(), row.thread())));
            }
        }
        Ok(found)
    }

    /// Reads what is not cached, so that the first list need not wait for it.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) fn warm(&self, conn: &Connection) -> ApiResult<()> {
        [CachedSet::Threads, CachedSet::Traces]
            .into_iter()
            .try_for_each(|set| self.blocks(conn, set).map(drop))
    }

    fn blocks(&self, conn: &Connection, set: CachedSet) -> ApiResult<AllBlocks<RowBlock>> {
        match set {
            CachedSet::Threads => self.threads.all(conn, read_rows::threads),
            CachedSet::Traces => self.traces.all(conn, read_rows::traces),
        }
    }
}

impl CachedSet {
    /// The cached rows of a list of this kind; spans are not cached.
    pub fn of(kind: RecordKind) -> Option<Self> {
        (kind == RecordKind::Trace).then_some(Self::Traces)
    }
}
