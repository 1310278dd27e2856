//! One page of a list: what matches, in what order, and how many there are.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde::Serialize;

use crate::error::ApiResult;
use crate::filter::Condition;
use crate::sorting::Order;
use crate::store::row_cache::{CachedSet, KeySet, RowCache};

/// What to list. The rows' table is called `t` in every expression.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// The table.
    pub table: &'static str,
    /// What decides the set of all rows, by an index: the project, or the trace.
    pub scope: Condition,
    /// All of them must hold.
    pub conditions: Vec<Condition>,
    /// The order.
    pub order: Order,
    /// The same set of all rows as it is kept ready, where it is.
    pub kept: Option<CachedRows>,
}

/// A set of rows that is kept ready.
#[derive(Clone, Debug)]
pub struct CachedRows {
    /// Of what.
    pub set: CachedSet,
    /// The key of the project.
    pub project: i64,
    /// What a search found.
    pub found: Option<KeySet>,
}

/// A page, as the API answers it (Opik: `size` is the number of items on this page).
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    /// From 1.
    pub page: i64,
    /// How many are here.
    pub size: usize,
    /// How many there are.
    pub total: i64,
    /// The items.
    pub content: Vec<T>,
    /// What the list can be sorted by; some lists cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sortable_by: Option<Vec<&'static str>>,
}

impl<T> Page<T> {
    /// A page of `content`.
    pub fn new(page: i64, total: i64, content: Vec<T>, sortable_by: Option<Vec<&'static str>>) -> Self {
        Self { page, size: content.len(), total, content, sortable_by }
    }

    /// The page of a list that is at hand whole.
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
    /// What is kept ready of exactly these rows: all there are.
    pub fn whole(&self) -> Option<&CachedRows> {
        self.kept.as_ref().filter(|rows| self.conditions.is_empty() && rows.found.is_none())
    }

    /// The search as a condition.
    fn found(&self) -> Option<Condition> {
        let found = self.kept.as_ref()?.found.as_ref()?;
        let keys = serde_json::to_string(&found.keys()).unwrap_or_else(|_| "[]".to_owned());
        Some(Condition::new("t.key IN (SELECT value FROM json_each(?))", vec![keys.into()]))
    }

    fn matching(&self) -> (String, Vec<Value>) {
        // A plus sign keeps SQLite from walking the scope's index when there is a better one.
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

    /// The statement that reads `columns` of everything that matches, in no order, and its values.
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
        all: &RowCache,
        page: i64,
        size: i64,
    ) -> ApiResult<(i64, Vec<i64>)> {
        let skipped = size.saturating_mul(page - 1);
        if let (Some(rows), Some(by), true) = (&self.kept, self.order.by, self.conditions.is_empty()) {
            let wanted = (to_usize(skipped), to_usize(size));
            return all.page(conn, rows.set, rows.project, rows.found.as_ref(), by, wanted);
        }
        if !self.conditions.is_empty() || self.found().is_some() {
            // A condition may be costly: each row is asked once, for the count and the page together.
            let keys = self.keys(conn, None, 0)?;
            let total = i64::try_from(keys.len()).unwrap_or(i64::MAX);
            return Ok((total, keys.into_iter().skip(to_usize(skipped)).take(to_usize(size)).collect()));
        }
        let (sql, values) = self.matching();
        let mut count = conn.prepare_cached(&format!("SELECT count(*) {sql}"))?;
        let total = count.query_row(params_from_iter(values), |row| row.get(0))?;
        Ok((total, self.keys(conn, Some(size), skipped)?))
    }

    /// The keys of what matches, in order: all, or `limit` of them.
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
