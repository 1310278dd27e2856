//! Words that somebody typed and has not sent: kept on this machine, so that neither a reload nor a crash costs them.

use serde_json::{Value, json};

use super::{clock, storage};
use crate::model::{
    change::{Act, Change, Given, Home, Item, is_own_key},
    ids::DefinitionId,
};

/// Names the storage entry and its shape.
const KEY: &str = "colloquy:drafts:1";
/// So many drafts are kept; the oldest goes.
const MOST: usize = 60;
/// So many bytes of text together, well inside what a browser grants a page.
const ROOM: usize = 400_000;

/// The field for a new comment.
pub const NEW_COMMENT: &str = "comment";

/// The field in which a comment is changed.
pub fn comment_field(id: &str) -> String {
    format!("comment {id}")
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
pub fn key(by: &str, home: &Home, item: &Item, field: &str) -> String {
    json!([by, home.workspace, home.project.as_str(), home.thread.as_str(), item.id(), field]).to_string()
}

/// Keeps the words of a change that the server would not take, as the draft they were before they were sent.
pub fn give_back(by: &str, change: &Change) {
    let (field, words) = match &change.act {
        Act::Comment { key, text: Some(text) } if is_own_key(key) => (NEW_COMMENT.to_owned(), text),
        Act::Comment { key, text: Some(text) } => (comment_field(key), text),
        Act::Score { name, given: Some(Given { reason: Some(reason), .. }) } => (reason_field(name), reason),
        _ => return,
    };
    let key = key(by, &change.home, &change.item, &field);
    keep(&key, &joined(words, &get(&key).unwrap_or_default()));
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
    if drafts.keep(key, text, clock::now().millis()) {
        storage::set(KEY, &drafts.write());
    }
}

struct Draft {
    key: String,
    text: String,
    /// Milliseconds since 1970.
    at: i64,
}

/// All of them, the oldest first.
struct Drafts(Vec<Draft>);

impl Drafts {
    fn read(stored: &str) -> Self {
        let stored: Value = serde_json::from_str(stored).unwrap_or_default();
        let draft = |one: &Value| {
            let text = |key: &str| one.get(key)?.as_str().map(str::to_owned);
            Some(Draft { key: text("key")?, text: text("text")?, at: one.get("at")?.as_i64()? })
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
            self.0.push(Draft { key: key.to_owned(), text: text.to_owned(), at });
            self.0.sort_by_key(|draft| draft.at);
        }
        let size = |drafts: &[Draft]| drafts.iter().map(|draft| draft.text.len()).sum::<usize>();
        // What is being typed stays whatever its size.
        while self.0.len() > 1 && (self.0.len() > MOST || size(&self.0) > ROOM) {
            self.0.remove(0);
        }
        true
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
        let home = Home { workspace: "w".to_owned(), ..Home::default() };
        drafts.keep(&key("Ana", &home, &Item::Thread, "a\"b"), "half a thought\n", 1);
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
