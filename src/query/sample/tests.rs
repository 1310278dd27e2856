use std::collections::{BTreeMap, BTreeSet};

use super::{
    groups::{SampleGroup, offered_step},
    *,
};
use crate::model::{
    feedback::Feedback,
    score::{AuthorScore, Score, Source},
    time::Timestamp,
};
use proptest::{prelude::*, test_runner::RngSeed};

fn of_all(count: u32, seed: u32) -> Sample {
    Sample { count, seed, each: None }
}

fn ids(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("thread {at}")).collect()
}

fn sample(count: u32, seed: u32, of: usize) -> Vec<String> {
    of_all(count, seed).choose(ids(of), |id| id, |_| Vec::new()).0
}

#[test]
fn the_same_seed_chooses_the_same_rows_in_their_order_and_another_one_others() {
    assert_eq!(sample(50, 7, 1_000), sample(50, 7, 1_000));
    assert_eq!(sample(50, 7, 1_000).len(), 50);
    assert_ne!(sample(50, 7, 1_000), sample(50, 8, 1_000));
    let place = |id: &String| ids(1_000).iter().position(|one| one == id);
    assert!(sample(50, 7, 1_000).iter().map(place).is_sorted());
    assert_eq!(sample(50, 7, 20).len(), 20);
}

#[test]
fn a_row_that_comes_changes_at_most_one_place() {
    for more in 1_000..1_050 {
        let (before, after) = (sample(50, 3, more), sample(50, 3, more + 1));
        assert!(after.iter().filter(|id| !before.contains(id)).count() <= 1);
    }
}

#[test]
fn every_row_is_chosen_about_as_often() {
    let mut counts = vec![0; 100];
    for seed in 0..1_000 {
        for id in sample(10, seed, 100) {
            counts[id.trim_start_matches("thread ").parse::<usize>().unwrap()] += 1;
        }
    }
    // 100 expected each; five standard deviations of 9.5.
    assert!(counts.iter().all(|count| (53..=147).contains(count)), "{counts:?}");
}

#[test]
fn the_parameter_is_read_as_it_is_written_and_nothing_else_is() {
    let step = SampleStep::parse("0.2");
    let tone = |step| Some(SampleEach::Score { name: "Tone - of - voice".to_owned(), step });
    for each in [None, Some(SampleEach::Tag), Some(SampleEach::Week), tone(None), tone(step)] {
        let sample = Sample { count: 50, seed: u32::MAX, each };
        assert_eq!(Sample::parse(&sample.to_param()), Some(sample));
    }
    assert_eq!(
        Sample { count: 5, seed: 731, each: tone(step) }.to_param(),
        "5-731-each-0.2-of-Tone - of - voice"
    );
    for text in [
        "",
        "50",
        "0-1",
        "10001-1",
        "-1-1",
        "50-",
        "50-x",
        "a-1",
        "50-4294967296",
        "5-1-",
        "5-1-tag",
        "5-1-each",
        "5-1-each-",
        "5-1-each-mood",
        "5-1-each-score-",
        "5-1-each-0-of-a",
        "5-1-each-0.0001-of-a",
        "5-1-each-NaN-of-a",
        "5-1-each-inf-of-a",
        "5-1-each-0.2-of-",
        "5-1-each-tag-",
    ] {
        assert_eq!(Sample::parse(text), None, "{text}");
    }
}

#[test]
fn a_sample_is_named_as_a_person_says_it() {
    let words = |text: &str| Sample::parse(text).unwrap().words();
    assert_eq!(words("1000-1"), "1,000 at random");
    assert_eq!(words("5-1-each-tag"), "5 from each tag");
    assert_eq!(words("5-1-each-week"), "5 from each week");
    assert_eq!(words("5-1-each-score-Tone"), "5 from each value of Tone");
    assert_eq!(words("5-1-each-0.20-of-Tone"), "5 from each 0.2 of Tone");
}

fn scored(values: &[(f64, Option<&str>)]) -> Feedback {
    let given = values.iter().enumerate().map(|(at, (value, category))| AuthorScore {
        author: format!("author {at}"),
        value: *value,
        category: category.map(str::to_owned),
        reason: None,
        source: Source::Human,
        last_updated_at: None,
    });
    let score = Score {
        name: "Tone".to_owned(),
        value: 0.5,
        category: None,
        reason: None,
        source: Source::Human,
        by_author: given.collect(),
    };
    Feedback { scores: vec![score], ..Feedback::default() }
}

