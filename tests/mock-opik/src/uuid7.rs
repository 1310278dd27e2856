//! Version 7 UUIDs, the only ones that Opik takes for traces and spans: sorted as text they are in order of time.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::time::Nanos;

/// A counter that keeps ids of the same millisecond in order.
static MADE: AtomicU64 = AtomicU64::new(0);

/// A new id with the milliseconds of `time`.
pub fn new(time: Nanos) -> String {
    let millis = u64::try_from(time.millis()).unwrap_or(0) & 0xffff_ffff_ffff;
    let made = MADE.fetch_add(1, Ordering::Relaxed);
    let (high, middle, low) = (made >> 30 & 0xfff, made >> 16 & 0x3fff, made & 0xffff);
    let random: u32 = rand::random();
    let variant = 0x8000 | middle;
    format!("{:08x}-{:04x}-7{high:03x}-{variant:04x}-{low:04x}{random:08x}", millis >> 16, millis & 0xffff)
}

/// The id in lower case, if `text` is a UUID of any version.
pub fn parse_any(text: &str) -> Option<String> {
    let text = text.trim();
    let shape = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    (text.len() == 36 && text.bytes().enumerate().all(shape)).then(|| text.to_ascii_lowercase())
}

/// The id in lower case, if it is of version 7.
pub fn parse_v7(text: &str) -> Option<String> {
    parse_any(text).filter(|id| id.as_bytes().get(14) == Some(&b'7'))
}

/// The time in a version 7 id, in whole milliseconds.
pub fn time(id: &str) -> Option<Nanos> {
    let digits: String = id.chars().filter(|letter| *letter != '-').take(12).collect();
    i64::from_str_radix(&digits, 16).ok().map(Nanos::from_millis)
}

/// The smallest version 7 id of this millisecond, to compare ids with times.
pub fn smallest_at(time: Nanos) -> String {
    let digits = format!("{:012x}", time.millis().clamp(0, 0xffff_ffff_ffff));
    let (high, low) = digits.split_at_checked(8).unwrap_or((&digits, ""));
    format!("{high}-{low}-7000-8000-000000000000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_id_is_of_version_7_and_carries_its_time() {
        let at = Nanos::from_millis(1_700_000_000_123);
        let id = new(at);
        assert_eq!(parse_v7(&id).as_deref(), Some(id.as_str()));
        assert_eq!(time(&id), Some(at));
        assert!(smallest_at(at) <= id && id < smallest_at(Nanos::from_millis(1_700_000_000_124)));
    }

    #[test]
    fn ids_of_one_millisecond_are_in_the_order_of_their_making() {
        let at = Nanos::from_millis(1_700_000_000_123);
        let ids: Vec<String> = (0..100_000).map(|_| new(at)).collect();
        assert!(ids.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn other_ids_are_not_of_version_7() {
        assert_eq!(parse_v7("9b2e5c1e-5d8c-4b1e-9f0a-0123456789ab"), None);
        assert_eq!(parse_v7("not-an-id"), None);
        assert_eq!(
            parse_v7("01A20552-32BF-7311-8E4B-353941A20D70").unwrap(),
            "01a20552-32bf-7311-8e4b-353941a20d70"
        );
    }
}
