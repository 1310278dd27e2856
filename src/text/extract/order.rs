//! The order of messages: what interfaces list with the newest first is read from the oldest on.

use std::cmp::Ordering;

use serde_json::Value;

/// Keys of when a message was written, and whose order is that of their text or number.
const TIMES: &[&str] = &[
    "created_at",
    "createdAt",
    "createdDateTime",
    "created",
    "timestamp",
    "AbsoluteTime",
    "sent_at",
    "sentAt",
    "ts",
    "date",
    "time",
];

/// So many messages are looked at; a longer list is in one order throughout.
const COMPARED: usize = 1_000;

/// Whether every item says when it was written, and none was written after the one before it.
pub(super) fn is_newest_first(items: &[Value]) -> bool {
    let [first, .., last] = items else { return false };
    let Some(key) = TIMES.iter().find(|key| first.get(**key).is_some()) else { return false };
    // Two clocks may differ by a moment: an answer is never older than its question.
    let answers = |item: &Value| {
        let name = ["role", "type", "author", "sender"].iter().find_map(|key| item.get(*key)?.as_str());
        name.and_then(super::role::known) == Some(crate::text::message::Role::Assistant)
    };
    if answers(last) {
        return false;
    }
    let mut falls = false;
    let falling = items.iter().take(COMPARED).zip(items.iter().skip(1)).all(|(before, after)| {
        let order = before.get(key).zip(after.get(key)).and_then(|(before, after)| compared(before, after));
        falls |= order == Some(Ordering::Greater);
        matches!(order, Some(Ordering::Greater | Ordering::Equal))
    });
    falling && falls
}

/// Compares two times: numbers, also as text, or dates as ISO 8601 has them, in one time zone.
fn compared(left: &Value, right: &Value) -> Option<Ordering> {
    let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok());
    if let (Some(left), Some(right)) = (number(left), number(right)) {
        return left.partial_cmp(&right);
    }
    let is_date = |text: &&str| {
        text.len() >= 10
            && text.bytes().take(4).all(|byte| byte.is_ascii_digit())
            && text.as_bytes().get(4) == Some(&b'-')
    };
    let (left, right) = (left.as_str().filter(is_date)?, right.as_str().filter(is_date)?);
    let zone = |text: &str| {
        text.get(19..)
            .and_then(|rest| rest.find(['Z', '+', '-']).and_then(|at| rest.get(at..)).map(str::to_owned))
    };
    (zone(left) == zone(right)).then(|| left.cmp(right))
}
