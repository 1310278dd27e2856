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

fn of_row<'a>(thread: &'a Feedback, thumbs: &'a [AuthorScore], end: i64) -> Reviewable<'a> {
    Reviewable { thread, thumbs, end_time: Some(time(end)), turns: None }
}

fn by(pairs: &[(&str, i64)]) -> ReviewState {
    ReviewState::Reviewed { by: pairs.iter().map(|(author, at)| ((*author).to_owned(), time(*at))).collect() }
}

#[test]
fn programs_and_judges_are_no_reviewers() {
    let scores = vec![
        author_score("ana", Source::Sdk, 50),
        author_score("judge", Source::Judge, 60),
        author_score("", Source::Human, 70),
        AuthorScore { last_updated_at: None, ..author_score("ben", Source::Human, 0) },
    ];
    let thread = feedback(vec![score("Help", scores)], vec![comment(None, 80, 80)]);
    let thumbs = [author_score("bot", Source::Other("api".to_owned()), 90)];
    assert_eq!(of_row(&thread, &thumbs, 10).state("ana"), ReviewState::NotReviewed);
}

#[test]
fn a_score_a_comment_and_a_thumb_each_make_a_reviewer_with_the_newest_time() {
    let scores = vec![author_score("ana", Source::Human, 50), author_score("ben", Source::Human, 40)];
    let thread = feedback(vec![score(REVIEWED, scores)], vec![comment(Some("ben"), 45, 90)]);
    let thumbs = [author_score("cem", Source::Human, 60)];
    let row = of_row(&thread, &thumbs, 30);
    assert_eq!(row.state("ana"), by(&[("ben", 90), ("cem", 60), ("ana", 50)]));
    assert_eq!(row.state("somebody else"), row.state("ana"));
}

#[test]
fn what_ended_after_my_last_word_changed_since_mine_whatever_others_did() {
    let scores = vec![author_score("ana", Source::Human, 50), author_score("ben", Source::Human, 100)];
    let thread = feedback(vec![score("Help", scores)], vec![]);
    let row = of_row(&thread, &[], 80);
    assert_eq!(row.state("ana"), ReviewState::ChangedSinceMine { mine: time(50), new_turns: 0 });
    assert_eq!(row.state("ben"), by(&[("ben", 100), ("ana", 50)]));
    assert_eq!(row.state("cem"), by(&[("ben", 100), ("ana", 50)]));
}

#[test]
fn closing_and_tagging_do_not_make_a_conversation_new() {
    let mut thread = feedback(vec![score("Help", vec![author_score("ana", Source::Human, 50)])], vec![]);
    thread.last_updated_at = Some(time(900));
    assert_eq!(of_row(&thread, &[], 50).state("ana"), by(&[("ana", 50)]));
}

#[test]
fn in_an_open_conversation_the_turns_that_began_later_are_counted() {
    let thread = feedback(vec![], vec![]);
    let rated = feedback(vec![score(THUMBS, vec![author_score("ana", Source::Human, 25)])], vec![]);
    let said = feedback(vec![], vec![comment(Some("ana"), 20, 20)]);
    let plain = Feedback::default();
    // The first turn was still running when she rated it.
    let turns: Vec<ReviewedTurn> = [(10, &rated), (20, &said), (30, &plain), (40, &plain)]
        .map(|(start, feedback)| ReviewedTurn { start_time: Some(time(start)), feedback })
        .to_vec();
    let open = Reviewable { thread: &thread, thumbs: &[], end_time: Some(time(99)), turns: Some(&turns) };
    assert_eq!(open.state("ana"), ReviewState::ChangedSinceMine { mine: time(25), new_turns: 2 });
    assert_eq!(open.first_new_turn("ana"), Some(2));
    assert_eq!(open.first_new_turn("ben"), None);
    let all_seen = Reviewable { turns: turns.get(..2), ..open };
    assert_eq!(all_seen.state("ana"), by(&[("ana", 25)]));
    assert_eq!(all_seen.first_new_turn("ana"), None);
}

#[test]
fn pressing_reviewed_makes_me_a_reviewer_and_taking_it_back_undoes_that() {
    let mut thread = Feedback::default();
    thread.apply(&mark_reviewed(true), "ana", Some(time(70)), None);
    assert_eq!(thread.mine(REVIEWED, "ana").map(|mine| mine.value), Some(REVIEWED_VALUE));
    assert_eq!(of_row(&thread, &[], 60).state("ana"), by(&[("ana", 70)]));
    thread.apply(&mark_reviewed(false), "ana", Some(time(80)), None);
    assert_eq!(of_row(&thread, &[], 60).state("ana"), ReviewState::NotReviewed);
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
        let row = of_row(&thread, &thumbs_of_turns, end);

        let by_hand = given.iter().chain(&thumbs).filter(|(_, kind, _)| *kind > 1).map(|(who, _, at)| (*who, *at));
        let deeds: Vec<(usize, i64)> =
            by_hand.chain(comments.iter().map(|(who, later, at)| (*who, at + *later as i64))).collect();
        let newest = |who: usize| deeds.iter().filter(|(one, _)| *one == who).map(|(_, at)| *at).max();
        for me in 0..3 {
            match row.state(names[me]) {
                ReviewState::NotReviewed => prop_assert!((0..3).all(|who| newest(who).is_none())),
                ReviewState::ChangedSinceMine { mine, new_turns } => {
                    prop_assert_eq!(Some(mine.millis()), newest(me));
                    prop_assert!(mine.millis() < end && new_turns == 0);
                }
                ReviewState::Reviewed { by } => {
                    prop_assert!(newest(me).is_none_or(|mine| mine >= end));
                    prop_assert!(by.windows(2).all(|pair| pair[0].1 >= pair[1].1));
                    let mut found: Vec<(String, i64)> =
                        by.into_iter().map(|(author, at)| (author, at.millis())).collect();
                    found.sort();
                    let expected: Vec<(String, i64)> =
                        (0..3).filter_map(|who| Some((names[who].to_owned(), newest(who)?))).collect();
                    prop_assert_eq!(found, expected);
                }
            }
        }
    }
}
