//! The workspace's configuration: `/v1/private/workspaces/configurations`, one object that a write replaces as a whole.

use super::{
    client::{Client, Method},
    error::ApiError,
    fields::Fields,
};

const PATH: &str = "workspaces/configurations";

/// The field with the time without messages after which a thread becomes inactive.
const TIMEOUT: &str = "timeout_to_mark_thread_as_inactive";

/// `GET /v1/private/workspaces/configurations`; empty if it answers 404, because nothing is configured.
async fn read(client: &Client) -> Result<Fields, ApiError> {
    match client.get(PATH, &[]).await {
        Err(ApiError::Missing(_)) => Ok(Fields::default()),
        answer => answer,
    }
}

/// The inactivity timeout as an ISO 8601 duration; `None` if the server's default applies.
pub async fn timeout(client: &Client) -> Result<Option<String>, ApiError> {
    Ok(read(client).await?.text(TIMEOUT))
}

/// Sets the inactivity timeout to an ISO 8601 duration, or with `None` back to the server's default: `PUT
/// /v1/private/workspaces/configurations`. Reads the object right before, to keep its other fields.
pub async fn set_timeout(client: &Client, timeout: Option<String>) -> Result<(), ApiError> {
    let whole = read(client).await?.with(TIMEOUT, timeout);
    client.send(Method::Put, PATH, Some(&whole)).await.map(drop)
}
