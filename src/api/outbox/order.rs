//! Decides which of two changes of the same thing was made later, across all tabs, and remembers which changes the
//! server has. No I/O.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::entry::Entry;
use crate::model::{
    change::{Change, Edit},
    ids::CommentId,
};

/// How many sent changes are remembered; the earliest are dropped first.
const REMEMBERED: usize = 1_000;

/// When a change was made: its number among the changes of all tabs (a Lamport clock, so that setting back the wall
/// clock does not reorder changes) and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct MadeAt {
    /// The number of the change, counted from 1; 0 if an earlier version of the app stored it.
    pub count: u64,
    /// Milliseconds since 1970; compared only if `count` does not decide.
    pub at: i64,
}

impl MadeAt {
    pub fn is_after(self, other: Self) -> bool {
        if self.count == 0 || other.count == 0 || self.count == other.count {
            self.at > other.at
        } else {
            self.count > other.count
        }
    }
}

/// For each thing whose latest change the server has, when that change was made. An older change of the same thing that
/// turns up afterwards (from a closed tab) is not sent.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LatestSent(Vec<(u64, MadeAt)>);

impl LatestSent {
    /// Reads what [`LatestSent::write`] wrote; items that cannot be read are left out.
    pub fn read(text: &str) -> Self {
        let stored: Value = serde_json::from_str(text).unwrap_or_default();
        let one = |one: &Value| {
            let thing = u64::from_str_radix(one.get(0)?.as_str()?, 36).ok()?;
            Some((thing, MadeAt { count: one.get(1)?.as_u64()?, at: one.get(2)?.as_i64()? }))
        };
        Self(stored.as_array().into_iter().flatten().filter_map(one).collect())
    }

    /// The items as a JSON array.
    pub fn write(&self) -> String {
        let all = self.0.iter().map(|(thing, made)| json!([base_36(*thing), made.count, made.at]));
        Value::from_iter(all).to_string()
    }

    /// Remembers that the server has this change.
    pub fn add(&mut self, entry: &Entry) {
        for thing in things(entry) {
            let known = self.0.iter().position(|(known, _)| *known == thing);
            let before = known.map(|at| self.0.remove(at).1).filter(|before| before.is_after(entry.made()));
            self.0.push((thing, before.unwrap_or_else(|| entry.made())));
        }
        let many = self.0.len().saturating_sub(REMEMBERED);
        self.0.drain(..many);
    }

    /// Whether the server has this change, or a later one of the same thing.
    pub fn is_past(&self, entry: &Entry) -> bool {
        self.of(entry).any(|made| !entry.made().is_after(made))
    }

    /// The same for looking up many changes.
    pub fn by_thing(&self) -> LatestByThing {
        LatestByThing(self.0.iter().copied().collect())
    }

    /// Whether the server has exactly this change.
    pub fn has(&self, entry: &Entry) -> bool {
        self.of(entry).any(|made| made == entry.made())
    }

    /// Whether a remembered change wrote or edited that comment.
    pub fn knows_comment(&self, change: &Change, id: &CommentId) -> bool {
        let thing = thing(change, "", "comment", id.as_str());
        self.0.iter().any(|(known, _)| *known == thing)
    }

    fn of(&self, entry: &Entry) -> impl Iterator<Item = MadeAt> {
        let things = things(entry);
        self.0.iter().filter(move |(thing, _)| things.contains(thing)).map(|(_, made)| *made)
    }

    /// The highest [`MadeAt::count`] of all.
    pub fn latest(&self) -> u64 {
        self.0.iter().map(|(_, made)| made.count).max().unwrap_or_default()
    }
}

/// [`LatestSent`], ordered by what was changed.
pub struct LatestByThing(HashMap<u64, MadeAt>);

impl LatestByThing {
    /// As [`LatestSent::is_past`].
    pub fn is_past(&self, entry: &Entry) -> bool {
        !self.0.is_empty()
            && things(entry)
                .iter()
                .any(|thing| self.0.get(thing).is_some_and(|made| !entry.made().is_after(*made)))
    }
}

