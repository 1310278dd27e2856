//! Text that a person typed and has not sent, kept in local storage so that neither a reload nor a crash loses it.

use serde_json::{Value, json};

use crate::browser::{clock, storage};
use crate::model::{
    change::{Change, Edit, Item, ScoreInput, ThreadRef, is_own_key},
    ids::{CommentId, DefinitionId},
};

/// The local storage key; its number is the version of the format.
pub const KEY: &str = "colloquy:drafts:1";
/// How many drafts are kept; beyond that the oldest is dropped.
const MOST: usize = 60;
/// Drafts older than this, in milliseconds, may be dropped when storage is full.
const OLD: i64 = 7 * 24 * 3_600_000;
/// How many bytes of text are kept in all, well below a browser's quota for a page.
const ROOM: usize = 400_000;

/// The field in which a new comment is written.
pub const NEW_COMMENT: &str = "comment";

/// Prefix of the fields in which a comment is edited; the comment's id follows.
const COMMENT: &str = "comment ";
/// Prefix of the fields for text set aside by [`keep_replaced`]; the id of the outbox entry follows.
const ASIDE: &str = "aside ";

/// The field in which the comment with this id is edited.
pub fn comment_field(id: &str) -> String {
    format!("{COMMENT}{id}")
}

/// The field for the reason of the feedback score with this name.
pub fn reason_field(score: &str) -> String {
    format!("reason {score}")
}

/// The key of the draft of a feedback definition; an empty id stands for a new one.
pub fn definition_key(workspace: &str, id: &DefinitionId) -> String {
    json!([workspace, "definition", id.as_str()]).to_string()
}

/// The key of a draft: its author, the item it is about, and the field it is typed in.
pub fn key(by: &str, thread_ref: &ThreadRef, item: &Item, field: &str) -> String {
    json!([
        by,
        thread_ref.workspace,
        thread_ref.project.as_str(),
        thread_ref.thread.as_str(),
        item.id(),
        field
    ])
    .to_string()
}

/// Turns a comment or a reason that the server refused back into a draft. `named` is the id that the server gave a
/// comment which was written under a key of this page.
pub fn restore_refused(by: &str, change: &Change, named: Option<&CommentId>) {
    let (field, words) = match &change.edit {
        Edit::Comment { key, text: Some(text) } => match named {
            Some(named) => (comment_field(named.as_str()), text),
            None if is_own_key(key) => (NEW_COMMENT.to_owned(), text),
            None => (comment_field(key), text),
        },
        Edit::Score { name, input: Some(ScoreInput { reason: Some(reason), .. }) } => {
            (reason_field(name), reason)
        }
        _ => return,
    };
    let key = key(by, &change.thread_ref, &change.item, &field);
    keep(&key, &joined(words, &get(&key).unwrap_or_default()));
}

/// Keeps the text of a comment edit that a later change has replaced, as a draft shown below the comments; `id` is the
/// id of its outbox entry.
pub fn keep_replaced(by: &str, change: &Change, id: &str) {
    if let Edit::Comment { text: Some(text), .. } = &change.edit {
        keep(&key(by, &change.thread_ref, &change.item, &format!("{ASIDE}{id}")), text);
    }
}

/// Whether a draft in this field has no comment to be typed in: it was set aside, or it edits a comment that `is_there`
/// does not know (any more).
pub fn is_aside(field: &str, is_there: impl Fn(&str) -> bool) -> bool {
    field.starts_with(ASIDE) || field.strip_prefix(COMMENT).is_some_and(|id| !is_there(id))
}

/// The returned text, followed by what was typed since.
pub fn joined(back: &str, typed: &str) -> String {
    if typed.trim().is_empty() || typed == back { back.to_owned() } else { format!("{back}\n\n{typed}") }
}

pub fn get(key: &str) -> Option<String> {
    Drafts::read(&storage::get(KEY)?).0.into_iter().find(|draft| draft.key == key).map(|draft| draft.text)
}

/// Keeps `text` under that key; blank text removes the draft. Reads and writes all drafts each time, because other tabs
/// use the same storage entry.
pub fn keep(key: &str, text: &str) {
    let mut drafts = Drafts::read(&storage::get(KEY).unwrap_or_default());
    let now = clock::now().millis();
    if drafts.keep(key, text, now) {
        if drafts.0.is_empty() {
            return storage::remove(KEY);
        }
        while !storage::set(KEY, &drafts.write()) && drafts.forget_oldest(now) {}
    }
}

/// Frees space in a full storage by dropping the oldest draft that is older than a week. False if there is none.
pub fn drop_oldest() -> bool {
    let mut drafts = Drafts::read(&storage::get(KEY).unwrap_or_default());
    let forgot = drafts.forget_oldest(clock::now().millis());
    if forgot {
        storage::set(KEY, &drafts.write());
    }
    forgot
}

/// The fields of an item that have a draft, each with its text.
pub fn fields(by: &str, thread_ref: &ThreadRef, item: &Item) -> Vec<(String, String)> {
    let all = Drafts::read(&storage::get(KEY).unwrap_or_default()).0.into_iter();
    let named = all.filter_map(|draft| {
        let field = serde_json::from_str::<Value>(&draft.key).ok()?.get(5)?.as_str()?.to_owned();
        (key(by, thread_ref, item, &field) == draft.key).then_some((field, draft.text))
    });
    named.collect()
}

