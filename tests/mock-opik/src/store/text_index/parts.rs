//! The parts of a segment, as they are stored: rows of the table `text_parts`, numbered from 0.

use rusqlite::{Connection, OptionalExtension};

use crate::error::ApiResult;

/// The traces: for each the difference of its key to the one before (twice, plus one if its texts are indexed), its
/// project, its thread plus one (or 0), the number of places of its input and output, and of all its texts.
pub(super) const TRACES: i64 = 0;
/// The ASCII letters and digits in each trace, as bits: of input and output, and of all texts.
pub(super) const LETTERS: i64 = 1;
/// The pieces, with [`BETWEEN`] before and after each.
pub(super) const WORDS: i64 = 2;
/// Their numbers: see [`Tables`](super::tables::Tables).
pub(super) const TABLES: i64 = 3;
/// The first part with places; for each place the difference to the one before of the same piece, twice, plus one if a
/// single space is before the piece.
pub(super) const PLACES: i64 = 4;

/// Separates two pieces: a byte that UTF-8 never has.
pub(super) const BETWEEN: u8 = 0xff;

/// The bits of a part's key that are its number.
const NUMBER_BITS: u32 = 24;

/// The key of a part in `text_parts`.
pub(super) fn key(segment: i64, part: i64) -> i64 {
    segment << NUMBER_BITS | part
}

/// A part of the segment that begins with block `segment`; empty when it does not exist.
///
/// # Errors
/// When the store fails.
pub(super) fn read(conn: &Connection, segment: i64, part: i64) -> ApiResult<Vec<u8>> {
    let mut query = conn.prepare_cached("SELECT data FROM text_parts WHERE key = ?1")?;
    Ok(query.query_row([key(segment, part)], |row| row.get(0)).optional()?.unwrap_or_default())
}
