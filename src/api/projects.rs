//! Projects: `/v1/private/projects`.

use super::{client::Client, error::ApiError, fields::Fields, rows_page::rows};
use crate::model::{ids::ProjectId, project::Project};

fn project(mut wire: Fields) -> Project {
    Project {
        id: ProjectId::new(wire.required("id")),
        name: wire.required("name"),
        description: wire.text("description"),
        created_at: wire.time("created_at"),
        last_trace_at: wire.time("last_updated_trace_at"),
        // An addition of mock-opik; Opik does not send it.
        threads: wire.count("thread_count"),
    }
}

/// One page of the workspace's projects.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectsPage {
    /// The most recently active first, if the server supports sorting by that.
    pub projects: Vec<Project>,
    /// How many match on all pages.
    pub total: u64,
}

/// Projects whose name contains `name`, at most 100: `GET /v1/private/projects`.
pub async fn list(client: &Client, name: &str) -> Result<ProjectsPage, ApiError> {
    let mut pairs = vec![
        ("page", "1".to_owned()),
        ("size", "100".to_owned()),
        ("sorting", r#"[{"field":"last_updated_trace_at","direction":"DESC"}]"#.to_owned()),
    ];
    if !name.trim().is_empty() {
        pairs.push(("name", name.trim().to_owned()));
    }
    let mut page = client.get("projects", &pairs).await?;
    let projects = rows(&mut page)?.into_iter().map(project).collect();
    Ok(ProjectsPage { projects, total: page.count("total").unwrap_or_default() })
}

/// One project: `GET /v1/private/projects/{id}`.
pub async fn get(client: &Client, id: &ProjectId) -> Result<Project, ApiError> {
    let path = format!("projects/{}", crate::paths::encode(id.as_str()));
    client.get(&path, &[]).await.map(project)
}
