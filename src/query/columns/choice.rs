//! Choosing the columns of a list and their order.

use super::{super::tab::Tab, Column};

/// The columns to show, in order: those with the given ids, or the default ones. Unknown ids are ignored, and columns
/// that cannot be hidden are added.
pub fn chosen(tab: Tab, ids: Option<&[String]>) -> Vec<Column> {
    let all = Column::all(tab);
    let Some(ids) = ids else {
        return all.iter().filter(|column| column.is_default(tab)).cloned().collect();
    };
    let mut columns: Vec<Column> = Vec::new();
    for column in ids.iter().filter_map(|id| Column::parse(tab, id)) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    for fixed in all.iter().filter(|column| column.is_fixed()) {
        if !columns.contains(fixed) {
            columns.insert(0, fixed.clone());
        }
    }
    columns
}

/// The names of scores for which there can be columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnownScores {
    /// Of the rows themselves.
    pub names: Vec<String>,
    /// Of the spans of traces.
    pub of_spans: Vec<String>,
    /// Authors, each with the name of a score that they gave.
    pub by_author: Vec<(String, String)>,
}

/// The columns to choose from: those shown, in their order, then all others, including one for each name of a score.
pub fn offered(tab: Tab, shown: &[Column], known: &KnownScores) -> Vec<Column> {
    let scores = known.names.iter().map(|name| Column::Score(name.clone()));
    let of_spans = known.of_spans.iter().map(|name| Column::SpanScore(name.clone()));
    let by_author = known
        .by_author
        .iter()
        .map(|(author, name)| Column::ScoreBy { name: name.clone(), author: author.clone() });
    let all = Column::all(tab).iter().cloned().chain(scores).chain(of_spans).chain(by_author);
    shown.iter().cloned().chain(all.filter(|column| !shown.contains(column))).collect()
}

/// Under which heading a column that is not shown is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnGroup {
    Fields,
    Scores,
    ByReviewer,
}

impl ColumnGroup {
    pub const ALL: [Self; 3] = [Self::Fields, Self::Scores, Self::ByReviewer];

    pub fn of(column: &Column) -> Self {
        match column {
            Column::Score(_) | Column::SpanScore(_) => Self::Scores,
            Column::ScoreBy { .. } => Self::ByReviewer,
            _ => Self::Fields,
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Fields => "Fields",
            Self::Scores => "Scores",
            Self::ByReviewer => "By reviewer",
        }
    }
}

/// Shows or hides a column. It is inserted after the nearest shown column that precedes it in the default order.
pub fn toggle(tab: Tab, shown: &[Column], column: &Column) -> Vec<Column> {
    if shown.contains(column) {
        return shown.iter().filter(|one| *one != column || one.is_fixed()).cloned().collect();
    }
    let rank = |one: &Column| Column::all(tab).iter().position(|known| known == one);
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

/// Moves a column by one position towards the end or the start, unless it is already there.
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

/// Moves a column to a gap between the columns as they are now: 0 is before the first.
pub fn moved(shown: &[Column], column: &Column, gap: usize) -> Vec<Column> {
    let mut columns = shown.to_vec();
    if let Some(at) = columns.iter().position(|one| one == column) {
        let own = columns.remove(at);
        let gap = if gap > at { gap - 1 } else { gap };
        columns.insert(gap.min(columns.len()), own);
    }
    columns
}
