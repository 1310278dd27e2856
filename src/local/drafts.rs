//! Words that somebody typed and has not sent: kept on this machine, so that neither a reload nor a crash costs them.

use serde_json::{Value, json};

use crate::browser::{clock, storage};
use crate::model::{
    change::{Change, Edit, Item, ScoreInput, ThreadRef, is_own_key},
    ids::{CommentId, DefinitionId},
};

/// Names the storage entry and its shape.
pub const KEY: &str = "colloquy:drafts:1";
/// So many drafts are kept; the oldest goes.
const MOST: usize = 60;
/// Older ones, in milliseconds, make room when storage is full.
const OLD: i64 = 7 * 24 * 3_600_000;
/// So many bytes of text together, well inside what a browser grants a page.
const ROOM: usize = 400_000;

/// The field for a new comment.
pub const NEW_COMMENT: &str = "comment";

/// Fields in which a comment is changed begin so; its id follows.
const COMMENT: &str = "comment ";
/// Fields for words that have lost their place begin so.
const ASIDE: &str = "aside ";

/// The field in which a comment is changed.
pub fn comment_field(id: &str) -> String {
    format!("{COMMENT}{id}")
}

/// The field for the reason of a score.
pub fn reason_field(score: &str) -> String {
    format!("reason {score}")
}

/// The name of the draft of a feedback definition; an empty id is a new one.
pub fn definition_key(workspace: &str, id: &DefinitionId) -> String {
    json!([workspace, "definition", id.as_str()]).to_string()
}

/// The name of a draft: who writes, about what, in which field.
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

/// Keeps the words of a change that the server would not take, as the draft they were before they were sent. `named` is the
/// comment's id where it began with a key of the page's own.
pub fn give_back(by: &str, change: &Change, named: Option<&CommentId>) {
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

/// Keeps the words of a comment that a later change has come before, in a field of their own beside the comments; `id` tells it
/// from others.
pub fn set_aside(by: &str, change: &Change, id: &str) {
    if let Edit::Comment { text: Some(text), .. } = &change.edit {
        keep(&key(by, &change.thread_ref, &change.item, &format!("{ASIDE}{id}")), text);
    }
}

/// Whether the field is for the words of a comment that is not (any more) there to take them: set aside, or the edit of
/// one that `is_there` does not know.
pub fn is_aside(field: &str, is_there: impl Fn(&str) -> bool) -> bool {
    field.starts_with(ASIDE) || field.strip_prefix(COMMENT).is_some_and(|id| !is_there(id))
}

/// Words that came back, before what was typed since.
pub fn joined(back: &str, typed: &str) -> String {
    if typed.trim().is_empty() || typed == back { back.to_owned() } else { format!("{back}\n\n{typed}") }
}

/// The draft of that name.
pub fn get(key: &str) -> Option<String> {
    Drafts::read(&storage::get(KEY)?).0.into_iter().find(|draft| draft.key == key).map(|draft| draft.text)
}

/// Keeps `text` under that name; nothing but blanks removes it. Read and written anew each time, because other tabs keep theirs
/// in the same place.
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

/// Makes room in a full storage: forgets the oldest draft, if nobody has typed in it for a week. False where there is none.
pub fn make_room() -> bool {
    let mut drafts = Drafts::read(&storage::get(KEY).unwrap_or_default());
    let forgot = drafts.forget_oldest(clock::now().millis());
    if forgot {
        storage::set(KEY, &drafts.write());
    }
    forgot
}

/// The fields of an item that somebody has a draft in, each with what it says.
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
    /// Milliseconds since 1970.
    at: i64,
}

/// All of them, in the order in which they were last typed in.
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

    /// Whether that changed anything.
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
            // The order is that of typing, whatever the clock says.
            self.0.push(TextDraft { key: key.to_owned(), text: text.to_owned(), at });
        }
        let size = |drafts: &[TextDraft]| drafts.iter().map(|draft| draft.text.len()).sum::<usize>();
        // What is being typed stays whatever its size.
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
    fn a_draft_comes_back_and_an_odd_one_costs_only_itself() {
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
    fn a_clock_that_is_set_back_costs_no_draft_that_was_just_typed() {
        let mut drafts = Drafts::read("");
        for at in 0..60 {
            drafts.keep(&at.to_string(), "before", 1_000_000 + at);
        }
        drafts.keep("now", "a year earlier", 1);
        assert_eq!(texts(&drafts).last(), Some(&"a year earlier"));
        assert_eq!(drafts.0.len(), MOST);
    }

    #[test]
    fn only_what_nobody_has_typed_in_for_a_week_makes_room() {
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
