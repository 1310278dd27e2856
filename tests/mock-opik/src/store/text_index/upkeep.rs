//! Keeps the index up to date: finds what is to be indexed, builds a segment and stores it.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::build::{self, NewSegment};
use super::numbers::put;
use super::segment::SegmentRange;
use super::{parts, segments};
use crate::error::ApiResult;
use crate::store::change_counts::{SHIFT, TRACES};

/// When segments are built.
#[derive(Clone, Copy, Debug)]
pub struct SegmentRule {
    /// The blocks of a new segment.
    pub blocks: usize,
    /// With so many bytes of texts fewer blocks are enough.
    pub bytes: i64,
    /// The newest blocks, to which is still being logged, are left alone.
    pub newest: usize,
    /// A segment is built anew when one in so many of its blocks has changed.
    pub changed: usize,
}

impl Default for SegmentRule {
    fn default() -> Self {
        Self { blocks: 64, bytes: 8 << 20, newest: 1, changed: 8 }
    }
}

/// Builds the next segment that is to be stored, if there is one.
///
/// # Errors
/// When the store fails.
pub(in crate::store) fn build_next(conn: &Connection, rule: SegmentRule) -> ApiResult<Option<NewSegment>> {
    let mut counts = BTreeMap::new();
    let mut query = conn.prepare_cached("SELECT block, number FROM block_changes WHERE kind = ?1")?;
    let mut rows = query.query([TRACES])?;
    while let Some(row) = rows.next()? {
        counts.insert(row.get(0)?, row.get(1)?);
    }
    for segment in segments(conn)? {
        let now: Vec<i64> = (segment.first..)
            .zip(&segment.counts)
            .map(|(block, _)| counts.remove(&block).unwrap_or_default())
            .collect();
        let changed = now.iter().zip(&segment.counts).filter(|(now, then)| now != then).count();
        if changed > 0 && changed.saturating_mul(rule.changed) >= now.len() {
            return build::build(conn, segment.first, &now).map(Some);
        }
    }
    // What is left is in no segment.
    for _ in 0..rule.newest {
        counts.pop_last();
    }
    let left: Vec<(i64, i64)> = counts.into_iter().collect();
    for run in left.chunk_by(|one, next| one.0 + 1 == next.0) {
        let run = run.get(..rule.blocks).unwrap_or(run);
        let (Some((first, _)), Some((last, _))) = (run.first(), run.last()) else { continue };
        if run.len() >= rule.blocks || bytes(conn, *first, *last)? >= rule.bytes {
            let counts: Vec<i64> = run.iter().map(|(_, count)| *count).collect();
            return build::build(conn, *first, &counts).map(Some);
        }
    }
    Ok(None)
}

/// The bytes of the texts of these blocks. The texts themselves are not read for that.
fn bytes(conn: &Connection, first: i64, last: i64) -> ApiResult<i64> {
    let mut query = conn.prepare_cached(
        "SELECT coalesce(sum(octet_length(input) + octet_length(output) + octet_length(more)), 0) FROM trace_texts
         WHERE key BETWEEN ?1 AND ?2",
    )?;
    Ok(query.query_row([first << SHIFT, ((last + 1) << SHIFT) - 1], |row| row.get(0))?)
}

/// Stores a segment in the place of what it replaces. It may be older than the newest change; searches see that by its
/// counts.
///
/// # Errors
/// When the store fails.
pub(in crate::store) fn store(conn: &Connection, new: &NewSegment) -> ApiResult<()> {
    let SegmentRange { first, counts, left_out } = &new.range;
    let mut packed = Vec::new();
    counts.iter().for_each(|count| put(&mut packed, count.cast_unsigned()));
    conn.prepare_cached("DELETE FROM text_parts WHERE key >= ?1 AND key < ?2")?
        .execute([parts::key(*first, 0), parts::key(first + 1, 0)])?;
    conn.prepare_cached("INSERT OR REPLACE INTO text_segments VALUES (?1, ?2, ?3)")?
        .execute(params![first, packed, left_out])?;
    let mut insert = conn.prepare_cached("INSERT INTO text_parts VALUES (?1, ?2)")?;
    for (part, data) in (0..).zip(&new.parts) {
        insert.execute(params![parts::key(*first, part), data])?;
    }
    Ok(())
}
