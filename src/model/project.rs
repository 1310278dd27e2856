//! A project: the home of threads and traces.

use super::{ids::ProjectId, time::Timestamp};

/// One project of the workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Its UUID.
    pub id: ProjectId,
    /// Its name, unique in the workspace whatever the case.
    pub name: String,
    /// A sentence by its owner.
    pub description: Option<String>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When a trace was last logged to it.
    pub last_trace_at: Option<Timestamp>,
    /// How many threads it has, where the server says so (mock-opik does).
    pub threads: Option<u64>,
}
