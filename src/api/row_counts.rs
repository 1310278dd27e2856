//! How many rows of a list match, without reading them.

use serde_json::{Value, json};

use super::{client::Client, error::ApiError, rows_page::EXCLUDE_LARGE_FIELDS};
use crate::{
    model::{ids::ProjectId, time::Timestamp},
    query::tab::Tab,
};

/// How many rows match, of those with activity since then if `since` is given: a page of one row of `GET
/// /v1/private/traces/threads`, `/v1/private/traces` or `/v1/private/spans`. `pairs` are `filters`, `search`, `from_time`
/// and `to_time`. Scores and comments are no activity to the server (`last_updated_at` stays).
pub async fn count(
    client: &Client,
    tab: Tab,
    project: &ProjectId,
    pairs: Vec<(&'static str, String)>,
    since: Option<Timestamp>,
) -> Result<u64, ApiError> {
    let mut all = vec![
        ("page", "1".to_owned()),
        ("size", "1".to_owned()),
        ("project_id", project.as_str().to_owned()),
        ("truncate", "true".to_owned()),
    ];
    let mut conditions: Vec<Value> = Vec::new();
    for (key, value) in pairs {
        match (key, serde_json::from_str(&value)) {
            ("filters", Ok(Value::Array(own))) => conditions.extend(own),
            _ => all.push((key, value)),
        }
    }
    if let Some(since) = since {
        conditions.push(json!({
            "field": "last_updated_at", "type": "date_time", "operator": ">", "value": since.iso(),
        }));
    }
    if !conditions.is_empty() {
        all.push(("filters", Value::Array(conditions).to_string()));
    }
    let path = match tab {
        Tab::Threads => "traces/threads",
        Tab::Traces => "traces",
        Tab::Spans => "spans",
    };
    if tab != Tab::Threads {
        all.push(("exclude", EXCLUDE_LARGE_FIELDS.to_owned()));
    }
    client.get(path, &all).await.map(|page| page.count("total").unwrap_or_default())
}
