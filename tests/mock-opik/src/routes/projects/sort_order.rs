//! The `sorting` of projects: a JSON list of which the first item counts; unknown fields are ignored.

use std::cmp::Ordering;

use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::sorting::Direction;
use crate::store::projects::Project;

/// The fields that projects can be sorted by (`sortable_by`).
pub(super) const FIELDS: [&str; 5] = ["id", "name", "created_at", "last_updated_at", "last_updated_trace_at"];

/// A field and a direction.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct ProjectOrder {
    field: String,
    #[serde(default)]
    direction: Direction,
}

/// Reads the query parameter.
///
/// # Errors
/// 400 when it is not a JSON list of orders.
pub(super) fn read(sorting: Option<&str>) -> ApiResult<Option<ProjectOrder>> {
    let Some(text) = sorting else { return Ok(None) };
    let orders: Vec<ProjectOrder> = serde_json::from_str(text)
        .map_err(|_| ApiError::bad_request(format!("Invalid sorting query parameter '{text}'")))?;
    Ok(orders.into_iter().next().filter(|order| FIELDS.contains(&order.field.as_str())))
}

impl ProjectOrder {
    /// Sorts in place; equal projects keep their order.
    pub(super) fn sort(&self, projects: &mut [Project]) {
        projects.sort_by(|a, b| {
            let order = self.compare(a, b);
            if self.direction == Direction::Descending { order.reverse() } else { order }
        });
    }

    fn compare(&self, a: &Project, b: &Project) -> Ordering {
        match self.field.as_str() {
            "name" => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
            "created_at" => a.created_at.cmp(&b.created_at),
            "last_updated_at" => a.last_updated_at.cmp(&b.last_updated_at),
            "last_updated_trace_at" => a.last_updated_trace_at.cmp(&b.last_updated_trace_at),
            _ => a.id.cmp(&b.id),
        }
    }
}
