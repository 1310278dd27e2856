//! Figures over all rows of a list.

/// Statistics over the threads, traces or spans that match a list's filters.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct ListStats {
    /// How many have an error; `None` for threads.
    pub errors: Option<f64>,
    pub median_duration_ms: Option<f64>,
    /// The estimated cost of all together, in US dollars.
    pub total_cost: Option<f64>,
}
