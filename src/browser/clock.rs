//! The current time, and the reader's time zone.

use std::time::Duration;

use chrono::{FixedOffset, Local, NaiveDate, Offset, TimeZone, Utc};
use leptos::prelude::*;

use super::tracking;
use crate::model::time::Timestamp;

/// How often a relative time ("5 min ago") is worked out again.
const TICK: Duration = Duration::from_secs(30);

pub fn now() -> Timestamp {
    Timestamp::from(Utc::now())
}

/// Milliseconds since the page was opened, on a monotonic clock.
pub fn monotonic() -> i64 {
    window().performance().map_or(0, |performance| performance.now() as i64)
}

/// The reader's UTC offset at that instant, daylight saving time included.
pub fn zone_at(at: Timestamp) -> FixedOffset {
    Local.timestamp_millis_opt(at.millis()).earliest().map_or_else(|| Utc.fix(), |local| local.offset().fix())
}

/// Reads the value of a `datetime-local` field (`2026-11-22T20:24`) in the reader's time zone; `None` if it is
/// malformed.
pub fn from_local(text: &str) -> Option<Timestamp> {
    let (date, clock) = text.split_once('T')?;
    let mut date = date.splitn(3, '-').map(str::parse::<u32>);
    let mut clock = clock.splitn(3, ':').map(str::parse::<u32>);
    let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
    let (hour, minute, second) =
        (clock.next()?.ok()?, clock.next()?.ok()?, clock.next().map_or(Some(0), Result::ok)?);
    let naive =
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?.and_hms_opt(hour, minute, second)?;
    let local = Local.from_local_datetime(&naive).earliest()?;
    Timestamp::from_millis(local.timestamp_millis())
}

/// Reads a clock made by [`ticking`]; tracked.
pub fn at(ticking: ReadSignal<Timestamp>) -> Timestamp {
    tracking::track(&ticking);
    ticking.get_untracked()
}

/// The current time, updated every 30 seconds, for texts such as `5 min ago`. Stops with the component.
pub fn ticking() -> ReadSignal<Timestamp> {
    let (at, set_at) = signal(now());
    if let Ok(timer) = set_interval_with_handle(
        move || {
            let _ = set_at.try_set(now());
        },
        TICK,
    ) {
        on_cleanup(move || timer.clear());
    }
    at
}
