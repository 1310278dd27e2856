//! The row cache: what lists, searches and statistics need of every row, in memory: the values to sort by, sums, and
//! the texts to search. It is kept in blocks of neighbouring rows and never stale: the database counts the changes of
//! each block (table `block_changes`), a reader compares the counts of its own view of the database, and reads changed
//! blocks again. The memory for rows and for texts is limited; what does not fit is read each time.

use rusqlite::Connection;

use super::change_counts;
use super::text_index::TextIndex;
use crate::entity::RecordKind;
use crate::error::ApiResult;
use crate::statistics::Aggregate;

pub(super) mod blocks;
mod key_set;
mod rows;

use blocks::BlockCache;
pub use key_set::KeySet;
use rows::RowBlock;
pub use rows::{CachedRow, THREAD_COLUMNS, TRACE_COLUMNS};

/// The most bytes of rows in the cache: enough for some million.
const MOST_ROWS: usize = 256 << 20;

/// An order that the cache can sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachedOrder {
    /// The list's default order.
    Default,
    /// By a column of [`THREAD_COLUMNS`] or [`TRACE_COLUMNS`].
    Column {
        /// The column's index.
        at: usize,
        /// Whether the greatest come first.
        descending: bool,
    },
}

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
        Self {
            threads: BlockCache::new(&[change_counts::THREADS, change_counts::THREAD_SCORES], MOST_ROWS),
            traces: BlockCache::new(
                &[
                    change_counts::TRACES,
                    change_counts::SPAN_SUMS,
                    change_counts::TRACE_SCORES,
                    change_counts::SPAN_SCORES,
                ],
                MOST_ROWS,
            ),
            texts: TextIndex::default(),
        }
    }
}

impl RowCache {
    /// A page of a project's threads or traces, or of those that a search found, and the number on all pages.
    ///
    /// # Errors
    /// When the store fails.
    pub fn page(
        &self,
        conn: &Connection,
        set: CachedSet,
        project: i64,
        found: Option<&KeySet>,
        by: CachedOrder,
        (skipped, size): (usize, usize),
    ) -> ApiResult<(i64, Vec<i64>)> {
        let blocks = self.rows(conn, set)?;
        let all = blocks.iter().flat_map(|(_, block)| &block.rows);
        let mut rows: Vec<&CachedRow> = all.filter(|row| row.project == project).collect();
        if let Some(found) = found {
            rows.retain(|row| found.has(row.key));
        }
        let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let order = |one: &&CachedRow, other: &&CachedRow| rows::compare(set, by, one, other);
        let end = skipped.saturating_add(size).min(rows.len());
        if end > 0 && end < rows.len() {
            rows.select_nth_unstable_by(end - 1, order);
        }
        rows.truncate(end);
        rows.sort_unstable_by(order);
        Ok((total, rows.iter().skip(skipped).map(|row| row.key).collect()))
    }

    /// The sums over all threads or traces of a project, for statistics.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sums(&self, conn: &Connection, set: CachedSet, project: i64) -> ApiResult<Aggregate> {
        let mut all = Aggregate::default();
        for (_, block) in self.rows(conn, set)? {
            block.sums.iter().filter(|(of, _)| *of == project).for_each(|(_, sums)| all.merge(sums));
        }
        Ok(all)
    }

    /// The threads of a project with this text (in lower case) in their id, or in the id, input or output of one of
    /// their traces.
    ///
    /// # Errors
    /// When the store fails.
    pub fn search_threads(&self, conn: &Connection, project: i64, text: &str) -> ApiResult<KeySet> {
        let mut found = self.threads_by_id(conn, project, text)?;
        let like_an_id = text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        if like_an_id {
            for (_, block) in self.rows(conn, CachedSet::Traces)? {
                let of = block.rows.iter().filter(|row| row.project == project && row.has_id(text));
                of.filter_map(CachedRow::thread).for_each(|thread| found.add(thread));
            }
        }
        self.texts.search(conn, text, false, |row| {
            if let Some(thread) = row.thread.filter(|_| row.project == project) {
                found.add(thread);
            }
        })?;
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
        for (_, block) in self.rows(conn, CachedSet::Traces)? {
            let of = block.rows.iter().filter(|row| row.project == project);
            let fits =
                |row: &&CachedRow| row.has_id(text) || row.thread().is_some_and(|thread| threads.has(thread));
            of.filter(fits).for_each(|row| found.add(row.key));
        }
        self.texts.search(conn, text, true, |row| {
            if row.project == project {
                found.add(row.key);
            }
        })?;
        Ok(found)
    }

    /// The threads of a project with this text in their thread id.
    fn threads_by_id(&self, conn: &Connection, project: i64, text: &str) -> ApiResult<KeySet> {
        let mut found = KeySet::default();
        let finder = memchr::memmem::Finder::new(text);
        for (_, block) in self.rows(conn, CachedSet::Threads)? {
            let of = block.rows.iter().filter(|row| row.project == project);
            of.filter(|row| finder.find(row.name.as_bytes()).is_some()).for_each(|row| found.add(row.key));
        }
        Ok(found)
    }

    fn rows(&self, conn: &Connection, set: CachedSet) -> ApiResult<Vec<(i64, std::sync::Arc<RowBlock>)>> {
        match set {
            CachedSet::Threads => self.threads.all(conn, rows::threads),
            CachedSet::Traces => self.traces.all(conn, rows::traces),
        }
    }
}

impl CachedSet {
    /// The cached rows of a list of this kind; spans are not cached.
    pub fn of(kind: RecordKind) -> Option<Self> {
        (kind == RecordKind::Trace).then_some(Self::Traces)
    }
}
