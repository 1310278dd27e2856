//! Which columns refer to which tables, and how to find rows that refer to something that does not exist.
#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use mock_opik::error::ApiResult;
use rusqlite::Connection;

/// A table, a column, and the condition that the value `x.column` refers to something that exists.
pub const REFERENCES: &[(&str, &str, &str)] = &[
    ("threads", "project", PROJECT),
    (
        "threads",
        "first_trace",
        "EXISTS (SELECT 1 FROM traces r WHERE r.key = x.first_trace AND r.thread = x.key)",
    ),
    (
        "threads",
        "last_trace",
        "EXISTS (SELECT 1 FROM traces r WHERE r.key = x.last_trace AND r.thread = x.key)",
    ),
    ("traces", "project", PROJECT),
    ("traces", "thread", THREAD),
    ("trace_bodies", "key", "EXISTS (SELECT 1 FROM traces r WHERE r.key = x.key)"),
    ("trace_texts", "key", "EXISTS (SELECT 1 FROM traces r WHERE r.key = x.key AND r.thread IS x.thread)"),
    ("trace_texts", "project", PROJECT),
    ("trace_texts", "thread", THREAD),
    ("spans", "project", PROJECT),
    // The trace may come later; its sums exist as long as it has spans.
    ("spans", "trace_id", "EXISTS (SELECT 1 FROM span_totals r WHERE r.trace_id = x.trace_id)"),
    ("span_bodies", "key", "EXISTS (SELECT 1 FROM spans r WHERE r.key = x.key)"),
    ("span_totals", "trace_id", "EXISTS (SELECT 1 FROM spans r WHERE r.trace_id = x.trace_id)"),
    ("scores", "project", PROJECT),
    ("scores", "entity", JUDGED),
    ("comments", "entity", JUDGED),
    ("comment_keys", "entity", JUDGED),
    ("attachments", "project", PROJECT),
    // What they belong to may come later.
    ("attachments", "entity", "x.entity IS NOT NULL"),
    ("attachment_contents", "key", "EXISTS (SELECT 1 FROM attachments r WHERE r.key = x.key)"),
    ("otel_traces", "project", PROJECT),
    ("otel_traces", "trace_id", "x.trace_id IS NOT NULL"),
];

const PROJECT: &str = "EXISTS (SELECT 1 FROM projects r WHERE r.key = x.project)";
/// A thread of the same project.
const THREAD: &str = "EXISTS (SELECT 1 FROM threads r WHERE r.key = x.thread AND r.project = x.project)";
const JUDGED: &str = "EXISTS (SELECT 1 FROM traces r WHERE r.id = x.entity)
    OR EXISTS (SELECT 1 FROM spans r WHERE r.id = x.entity)
    OR EXISTS (SELECT 1 FROM threads r WHERE r.model_id = x.entity)";

/// Stored sums that differ from the sums of the rows.
const SUMS: &[(&str, &str)] = &[
    (
        "threads.traces",
        "SELECT count(*) FROM threads x WHERE x.traces <>
        (SELECT count(*) FROM traces t WHERE t.thread = x.key)",
    ),
    (
        "threads.errors",
        "SELECT count(*) FROM threads x WHERE x.errors <>
        (SELECT count(*) FROM traces t WHERE t.thread = x.key AND t.failed)",
    ),
    (
        "threads.cost",
        "SELECT count(*) FROM threads x WHERE abs(x.cost - (SELECT total(s.cost) FROM spans s
         JOIN traces t ON t.id = s.trace_id WHERE t.thread = x.key)) > 1",
    ),
    (
        "span_totals.spans",
        "SELECT count(*) FROM span_totals x WHERE x.spans <>
         (SELECT count(*) FROM spans s WHERE s.trace_id = x.trace_id)",
    ),
    (
        "span_totals.cost",
        "SELECT count(*) FROM span_totals x WHERE abs(x.cost -
         (SELECT total(s.cost) FROM spans s WHERE s.trace_id = x.trace_id)) > 1",
    ),
];

/// The errors: a line for each column with dangling values, and for each wrong sum.
pub fn dangling(conn: &Connection) -> ApiResult<Vec<String>> {
    let mut wrong = Vec::new();
    for (table, column, there) in REFERENCES {
        let sql = format!("SELECT count(*) FROM {table} x WHERE x.{column} IS NOT NULL AND NOT ({there})");
        let count: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
        if count > 0 {
            wrong.push(format!("{count} values of {table}.{column} refer to something gone"));
        }
    }
    for (sum, sql) in SUMS {
        if conn.query_row(sql, [], |row| row.get::<_, i64>(0))? > 0 {
            wrong.push(format!("{sum} is not the sum"));
        }
    }
    Ok(wrong)
}

/// The columns of all tables that have names of references and are not in [`REFERENCES`].
pub fn unlisted(conn: &Connection) -> ApiResult<Vec<String>> {
    let mut query = conn.prepare(
        "SELECT l.name, c.name FROM pragma_table_list l, pragma_table_info(l.name) c
         WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE 'sqlite_%'
         AND c.name IN ('project', 'thread', 'trace', 'span', 'entity', 'trace_id', 'first_trace', 'last_trace')",
    )?;
    let columns: Vec<(String, String)> =
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let listed =
        |table: &str, column: &str| REFERENCES.iter().any(|known| (known.0, known.1) == (table, column));
    let all = columns.into_iter().filter(|(table, column)| !listed(table, column));
    Ok(all.map(|(table, column)| format!("{table}.{column}")).collect())
}
