//! Points in time as they are stored and sent: ISO-8601 in UTC with 0, 3, 6 or 9 decimals.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Serialize, Serializer};

/// Nanoseconds since 1970 in UTC; they reach the year 2262, which is also Opik's limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nanos(pub i64);

impl Nanos {
    /// The start of 1970: the start time of rows that only an early PATCH has made, as on Opik.
    pub const EPOCH: Self = Self(0);

    /// Parses ISO-8601 with any offset; also with a space instead of the `T`, and without an offset (UTC). Times
    /// outside the range become its nearest end.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Some(time.to_utc().into());
        }
        ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
            .into_iter()
            .find_map(|format| chrono::NaiveDateTime::parse_from_str(text, format).ok())
            .map(|time| time.and_utc().into())
    }

    /// Milliseconds since 1970.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// Whole milliseconds since 1970, as in version 7 UUIDs.
    pub fn millis(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// A microsecond later.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1000))
    }

    /// Earlier by `span`.
    pub fn before(self, span: TimeDelta) -> Self {
        Self(self.0.saturating_sub(span.num_nanoseconds().unwrap_or(i64::MAX)))
    }

    /// Milliseconds from `start` to `self` with microseconds as decimals (`duration`).
    pub fn millis_since(self, start: Self) -> f64 {
        (self.0.saturating_sub(start.0) / 1000) as f64 / 1000.0
    }
}

impl From<DateTime<Utc>> for Nanos {
    fn from(time: DateTime<Utc>) -> Self {
        let edge = if time.timestamp() < 0 { i64::MIN } else { i64::MAX };
        Self(time.timestamp_nanos_opt().unwrap_or(edge))
    }
}

impl std::fmt::Display for Nanos {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&DateTime::from_timestamp_nanos(self.0).to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Serialize for Nanos {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl ToSql for Nanos {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for Nanos {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::Nanos;

    #[test]
    fn a_time_is_written_with_as_many_decimals_as_it_has() {
        for (read, written) in [
            ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
            ("2026-01-02T03:04:05.100Z", "2026-01-02T03:04:05.100Z"),
            ("2026-01-02T03:04:05.678901Z", "2026-01-02T03:04:05.678901Z"),
            ("2026-01-02T03:04:05.678901234Z", "2026-01-02T03:04:05.678901234Z"),
            ("2026-01-02T05:04:05+02:00", "2026-01-02T03:04:05Z"),
            ("2026-01-02 03:04:05", "2026-01-02T03:04:05Z"),
        ] {
            assert_eq!(Nanos::parse(read).unwrap().to_string(), written);
        }
        assert_eq!(Nanos::parse("tomorrow"), None);
    }
}
