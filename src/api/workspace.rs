//! Opik: `/v1/private/workspaces/configurations`. One object, which a write replaces whole.

use super::{
    client::{Client, Method},
    error::ApiError,
    fields::Fields,
};

const PATH: &str = "workspaces/configurations";

/// After how long a silent thread turns inactive.
const TIMEOUT: &str = "timeout_to_mark_thread_as_inactive";

/// The whole object; empty where nothing was ever configured (Opik: W1, 404 means defaults).
async fn read(client: &Client) -> Result<Fields, ApiError> {
    match client.get(PATH, &[]).await {
        Err(ApiError::Missing(_)) => Ok(Fields::default()),
        answer => answer,
    }
}

/// The workspace's timeout as an ISO-8601 duration; `None` when the server's own default counts.
pub async fn timeout(client: &Client) -> Result<Option<String>, ApiError> {
    Ok(read(client).await?.text(TIMEOUT))
}

/// Sets the workspace's timeout to an ISO-8601 duration, or back to the server's own (Opik: W2). The object is read again
/// right before, so that what else it holds stays, known to this version or not.
pub async fn set_timeout(client: &Client, timeout: Option<String>) -> Result<(), ApiError> {
    let whole = read(client).await?.with(TIMEOUT, timeout);
    client.send(Method::Put, PATH, Some(&whole)).await.map(drop)
}
