//! Charts of a list's conversations over time: what is counted per hour, day or week, how it compares with the time
//! before, and how it is drawn. Pure; `threads::charts` shows it.

pub mod bins;
pub mod change;
pub mod chart;
pub mod drawing;
pub mod numbers;
pub mod period;
pub mod plan;
#[cfg(test)]
mod tests;

use crate::{
    model::time::Timestamp,
    query::{filter::Field, logs_view::LogsView},
};

/// A conversation in the charts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartRow {
    /// When it began: the time in the server's id of it, by which time ranges choose, too.
    pub at: Timestamp,
    pub duration_ms: Option<f64>,
    /// US dollars.
    pub cost: Option<f64>,
    /// Its value of the chosen score.
    pub score: Option<f64>,
}

/// A thumb on a turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartThumb {
    /// When the turn was logged.
    pub at: Timestamp,
    pub is_up: bool,
}

/// Whether `POST /v1/private/projects/{id}/metrics` counts exactly the conversations of the view. It knows no search, and
/// silently ignores filters that are about the traces of a thread, and queues.
pub fn is_for_metrics(view: &LogsView) -> bool {
    let is_honoured = |field: &Field| !matches!(field, Field::Source | Field::Environment | Field::Queues);
    view.search.trim().is_empty()
        && !view.is_of_page()
        && view.filters.iter().all(|filter| is_honoured(filter.parts().0))
}
