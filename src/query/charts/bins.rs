//! Hours, days or weeks, into which charts divide a period.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::period::Period;
use crate::{
    model::time::{Timestamp, month, short_date, weekday},
    query::time_range::{ZoneAt, midnight},
};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Not many more parts fit a small chart, and each has a row in the table.
pub const MOST: usize = 200;

/// How long each part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartStep {
    Hour,
    Day,
    /// So many weeks, which begin on Monday.
    Weeks(i64),
}

impl ChartStep {
    /// The step with which a period has enough parts, and at most [`MOST`].
    pub fn of(period: Period) -> Self {
        /// Milliseconds of "past 3 days", and those of a chart of days.
        const HOURS: i64 = 3 * DAY + HOUR;
        const DAYS: i64 = 124 * DAY;
        match period.millis() {
            length if length <= HOURS => Self::Hour,
            length if length <= DAYS => Self::Day,
            length => Self::Weeks(length / (7 * DAY * (MOST as i64 - 2)) + 1),
        }
    }

    /// "per day"
    pub fn per(self) -> String {
        match self {
            Self::Hour => "per hour".to_owned(),
            Self::Day => "per day".to_owned(),
            Self::Weeks(1) => "per week".to_owned(),
            Self::Weeks(count) => format!("per {count} weeks"),
        }
    }
}

/// The parts of a period, in order and without gaps.
#[derive(Clone, Debug)]
pub struct Bins {
    pub step: ChartStep,
    pub zone: ZoneAt,
    /// The starts of all parts, and the end of the last one.
    edges: Vec<Timestamp>,
}

impl PartialEq for Bins {
    fn eq(&self, other: &Self) -> bool {
        let offset = |bins: &Self| bins.edges.first().map(|edge| (bins.zone)(*edge));
        self.step == other.step && self.edges == other.edges && offset(self) == offset(other)
    }
}

impl Bins {
    /// The parts that hold the period, in the time zone.
    pub fn of(period: Period, zone: ZoneAt) -> Self {
        let step = ChartStep::of(period);
        let mut edges: Vec<Timestamp> = Vec::new();
        let mut next = match step {
            ChartStep::Hour => Edge::Hour(hour_of(period.from(), zone)),
            ChartStep::Day => Edge::Date(period.from().date(zone(period.from()))),
            ChartStep::Weeks(_) => Edge::Date(monday(period.from().date(zone(period.from())))),
        };
        while edges.len() <= MOST {
            let Some(at) = next.at(zone) else { break };
            // Two days may have the same beginning where the clocks change at midnight.
            if edges.last().is_none_or(|last| *last < at) {
                edges.push(at);
            }
            if at >= period.to() {
                break;
            }
            let Some(after) = next.after(step) else { break };
            next = after;
        }
        if edges.len() < 2 {
            edges = vec![period.from(), period.to()];
        }
        Self { step, zone, edges }
    }

    pub fn count(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// The part that an instant is in; `None` if it is outside.
    pub fn find(&self, at: Timestamp) -> Option<usize> {
        let after = self.edges.partition_point(|edge| *edge <= at);
        after.checked_sub(1).filter(|part| *part < self.count())
    }

    pub fn start(&self, part: usize) -> Option<Timestamp> {
        self.edges.get(part).copied().filter(|_| part < self.count())
    }

    fn end(&self, part: usize) -> Option<Timestamp> {
        self.edges.get(part + 1).copied()
    }

    /// From the start of the first part to the end of the last.
    pub fn period(&self) -> Period {
        let edge = |edge: Option<&Timestamp>| edge.copied().unwrap_or(Timestamp::EPOCH);
        Period::new(edge(self.edges.first()), edge(self.edges.last()))
    }

    /// The first and the last day of these parts, in whichever order they are given.
    pub fn days(&self, one: usize, other: usize) -> Option<(NaiveDate, NaiveDate)> {
        let start = self.start(one.min(other))?;
        let end = self.end(one.max(other).min(self.count().saturating_sub(1)))?;
        let last = Timestamp::from_millis(end.millis() - 1)?;
        Some((start.date((self.zone)(start)), last.date((self.zone)(last))))
    }

    /// "Tuesday, 24 Nov 2026, 14:00", "Tuesday, 24 Nov 2026", "23 Nov 2026 – 29 Nov 2026".
    pub fn label(&self, part: usize) -> String {
        let Some(start) = self.start(part) else { return String::new() };
        let zone = (self.zone)(start);
        let date = start.date(zone);
        let day = format!("{}, {}", weekday(date.weekday()), short_date(&date));
        match self.step {
            ChartStep::Hour => format!("{day}, {:.5}", start.clock(zone)),
            ChartStep::Day => day,
            ChartStep::Weeks(_) => {
                let (first, last) = self.days(part, part).unwrap_or((date, date));
                format!("{} – {}", short_date(&first), short_date(&last))
            }
        }
    }

    /// As [`Self::label`], for the ends of an axis: "14:00", "24 Nov", "24 Nov 2026".
    pub fn short_label(&self, part: usize) -> String {
        let Some(start) = self.start(part) else { return String::new() };
        let zone = (self.zone)(start);
        let date = start.date(zone);
        match self.step {
            ChartStep::Hour => format!("{} {:.3}, {:.5}", date.day(), month(date.month()), start.clock(zone)),
            ChartStep::Day => format!("{} {:.3}", date.day(), month(date.month())),
            ChartStep::Weeks(_) => short_date(&date),
        }
    }
}

/// Where the next part begins.
enum Edge {
    /// Milliseconds.
    Hour(i64),
    Date(NaiveDate),
}

impl Edge {
    fn at(&self, zone: ZoneAt) -> Option<Timestamp> {
        match self {
            Self::Hour(millis) => Timestamp::from_millis(*millis),
            Self::Date(date) => midnight(*date, zone),
        }
    }

    fn after(&self, step: ChartStep) -> Option<Self> {
        let days = match step {
            ChartStep::Weeks(weeks) => 7 * weeks,
            _ => 1,
        };
        match self {
            Self::Hour(millis) => millis.checked_add(HOUR).map(Self::Hour),
            Self::Date(date) => date.checked_add_signed(TimeDelta::try_days(days)?).map(Self::Date),
        }
    }
}

/// The start of the hour in the time zone, which may be half an hour off the others.
fn hour_of(at: Timestamp, zone: ZoneAt) -> i64 {
    let offset = i64::from(zone(at).local_minus_utc()) * 1000;
    at.millis() - (at.millis() + offset).rem_euclid(HOUR)
}

/// The Monday of the date's week.
pub fn monday(date: NaiveDate) -> NaiveDate {
    date.checked_sub_signed(TimeDelta::days(i64::from(date.weekday().num_days_from_monday()))).unwrap_or(date)
}
