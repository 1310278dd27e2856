//! The charts: which numbers each shows, with the figure beside it and the words for each part of the time.

use super::{
    bins::Bins,
    change::ChartChange,
    drawing::Scale,
    numbers::{ChartNumbers, NumbersOverTime},
};
use crate::model::{figures, time};

/// What a chart is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChartSubject {
    Conversations,
    Thumbs,
    Score,
    Duration,
    Cost,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesShape {
    Bars,
    BarsUp,
    /// From the middle down: greater numbers are lower.
    BarsDown,
    Line,
    FaintLine,
    /// Between two values.
    Band,
}

/// A number for each part of the time.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartSeries {
    pub name: &'static str,
    pub shape: SeriesShape,
    pub values: Vec<Option<f64>>,
    /// The upper values of a band.
    pub upper: Vec<Option<f64>>,
}

/// What the charts are made from.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartData {
    pub bins: Bins,
    pub over_time: NumbersOverTime,
    pub all: ChartNumbers,
    /// The same numbers of the time before; `None` for all time.
    pub before: Option<ChartNumbers>,
    /// How long the time before was, "7 days".
    pub length: String,
    /// The name of the chosen score, if there is any.
    pub score: Option<String>,
}

/// One chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    pub subject: ChartSubject,
    pub title: String,
    /// The number of all the time: "1,240", "87% up", "48 s".
    pub figure: Option<String>,
    /// What the figure is: "median".
    pub about: &'static str,
    pub change: Option<ChartChange>,
    /// What is drawn over the others is last, and is told first. Empty if nothing is known over time.
    pub series: Vec<ChartSeries>,
}

impl ChartSubject {
    /// A number as the axis and the table show it.
    pub fn written(self, value: f64) -> String {
        match self {
            // A count that is not whole is a mark of the axis.
            Self::Conversations | Self::Thumbs if value.fract() == 0.0 => {
                figures::count(value.abs().min(9e15) as u64)
            }
            Self::Conversations | Self::Thumbs | Self::Score => figures::score(value),
            Self::Duration => time::duration(value),
            Self::Cost => figures::money(value),
        }
    }
}

impl ChartData {
    /// The charts of what is known.
    pub fn charts(&self) -> Vec<Chart> {
        let mut charts = vec![self.conversations()];
        charts.extend(self.all.thumbs.is_some().then(|| self.thumbs()));
        charts.extend(self.score.as_ref().map(|name| self.score(name)));
        charts.push(self.duration());
        charts.push(self.cost());
        charts
    }

    fn conversations(&self) -> Chart {
        let written = |count: u64| figures::count(count);
        let now = self.all.conversations;
        let before = self.before.and_then(|before| before.conversations);
        let change = now.zip(before).and_then(|(now, then)| {
            ChartChange::percent(now as f64, then as f64, &written(then), &self.length)
        });
        let values = self.over_time.conversations.as_ref().map(|counts| numbers(counts));
        self.chart(ChartSubject::Conversations, "Conversations", now.map(written), "in all", change).with(
            "Conversations",
            SeriesShape::Bars,
            values,
        )
    }

    fn thumbs(&self) -> Chart {
        let share = |(up, down): (u64, u64)| {
            (up + down > 0).then(|| up as f64 * 100.0 / (up.saturating_add(down)) as f64)
        };
        let now = self.all.thumbs.and_then(share);
        let before = self.before.and_then(|before| before.thumbs).and_then(share);
        let written = |share: f64| format!("{share:.0}% up");
        let change = now
            .zip(before)
            .and_then(|(now, then)| ChartChange::points(now, then, &written(then), &self.length));
        let figure = now.map_or_else(|| "None".to_owned(), written);
        let counts = self.over_time.thumbs.as_ref();
        let side = |of: fn(&(u64, u64)) -> u64| {
            counts.map(|counts| counts.iter().map(|both| Some(of(both) as f64)).collect())
        };
        let about = if now.is_some() { "of all thumbs" } else { "on any turn" };
        self.chart(ChartSubject::Thumbs, "Thumbs", Some(figure), about, change)
            .with("Down", SeriesShape::BarsDown, side(|both| both.1))
            .with("Up", SeriesShape::BarsUp, side(|both| both.0))
    }

