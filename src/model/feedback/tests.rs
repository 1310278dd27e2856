use super::*;
use crate::model::change::{ScoreInput, own_key};

fn score(name: &str, value: f64) -> Edit {
    Edit::Score { name: name.into(), input: Some(ScoreInput { value, ..ScoreInput::default() }) }
}

fn at(second: i64) -> Option<Timestamp> {
    Timestamp::from_millis(1_700_000_000_000 + second * 1000)
}

fn feedback(edits: &[(&str, Edit)]) -> Feedback {
    let mut feedback = Feedback::default();
    for (second, (who, edit)) in edits.iter().enumerate() {
        feedback.apply(edit, who, at(second as i64), None);
    }
    feedback
}

#[test]
fn two_reviewers_average_to_nine_decimals_and_each_clears_only_their_own() {
    let mut both =
        feedback(&[("ana", score("Help", 0.1)), ("ben", score("Help", 0.2)), ("cem", score("Help", 0.4))]);
    assert_eq!(both.score("Help").unwrap().value, 0.233_333_333);
    assert!(both.score("Help").unwrap().is_disputed());
    both.apply(&Edit::Score { name: "Help".into(), input: None }, "cem", at(9), None);
    assert_eq!(both.score("Help").unwrap().value, 0.15);
    assert_eq!(both.mine("Help", "ana").unwrap().value, 0.1);
    assert_eq!(both.mine("Help", "cem"), None);
    for who in ["ana", "ben"] {
        both.apply(&Edit::Score { name: "Help".into(), input: None }, who, at(9), None);
    }
    assert!(both.scores.is_empty());
}

#[test]
fn what_a_judge_or_a_program_gave_under_my_name_is_not_mine() {
    for source in [Source::Judge, Source::Sdk, Source::Other("import".into())] {
        let mut all = feedback(&[("ana", score("Help", 1.0)), ("ben", score("Help", 0.0))]);
        all.scores[0].by_author[0].source = source;
        assert_eq!(all.mine("Help", "ana"), None);
        assert!(all.mine("Help", "ben").is_some());
        // A person's own score takes its place, as on the server, which keeps one value for each name.
        all.apply(&score("Help", 3.0), "ana", at(9), None);
        assert_eq!(all.mine("Help", "ana").unwrap().value, 3.0);
        assert_eq!(all.score("Help").unwrap().by_author.len(), 2);
    }
}

#[test]
fn scoring_again_replaces_mine() {
    let again = feedback(&[("ana", score("Help", 1.0)), ("ana", score("Help", 3.0))]);
    assert_eq!(again.score("Help").unwrap().by_author.len(), 1);
    assert_eq!(again.score("Help").unwrap().value, 3.0);
}

#[test]
fn reactivation_takes_what_people_said_and_leaves_programs_and_judges() {
    let mut all =
        feedback(&[("ana", score("Help", 1.0)), ("sdk", score("Help", 0.0)), ("ana", score("Tone", 1.0))]);
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
    let write = |text: Option<&str>| Edit::Comment { key: key.clone(), text: text.map(str::to_owned) };
    let mut feedback = feedback(&[("ana", write(Some("hello")))]);
    assert_eq!(feedback.comments[0].id.as_str(), key);
    let named = CommentId::new("c-1");
    feedback.comments[0].id = named.clone();
    // The server data has the comment by now: applying the same edit must not add it twice.
    feedback.apply(&write(Some("hello")), "ana", at(5), Some(&named));
    assert_eq!(feedback.comments.len(), 1);
    assert_eq!(feedback.comments[0].last_updated_at, feedback.comments[0].created_at);
    feedback.apply(&write(Some("changed")), "ana", at(6), Some(&named));
    assert_eq!(
        (feedback.comments[0].text.as_str(), feedback.comments[0].last_updated_at),
        ("changed", at(6))
    );
    feedback.apply(&write(None), "ana", at(7), Some(&named));
    assert!(feedback.comments.is_empty());
}

#[test]
fn folding_an_act_twice_is_folding_it_once() {
    let edits = [
        ("ana", score("Help", 1.0)),
        ("ana", Edit::Tag { tag: "vip".into(), add: true }),
        ("ben", Edit::Tag { tag: "late".into(), add: true }),
        ("ben", Edit::Tag { tag: "late".into(), add: false }),
        ("ana", Edit::Comment { key: "own:1".into(), text: Some("x".into()) }),
        ("ana", Edit::Status(Status::Inactive)),
    ];
    let once = feedback(&edits);
    let mut twice = once.clone();
    for (second, (who, edit)) in edits.iter().enumerate() {
        twice.apply(edit, who, at(second as i64), None);
    }
    assert_eq!(once, twice);
    assert_eq!(once.tags, ["vip"]);
}
