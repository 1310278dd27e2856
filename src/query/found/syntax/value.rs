//! Values with units and in the person's time zone.

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};

use crate::{
    model::time::Timestamp,
    query::{
        filter::{FieldKind, Operator},
        time_range::ZoneAt,
    },
};

/// The value of a filter that was typed so, and the operator, which changes where a whole day is meant.
///
/// # Errors
/// What is wrong, as a sentence to show.
pub(super) fn read(
    kind: FieldKind,
    operator: Operator,
    typed: &str,
    zone: ZoneAt,
) -> Result<(Operator, String), &'static str> {
    let same = |value: String| Ok((operator, value));
    match kind {
        FieldKind::Duration => same(seconds(typed)),
        FieldKind::Cost => same(typed.strip_prefix('$').unwrap_or(typed).to_owned()),
        FieldKind::Time => match day(typed) {
            Some(day) => whole_day(operator, day, zone),
            None => same(moment(typed, zone).map_or_else(|| typed.to_owned(), Timestamp::iso)),
        },
        _ => same(typed.to_owned()),
    }
}

/// The value as it is typed.
pub(super) fn write(kind: FieldKind, value: &str, zone: ZoneAt) -> String {
    match kind {
        FieldKind::Duration => format!("{value}s"),
        FieldKind::Time => local(value, zone).unwrap_or_else(|| value.to_owned()),
        _ => value.to_owned(),
    }
}

/// Seconds of `90`, `90s`, `1.5m`, `500ms`, `2h`, `1d`; other texts stay.
fn seconds(typed: &str) -> String {
    if let Some(seconds) = typed.strip_suffix('s').filter(|left| !left.ends_with('m')) {
        return seconds.to_owned();
    }
    let unit = [("ms", 0.001), ("m", 60.0), ("h", 3600.0), ("d", 86_400.0)];
    let read = unit.into_iter().find_map(|(unit, length)| {
        let count: f64 = typed.strip_suffix(unit)?.parse().ok()?;
        Some((count * length * 1e6).round() / 1e6)
    });
    read.map_or_else(|| typed.to_owned(), |seconds| seconds.to_string())
}

fn whole_day(operator: Operator, day: NaiveDate, zone: ZoneAt) -> Result<(Operator, String), &'static str> {
    let next = day.checked_add_signed(TimeDelta::days(1));
    let (operator, day) = match operator {
        Operator::Greater => (Operator::AtLeast, next),
        Operator::AtMost => (Operator::Less, next),
        Operator::AtLeast | Operator::Less => (operator, Some(day)),
        _ => return Err("Add a time, or write < and > for days"),
    };
    let at = day.and_then(|day| in_zone(day.and_time(NaiveTime::MIN), zone));
    at.map(|at| (operator, at.iso())).ok_or("A date and a time")
}

/// `2026-11-20`.
fn day(typed: &str) -> Option<NaiveDate> {
    let mut parts = typed.split('-').map(digits);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || !(1970..=9999).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn digits(text: &str) -> Option<u32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// A time with a zone as in ISO 8601, or `2026-11-20T20:24` in the person's.
fn moment(typed: &str, zone: ZoneAt) -> Option<Timestamp> {
    if let Some(at) = Timestamp::parse(typed) {
        return Some(at);
    }
    let (date, time) = typed.split_once(['T', 't', ' '])?;
    let mut parts = time.split(':').map(digits);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let time = NaiveTime::from_hms_opt(hour, minute, second).filter(|_| parts.next().is_none())?;
    in_zone(day(date)?.and_time(time), zone)
}

/// The instant of a local date and time. Which offset holds is only known of instants, so it is looked up twice.
fn in_zone(local: NaiveDateTime, zone: ZoneAt) -> Option<Timestamp> {
    let with = |zone: FixedOffset| {
        let at = zone.from_local_datetime(&local).single()?;
        Timestamp::from_millis(at.timestamp_millis())
    };
    let near = with(FixedOffset::east_opt(0)?)?;
    with(zone(with(zone(near))?))
}

/// `2026-11-20T20:24` for a whole minute, if it is read back as the same instant.
fn local(value: &str, zone: ZoneAt) -> Option<String> {
    let at = Timestamp::parse(value)?;
    let offset = i64::from(zone(at).local_minus_utc()) * 1000;
    let iso = Timestamp::from_millis(at.millis().checked_add(offset)?)?.iso();
    let minute = iso.strip_suffix(":00.000Z")?;
    (moment(minute, zone)? == at).then(|| minute.to_owned())
}
