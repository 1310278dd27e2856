use proptest::{prelude::*, test_runner::RngSeed};

use super::*;
use crate::model::{change::THUMBS, ids::CommentId, score::Score};

fn time(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}

fn author_score(author: &str, source: Source, at: i64) -> AuthorScore {
    AuthorScore {
        author: author.to_owned(),
        value: 1.0,
        category: None,
        reason: None,
        source,
        last_updated_at: Some(time(at)),
    }
}

fn score(name: &str, by_author: Vec<AuthorScore>) -> Score {
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

fn comment(author: Option<&str>, at: i64, changed: i64) -> Comment {
    Comment {
        id: CommentId::new(at.to_string()),
        text: "Hm.".to_owned(),
        author: author.map(str::to_owned),
        created_at: Some(time(at)),
        last_updated_at: Some(time(changed)),
    }
}

fn feedback(scores: Vec<Score>, comments: Vec<Comment>) -> Feedback {
    Feedback { scores, comments, ..Feedback::default() }
}

fn state(thread: &Feedback, thumbs: &[AuthorScore], end: i64, me: &str) -> ReviewState {
    Reviewers::of_thread(thread, thumbs).state_of_row(me, Some(time(end)))
}

fn reviewers(pairs: &[(&str, i64)]) -> Vec<Reviewer> {
    pairs.iter().map(|(name, at)| Reviewer { name: (*name).to_owned(), at: Some(time(*at)) }).collect()
}

fn by(pairs: &[(&str, i64)]) -> ReviewState {
    ReviewState::Reviewed { by: reviewers(pairs) }
}

fn changed(mine: i64, new_turns: Option<u64>, pairs: &[(&str, i64)]) -> ReviewState {
    ReviewState::ChangedSinceMine { mine: time(mine), new_turns, by: reviewers(pairs) }
}

#[test]
fn programs_and_judges_are_no_reviewers() {
    let scores = vec![
        author_score("ana", Source::Sdk, 50),
        author_score("judge", Source::Judge, 60),
        author_score("", Source::Human, 70),
    ];
    let thread =
        feedback(vec![score("Help", scores.clone()), score(REVIEWED, scores)], vec![comment(None, 80, 80)]);
    let thumbs = [author_score("bot", Source::Other("api".to_owned()), 90)];
    assert_eq!(state(&thread, &thumbs, 10, "ana"), ReviewState::NotReviewed);
}

#[test]
fn a_score_a_comment_and_a_thumb_each_make_a_reviewer_with_the_newest_time() {
    let scores = vec![author_score("ana", Source::Human, 50), author_score("ben", Source::Human, 40)];
    let thread = feedback(vec![score(REVIEWED, scores)], vec![comment(Some("ben"), 45, 90)]);
    let thumbs = [author_score("cem", Source::Human, 60)];
    for me in ["ana", "somebody else"] {
        let found = state(&thread, &thumbs, 30, me);
        assert_eq!(found, by(&[("ben", 90), ("cem", 60), ("ana", 50)]));
        assert_eq!(found.is_done_by(me), me == "ana");
    }
}

#[test]
fn who_reviewed_at_an_unknown_time_comes_last_and_misses_nothing() {
    let timeless = AuthorScore { last_updated_at: None, ..author_score("ben", Source::Human, 0) };
    let thread = feedback(vec![score("Help", vec![timeless, author_score("ana", Source::Human, 5)])], vec![]);
    let found = state(&thread, &[], 80, "ben");
    let names: Vec<_> = found.by().iter().map(|one| (one.name.as_str(), one.at)).collect();
    assert_eq!(names, [("ana", Some(time(5))), ("ben", None)]);
    assert!(found.is_done_by("ben"));
}

#[test]
fn what_ended_after_my_last_word_changed_since_mine_whatever_others_did() {
    let scores = vec![author_score("ana", Source::Human, 50), author_score("ben", Source::Human, 100)];
    let thread = feedback(vec![score("Help", scores)], vec![]);
    let both = [("ben", 100), ("ana", 50)];
    assert_eq!(state(&thread, &[], 80, "ana"), changed(50, None, &both));
    assert!(!state(&thread, &[], 80, "ana").is_done_by("ana"));
    assert_eq!(state(&thread, &[], 80, "ben"), by(&both));
    assert_eq!(state(&thread, &[], 80, "cem"), by(&both));
}

#[test]
fn closing_and_tagging_do_not_make_a_conversation_new() {
    let mut thread = feedback(vec![score("Help", vec![author_score("ana", Source::Human, 50)])], vec![]);
    thread.last_updated_at = Some(time(900));
    assert_eq!(state(&thread, &[], 50, "ana"), by(&[("ana", 50)]));
}

/// The state of a list and of the open conversation is the same: the thread's end is the latest end of its turns.
#[test]
fn in_an_open_conversation_the_turns_that_ended_later_are_counted() {
    let rated = feedback(vec![score(THUMBS, vec![author_score("ana", Source::Human, 25)])], vec![]);
    let said = feedback(vec![], vec![comment(Some("ana"), 20, 20)]);
    let mut reviewers = Reviewers::default();
    reviewers.add(&Feedback::default());
    reviewers.add(&rated);
    reviewers.add(&said);
    // Start and end; the second turn was still running when she rated the first.
    let turns = [(10, Some(15)), (20, Some(30)), (40, None)];
    let of = |count: usize| {
        let said_at = turns.iter().take(count).map(|(start, end)| said_at(Some(time(*start)), end.map(time)));
        reviewers.clone().state_of_turns("ana", said_at)
    };
    assert_eq!(of(1), by(&[("ana", 25)]));
    assert_eq!(of(2), changed(25, Some(1), &[("ana", 25)]));
    assert_eq!(of(3), changed(25, Some(2), &[("ana", 25)]));
    assert_eq!(reviewers.clone().state_of_turns("ben", [Some(time(99))].into_iter()), by(&[("ana", 25)]));
}

#[test]
fn pressing_reviewed_makes_me_a_reviewer_and_taking_it_back_undoes_that() {
    let mut thread = Feedback::default();
    thread.apply(&mark_reviewed(true), "ana", Some(time(70)), None);
    thread.apply(&mark_reviewed(true), "ana", Some(time(75)), None);
    assert_eq!(thread.mine(REVIEWED, "ana").map(|mine| mine.value), Some(REVIEWED_VALUE));
    assert_eq!(thread.scores.iter().map(|score| score.by_author.len()).sum::<usize>(), 1);
    assert_eq!(state(&thread, &[], 60, "ana"), by(&[("ana", 75)]));
    thread.apply(&mark_reviewed(false), "ana", Some(time(80)), None);
    assert_eq!(state(&thread, &[], 60, "ana"), ReviewState::NotReviewed);
}

#[test]
fn only_what_the_button_gives_is_no_score_among_others() {
    let given = |name: &str, value: f64, source| {
        score(name, vec![AuthorScore { value, ..author_score("ana", source, 1) }])
    };
    assert!(is_review_mark(&given(REVIEWED, 1.0, Source::Human)));
    assert!(!is_review_mark(&given(REVIEWED, 0.0, Source::Human)));
    assert!(!is_review_mark(&given(REVIEWED, 1.0, Source::Sdk)));
    assert!(!is_review_mark(&given("reviewed", 1.0, Source::Human)));
}

fn authors() -> impl Strategy<Value = Vec<(usize, usize, i64)>> {
    proptest::collection::vec((0_usize..4, 0_usize..4, 0_i64..100), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300, rng_seed: RngSeed::Fixed(5), failure_persistence: None, ..ProptestConfig::default()
    })]

    /// Compared with a plain list of everything that people did.
    #[test]
    fn the_state_is_what_the_list_of_all_deeds_says(
        given in authors(), thumbs in authors(), comments in authors(), end in 0_i64..100,
    ) {
        let names = ["ana", "ben", "cem", ""];
        let source = |kind: usize| match kind {
            0 => Source::Sdk,
            1 => Source::Judge,
            _ => Source::Human,
        };
        let to_score = |(who, kind, at): &(usize, usize, i64)| author_score(names[*who], source(*kind), *at);
        let scores = given.iter().map(|one| score("Help", vec![to_score(one)])).collect();
        let words = comments.iter().map(|(who, later, at)| comment(Some(names[*who]), *at, at + *later as i64));
        let thread = feedback(scores, words.collect());
        let thumbs_of_turns: Vec<AuthorScore> = thumbs.iter().map(to_score).collect();

        let by_hand = given.iter().chain(&thumbs).filter(|(_, kind, _)| *kind > 1).map(|(who, _, at)| (*who, *at));
        let deeds: Vec<(usize, i64)> =
            by_hand.chain(comments.iter().map(|(who, later, at)| (*who, at + *later as i64))).collect();
        let newest = |who: usize| deeds.iter().filter(|(one, _)| *one == who).map(|(_, at)| *at).max();
        for me in 0..3 {
            let found = state(&thread, &thumbs_of_turns, end, names[me]);
            match &found {
                ReviewState::NotReviewed => prop_assert!((0..3).all(|who| newest(who).is_none())),
                ReviewState::ChangedSinceMine { mine, new_turns, .. } => {
                    prop_assert_eq!(Some(mine.millis()), newest(me));
                    prop_assert!(mine.millis() < end && new_turns.is_none());
                }
                ReviewState::Reviewed { .. } => prop_assert!(newest(me).is_none_or(|mine| mine >= end)),
            }
            prop_assert!(found.by().windows(2).all(|pair| pair[0].at >= pair[1].at));
            let mut people: Vec<(String, i64)> =
                found.by().iter().map(|one| (one.name.clone(), one.at.unwrap().millis())).collect();
            people.sort();
            let expected: Vec<(String, i64)> =
                (0..3).filter_map(|who| Some((names[who].to_owned(), newest(who)?))).collect();
            prop_assert_eq!(people, expected);
        }
    }
}
