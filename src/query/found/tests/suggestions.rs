use proptest::prelude::*;

use super::*;
use crate::query::{
    found::syntax::{Suggestion, parse, suggest},
    tab::Tab,
};

fn at_end(text: &str) -> Vec<Suggestion> {
    suggest(Tab::Threads, text, text.len())
}

/// The whole texts that the suggestions make.
fn texts(text: &str) -> Vec<String> {
    let made = |one| match one {
        Suggestion::Insert { at, text: new, .. } => {
            let mut text = text.to_owned();
            text.replace_range(at, &new);
            text
        }
        Suggestion::Values { at, typed, .. } => format!("values {typed} {at:?}"),
        Suggestion::Keys { at, typed, .. } => format!("keys {typed} {at:?}"),
    };
    at_end(text).into_iter().map(made).collect()
}

#[test]
fn names_are_offered_as_they_are_typed() {
    assert_eq!(texts("late th"), ["late thumbs:"]);
    assert_eq!(texts("-re"), ["-reason:", "-reviewed:"]);
    assert_eq!(texts("(sco"), ["(score."]);
    assert_eq!(texts("n"), ["no:"]);
    assert!(texts("").len() > 20);
    assert_eq!(texts("zzz"), [""; 0]);
}

#[test]
fn signs_are_offered_after_a_name() {
    assert_eq!(
        texts("messages"),
        ["messages>=", "messages<=", "messages:", "messages!=", "messages>", "messages<"]
    );
    assert_eq!(texts("tag"), ["tag:", "tag~"]);
}

#[test]
fn keys_and_values_are_asked_of_the_caller() {
    assert_eq!(texts("score.Qu")[0], "keys Qu 6..8");
    assert_eq!(texts("x tag:a,re"), ["values re 8..10"]);
    assert_eq!(texts("tag:\"a, b"), ["values a, b 4..9"]);
    assert_eq!(texts("reviewed:m"), ["reviewed:me", "values m 9..10"]);
    assert_eq!(texts("thumbs:up,"), ["thumbs:up,up", "thumbs:up,down", "thumbs:up,none", "thumbs:up,both"]);
    assert_eq!(texts("failed:y"), ["failed:yes"]);
    assert_eq!(texts("status:"), ["status:active", "status:inactive"]);
}

#[test]
fn presence_is_offered_of_what_may_be_missing() {
    assert_eq!(texts("no:t"), ["no:tag"]);
    assert!(texts("has:").contains(&"has:score".to_owned()));
}

#[test]
fn every_fixed_value_that_is_offered_is_read_as_a_filter() {
    for name in
        ["thumbs:", "reviewed:", "commentby:", "disagree:", "changed:", "commented:", "failed:", "status:"]
    {
        for text in texts(name).iter().filter(|text| text.starts_with(name)) {
            assert_eq!(parse(Tab::Threads, text, utc).found.clauses().len(), 1, "{text}");
        }
    }
}

proptest! {
    #[test]
    fn any_text_and_caret_are_answered(text in "(tag|score|[.:\"a,( -]|é){0,8}", caret in 0..20_usize) {
        for one in suggest(Tab::Threads, &text, caret) {
            let (Suggestion::Insert { at, .. } | Suggestion::Values { at, .. } | Suggestion::Keys { at, .. }) = one;
            prop_assert!(text.get(at.clone()).is_some() && at.end == caret);
        }
    }
}
