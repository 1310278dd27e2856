use proptest::prelude::*;
use proptest::test_runner::{Config as ProptestConfig, RngSeed};

use super::{generated, *};
use crate::query::{
    found::syntax::{Typed, parse, print},
    tab::Tab,
};

/// Summer time until 25 October 2026, 01:00 UTC.
fn berlin(instant: Timestamp) -> FixedOffset {
    FixedOffset::east_opt(if instant < at("2026-10-25T01:00:00Z") { 7200 } else { 3600 }).unwrap()
}

fn typed(text: &str) -> Typed {
    parse(Tab::Threads, text, berlin)
}

fn reads(text: &str, condition: Condition) {
    let read = typed(text);
    assert_eq!((read.found, read.rest.as_str(), read.hints), (all([condition]), "", vec![]), "{text}");
}

#[test]
fn terms_are_read_as_conditions() {
    let score = |name: &str| Field::Score(name.to_owned());
    let disagree = |name: &str| Criterion::Disagree(name.to_owned());
    reads("tag:refund,billing", tag(&["refund", "billing"]));
    reads("Tags:refund,\"a b\"", tag(&["refund", "a b"]));
    reads("-tag=refund", tag(&["refund"]).turned());
    reads("tag!=refund", tag(&["refund"]).turned());
    reads("tag~ref", of(Field::Tags, Operator::Contains, &["ref"]));
    reads("no:tag", of(Field::Tags, Operator::IsEmpty, &[]));
    reads("-no:tag", of(Field::Tags, Operator::IsNotEmpty, &[]));
    reads("-reviewed:me", own(Criterion::Reviewed, &["me"]).turned());
    reads("reviewed:\"Ben Lee\"", own(Criterion::Reviewed, &["Ben Lee"]));
    reads("thumbs:down", own(Criterion::Thumbs, &["down"]));
    reads("score.Quality<0.5", of(score("Quality"), Operator::Less, &["0.5"]));
    reads("score.\"Tone of voice\">=0.5", of(score("Tone of voice"), Operator::AtLeast, &["0.5"]));
    reads("has:score.Quality", of(score("Quality"), Operator::IsNotEmpty, &[]));
    reads("disagree:Quality>0.2", own(disagree("Quality"), &["0.2"]));
    reads("disagree:any", own(disagree(""), &[]));
    reads("disagree>0.2", own(disagree(""), &["0.2"]));
    reads("disagree:\"any\"", own(disagree("any"), &[]));
    reads("given.Tone:good,bad", own(Criterion::Given("Tone".to_owned()), &["good", "bad"]));
    reads("comment:\"not my order\"", own(Criterion::Comment, &["not my order"]));
    reads("commentby:Ana", own(Criterion::CommentBy, &["Ana"]));
    reads("commented:yes", own(Criterion::Commented, &[]));
    reads("failed:no", own(Criterion::Failed, &[]).turned());
    reads("-changed:no", own(Criterion::Changed, &[]));
    reads("status:active", of(Field::Status, Operator::Equal, &["active"]));
    reads("first:refund", of(Field::FirstMessage, Operator::Contains, &["refund"]));
    reads("first^=hello", of(Field::FirstMessage, Operator::StartsWith, &["hello"]));
    reads("messages<=4", of(Field::MessageCount, Operator::AtMost, &["4"]));
}

#[test]
fn durations_have_units() {
    for (text, seconds) in
        [("30s", "30"), ("30", "30"), ("1.5m", "90"), ("500ms", "0.5"), ("2h", "7200"), ("1d", "86400")]
    {
        reads(&format!("duration>{text}"), of(Field::Duration, Operator::Greater, &[seconds]));
    }
}

#[test]
fn days_and_times_are_in_the_persons_zone() {
    let started = |operator, time: &str| of(Field::StartTime, operator, &[time]);
    reads("started>=2026-11-20", started(Operator::AtLeast, "2026-11-19T23:00:00Z"));
    reads("started>2026-11-20", started(Operator::AtLeast, "2026-11-20T23:00:00Z"));
    reads("started<=2026-11-20", started(Operator::Less, "2026-11-20T23:00:00Z"));
    reads("started<2026-10-25", started(Operator::Less, "2026-10-24T22:00:00Z"));
    reads("started>2026-07-20T20:24", started(Operator::Greater, "2026-07-20T18:24:00Z"));
    reads("started>2026-07-20T20:24:00Z", started(Operator::Greater, "2026-07-20T20:24:00Z"));
    let text = print(Tab::Threads, &all([started(Operator::Greater, "2026-07-20T18:24:00Z")]), "", berlin);
    assert_eq!(text, "started>2026-07-20T20:24");
}

#[test]
fn what_is_no_term_is_searched_for() {
    for (text, rest) in [
        ("late  refund", "late  refund"),
        ("http://example.org a:b", "http://example.org a:b"),
        ("  late tag:a refund ", "late refund"),
        ("\"exact  words\" late", "exact  words late"),
        ("\"tag:refund\"", "tag:refund"),
        ("say \"he \\\"said\\\" so\"", "say he \"said\" so"),
        ("- ( ) -x : \"", "- ( ) -x : \""),
        ("(late OR refund)", "(late OR refund)"),
        ("has: no:comment", "has: no:comment"),
        ("naïve:x", "naïve:x"),
        ("\"\"", "\"\""),
    ] {
        let read = typed(text);
        assert_eq!((read.rest.as_str(), read.hints), (rest, vec![]), "{text}");
    }
}

