use proptest::{prelude::*, test_runner::RngSeed};

use super::*;

fn level(field: &str, descending: bool) -> Sort {
    Sort { field: field.into(), descending }
}

fn sort(field: &str, descending: bool) -> Vec<Sort> {
    vec![level(field, descending)]
}

/// Only the order, without what was not understood.
fn read(tab: Tab, text: &str) -> Vec<Sort> {
    Sort::parse(tab, text).0
}

#[test]
fn both_of_opiks_spellings_are_read_and_unknown_fields_are_handed_back() {
    assert_eq!(read(Tab::Threads, r#"[{"id":"duration","desc":true}]"#), sort("duration", true));
    assert_eq!(read(Tab::Threads, r#"[{"field":"duration","direction":"DESC"}]"#), sort("duration", true));
    let (found, left) = Sort::parse(Tab::Threads, r#"[7,{"id":"mood"},{"id":"feedback_scores.a b"}]"#);
    assert_eq!(found, sort("feedback_scores.a b", false));
    let left: Vec<_> = left.iter().map(Unapplied::describe).collect();
    assert_eq!(
        left,
        ["order 7 (this list has no such order)", "order by mood (this list has no such order)"]
    );
    for odd in ["x", "{}", r#"[{"id":"mood"}]"#, r#"[{"id":"usage."}]"#, r#"[{"id":"author_scores.ana"}]"#] {
        let (sort, left) = Sort::parse(Tab::Threads, odd);
        assert_eq!((sort, left.len()), (Vec::new(), 1), "{odd}");
    }
    assert_eq!(Sort::parse(Tab::Threads, "[]"), (Vec::new(), Vec::new()));
}

#[test]
fn the_ids_of_opiks_own_columns_are_read() {
    for (id, field) in [
        ("usage_total_tokens", "usage.total_tokens"),
        ("usage.total_tokens", "usage.total_tokens"),
        ("feedback_scores_User feedback", "feedback_scores.User feedback"),
        ("feedback_scores_a.b_c", "feedback_scores.a.b_c"),
        ("total_estimated_cost", "total_estimated_cost"),
    ] {
        for tab in Tab::ALL {
            let text = json!([{ "id": id, "desc": true }]).to_string();
            assert_eq!(read(tab, &text), sort(field, true), "{id}");
        }
    }
}

#[test]
fn several_levels_are_read_in_order_and_those_beyond_five_are_handed_back() {
    let ids = ["status", "duration", "status", "id", "comments", "last_comment", "created_by"];
    let text = json!(ids.map(|id| json!({ "id": id }))).to_string();
    let (levels, left) = Sort::parse(Tab::Threads, &text);
    let fields: Vec<_> = levels.iter().map(|level| level.field.as_str()).collect();
    assert_eq!(fields, ["status", "duration", "id", "comments", "last_comment"]);
    let left: Vec<_> = left.iter().map(Unapplied::describe).collect();
    assert_eq!(left, ["order by created_by (at most five levels)"]);
    assert_eq!(Sort::to_wire(&levels).as_deref(), Some(r#"[{"field":"status","direction":"ASC"}]"#));
}

#[test]
fn only_what_no_server_sorts_by_and_several_levels_of_threads_are_sorted_by_the_page() {
    let several = [sort("status", false), sort("duration", true)].concat();
    assert!(Sort::is_of_page(Tab::Threads, &several));
    assert!(!Sort::is_of_page(Tab::Traces, &several));
    assert!(!Sort::is_of_page(Tab::Threads, &several[..1]));
    assert!(!Sort::is_of_page(Tab::Threads, &[]));
    for own in ["comments", "last_comment", "first_message", "author_scores.ana.Tone"] {
        assert!(Sort::is_of_page(Tab::Threads, &sort(own, true)), "{own}");
        assert!(!Sort::is_of_page(Tab::Traces, &sort(own, true)), "{own}");
    }
}

#[test]
fn a_third_press_clears_the_order() {
    let column = Column::MessageCount;
    let first = Sort::press(Tab::Threads, &[], &column);
    assert_eq!(first, sort("number_of_messages", true));
    let second = Sort::press(Tab::Threads, &first, &column);
    assert_eq!(second, sort("number_of_messages", false));
    assert_eq!(Sort::press(Tab::Threads, &second, &column), []);
    assert_eq!(Sort::press(Tab::Threads, &second, &Column::Status), sort("status", false));
    assert_eq!(Sort::press(Tab::Threads, &second, &Column::Scores), second);
    let oldest = Sort::press(Tab::Threads, &[], &Column::LastActivity);
    assert_eq!(oldest, sort("last_updated_at", false));
    assert_eq!(Sort::press(Tab::Threads, &oldest, &Column::LastActivity), []);
}

#[test]
fn each_list_has_its_own_order_to_begin_with_and_its_own_fields() {
    let oldest = Sort::press(Tab::Traces, &[], &Column::StartTime);
    assert_eq!(oldest, sort("start_time", false));
    assert_eq!(Sort::press(Tab::Traces, &oldest, &Column::StartTime), []);
    assert_eq!(Sort::press(Tab::Threads, &[], &Column::StartTime), sort("start_time", true));
    assert_eq!(Sort::press(Tab::Traces, &[], &Column::Name), sort("name", false));
    let by_name = r#"[{"id":"name","desc":true}]"#;
    assert_eq!(read(Tab::Traces, by_name), sort("name", true));
    assert_eq!(read(Tab::Threads, by_name), []);
}

#[test]
fn a_press_with_shift_adds_a_level_turns_it_round_and_takes_it_away() {
    let first = Sort::press_more(Tab::Threads, &[], &Column::Status);
    assert_eq!(first, sort("status", false));
    let second = Sort::press_more(Tab::Threads, &first, &Column::MessageCount);
    assert_eq!(second, [level("status", false), level("number_of_messages", true)]);
    assert_eq!(Sort::by_column(&second, &Column::MessageCount), Some((1, true)));
    let turned = Sort::press_more(Tab::Threads, &second, &Column::MessageCount);
    assert_eq!(turned, [level("status", false), level("number_of_messages", false)]);
    assert_eq!(Sort::press_more(Tab::Threads, &turned, &Column::MessageCount), first);
    // One level is all that the server does for traces.
    assert_eq!(
        Sort::press_more(Tab::Traces, &sort("name", false), &Column::Duration),
        sort("duration", true)
    );
    // A press without Shift leaves one level.
    assert_eq!(Sort::press(Tab::Threads, &turned, &Column::Status), sort("status", false));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200, rng_seed: RngSeed::Fixed(14), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn any_presses_leave_levels_of_different_fields_that_survive_the_url(
        presses in prop::collection::vec((0..Column::all(Tab::Threads).len(), any::<bool>()), 0..20),
    ) {
        let mut levels = Vec::new();
        for (at, more) in presses {
            let column = &Column::all(Tab::Threads)[at];
            levels = if more {
                Sort::press_more(Tab::Threads, &levels, column)
            } else {
                Sort::press(Tab::Threads, &levels, column)
            };
            let mut fields: Vec<_> = levels.iter().map(|level| &level.field).collect();
            fields.sort();
            fields.dedup();
            prop_assert_eq!(fields.len(), levels.len());
            prop_assert!(levels.len() <= MOST_LEVELS);
            prop_assert_eq!(Sort::parse(Tab::Threads, &Sort::to_url(&levels, &[])), (levels.clone(), Vec::new()));
        }
    }
}
