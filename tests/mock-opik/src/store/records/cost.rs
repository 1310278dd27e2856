//! The cost of a span, and where it comes from.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use super::SpanFields;
use crate::prices::Prices;

/// Where a span's cost comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CostFrom {
    /// There is no cost.
    #[default]
    Nobody,
    /// From the client, whose cost always wins, also when it is 0.
    Client,
    /// Estimated from model, usage and the price list.
    Prices,
}

impl ToSql for CostFrom {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(*self as i64))
    }
}

impl FromSql for CostFrom {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(match i64::column_result(value)? {
            1 => Self::Client,
            2 => Self::Prices,
            _ => Self::Nobody,
        })
    }
}

impl SpanFields {
    /// Estimates the cost, unless the client gave one.
    pub fn estimate(&mut self, prices: &Prices) {
        if self.cost_from == CostFrom::Client {
            return;
        }
        let cost = match (&self.model, &self.usage) {
            (Some(model), Some(usage)) => prices.cost(model, self.provider.as_deref(), usage),
            _ => None,
        };
        self.cost = cost.unwrap_or(0);
        self.cost_from = if cost.is_some() { CostFrom::Prices } else { CostFrom::Nobody };
    }
}
