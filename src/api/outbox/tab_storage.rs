//! What the outbox keeps in local storage: each tab's waiting changes under the tab's own key, and, shared by all tabs,
//! the number of the latest change and what the server has. Changes are stored as JSON; a later version of the app reads
//! what an earlier one stored.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    entry::{Entry, EntryState},
    order::{LatestSent, MadeAt},
    queue::OtherTabs,
};
use crate::{
    browser::storage,
    local::drafts,
    model::{
        change::{Change, Edit, Item, ScoreInput, ThreadRef},
        ids::{CommentId, ProjectId, SpanId, ThreadId, ThreadModelId, TraceId},
        status::Status,
    },
};

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
    from_json(&storage::get(key).unwrap_or_default())
}

/// Stores a tab's waiting entries; removes the key if there are none. If storage is full, makes room by dropping first
/// [`LatestSent`], then the drafts that have not been edited for longest.
pub(super) fn keep<'a>(key: &str, left: impl Iterator<Item = &'a Entry>) {
    let mut left = left.peekable();
    if left.peek().is_none() {
        return storage::remove(key);
    }
    let text = to_json(left);
    while !storage::set(key, &text) && storage::is_there() {
        let had = storage::get(DONE).is_some();
        storage::remove(DONE);
        if !had && !drafts::drop_oldest() {
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

/// Adds changes to [`LatestSent`].
pub(super) fn remember<'a>(entries: impl Iterator<Item = &'a Arc<Entry>>) {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        return;
    }
    let mut done = done();
    entries.for_each(|entry| done.add(entry));
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

/// The entries as a JSON array.
pub(super) fn to_json<'a>(entries: impl Iterator<Item = &'a Entry>) -> String {
    Value::from_iter(entries.map(entry)).to_string()
}

/// Reads what [`to_json`] wrote; entries that cannot be read are left out.
pub(super) fn from_json(text: &str) -> Vec<Entry> {
    let stored: Value = serde_json::from_str(text).unwrap_or_default();
    stored.as_array().into_iter().flatten().filter_map(|one| read_entry(JsonObject(one))).collect()
}

fn entry(entry: &Entry) -> Value {
    let Change { thread_ref, item, edit } = &entry.change;
    let (trace, span) = match item {
        Item::Thread => (None, None),
        Item::Trace(trace) => (Some(trace.as_str()), None),
        Item::Span(span) => (None, Some(span.as_str())),
    };
    let edit = match edit {
        Edit::Score { name, input } => json!({
            "score": name,
            "given": input.as_ref().map(|input| {
                json!({ "value": input.value, "category": input.category, "reason": input.reason })
            }),
        }),
        Edit::Tag { tag, add } => json!({ "tag": tag, "add": add }),
        Edit::Comment { key, text } => json!({ "comment": key, "text": text }),
        Edit::Status(status) => json!({ "status": status.as_str() }),
    };
    let mut stored = json!({
        "id": entry.id,
        "by": entry.by,
        "guessed": entry.guessed,
        "at": entry.at,
        "count": entry.count,
        "sent": entry.unsure || entry.state == EntryState::Sending,
        "going": entry.state == EntryState::Sending,
        "named": entry.named.as_ref().map(CommentId::as_str),
        "known": entry.known.iter().map(CommentId::as_str).collect::<Vec<_>>(),
        "workspace": thread_ref.workspace,
        "project": thread_ref.project.as_str(),
        "project_name": thread_ref.project_name,
        "thread": thread_ref.thread.as_str(),
        "model_id": thread_ref.model_id.as_ref().map(ThreadModelId::as_str),
        "trace": trace,
        "span": span,
        "act": edit,
    });
    // Thousands of changes have to fit into five megabytes.
    if let Some(stored) = stored.as_object_mut() {
        stored.retain(|key, value| {
            !value.is_null() && (key == "sent" || *value != Value::Bool(false)) && *value != json!([])
        });
    }
    stored
}

#[derive(Clone, Copy)]
struct JsonObject<'a>(&'a Value);

impl JsonObject<'_> {
    fn text(self, key: &str) -> Option<String> {
        self.0.get(key)?.as_str().map(str::to_owned)
    }
}

