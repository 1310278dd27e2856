use proptest::prelude::*;
use proptest::test_runner::{Config as ProptestConfig, RngSeed};

use super::*;
use crate::query::{
    facets::{NumberRange, Picked},
    filter::{Field, Filter, Operator},
    found::{Condition, Criterion, tests::generated},
    tab::Tab,
};

fn toggled(view: &LogsView, facet: &Facet, values: &[(&str, bool)]) -> LogsView {
    values
        .iter()
        .fold(view.clone(), |view, (value, excludes)| facet.toggled(&view, value, *excludes).unwrap())
}

fn picked(included: &[&str], excluded: &[&str]) -> Picked {
    let texts = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
    Picked { included: texts(included), excluded: texts(excluded) }
}

#[test]
fn one_tag_is_the_servers_filter_and_two_are_alternatives() {
    let view = toggled(&LogsView::default(), &Facet::Tags, &[("refund", false)]);
    assert_eq!((view.filters.clone(), view.found.is_empty()), (vec![Filter::tag("refund")], true));
    let view = toggled(&view, &Facet::Tags, &[("billing", false)]);
    assert!(view.filters.is_empty());
    assert_eq!(Facet::Tags.picked(&view), picked(&["refund", "billing"], &[]));
    assert_eq!(view.found.clauses().len(), 1);
    let view = toggled(&view, &Facet::Tags, &[("refund", false), ("billing", false)]);
    assert_eq!(view, LogsView::default());
}

#[test]
fn an_excluded_value_is_no_longer_chosen_and_the_other_way_round() {
    let view = toggled(&LogsView::default(), &Facet::Tags, &[("a", false), ("b", false), ("a", true)]);
    assert_eq!(Facet::Tags.picked(&view), picked(&["b"], &["a"]));
    let view = toggled(&view, &Facet::Tags, &[("a", false)]);
    assert_eq!(Facet::Tags.picked(&view), picked(&["b", "a"], &[]));
}

#[test]
fn of_two_statuses_one_is_chosen() {
    let view = toggled(&LogsView::default(), &Facet::Status, &[("active", false)]);
    assert_eq!(view.status().map(|status| status.as_str()), Some("active"));
    let view = toggled(&view, &Facet::Status, &[("inactive", false)]);
    assert_eq!(Facet::Status.picked(&view), picked(&["inactive"], &[]));
    let view = toggled(&LogsView::default(), &Facet::Status, &[("active", true)]);
    assert_eq!(Facet::Status.picked(&view), picked(&["inactive"], &[]));
    let failed = toggled(&LogsView::default(), &Facet::Failures, &[("yes", false)]);
    assert_eq!(Facet::Failures.picked(&failed), picked(&["yes"], &[]));
    let fine = toggled(&failed, &Facet::Failures, &[("yes", true)]);
    assert_eq!(Facet::Failures.picked(&fine), picked(&["no"], &[]));
    assert_eq!(toggled(&fine, &Facet::Failures, &[("no", false)]), LogsView::default());
}

#[test]
fn a_range_of_a_score_takes_the_place_of_another() {
    let facet = Facet::Number("Quality".to_owned());
    let range = |from, to, with_end| NumberRange { from: Some(from), to: Some(to), with_end };
    let view = facet.with_range(&LogsView::default(), Some(range(0.2, 0.4, false)), false).unwrap();
    assert_eq!(view.filters.len(), 2, "the server filters it");
    assert_eq!(facet.range(&view), Some((range(0.2, 0.4, false), false)));
    let view = facet.with_range(&view, Some(range(0.4, 1.0, true)), true).unwrap();
    assert_eq!((view.filters.len(), view.found.clauses().len()), (0, 1));
    assert_eq!(facet.range(&view), Some((range(0.4, 1.0, true), true)));
    assert_eq!(facet.with_range(&view, None, false).unwrap(), LogsView::default());
    let upside_down = facet.with_range(&view, Some(range(1.0, 0.0, true)), false);
    assert_eq!(upside_down, Err("The first number is above the second"));
}

#[test]
fn what_cannot_be_added_is_said() {
    let tags = (0..20).map(|n| (n.to_string(), false)).collect::<Vec<_>>();
    let tags: Vec<_> = tags.iter().map(|(tag, excludes)| (tag.as_str(), *excludes)).collect();
    let view = toggled(&LogsView::default(), &Facet::Tags, &tags);
    assert_eq!(Facet::Tags.toggled(&view, "one more", false), Err("At most 20 values"));
    let of = |n: usize| {
        let field = Criterion::Server(Field::MessageCount);
        Clause::One(Condition::new(field, Operator::AtLeast, &[&n.to_string(), "0"], false).unwrap())
    };
    let full = LogsView { found: Found::new((1..51).map(of)).unwrap(), ..LogsView::default() };
    assert!(Facet::Thumbs.toggled(&full, "up", false).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400, rng_seed: RngSeed::Fixed(42), failure_persistence: None, max_global_rejects: 1_000_000, ..ProptestConfig::default()
    })]

    #[test]
    fn a_value_is_chosen_after_a_click_and_no_longer_after_another(
        found in generated::found(Tab::Threads), value in generated::word(), excludes in any::<bool>(),
    ) {
        let (filters, found) = found.split(Tab::Threads);
        let view = LogsView { filters, found, ..LogsView::default() };
        for facet in [Facet::Tags, Facet::Given("Quality".to_owned()), Facet::Reviewers] {
            let was = facet.picked(&view).has(&value, excludes);
            let once = facet.toggled(&view, &value, excludes).unwrap();
            prop_assert_eq!(facet.picked(&once).has(&value, excludes), !was);
            let twice = facet.toggled(&once, &value, excludes).unwrap();
            prop_assert_eq!(facet.picked(&twice).has(&value, excludes), was);
        }
    }

    #[test]
    fn what_the_page_counts_has_the_conditions_of_the_view(found in generated::found(Tab::Threads)) {
        let (filters, found) = found.split(Tab::Threads);
        let view = LogsView { filters, found, ..LogsView::default() };
        let wide = counted_by_page(&view);
        let (before, after) = (super::super::clauses(&view), super::super::clauses(&wide));
        let (before, after): (Vec<_>, Vec<_>) = (before.collect(), after.collect());
        prop_assert!(before.iter().all(|clause| after.contains(clause)));
        prop_assert!(after.iter().all(|clause| before.contains(clause)));
        prop_assert!(!wide.filters.iter().any(|filter| *filter == Filter::tag("refund")));
    }
}
