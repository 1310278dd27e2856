//! The timeout in the workspace configuration: ISO-8601 durations of days and smaller units (`PT30M`, `P1DT2H`), as
//! `java.time.Duration` reads them. The environment variable has another grammar, see [`crate::inactivity`].

use std::time::Duration;

/// Why a duration is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// It is not a duration.
    Unreadable,
    /// It has a fraction of a second, or is shorter than a second.
    TooFine,
    /// It is longer than a week.
    TooLong,
}

/// Opik's longest timeout: `PT168H`.
const LONGEST: Duration = Duration::from_secs(168 * 3600);

/// Parses a duration of 1 second to 7 days, in whole seconds.
///
/// # Errors
/// See [`DurationError`].
pub fn parse(text: &str) -> Result<Duration, DurationError> {
    let text = text.trim().to_ascii_uppercase();
    let rest = text.strip_prefix('P').ok_or(DurationError::Unreadable)?;
    let (days, time) = rest.split_once('T').map_or((rest, None), |(days, time)| (days, Some(time)));
    let mut seconds = 0_f64;
    seconds += units(days, &[('D', 86_400.0)])?;
    if let Some(time) = time {
        if time.is_empty() {
            return Err(DurationError::Unreadable);
        }
        seconds += units(time, &[('H', 3600.0), ('M', 60.0), ('S', 1.0)])?;
    } else if days.is_empty() {
        return Err(DurationError::Unreadable);
    }
    if seconds < 1.0 || seconds.fract() != 0.0 {
        return Err(DurationError::TooFine);
    }
    if seconds > LONGEST.as_secs_f64() {
        return Err(DurationError::TooLong);
    }
    Ok(Duration::from_secs_f64(seconds))
}

/// The seconds of `1H2M3S`: each unit at most once and in this order; only seconds may have a fraction.
fn units(mut text: &str, units: &[(char, f64)]) -> Result<f64, DurationError> {
    let mut sum = 0.0;
    for (unit, seconds) in units {
        let Some((number, rest)) = text.split_once(*unit) else { continue };
        let plain = |c: char| c.is_ascii_digit() || (c == '.' && *unit == 'S') || c == '-' || c == '+';
        if !number.chars().all(plain) {
            return Err(DurationError::Unreadable);
        }
        sum += number.parse::<f64>().map_err(|_| DurationError::Unreadable)? * seconds;
        text = rest;
    }
    if text.is_empty() { Ok(sum) } else { Err(DurationError::Unreadable) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_of_a_second_to_a_week_are_read() {
        for (text, seconds) in [
            ("PT1S", 1),
            ("PT30M", 1800),
            ("pt1h", 3600),
            ("PT1H30M5S", 5405),
            ("P1D", 86_400),
            ("P7D", 604_800),
            ("P1DT2H", 93_600),
            ("PT168H", 604_800),
            ("PT2.0S", 2),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
    }

    #[test]
    fn others_are_refused_with_their_reason() {
        for text in ["", "P", "PT", "30m", "PT5", "PTM", "P1M", "PT1M1H", "1D", "PT1HM", "PTNANS"] {
            assert_eq!(parse(text), Err(DurationError::Unreadable), "{text}");
        }
        for text in ["PT0S", "PT0.5S", "PT1.5S", "PT-1S"] {
            assert_eq!(parse(text), Err(DurationError::TooFine), "{text}");
        }
        for text in ["PT168H1S", "P8D", "PT99999999999999999999S"] {
            assert_eq!(parse(text), Err(DurationError::TooLong), "{text}");
        }
    }
}
