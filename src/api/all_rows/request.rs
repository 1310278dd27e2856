//! One request of a walk over all rows of a view, and its query.

use serde_json::{Value, json};

use crate::model::time::Timestamp;

/// What a request reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The first page in the server's own order, which also says how many rows there are in all.
    Top,
    /// The rows with greater ids than those read so far from the lower end.
    Up,
    /// The rows with smaller ids than those read so far from the upper end.
    Down,
    /// The next page by its number, where ids cannot be compared.
    Numbered,
    /// The rows with activity since a time, by increasing id.
    Changes,
}

/// One request of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkRequest {
    /// Unique in its walk.
    pub(super) number: u64,
    pub(super) part: Part,
    /// From 1.
    pub(super) page: u64,
    /// The most rows that the answer may have.
    pub(super) size: usize,
    /// Whether to sort by id; otherwise the server's own order is kept.
    pub(super) by_id: bool,
    /// Only rows with an id greater than this one; smaller for [`Part::Down`].
    pub(super) beyond: Option<String>,
    /// Only rows with `last_updated_at` from then on.
    pub(super) since: Option<Timestamp>,
}

impl WalkRequest {
    /// The query: that of the view (`filters`, `search`, `from_time`, `to_time`) with page, size, order and one or two more
    /// conditions. Conditions on `id` are compared byte by byte (`STRING_EXACT`), and are not URL-decoded once more.
    pub(super) fn pairs(&self, view: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
        let mut conditions: Vec<Value> = Vec::new();
        let mut pairs = vec![("page", self.page.to_string()), ("size", self.size.to_string())];
        for (key, value) in view {
            match (*key, serde_json::from_str(value)) {
                ("filters", Ok(Value::Array(own))) => conditions.extend(own),
                _ => pairs.push((key, value.clone())),
            }
        }
        let descending = self.part == Part::Down;
        if let Some(id) = &self.beyond {
            let operator = if descending { "<" } else { ">" };
            conditions.push(json!({ "field": "id", "type": "string", "operator": operator, "value": id }));
        }
        if let Some(since) = self.since {
            conditions.push(json!({
                "field": "last_updated_at", "type": "date_time", "operator": ">=", "value": since.iso(),
            }));
        }
        if !conditions.is_empty() {
            pairs.push(("filters", Value::Array(conditions).to_string()));
        }
        if self.by_id {
            let direction = if descending { "DESC" } else { "ASC" };
            pairs.push(("sorting", json!([{ "field": "id", "direction": direction }]).to_string()));
        }
        pairs
    }

    /// Whether rows with these ids, in this order, can be the answer: strictly sorted and all beyond where it begins. A
    /// server that compares ids in another way, or ignores the condition, is found out by this.
    pub(super) fn fits(&self, ids: &[&str]) -> bool {
        let goes_on = |one: &str, next: &str| if self.part == Part::Down { next < one } else { next > one };
        let begins = match (&self.beyond, ids.first()) {
            (Some(beyond), Some(first)) => goes_on(beyond, first),
            _ => true,
        };
        begins && ids.iter().zip(ids.iter().skip(1)).all(|(one, next)| goes_on(one, next))
    }

    /// Whether no rows follow on an answer with `count` of `total` matching rows. A server that sends no total is believed
    /// as long as its pages are full.
    pub(super) fn is_last(&self, count: usize, total: u64) -> bool {
        let before = (self.page.saturating_sub(1)).saturating_mul(self.size as u64);
        count == 0
            || match total {
                0 => count < self.size,
                total => before.saturating_add(count as u64) >= total,
            }
    }
}
