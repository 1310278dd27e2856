//! The time range of a list. The default is all time, so that no rows are hidden unless somebody asks for it.

use chrono::{FixedOffset, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc};

use crate::model::time::{Timestamp, short_date};

/// The person's UTC offset at an instant, daylight saving time included.
pub type ZoneAt = fn(Timestamp) -> FixedOffset;

/// The time span that the list is limited to (`from_time` and `to_time` of the request).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TimeRange {
    #[default]
    All,
    Day,
    ThreeDays,
    Week,
    Month,
    TwoMonths,
    /// From the first to the second day, both included, in the person's time zone (Opik's custom range).
    Days(NaiveDate, NaiveDate),
    /// From one instant to another, both included, for requests about the time before another range. Never in a URL.
    Between(Timestamp, Timestamp),
}

impl TimeRange {
    /// The ranges that the menu offers.
    pub const CHOICES: [Self; 6] =
        [Self::All, Self::Day, Self::ThreeDays, Self::Week, Self::Month, Self::TwoMonths];

    /// Reads the value of `time_range`: one of Opik's words, or two days as `2026-11-01,2026-11-05`.
    pub fn parse(text: &str) -> Option<Self> {
        let named = Self::CHOICES.into_iter().find(|range| range.word().as_deref() == Some(text));
        named.or_else(|| (text == "alltime").then_some(Self::All)).or_else(|| Self::days(text))
    }

    fn days(text: &str) -> Option<Self> {
        let (from, to) = text.split_once(',')?;
        let day = |text: &str| {
            let mut parts = text.trim().splitn(3, '-');
            let mut number = || parts.next()?.parse::<u32>().ok();
            let (year, month, day) = (number()?, number()?, number()?);
            NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
        };
        let (from, to) = (day(from)?, day(to)?);
        let is_sane = from <= to && from >= first_day() && to <= last_day();
        is_sane.then_some(Self::Days(from, to))
    }

    /// The value of `time_range`; `None` for all time.
    pub fn word(self) -> Option<String> {
        let word = match self {
            Self::All | Self::Between(..) => return None,
            Self::Day => "past24hours",
            Self::ThreeDays => "past3days",
            Self::Week => "past7days",
            Self::Month => "past30days",
            Self::TwoMonths => "past60days",
            Self::Days(from, to) => return Some(format!("{from},{to}")),
        };
        Some(word.to_owned())
    }

    pub fn label(self) -> String {
        let label = match self {
            Self::All => "All time",
            Self::Day => "Past 24 hours",
            Self::ThreeDays => "Past 3 days",
            Self::Week => "Past 7 days",
            Self::Month => "Past 30 days",
            Self::TwoMonths => "Past 60 days",
            Self::Between(..) => "The time before",
            Self::Days(from, to) if from == to => return short_date(&from),
            Self::Days(from, to) => {
                return format!("{} – {}", short_date(&from), short_date(&to));
            }
        };
        label.to_owned()
    }

    /// The start and end as `from_time` and `to_time` of the request. A range that ends today or later has no end, so
    /// that it includes what is logged in the meantime. `zone` gives the person's UTC offset at an instant.
    pub fn bounds(self, now: Timestamp, zone: ZoneAt) -> (Option<Timestamp>, Option<Timestamp>) {
        let back = |days: i64| (Timestamp::from_millis(now.millis() - days * 86_400_000), None);
        match self {
            Self::All => (None, None),
            Self::Day => back(1),
            Self::ThreeDays => back(3),
            Self::Week => back(7),
            Self::Month => back(30),
            Self::TwoMonths => back(60),
            Self::Days(from, to) => {
                let end = to.checked_add_signed(TimeDelta::days(1)).and_then(|day| midnight(day, zone));
                (midnight(from, zone), end.filter(|end| *end <= now))
            }
            Self::Between(from, to) => (Some(from), Some(to)),
        }
    }
}

/// When a day begins in a time zone that may change its offset.
pub fn midnight(day: NaiveDate, zone: ZoneAt) -> Option<Timestamp> {
    let at = |zone: FixedOffset| {
        let local = zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).single()?;
        Timestamp::from_millis(local.timestamp_millis())
    };
    let about = at(zone(at(Utc.fix())?))?;
    at(zone(about))
}

/// The first day that an id can have its time in.
pub fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(1970, 1, 1).unwrap_or_default()
}

/// The last whole day that the server can store (nanoseconds in 64 bits).
pub fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2262, 4, 10).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn all_time_is_the_default_and_stays_out_of_the_url() {
        assert_eq!(TimeRange::parse("since-lunch"), None);
        assert_eq!(TimeRange::parse("alltime"), Some(TimeRange::All));
        assert_eq!(TimeRange::All.word(), None);
    }

    #[test]
    fn every_range_comes_back_from_its_word() {
        let days = TimeRange::parse("2026-11-01,2026-11-05").unwrap();
        assert_eq!(days.label(), "1 Nov 2026 – 5 Nov 2026");
        for range in TimeRange::CHOICES.into_iter().chain([days]) {
            let word = range.word().unwrap_or_else(|| "alltime".to_owned());
            assert_eq!(TimeRange::parse(&word), Some(range));
        }
        for backwards in ["2026-11-05,2026-11-01", "0001-01-01,2026-01-01", "2026-01-01,9999-01-01"] {
            assert_eq!(TimeRange::parse(backwards), None);
        }
    }

    #[test]
    fn days_are_in_the_persons_zone_and_today_has_no_end() {
        let zone = |_| FixedOffset::east_opt(2 * 3600).unwrap();
        let range = TimeRange::parse("2026-11-20,2026-11-22").unwrap();
        let late = range.bounds(at("2026-11-23T12:00:00Z"), zone);
        assert_eq!(late, (Some(at("2026-11-19T22:00:00Z")), Some(at("2026-11-22T22:00:00Z"))));
        let during = range.bounds(at("2026-11-22T12:00:00Z"), zone);
        assert_eq!(during, (Some(at("2026-11-19T22:00:00Z")), None));
    }

    #[test]
    fn a_day_begins_at_its_own_midnight_whether_or_not_the_clocks_have_changed_since() {
        // Berlin in 2026: summer time from 29 March, 01:00 UTC, to 25 October, 01:00 UTC.
        let berlin = |instant: Timestamp| {
            let summer = at("2026-03-29T01:00:00Z") <= instant && instant < at("2026-10-25T01:00:00Z");
            FixedOffset::east_opt(if summer { 7200 } else { 3600 }).unwrap()
        };
        let now = at("2026-11-23T12:00:00Z");
        let bounds = |text: &str| TimeRange::parse(text).unwrap().bounds(now, berlin);
        assert_eq!(
            bounds("2026-07-01,2026-07-01"),
            (Some(at("2026-06-30T22:00:00Z")), Some(at("2026-07-01T22:00:00Z")))
        );
        // The day of 25 hours.
        assert_eq!(
            bounds("2026-10-25,2026-10-25"),
            (Some(at("2026-10-24T22:00:00Z")), Some(at("2026-10-25T23:00:00Z")))
        );
        // The day of 23 hours.
        assert_eq!(
            bounds("2026-03-29,2026-03-29"),
            (Some(at("2026-03-28T23:00:00Z")), Some(at("2026-03-29T22:00:00Z")))
        );
    }
}
