//! The time that charts are about.

use chrono::TimeDelta;

use crate::{
    model::time::Timestamp,
    query::time_range::{TimeRange, ZoneAt, first_day, last_day, midnight},
};

const DAY: i64 = 86_400_000;
/// Milliseconds in the shortest period, so that there is something to divide into parts.
const SHORTEST: i64 = 3_600_000;

/// From an instant to a later one, which is not included. Within the days that the server can store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    from: Timestamp,
    to: Timestamp,
}

impl Period {
    /// At least an hour from `from`.
    pub fn new(from: Timestamp, to: Timestamp) -> Self {
        let limits = [first_day(), last_day()]
            .map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis());
        let [first, last] = limits;
        let from = from.millis().clamp(first, last - SHORTEST);
        let to = to.millis().clamp(from + SHORTEST, last);
        let at = |millis| Timestamp::from_millis(millis).unwrap_or(Timestamp::EPOCH);
        Self { from: at(from), to: at(to) }
    }

    pub fn from(self) -> Timestamp {
        self.from
    }

    pub fn to(self) -> Timestamp {
        self.to
    }

    pub fn millis(self) -> i64 {
        self.to.millis() - self.from.millis()
    }

    /// The part of a bounded time range that there can be conversations in; `None` for all time. A range of days that has
    /// not ended goes on to the end of today.
    pub fn of_range(range: TimeRange, now: Timestamp, zone: ZoneAt) -> Option<Self> {
        let (from, to) = range.bounds(now, zone);
        let from = from?;
        let to = to.or_else(|| {
            let TimeRange::Days(_, last) = range else { return Some(now) };
            let today = now.date(zone(now));
            let last = if from <= now { last.min(today) } else { last };
            midnight(last.checked_add_signed(TimeDelta::days(1))?, zone)
        });
        Some(Self::new(from, to.unwrap_or(now)))
    }

    /// The period in which nearly all of these conversations began: instants in ascending order, each with how many.
    /// Times that are later than tomorrow, or far before all others, are those of wrong clocks: they would leave no room
    /// for the rest. `None` if there are no others.
    pub fn of_times(times: &[(Timestamp, u64)], now: Timestamp) -> Option<Self> {
        /// Of so many conversations, one may be left out at the beginning.
        const FEW: u64 = 50;
        /// If that makes the period so many times shorter.
        const SHORTER: i64 = 4;
        let tomorrow = now.millis().saturating_add(DAY);
        let until = times.partition_point(|(at, _)| at.millis() <= tomorrow);
        let times = times.get(..until)?;
        let (first, last) = (times.first()?.0.millis(), times.last()?.0.millis());
        let all: u64 = times.iter().map(|(_, count)| *count).fold(0, u64::saturating_add);
        let mut skipped = 0_u64;
        let mut start = first;
        for (at, count) in times {
            if skipped > all / FEW {
                break;
            }
            let is_worth_it = (last - at.millis() + DAY).saturating_mul(SHORTER) < last - first;
            if is_worth_it {
                start = at.millis();
                break;
            }
            skipped = skipped.saturating_add(*count);
        }
        Some(Self::new(Timestamp::from_millis(start)?, Timestamp::from_millis(last + 1)?))
    }

    /// The period of the same length before the part of it that is over; `None` if nothing can be dated so early.
    pub fn before(self, now: Timestamp) -> Option<Self> {
        let end = self.to.millis().min(now.millis().max(self.from.millis() + SHORTEST));
        let from = self.from.millis() - (end - self.from.millis());
        let from = Timestamp::from_millis(from).filter(|from| *from >= Timestamp::EPOCH)?;
        Some(Self { from, to: self.from })
    }

    /// How long it is: "7 days", "24 hours".
    pub fn length(self) -> String {
        let hours = (self.millis() as f64 / 3_600_000.0).round().max(1.0) as i64;
        match hours {
            1 => "hour".to_owned(),
            2..=47 => format!("{hours} hours"),
            _ => format!("{} days", (hours + 12) / 24),
        }
    }
}