/// What an entry changes, as hashes to save storage: one, or two for a comment that has both a page key and a server
/// id.
fn things(entry: &Entry) -> Vec<u64> {
    let change = &entry.change;
    let (kind, name) = change.edit.subject();
    let names = match &change.edit {
        Edit::Comment { key, .. } => {
            let named = entry.named.as_ref().map(|id| id.as_str());
            [Some(key.as_str()), named.filter(|named| named != key)]
        }
        _ => [Some(name), None],
    };
    // Reviewers have separate scores; tags, comments and the status are shared.
    let by = if matches!(change.edit, Edit::Score { .. }) { entry.by.as_str() } else { "" };
    names.into_iter().flatten().map(|name| thing(change, by, kind, name)).collect()
}

fn thing(change: &Change, by: &str, kind: &str, name: &str) -> u64 {
    let thread_ref = &change.thread_ref;
    let place =
        [&thread_ref.workspace, thread_ref.project.as_str(), thread_ref.thread.as_str(), change.item.id()];
    hash(place.into_iter().chain([kind, by, name]))
}

/// FNV-1a over the parts, each followed by a byte that does not occur in UTF-8.
fn hash<'a>(parts: impl Iterator<Item = &'a str>) -> u64 {
    let bytes = parts.flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn base_36(mut number: u64) -> String {
    let mut digits = Vec::new();
    while number > 0 || digits.is_empty() {
        digits.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
        number /= 36;
    }
    digits.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::{Item, ThreadRef};

    fn entry(edit: Edit, by: &str, made: MadeAt) -> Entry {
        let change = Change { thread_ref: ThreadRef::default(), item: Item::Thread, edit };
        Entry::new("1".into(), change, by.into(), made, 0, vec![])
    }

    fn thumb(up: bool, by: &str, count: u64, at: i64) -> Entry {
        entry(Edit::thumb(Some(up), None), by, MadeAt { count, at })
    }

    #[test]
    fn the_count_decides_whatever_the_clock_says_and_the_clock_where_there_is_no_count() {
        let made = |count, at| MadeAt { count, at };
        assert!(made(3, 10).is_after(made(2, 99)) && !made(2, 99).is_after(made(3, 10)));
        assert!(made(0, 10).is_after(made(7, 9)) && !made(0, 10).is_after(made(7, 11)));
        assert!(!made(2, 5).is_after(made(2, 5)));
    }

    #[test]
    fn what_the_server_has_is_past_every_older_change_of_the_same_thing_by_the_same_person() {
        let mut done = LatestSent::default();
        done.add(&thumb(false, "ana", 5, 50));
        done.add(&thumb(true, "ana", 4, 99));
        let done = LatestSent::read(&done.write());
        assert!(done.is_past(&thumb(true, "ana", 4, 99)));
        assert!(!done.is_past(&thumb(true, "ana", 6, 1)) && !done.is_past(&thumb(true, "bo", 4, 1)));
        // What versions before the count stored has count 0.
        assert!(done.is_past(&thumb(true, "ana", 0, 49)) && !done.is_past(&thumb(true, "ana", 0, 51)));
        assert_eq!(done.latest(), 5);
    }

    #[test]
    fn a_comment_is_known_by_both_its_names() {
        let text = |key: &str| Edit::Comment { key: key.into(), text: Some("oh".into()) };
        let mut done = LatestSent::default();
        let mut edit = entry(text("own:1"), "ana", MadeAt { count: 5, at: 0 });
        edit.named = Some(CommentId::new("c-1"));
        done.add(&edit);
        for key in ["own:1", "c-1"] {
            assert!(done.is_past(&entry(text(key), "bo", MadeAt { count: 4, at: 0 })), "{key}");
        }
        assert!(!done.is_past(&entry(text("c-2"), "bo", MadeAt { count: 4, at: 0 })));
        assert!(done.knows_comment(&edit.change, &CommentId::new("c-1")));
        assert!(!done.knows_comment(&edit.change, &CommentId::new("c-2")));
    }

    #[test]
    fn what_is_remembered_is_bounded_and_odd_storage_is_no_memory() {
        let mut done = LatestSent::default();
        for count in 1..2_000 {
            done.add(&entry(Edit::Tag { tag: count.to_string(), add: true }, "ana", MadeAt { count, at: 0 }));
        }
        assert_eq!(done.0.len(), REMEMBERED);
        assert_eq!(LatestSent::read(&done.write()), done);
        assert_eq!(LatestSent::read("[[1], 3, [\"a\", -1, 2]]"), LatestSent::default());
        assert_eq!(LatestSent::read("no json"), LatestSent::default());
    }
}
