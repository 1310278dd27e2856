use proptest::prelude::*;
use proptest::test_runner::{Config as ProptestConfig, RngSeed};

use super::generated::{self, TestRow, VIEWER};
use super::{reference, *};
use crate::query::{
    found::facts::{Needs, RowFacts, Words},
    tab::Tab,
};

fn known() -> impl Strategy<Value = Condition> {
    generated::condition(Tab::Threads).prop_filter("rows do not tell", |condition| {
        let criterion = condition.criterion();
        // The second definition has no such fields, because threads cannot be filtered by them.
        criterion.is_known(Tab::Threads)
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 800, rng_seed: RngSeed::Fixed(14), failure_persistence: None, max_global_rejects: 1_000_000, ..ProptestConfig::default()
    })]

    #[test]
    fn the_page_chooses_the_rows_that_the_second_definition_chooses(row in generated::row(), condition in known()) {
        let found = all([condition]);
        prop_assert_eq!(row.judge(&found), Some(reference::meets(&row, &found)));
    }

    #[test]
    fn what_is_not_known_of_a_row_never_makes_a_wrong_answer(
        row in generated::row(),
        condition in known(),
        hides in any::<[bool; 4]>(),
        cut in 0..8_usize,
    ) {
        let found = all([condition]);
        let [thumbs, failed, messages, cuts] = hides;
        let start = |text: &str| text.chars().take(cut).collect::<String>();
        let (first, last) = (start(&row.first), start(&row.last));
        let partly = row.with(|facts| {
            let words = |cut, whole| match (messages, cuts) {
                (true, _) => None,
                (false, true) => Some(Words { text: cut, is_whole: cut == whole }),
                (false, false) => Some(Words { text: whole, is_whole: true }),
            };
            let known = RowFacts {
                thumbs: facts.thumbs.filter(|_| !thumbs),
                failed_turns: facts.failed_turns.filter(|_| !failed),
                first_message: words(&first, &row.first),
                last_message: words(&last, &row.last),
                ..*facts
            };
            found.judge(&known, &VIEWER())
        });
        if let Some(answer) = partly {
            prop_assert_eq!(Some(answer), row.judge(&found));
        } else {
            let needs = found.needs();
            prop_assert!((thumbs && needs.thumbs) || (failed && needs.failed_turns)
                || ((messages || cuts) && needs.messages), "{:?}", needs);
        }
    }

    #[test]
    fn a_condition_that_is_turned_round_chooses_the_other_rows(row in generated::row(), condition in known()) {
        let answer = |condition: &Condition| row.judge(&all([condition.clone()]));
        prop_assert_eq!(answer(&condition.turned()), answer(&condition).map(|fits| !fits));
        prop_assert_eq!(condition.turned().turned(), condition);
    }

    #[test]
    fn clauses_are_joined_by_and_and_groups_by_or(row in generated::row(), found in generated::found(Tab::Threads)) {
        prop_assume!(found.conditions().all(|condition| condition.criterion().is_known(Tab::Threads)));
        prop_assert_eq!(row.judge(&found), Some(reference::meets(&row, &found)));
    }
}

/// How many of many generated rows each criterion chooses: all conditions that say yes or no to every row would make the
/// tests above pass for nothing.
#[test]
fn every_criterion_chooses_some_rows_and_not_others() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let config = ProptestConfig {
        rng_seed: RngSeed::Fixed(3),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = TestRunner::new(config);
    let rows: Vec<TestRow> =
        (0..300).map(|_| generated::row().new_tree(&mut runner).unwrap().current()).collect();
    for condition in [
        tag(&["refund", "billing"]),
        of(Field::FirstMessage, Operator::Contains, &["refund"]),
        of(Field::Score("quality".to_owned()), Operator::Less, &["0.5"]),
        of(Field::StartTime, Operator::Greater, &["2026-11-20T10:00:00Z"]),
        of(Field::Duration, Operator::AtLeast, &["2"]),
        of(Field::Status, Operator::Equal, &["active"]),
        own(Criterion::Thumbs, &["up"]),
        own(Criterion::Thumbs, &["down"]),
        own(Criterion::Thumbs, &["none"]),
        own(Criterion::Thumbs, &["both"]),
        own(Criterion::Reason, &["refund"]),
        own(Criterion::Reviewed, &["me"]),
        own(Criterion::Reviewed, &["nobody"]),
        own(Criterion::Reviewed, &["Ben"]),
        own(Criterion::Changed, &[]),
        own(Criterion::Disagree(String::new()), &[]),
        own(Criterion::Disagree("Quality".to_owned()), &["0.2"]),
        own(Criterion::Commented, &[]),
        own(Criterion::Comment, &["refund"]),
        own(Criterion::CommentBy, &["Ben"]),
        own(Criterion::Failed, &[]),
    ] {
        let found = all([condition]);
        let chosen = rows.iter().filter(|row| row.judge(&found) == Some(true)).count();
        assert!((3..298).contains(&chosen), "{chosen} of 300: {found:?}");
    }
}

#[test]
fn the_walk_is_told_what_to_ask_for() {
    assert_eq!(all([tag(&["a"]), own(Criterion::Commented, &[])]).needs(), Needs::default());
    let asks = all([own(Criterion::Reviewed, &["me"]), own(Criterion::Failed, &[])]).needs();
    assert_eq!(asks, Needs { thumbs: true, failed_turns: true, messages: false });
}
