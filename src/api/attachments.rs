//! Files attached to traces and spans: `/v1/private/attachment`.

use leptos::prelude::window;

use super::{client::Client, error::ApiError, fields::Fields, payload, rows_page::rows};
use crate::{
    browser::base,
    model::{
        attachment::{AttachedFile, FileOwner},
        ids::ProjectId,
    },
};

/// The files of a trace or span, at most a thousand: `GET /v1/private/attachment/list`. A server without attachments
/// answers 404, one that does not allow them 403; neither means that the person has to sign in.
pub async fn of(
    client: &Client,
    project: &ProjectId,
    owner: &FileOwner,
) -> Result<Vec<AttachedFile>, ApiError> {
    let (kind, id) = match owner {
        FileOwner::Trace(id) => ("trace", id.as_str()),
        FileOwner::Span(id) => ("span", id.as_str()),
    };
    // The server puts this address, in base64, before the links that it answers.
    let address = window().btoa(&format!("{}api/", base::server())).unwrap_or_default();
    let pairs = [
        ("project_id", project.as_str().to_owned()),
        ("entity_type", kind.to_owned()),
        ("entity_id", id.to_owned()),
        ("path", address),
        ("page", "1".to_owned()),
        ("size", "1000".to_owned()),
    ];
    let bytes = client.bytes(&client.url("attachment/list", &pairs)).await?;
    let odd = || ApiError::Unreadable("attachment/list".to_owned());
    let value = payload::read(&String::from_utf8_lossy(&bytes)).map_err(|_| odd())?;
    let mut page = Fields::of_answer(value, 0).ok_or_else(odd)?;
    let file = |mut file: Fields| {
        let (name, written) = (file.required("file_name"), file.required("mime_type"));
        let link = file.text("link").unwrap_or_default();
        let mime = written.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        // Links of a server with its own store lead back to it, maybe by another name or path; an address of our own
        // is surely on this one.
        let is_here = link.is_empty() || link.contains("/v1/private/attachment/download?");
        let pairs = [
            ("workspace_name", client.workspace().to_owned()),
            ("container_id", project.as_str().to_owned()),
            ("entity_type", kind.to_owned()),
            ("entity_id", id.to_owned()),
            ("file_name", name.clone()),
            ("mime_type", written),
        ];
        let address = if is_here { client.url("attachment/download", &pairs) } else { link };
        AttachedFile { name, mime, bytes: file.count("file_size"), address, is_here }
    };
    Ok(rows(&mut page)?.into_iter().map(file).collect())
}

/// The content of a file on this server: `GET /v1/private/attachment/download`.
pub async fn content(client: &Client, file: &AttachedFile) -> Result<Vec<u8>, ApiError> {
    client.bytes(&file.address).await
}
