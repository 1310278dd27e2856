use super::*;
use crate::query::filter::{Field, Operator};
use proptest::prelude::*;

fn filter() -> impl Strategy<Value = Filter> {
    let name = "[^\\s].{0,8}[^\\s]";
    prop_oneof![
        name.prop_map(|text| Filter::new(Field::FirstMessage, Operator::Contains, &text).unwrap()),
        name.prop_map(|text| Filter::tag(text.trim())),
        (0.0..1e6f64).prop_map(|s| Filter::new(Field::Duration, Operator::AtMost, &s.to_string()).unwrap()),
        (name, -5.0..5.0f64).prop_map(|(name, value)| {
            Filter::new(Field::Score(name.trim().into()), Operator::Greater, &value.to_string()).unwrap()
        }),
        Just(Filter::status(Status::Inactive)),
    ]
}

prop_compose! {
    fn view()(
        page in 1u32.., size in prop::sample::select(page::SIZES.to_vec()), search in ".*",
        sort in prop::option::of((prop::sample::select(vec!["id", "duration", "feedback_scores.a%b"]), any::<bool>())),
        filters in prop::collection::vec(filter(), 0..4),
        range in prop::sample::select(TimeRange::CHOICES.to_vec()),
        thread in prop::option::of(".+"), trace in prop::option::of("[a-z0-9-]+"),
        comment in prop::option::of("[a-z0-9-]+"), span in prop::option::of("[a-z0-9-]+"), annotating in any::<bool>(),
    ) -> ThreadsView {
        let mut once: Vec<Filter> = Vec::new();
        for filter in filters {
            if !once.contains(&filter) {
                once.push(filter);
            }
        }
        ThreadsView {
            page, size, search, filters: once, range,
            sort: sort.map(|(field, descending)| Sort { field: field.into(), descending }),
            span: trace.as_ref().filter(|_| thread.is_none()).and(span).map(SpanId::new),
            annotating: annotating && thread.is_none() && trace.is_some(),
            comment: thread.as_ref().or(trace.as_ref()).and(comment).map(CommentId::new),
            trace: trace.map(TraceId::new),
            thread: thread.map(ThreadId::new),
        }
    }
}

proptest! {
    #[test]
    fn any_view_survives_its_url(view in view()) {
        prop_assert_eq!(ThreadsView::from_query(&view.to_query(), None), view);
    }

    #[test]
    fn any_query_gives_a_view_whose_url_gives_it_again(query in ".*") {
        let view = ThreadsView::from_query(&query, None);
        prop_assert_eq!(ThreadsView::from_query(&view.to_query(), None), view);
    }
}

#[test]
fn defaults_stay_out_of_the_url() {
    assert_eq!(ThreadsView::default().to_query(), "logsType=threads");
    let second = ThreadsView::default().at_page(2);
    assert_eq!(second.to_query(), "logsType=threads&threads_page=2&size=25");
}

#[test]
fn odd_values_are_as_if_they_were_not_there() {
    let odd =
        "threads_page=-1&size=many&threads_sorting=up&threads_filters=%5B&time_range=ever&thread=&trace=t&x";
    assert_eq!(ThreadsView::from_query(odd, None), ThreadsView::default());
    assert_eq!(ThreadsView::from_query("", Some(50)).size, 50);
    assert_eq!(ThreadsView::from_query("size=7", Some(50)).size, 10);
}

#[test]
fn choosing_other_threads_goes_back_to_the_first_page() {
    let deep = ThreadsView::default().at_page(7);
    assert_eq!(deep.with_filter(Filter::tag("vip")).page, 1);
    assert_eq!(deep.with_status(Some(Status::Active)).page, 1);
    assert_eq!(deep.opened(&ThreadId::new("a")).page, 7);
}

#[test]
fn the_request_has_the_servers_own_encoding() {
    let query = r#"threads_search=%20Refund%20&threads_sorting=[{"id":"duration","desc":true}]&time_range=past24hours"#;
    let view = ThreadsView::from_query(query, None).with_status(Some(Status::Active));
    let now = Timestamp::parse("2026-11-22T20:24:00Z").unwrap();
    let request = view.to_request(now, FixedOffset::east_opt(0).unwrap());
    assert_eq!(
        request,
        [
            ("page", "1".to_owned()),
            ("size", "25".into()),
            ("sorting", r#"[{"field":"duration","direction":"DESC"}]"#.into()),
            ("search", "Refund".into()),
            ("filters", r#"[{"field":"status","type":"category","operator":"=","value":"active"}]"#.into()),
            ("from_time", "2026-11-21T20:24:00.000Z".into()),
        ]
    );
}

#[test]
fn one_status_at_a_time() {
    let both = ThreadsView::default().with_status(Some(Status::Active)).with_status(Some(Status::Inactive));
    assert_eq!((both.status(), both.filters.len()), (Some(Status::Inactive), 1));
    assert_eq!(both.with_status(None), ThreadsView::default());
}
