//! The texts of blocks that are not indexed yet, or have changed since: the lower-case texts of a block's traces in one
//! piece, which is scanned at memory speed.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use memchr::memmem::Finder;
use rusqlite::{Connection, OptionalExtension, params};

use super::segment::FoundTrace;
use crate::error::ApiResult;
use crate::store::change_counts::block_of;
use crate::store::row_cache::blocks::Block;

/// Separates two texts so that no match spans both: a byte that UTF-8 never has.
const BETWEEN: u8 = 0xff;

/// The search texts of a block.
#[derive(Default)]
pub(super) struct TextBlock {
    rows: Vec<TraceTexts>,
    /// The inputs and outputs of all traces.
    said: Vec<u8>,
    /// The texts that only searches of traces look at.
    more: Vec<u8>,
}

/// The trace of some texts, and where they end.
struct TraceTexts {
    trace: FoundTrace,
    said: usize,
    more: usize,
}

impl Block for TextBlock {
    fn byte_size(&self) -> usize {
        self.said.capacity() + self.more.capacity() + self.rows.capacity() * size_of::<TraceTexts>()
    }
}

/// Reads the search texts of traces.
pub(super) fn read(
    conn: &Connection,
    keys: RangeInclusive<i64>,
    blocks: &mut BTreeMap<i64, TextBlock>,
) -> ApiResult<()> {
    let mut query = conn.prepare_cached(
        "SELECT key, project, thread, input, output, more FROM trace_texts WHERE key BETWEEN ?1 AND ?2 ORDER BY key",
    )?;
    let mut rows = query.query([keys.start(), keys.end()])?;
    while let Some(row) = rows.next()? {
        let key = row.get(0)?;
        let block: &mut TextBlock = blocks.entry(block_of(key)).or_default();
        for column in 3..=5 {
            let to = if column < 5 { &mut block.said } else { &mut block.more };
            to.extend_from_slice(row.get_ref(column)?.as_bytes().unwrap_or_default());
            to.push(BETWEEN);
        }
        block.rows.push(TraceTexts {
            trace: FoundTrace { key, project: row.get(1)?, thread: row.get(2)?, indexed: false },
            said: block.said.len(),
            more: block.more.len(),
        });
    }
    blocks.values_mut().for_each(|block| {
        block.said.shrink_to_fit();
        block.more.shrink_to_fit();
    });
    Ok(())
}

/// Whether a trace has `text` in its input or output, with `more` also whether it has it in its other texts.
///
/// # Errors
/// When the store fails.
pub(super) fn has(conn: &Connection, key: i64, text: &str, more: bool) -> ApiResult<bool> {
    let mut query = conn.prepare_cached(
        "SELECT has(input, ?2) OR has(output, ?2) OR (?3 AND has(more, ?2)) FROM trace_texts WHERE key = ?1",
    )?;
    Ok(query.query_row(params![key, text, more], |row| row.get(0)).optional()?.unwrap_or_default())
}

impl TextBlock {
    /// Passes the traces with `text` in their input or output to `show`, with `more` also those with it in their other
    /// texts. A trace may be passed twice.
    pub(super) fn search(&self, text: &str, more: bool, mut show: impl FnMut(FoundTrace)) {
        let finder = Finder::new(text);
        self.find(&finder, &self.said, |row| row.said, &mut show);
        if more {
            self.find(&finder, &self.more, |row| row.more, &mut show);
        }
    }

    fn find(
        &self,
        finder: &Finder<'_>,
        texts: &[u8],
        end: impl Fn(&TraceTexts) -> usize,
        mut show: impl FnMut(FoundTrace),
    ) {
        let (mut from, mut rows) = (0, self.rows.as_slice());
        while let Some(at) = texts.get(from..).and_then(|rest| finder.find(rest)) {
            let place = from + at;
            let before = rows.partition_point(|row| end(row) <= place);
            let Some((row, after)) = rows.get(before..).and_then(<[TraceTexts]>::split_first) else { return };
            show(row.trace);
            // One match is enough: continue after this trace.
            (from, rows) = (end(row), after);
        }
    }
}
