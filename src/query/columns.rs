//! The columns of the threads list, and the order a person gave them. The ids are Opik's (`ui.md` 1.2), plus
//! `last_updated_at`, `status` and `feedback_scores`, which Opik's own list does not show.

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// The thread's own id.
    Id,
    /// Start of the first turn.
    StartTime,
    /// End of the last.
    EndTime,
    /// When something last happened.
    LastActivity,
    /// What the person began with.
    FirstMessage,
    /// What the assistant said last.
    LastMessage,
    /// Two for every turn.
    MessageCount,
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
    /// All feedback scores of the thread.
    Scores,
    /// How many comments.
    Comments,
    /// Who logged it.
    CreatedBy,
    /// One feedback score, by its name.
    Score(String),
}

impl Column {
    /// Every column but the single scores, in the order of the list.
    pub const ALL: [Self; 17] = [
        Self::LastActivity,
        Self::StartTime,
        Self::FirstMessage,
        Self::LastMessage,
        Self::MessageCount,
        Self::Duration,
        Self::Tokens,
        Self::Cost,
        Self::Status,
        Self::Scores,
        Self::Comments,
        Self::Tags,
        Self::Id,
        Self::EndTime,
        Self::InputTokens,
        Self::OutputTokens,
        Self::CreatedBy,
    ];

    /// What a narrow list shows of each thread.
    pub const COMPACT: [Self; 7] = [
        Self::Status,
        Self::FirstMessage,
        Self::MessageCount,
        Self::Duration,
        Self::Scores,
        Self::Comments,
        Self::LastActivity,
    ];

    /// The id in the page, in preferences and in Opik.
    pub fn id(&self) -> String {
        match self {
            Self::Score(name) => format!("feedback_scores.{name}"),
            known => known.facts().0.to_owned(),
        }
    }

    /// The heading.
    pub fn label(&self) -> String {
        match self {
            Self::Score(name) => name.clone(),
            known => known.facts().1.to_owned(),
        }
    }

    /// The column with that id.
    pub fn parse(id: &str) -> Option<Self> {
        let known = Self::ALL.into_iter().find(|column| column.facts().0 == id);
        known.or_else(|| {
            let name = id.strip_prefix("feedback_scores.").filter(|name| !name.is_empty())?;
            Some(Self::Score(name.to_owned()))
        })
    }

    /// The field the server sorts it by, if it can.
    pub fn sort_field(&self) -> Option<String> {
        match self {
            Self::FirstMessage | Self::LastMessage | Self::Scores | Self::Comments => None,
            column => Some(column.id()),
        }
    }

    /// Whether the server says it sorts by this column (`sortable_by`, with `*` for any name).
    pub fn is_sortable(&self, sortable_by: &[String]) -> bool {
        let Some(field) = self.sort_field() else { return false };
        sortable_by.iter().any(|by| match by.strip_suffix('*') {
            Some(prefix) => field.starts_with(prefix),
            None => *by == field,
        })
    }

    /// Figures and times are looked at from the greatest down; words from A.
    pub fn sorts_down_first(&self) -> bool {
        !matches!(self, Self::Id | Self::Status | Self::Tags | Self::CreatedBy)
    }

    /// Figures stand at the end of their cell, one under the other.
    pub fn is_figure(&self) -> bool {
        matches!(
            self,
            Self::MessageCount
                | Self::Duration
                | Self::Tokens
                | Self::InputTokens
                | Self::OutputTokens
                | Self::Cost
                | Self::Comments
                | Self::Score(_)
        )
    }

    /// The first message leads to the conversation, so it is always shown.
    pub fn is_fixed(&self) -> bool {
        *self == Self::FirstMessage
    }

    fn is_default(&self) -> bool {
        matches!(
            self,
            Self::LastActivity
                | Self::FirstMessage
                | Self::LastMessage
                | Self::MessageCount
                | Self::Duration
                | Self::Cost
                | Self::Status
                | Self::Scores
                | Self::Comments
                | Self::Tags
        )
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
        }
    }
}

/// The columns shown, in order: as chosen, or the default set. What is not known (any more) is left out, and what must
/// be there is.
pub fn chosen(ids: Option<&[String]>) -> Vec<Column> {
    let Some(ids) = ids else {
        return Column::ALL.into_iter().filter(Column::is_default).collect();
    };
    let mut columns: Vec<Column> = Vec::new();
    for column in ids.iter().filter_map(|id| Column::parse(id)) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    for fixed in Column::ALL.into_iter().filter(Column::is_fixed) {
        if !columns.contains(&fixed) {
            columns.insert(0, fixed);
        }
    }
    columns
}

