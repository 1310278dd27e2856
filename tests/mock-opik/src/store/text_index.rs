//! The index for searches: which traces have a text, a part of a word or several words, in their texts. It is stored in
//! the data file, in segments of neighbouring blocks, and derived from the table `trace_texts`.
//!
//! Nobody who logs waits for it: a thread of its own builds segments when enough has changed (`store::index_upkeep`). A
//! search compares the change counts of all blocks with those at which they were indexed, and reads the texts of blocks
//! that are not indexed or have changed since. So its answers are those of a search through all texts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use super::change_counts;
use super::row_cache::blocks::BlockCache;
use crate::error::ApiResult;

mod build;
mod numbers;
mod parts;
mod pieces;
mod place_set;
mod segment;
mod tables;
#[cfg(test)]
mod tests;
mod unindexed_texts;
mod upkeep;

use numbers::PackedNumbers;
pub(super) use segment::FoundTrace;
use segment::{SegmentRange, SoughtText};
use unindexed_texts::TextBlock;
pub use upkeep::SegmentRule;
pub(super) use upkeep::{build_next, store};

/// The index of a store, with the texts that are not in it.
pub(super) struct TextIndex {
    unindexed: BlockCache<TextBlock>,
    /// As of a version of the database.
    known: Mutex<Option<(i64, Arc<IndexState>)>>,
}

/// What is indexed.
struct IndexState {
    /// The segments, each with what is to be said of its blocks: whether they are as they were when they were indexed.
    segments: Vec<(SegmentRange, Vec<bool>)>,
    /// All other blocks, with their change counts.
    others: BTreeMap<i64, i64>,
}

impl TextIndex {
    /// With at most `most` bytes of texts in memory; what is not indexed beyond that is read for each search.
    pub(super) fn new(most: usize) -> Self {
        let unindexed = BlockCache::new(&[change_counts::TRACES], most);
        Self { unindexed, known: Mutex::new(None) }
    }

    /// Passes all traces with this text, which is in lower case, in their input or output to `show`; with `more` also
    /// those with it in their name, metadata, error or tags. A trace may be passed twice.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) fn search(
        &self,
        conn: &Connection,
        text: &str,
        more: bool,
        mut show: impl FnMut(FoundTrace),
    ) -> ApiResult<()> {
        let state = self.state(conn)?;
        let sought = SoughtText::new(text, more);
        let mut left_out = Vec::new();
        for (segment, valid) in &state.segments {
            if valid.contains(&true) {
                segment::search(conn, segment, &sought, |row| {
                    let block = usize::try_from(change_counts::block_of(row.key) - segment.first);
                    match block.ok().and_then(|block| valid.get(block)) {
                        Some(true) if row.indexed => show(row),
                        Some(true) => left_out.push(row),
                        _ => {}
                    }
                })?;
            }
        }
        for row in left_out {
            if unindexed_texts::has(conn, row.key, text, more)? {
                show(row);
            }
        }
        self.unindexed.each_of(conn, &state.others, unindexed_texts::read, |_, block| {
            block.search(text, more, &mut show);
        })
    }

    fn state(&self, conn: &Connection) -> ApiResult<Arc<IndexState>> {
        let version = change_counts::version(conn)?;
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, state)) = &*known()
            && *at == version
        {
            return Ok(Arc::clone(state));
        }
        let mut others = self.unindexed.counts(conn)?;
        let segments = segments(conn)?.into_iter().map(|segment| {
            let valid = segment.take_valid(&mut others);
            (segment, valid)
        });
        let segments = segments.collect();
        self.unindexed.keep_only(&others);
        let state = Arc::new(IndexState { segments, others });
        *known() = Some((version, Arc::clone(&state)));
        Ok(state)
    }
}

/// All segments, in order.
fn segments(conn: &Connection) -> ApiResult<Vec<SegmentRange>> {
    let mut query =
        conn.prepare_cached("SELECT first, counts, left_out FROM text_segments ORDER BY first")?;
    let mut rows = query.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let counts = PackedNumbers(row.get_ref(1)?.as_blob().unwrap_or_default());
        let counts = counts.map(u64::cast_signed).collect();
        all.push(SegmentRange { first: row.get(0)?, counts, left_out: row.get(2)? });
    }
    Ok(all)
}

impl SegmentRange {
    /// Which of its blocks are as they were when they were indexed. Takes these out of `counts`.
    fn take_valid(&self, counts: &mut BTreeMap<i64, i64>) -> Vec<bool> {
        let valid = |(block, count): (i64, &i64)| {
            let same = counts.get(&block) == Some(count);
            if same {
                counts.remove(&block);
            }
            same
        };
        (self.first..).zip(&self.counts).map(valid).collect()
    }
}
