use super::*;
use crate::model::change::{Given, own_key};

fn score(name: &str, value: f64) -> Act {
    Act::Score { name: name.into(), given: Some(Given { value, ..Given::default() }) }
}

fn at(second: i64) -> Option<Timestamp> {
    Timestamp::from_millis(1_700_000_000_000 + second * 1000)
}

fn judged(acts: &[(&str, Act)]) -> Judged {
    let mut judged = Judged::default();
    for (second, (who, act)) in acts.iter().enumerate() {
        judged.apply(act, who, at(second as i64), None);
    }
    judged
}

#[test]
fn two_reviewers_average_to_nine_decimals_and_each_clears_only_their_own() {
    let mut both =
        judged(&[("ana", score("Help", 0.1)), ("ben", score("Help", 0.2)), ("cem", score("Help", 0.4))]);
    assert_eq!(both.score("Help").unwrap().value, 0.233_333_333);
    assert!(both.score("Help").unwrap().is_disputed());
    both.apply(&Act::Score { name: "Help".into(), given: None }, "cem", at(9), None);
    assert_eq!(both.score("Help").unwrap().value, 0.15);
    assert_eq!(both.mine("Help", "ana").unwrap().value, 0.1);
    assert_eq!(both.mine("Help", "cem"), None);
    for who in ["ana", "ben"] {
        both.apply(&Act::Score { name: "Help".into(), given: None }, who, at(9), None);
    }
    assert!(both.scores.is_empty());
}

#[test]
fn scoring_again_replaces_mine() {
    let again = judged(&[("ana", score("Help", 1.0)), ("ana", score("Help", 3.0))]);
    assert_eq!(again.score("Help").unwrap().by_author.len(), 1);
    assert_eq!(again.score("Help").unwrap().value, 3.0);
}

#[test]
fn reactivation_takes_what_people_said_and_leaves_programs_and_judges() {
    let mut all =
        judged(&[("ana", score("Help", 1.0)), ("sdk", score("Help", 0.0)), ("ana", score("Tone", 1.0))]);
    all.scores[0].by_author[1].source = Source::Sdk;
    all.tags.push("vip".into());
    let left = all.without_human_scores();
    assert_eq!(left.scores.len(), 1);
    assert_eq!(left.scores[0].value, 0.0);
    assert_eq!(left.scores[0].source, Source::Sdk);
    assert_eq!(left.tags, ["vip"]);
}

#[test]
fn a_comment_keeps_its_place_when_the_server_names_it() {
    let key = own_key("1");
    let write = |text: Option<&str>| Act::Comment { key: key.clone(), text: text.map(str::to_owned) };
    let mut judged = judged(&[("ana", write(Some("hello")))]);
    assert_eq!(judged.comments[0].id.as_str(), key);
    let named = CommentId::new("c-1");
    judged.comments[0].id = named.clone();
    // The base has it by now: folding the same act again must not write it twice.
    judged.apply(&write(Some("hello")), "ana", at(5), Some(&named));
    assert_eq!(judged.comments.len(), 1);
    assert_eq!(judged.comments[0].last_updated_at, judged.comments[0].created_at);
    judged.apply(&write(Some("changed")), "ana", at(6), Some(&named));
    assert_eq!((judged.comments[0].text.as_str(), judged.comments[0].last_updated_at), ("changed", at(6)));
    judged.apply(&write(None), "ana", at(7), Some(&named));
    assert!(judged.comments.is_empty());
}

#[test]
fn folding_an_act_twice_is_folding_it_once() {
    let acts = [
        ("ana", score("Help", 1.0)),
        ("ana", Act::Tag { tag: "vip".into(), add: true }),
        ("ben", Act::Tag { tag: "late".into(), add: true }),
        ("ben", Act::Tag { tag: "late".into(), add: false }),
        ("ana", Act::Comment { key: "own:1".into(), text: Some("x".into()) }),
        ("ana", Act::Status(Status::Inactive)),
    ];
    let once = judged(&acts);
    let mut twice = once.clone();
    for (second, (who, act)) in acts.iter().enumerate() {
        twice.apply(act, who, at(second as i64), None);
    }
    assert_eq!(once, twice);
    assert_eq!(once.tags, ["vip"]);
}