fn names(param: &str, feedback: &Feedback, start: &str) -> Vec<String> {
    let each = Sample::parse(&format!("5-1-each-{param}")).unwrap().each.unwrap();
    each.groups(feedback, Timestamp::parse(start)).iter().map(|group| each.name(group)).collect()
}

#[test]
fn rows_are_grouped_by_tag_by_week_and_by_the_values_that_authors_gave() {
    let tagged = Feedback { tags: vec!["vip".into(), "refund".into()], ..Feedback::default() };
    assert_eq!(names("tag", &tagged, ""), ["refund", "vip"]);
    let none = Vec::<String>::new();
    assert_eq!(names("tag", &Feedback::default(), ""), none);
    // Sunday evening and Monday morning.
    assert_eq!(names("week", &tagged, "2026-11-22T23:59:59Z"), ["week of 16 Nov 2026"]);
    assert_eq!(names("week", &tagged, "2026-11-23T00:00:00Z"), ["week of 23 Nov 2026"]);
    assert_eq!(names("week", &tagged, "1969-12-31T00:00:00Z"), ["week of 29 Dec 1969"]);
    assert_eq!(names("week", &tagged, "yesterday"), none);
    let two = scored(&[(0.75, None), (0.1, None), (0.75, None)]);
    assert_eq!(names("score-Tone", &two, ""), ["0.1", "0.75"]);
    assert_eq!(names("0.2-of-Tone", &two, ""), ["0–0.2", "0.6–0.8"]);
    assert_eq!(names("0.1-of-Tone", &scored(&[(0.3, None), (-0.05, None)]), ""), ["-0.1–0", "0.3–0.4"]);
    assert_eq!(
        names("score-Tone", &scored(&[(1.0, Some("warm")), (0.0, Some("cold"))]), ""),
        ["cold", "warm"]
    );
    assert_eq!(names("score-Tone", &scored(&[]), ""), ["0.5"]);
    assert_eq!(names("score-Mood", &two, ""), none);
    assert_eq!(
        names("score-Tone", &scored(&[(0.0, None), (-0.0, None)]), ""),
        ["0"],
        "they are the same number"
    );
}

#[test]
fn numbers_of_many_values_are_offered_in_about_ten_steps() {
    let step = |numbers: &[f64]| offered_step(numbers).map(SampleStep::width);
    let up_to = |top: f64| (0..=100).map(|at| top * f64::from(at) / 100.0).collect::<Vec<_>>();
    assert_eq!(step(&[1.0, 2.0, 3.0, 4.0, 5.0]), None);
    assert_eq!(step(&[]), None);
    assert_eq!(step(&up_to(1.0)), Some(0.1));
    assert_eq!(step(&up_to(5.0)), Some(0.5));
    assert_eq!(step(&up_to(100.0)), Some(10.0));
    assert_eq!(step(&up_to(1e-9)), Some(0.001));
    assert_eq!(step(&up_to(1e300)), Some(1e6));
    assert_eq!(step(&[f64::NAN, f64::INFINITY]), None);
}

#[test]
fn a_sample_says_how_many_of_each_group_it_has_and_what_it_leaves_out() {
    let rows = vec![("a", vec!["vip"]), ("b", vec!["vip"]), ("c", vec!["vip", "refund"]), ("d", vec![])];
    let groups =
        |row: &(&str, Vec<&str>)| row.1.iter().map(|tag| SampleGroup::Words((*tag).to_owned())).collect();
    let drawn = Sample::parse("2-1-each-tag").unwrap().choose(rows.clone(), |row| row.0, groups);
    assert_eq!(drawn.1.matching, 4);
    let of_vip = drawn.0.iter().filter(|row| row.1.contains(&"vip")).count();
    assert_eq!(drawn.1.of_each, format!("refund: 1 of 1 · vip: {of_vip} of 3. Left out: 1 without a tag"));
    let none = Sample::parse("2-1-each-tag").unwrap().choose(vec![("d", vec![])], |row| row.0, groups);
    assert_eq!((none.0.len(), none.1.of_each.as_str()), (0, "Left out: 1 without a tag"));
    let many: Vec<_> = (0..45).map(|at| format!("tag {at}")).collect();
    let rows: Vec<(&str, Vec<&str>)> = many.iter().map(|tag| (tag.as_str(), vec![tag.as_str()])).collect();
    let drawn = Sample::parse("2-1-each-tag").unwrap().choose(rows, |row| row.0, groups);
    assert!(drawn.1.of_each.ends_with(" and 5 more"), "{}", drawn.1.of_each);
}

