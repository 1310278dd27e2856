use proptest::prelude::*;
use proptest::test_runner::{Config as ProptestConfig, RngSeed};
use serde_json::{Value, json};

use super::{generated, *};
use crate::query::{tab::Tab, unapplied::Unapplied};

fn read(text: &str) -> (Found, Vec<String>) {
    let (found, left) = Found::from_param(Tab::Threads, text);
    (found, left.iter().map(Unapplied::describe).collect())
}

#[test]
fn the_parameter_is_short_json_with_a_version() {
    let found = Found::new([
        Clause::One(tag(&["refund", "billing"])),
        Clause::One(own(Criterion::Reviewed, &["me"]).turned()),
        Clause::One(own(Criterion::Disagree("Quality".to_owned()), &["0.2"])),
        Clause::any_of([
            own(Criterion::Failed, &[]),
            of(Field::Score("Tone".to_owned()), Operator::IsEmpty, &[]),
        ])
        .unwrap(),
    ]);
    let expected = concat!(
        r#"[1,{"f":"tags","o":"=","v":["refund","billing"]},{"f":"reviewed","v":["me"],"n":1},"#,
        r#"{"f":"disagree","k":"Quality","v":["0.2"]},[{"f":"failed"},{"f":"feedback_scores","k":"Tone","o":"is_empty"}]]"#
    );
    let found = found.unwrap();
    assert_eq!(found.to_param(&[]), expected);
    assert_eq!(Found::from_param(Tab::Threads, expected), (found, Vec::new()));
    assert_eq!(Found::default().to_param(&[]), "");
    assert_eq!(read(""), (Found::default(), Vec::new()));
}

#[test]
fn what_cannot_be_read_is_named_and_kept() {
    let text = r#"[1,{"f":"thumbs","v":["sideways"]},{"f":"mood","v":["x"]},{"f":"failed"},7,
        {"f":"tags","o":"sings","v":["x"]},{"f":"reason","v":[["x"]]},[],[{"f":"source","o":"=","v":["a"]},{"f":"failed"}]]"#;
    let (found, left) = read(text);
    assert_eq!(found, all([own(Criterion::Failed, &[])]));
    assert_eq!(
        left,
        [
            r#"thumbs “["sideways"]” (Up, down, none or both)"#,
            r#"mood “["x"]” (not a field of this list)"#,
            "filter 7 (not a filter)",
            r#"tags sings “["x"]” (not a known comparison)"#,
            r#"reason “[["x"]]” (a value is no text)"#,
            "filter [] (an empty group)",
            r#"filter [{"f":"source","o":"=","v":["a"]},{"f":"failed"}] (This field is not possible in a group)"#,
        ]
    );
    let (_, unapplied) = Found::from_param(Tab::Threads, text);
    let written = found.to_param(&unapplied.iter().collect::<Vec<_>>());
    assert_eq!(Found::from_param(Tab::Threads, &written), (found, unapplied));
}

#[test]
fn a_parameter_of_another_version_is_kept_until_there_are_clauses() {
    for (text, said) in [
        (r#"[2,{"f":"failed"}]"#, r#"filter [2,{"f":"failed"}] (of another version of this page)"#),
        (r#"{"f":"failed"}"#, "failed (not filters)"),
        ("failed", "filter “failed” (not filters)"),
        (r#"["1"]"#, r#"filter ["1"] (not filters)"#),
    ] {
        let (found, left) = Found::from_param(Tab::Threads, text);
        assert!(found.is_empty());
        assert_eq!(left.iter().map(Unapplied::describe).collect::<Vec<_>>(), [said]);
        let left: Vec<_> = left.iter().collect();
        assert_eq!(found.to_param(&left), text);
        let failed = all([own(Criterion::Failed, &[])]);
        assert_eq!(failed.to_param(&left), r#"[1,{"f":"failed"}]"#);
    }
}

#[test]
fn a_hostile_parameter_is_bounded() {
    let many = |count: usize, item: Value| {
        json!(std::iter::once(json!(1)).chain(vec![item; count]).collect::<Vec<_>>())
    };
    let tags = |from: usize, to: usize| (from..to).map(|n| n.to_string()).collect::<Vec<_>>();
    let deep = format!("[1,{}{}]", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read(&deep).1[0].ends_with("(not filters)"));
    assert!(read(&many(1000, json!({})).to_string()).1[0].ends_with("(too many clauses)"));
    assert!(read(&"[1,".repeat(2_000_000)).1[0].ends_with("(too long)"));
    let wide = json!([1, { "f": "tags", "o": "=", "v": tags(0, 21) }]).to_string();
    assert!(read(&wide).1[0].ends_with("(At most 20 values)"));
    let long = json!([1, { "f": "tags", "o": "=", "v": ["x".repeat(501)] }, { "f": "tags", "o": "=", "v": ["é".repeat(500)] }]);
    let (found, left) = read(&long.to_string());
    assert_eq!((found.clauses().len(), left.len()), (1, 1));
    let clauses: Vec<Value> =
        (0..60).map(|n| json!({ "f": "tags", "o": "=", "v": [n.to_string()] })).collect();
    let (found, left) =
        read(&json!(std::iter::once(json!(1)).chain(clauses.clone()).collect::<Vec<_>>()).to_string());
    assert_eq!((found.clauses().len(), left.len()), (50, 10));
    assert!(left[0].ends_with("(At most 50 conditions)"));
    assert!(read(&json!([1, clauses]).to_string()).1[0].ends_with("(At most 50 conditions)"));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400, rng_seed: RngSeed::Fixed(16), failure_persistence: None, max_global_rejects: 1_000_000, ..ProptestConfig::default()
    })]

    #[test]
    fn every_filter_comes_back_from_the_address(
        (tab, found) in prop_oneof![Just(Tab::Threads), Just(Tab::Traces), Just(Tab::Spans)]
            .prop_flat_map(|tab| (Just(tab), generated::found(tab))),
    ) {
        prop_assert_eq!(Found::from_param(tab, &found.to_param(&[])), (found, Vec::new()));
    }

    #[test]
    fn any_text_is_read_and_written_back(
        text in prop_oneof![".*", r#"\[1(,(\{("[fkovn]":("[a-z]{0,8}"|[0-9]|\["(me|up)?"\]),?){0,4}\}|\[\]|[0-9]|"")){0,4}\]"#],
    ) {
        let (found, left) = Found::from_param(Tab::Threads, &text);
        let written = found.to_param(&left.iter().collect::<Vec<_>>());
        prop_assert_eq!(Found::from_param(Tab::Threads, &written), (found, left));
    }
}
