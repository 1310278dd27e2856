//! What time it is, and in which zone the person reads.

use std::time::Duration;

use chrono::{FixedOffset, Local, NaiveDate, Offset, TimeZone, Utc};
use leptos::prelude::*;

use super::tracking;
use crate::model::time::Timestamp;

/// How often a relative time ("5 min ago") is worked out again.
const TICK: Duration = Duration::from_secs(30);

/// Now.
pub fn now() -> Timestamp {
    Timestamp::from(Utc::now())
}

/// Milliseconds since the page began, on a clock that nobody sets: it only runs forward.
pub fn running() -> i64 {
    window().performance().map_or(0, |performance| performance.now() as i64)
}

/// The person's own zone at that instant (summer time counts).
pub fn zone_at(at: Timestamp) -> FixedOffset {
    Local.timestamp_millis_opt(at.millis()).earliest().map_or_else(|| Utc.fix(), |local| local.offset().fix())
}

/// What a `datetime-local` field says (`2026-11-22T20:24`), in the person's own zone.
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

/// The time that a clock of [`ticking`] shows; tracked.
pub fn at(ticking: ReadSignal<Timestamp>) -> Timestamp {
    tracking::track(&ticking);
    ticking.get_untracked()
}

/// Now, told again every half minute, for `5 min ago`.
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
