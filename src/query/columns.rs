//! The columns of the lists, and the order a person gave them. The ids are Opik's (`ui.md` 1.2), plus `last_updated_at`,
//! `status` and `feedback_scores`, which Opik's own lists do not show.

mod choice;
mod lists;

pub use choice::{chosen, offered, shift, toggle};

use super::tab::Tab;

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// The row's own id.
    Id,
    /// When it began: a conversation with its first turn.
    StartTime,
    /// When it ended, or its last turn.
    EndTime,
    /// When something last happened.
    LastActivity,
    /// What the person began with.
    FirstMessage,
    /// What the assistant said last.
    LastMessage,
    /// Two for every turn.
    MessageCount,
    /// The traced function's name.
    Name,
    /// What went in.
    Input,
    /// What came out.
    Output,
    /// Why it failed.
    Error,
    /// How many spans it has.
    Spans,
    /// What kind of span it is.
    Kind,
    /// The model that was called.
    Model,
    /// Who runs that model.
    Provider,
    /// The trace it belongs to.
    Trace,
    /// The conversation it belongs to.
    Thread,
    /// Where it ran.
    Environment,
    /// From the first start to the last end.
    Duration,
    /// All tokens.
    Tokens,
    /// Tokens that went in.
    InputTokens,
    /// Tokens that came out.
    OutputTokens,
    /// Dollars.
    Cost,
    /// Active or inactive.
    Status,
    /// Labels.
    Tags,
    /// All feedback scores.
    Scores,
    /// How many comments.
    Comments,
    /// Who logged it.
    CreatedBy,
    /// One feedback score, by its name.
    Score(String),
    /// One feedback score of a trace's spans, by its name.
    SpanScore(String),
}

impl Column {
    /// The id in the page, in preferences and in Opik.
    pub fn id(&self) -> String {
        match self {
            Self::Score(name) => format!("feedback_scores.{name}"),
            Self::SpanScore(name) => format!("span_feedback_scores.{name}"),
            known => known.facts().0.to_owned(),
        }
    }

    /// The heading.
    pub fn label(&self) -> String {
        match self {
            Self::Score(name) => name.clone(),
            Self::SpanScore(name) => format!("{name} (span)"),
            known => known.facts().1.to_owned(),
        }
    }

    /// The list's column with that id.
    pub fn parse(tab: Tab, id: &str) -> Option<Self> {
        let known = Self::all(tab).iter().find(|column| column.facts().0 == id);
        known.cloned().or_else(|| {
            let named =
                |prefix: &str| id.strip_prefix(prefix).filter(|name| !name.is_empty()).map(str::to_owned);
            let of_spans = || named("span_feedback_scores.").filter(|_| tab == Tab::Traces);
            named("feedback_scores.").map(Self::Score).or_else(|| of_spans().map(Self::SpanScore))
        })
    }

    /// The field the server sorts it by, if it can.
    pub fn sort_field(&self) -> Option<String> {
        match self {
            Self::FirstMessage | Self::LastMessage | Self::Scores | Self::Comments | Self::SpanScore(_) => {
                None
            }
            column => Some(column.id()),
        }
    }

    /// Whether the server says it sorts by this column (`sortable_by` of the list's answer).
    pub fn is_sortable(&self, sortable_by: &[String]) -> bool {
        self.sort_field().is_some_and(|field| names_field(sortable_by, &field))
    }

    /// Figures and times are looked at from the greatest down; words from A.
    pub fn sorts_down_first(&self) -> bool {
        !matches!(
            self,
            Self::Id
                | Self::Status
                | Self::Tags
                | Self::CreatedBy
                | Self::Name
                | Self::Input
                | Self::Output
                | Self::Thread
                | Self::Environment
                | Self::Kind
                | Self::Model
                | Self::Provider
                | Self::Trace
        )
    }

    /// Whether the server's own order is by this column, from the latest down.
    pub fn is_own_order(&self, tab: Tab) -> bool {
        match tab {
            Tab::Threads => *self == Self::LastActivity,
            Tab::Traces | Tab::Spans => *self == Self::StartTime,
        }
    }

    /// Figures stand at the end of their cell, one under the other.
    pub fn is_figure(&self) -> bool {
        matches!(
            self,
            Self::MessageCount
                | Self::Spans
                | Self::Duration
                | Self::Tokens
                | Self::InputTokens
                | Self::OutputTokens
                | Self::Cost
                | Self::Comments
                | Self::Score(_)
                | Self::SpanScore(_)
        )
    }

    /// What was said first leads to all that was said, so it is always shown.
    pub fn is_fixed(&self) -> bool {
        matches!(self, Self::FirstMessage | Self::Input)
    }

    /// Whether it is shown where nobody chose.
    fn is_default(&self, tab: Tab) -> bool {
        match self {
            Self::StartTime | Self::Tokens => tab != Tab::Threads,
            Self::LastActivity
            | Self::FirstMessage
            | Self::LastMessage
            | Self::MessageCount
            | Self::Name
            | Self::Input
            | Self::Output
            | Self::Error
            | Self::Duration
            | Self::Cost
            | Self::Status
            | Self::Scores
            | Self::Comments
            | Self::Kind
            | Self::Model
            | Self::Tags => true,
            _ => false,
        }
    }

    /// Id and heading.
    fn facts(&self) -> (&'static str, &'static str) {
        match self {
            Self::Id => ("id", "ID"),
            Self::StartTime => ("start_time", "Start time"),
            Self::EndTime => ("end_time", "End time"),
            Self::LastActivity => ("last_updated_at", "Last activity"),
            Self::FirstMessage => ("first_message", "First message"),
            Self::LastMessage => ("last_message", "Last message"),
            Self::MessageCount => ("number_of_messages", "Messages"),
            Self::Name => ("name", "Name"),
            Self::Input => ("input", "Input"),
            Self::Output => ("output", "Output"),
            Self::Error => ("error_info", "Error"),
            Self::Spans => ("span_count", "Spans"),
            Self::Kind => ("type", "Kind"),
            Self::Model => ("model", "Model"),
            Self::Provider => ("provider", "Provider"),
            Self::Trace => ("trace_id", "Trace"),
            Self::Thread => ("thread_id", "Thread"),
            Self::Environment => ("environment", "Environment"),
            Self::Duration => ("duration", "Duration"),
            Self::Tokens => ("usage.total_tokens", "Tokens"),
            Self::InputTokens => ("usage.prompt_tokens", "Input tokens"),
            Self::OutputTokens => ("usage.completion_tokens", "Output tokens"),
            Self::Cost => ("total_estimated_cost", "Cost"),
            Self::Status => ("status", "Status"),
            Self::Tags => ("tags", "Tags"),
            Self::Scores => ("feedback_scores", "Scores"),
            Self::Comments => ("comments", "Comments"),
            Self::CreatedBy => ("created_by", "Created by"),
            Self::Score(_) => ("feedback_scores.", "Score"),
            Self::SpanScore(_) => ("span_feedback_scores.", "Span score"),
        }
    }
}

/// Whether `sortable_by` of a list's answer names this field. `feedback_scores.*` stands for any name.
pub fn names_field(sortable_by: &[String], field: &str) -> bool {
    sortable_by.iter().any(|by| match by.strip_suffix('*') {
        Some(prefix) => field.starts_with(prefix),
        None => by == field,
    })
}

#[cfg(test)]
mod tests;
