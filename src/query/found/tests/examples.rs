//! What conditions mean, by example.

use super::generated::VIEWER;
use super::*;
use crate::{
    model::{
        comment::Comment,
        feedback::Feedback,
        ids::CommentId,
        score::{AuthorScore, Score, Source},
    },
    query::found::facts::{RowFacts, Words},
};

fn score(name: &str, given: &[(&str, f64, Source)]) -> Score {
    let by_author =
        given.iter().map(|(author, value, source)| thumb(author, *value, source.clone())).collect();
    let mut score = Score {
        name: name.to_owned(),
        value: 0.0,
        category: None,
        reason: None,
        source: Source::Human,
        by_author,
    };
    score.average();
    score
}

fn thumb(author: &str, value: f64, source: Source) -> AuthorScore {
    AuthorScore {
        author: author.to_owned(),
        value,
        category: None,
        reason: None,
        source,
        last_updated_at: Some(at("2026-11-20T10:00:00Z")),
    }
}

fn facts<'a>(feedback: &'a Feedback, thumbs: Option<&'a [AuthorScore]>, end: &str) -> RowFacts<'a> {
    RowFacts {
        id: "a",
        model_id: None,
        created_by: None,
        feedback,
        thumbs,
        failed_turns: None,
        first_message: None,
        last_message: None,
        start_time: None,
        end_time: Some(at(end)),
        created_at: None,
        number_of_messages: 2,
        duration_ms: None,
        cost: None,
        tokens: None,
    }
}

fn fits(condition: &Condition, feedback: &Feedback, thumbs: &[AuthorScore], end: &str) -> bool {
    condition.judge(&facts(feedback, Some(thumbs), end), &VIEWER()).unwrap()
}

const END: &str = "2026-11-20T09:00:00Z";

#[test]
fn who_scored_by_hand_or_commented_has_reviewed_and_a_judge_has_not() {
    let reviewed = |feedback: &Feedback, thumbs: &[AuthorScore], by| {
        fits(&own(Criterion::Reviewed, &[by]), feedback, thumbs, END)
    };
    let judged = Feedback { scores: vec![score("Q", &[("Ana", 1.0, Source::Judge)])], ..Feedback::default() };
    assert!(reviewed(&judged, &[], "nobody") && !reviewed(&judged, &[], "me"));
    let scored = Feedback { scores: vec![score("Q", &[("Ana", 1.0, Source::Human)])], ..Feedback::default() };
    assert!(reviewed(&scored, &[], "me") && reviewed(&scored, &[], "ana") && !reviewed(&scored, &[], "Ben"));
    let pressed =
        |source| Feedback { scores: vec![score("Reviewed", &[("Ana", 1.0, source)])], ..Feedback::default() };
    assert!(reviewed(&pressed(Source::Human), &[], "me") && reviewed(&pressed(Source::Sdk), &[], "nobody"));
    let none = Feedback::default();
    assert!(reviewed(&none, &[thumb("Ben", 0.0, Source::Human)], "somebody"));
    assert!(reviewed(&none, &[thumb("Ben", 0.0, Source::Sdk)], "nobody"));
    let comment = Comment {
        id: CommentId::new("c"),
        text: "ok".to_owned(),
        author: Some("Ben".to_owned()),
        created_at: None,
        last_updated_at: None,
    };
    let commented = Feedback { comments: vec![comment], ..Feedback::default() };
    assert!(reviewed(&commented, &[], "Ben") && !reviewed(&commented, &[], "me"));
}

#[test]
fn a_conversation_has_changed_if_its_last_turn_is_newer_than_my_newest_value() {
    let changed =
        |thumbs: &[AuthorScore], end| fits(&own(Criterion::Changed, &[]), &Feedback::default(), thumbs, end);
    let mine = [thumb("Ana", 1.0, Source::Human)];
    assert!(changed(&mine, "2026-11-20T10:00:01Z"));
    assert!(!changed(&mine, "2026-11-20T10:00:00Z"));
    assert!(!changed(&[thumb("Ben", 1.0, Source::Human)], "2026-11-20T10:00:01Z"));
}

