//! The cached values of threads and traces: what lists are sorted by, and the sums of a block.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use rusqlite::types::FromSql;
use rusqlite::{Connection, Row};

use super::blocks::Block;
use super::{CachedOrder, CachedSet};
use crate::error::ApiResult;
use crate::statistics::Aggregate;
use crate::store::change_counts::block_of;

/// The number of columns.
const COLUMNS: usize = 10;
/// Marks a missing value, which comes last in both directions.
const NONE: i64 = i64::MIN;
/// The index of the first column with token counts.
const TOKENS: usize = 7;

/// The columns of threads: what the cache can sort by. Other orders are sorted by SQL.
pub const THREAD_COLUMNS: &[&str] = &[
    "start_time",
    "end_time",
    "duration",
    "number_of_messages",
    "last_updated_at",
    "created_at",
    "total_estimated_cost",
    "usage.total_tokens",
    "usage.prompt_tokens",
    "usage.completion_tokens",
];

/// The columns of traces: what the cache can sort by.
pub const TRACE_COLUMNS: &[&str] = &[
    "start_time",
    "end_time",
    "duration",
    "span_count",
    "llm_span_count",
    // The key of the thread; no list is sorted by it.
    "",
    "total_estimated_cost",
    "usage.total_tokens",
    "usage.prompt_tokens",
    "usage.completion_tokens",
];

/// A cached thread or trace.
pub struct CachedRow {
    /// Its key.
    pub key: i64,
    /// The key of its project.
    pub project: i64,
    /// A thread's id in lower case; empty for a trace.
    pub name: Box<str>,
    /// A trace's id as a number, which sorts like its text; 0 for a thread.
    id: u128,
    columns: [i64; COLUMNS],
}

impl CachedRow {
    /// The key of a trace's thread.
    pub fn thread(&self) -> Option<i64> {
        self.columns.get(5).copied().filter(|thread| *thread != NONE)
    }

    /// Whether a trace's id contains this text.
    pub fn has_id(&self, text: &str) -> bool {
        // An id has 32 digits and 4 hyphens.
        text.len() <= 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') && {
            let digits = format!("{:032x}", self.id);
            let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
            [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-").contains(text)
        }
    }

    fn column(&self, at: usize) -> i64 {
        self.columns.get(at).copied().unwrap_or(NONE)
    }
}

/// Compares two rows by the order of a list.
pub(super) fn compare(set: CachedSet, by: CachedOrder, one: &CachedRow, other: &CachedRow) -> Ordering {
    let sorted = match by {
        CachedOrder::Default => Ordering::Equal,
        CachedOrder::Column { at, descending } => {
            let (one, other) = (one.column(at), other.column(at));
            match (one == NONE, other == NONE) {
                (false, false) if descending => other.cmp(&one),
                (false, false) => one.cmp(&other),
                (one, other) => one.cmp(&other),
            }
        }
    };
    sorted.then_with(|| match set {
        // The same order as `SORTABLE.default`, where a missing value counts as the smallest.
        CachedSet::Threads => (other.column(4).cmp(&one.column(4)))
            .then_with(|| one.column(0).cmp(&other.column(0)))
            .then_with(|| other.column(1).cmp(&one.column(1)))
            .then_with(|| one.key.cmp(&other.key)),
        CachedSet::Traces => other.id.cmp(&one.id),
    })
}

/// The rows of a block, and their sums for each project.
#[derive(Default)]
pub(super) struct RowBlock {
    pub(super) rows: Vec<CachedRow>,
    pub(super) sums: Vec<(i64, Aggregate)>,
}

impl Block for RowBlock {
    fn byte_size(&self) -> usize {
        let names: usize = self.rows.iter().map(|row| row.name.len()).sum();
        let sums: usize = self.sums.iter().map(|(_, sums)| sums.byte_size()).sum();
        self.rows.len() * size_of::<CachedRow>() + names + sums
    }
}

impl RowBlock {
    fn sums_of(&mut self, project: i64) -> Option<&mut Aggregate> {
        let known = self.sums.iter().position(|(of, _)| *of == project);
        let at = known.unwrap_or_else(|| {
            self.sums.push((project, Aggregate::default()));
            self.sums.len() - 1
        });
        self.sums.get_mut(at).map(|(_, sums)| sums)
    }
}

/// A column that may be NULL.
fn number(row: &Row<'_>, at: usize) -> rusqlite::Result<i64> {
    Ok(Option::<i64>::column_result(row.get_ref(at)?)?.unwrap_or(NONE))
}

fn between(start: i64, end: i64) -> i64 {
    if start == NONE || end == NONE { NONE } else { end.saturating_sub(start) }
}

/// A duration in nanoseconds as milliseconds, with microseconds as decimals.
fn millis(nanos: i64) -> Option<f64> {
    (nanos != NONE).then(|| (nanos / 1000) as f64 / 1000.0)
}

/// Adds the token counts to the sums; the well-known ones are also columns.
fn tokens(json: Option<&str>, columns: &mut [i64; COLUMNS], sums: &mut Aggregate) {
    sums.add_usage(json.unwrap_or_default(), |name, count| {
        let names = THREAD_COLUMNS.iter().skip(TOKENS).zip(columns.iter_mut().skip(TOKENS));
        for (known, column) in names {
            if known.strip_prefix("usage.") == Some(name) {
                *column = count;
            }
        }
    });
}

