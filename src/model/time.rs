//! Instants and durations, and their formatting. Callers pass the time zone and the current time.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc, Weekday};

/// An instant with nanosecond precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(DateTime<Utc>);

impl From<DateTime<Utc>> for Timestamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at)
    }
}

impl Timestamp {
    /// The beginning of 1970.
    pub const EPOCH: Self = Self(DateTime::UNIX_EPOCH);

    /// Reads an ISO 8601 time with a zone; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| Self(at.with_timezone(&Utc)))
    }

    /// From milliseconds since 1970.
    pub fn from_millis(millis: i64) -> Option<Self> {
        DateTime::from_timestamp_millis(millis).map(Self)
    }

    pub fn millis(self) -> i64 {
        self.0.timestamp_millis()
    }

    /// The time in an id of the server's: a UUID of version 7 begins with its milliseconds. `None` for other ids.
    pub fn of_id(id: &str) -> Option<Self> {
        let mut digits = id.chars().filter(|digit| *digit != '-');
        let millis: String = digits.by_ref().take(12).collect();
        (digits.next()? == '7').then(|| i64::from_str_radix(&millis, 16).ok().and_then(Self::from_millis))?
    }

    /// The date in the given zone.
    pub fn date(self, zone: FixedOffset) -> NaiveDate {
        self.0.with_timezone(&zone).date_naive()
    }

    /// Milliseconds to another instant, negative if it is earlier.
    pub fn millis_until(self, end: Self) -> f64 {
        let between = end.0 - self.0;
        between
            .num_microseconds()
            .map_or_else(|| between.num_milliseconds() as f64, |micros| micros as f64 / 1000.0)
    }

    /// ISO 8601 in UTC with milliseconds, for `<time datetime>` and the API.
    pub fn iso(self) -> String {
        let at = self.0;
        let (date, clock) = (at.date_naive(), clock(&at));
        format!(
            "{:04}-{:02}-{:02}T{clock}.{:03}Z",
            date.year(),
            date.month(),
            date.day(),
            at.timestamp_subsec_millis()
        )
    }

    /// ISO 8601 in the given zone with milliseconds and the zone's offset, `2026-11-22T20:24:06.123+01:00`.
    pub fn iso_in(self, zone: FixedOffset) -> String {
        let at = self.0.with_timezone(&zone);
        let minutes = zone.local_minus_utc() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        format!(
            "{:04}-{:02}-{:02}T{}.{:03}{sign}{:02}:{:02}",
            at.year(),
            at.month(),
            at.day(),
            clock(&at),
            at.timestamp_subsec_millis(),
            minutes.abs() / 60,
            minutes.abs() % 60
        )
    }

    /// `22 Nov 2026, 20:24` in the given zone.
    pub fn date_time(self, zone: FixedOffset) -> String {
        let at = self.0.with_timezone(&zone);
        format!("{}, {:02}:{:02}", short_date(&at), at.hour(), at.minute())
    }

    /// `20:24:06` in the given zone.
    pub fn clock(self, zone: FixedOffset) -> String {
        clock(&self.0.with_timezone(&zone))
    }

    /// `Sunday, 22 November 2026` in the given zone.
    pub fn day(self, zone: FixedOffset) -> String {
        let at = self.0.with_timezone(&zone);
        format!("{}, {} {} {}", weekday(at.weekday()), at.day(), month(at.month()), at.year())
    }

    /// `22 Nov 2026, 20:24:06.123 UTC`, for tooltips.
    pub fn utc(self) -> String {
        let at = self.0;
        format!("{}, {}.{:03} UTC", short_date(&at), clock(&at), at.timestamp_subsec_millis())
    }

    /// How long before `now`: `just now`, `5 min ago`, `3 h ago`, `yesterday`, `12 days ago`, then the date. A time more
    /// than five minutes ahead, which is no clock's inaccuracy, is written as it is.
    pub fn ago(self, now: Self, zone: FixedOffset) -> String {
        let seconds = (now.0 - self.0).num_seconds();
        match seconds {
            ..-300 => self.date_time(zone),
            -300..45 => "just now".to_owned(),
            45..3570 => format!("{} min ago", ((seconds + 30) / 60).max(1)),
            3570..86_400 => format!("{} h ago", ((seconds + 1800) / 3600).max(1)),
            86_400..172_800 => "yesterday".to_owned(),
            172_800..2_592_000 => format!("{} days ago", seconds / 86_400),
            _ => short_date(&self.0.with_timezone(&zone)),
        }
    }
}

// Not chrono's own formatting: it parses a pattern at run time, whose code is larger than these few functions.

/// A date such as `22 Nov 2026`.
pub fn short_date(date: &impl Datelike) -> String {
    format!("{} {:.3} {}", date.day(), month(date.month()), date.year())
}

