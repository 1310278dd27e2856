//! `GET /v1/private/environments`: the environments that traces were logged with. Opik has calls to make and change
//! environments; here there are none.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::author::Author;
use crate::error::ApiResult;
use crate::json::JsonAnswer;
use crate::list_query::Page;
use crate::state::AppState;
use crate::time::Nanos;

/// This route.
pub fn routes() -> Router<AppState> {
    Router::new().route("/v1/private/environments", get(list))
}

/// All environments on one page, the first seen first.
async fn list(State(state): State<AppState>, _: Author) -> ApiResult<JsonAnswer<Page<Value>>> {
    let content: Vec<Value> = state.store.read(all).await?;
    let total = i64::try_from(content.len()).unwrap_or(i64::MAX);
    Ok(JsonAnswer(Page::new(1, total, content, Some(vec!["created_at"]))))
}

fn all(conn: &Connection) -> ApiResult<Vec<Value>> {
    let mut query = conn.prepare_cached(
        "SELECT environment, min(created_at), created_by, min(id) FROM traces WHERE environment IS NOT NULL
         GROUP BY environment ORDER BY min(created_at), environment",
    )?;
    let one = |row: &rusqlite::Row<'_>| {
        let (name, at, by): (String, Nanos, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        // It has no row of its own, so its id is that of its first trace.
        let id: String = row.get(3)?;
        Ok((id, name, at, by))
    };
    let rows = query.query_map([], one)?.collect::<Result<Vec<_>, _>>()?;
    let environment = |(position, (id, name, at, by)): (usize, (String, String, Nanos, String))| {
        json!({
            "id": id, "name": name, "position": position, "created_at": at, "created_by": by,
            "last_updated_at": at, "last_updated_by": by,
        })
    };
    Ok(rows.into_iter().enumerate().map(environment).collect())
}
