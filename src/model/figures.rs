//! Formats numbers for display.

/// A whole number with thousands separators: `1,284`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// US dollars: two decimals from $1, three below, and `<$0.001` for less than half a thousandth.
pub fn money(dollars: f64) -> String {
    match dollars {
        dollars if !dollars.is_finite() => "–".to_owned(),
        dollars if dollars >= 1.0 => format!("${dollars:.2}"),
        dollars if dollars >= 0.0005 => format!("${dollars:.3}"),
        dollars if dollars > 0.0 => "<$0.001".to_owned(),
        _ => "$0".to_owned(),
    }
}

/// A size in decimal units: `840 B`, `12 KB`, `5.2 MB`.
pub fn bytes(count: usize) -> String {
    match count {
        ..1000 => format!("{count} B"),
        1000..1_000_000 => format!("{:.0} KB", count as f64 / 1e3),
        _ => format!("{:.1} MB", count as f64 / 1e6),
    }
}

/// An average or a score in a list, with at most two decimals and without trailing zeros: the server keeps nine. A
/// smaller one has all its decimals, so that it does not look like zero.
pub fn score(value: f64) -> String {
    if value.abs() < 0.01 {
        return exact(value);
    }
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number with up to nine decimals and fifteen digits in all, without trailing zeros, to show the decimals as typed.
pub fn exact(value: f64) -> String {
    let whole = format!("{:.0}", value.abs().trunc()).len();
    let text = format!("{value:.*}", 15_usize.saturating_sub(whole).min(9));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    (if text == "-0" { "0" } else { text }).to_owned()
}

/// A number with its noun: `1 message`, `24 messages`.
pub fn counted(number: u64, one: &str) -> String {
    format!("{} {one}{}", count(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_a_person_says_them() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0.0, 0.0004, 0.041, 1.5, f64::NAN].map(money), ["$0", "<$0.001", "$0.041", "$1.50", "–"]);
        assert_eq!([840, 12_300, 5_242_880].map(bytes), ["840 B", "12 KB", "5.2 MB"]);
        assert_eq!([1.0, 0.5, 6.333_333, 10.0, -0.25].map(score), ["1", "0.5", "6.33", "10", "-0.25"]);
        assert_eq!(
            [0.0, -0.0, 0.004, -0.004, 1e-9, 999_999_999.0, -3.5].map(score),
            ["0", "0", "0.004", "-0.004", "0.000000001", "999999999", "-3.5"]
        );
        assert_eq!(
            [0.1, -2.0, 100.0, 0.123_456_789, -0.123_456_789, 123_456_789.1, -999_999_999.25, -0.0]
                .map(exact),
            ["0.1", "-2", "100", "0.123456789", "-0.123456789", "123456789.1", "-999999999.25", "0"]
        );
        assert_eq!(counted(1, "message"), "1 message");
        assert_eq!(counted(2400, "message"), "2,400 messages");
    }
}