fn read_entry(of: JsonObject<'_>) -> Option<Entry> {
    let thread_ref = ThreadRef {
        workspace: of.text("workspace")?,
        project: ProjectId::new(of.text("project")?),
        project_name: of.text("project_name"),
        thread: ThreadId::new(of.text("thread")?),
        model_id: of.text("model_id").map(ThreadModelId::new),
    };
    let item = match (of.text("trace"), of.text("span")) {
        (Some(trace), _) => Item::Trace(TraceId::new(trace)),
        (None, Some(span)) => Item::Span(SpanId::new(span)),
        (None, None) => Item::Thread,
    };
    let change = Change { thread_ref, item, edit: read_edit(JsonObject(of.0.get("act")?))? };
    let known = of.0.get("known").and_then(Value::as_array).into_iter().flatten();
    let known = known.filter_map(|id| id.as_str().map(CommentId::new)).collect();
    // Versions before the count stored none.
    let count = of.0.get("count").and_then(Value::as_u64).unwrap_or_default();
    let made = MadeAt { count, at: of.0.get("at")?.as_i64()? };
    let flag = |key: &str| of.0.get(key).and_then(Value::as_bool).unwrap_or_default();
    let mut entry = Entry::new(of.text("id")?, change, of.text("by")?, made, 0, known);
    entry.guessed = flag("guessed");
    entry.unsure = of.0.get("sent")?.as_bool()?;
    if flag("going") {
        entry.state = EntryState::Sending;
    }
    entry.named = of.text("named").map(CommentId::new);
    Some(entry)
}

fn read_edit(of: JsonObject<'_>) -> Option<Edit> {
    if let Some(name) = of.text("score") {
        let input = match of.0.get("given") {
            Some(input) if !input.is_null() => Some(ScoreInput {
                value: input.get("value")?.as_f64()?,
                category: JsonObject(input).text("category"),
                reason: JsonObject(input).text("reason"),
            }),
            _ => None,
        };
        return Some(Edit::Score { name, input });
    }
    if let Some(tag) = of.text("tag") {
        return Some(Edit::Tag { tag, add: of.0.get("add")?.as_bool()? });
    }
    match of.text("comment") {
        Some(key) => Some(Edit::Comment { key, text: of.text("text") }),
        None => Some(Edit::Status(Status::parse(&of.text("status")?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_comes_back_as_it_was() {
        let thread_ref = ThreadRef {
            workspace: "default".into(),
            project: ProjectId::new("p"),
            project_name: Some("Trips".into()),
            thread: ThreadId::new("a/\"b\" 🙂"),
            model_id: Some(ThreadModelId::new("m")),
        };
        let edits = [
            Edit::thumb(Some(false), Some("wrong policy".into())),
            Edit::Score { name: "Help".into(), input: None },
            Edit::Tag { tag: "vip".into(), add: false },
            Edit::Comment { key: "own:1".into(), text: Some("**so**".into()) },
            Edit::Comment { key: "c".into(), text: None },
            Edit::Status(Status::Inactive),
        ];
        for (at, edit) in edits.into_iter().enumerate() {
            let items = [Item::Thread, Item::Trace(TraceId::new("t")), Item::Span(SpanId::new("s"))];
            let item = items[at % 3].clone();
            let change = Change { thread_ref: thread_ref.clone(), item, edit };
            let made = MadeAt { count: 9, at: 5 };
            let mut entry = Entry::new("1".into(), change, "ana".into(), made, 0, vec![CommentId::new("k")]);
            entry.unsure = true;
            entry.guessed = at % 2 == 0;
            entry.state = if at == 3 { EntryState::Sending } else { EntryState::Waiting };
            entry.named = Some(CommentId::new("c-9"));
            assert_eq!(from_json(&to_json([&entry].into_iter())), [entry]);
        }
    }

    #[test]
    fn what_makes_no_sense_costs_only_itself() {
        let change = Change {
            thread_ref: ThreadRef::default(),
            item: Item::Thread,
            edit: Edit::Status(Status::Active),
        };
        let entry = Entry::new("1".into(), change, "ana".into(), MadeAt { count: 0, at: 5 }, 0, vec![]);
        let mut stored: Value = serde_json::from_str(&to_json([&entry].into_iter())).unwrap();
        stored.as_array_mut().unwrap().insert(0, json!({ "id": "2", "act": { "dance": true } }));
        // As versions before these fields wrote it.
        for key in ["count", "guessed", "going"] {
            stored[1].as_object_mut().unwrap().remove(key);
        }
        assert_eq!(from_json(&stored.to_string()), [entry]);
        assert!(from_json("no json").is_empty());
    }
}
