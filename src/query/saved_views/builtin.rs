//! The views that are there at once.

use super::{SavedView, ViewColour};
use crate::query::tab::Tab;

/// Id, name, colour, and the clause of the `found` parameter, which a test compares with what the app writes.
const BUILTIN: [(&str, &str, ViewColour, &str); 5] = [
    ("own-needs-review", "Needs review", ViewColour::Amber, r#"{"f":"reviewed","v":["nobody"]}"#),
    ("own-disliked", "Disliked", ViewColour::Red, r#"{"f":"thumbs","v":["down"]}"#),
    ("own-disagreement", "Disagreement", ViewColour::Violet, r#"{"f":"disagree"}"#),
    ("own-failed", "Failed", ViewColour::Grey, r#"{"f":"failed"}"#),
    ("own-changed", "Changed since my review", ViewColour::Blue, r#"{"f":"changed"}"#),
];

/// They are all lists of threads.
pub(super) fn all() -> impl Iterator<Item = SavedView> {
    BUILTIN.into_iter().map(|(id, name, colour, clause)| SavedView {
        id: id.to_owned(),
        name: name.to_owned(),
        colour,
        tab: Tab::Threads,
        query: format!("logsType=threads&found={}", crate::paths::encode(&format!("[1,{clause}]"))),
        columns: None,
        is_builtin: true,
        is_hidden: false,
    })
}
