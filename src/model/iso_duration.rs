//! ISO 8601 durations, the format of the workspace's inactivity timeout in the API, and the units offered to people.

use super::{definition, figures};

/// The longest timeout that Opik accepts, in seconds (`PT168H`).
pub const LONGEST: u64 = 7 * 86_400;

/// Units with their length in seconds and their ISO 8601 letter, the longest first.
pub const UNITS: [(&str, u64, char); 4] =
    [("days", 86_400, 'D'), ("hours", 3600, 'H'), ("minutes", 60, 'M'), ("seconds", 1, 'S')];

/// Reads days, hours, minutes and seconds (`PT15M`, `P1DT2H`) as whole seconds. `None` for anything else, including
/// months and years, which have no fixed length.
pub fn parse(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_prefix('P')?;
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    if text.is_empty() || text.ends_with('T') {
        return None;
    }
    let mut seconds = 0_u64;
    for (mut rest, units) in [(date, UNITS.get(..1)?), (time, UNITS.get(1..)?)] {
        for (_, length, letter) in units {
            let Some((number, after)) = rest.split_once(*letter) else { continue };
            let number = number.strip_suffix(".0").unwrap_or(number);
            if !number.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            seconds = seconds.checked_add(number.parse::<u64>().ok()?.checked_mul(*length)?)?;
            rest = after;
        }
        if !rest.is_empty() {
            return None;
        }
    }
    Some(seconds)
}

/// Writes whole seconds as a duration, the longest units first: `PT15M`, `P1DT2H`.
pub fn write(seconds: u64) -> String {
    let mut text = String::from("P");
    for (count, unit) in parts(seconds) {
        if unit != 'D' && !text.contains('T') {
            text.push('T');
        }
        text.push_str(&count.to_string());
        text.push(unit);
    }
    if text == "P" { "PT0S".to_owned() } else { text }
}

/// The count of each unit, without those that are zero.
fn parts(mut seconds: u64) -> impl Iterator<Item = (u64, char)> {
    let counts = UNITS.map(|(_, length, letter)| {
        let count = seconds / length;
        seconds %= length;
        (count, letter)
    });
    counts.into_iter().filter(|(count, _)| *count > 0)
}

/// A duration as a whole number of the longest possible unit, with the unit's index in [`UNITS`].
pub fn split(seconds: u64) -> (u64, usize) {
    let whole = |(_, length, _): &(&str, u64, char)| seconds.is_multiple_of(*length) && seconds >= *length;
    let at = UNITS.iter().position(whole).unwrap_or(UNITS.len() - 1);
    (seconds / UNITS.get(at).map_or(1, |unit| unit.1), at)
}

/// Parses a typed number of units of `length` seconds; returns seconds.
///
/// # Errors
/// A sentence for the person: not a number, not whole seconds, or not between one second and seven days.
pub fn check(text: &str, length: u64) -> Result<u64, String> {
    let seconds = definition::number(text)? * length as f64;
    if !(1.0..=LONGEST as f64).contains(&seconds) {
        return Err("Enter a time from 1 second to 7 days.".to_owned());
    }
    let whole = seconds.round();
    // Allows for rounding of binary fractions: 0.1 hours are 360 seconds.
    if (seconds - whole).abs() > 1e-6 {
        return Err(format!("Enter whole seconds: this would be {}.", figures::exact(seconds)));
    }
    Ok(whole as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_of_the_wire_are_read_and_written_again() {
        for (text, seconds) in [
            ("PT1S", 1),
            ("PT15M", 900),
            ("PT1H30M", 5400),
            ("P1D", 86_400),
            ("P7D", 604_800),
            ("P1DT2H", 93_600),
        ] {
            assert_eq!(parse(text), Some(seconds), "{text}");
            assert_eq!(write(seconds), text);
        }
        assert_eq!(parse(" pt90m "), Some(5400));
        assert_eq!(parse("PT168H"), Some(LONGEST));
        assert_eq!(parse("PT30.0S"), Some(30));
        assert_eq!(write(0), "PT0S");
        assert_eq!(write(93_784), "P1DT2H3M4S");
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "",
            "P",
            "PT",
            "P1DT",
            "15",
            "15M",
            "PT15",
            "PTM",
            "P1M",
            "P1Y",
            "PT1M1H",
            "PT-1S",
            "PT1.5S",
            "PT1H1H",
            "PT99999999999999999999S",
            "P999999999999999999D",
            "soon",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_duration_is_offered_in_the_longest_unit_it_is_whole_in() {
        let words = [900, 5400, 86_400, 93_600, 61, 0].map(|seconds| {
            let (count, unit) = split(seconds);
            format!("{count} {}", UNITS[unit].0)
        });
        assert_eq!(words, ["15 minutes", "90 minutes", "1 days", "26 hours", "61 seconds", "0 seconds"]);
    }

    #[test]
    fn a_typed_time_is_whole_seconds_from_a_second_to_a_week() {
        assert_eq!(check("15", 60), Ok(900));
        assert_eq!(check("1.5", 3600), Ok(5400));
        assert_eq!(check("0.1", 3600), Ok(360));
        assert_eq!(check("7", 86_400), Ok(LONGEST));
        for (text, length) in
            [("0", 1), ("-5", 60), ("0.5", 1), ("8", 86_400), ("169", 3600), ("999999999", 86_400)]
        {
            assert_eq!(check(text, length), Err("Enter a time from 1 second to 7 days.".into()), "{text}");
        }
        assert_eq!(check("1.5", 1), Err("Enter whole seconds: this would be 1.5.".into()));
        assert!(check("soon", 60).is_err());
    }
}