    fn score(&self, name: &str) -> Chart {
        let now = self.all.score;
        let before = self.before.and_then(|before| before.score);
        let change = now
            .zip(before)
            .and_then(|(now, then)| ChartChange::difference(now, then, &figures::score(then), &self.length));
        let means = self.over_time.score.as_ref();
        let bound = |of: fn(&(f64, f64)) -> f64| -> Option<Vec<Option<f64>>> {
            let means = means?;
            let spread = |mean: &Option<super::numbers::MeanAndSpread>| Some(of(&(*mean)?.spread?));
            let bounds: Vec<_> = means.iter().map(spread).collect();
            bounds.iter().any(Option::is_some).then_some(bounds)
        };
        let (low, high) = (bound(|both| both.0), bound(|both| both.1));
        let values = means.map(|means| means.iter().map(|mean| Some((*mean)?.mean)).collect());
        let figure = Some(now.map_or_else(|| "–".to_owned(), figures::score));
        let mut chart = self.chart(ChartSubject::Score, name, figure, "mean", change);
        if let (Some(values), Some(upper)) = (low, high) {
            let name = "Middle half";
            chart.series.push(ChartSeries { name, shape: SeriesShape::Band, values, upper });
        }
        chart.with("Mean", SeriesShape::Line, values)
    }

    fn duration(&self) -> Chart {
        let now = self.all.duration.map(|both| both.0);
        let before = self.before.and_then(|before| before.duration).map(|both| both.0);
        let change = now
            .zip(before)
            .and_then(|(now, then)| ChartChange::percent(now, then, &time::duration(then), &self.length));
        let side = |of: fn(&(f64, f64)) -> f64| {
            let both = self.over_time.duration.as_ref()?;
            Some(both.iter().map(|both| both.as_ref().map(of)).collect())
        };
        let figure = Some(now.map_or_else(|| "–".to_owned(), time::duration));
        self.chart(ChartSubject::Duration, "Duration", figure, "median", change)
            .with("90% are shorter", SeriesShape::FaintLine, side(|both| both.1))
            .with("Median", SeriesShape::Line, side(|both| both.0))
    }

    fn cost(&self) -> Chart {
        let now = self.all.cost;
        let before = self.before.and_then(|before| before.cost);
        let change = now
            .zip(before)
            .and_then(|(now, then)| ChartChange::percent(now, then, &figures::money(then), &self.length));
        let values = self.over_time.cost.as_ref().map(|sums| sums.iter().copied().map(Some).collect());
        self.chart(ChartSubject::Cost, "Cost", now.map(figures::money), "in all", change).with(
            "Cost",
            SeriesShape::Bars,
            values,
        )
    }

    fn chart(
        &self,
        subject: ChartSubject,
        title: &str,
        figure: Option<String>,
        about: &'static str,
        change: Option<ChartChange>,
    ) -> Chart {
        Chart { subject, title: title.to_owned(), figure, about, change, series: Vec::new() }
    }
}

impl Chart {
    fn with(mut self, name: &'static str, shape: SeriesShape, values: Option<Vec<Option<f64>>>) -> Self {
        let series = values.map(|values| ChartSeries { name, shape, values, upper: Vec::new() });
        self.series.extend(series);
        self
    }

    /// The values of one part of the time: "41", "3 up, 1 down", "Median 48 s, 90% are shorter than 2m 10s".
    pub fn words(&self, part: usize) -> String {
        let known: Vec<(&ChartSeries, String)> =
            self.series.iter().rev().filter_map(|series| Some((series, self.cell(series, part)?))).collect();
        if known.is_empty() {
            return "no value".to_owned();
        }
        let one = |(series, value): &(&ChartSeries, String)| match (self.subject, series.shape) {
            (ChartSubject::Thumbs, _) => format!("{value} {}", series.name.to_lowercase()),
            (ChartSubject::Duration, SeriesShape::FaintLine) => format!("90% under {value}"),
            (ChartSubject::Duration, _) => format!("median {value}"),
            (_, SeriesShape::Band) => format!("half of them {value}"),
            (_, SeriesShape::Line) => format!("mean {value}"),
            _ => value.clone(),
        };
        known.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// A series' value of a part as the table shows it; `None` without one.
    pub fn cell(&self, series: &ChartSeries, part: usize) -> Option<String> {
        let value = |values: &[Option<f64>]| Some(self.subject.written((*values.get(part)?)?));
        let low = value(&series.values)?;
        match series.shape {
            SeriesShape::Band => Some(format!("{low} to {}", value(&series.upper)?)),
            _ => Some(low),
        }
    }

    /// Whether any part has a value other than 0.
    pub fn is_blank(&self) -> bool {
        let mut values = self.series.iter().flat_map(|series| &series.values);
        match self.subject {
            ChartSubject::Score | ChartSubject::Duration => values.all(Option::is_none),
            _ => values.all(|value| value.is_none_or(|value| value == 0.0)),
        }
    }

    /// The numbers that the chart has room for.
    pub fn scale(&self) -> Scale {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for series in &self.series {
            for value in series.values.iter().chain(&series.upper).flatten() {
                let value = if series.shape == SeriesShape::BarsDown { -value } else { *value };
                (low, high) = (low.min(value), high.max(value));
            }
        }
        Scale::of(self.subject, low, high)
    }
}

fn numbers(counts: &[u64]) -> Vec<Option<f64>> {
    counts.iter().map(|count| Some(*count as f64)).collect()
}