fn clock(at: &impl Timelike) -> String {
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// The name of a month, from 1.
pub fn month(number: u32) -> &'static str {
    match number {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

pub fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// A short duration: `<1 ms`, `840 ms`, `1.8 s`, `48 s`, `6m 12s`, `3h 05m`, `2d 4h`.
pub fn duration(millis: f64) -> String {
    if !millis.is_finite() || millis < 0.0 {
        return "–".to_owned();
    }
    if millis > 0.0 && millis < 1.0 {
        return "<1 ms".to_owned();
    }
    if millis < 999.5 {
        return format!("{millis:.0} ms");
    }
    let seconds = millis / 1000.0;
    if seconds < 9.95 {
        return format!("{seconds:.1} s");
    }
    // A cast of a float that is too large gives the maximum.
    let whole = seconds.round() as u64;
    match whole {
        ..60 => format!("{whole} s"),
        60..3600 => format!("{}m {:02}s", whole / 60, whole % 60),
        3600..86_400 => format!("{}h {:02}m", whole / 3600, whole % 3600 / 60),
        _ => format!("{}d {}h", whole / 86_400, whole % 86_400 / 3600),
    }
}

/// A duration in one whole unit, spelled out: `47 minutes`, `1 hour`, `3 days`.
pub fn long_duration(millis: f64) -> String {
    let minutes = (millis / 60_000.0).round().max(0.0) as u64;
    let (count, unit) = match minutes {
        ..60 => (minutes, "minute"),
        60..1440 => ((minutes + 30) / 60, "hour"),
        _ => ((minutes + 720) / 1440, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc() -> FixedOffset {
        FixedOffset::east_opt(0).unwrap()
    }

    #[test]
    fn durations_read_as_a_person_says_them() {
        let words =
            [0.0, 840.2, 999.4, 1800.0, 9949.0, 9950.0, 48_000.0, 372_000.0, 11_100_000.0, 187_200_000.0]
                .map(duration);
        assert_eq!(
            words,
            ["0 ms", "840 ms", "999 ms", "1.8 s", "9.9 s", "10 s", "48 s", "6m 12s", "3h 05m", "2d 4h"]
        );
        assert_eq!(
            [0.000_1, 0.5, 0.999, 1.0, 1.5].map(duration),
            ["<1 ms", "<1 ms", "<1 ms", "1 ms", "2 ms"]
        );
        assert_eq!([702_245_000.0, 34_560_000_000.0].map(duration), ["8d 3h", "400d 0h"]);
        assert_eq!([59_700.0, 3_599_900.0, 86_399_900.0].map(duration), ["1m 00s", "1h 00m", "1d 0h"]);
        assert_eq!(duration(-1.0), "–");
        assert_eq!(duration(f64::NAN), "–");
    }

    #[test]
    fn a_silence_is_spelled_out_in_one_unit() {
        let words = [47.0, 60.0, 89.0, 91.0, 1440.0, 3000.0].map(|minutes| long_duration(minutes * 60_000.0));
        assert_eq!(words, ["47 minutes", "1 hour", "1 hour", "2 hours", "1 day", "2 days"]);
    }

    #[test]
    fn an_instant_is_told_from_now() {
        let now = Timestamp::parse("2026-11-22T20:24:06Z").unwrap();
        let words = |text: &str| Timestamp::parse(text).unwrap().ago(now, utc());
        assert_eq!(words("2026-11-22T20:24:00Z"), "just now");
        assert_eq!(words("2026-11-22T20:25:00Z"), "just now");
        assert_eq!(words("2026-11-22T21:24:06Z"), "22 Nov 2026, 21:24");
        assert_eq!(words("2262-01-01T00:00:00Z"), "1 Jan 2262, 00:00");
        assert_eq!(words("1970-01-01T00:00:00Z"), "1 Jan 1970");
        assert_eq!(words("2026-11-22T20:15:06Z"), "9 min ago");
        assert_eq!(words("2026-11-22T17:24:06Z"), "3 h ago");
        assert_eq!(words("2026-11-21T12:24:06Z"), "yesterday");
        assert_eq!(words("2026-11-10T12:24:06Z"), "12 days ago");
        assert_eq!(words("2025-11-10T12:24:06Z"), "10 Nov 2025");
    }

    #[test]
    fn an_instant_is_written_for_people_and_for_machines() {
        let at = Timestamp::parse("2026-03-01T23:04:05.678901Z").unwrap();
        let zone = FixedOffset::east_opt(2 * 3600).unwrap();
        assert_eq!(at.date_time(zone), "2 Mar 2026, 01:04");
        assert_eq!(at.clock(zone), "01:04:05");
        assert_eq!(at.day(zone), "Monday, 2 March 2026");
        assert_eq!(at.utc(), "1 Mar 2026, 23:04:05.678 UTC");
        assert_eq!(at.iso(), "2026-03-01T23:04:05.678Z");
        assert_eq!(at.iso_in(zone), "2026-03-02T01:04:05.678+02:00");
        let west = FixedOffset::west_opt(3 * 3600 + 1800).unwrap();
        assert_eq!(at.iso_in(west), "2026-03-01T19:34:05.678-03:30");
        assert_eq!(Timestamp::parse(&at.iso_in(west)).map(Timestamp::millis), Some(at.millis()));
        assert_eq!(Timestamp::parse(&at.iso()).map(Timestamp::millis), Some(at.millis()));
    }

    #[test]
    fn an_id_of_version_7_tells_its_time_and_others_do_not() {
        let at = |id: &str| Timestamp::of_id(id).map(Timestamp::iso);
        assert_eq!(at("019ac000-0000-7000-8000-000000000000").as_deref(), Some("2025-11-26T11:50:16.832Z"));
        assert_eq!(
            at("ffffffff-ffff-7000-8000-000000000000").is_some(),
            Timestamp::from_millis((1 << 48) - 1).is_some()
        );
        for other in [
            "",
            "7",
            "019ac000-0000-4000-8000-000000000000",
            "my thread 7",
            "zzzzzzzz-zzzz-7zzz",
            "ééééééééééééé7",
        ] {
            assert_eq!(at(other), None, "{other}");
        }
    }

    #[test]
    fn every_zone_on_the_wire_is_the_same_instant() {
        assert_eq!(
            Timestamp::parse("2026-01-02T05:04:05.678901+02:00"),
            Timestamp::parse("2026-01-02T03:04:05.678901Z")
        );
        assert_eq!(Timestamp::parse("yesterday"), None);
    }
}
