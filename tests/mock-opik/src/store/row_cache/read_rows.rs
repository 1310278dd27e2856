//! Reads the cached values of threads and traces from the tables.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use rusqlite::types::FromSql;
use rusqlite::{Connection, Row};

use super::named::NamedValues;
use super::packed::NONE;
use super::rows::{ReadRow, RowBlock, place};
use crate::error::ApiResult;
use crate::store::change_counts::block_of;

/// A column that may be NULL.
fn number(row: &Row<'_>, at: usize) -> rusqlite::Result<i64> {
    Ok(Option::<i64>::column_result(row.get_ref(at)?)?.unwrap_or(NONE))
}

fn between(start: i64, end: i64) -> i64 {
    if start == NONE || end == NONE { NONE } else { end.saturating_sub(start) }
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
        block.keep_tokens(key, row.get_ref(9)?.as_str().ok(), &mut columns);
        let (name, errors) = (Some(row.get::<_, String>(2)?.into()), row.get(10)?);
        block.add(ReadRow { key, project, name, id: None, columns, errors, bodies: [false; 3], tags: 0 });
    }
    blocks.values_mut().for_each(RowBlock::finish);
    scored(
        conn,
        "SELECT r.key, s.name, avg(s.value) FROM threads r CROSS JOIN scores s ON s.entity = r.model_id
         WHERE r.key BETWEEN ?1 AND ?2 AND r.traces > 0 GROUP BY r.key, s.name",
        &keys,
        blocks,
        |block| &mut block.scores,
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
        let digit = |number: u128, letter: char| Some(number << 4 | u128::from(letter.to_digit(16)?));
        let id = id.chars().filter(|letter| *letter != '-').try_fold(0, digit).unwrap_or_default();
        let (start, end) = (number(row, 3)?, number(row, 4)?);
        // A trace that begins in 1970 has no duration.
        let duration = if start > 0 { between(start, end) } else { NONE };
        let sum = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.unwrap_or_default());
        let (cost, spans, llm_spans) = (sum(6)?, sum(8)?, sum(9)?);
        let mut columns = [start, end, duration, spans, llm_spans, number(row, 5)?, cost, NONE, NONE, NONE];
        let block: &mut RowBlock = blocks.entry(block_of(key)).or_default();
        block.keep_tokens(key, row.get_ref(7)?.as_str().ok(), &mut columns);
        let (errors, tags) = (row.get(10)?, row.get(14)?);
        let bodies = [row.get(11)?, row.get(12)?, row.get(13)?];
        block.add(ReadRow { key, project, name: None, id: Some(id), columns, errors, bodies, tags });
    }
    blocks.values_mut().for_each(RowBlock::finish);
    scored(
        conn,
        "SELECT r.key, s.name, avg(s.value) FROM traces r CROSS JOIN scores s ON s.entity = r.id
         WHERE r.key BETWEEN ?1 AND ?2 AND s.kind = 'trace' GROUP BY r.key, s.name",
        &keys,
        blocks,
        |block| &mut block.scores,
    )?;
    let any = "SELECT EXISTS (SELECT 1 FROM scores WHERE kind = 'span')";
    if !conn.prepare_cached(any)?.query_row([], |row| row.get(0))? {
        return Ok(());
    }
    scored(
        conn,
        "SELECT r.key, s.name, avg(s.value) FROM traces r CROSS JOIN spans p ON p.trace_id = r.id
         CROSS JOIN scores s ON s.entity = p.id
         WHERE r.key BETWEEN ?1 AND ?2 AND s.kind = 'span' GROUP BY r.key, s.name",
        &keys,
        blocks,
        |block| &mut block.span_scores,
    )
}

/// Keeps the mean scores that a statement returns.
fn scored(
    conn: &Connection,
    sql: &str,
    keys: &RangeInclusive<i64>,
    blocks: &mut BTreeMap<i64, RowBlock>,
    of: impl Fn(&mut RowBlock) -> &mut NamedValues<f64>,
) -> ApiResult<()> {
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query([keys.start(), keys.end()])?;
    while let Some(row) = rows.next()? {
        let key = row.get(0)?;
        if let Some(block) = blocks.get_mut(&block_of(key)) {
            of(block).add(place(key), row.get_ref(1)?.as_str().unwrap_or_default(), row.get(2)?);
        }
    }
    Ok(())
}
