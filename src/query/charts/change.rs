//! How a number changed against the time before, in words.

use crate::model::figures;

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartChange {
    /// "+12%"
    pub short: String,
    /// "12% more than in the 7 days before (1,107)"
    pub words: String,
}

impl ChartChange {
    /// By how many percent. `before` is the earlier number as it is shown, `length` how long the time before was. `None`
    /// if both are 0.
    pub fn percent(now: f64, then: f64, before: &str, length: &str) -> Option<Self> {
        if !now.is_finite() || !then.is_finite() || (now == 0.0 && then == 0.0) {
            return None;
        }
        if then <= 0.0 {
            return Some(Self { short: "new".to_owned(), words: format!("{before} in the {length} before") });
        }
        let percent = ((now - then) / then * 100.0).round();
        let more = if percent > 0.0 { "more" } else { "less" };
        let (short, amount) = match percent.abs() {
            0.0 => return Some(Self::none(before, length)),
            1000.0.. => {
                let times = (now / then).round().min(1e6) as u64;
                (format!("×{}", figures::count(times)), format!("{} times as much as", figures::count(times)))
            }
            whole => (format!("{}{whole}%", sign(percent)), format!("{whole}% {more} than")),
        };
        Some(Self { short, words: format!("{amount} in the {length} before ({before})") })
    }

    /// By how much a share of a hundred changed; both are percentages.
    pub fn points(now: f64, then: f64, before: &str, length: &str) -> Option<Self> {
        let points = (now - then).round();
        if !points.is_finite() {
            return None;
        }
        if points == 0.0 {
            return Some(Self::none(before, length));
        }
        let more = if points > 0.0 { "more" } else { "less" };
        let size = points.abs();
        Some(Self {
            short: format!("{}{size} pt{}", sign(points), if size == 1.0 { "" } else { "s" }),
            words: format!(
                "{size} {} {more} than in the {length} before ({before})",
                if size == 1.0 { "point" } else { "points" }
            ),
        })
    }

    /// By how much a mean changed.
    pub fn difference(now: f64, then: f64, before: &str, length: &str) -> Option<Self> {
        let by = now - then;
        if !by.is_finite() {
            return None;
        }
        let size = figures::score((by.abs() * 100.0).round() / 100.0);
        if size == "0" {
            return Some(Self::none(before, length));
        }
        let more = if by > 0.0 { "more" } else { "less" };
        Some(Self {
            short: format!("{}{size}", sign(by)),
            words: format!("{size} {more} than in the {length} before ({before})"),
        })
    }

    fn none(before: &str, length: &str) -> Self {
        Self { short: "±0".to_owned(), words: format!("As in the {length} before ({before})") }
    }
}

/// The sign of a change; the minus is as wide as the plus.
fn sign(change: f64) -> char {
    if change > 0.0 { '+' } else { '−' }
}
