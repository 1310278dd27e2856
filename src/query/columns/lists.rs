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
    Column::Reviewed,
    Column::Scores,
    Column::Comments,
    Column::LastComment,
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
                Self::Reviewed,
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

    /// The columns of both forms of the list: the `chosen` ones, and after them those that only the compact form has.
    pub fn of_both_forms(tab: Tab, chosen: &[Self]) -> Vec<ListColumn> {
        let compact = Self::compact(tab);
        let wide = chosen.iter().map(|column| ListColumn {
            column: column.clone(),
            is_wide: true,
            is_compact: compact.contains(column),
        });
        let rest = compact.iter().filter(|column| !chosen.contains(column));
        let rest = rest.map(|column| ListColumn { column: column.clone(), is_wide: false, is_compact: true });
        wide.chain(rest).collect()
    }

    /// The columns of a list that is always compact.
    pub fn of_compact_form(tab: Tab) -> Vec<ListColumn> {
        let column = |column| ListColumn { column, is_wide: false, is_compact: true };
        Self::compact(tab).into_iter().map(column).collect()
    }
}

/// A column, and in which forms of the list it is displayed. Rows have the cells of both, so that opening a row, which
/// makes the list compact, changes no cell.
#[derive(Clone, Debug, PartialEq)]
pub struct ListColumn {
    pub column: Column,
    /// In the form with headings.
    pub is_wide: bool,
    /// In the compact form.
    pub is_compact: bool,
}