struct TextDraft {
    key: String,
    text: String,
    /// When it was last typed in, in milliseconds since 1970.
    at: i64,
}

/// All drafts, the least recently typed first.
struct Drafts(Vec<TextDraft>);

impl Drafts {
    fn read(stored: &str) -> Self {
        let stored: Value = serde_json::from_str(stored).unwrap_or_default();
        let draft = |one: &Value| {
            let text = |key: &str| one.get(key)?.as_str().map(str::to_owned);
            Some(TextDraft { key: text("key")?, text: text("text")?, at: one.get("at")?.as_i64()? })
        };
        Self(stored.as_array().into_iter().flatten().filter_map(draft).collect())
    }

    fn write(&self) -> String {
        let drafts = self.0.iter().map(|one| json!({ "key": one.key, "text": one.text, "at": one.at }));
        Value::from_iter(drafts).to_string()
    }

    /// Adds, replaces or (if `text` is blank) removes a draft; returns whether anything changed.
    fn keep(&mut self, key: &str, text: &str, at: i64) -> bool {
        let known = self.0.iter().position(|draft| draft.key == key);
        let blank = text.trim().is_empty();
        if known.is_none() && blank {
            return false;
        }
        if let Some(known) = known {
            self.0.remove(known);
        }
        if !blank {
            // The order is that of typing, even if the clock was set back.
            self.0.push(TextDraft { key: key.to_owned(), text: text.to_owned(), at });
        }
        let size = |drafts: &[TextDraft]| drafts.iter().map(|draft| draft.text.len()).sum::<usize>();
        // The draft that is being typed stays, whatever its size.
        while self.0.len() > 1 && (self.0.len() > MOST || size(&self.0) > ROOM) {
            self.0.remove(0);
        }
        true
    }

    fn forget_oldest(&mut self, now: i64) -> bool {
        let old = self.0.iter().position(|draft| now - draft.at > OLD);
        old.map(|at| self.0.remove(at)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(drafts: &Drafts) -> Vec<&str> {
        drafts.0.iter().map(|draft| draft.text.as_str()).collect()
    }

    #[test]
    fn a_draft_is_read_back_and_a_malformed_one_is_skipped() {
        let mut drafts = Drafts::read("");
        let thread_ref = ThreadRef { workspace: "w".to_owned(), ..ThreadRef::default() };
        drafts.keep(&key("Ana", &thread_ref, &Item::Thread, "a\"b"), "half a thought\n", 1);
        let again = Drafts::read(&drafts.write());
        assert_eq!(texts(&again), ["half a thought\n"]);
        assert_eq!(again.0[0].key, r#"["Ana","w","","","","a\"b"]"#);
        assert_eq!(
            texts(&Drafts::read(r#"[3, {"key": "a"}, {"key": "b", "text": "kept", "at": 1}]"#)),
            ["kept"]
        );
        assert!(Drafts::read("not json").0.is_empty());
    }

    #[test]
    fn a_changed_draft_replaces_itself_and_an_empty_one_goes() {
        let mut drafts = Drafts::read("");
        assert!(drafts.keep("a", "one", 1));
        assert!(drafts.keep("b", "two", 2));
        assert!(drafts.keep("a", "three", 3));
        assert_eq!(texts(&drafts), ["two", "three"]);
        assert!(drafts.keep("b", " \n", 4));
        assert_eq!(texts(&drafts), ["three"]);
        assert!(!drafts.keep("b", "", 5));
    }

    #[test]
    fn setting_the_clock_back_drops_no_draft_that_was_just_typed() {
        let mut drafts = Drafts::read("");
        for at in 0..60 {
            drafts.keep(&at.to_string(), "before", 1_000_000 + at);
        }
        drafts.keep("now", "a year earlier", 1);
        assert_eq!(texts(&drafts).last(), Some(&"a year earlier"));
        assert_eq!(drafts.0.len(), MOST);
    }

    #[test]
    fn only_drafts_older_than_a_week_are_dropped_to_free_space() {
        let mut drafts = Drafts::read("");
        drafts.keep("old", "last month", 5);
        drafts.keep("new", "yesterday", OLD);
        assert!(drafts.forget_oldest(OLD + 6));
        assert!(!drafts.forget_oldest(OLD + 6));
        assert_eq!(texts(&drafts), ["yesterday"]);
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many_or_too_large_ones_and_the_newest_stays() {
        let mut drafts = Drafts::read("");
        for at in 0..100 {
            drafts.keep(&at.to_string(), &format!("text {at}"), at);
        }
        assert_eq!(drafts.0.len(), MOST);
        assert_eq!(texts(&drafts).first(), Some(&"text 40"));
        drafts.keep("large", &"x".repeat(ROOM + 1), 200);
        assert_eq!(drafts.0.len(), 1);
        assert_eq!(drafts.0[0].key, "large");
    }
}