#[test]
fn people_disagree_by_more_than_a_number_and_programs_do_not() {
    let disagree = |name: &str, by: &[&str], given: &[(&str, f64, Source)]| {
        let feedback = Feedback { scores: vec![score("Quality", given)], ..Feedback::default() };
        fits(&own(Criterion::Disagree(name.to_owned()), by), &feedback, &[], END)
    };
    let given = [("Ana", 0.8, Source::Human), ("Ben", 0.6, Source::Human)];
    assert!(disagree("", &[], &given) && disagree("quality", &["0.19"], &given));
    assert!(!disagree("Quality", &["0.2"], &given), "0.8 - 0.6 is not more than 0.2");
    assert!(!disagree("Tone", &[], &given));
    assert!(!disagree("", &[], &[("Ana", 0.8, Source::Human), ("Ben", 0.6, Source::Judge)]));
}

#[test]
fn a_thumb_of_whomever_counts() {
    let thumbs = [thumb("user", 0.0, Source::Sdk)];
    let has = |value| fits(&own(Criterion::Thumbs, &[value]), &Feedback::default(), &thumbs, END);
    assert_eq!(["up", "down", "none", "both"].map(has), [false, true, false, false]);
}

#[test]
fn without_the_thumbs_it_is_only_known_who_has_reviewed() {
    let scored = Feedback { scores: vec![score("Q", &[("Ana", 1.0, Source::Human)])], ..Feedback::default() };
    let answer = |criterion: Criterion, values: &[&str], feedback: &Feedback, end| {
        own(criterion, values).judge(&facts(feedback, None, end), &VIEWER())
    };
    let reviewed = |by, feedback: &Feedback| answer(Criterion::Reviewed, &[by], feedback, END);
    assert_eq!(["me", "nobody", "Ben"].map(|by| reviewed(by, &scored)), [Some(true), Some(false), None]);
    assert_eq!(["me", "nobody"].map(|by| reviewed(by, &Feedback::default())), [None, None]);
    assert_eq!(answer(Criterion::Changed, &[], &scored, END), Some(false));
    assert_eq!(answer(Criterion::Changed, &[], &scored, "2026-11-21T09:00:00Z"), None);
    assert_eq!(answer(Criterion::Thumbs, &["none"], &scored, END), None);
    assert_eq!(answer(Criterion::Failed, &[], &scored, END), None);
}

#[test]
fn of_a_message_that_is_cut_only_its_beginning_is_known() {
    let feedback = Feedback::default();
    let answer = |operator, value: &str| {
        let first_message = Some(Words { text: "Late Ref", is_whole: false });
        let row = RowFacts { first_message, ..facts(&feedback, Some(&[]), END) };
        of(Field::FirstMessage, operator, &[value]).judge(&row, &VIEWER())
    };
    assert_eq!(answer(Operator::Contains, "late"), Some(true));
    assert_eq!(answer(Operator::Contains, "refund"), None);
    assert_eq!(answer(Operator::StartsWith, "late r"), Some(true));
    assert_eq!(answer(Operator::StartsWith, "later"), Some(false));
    assert_eq!(answer(Operator::StartsWith, "late refund"), None);
    assert_eq!(answer(Operator::EndsWith, "ref"), None);
    assert_eq!(answer(Operator::Equal, "late ref"), None);
}

#[test]
fn a_time_is_a_whole_minute_unless_it_is_excluded() {
    let ended = |operator, value| {
        fits(&of(Field::EndTime, operator, &[value]), &Feedback::default(), &[], "2026-11-20T09:00:30Z")
    };
    assert!(
        ended(Operator::Equal, "2026-11-20T09:00:00Z") && !ended(Operator::Greater, "2026-11-20T09:00:00Z")
    );
    assert!(
        ended(Operator::AtMost, "2026-11-20T09:00:00Z") && ended(Operator::NotEqual, "2026-11-20T09:00:00Z")
    );
    assert!(!ended(Operator::NotEqual, "2026-11-20T09:00:30Z"));
}
