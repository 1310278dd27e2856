//! The columns of the lists, and which of them a person has chosen in which order. The ids are those of Opik's UI, plus
//! `last_updated_at`, `status`, `feedback_scores`, `last_comment` and `author_scores.…`, which are not columns in Opik's
//! lists.

mod choice;
mod lists;
pub mod widths;

pub use choice::{ColumnGroup, KnownScores, chosen, moved, offered, shift, toggle};
pub use lists::ListColumn;

use super::tab::Tab;

/// With this begin the ids of columns by author: `author_scores.{author}.{name}`, with `%25` and `%2E` in the author in
/// place of percent signs and dots.
const BY_AUTHOR: &str = "author_scores.";

/// Fields of threads that only the page can sort by, because it knows all rows then; those that end with `*` stand for
/// any name.
const OF_PAGE: [&str; 6] =
    ["first_message", "last_message", "comments", "last_comment", "reviewed", "author_scores.*"];

/// A column of one or more of the lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Id,
    /// For a thread, the start of its first trace.
    StartTime,
    /// For a thread, the end of its last trace.
    EndTime,
    LastActivity,
    /// The input of a thread's first trace.
    FirstMessage,
    /// The output of a thread's last trace.
    LastMessage,
    /// The server counts two messages for each trace.
    MessageCount,
    /// The name of the traced function.
    Name,
    Input,
    Output,
    /// The exception, if the call failed.
    Error,
    /// The number of spans in a trace.
    Spans,
    Kind,
    Model,
    Provider,
    /// The id of a span's trace.
    Trace,
    /// The id of a trace's thread.
    Thread,
    /// The environment, such as `production`.
    Environment,
    /// From the first start to the last end.
    Duration,
    /// Input and output tokens together.
    Tokens,
    InputTokens,
    OutputTokens,
    /// The estimated cost in dollars.
    Cost,
    Status,
    Tags,
    /// All feedback scores of the row.
    Scores,
    Comments,
    /// Who reviewed a thread, and whether it changed since.
    Reviewed,
    CreatedBy,
    /// One feedback score, by its name.
    Score(String),
    /// One feedback score on the spans of a trace, by its name.
    SpanScore(String),
    /// What one author gave as one feedback score of a thread.
    ScoreBy {
        name: String,
        author: String,
    },
    /// The newest comment on the thread.
    LastComment,
}

impl Column {
    /// The id in preferences, in the page and in Opik's URLs.
    pub fn id(&self) -> String {
        match self {
            Self::Score(name) => format!("feedback_scores.{name}"),
            Self::SpanScore(name) => format!("span_feedback_scores.{name}"),
            Self::ScoreBy { name, author } => {
                format!("{BY_AUTHOR}{}.{name}", author.replace('%', "%25").replace('.', "%2E"))
            }
            known => known.facts().0.to_owned(),
        }
    }

    pub fn label(&self) -> String {
        match self {
            Self::Score(name) => name.clone(),
            Self::SpanScore(name) => format!("{name} (span)"),
            Self::ScoreBy { name, author } => format!("{name} · {author}"),
            known => known.facts().1.to_owned(),
        }
    }

    /// The column with this id, if the list has one.
    pub fn parse(tab: Tab, id: &str) -> Option<Self> {
        let known = Self::all(tab).iter().find(|column| column.facts().0 == id);
        known.cloned().or_else(|| {
            let named =
                |prefix: &str| id.strip_prefix(prefix).filter(|name| !name.is_empty()).map(str::to_owned);
            let of_spans = || named("span_feedback_scores.").filter(|_| tab == Tab::Traces);
            let by_author = || {
                let (author, name) =
                    id.strip_prefix(BY_AUTHOR).filter(|_| tab == Tab::Threads)?.split_once('.')?;
                let is_whole = !author.is_empty() && !name.is_empty();
                let author = author.replace("%2E", ".").replace("%25", "%");
                is_whole.then(|| Self::ScoreBy { name: name.to_owned(), author })
            };
            let score = named("feedback_scores.").map(Self::Score);
            score.or_else(|| of_spans().map(Self::SpanScore)).or_else(by_author)
        })
    }

    /// The field to sort by, or `None` if nobody can sort by this column.
    pub fn sort_field(&self) -> Option<String> {
        match self {
            Self::Scores | Self::SpanScore(_) => None,
            column => Some(column.id()),
        }
    }

    /// Whether a list can be sorted by this column: by the server, as `sortable_by` of the list's response says, or by the
    /// page.
    pub fn is_sortable(&self, tab: Tab, sortable_by: &[String]) -> bool {
        self.sort_field().is_some_and(|field| names_field(sortable_by, &field) || page_sorts(tab, &field))
    }

    /// Whether the first press on the heading sorts in descending order, as for numbers and times but not for texts.
    pub fn sorts_descending_first(&self) -> bool {
        !matches!(
            self,
            Self::Id
                | Self::Status
                | Self::Tags
                | Self::CreatedBy
                | Self::Name
                | Self::Input
                | Self::Output
                | Self::FirstMessage
                | Self::LastMessage
                | Self::Thread
                | Self::Environment
                | Self::Kind
                | Self::Model
                | Self::Provider
                | Self::Trace
        )
    }

    /// Whether the server's default order is by this column, descending.
    pub fn is_default_order(&self, tab: Tab) -> bool {
        match tab {
            Tab::Threads => *self == Self::LastActivity,
            Tab::Traces | Tab::Spans => *self == Self::StartTime,
        }
    }

    /// Whether the cells hold numbers, which are aligned at their end.
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
                | Self::ScoreBy { .. }
        )
    }

    /// Whether the column cannot be hidden, because its cells hold the link to the row's details.
    pub fn is_fixed(&self) -> bool {
        matches!(self, Self::FirstMessage | Self::Input)
    }

    /// Whether the column is shown in a window with little room, if nobody has chosen columns.
    pub fn is_for_tight(&self) -> bool {
        !matches!(self, Self::Cost | Self::Tokens | Self::Comments | Self::Tags)
    }

    /// Whether the column is shown if nobody has chosen columns.
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

    /// The id and the heading.
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
            Self::Reviewed => ("reviewed", "Reviewed"),
            Self::CreatedBy => ("created_by", "Created by"),
            Self::Score(_) => ("feedback_scores.", "Score"),
            Self::SpanScore(_) => ("span_feedback_scores.", "Span score"),
            Self::ScoreBy { .. } => (BY_AUTHOR, "Score"),
            Self::LastComment => ("last_comment", "Last comment"),
        }
    }
}

/// Whether `sortable_by` of a list's response contains the field. An entry such as `feedback_scores.*` allows any name.
pub fn names_field(sortable_by: &[impl AsRef<str>], field: &str) -> bool {
    sortable_by.iter().map(AsRef::as_ref).any(|by| match by.strip_suffix('*') {
        Some(prefix) => field.starts_with(prefix),
        None => by == field,
    })
}

/// Whether the page can sort by a field that no server knows.
pub fn page_sorts(tab: Tab, field: &str) -> bool {
    tab == Tab::Threads && names_field(&OF_PAGE, field)
}

#[cfg(test)]
mod tests;
