//! Opik: `/v1/private/projects`.

use serde::Deserialize;

use super::{
    client::Client,
    error::ApiError,
    feedback::{filled, time},
};
use crate::model::{ids::ProjectId, project::Project};

#[derive(Deserialize)]
struct ProjectWire {
    id: String,
    name: String,
    description: Option<String>,
    created_at: Option<String>,
    last_updated_trace_at: Option<String>,
    /// mock-opik's own addition; a real Opik leaves it out.
    thread_count: Option<u64>,
}

#[derive(Deserialize)]
struct PageWire {
    #[serde(default)]
    total: u64,
    #[serde(default)]
    content: Vec<ProjectWire>,
}

impl From<ProjectWire> for Project {
    fn from(wire: ProjectWire) -> Self {
        Self {
            id: ProjectId::new(wire.id),
            name: wire.name,
            description: filled(wire.description),
            created_at: time(wire.created_at.as_ref()),
            last_trace_at: time(wire.last_updated_trace_at.as_ref()),
            threads: wire.thread_count,
        }
    }
}

/// Some of the workspace's projects.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectsPage {
    /// The most recently active first, as far as the server sorts by that.
    pub projects: Vec<Project>,
    /// How many match in all.
    pub total: u64,
}

/// Projects whose name contains `name` (Opik: `GET projects`), at most 100.
pub async fn list(client: &Client, name: &str) -> Result<ProjectsPage, ApiError> {
    let mut pairs = vec![
        ("page", "1".to_owned()),
        ("size", "100".to_owned()),
        ("sorting", r#"[{"field":"last_updated_trace_at","direction":"DESC"}]"#.to_owned()),
    ];
    if !name.trim().is_empty() {
        pairs.push(("name", name.trim().to_owned()));
    }
    let page: PageWire = client.get("projects", &pairs).await?;
    Ok(ProjectsPage { projects: page.content.into_iter().map(Project::from).collect(), total: page.total })
}

/// One project (Opik: `GET projects/{id}`).
pub async fn get(client: &Client, id: &ProjectId) -> Result<Project, ApiError> {
    let path = format!("projects/{}", crate::paths::encode(id.as_str()));
    client.get::<ProjectWire>(&path, &[]).await.map(Project::from)
}
