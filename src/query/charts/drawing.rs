//! Charts as SVG paths. A part of the time is [`PART`] units wide, a chart [`HEIGHT`] units high; the page stretches both.

use std::fmt::Write;

use super::chart::{ChartSeries, ChartSubject, SeriesShape};

pub const PART: usize = 10;
pub const HEIGHT: f64 = 100.0;
/// The space on either side of a bar.
const GAP: f64 = 1.0;

/// The numbers at the bottom and at the top of a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub bottom: f64,
    pub top: f64,
}

impl Scale {
    /// A scale that has room for these numbers and 0, and ends in round ones.
    pub fn of(subject: ChartSubject, low: f64, high: f64) -> Self {
        let top = round_up(subject, high.max(0.0));
        let bottom = round_up(subject, -low.min(0.0));
        match (top, bottom) {
            (0.0, 0.0) => Self { bottom: 0.0, top: 1.0 },
            (top, bottom) => Self { bottom: 0.0 - bottom, top },
        }
    }

    /// Where a number is, from the top.
    fn y(self, value: f64) -> f64 {
        let height = (self.top - value) / (self.top - self.bottom) * HEIGHT;
        if height.is_finite() { height.clamp(0.0, HEIGHT) } else { HEIGHT }
    }

    /// Where 0 is, in percent from the top.
    pub fn zero(self) -> f64 {
        self.y(0.0)
    }
}

/// The next round number.
fn round_up(subject: ChartSubject, value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 0.0;
    }
    if subject == ChartSubject::Duration {
        /// Milliseconds: seconds, minutes and hours that are read easily.
        const ROUND: [f64; 21] = [
            1e3, 2e3, 5e3, 1e4, 2e4, 3e4, 6e4, 12e4, 18e4, 3e5, 6e5, 12e5, 18e5, 36e5, 72e5, 108e5, 216e5,
            432e5, 864e5, 1728e5, 4320e5,
        ];
        let above = ROUND.iter().find(|round| **round >= value);
        match above {
            Some(round) if value > 500.0 => return *round,
            // Days.
            None => return decimal(value / 864e5) * 864e5,
            _ => {}
        }
    }
    let whole = matches!(subject, ChartSubject::Conversations | ChartSubject::Thumbs);
    let round = decimal(value);
    if whole { round.max(1.0).ceil() } else { round }
}

/// The next of 1, 2, 2.5, 4, 5, 8 and 10 times a power of ten.
fn decimal(value: f64) -> f64 {
    let power = 10_f64.powi(value.log10().floor().clamp(-300.0, 300.0) as i32);
    let steps = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    // A small tolerance, so that 0.3 is not more than 3 times 0.1.
    let step = steps.into_iter().find(|step| step * power >= value * (1.0 - 1e-9));
    step.unwrap_or(10.0) * power
}

impl ChartSeries {
    /// The path of the series. Bars and bands are areas, lines are strokes.
    pub fn path(&self, scale: Scale) -> String {
        match self.shape {
            SeriesShape::Bars | SeriesShape::BarsUp => self.bars(scale, 1.0),
            SeriesShape::BarsDown => self.bars(scale, -1.0),
            SeriesShape::Line | SeriesShape::FaintLine => line(&self.values, scale),
            SeriesShape::Band => self.band(scale),
        }
    }

    fn bars(&self, scale: Scale, sign: f64) -> String {
        /// What is not nothing is seen.
        const LOWEST: f64 = 1.5;
        let mut path = String::new();
        let zero = scale.y(0.0);
        for (part, value) in self.values.iter().enumerate() {
            let Some(value) = value.filter(|value| *value != 0.0) else { continue };
            let end = scale.y(value * sign);
            let height = (zero - end).abs().max(LOWEST);
            let top = if end <= zero { zero - height } else { zero };
            let left = (part * PART) as f64 + GAP;
            let width = PART as f64 - 2.0 * GAP;
            let _ = write!(path, "M{left} {top:.2}h{width}v{height:.2}h-{width}z");
        }
        path
    }

    /// One area for each run of parts that have values.
    fn band(&self, scale: Scale) -> String {
        let both: Vec<Option<(f64, f64)>> =
            self.values.iter().zip(&self.upper).map(|(low, high)| (*low).zip(*high)).collect();
        let mut path = String::new();
        for (first, run) in runs(&both) {
            let middle = |at: usize| (first + at) as f64 * PART as f64 + PART as f64 / 2.0;
            let half = if run.len() == 1 { PART as f64 / 4.0 } else { 0.0 };
            let mut way =
                run.iter().enumerate().map(|(at, (_, high))| (middle(at) - half, *high)).collect::<Vec<_>>();
            if half > 0.0 {
                way.extend(run.iter().map(|(_, high)| (middle(0) + half, *high)));
            }
            way.extend(run.iter().enumerate().rev().map(|(at, (low, _))| (middle(at) + half, *low)));
            if half > 0.0 {
                way.extend(run.iter().map(|(low, _)| (middle(0) - half, *low)));
            }
            for (at, (x, value)) in way.into_iter().enumerate() {
                let _ = write!(path, "{}{x} {:.2}", if at == 0 { 'M' } else { 'L' }, scale.y(value));
            }
            path.push('z');
        }
        path
    }
}

/// A line through the middles of the parts, with gaps where there is no value, and a dash for a value on its own.
fn line(values: &[Option<f64>], scale: Scale) -> String {
    let mut path = String::new();
    for (first, run) in runs(values) {
        let middle = first * PART + PART / 2;
        if let [value] = run.as_slice() {
            let _ = write!(path, "M{} {:.2}h{}", middle - PART / 4, scale.y(*value), PART / 2);
            continue;
        }
        for (at, value) in run.iter().enumerate() {
            let _ = write!(
                path,
                "{}{} {:.2}",
                if at == 0 { 'M' } else { 'L' },
                middle + at * PART,
                scale.y(*value)
            );
        }
    }
    path
}

/// The runs of values without gaps, each with the place of its first.
fn runs<T: Copy>(values: &[Option<T>]) -> Vec<(usize, Vec<T>)> {
    let mut runs: Vec<(usize, Vec<T>)> = Vec::new();
    let mut is_open = false;
    for (at, value) in values.iter().enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some((_, run))) if is_open => run.push(*value),
            (Some(value), _) => runs.push((at, vec![*value])),
            (None, _) => {}
        }
        is_open = value.is_some();
    }
    runs
}
