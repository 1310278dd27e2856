//! A project, which contains threads and traces.

use super::{ids::ProjectId, time::Timestamp};

#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    pub id: ProjectId,
    /// Unique in the workspace without regard to case.
    pub name: String,
    pub description: Option<String>,
    pub created_at: Option<Timestamp>,
    /// When a trace was last logged to it.
    pub last_trace_at: Option<Timestamp>,
    /// The number of its threads; only mock-opik sends it.
    pub threads: Option<u64>,
}
