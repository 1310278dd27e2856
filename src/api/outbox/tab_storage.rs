//! What the outbox keeps in local storage: each tab's waiting changes under the tab's own key, and, shared by all tabs,
//! the number of the latest change and what the server has.

use super::{entry::Entry, format, order::LatestSent, queue::OtherTabs};
use crate::{browser::storage, local::drafts};

/// Prefix of the storage keys and lock names; the tab's id follows.
pub(super) const KEY: &str = "colloquy:outbox:1:";
/// Storage key of the number of the latest change in any tab.
const COUNT: &str = "colloquy:changes:1";
/// Storage key of [`LatestSent`].
const DONE: &str = "colloquy:sent:1";

/// The storage key, and lock name, of a tab.
pub(super) fn key_of(tab: &str) -> String {
    format!("{KEY}{tab}")
}

pub(super) fn others(mine: &str) -> Vec<String> {
    storage::keys(KEY).into_iter().filter(|key| key != mine).collect()
}

/// The entries stored under a key.
pub(super) fn read(key: &str) -> Vec<Entry> {
    format::read(&storage::get(key).unwrap_or_default())
}

/// Stores a tab's waiting entries; removes the key if there are none. If storage is full, makes room by dropping first
/// [`LatestSent`], then the drafts that have not been edited for longest.
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

/// What all tabs but those with these keys have stored.
pub(super) fn elsewhere(but: &[&str]) -> OtherTabs {
    let keys = storage::keys(KEY).into_iter().filter(|key| !but.contains(&key.as_str()));
    OtherTabs { kept: keys.flat_map(|key| read(&key)).collect(), done: done() }
}

/// What the server has, whichever tab sent it.
pub(super) fn done() -> LatestSent {
    storage::get(DONE).map(|text| LatestSent::read(&text)).unwrap_or_default()
}

/// Adds a change to [`LatestSent`].
pub(super) fn remember(entry: &Entry) {
    let mut done = done();
    done.add(entry);
    storage::put(DONE, &done.write());
}

/// The number of a new change, higher than that of every earlier change in any tab; `own` is the latest number of this
/// tab.
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
