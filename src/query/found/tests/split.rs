use proptest::prelude::*;
use proptest::test_runner::{Config as ProptestConfig, RngSeed};

use super::{generated, reference, *};
use crate::query::{filter::Filter, tab::Tab};

fn parts(condition: Condition) -> (Vec<String>, usize) {
    let (filters, rest) = all([condition]).split(Tab::Threads);
    (filters.iter().map(|filter| filter.describe(utc)).collect(), rest.clauses().len())
}

fn to_server(described: &[&str]) -> (Vec<String>, usize) {
    (described.iter().map(|&text| text.to_owned()).collect(), 0)
}

const TO_PAGE: (Vec<String>, usize) = (Vec::new(), 1);

#[test]
fn a_single_value_goes_to_the_server_and_several_stay_with_the_page() {
    assert_eq!(parts(tag(&["refund"])), to_server(&["Tags include “refund”"]));
    assert_eq!(parts(tag(&["refund", "billing"])), TO_PAGE);
    assert_eq!(parts(own(Criterion::Commented, &[])), TO_PAGE);
    let score = of(Field::Score("Quality".to_owned()), Operator::Less, &["0.5"]);
    assert_eq!(parts(score), to_server(&["Score Quality below 0.5"]));
}

#[test]
fn none_of_several_values_is_one_filter_for_each() {
    let none = tag(&["refund", "billing"]).turned();
    assert_eq!(parts(none), to_server(&["Tags do not include “refund”", "Tags do not include “billing”"]));
    let none = of(Field::FirstMessage, Operator::Contains, &["a"]).turned();
    assert_eq!(parts(none), to_server(&["First message does not contain “a”"]));
}

#[test]
fn words_of_a_list_are_one_filter() {
    let either = of(Field::Environment, Operator::Equal, &["production", "staging"]);
    assert_eq!(parts(either), to_server(&["Environment is one of “production,staging”"]));
    let comma = of(Field::Environment, Operator::Equal, &["a,b", "c"]);
    assert_eq!(Clause::One(comma).problem(Tab::Threads), Some("Only one value at a time is possible here"));
}

#[test]
fn a_comparison_that_would_leave_out_rows_without_a_value_is_not_turned_round_by_the_server() {
    assert_eq!(parts(of(Field::Duration, Operator::Greater, &["5"]).turned()), TO_PAGE);
    assert_eq!(parts(of(Field::Score("a".to_owned()), Operator::Equal, &["5"]).turned()), TO_PAGE);
    let few = of(Field::MessageCount, Operator::Greater, &["5"]).turned();
    assert_eq!(parts(few), to_server(&["Message count at most 5"]));
    let neither = of(Field::MessageCount, Operator::NotEqual, &["4", "6"]);
    assert_eq!(parts(neither.clone()), to_server(&["Message count is not 4", "Message count is not 6"]));
    assert_eq!(parts(neither.turned()), TO_PAGE);
}

#[test]
fn a_field_that_rows_do_not_tell_is_refused_where_only_the_page_could_check_it() {
    let source = of(Field::Source, Operator::Equal, &["sdk", "playground"]);
    assert!(Clause::One(source.clone()).problem(Tab::Threads).is_some());
    assert!(Clause::AnyOf(vec![source, tag(&["a"])]).problem(Tab::Threads).is_some());
    assert!(Clause::AnyOf(vec![tag(&["b"]), tag(&["a"])]).problem(Tab::Threads).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400, rng_seed: RngSeed::Fixed(15), failure_persistence: None, max_global_rejects: 1_000_000, ..ProptestConfig::default()
    })]

    #[test]
    fn server_and_page_together_choose_what_the_page_alone_would(
        row in generated::row(),
        found in generated::found(Tab::Threads),
    ) {
        prop_assume!(found.conditions().all(|condition| condition.criterion().is_known(Tab::Threads)));
        let (filters, rest) = found.split(Tab::Threads);
        let both = reference::served(&row, &filters) && row.judge(&rest) == Some(true);
        prop_assert_eq!(both, row.judge(&found) == Some(true), "{:?} {:?}", filters, rest);
    }

    #[test]
    fn the_servers_part_comes_back_from_the_servers_parameter(found in generated::found(Tab::Traces)) {
        let (filters, rest) = found.split(Tab::Traces);
        let (read, left) = Filter::parse_all(Tab::Traces, &Filter::to_url(&filters, &[]));
        prop_assert_eq!(&read, &filters);
        prop_assert!(left.is_empty());
        let joined = Found::joined(&read, &rest).unwrap();
        prop_assert_eq!(joined.split(Tab::Traces), (filters, rest));
    }
}
