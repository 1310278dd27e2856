//! The tags in use in a project. The API has no call for them, so they are counted over the latest threads with tags.

use super::{client::Client, error::ApiError, rows_page::rows};
use crate::{
    model::{
        ids::ProjectId,
        tag::{self, Use},
    },
    query::filter::{Field, Filter, Operator},
};

/// How many threads are counted.
const COUNTED: u64 = 200;

/// Tags with their number of uses, the most used first, over the latest threads with tags (`GET
/// /v1/private/traces/threads`).
pub async fn in_use(client: &Client, project: &ProjectId) -> Result<Vec<Use>, ApiError> {
    let tagged: Vec<_> = Filter::new(Field::Tags, Operator::IsNotEmpty, "").into_iter().collect();
    let pairs = [
        ("project_id", project.as_str().to_owned()),
        ("truncate", "true".to_owned()),
        ("size", COUNTED.to_string()),
        ("filters", Filter::to_wire(&tagged)),
    ];
    let mut page = client.get("traces/threads", &pairs).await?;
    let lists: Vec<_> = rows(&mut page)?.iter_mut().map(|thread| thread.texts("tags")).collect();
    Ok(tag::count(lists.iter().map(Vec::as_slice)))
}