/// All that can be chosen: what is shown, in its order, then the rest, with a column for each score name.
pub fn offered(shown: &[Column], score_names: &[String]) -> Vec<Column> {
    let scores = score_names.iter().map(|name| Column::Score(name.clone()));
    let rest = Column::ALL.into_iter().chain(scores).filter(|column| !shown.contains(column));
    shown.iter().cloned().chain(rest).collect()
}

/// Shows or hides a column. A new one stands where the default order has it: after the nearest one before it.
pub fn toggle(shown: &[Column], column: &Column) -> Vec<Column> {
    if shown.contains(column) {
        return shown.iter().filter(|one| *one != column || one.is_fixed()).cloned().collect();
    }
    let rank = |one: &Column| Column::ALL.iter().position(|known| known == one);
    let after = rank(column).and_then(|own| {
        let before = shown.iter().enumerate().filter_map(|(at, one)| Some((rank(one)?, at)));
        before.filter(|(rank, _)| *rank < own).max().map(|(_, at)| at + 1)
    });
    let at = match (after, rank(column)) {
        (Some(after), _) => after,
        (None, Some(_)) => 0,
        (None, None) => shown.len(),
    };
    let mut columns = shown.to_vec();
    columns.insert(at.min(columns.len()), column.clone());
    columns
}

/// Moves a column one place towards the start or the end; at the edge it stays.
pub fn shift(shown: &[Column], column: &Column, to_end: bool) -> Vec<Column> {
    let mut columns = shown.to_vec();
    if let Some(at) = columns.iter().position(|one| one == column) {
        let other = if to_end { Some(at + 1) } else { at.checked_sub(1) };
        if let Some(other) = other.filter(|other| *other < columns.len()) {
            columns.swap(at, other);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(columns: &[Column]) -> Vec<String> {
        columns.iter().map(Column::id).collect()
    }

    #[test]
    fn every_column_comes_back_from_its_id() {
        for column in Column::ALL.into_iter().chain([Column::Score("a.b".into())]) {
            assert_eq!(Column::parse(&column.id()), Some(column));
        }
        assert_eq!(Column::parse("mood"), None);
        assert_eq!(Column::parse("feedback_scores."), None);
    }

    #[test]
    fn what_was_chosen_long_ago_still_makes_a_list() {
        let stored = ["mood".to_owned(), "status".into(), "status".into(), "feedback_scores.x".into()];
        assert_eq!(ids(&chosen(Some(&stored))), ["first_message", "status", "feedback_scores.x"]);
        assert!(chosen(None).contains(&Column::LastActivity));
    }

    #[test]
    fn a_column_goes_and_comes_back_in_its_place() {
        let all = chosen(None);
        for column in all.iter().filter(|column| !column.is_fixed()) {
            let without = toggle(&all, column);
            assert!(!without.contains(column));
            assert_eq!(ids(&toggle(&without, column)), ids(&all));
        }
        assert_eq!(toggle(&all, &Column::FirstMessage), all);
        assert_eq!(toggle(&all, &Column::Score("x".into())).last(), Some(&Column::Score("x".into())));
    }

    #[test]
    fn a_column_moves_until_the_edge() {
        let columns = [Column::Status, Column::FirstMessage];
        assert_eq!(ids(&shift(&columns, &Column::Status, true)), ["first_message", "status"]);
        assert_eq!(shift(&columns, &Column::Status, false), columns);
        assert_eq!(shift(&columns, &Column::FirstMessage, true), columns);
    }

    #[test]
    fn only_what_the_server_sorts_by_can_be_sorted() {
        let by = ["duration".to_owned(), "usage.*".into(), "feedback_scores.*".into()];
        assert!(Column::Duration.is_sortable(&by));
        assert!(Column::Tokens.is_sortable(&by));
        assert!(Column::Score("x".into()).is_sortable(&by));
        assert!(!Column::Status.is_sortable(&by));
        assert!(!Column::Scores.is_sortable(&by));
        assert!(!Column::Duration.is_sortable(&[]));
    }
}
