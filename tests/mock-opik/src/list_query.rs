//! Queries of lists: which rows match, in what order, and how many there are.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde::Serialize;

use crate::error::ApiResult;
use crate::filter::Condition;
use crate::sorting::Order;
use crate::store::row_cache::{CachedSet, KeySet, RowCache};

/// A list query. Every SQL expression in it calls the table of the rows `t`.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// The table's name.
    pub table: &'static str,
    /// The condition with an index that bounds the list: the project, or the trace.
    pub scope: Condition,
    /// Further conditions, which all must hold.
    pub conditions: Vec<Condition>,
    /// The order.
    pub order: Order,
    /// The rows of the scope in the row cache, where they are cached.
    pub cached: Option<CachedRows>,
}

/// A set of rows in the row cache.
#[derive(Clone, Debug)]
pub struct CachedRows {
    /// Whether threads or traces.
    pub set: CachedSet,
    /// The key of the project.
    pub project: i64,
    /// The rows that a search found, if there is a search.
    pub found: Option<KeySet>,
}

/// A page as the API answers it. `size` is the number of items on this page, as on Opik.
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    /// The number of the page, from 1.
    pub page: i64,
    /// The number of items on this page.
    pub size: usize,
    /// The number of items on all pages.
    pub total: i64,
    /// The items.
    pub content: Vec<T>,
    /// The fields that the list can be sorted by; some lists have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sortable_by: Option<Vec<&'static str>>,
}

impl<T> Page<T> {
    /// A page of `content`.
    pub fn new(page: i64, total: i64, content: Vec<T>, sortable_by: Option<Vec<&'static str>>) -> Self {
        Self { page, size: content.len(), total, content, sortable_by }
    }

    /// Cuts a page out of the whole list.
    pub fn cut((page, size): (i64, i64), all: Vec<T>, sortable_by: Option<Vec<&'static str>>) -> Self {
        let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let skipped = usize::try_from(size.saturating_mul(page - 1)).unwrap_or(usize::MAX);
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        Self::new(page, total, all.into_iter().skip(skipped).take(size).collect(), sortable_by)
    }
}

fn to_usize(number: i64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl ListQuery {
    /// The cached rows, when the query asks for exactly these: no conditions and no search.
    pub fn whole(&self) -> Option<&CachedRows> {
        self.cached.as_ref().filter(|rows| self.conditions.is_empty() && rows.found.is_none())
    }

    /// The result of the search as an SQL condition.
    fn found(&self) -> Option<Condition> {
        let found = self.cached.as_ref()?.found.as_ref()?;
        let keys = serde_json::to_string(&found.keys()).unwrap_or_else(|_| "[]".to_owned());
        Some(Condition::new("t.key IN (SELECT value FROM json_each(?))", vec![keys.into()]))
    }

    fn matching(&self) -> (String, Vec<Value>) {
        // The plus sign keeps SQLite from using the index of the scope when another one is better.
        let plus = if self.conditions.iter().any(|condition| condition.selective) { "+" } else { "" };
        let mut sql = format!("FROM {} t WHERE {plus}{}", self.table, self.scope.sql);
        let mut values = self.scope.values.clone();
        for condition in self.conditions.iter().chain(&self.found()) {
            sql.push_str(" AND (");
            sql.push_str(&condition.sql);
            sql.push(')');
            values.extend(condition.values.iter().cloned());
        }
        (sql, values)
    }

    /// The statement that reads `columns` of all matching rows in no order, and its values.
    pub fn select(&self, columns: &str) -> (String, Vec<Value>) {
        let (sql, values) = self.matching();
        (format!("SELECT {columns} {sql}"), values)
    }

    /// The keys of one page, and the number of rows on all pages.
    ///
    /// # Errors
    /// When the store fails.
    pub fn page(
        &self,
        conn: &Connection,
        cache: &RowCache,
        page: i64,
        size: i64,
    ) -> ApiResult<(i64, Vec<i64>)> {
        let skipped = size.saturating_mul(page - 1);
        if let (Some(rows), Some(by), true) = (&self.cached, self.order.by, self.conditions.is_empty()) {
            let wanted = (to_usize(skipped), to_usize(size));
            return cache.page(conn, rows.set, rows.project, rows.found.as_ref(), by, wanted);
        }
        if !self.conditions.is_empty() || self.found().is_some() {
            // Conditions may be slow, so each row is checked once, for the count and the page together.
            let keys = self.keys(conn, None, 0)?;
            let total = i64::try_from(keys.len()).unwrap_or(i64::MAX);
            return Ok((total, keys.into_iter().skip(to_usize(skipped)).take(to_usize(size)).collect()));
        }
        let (sql, values) = self.matching();
        let mut count = conn.prepare_cached(&format!("SELECT count(*) {sql}"))?;
        let total = count.query_row(params_from_iter(values), |row| row.get(0))?;
        Ok((total, self.keys(conn, Some(size), skipped)?))
    }

    /// The keys of the matching rows in order: all, or `limit` of them after the first `skipped`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keys(&self, conn: &Connection, limit: Option<i64>, skipped: i64) -> ApiResult<Vec<i64>> {
        let (sql, mut values) = self.matching();
        values.extend(self.order.values.iter().cloned());
        values.extend([Value::Integer(limit.unwrap_or(-1)), Value::Integer(skipped)]);
        let sql = format!("SELECT t.key {sql} ORDER BY {} LIMIT ? OFFSET ?", self.order.sql);
        let mut query = conn.prepare_cached(&sql)?;
        Ok(query.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}
