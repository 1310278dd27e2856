//! Queries of lists: which rows match, in what order, and how many there are.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde::Serialize;

use crate::error::ApiResult;
use crate::filter::Condition;
use crate::sorting::Order;
use crate::statistics::Aggregate;
use crate::store::row_cache::{CachedCondition, CachedOrder, CachedRows, CachedSet, KeySet, RowCache};

/// So many keys may be values of an SQL statement; that is faster than checking a condition for all rows.
const FEW: usize = 20_000;

/// So many rows of an index are skipped in less time than the cache needs to sort all rows.
const SKIPPED: i64 = 20_000;

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
    pub cached: Option<CachedList>,
}

/// A list whose rows are in the row cache.
#[derive(Clone, Debug)]
pub struct CachedList {
    /// Whether threads or traces.
    pub set: CachedSet,
    /// The key of the project.
    pub project: i64,
    /// The rows that a search found, if there is a search.
    pub found: Option<KeySet>,
}

impl CachedList {
    fn rows<'k>(&self, keys: Option<&'k KeySet>) -> CachedRows<'k> {
        CachedRows { set: self.set, project: self.project, keys }
    }
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
    fn matching<'c>(&self, conditions: impl Iterator<Item = &'c Condition> + Clone) -> (String, Vec<Value>) {
        // The plus sign keeps SQLite from using the index of the scope when another one is better.
        let plus = if conditions.clone().any(|condition| condition.selective) { "+" } else { "" };
        let mut sql = format!("FROM {} t WHERE {plus}{}", self.table, self.scope.sql);
        let mut values = self.scope.values.clone();
        for condition in conditions {
            sql.push_str(" AND (");
            sql.push_str(&condition.sql);
            sql.push(')');
            values.extend(condition.values.iter().cloned());
        }
        (sql, values)
    }

    /// The keys of the rows of a cached list that match, in no order; `None` for all rows of the project. Conditions
    /// that the cache cannot check are checked by SQL.
    fn chosen(&self, conn: &Connection, cache: &RowCache, list: &CachedList) -> ApiResult<Option<KeySet>> {
        let (mut on_cached, mut others): (Vec<&CachedCondition>, Vec<&Condition>) = (Vec::new(), Vec::new());
        for condition in &self.conditions {
            match condition.on_cached(list.set) {
                Some(cached) => on_cached.push(cached),
                None => others.push(condition),
            }
        }
        let mut keys = list.found.clone();
        if !on_cached.is_empty() {
            keys = Some(cache.filter(conn, list.rows(keys.as_ref()), &on_cached)?);
        }
        if !others.is_empty() {
            let few = keys.as_ref().filter(|keys| keys.len() <= FEW).map(in_set);
            let (sql, values) = self.matching(others.into_iter().chain(&few));
            let mut query = conn.prepare_cached(&format!("SELECT t.key {sql}"))?;
            let mut fitting = KeySet::default();
            let mut rows = query.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                fitting.add(row.get(0)?);
            }
            keys.iter().for_each(|keys| fitting.keep_common(keys));
            keys = Some(fitting);
        }
        Ok(keys)
    }

    /// The sums over all matching rows of a cached list, for statistics; `None` when the list is not cached.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sums(&self, conn: &Connection, cache: &RowCache) -> ApiResult<Option<Aggregate>> {
        let Some(list) = &self.cached else { return Ok(None) };
        let keys = self.chosen(conn, cache, list)?;
        cache.sums(conn, list.rows(keys.as_ref())).map(Some)
    }

    /// The statement that reads `columns` of all matching rows in no order, and its values.
    pub fn select(&self, columns: &str) -> (String, Vec<Value>) {
        let (sql, values) = self.matching(self.conditions.iter());
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
        // Few rows are sorted by SQL without asking the cache for all.
        let few = |list: &CachedList, one: &Condition| one.selective && one.on_cached(list.set).is_none();
        if let (Some(list), Some(by)) = (&self.cached, &self.order.by)
            && !self.conditions.iter().any(|condition| few(list, condition))
        {
            let keys = self.chosen(conn, cache, list)?;
            // The first pages of all traces come from an index.
            let indexed = list.set == CachedSet::Traces && *by == CachedOrder::Default && keys.is_none();
            if indexed && skipped <= SKIPPED {
                let total = cache.count(conn, list.set, list.project)?;
                return Ok((total, self.sorted(conn, None, Some(size), skipped)?));
            }
            return cache.page(conn, list.rows(keys.as_ref()), by, (to_usize(skipped), to_usize(size)));
        }
        if !self.conditions.is_empty() || self.found().is_some() {
            // Conditions may be slow, so each row is checked once, for the count and the page together.
            let keys = self.keys(conn, None, 0)?;
            let total = i64::try_from(keys.len()).unwrap_or(i64::MAX);
            return Ok((total, keys.into_iter().skip(to_usize(skipped)).take(to_usize(size)).collect()));
        }
        let (sql, values) = self.matching([].iter());
        let mut count = conn.prepare_cached(&format!("SELECT count(*) {sql}"))?;
        let total = count.query_row(params_from_iter(values), |row| row.get(0))?;
        Ok((total, self.keys(conn, Some(size), skipped)?))
    }

    /// The keys of the matching rows in order: all, or `limit` of them after the first `skipped`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keys(&self, conn: &Connection, limit: Option<i64>, skipped: i64) -> ApiResult<Vec<i64>> {
        let Some(found) = self.found() else { return self.sorted(conn, None, limit, skipped) };
        // A search that finds much is faster after the rest than as a condition.
        let few = (found.len() <= FEW).then(|| in_set(found));
        let mut keys = self.sorted(conn, few.as_ref(), None, 0)?;
        keys.retain(|key| found.has(*key));
        Ok(keys.into_iter().skip(to_usize(skipped)).take(limit.map_or(usize::MAX, to_usize)).collect())
    }

    fn found(&self) -> Option<&KeySet> {
        self.cached.as_ref().and_then(|list| list.found.as_ref())
    }

    fn sorted(
        &self,
        conn: &Connection,
        also: Option<&Condition>,
        limit: Option<i64>,
        skipped: i64,
    ) -> ApiResult<Vec<i64>> {
        let (sql, mut values) = self.matching(self.conditions.iter().chain(also));
        values.extend(self.order.values.iter().cloned());
        values.extend([Value::Integer(limit.unwrap_or(-1)), Value::Integer(skipped)]);
        let sql = format!("SELECT t.key {sql} ORDER BY {} LIMIT ? OFFSET ?", self.order.sql);
        let mut query = conn.prepare_cached(&sql)?;
        Ok(query.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}

/// The condition that a row is in the set.
fn in_set(keys: &KeySet) -> Condition {
    let keys = serde_json::to_string(&keys.keys()).unwrap_or_else(|_| "[]".to_owned());
    Condition::new("t.key IN (SELECT value FROM json_each(?))", vec![keys.into()])
}
