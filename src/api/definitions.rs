//! Feedback definitions: `/v1/private/feedback-definitions`.

use serde_json::{Map, json};

use super::{
    client::{Client, Method},
    error::ApiError,
    fields::Fields,
    rows_page::rows,
};
use crate::model::{
    definition::{DefinitionKind, FeedbackDefinition, in_order},
    ids::DefinitionId,
};

const PATH: &str = "feedback-definitions";

/// Reads a definition; `None` if its type is unknown to this version.
fn definition(mut wire: Fields) -> Option<FeedbackDefinition> {
    let mut details = wire.object("details");
    let kind = match wire.required("type").as_str() {
        "numerical" => DefinitionKind::Numerical { min: details.number("min")?, max: details.number("max")? },
        "categorical" => DefinitionKind::categorical(details.object("categories").numbers()),
        "boolean" => DefinitionKind::Boolean {
            true_label: details.required("true_label"),
            false_label: details.required("false_label"),
        },
        _ => return None,
    };
    Some(FeedbackDefinition {
        kind,
        id: DefinitionId::new(wire.required("id")),
        name: wire.required("name"),
        description: wire.text("description"),
        last_updated_at: wire.time("last_updated_at"),
    })
}

/// All definitions of the workspace in display order: `GET /v1/private/feedback-definitions`, one page of up to 1000.
pub async fn list(client: &Client) -> Result<Vec<FeedbackDefinition>, ApiError> {
    let pairs = [("page", "1".to_owned()), ("size", "1000".to_owned())];
    let mut page = client.get(PATH, &pairs).await?;
    Ok(in_order(rows(&mut page)?.into_iter().filter_map(definition).collect()))
}

/// Creates a definition that has no id yet (`POST /v1/private/feedback-definitions`) or replaces an existing one (`PUT
/// /v1/private/feedback-definitions/{id}`). The server refuses a name in use with 409.
pub async fn save(client: &Client, definition: &FeedbackDefinition) -> Result<(), ApiError> {
    let (kind, details) = match &definition.kind {
        DefinitionKind::Numerical { min, max } => ("numerical", json!({ "min": min, "max": max })),
        DefinitionKind::Categorical(categories) => {
            let categories: Map<_, _> =
                categories.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            ("categorical", json!({ "categories": categories }))
        }
        DefinitionKind::Boolean { true_label, false_label } => {
            ("boolean", json!({ "true_label": true_label, "false_label": false_label }))
        }
    };
    let body = json!({
        "name": definition.name, "description": definition.description, "type": kind, "details": details,
    });
    let (verb, path) = match definition.id.as_str() {
        "" => (Method::Post, PATH.to_owned()),
        id => (Method::Put, path_of(id)),
    };
    client.send(verb, &path, Some(&body)).await.map(drop)
}

/// Deletes a definition (`DELETE /v1/private/feedback-definitions/{id}`); scores given with it stay. The server refuses
/// to delete the built-in one with 409.
pub async fn delete(client: &Client, id: &DefinitionId) -> Result<(), ApiError> {
    client.send(Method::Delete, &path_of(id.as_str()), None).await.map(drop)
}

fn path_of(id: &str) -> String {
    format!("{PATH}/{}", crate::paths::encode(id))
}