/// Reads the threads that have traces.
pub(super) fn threads(
    conn: &Connection,
    keys: RangeInclusive<i64>,
    blocks: &mut BTreeMap<i64, RowBlock>,
) -> ApiResult<()> {
    let mut query = conn.prepare_cached(
        "SELECT key, project, fold(thread_id), start_time, end_time, traces, last_updated_at, created_at, cost,
         usage, errors FROM threads WHERE key BETWEEN ?1 AND ?2 AND traces > 0 ORDER BY key",
    )?;
    let mut rows = query.query([keys.start(), keys.end()])?;
    while let Some(row) = rows.next()? {
        let (key, project) = (row.get(0)?, row.get(1)?);
        let (start, end, cost) = (number(row, 3)?, number(row, 4)?, number(row, 8)?);
        let duration = between(start, end);
        let mut columns =
            [start, end, duration, number(row, 5)?, number(row, 6)?, number(row, 7)?, cost, NONE, NONE, NONE];
        let block: &mut RowBlock = blocks.entry(block_of(key)).or_default();
        if let Some(sums) = block.sums_of(project) {
            sums.add_row(millis(duration));
            sums.add_cost(cost);
            sums.add_errors(row.get(10)?);
            tokens(row.get_ref(9)?.as_str().ok(), &mut columns, sums);
        }
        block.rows.push(CachedRow { key, project, name: row.get::<_, String>(2)?.into(), id: 0, columns });
    }
    scored(
        conn,
        "SELECT r.key, r.project, s.name, avg(s.value) FROM threads r CROSS JOIN scores s ON s.entity = r.model_id
         WHERE r.key BETWEEN ?1 AND ?2 AND r.traces > 0 GROUP BY r.key, s.name",
        &keys,
        blocks,
        Aggregate::add_score,
    )
}

/// Reads traces.
pub(super) fn traces(
    conn: &Connection,
    keys: RangeInclusive<i64>,
    blocks: &mut BTreeMap<i64, RowBlock>,
) -> ApiResult<()> {
    let mut query = conn.prepare_cached(
        "SELECT t.key, t.project, t.id, t.start_time, t.end_time, t.thread, s.cost, s.usage, s.spans, s.llm_spans,
         t.failed, b.input IS NOT NULL, b.output IS NOT NULL, b.metadata IS NOT NULL,
         iif(t.tags IS NULL, 0, json_array_length(t.tags))
         FROM traces t CROSS JOIN trace_bodies b ON b.key = t.key LEFT JOIN span_totals s ON s.trace_id = t.id
         WHERE t.key BETWEEN ?1 AND ?2 ORDER BY t.key",
    )?;
    let mut rows = query.query([keys.start(), keys.end()])?;
    while let Some(row) = rows.next()? {
        let (key, project) = (row.get(0)?, row.get(1)?);
        let id = row.get_ref(2)?.as_str().unwrap_or_default();
        let digits: String = id.chars().filter(char::is_ascii_hexdigit).collect();
        let (start, end) = (number(row, 3)?, number(row, 4)?);
        // A trace that begins in 1970 has no duration.
        let duration = if start > 0 { between(start, end) } else { NONE };
        let sum = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.unwrap_or_default());
        let (cost, spans, llm_spans) = (sum(6)?, sum(8)?, sum(9)?);
        let mut columns = [start, end, duration, spans, llm_spans, number(row, 5)?, cost, NONE, NONE, NONE];
        let block: &mut RowBlock = blocks.entry(block_of(key)).or_default();
        if let Some(sums) = block.sums_of(project) {
            sums.add_row(millis(duration));
            sums.add_cost(cost);
            sums.add_errors(row.get(10)?);
            sums.add_bodies([row.get(11)?, row.get(12)?, row.get(13)?], row.get(14)?);
            sums.add_spans(spans, llm_spans);
            tokens(row.get_ref(7)?.as_str().ok(), &mut columns, sums);
        }
        let id = u128::from_str_radix(&digits, 16).unwrap_or_default();
        block.rows.push(CachedRow { key, project, name: Box::default(), id, columns });
    }
    scored(
        conn,
        "SELECT r.key, r.project, s.name, avg(s.value) FROM traces r CROSS JOIN scores s ON s.entity = r.id
         WHERE r.key BETWEEN ?1 AND ?2 AND s.kind = 'trace' GROUP BY r.key, s.name",
        &keys,
        blocks,
        Aggregate::add_score,
    )?;
    let any = "SELECT EXISTS (SELECT 1 FROM scores WHERE kind = 'span')";
    if !conn.prepare_cached(any)?.query_row([], |row| row.get(0))? {
        return Ok(());
    }
    scored(
        conn,
        "SELECT r.key, r.project, s.name, avg(s.value) FROM traces r CROSS JOIN spans p ON p.trace_id = r.id
         CROSS JOIN scores s ON s.entity = p.id
         WHERE r.key BETWEEN ?1 AND ?2 AND s.kind = 'span' GROUP BY r.key, s.name",
        &keys,
        blocks,
        Aggregate::add_span_score,
    )
}

/// Passes the mean scores that a statement returns to `take`.
fn scored(
    conn: &Connection,
    sql: &str,
    keys: &RangeInclusive<i64>,
    blocks: &mut BTreeMap<i64, RowBlock>,
    take: impl Fn(&mut Aggregate, &str, f64),
) -> ApiResult<()> {
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query([keys.start(), keys.end()])?;
    while let Some(row) = rows.next()? {
        let block = blocks.get_mut(&block_of(row.get(0)?));
        if let Some(sums) = block.and_then(|block| block.sums_of(row.get(1).ok()?)) {
            take(sums, row.get_ref(2)?.as_str().unwrap_or_default(), row.get(3)?);
        }
    }
    Ok(())
}
