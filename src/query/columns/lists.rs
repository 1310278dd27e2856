//! The columns of each list.

use super::{super::tab::Tab, Column};

const THREADS: &[Column] = &[
    Column::LastActivity,
    Column::StartTime,
    Column::FirstMessage,
    Column::LastMessage,
    Column::MessageCount,
    Column::Duration,
    Column::Tokens,
    Column::Cost,
    Column::Status,
    Column::Scores,
    Column::Comments,
    Column::Tags,
    Column::Id,
    Column::EndTime,
    Column::InputTokens,
    Column::OutputTokens,
    Column::CreatedBy,
];

const TRACES: &[Column] = &[
    Column::StartTime,
    Column::Name,
    Column::Input,
    Column::Output,
    Column::Error,
    Column::Duration,
    Column::Tokens,
    Column::Cost,
    Column::Spans,
    Column::Scores,
    Column::Comments,
    Column::Tags,
    Column::Thread,
    Column::Id,
    Column::EndTime,
    Column::InputTokens,
    Column::OutputTokens,
    Column::Environment,
];

const SPANS: &[Column] = &[
    Column::StartTime,
    Column::Kind,
    Column::Name,
    Column::Input,
    Column::Output,
    Column::Error,
    Column::Duration,
    Column::Tokens,
    Column::Cost,
    Column::Model,
    Column::Scores,
    Column::Comments,
    Column::Tags,
    Column::Provider,
    Column::Trace,
    Column::Id,
    Column::EndTime,
    Column::InputTokens,
    Column::OutputTokens,
    Column::Environment,
];

impl Column {
    /// All columns of a list in default order, except those for single scores.
    pub fn all(tab: Tab) -> &'static [Self] {
        match tab {
            Tab::Threads => THREADS,
            Tab::Traces => TRACES,
            Tab::Spans => SPANS,
        }
    }

    /// The columns of the compact list, which is shown where there is little room.
    pub fn compact(tab: Tab) -> Vec<Self> {
        match tab {
            Tab::Threads => vec![
                Self::Status,
                Self::FirstMessage,
                Self::MessageCount,
                Self::Duration,
                Self::Scores,
                Self::Comments,
                Self::LastActivity,
            ],
            Tab::Traces => vec![
                Self::Input,
                Self::Name,
                Self::Duration,
                Self::Scores,
                Self::Error,
                Self::Comments,
                Self::StartTime,
            ],
            Tab::Spans => vec![
                Self::Input,
                Self::Kind,
                Self::Name,
                Self::Duration,
                Self::Scores,
                Self::Error,
                Self::Comments,
                Self::StartTime,
            ],
        }
    }
}