/// Rows by id with the numbers of their groups.
fn grouped() -> impl Strategy<Value = BTreeMap<String, BTreeSet<u8>>> {
    let groups = prop::collection::btree_set(0u8..6, 0..4);
    prop::collection::btree_map("[a-z0-9]{1,6}", groups, 0..60)
}

fn drawn(sample: &Sample, rows: &BTreeMap<String, BTreeSet<u8>>, turned: bool) -> Vec<String> {
    let mut ids: Vec<&String> = rows.keys().collect();
    if turned {
        ids.reverse();
    }
    let groups = |id: &&String| rows[*id].iter().map(|group| SampleGroup::Words(group.to_string())).collect();
    sample.choose(ids, |id| id, groups).0.into_iter().cloned().collect()
}

fn sample_of_each() -> impl Strategy<Value = Sample> {
    (1u32..8, any::<u32>()).prop_map(|(count, seed)| Sample { count, seed, each: Some(SampleEach::Tag) })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200, rng_seed: RngSeed::Fixed(14), failure_persistence: None, ..ProptestConfig::default()
    })]

    /// By its definition: the first so many of each group in the order of their places, and nothing else.
    #[test]
    fn each_group_gives_its_first_rows_and_no_row_comes_from_elsewhere(sample in sample_of_each(), rows in grouped()) {
        let mut expected: BTreeSet<String> = BTreeSet::new();
        for group in 0..6 {
            let mut own: Vec<&String> =
                rows.iter().filter(|(_, groups)| groups.contains(&group)).map(|(id, _)| id).collect();
            own.sort_by_key(|id| sample.place(id));
            expected.extend(own.into_iter().take(sample.count as usize).cloned());
        }
        let chosen: BTreeSet<String> = drawn(&sample, &rows, false).into_iter().collect();
        prop_assert_eq!(chosen, expected);
    }

    #[test]
    fn the_order_of_rows_decides_nothing(sample in sample_of_each(), rows in grouped()) {
        let mut turned = drawn(&sample, &rows, true);
        turned.reverse();
        prop_assert_eq!(drawn(&sample, &rows, false), turned);
    }

    /// Seen from both sides: the same rows as ones that come, and as ones that go.
    #[test]
    fn a_row_that_comes_or_goes_changes_at_most_one_place_of_each_of_its_groups(
        sample in sample_of_each(), rows in grouped(), new in "[A-Z]{1,6}", groups in prop::collection::btree_set(0u8..6, 0..4),
    ) {
        let before: BTreeSet<String> = drawn(&sample, &rows, false).into_iter().collect();
        let mut more = rows.clone();
        more.insert(new.clone(), groups.clone());
        let after: BTreeSet<String> = drawn(&sample, &more, false).into_iter().collect();
        let gone = before.difference(&after).count();
        let come: Vec<&String> = after.difference(&before).collect();
        prop_assert!(gone <= groups.len());
        prop_assert!(come.iter().all(|id| **id == new));
    }

    #[test]
    fn any_parameter_is_read_without_a_panic_and_what_is_read_comes_back(text in "[0-9]{1,3}-[0-9]{1,3}(-each-[a-z0-9.-]{0,20})?|.*") {
        if let Some(sample) = Sample::parse(&text) {
            prop_assert_eq!(Sample::parse(&sample.to_param()), Some(sample));
        }
    }

    #[test]
    fn any_score_has_groups_with_names(value in any::<f64>(), step in prop::option::of(0.001..1e6f64)) {
        let step = step.and_then(|step| SampleStep::parse(&format!("{step:.3}")));
        let each = SampleEach::Score { name: "Tone".to_owned(), step };
        let groups = each.groups(&scored(&[(value, None)]), None);
        prop_assert_eq!(groups.len(), 1);
        prop_assert!(!each.name(&groups[0]).is_empty());
    }
}