#[test]
fn half_a_filter_is_searched_for_and_says_what_is_missing() {
    for (text, part, said) in [
        ("late tag:", "tag:", "Enter what to compare with"),
        ("tag:a,", "tag:a,", "Enter what to compare with"),
        ("duration>long", "long", "Seconds, such as 90"),
        ("duration>5,long", "long", "Seconds, such as 90"),
        ("thumbs:sideways", "sideways", "Up, down, none or both"),
        ("score<1", "1", "Name the score"),
        ("score.Quality<good", "good", "A number, such as 0.5"),
        ("started>today", "today", "A date and a time"),
        ("started:2026-11-20", "2026-11-20", "Add a time, or write < and > for days"),
        ("failed:maybe", "failed:maybe", "Yes or no"),
        ("tag:\"a b", "\"a b", "Close the quotation mark"),
        ("disagree:", "disagree:", "Name a score, or write any"),
        ("disagree:Quality>much", "much", "A number, such as 0.2"),
        ("tag>a", "a", "This comparison is not possible here"),
        ("source:a,b", "source:a,b", "Only one value at a time is possible here"),
        ("(tag:a tag:b)", "(tag:a ", "Write a group as (one OR another)"),
        ("(tag:a OR late)", "(tag:a OR late", "Write a group as (one OR another)"),
    ] {
        let read = typed(text);
        let hint = read.hints.first().unwrap_or_else(|| panic!("{text}"));
        assert_eq!((&text[hint.at.clone()], hint.text), (part, said), "{text}");
        assert!(!read.rest.is_empty(), "{text}");
    }
}

#[test]
fn values_that_look_like_syntax_are_printed_in_quotation_marks() {
    for value in ["=q", "a,b", "(x)", "say \"so\"", "back\\", "a b", "\u{3000}", ">1", ":", "~x"] {
        for operator in [Operator::Contains, Operator::Equal, Operator::Greater, Operator::StartsWith] {
            let Ok(one) = Condition::new(Criterion::Server(Field::Id), operator, &[value], false) else {
                continue;
            };
            let group = Clause::any_of([one.clone(), tag(&["x"])]).unwrap();
            for found in [all([one]), Found::new([group]).unwrap()] {
                let text = print(Tab::Threads, &found, "late", berlin);
                assert_eq!(typed(&text).found, found, "{text}");
            }
        }
    }
}

#[test]
fn a_group_is_in_brackets() {
    let read = typed("(tag:refund OR comment:\"(broken)\" or -failed:yes) late");
    let group =
        [tag(&["refund"]), own(Criterion::Comment, &["(broken)"]), own(Criterion::Failed, &[]).turned()];
    assert_eq!(read.found.clauses(), [Clause::any_of(group).unwrap()]);
    assert_eq!((read.rest.as_str(), read.hints.len()), ("late", 0));
    let text = print(Tab::Threads, &read.found, "late", berlin);
    assert_eq!(text, "(tag:refund OR comment:\"(broken)\" OR failed:no) late");
}

#[test]
fn the_fifty_first_condition_is_searched_for() {
    let text: Vec<String> = (0..51).map(|n| format!("tag:{n}")).collect();
    let read = typed(&text.join(" "));
    assert_eq!((read.found.clauses().len(), read.rest.as_str()), (50, "tag:50"));
    assert_eq!(read.hints[0].text, "At most 50 conditions");
}

#[test]
fn a_huge_text_is_read_in_a_moment() {
    for part in ["tag:\"", "(tag:a OR ", "\"\\\"", "-((", "tag:a,", "score.\"x", "disagree:\"\\"] {
        let text = part.repeat(100_000);
        assert!(!typed(&text).rest.is_empty());
    }
}

/// Words of any kind, those that look like terms among them.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[-]?(tag|score|score.Q|thumbs|duration|disagree|has|no|failed|started|first|mood)?(:|>|<=|=|~|\\.)?",
        "(a|\"a b\"|\"|,|\\(|\\)| OR |\\\\|0.5|yes|me|é|\u{3000}| ){0,3}",
        ".{0,4}",
        Just(" ".to_owned()),
    ];
    proptest::collection::vec(part, 0..10).prop_map(|parts| parts.concat())
}

/// Words of a text outside clauses, without quotation marks and backslashes, which may be left out.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '\\')).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400, rng_seed: RngSeed::Fixed(17), failure_persistence: None, max_global_rejects: 1_000_000, ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_printed_is_read_as_the_same(
        (tab, found) in prop_oneof![Just(Tab::Threads), Just(Tab::Traces), Just(Tab::Spans)]
            .prop_flat_map(|tab| (Just(tab), generated::found(tab))),
        rest in prop_oneof![text(), "[a-z \"\\\\]{0,12}"],
    ) {
        let printed = print(tab, &found, &rest, berlin);
        let read = parse(tab, &printed, berlin);
        prop_assert_eq!((&read.found, &read.rest), (&found, &rest), "{}", printed);
    }

    #[test]
    fn no_word_of_a_text_is_lost(text in text()) {
        let read = typed(&text);
        let mut outside = String::new();
        let mut end = 0;
        for span in &read.spans {
            outside.push_str(&text[end..span.start]);
            end = span.end;
        }
        outside.push_str(&text[end..]);
        prop_assert_eq!(letters(&read.rest), letters(&outside));
        for hint in &read.hints {
            prop_assert!(text.get(hint.at.clone()).is_some_and(|part| !part.is_empty()));
        }
    }

    #[test]
    fn what_was_typed_is_printed_as_the_same_filters(text in text()) {
        let read = typed(&text);
        let again = typed(&print(Tab::Threads, &read.found, &read.rest, berlin));
        prop_assert_eq!((again.found, again.rest), (read.found, read.rest));
    }
}
