//! Turns threads inactive that had no activity for the timeout: the workspace's, else that of the environment, else 15
//! minutes.

use std::time::Duration;

use chrono::TimeDelta;
use rusqlite::Connection;

use crate::error::ApiResult;
use crate::iso_duration;
use crate::state::AppState;
use crate::store::{threads, workspace};

/// The environment variable with the timeout in Dropwizard's grammar (`15m`, `900s`, `1h`), as Opik reads it.
pub const TIMEOUT_VARIABLE: &str = "OPIK_TRACE_THREAD_TIMEOUT_TO_MARK_AS_INACTIVE";

/// How often threads are checked.
const TICK: Duration = Duration::from_secs(1);

/// Checks threads until the store is closed; spawn it once. `fallback` is the timeout when the workspace has none.
pub async fn run(state: AppState, fallback: TimeDelta) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        // A failed check is logged and tried again, because a full disk may be freed; only a closed store ends this.
        if check(&state, fallback).await.is_err() && state.store.is_closed() {
            return;
        }
    }
}

/// Checks all threads once; returns how many turned inactive.
///
/// # Errors
/// When the store fails.
pub async fn check(state: &AppState, fallback: TimeDelta) -> ApiResult<usize> {
    let now = state.now();
    // Look with a read first: there is rarely anything to write.
    let idle = state.store.read(move |conn| {
        let before = now.before(timeout(conn, fallback)?);
        let mut query = conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM threads WHERE inactive = 0 AND last_updated_at < ?1)",
        )?;
        Ok(query.query_row([before], |row| row.get::<_, bool>(0))?.then_some(before))
    });
    match idle.await? {
        Some(before) => state.store.write(move |conn| threads::mark_idle_inactive(conn, before, now)).await,
        None => Ok(0),
    }
}

/// The timeout that applies now: the workspace's, else `fallback`.
///
/// # Errors
/// When the store fails.
pub fn timeout(conn: &Connection, fallback: TimeDelta) -> ApiResult<TimeDelta> {
    let configuration = workspace::get(conn)?;
    let configuration: Option<serde_json::Value> =
        configuration.and_then(|json| serde_json::from_str(&json).ok());
    let text = configuration.as_ref().and_then(|all| all.get("timeout_to_mark_thread_as_inactive")?.as_str());
    let time = text.and_then(|text| iso_duration::parse(text).ok());
    Ok(time.and_then(|time| TimeDelta::from_std(time).ok()).unwrap_or(fallback))
}

/// The timeout of the environment, else 15 minutes.
pub fn default_timeout() -> TimeDelta {
    let text = std::env::var(TIMEOUT_VARIABLE).unwrap_or_default();
    let time = parse_dropwizard_duration(&text);
    if time.is_none() && !text.is_empty() {
        tracing::warn!("{TIMEOUT_VARIABLE} is no duration such as 15m or 900s: {text}");
    }
    time.unwrap_or(TimeDelta::minutes(15))
}

/// Parses a duration in Dropwizard's grammar, of at least 100 ms.
pub fn parse_dropwizard_duration(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let unit = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (count, unit) = text.split_at(unit);
    let count: i64 = count.parse().ok()?;
    let nanos: i64 = match unit.trim() {
        "ns" | "nanosecond" | "nanoseconds" => 1,
        "us" | "microsecond" | "microseconds" => 1_000,
        "ms" | "millisecond" | "milliseconds" => 1_000_000,
        "s" | "second" | "seconds" => 1_000_000_000,
        "m" | "min" | "mins" | "minute" | "minutes" => 60_000_000_000,
        "h" | "hour" | "hours" => 3_600_000_000_000,
        "d" | "day" | "days" => 86_400_000_000_000,
        _ => return None,
    };
    Some(TimeDelta::nanoseconds(count.checked_mul(nanos)?))
        .filter(|time| *time >= TimeDelta::milliseconds(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environments_grammar_is_read() {
        for (text, seconds) in
            [("15m", 900), ("15min", 900), ("900s", 900), ("1h", 3600), ("1d", 86_400), ("2 hours", 7200)]
        {
            assert_eq!(parse_dropwizard_duration(text), Some(TimeDelta::seconds(seconds)), "{text}");
        }
        for text in ["", "15", "m", "-1m", "PT15M", "99ms", "99999999999999d"] {
            assert_eq!(parse_dropwizard_duration(text), None, "{text}");
        }
    }
}
