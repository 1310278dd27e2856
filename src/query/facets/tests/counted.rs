use proptest::test_runner::{Config as ProptestConfig, RngSeed};
use proptest::{collection::vec, prelude::*};

use super::*;
use crate::{
    model::{
        definition::{DefinitionKind, FeedbackDefinition},
        feedback::Feedback,
        ids::DefinitionId,
        score::{AuthorScore, Score, Source},
    },
    query::{
        found::{facts::RowFacts, tests::generated},
        tab::Tab,
    },
};

/// How many rows a click on a value leads to, if nothing else of the facet were chosen.
fn leads_to(rows: &[TestRow], others: &Found, facet: &Facet, value: &str) -> u64 {
    let view = facet.toggled(&view(others.clone()), value, false).unwrap();
    of_view(rows, &view).len() as u64
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600, rng_seed: RngSeed::Fixed(41), failure_persistence: None, max_global_rejects: 1_000_000, ..ProptestConfig::default()
    })]

    #[test]
    fn the_number_beside_a_value_is_how_many_rows_choosing_it_leads_to(
        rows in vec(generated::row(), 0..12),
        found in generated::found(Tab::Threads),
    ) {
        let facets = count(&rows, &found);
        prop_assert_eq!(facets.matching as usize, of_view(&rows, &view(found.clone())).len());
        for group in &facets.groups {
            let others = without(&found, &group.facet);
            match &group.counted {
                Counted::Values { values, left_out } => {
                    prop_assert_eq!(*left_out, 0);
                    for ValueCount { value, count } in values {
                        let expected = leads_to(&rows, &others, &group.facet, value);
                        prop_assert_eq!(*count, expected, "{:?} {}", group.facet, value);
                    }
                }
                Counted::Numbers(histogram) => {
                    for bin in &histogram.bins {
                        let chosen = group.facet.with_range(&view(others.clone()), Some(bin.range), false).unwrap();
                        prop_assert_eq!(bin.count as usize, of_view(&rows, &chosen).len(), "{:?}", bin);
                    }
                }
            }
        }
    }

    #[test]
    fn no_value_of_a_row_is_missing(
        rows in vec(generated::row(), 0..8),
        found in generated::found(Tab::Threads),
    ) {
        let facets = count(&rows, &found);
        let others = without(&found, &Facet::Tags);
        let tags = values(&facets, &Facet::Tags);
        for row in of_view(&rows, &view(others)) {
            for tag in &row.feedback.tags {
                prop_assert!(tags.iter().any(|(value, _)| value == tag));
            }
        }
        let others = without(&found, &Facet::Reviewers);
        let reviewers = values(&facets, &Facet::Reviewers);
        for row in of_view(&rows, &view(others)) {
            for comment in &row.feedback.comments {
                let Some(author) = &comment.author else { continue };
                let is_there = |(value, _): &(String, u64)| value.to_lowercase() == author.to_lowercase();
                prop_assert!(author == "Ana" || reviewers.iter().any(is_there), "{author}");
            }
        }
        for pair in tags.windows(2) {
            prop_assert!(pair[0].1 >= pair[1].1, "the most used come first");
        }
    }
}

/// Counts rows that have nothing but this feedback.
fn of_feedback(all: &[Feedback], found: &Found, definitions: &[FeedbackDefinition]) -> Facets {
    let mut counter = FacetCounter::new(found);
    for feedback in all {
        counter.add(&facts(feedback), &VIEWER());
    }
    counter.finish(definitions, VIEWER().name)
}

fn facts(feedback: &Feedback) -> RowFacts<'_> {
    RowFacts {
        id: "",
        model_id: None,
        created_by: None,
        feedback,
        thumbs: None,
        failed_turns: None,
        first_message: None,
        last_message: None,
        start_time: None,
        end_time: None,
        created_at: None,
        number_of_messages: 2,
        duration_ms: None,
        cost: None,
        tokens: None,
    }
}

fn scored(name: &str, given: &[(&str, f64, Option<&str>, Source)]) -> Feedback {
    let by_author = given.iter().map(|(author, value, category, source)| AuthorScore {
        author: (*author).to_owned(),
        value: *value,
        category: category.map(str::to_owned),
        reason: None,
        source: source.clone(),
        last_updated_at: None,
    });
    let mut score = Score {
        name: name.to_owned(),
        value: 0.0,
        category: None,
        reason: None,
        source: Source::Human,
        by_author: by_author.collect(),
    };
    score.average();
    Feedback { scores: vec![score], ..Feedback::default() }
}

#[test]
fn categories_are_those_that_people_gave() {
    let all = [
        scored(
            "Tone",
            &[("Ana", 1.0, Some("kind"), Source::Human), ("Ben", 0.0, Some("rude"), Source::Human)],
        ),
        scored(
            "tone",
            &[("Ana", 1.0, Some("kind"), Source::Human), ("bot", 0.0, Some("odd"), Source::Judge)],
        ),
    ];
    let facets = of_feedback(&all, &Found::default(), &[]);
    let tone = Facet::Given("Tone".to_owned());
    assert_eq!(values(&facets, &tone), [("kind".to_owned(), 2), ("rude".to_owned(), 1)]);
}

#[test]
fn a_definition_says_whether_a_score_has_choices_or_numbers() {
    let all = [scored("Quality", &[("Ana", 1.0, None, Source::Human)])];
    let facets = of_feedback(&all, &Found::default(), &[]);
    assert_eq!(values(&facets, &Facet::Given("Quality".to_owned())), [("1".to_owned(), 1)]);
    let numbers = FeedbackDefinition {
        id: DefinitionId::new("q"),
        name: "Quality".to_owned(),
        description: None,
        kind: DefinitionKind::Numerical { min: 0.0, max: 10.0 },
        last_updated_at: None,
    };
    let facets = of_feedback(&all, &Found::default(), &[numbers]);
    assert!(facets.groups.iter().any(|group| group.facet == Facet::Number("Quality".to_owned())));
}

#[test]
fn what_is_not_known_of_a_row_is_not_counted_and_said() {
    let facets = of_feedback(&[Feedback::default(), Feedback::default()], &Found::default(), &[]);
    assert_eq!((facets.matching, facets.unknown), (2, 2));
    assert!(values(&facets, &Facet::Thumbs).iter().all(|(_, count)| *count == 0));
    assert!(values(&facets, &Facet::Failures).iter().all(|(_, count)| *count == 0));
    assert_eq!(values(&facets, &Facet::Reviewers)[2], ("nobody".to_owned(), 0));
}

#[test]
fn hostile_rows_are_counted_with_bounds() {
    let tags: Vec<String> = (0..30_000).map(|n| format!("tag {n}")).chain(["x".repeat(501)]).collect();
    let mut row = scored("Tone", &[("Ana", f64::NAN, Some(" "), Source::Human)]);
    row.tags = tags;
    let names = (0..200).map(|n| scored(&format!("score {n}"), &[("Ana", 1e300, None, Source::Human)]));
    row.scores.extend(names.flat_map(|one| one.scores));
    let facets = of_feedback(&[row.clone(), row], &Found::default(), &[]);
    assert_eq!(values(&facets, &Facet::Tags).len(), 20_000);
    assert_eq!(values(&facets, &Facet::Tags)[0].1, 2);
    let Counted::Values { left_out, .. } = &facets.groups[0].counted else { panic!("tags have values") };
    assert_eq!(*left_out, 2 * 10_001);
    assert_eq!(facets.scores_left_out, 2 * 101);
}
