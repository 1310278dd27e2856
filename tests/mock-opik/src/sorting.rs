//! The order of a list (query parameter `sorting`): `[{"field", "direction"}]`, of which the first counts. Unknown
//! fields are ignored. Rows without a value come last in both directions.

use rusqlite::types::Value;
use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::store::row_cache::CachedOrder;

/// What a list can be sorted by.
#[derive(Clone, Copy, Debug)]
pub struct Sortable {
    /// Names in requests and their SQL.
    pub fields: &'static [(&'static str, &'static str)],
    /// The SQL of the JSON with token counts, for `usage.<key>`.
    pub usage: &'static str,
    /// The SQL of the id that scores refer to, for `feedback_scores.<name>`.
    pub entity: &'static str,
    /// The order without `sorting`, and among equal rows.
    pub default: &'static str,
    /// The names that the row cache can sort by, in the order of its columns; empty when the list is not cached.
    pub cached: &'static [&'static str],
}

impl Sortable {
    /// The names for `sortable_by`.
    pub fn names(&self) -> Vec<&'static str> {
        self.fields.iter().map(|(name, _)| *name).chain(["usage.*", "feedback_scores.*"]).collect()
    }
}

/// An SQL `ORDER BY` list with the values of its question marks.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// SQL without the words `ORDER BY`.
    pub sql: String,
    /// The values, in order.
    pub values: Vec<Value>,
    /// The same order in the row cache, if it can sort by this.
    pub by: Option<CachedOrder>,
}

impl Order {
    /// An order that only SQL can sort by.
    pub fn sql(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), values: Vec::new(), by: None }
    }
}

#[derive(Deserialize)]
struct SortItem {
    field: String,
    #[serde(default)]
    direction: Option<Direction>,
}

/// The direction of an order; ascending where none is given.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub enum Direction {
    /// The smallest value first.
    #[default]
    #[serde(rename = "ASC", alias = "asc")]
    Ascending,
    /// The greatest value first.
    #[serde(rename = "DESC", alias = "desc")]
    Descending,
}

/// Parses the JSON of an order.
///
/// # Errors
/// 400 `Invalid sorting query parameter '…'`.
pub fn parse(json: Option<&str>, sortable: &Sortable) -> ApiResult<Order> {
    let default =
        Order { sql: sortable.default.to_owned(), values: Vec::new(), by: Some(CachedOrder::Default) };
    let Some(json) = json.filter(|json| !json.trim().is_empty()) else { return Ok(default) };
    let items: Option<Vec<SortItem>> = serde_json::from_str(json)
        .map_err(|_| ApiError::bad_request(format!("Invalid sorting query parameter '{json}'")))?;
    let Some(item) = items.into_iter().flatten().next() else { return Ok(default) };
    let direction = match item.direction {
        Some(Direction::Descending) => "DESC",
        _ => "ASC",
    };
    let (sql, values) = if let Some(key) = item.field.strip_prefix("usage.") {
        let sql = format!("(SELECT e.value FROM json_each({}) e WHERE e.key = ?)", sortable.usage);
        (sql, vec![Value::Text(key.to_owned())])
    } else if let Some(name) = item.field.strip_prefix("feedback_scores.") {
        let sql = format!(
            "(SELECT avg(s.value) FROM scores s WHERE s.entity = {} AND s.name = ?)",
            sortable.entity
        );
        (sql, vec![Value::Text(name.to_owned())])
    } else {
        match sortable.fields.iter().find(|(name, _)| *name == item.field) {
            Some((_, sql)) => ((*sql).to_owned(), Vec::new()),
            None => return Ok(default),
        }
    };
    let descending = direction == "DESC";
    let named =
        |prefix| item.field.strip_prefix(prefix).filter(|_| !sortable.cached.is_empty()).map(str::to_owned);
    let by = match sortable.cached.iter().position(|name| *name == item.field) {
        Some(at) => Some(CachedOrder::Column { at, descending }),
        None => named("usage.")
            .map(|name| CachedOrder::Usage { name, descending })
            .or_else(|| named("feedback_scores.").map(|name| CachedOrder::Score { name, descending })),
    };
    Ok(Order { sql: format!("{sql} {direction} NULLS LAST, {}", sortable.default), values, by })
}
