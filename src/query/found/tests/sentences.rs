use super::*;
use crate::query::tab::Tab;

fn says(condition: Condition, words: &str, turned: &str) {
    assert_eq!(condition.sentence(utc), words);
    assert_eq!(condition.turned().sentence(utc), turned);
}

#[test]
fn conditions_on_fields_of_the_server_read_as_sentences() {
    let score = || Field::Score("Quality".to_owned());
    says(tag(&["refund", "billing"]), "tag is refund or billing", "tag is not refund or billing");
    says(tag(&["a", "b c", "d"]), "tag is a, “b c” or d", "tag is not a, “b c” or d");
    says(of(Field::Tags, Operator::IsEmpty, &[]), "no tag", "has a tag");
    says(of(score(), Operator::Less, &["0.5"]), "Quality below 0.5", "Quality not below 0.5");
    says(of(score(), Operator::NotEqual, &["0.5"]), "Quality is not 0.5", "Quality is 0.5 or missing");
    says(of(score(), Operator::IsEmpty, &[]), "Quality is missing", "Quality is given");
    says(of(Field::Status, Operator::Equal, &["active"]), "status is active", "status is not active");
    says(
        of(Field::Duration, Operator::AtLeast, &["30"]),
        "duration at least 30 s",
        "duration not at least 30 s",
    );
    says(
        of(Field::FirstMessage, Operator::Contains, &["not my order"]),
        "first message contains “not my order”",
        "first message does not contain “not my order”",
    );
    says(
        of(Field::Name, Operator::StartsWith, &["answer"]),
        "name starts with answer",
        "name does not start with answer",
    );
    says(
        of(Field::StartTime, Operator::AtLeast, &["2026-11-20T10:00:00Z"]),
        "start time from 20 Nov 2026, 10:00",
        "start time not from 20 Nov 2026, 10:00",
    );
    says(of(Field::Cost, Operator::Greater, &["0.5"]), "cost above $0.5", "cost not above $0.5");
    says(of(Field::Error, Operator::IsNotEmpty, &[]), "has an error", "no error");
    says(of(Field::LlmSpans, Operator::Greater, &["2"]), "LLM spans above 2", "LLM spans not above 2");
    says(of(Field::Queues, Operator::IsNotEmpty, &[]), "has an annotation queue", "no annotation queue");
}

#[test]
fn conditions_of_the_page_read_as_sentences() {
    let disagree = |name: &str, by: &[&str]| own(Criterion::Disagree(name.to_owned()), by);
    says(own(Criterion::Thumbs, &["down"]), "thumbs down", "not thumbs down");
    says(own(Criterion::Thumbs, &["up", "down"]), "thumbs up or down", "not thumbs up or down");
    says(own(Criterion::Thumbs, &["both"]), "thumbs up and down", "not thumbs up and down");
    says(own(Criterion::Thumbs, &["none"]), "no thumbs", "has thumbs");
    says(own(Criterion::Reviewed, &["me"]), "reviewed by me", "not reviewed by me");
    says(own(Criterion::Reviewed, &["nobody"]), "reviewed by nobody", "reviewed by somebody");
    says(
        own(Criterion::Reviewed, &["me", "Ben Lee"]),
        "reviewed by me or Ben Lee",
        "not reviewed by me or Ben Lee",
    );
    says(own(Criterion::Reviewed, &["@me"]), "reviewed by me", "not reviewed by me");
    says(own(Criterion::Changed, &[]), "changed since my review", "not changed since my review");
    says(
        disagree("Quality", &["0.2"]),
        "reviewers disagree on Quality by more than 0.2",
        "reviewers do not disagree on Quality by more than 0.2",
    );
    says(disagree("", &[]), "reviewers disagree", "reviewers do not disagree");
    says(disagree("Tone", &["0.0"]), "reviewers disagree on Tone", "reviewers do not disagree on Tone");
    let given = |values: &[&str]| own(Criterion::Given("Tone of voice".to_owned()), values);
    says(
        given(&["kind", "rude"]),
        "somebody gave Tone of voice kind or rude",
        "nobody gave Tone of voice kind or rude",
    );
    says(own(Criterion::Commented, &[]), "has a comment", "has no comment");
    says(own(Criterion::Comment, &["broken"]), "comment contains broken", "no comment contains broken");
    says(own(Criterion::CommentBy, &["Ana", "me"]), "comment by Ana or me", "no comment by Ana or me");
    says(own(Criterion::Reason, &["rude"]), "reason contains rude", "no reason contains rude");
    says(own(Criterion::Failed, &[]), "a turn failed", "no turn failed");
}

#[test]
fn a_group_reads_as_one_sentence() {
    let group = Clause::any_of([tag(&["refund"]), own(Criterion::Comment, &["broken"])]).unwrap();
    assert_eq!(group.sentence(utc), "any of: tag is refund, comment contains broken");
}

#[test]
fn what_is_spoken_has_no_marks_and_an_end() {
    let spoken = |text: &str| Clause::One(own(Criterion::Comment, &[text])).spoken(utc);
    assert_eq!(spoken("not my order"), "comment contains not my order");
    let long = spoken(&"é ".repeat(200));
    assert_eq!((long.chars().count() <= 151, long.ends_with("é…")), (true, true), "{long}");
}

#[test]
fn every_criterion_has_words_for_the_form() {
    let labels: Vec<_> = Criterion::OWN.iter().map(Criterion::label).collect();
    assert_eq!(
        labels,
        [
            "Thumbs",
            "Reason contains",
            "Reviewed",
            "Changed since my review",
            "Reviewers disagree",
            "Score given by somebody",
            "Has a comment",
            "Comment contains",
            "Comment by",
            "Any turn failed",
        ]
    );
    for tab in Tab::ALL {
        assert!(Field::all(tab).all(|field| !Criterion::Server(field.clone()).label().is_empty()));
    }
}
