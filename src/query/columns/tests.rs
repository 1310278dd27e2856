use proptest::{prelude::*, test_runner::RngSeed};

use super::*;

fn ids(columns: &[Column]) -> Vec<String> {
    columns.iter().map(Column::id).collect()
}

#[test]
fn every_column_comes_back_from_its_id() {
    for tab in Tab::ALL {
        for column in Column::all(tab).iter().cloned().chain([Column::Score("a.b".into())]) {
            assert_eq!(Column::parse(tab, &column.id()), Some(column));
        }
        assert_eq!(Column::parse(tab, "mood"), None);
        assert_eq!(Column::parse(tab, "feedback_scores."), None);
    }
    assert_eq!(Column::parse(Tab::Threads, "input"), None);
    assert_eq!(Column::parse(Tab::Traces, "first_message"), None);
    let of_spans = Column::SpanScore("a.b".into());
    assert_eq!(Column::parse(Tab::Traces, &of_spans.id()), Some(of_spans.clone()));
    assert_eq!(Column::parse(Tab::Spans, &of_spans.id()), None);
    assert_eq!(of_spans.label(), "a.b (span)");
}

#[test]
fn unknown_stored_columns_are_ignored() {
    let stored = ["mood".to_owned(), "status".into(), "status".into(), "feedback_scores.x".into()];
    let threads = chosen(Tab::Threads, Some(&stored));
    assert_eq!(ids(&threads), ["first_message", "status", "feedback_scores.x"]);
    assert_eq!(ids(&chosen(Tab::Traces, Some(&stored))), ["input", "feedback_scores.x"]);
    assert!(chosen(Tab::Threads, None).contains(&Column::LastActivity));
    assert!(chosen(Tab::Traces, None).contains(&Column::Error));
}

#[test]
fn a_compact_list_shows_only_columns_of_its_list_and_the_fixed_one() {
    for tab in Tab::ALL {
        let compact = Column::compact(tab);
        assert!(compact.iter().all(|column| Column::all(tab).contains(column)));
        assert_eq!(compact.iter().filter(|column| column.is_fixed()).count(), 1);
        assert_eq!(Column::all(tab).iter().filter(|column| column.is_default_order(tab)).count(), 1);
    }
}

#[test]
fn a_row_has_the_cells_of_both_forms_once() {
    let chosen = [Column::FirstMessage, Column::Tags, Column::Duration];
    let both = Column::of_both_forms(Tab::Threads, &chosen);
    let of = |is_in: fn(&ListColumn) -> bool| -> Vec<Column> {
        both.iter().filter(|shown| is_in(shown)).map(|shown| shown.column.clone()).collect()
    };
    assert_eq!(of(|shown| shown.is_wide), chosen);
    let mut compact = of(|shown| shown.is_compact);
    compact.sort_by_key(|column| Column::compact(Tab::Threads).iter().position(|other| other == column));
    assert_eq!(compact, Column::compact(Tab::Threads));
    assert_eq!(both.len(), 9);
}

#[test]
fn a_hidden_column_returns_to_its_place() {
    for tab in Tab::ALL {
        let all = chosen(tab, None);
        for column in all.iter() {
            let without = toggle(tab, &all, column);
            assert_eq!(without.contains(column), column.is_fixed());
            let back = if column.is_fixed() { without } else { toggle(tab, &without, column) };
            assert_eq!(ids(&back), ids(&all));
        }
        let score = Column::Score("x".into());
        assert_eq!(toggle(tab, &all, &score).last(), Some(&score));
    }
}

#[test]
fn a_column_moves_until_the_edge() {
    let columns = [Column::Status, Column::FirstMessage];
    assert_eq!(ids(&shift(&columns, &Column::Status, true)), ["first_message", "status"]);
    assert_eq!(shift(&columns, &Column::Status, false), columns);
    assert_eq!(shift(&columns, &Column::FirstMessage, true), columns);
}

#[test]
fn traces_can_be_sorted_only_by_what_the_server_sorts_by() {
    let by = ["duration".to_owned(), "usage.*".into(), "feedback_scores.*".into()];
    let is_sortable = |column: Column| column.is_sortable(Tab::Traces, &by);
    assert!([Column::Duration, Column::Tokens, Column::Score("x".into())].into_iter().all(is_sortable));
    assert!(![Column::Status, Column::Scores, Column::Comments].into_iter().any(is_sortable));
    assert!(!Column::Duration.is_sortable(Tab::Traces, &[]));
}

#[test]
fn threads_can_be_sorted_by_what_only_the_page_knows() {
    let by_ana = Column::ScoreBy { name: "Tone".into(), author: "ana".into() };
    for column in [Column::Comments, Column::LastComment, Column::FirstMessage, by_ana] {
        assert!(column.is_sortable(Tab::Threads, &[]), "{column:?}");
        assert!(!column.is_sortable(Tab::Traces, &[]), "{column:?}");
    }
    assert!(!Column::Scores.is_sortable(Tab::Threads, &[]));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200, rng_seed: RngSeed::Fixed(14), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn a_column_of_any_author_and_name_comes_back_from_its_id(author in ".{1,12}", name in ".{1,12}") {
        let column = Column::ScoreBy { name, author };
        prop_assert_eq!(Column::parse(Tab::Threads, &column.id()), Some(column.clone()));
        prop_assert_eq!(Column::parse(Tab::Traces, &column.id()), None);
    }

    #[test]
    fn a_moved_column_is_at_its_gap_and_the_others_keep_their_order(from in 0..17_usize, gap in 0..40_usize) {
        let all = Column::all(Tab::Threads);
        let column = &all[from];
        let columns = moved(all, column, gap);
        let rest = |columns: &[Column]| columns.iter().filter(|one| *one != column).cloned().collect::<Vec<_>>();
        prop_assert_eq!(rest(&columns), rest(all));
        let before = columns.iter().take_while(|one| *one != column).count();
        let wanted = gap.min(all.len());
        prop_assert_eq!(before, if wanted > from { wanted - 1 } else { wanted });
    }
}

#[test]
fn columns_are_offered_once_shown_ones_first_and_each_has_its_group() {
    let known = KnownScores {
        names: vec!["Tone".into()],
        of_spans: Vec::new(),
        by_author: vec![("ana".into(), "Tone".into()), ("bo".into(), "Tone".into())],
    };
    let of_bo = Column::ScoreBy { name: "Tone".into(), author: "bo".into() };
    let shown = [of_bo.clone(), Column::FirstMessage];
    let offered = offered(Tab::Threads, &shown, &known);
    assert_eq!(offered[..2], shown);
    assert_eq!(offered.len(), Column::all(Tab::Threads).len() + 3);
    let labels: Vec<_> =
        offered.iter().filter(|column| ColumnGroup::of(column) > ColumnGroup::Fields).collect();
    let labels: Vec<_> = labels.into_iter().map(Column::label).collect();
    assert_eq!(labels, ["Tone · bo", "Tone", "Tone · ana"]);
}
