//! What is asked of the server for charts, and how its answers become parts of the time.
//!
//! The server counts hours, days and weeks in UTC. Sums of hours are sums of days in any zone that is whole hours off UTC;
//! medians and means of days cannot be made from those of hours.

use chrono::{FixedOffset, Offset, Utc};

use super::{
    bins::{Bins, ChartStep},
    period::Period,
};
use crate::{model::time::Timestamp, query::time_range::ZoneAt};

const HOUR: i64 = 3_600_000;

/// The `interval` of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricInterval {
    Hourly,
    Daily,
    /// From Monday to Sunday.
    Weekly,
    /// The whole time as one value.
    Total,
}

impl MetricInterval {
    /// The name in requests.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hourly => "HOURLY",
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
            Self::Total => "TOTAL",
        }
    }

    fn millis(self) -> i64 {
        match self {
            Self::Hourly => HOUR,
            Self::Daily => 24 * HOUR,
            Self::Weekly => 7 * 24 * HOUR,
            Self::Total => 0,
        }
    }
}

/// The values of a series, each with the start of its interval.
pub type MetricPoints = Vec<(Timestamp, Option<f64>)>;

/// What is asked for a period.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricPlan {
    pub period: Period,
    pub bins: Bins,
    /// The intervals of counts and sums.
    pub sums: MetricInterval,
    /// The intervals of medians and means; `None` if no parts are as long.
    pub means: Option<MetricInterval>,
    /// How the days of the charts differ from the person's, as a sentence; empty if they do not.
    pub note: &'static str,
}

impl MetricPlan {
    pub fn of(period: Period, zone: ZoneAt) -> Self {
        let offset = |at| zone(at).local_minus_utc();
        let (first, last) = (offset(period.from()), offset(period.to()));
        let is_utc = first == 0 && last == 0;
        let is_whole = first % 3600 == 0 && last % 3600 == 0;
        let own = Bins::of(period, zone);
        let of_utc = || if is_utc { own.clone() } else { Bins::of(period, utc) };
        let (bins, sums, means, note) = match own.step {
            ChartStep::Hour if is_whole => (own, MetricInterval::Hourly, Some(MetricInterval::Hourly), ""),
            ChartStep::Hour => {
                (of_utc(), MetricInterval::Hourly, Some(MetricInterval::Hourly), "Hours are in UTC")
            }
            ChartStep::Day if is_utc => (own, MetricInterval::Daily, Some(MetricInterval::Daily), ""),
            ChartStep::Day if is_whole => (
                own,
                MetricInterval::Hourly,
                Some(MetricInterval::Daily),
                "Days of durations and scores are in UTC",
            ),
            ChartStep::Day => {
                (of_utc(), MetricInterval::Daily, Some(MetricInterval::Daily), "Days are in UTC")
            }
            ChartStep::Weeks(weeks) => (
                of_utc(),
                MetricInterval::Weekly,
                (weeks == 1).then_some(MetricInterval::Weekly),
                if is_utc { "" } else { "Weeks are in UTC" },
            ),
        };
        Self { period, bins, sums, means, note }
    }

    /// The sums of the points in each part.
    pub fn summed(&self, points: &MetricPoints) -> Vec<f64> {
        let mut sums = vec![0.0; self.bins.count()];
        for (at, value) in points {
            if let (Some(value), Some(sum)) = (
                super::numbers::sane(*value),
                self.bins.find(self.within(*at)).and_then(|part| sums.get_mut(part)),
            ) {
                *sum += value;
            }
        }
        sums
    }

    /// The same as counts.
    pub fn counted(&self, points: &MetricPoints) -> Vec<u64> {
        self.summed(points).into_iter().map(|count| count.max(0.0).round() as u64).collect()
    }

    /// The value of each part: that of the interval whose middle is in it.
    pub fn placed(&self, points: &MetricPoints) -> Vec<Option<f64>> {
        let mut values = vec![None; self.bins.count()];
        let half = self.means.map_or(0, MetricInterval::millis) / 2;
        for (at, value) in points {
            let middle = Timestamp::from_millis(at.millis().saturating_add(half));
            if let Some(place) =
                middle.and_then(|middle| self.bins.find(middle)).and_then(|part| values.get_mut(part))
            {
                *place = super::numbers::sane(*value);
            }
        }
        values
    }

    /// The first interval may begin before the first part.
    fn within(&self, at: Timestamp) -> Timestamp {
        let is_before = self
            .bins
            .start(0)
            .is_some_and(|start| at < start && at.millis() > start.millis() - self.sums.millis());
        if is_before { self.bins.start(0).unwrap_or(at) } else { at }
    }
}

fn utc(_: Timestamp) -> FixedOffset {
    Utc.fix()
}
