//! Numbers in a few ranges of equal width.

use super::{NumberRange, bounds::nine_decimals};
use crate::query::found::judge::people::billionths;

/// Into how many ranges numbers are divided at most. Whole numbers may need one more: 0 to 10 are eleven.
const BINS: usize = 10;
/// The smallest width: the server keeps nine decimals.
const NARROWEST: f64 = 1e-9;

/// How many rows have a number in each range.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Histogram {
    /// By their numbers, without gaps between them.
    pub bins: Vec<Bin>,
}

/// A range with the number of rows in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bin {
    pub range: NumberRange,
    pub count: u64,
}

impl Histogram {
    /// Divides numbers at round numbers, without those that are infinite.
    pub(super) fn of(numbers: &[f64]) -> Self {
        let numbers: Vec<f64> = numbers.iter().copied().filter(|number| number.is_finite()).collect();
        let (Some(low), Some(high)) =
            (numbers.iter().copied().reduce(f64::min), numbers.iter().copied().reduce(f64::max))
        else {
            return Self::default();
        };
        let edges = edges(&numbers, low, high);
        let mut counts = vec![0; edges.len().saturating_sub(1).max(1)];
        for number in &numbers {
            let above = edges.partition_point(|edge| billionths(*edge) <= billionths(*number));
            let last = counts.len() - 1;
            if let Some(count) = counts.get_mut(above.saturating_sub(1).min(last)) {
                *count += 1;
            }
        }
        let last = counts.len() - 1;
        let (low, high) = (nine_decimals(low), nine_decimals(high));
        let ends = edges.iter().copied().zip(edges.iter().copied().skip(1));
        let ends: Vec<_> = if edges.len() < 2 { vec![(low, high)] } else { ends.collect() };
        let bin = |(at, ((from, to), count)): (usize, ((f64, f64), u64))| Bin {
            range: NumberRange { from: Some(from), to: Some(to), with_end: at == last },
            count,
        };
        Self { bins: ends.into_iter().zip(counts).enumerate().map(bin).collect() }
    }

    /// The largest number of rows in a range.
    pub fn highest(&self) -> u64 {
        self.bins.iter().map(|bin| bin.count).max().unwrap_or_default()
    }
}

/// The ends of the ranges, in order; fewer than two if all numbers are in one range, from the lowest to the highest.
fn edges(numbers: &[f64], low: f64, high: f64) -> Vec<f64> {
    let span = high - low;
    if billionths(span) == 0.0 || !billionths(span).is_finite() || !billionths(low).is_finite() {
        return Vec::new();
    }
    if span <= BINS as f64 && numbers.iter().all(|number| number.fract() == 0.0) {
        // One range for each number; that of the last ends with it.
        let mut whole: Vec<f64> = (0..=BINS).map(|at| low + at as f64).filter(|edge| *edge <= high).collect();
        whole.push(high);
        return whole;
    }
    let mut width = span / BINS as f64;
    for _ in 0..4 {
        width = round_up(width);
        let first = (low / width + 1e-9).floor();
        let all = (0..=BINS).map(|at| nine_decimals((first + at as f64) * width));
        let mut kept = Vec::new();
        for edge in all {
            kept.push(edge);
            if billionths(edge) >= billionths(high) {
                return kept;
            }
        }
        width *= 1.01;
    }
    Vec::new()
}

/// The next of 1, 2, 2.5, 5, 10 times a power of ten.
fn round_up(width: f64) -> f64 {
    let power = 10_f64.powf(width.max(NARROWEST).log10().floor());
    let round = [1.0, 2.0, 2.5, 5.0, 10.0].map(|step| step * power);
    round.into_iter().find(|round| *round >= width * (1.0 - 1e-9)).unwrap_or(width).max(NARROWEST)
}
