//! What the tabs of this browser keep in local storage of the changes that wait: each its own, under its name; and what all of
//! them share, the count of changes and what the server has.

use super::{entry::Entry, format, order::LatestSent, queue::OtherTabs};
use crate::{browser::storage, local::drafts};

/// Storage entries and locks begin so; the tab's own name follows.
pub(super) const KEY: &str = "colloquy:outbox:1:";
/// How many changes this browser's tabs have made.
const COUNT: &str = "colloquy:changes:1";
/// What the server has, whichever tab sent it.
const DONE: &str = "colloquy:sent:1";

/// The storage entry, and lock, of a tab.
pub(super) fn key_of(tab: &str) -> String {
    format!("{KEY}{tab}")
}

/// The storage entries of all tabs but that one.
pub(super) fn others(mine: &str) -> Vec<String> {
    storage::keys(KEY).into_iter().filter(|key| key != mine).collect()
}

/// What is kept there.
pub(super) fn read(key: &str) -> Vec<Entry> {
    format::read(&storage::get(key).unwrap_or_default())
}

/// Keeps these there; nothing is kept of nothing. What can be done without makes room where storage is full: what the server
/// is known to have, then drafts that nobody has typed in for long.
pub(super) fn keep<'a>(key: &str, left: impl Iterator<Item = &'a Entry>) {
    let mut left = left.peekable();
    if left.peek().is_none() {
        return storage::remove(key);
    }
    let text = format::write(left);
    while !storage::set(key, &text) && storage::is_there() {
        let had = storage::get(DONE).is_some();
        storage::remove(DONE);
        if !had && !drafts::make_room() {
            break;
        }
    }
}

/// What all tabs but these keep.
pub(super) fn elsewhere(but: &[&str]) -> OtherTabs {
    let keys = storage::keys(KEY).into_iter().filter(|key| !but.contains(&key.as_str()));
    OtherTabs { kept: keys.flat_map(|key| read(&key)).collect(), done: done() }
}

/// What the server has, whichever tab sent it.
pub(super) fn done() -> LatestSent {
    storage::get(DONE).map(|text| LatestSent::read(&text)).unwrap_or_default()
}

/// Remembers that the server has a change.
pub(super) fn remember(entry: &Entry) {
    let mut done = done();
    done.add(entry);
    storage::put(DONE, &done.write());
}

/// The count of one more change, which is higher than that of all before it in any tab; `own` is this tab's last.
pub(super) fn count(own: u64) -> u64 {
    let stored = storage::get(COUNT).and_then(|text| text.parse().ok());
    let before = stored.unwrap_or_else(|| {
        let elsewhere = elsewhere(&[]);
        elsewhere.kept.iter().map(|entry| entry.count).max().unwrap_or_default().max(elsewhere.done.latest())
    });
    let count = before.max(own).saturating_add(1);
    storage::put(COUNT, &count.to_string());
    count
}
