//! The value of a score: an exact decimal, so that no mean shows rounding errors of doubles.

use serde::Serialize;
use serde_json::value::RawValue;

/// A decimal of nine places, counted in billionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScoreValue(pub i64);

/// The greatest value; Opik's limit is 999999999.999999999 too.
const MOST: i128 = 999_999_999_999_999_999;

/// The number of billionths in 1.
const ONE: u64 = 1_000_000_000;

/// Why a value is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum ScoreValueError {
    /// Less than the smallest value.
    TooSmall,
    /// More than the greatest value.
    TooLarge,
    /// Not a number.
    NotANumber,
}

impl ScoreValue {
    /// Parses a decimal, with or without an exponent; further places are rounded half to even.
    ///
    /// # Errors
    /// When it is out of range or not a number.
    pub fn parse(text: &str) -> Result<Self, ScoreValueError> {
        let text = text.trim().trim_matches('"').trim();
        let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().map_err(|_| ScoreValueError::NotANumber)?;
        let (negative, digits) = match number.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, number.strip_prefix('+').unwrap_or(number)),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{decimals}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ScoreValueError::NotANumber);
        }
        let beyond = if negative { ScoreValueError::TooSmall } else { ScoreValueError::TooLarge };
        let all = all.trim_start_matches('0');
        if all.is_empty() {
            return Ok(Self(0));
        }
        // The number of digits up to the last billionth.
        let decimals = i64::try_from(decimals.len()).unwrap_or(i64::MAX);
        let length = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let kept = length - decimals + i64::from(exponent) + 9;
        if kept > 18 {
            return Err(beyond);
        }
        if kept < 0 {
            return Ok(Self(0));
        }
        let kept = usize::try_from(kept).unwrap_or(0);
        let padded = format!("{all:0<kept$}");
        let (head, tail) = padded.split_at_checked(kept).unwrap_or((&padded, ""));
        let head: i128 =
            if head.is_empty() { 0 } else { head.parse().map_err(|_| ScoreValueError::NotANumber)? };
        let up = match tail.bytes().next() {
            Some(b'6'..=b'9') => true,
            Some(b'5') => tail.bytes().skip(1).any(|digit| digit != b'0') || head % 2 == 1,
            _ => false,
        };
        let value = head + i128::from(up);
        if value > MOST {
            return Err(beyond);
        }
        i64::try_from(if negative { -value } else { value }).map(Self).map_err(|_| beyond)
    }

    /// The mean, rounded half away from zero at nine places.
    pub fn mean(values: &[Self]) -> Self {
        let count = i128::try_from(values.len()).unwrap_or(1).max(1);
        let sum: i128 = values.iter().map(|value| i128::from(value.0)).sum();
        let half = if sum < 0 { -count } else { count } / 2;
        Self(i64::try_from((sum + half) / count).unwrap_or_default())
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }
}

impl std::fmt::Display for ScoreValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, billionths) = (self.0.unsigned_abs() / ONE, self.0.unsigned_abs() % ONE);
        let decimals = format!("{billionths:09}");
        let decimals = decimals.trim_end_matches('0');
        write!(f, "{sign}{whole}.{}", if decimals.is_empty() { "0" } else { decimals })
    }
}

impl Serialize for ScoreValue {
    /// Written by its digits: as a double the greatest values would look greater than allowed, and could not be written
    /// back.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match RawValue::from_string(self.to_string()) {
            Ok(digits) => digits.serialize(serializer),
            Err(_) => serializer.serialize_f64(self.to_f64()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_an_exact_decimal_of_nine_places() {
        for (text, billionths) in [
            ("1", 1_000_000_000),
            ("0.1", 100_000_000),
            ("-0.000000001", -1),
            ("1e-9", 1),
            ("12.5e1", 125_000_000_000),
            ("0.0000000005", 0),
            ("0.0000000015", 2),
            ("0.00000000051", 1),
            ("999999999.999999999", 999_999_999_999_999_999),
            ("\"3\"", 3_000_000_000),
            ("0e5", 0),
        ] {
            assert_eq!(ScoreValue::parse(text), Ok(ScoreValue(billionths)), "{text}");
        }
        assert_eq!(ScoreValue::parse("1000000000"), Err(ScoreValueError::TooLarge));
        assert_eq!(ScoreValue::parse("999999999.9999999999"), Err(ScoreValueError::TooLarge));
        assert_eq!(ScoreValue::parse("-1e20"), Err(ScoreValueError::TooSmall));
        assert_eq!(ScoreValue::parse("1e2147483647"), Err(ScoreValueError::TooLarge));
        for text in ["NaN", "", "1.2.3", "--1", "true", "1e", "-"] {
            assert_eq!(ScoreValue::parse(text), Err(ScoreValueError::NotANumber), "{text}");
        }
    }

    #[test]
    fn a_mean_shows_no_binary_fractions() {
        let mean =
            ScoreValue::mean(&[ScoreValue(100_000_000), ScoreValue(200_000_000), ScoreValue(600_000_000)]);
        assert_eq!(serde_json::to_string(&mean).unwrap(), "0.3");
        let third = ScoreValue::mean(&[ScoreValue(1_000_000_000), ScoreValue(0), ScoreValue(0)]);
        assert_eq!(serde_json::to_string(&third).unwrap(), "0.333333333");
    }

    #[test]
    fn a_value_is_shown_by_its_digits() {
        for (billionths, text) in [
            (0, "0.0"),
            (2_000_000_000, "2.0"),
            (300_000_000, "0.3"),
            (-1, "-0.000000001"),
            (-1_500_000_000, "-1.5"),
            (999_999_999_999_999_999, "999999999.999999999"),
        ] {
            assert_eq!(serde_json::to_string(&ScoreValue(billionths)).unwrap(), text);
            assert_eq!(ScoreValue::parse(text), Ok(ScoreValue(billionths)), "it reads back");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_value_reads_back_as_itself(billionths in -999_999_999_999_999_999_i64..=999_999_999_999_999_999) {
            let text = serde_json::to_string(&ScoreValue(billionths)).unwrap();
            proptest::prop_assert_eq!(ScoreValue::parse(&text), Ok(ScoreValue(billionths)));
        }

        #[test]
        fn any_text_is_a_value_or_refused(text in "[-+0-9.eE]{0,30}") {
            if let Ok(value) = ScoreValue::parse(&text) {
                let near: f64 = text.parse().unwrap();
                proptest::prop_assert!((value.to_f64() - near).abs() <= 1e-6);
            }
        }
    }
}
