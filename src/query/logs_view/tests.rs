use super::*;
use crate::query::{
    filter::{Field, Operator},
    found::{Condition, Criterion},
    pairs,
    sample::{self, SampleEach, SampleStep},
};
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

fn trace_filter() -> impl Strategy<Value = Filter> {
    let name = "[^\\s].{0,8}[^\\s]";
    prop_oneof![
        name.prop_map(|text| Filter::new(Field::Output, Operator::NotContains, text.trim()).unwrap()),
        ".*[^\\s].*".prop_map(|id| Filter::thread(&ThreadId::new(id))),
        (0.0..1e6f64).prop_map(|s| Filter::new(Field::Cost, Operator::AtLeast, &s.to_string()).unwrap()),
        (0..1_000_000u64).prop_map(|n| Filter::new(Field::Tokens, Operator::Less, &n.to_string()).unwrap()),
        Just(Filter::new(Field::Error, Operator::IsNotEmpty, "").unwrap()),
        name.prop_map(|text| Filter::tag(text.trim())),
    ]
}

/// Some of the page's own conditions.
fn found() -> impl Strategy<Value = Found> {
    let some = [
        Condition::own(Criterion::Thumbs, &["down", "none"]),
        Condition::own(Criterion::Reviewed, &["@me"]),
        Condition::own(Criterion::Comment, &["a % b"]),
        Condition::own(Criterion::Failed, &[]).map(|failed| failed.turned()),
    ];
    let clauses = some.map(|condition| Clause::One(condition.unwrap()));
    prop::sample::subsequence(clauses.to_vec(), 0..=4).prop_map(|clauses| Found::new(clauses).unwrap())
}

/// The groups of a sample.
fn each() -> impl Strategy<Value = Option<SampleEach>> {
    let score =
        ("[^\\s].{0,8}", prop::option::of(1u32..1_000_000)).prop_map(|(name, step)| SampleEach::Score {
            name,
            step: step.and_then(|step| SampleStep::parse(&(f64::from(step) / 1e3).to_string())),
        });
    prop::option::of(prop_oneof![Just(SampleEach::Tag), Just(SampleEach::Week), score])
}

/// The conditions in order, each only once.
fn once(filters: Vec<Filter>) -> Vec<Filter> {
    let mut once: Vec<Filter> = Vec::new();
    for filter in filters {
        if !once.contains(&filter) {
            once.push(filter);
        }
    }
    once
}

type Order = Vec<(&'static str, bool)>;

fn order(fields: Vec<&'static str>) -> impl Strategy<Value = Order> {
    let most = fields.len();
    prop::sample::subsequence(fields, 0..=most).prop_flat_map(|fields| {
        fields.into_iter().map(|field| (Just(field), any::<bool>())).collect::<Vec<_>>()
    })
}

/// One of the lists with its conditions and order.
fn list() -> impl Strategy<Value = (Tab, Vec<Filter>, Order)> {
    let threads = (
        prop::collection::vec(filter(), 0..4),
        order(vec!["id", "duration", "feedback_scores.a%b", "author_scores.a%2E.b"]),
    );
    let traces = (prop::collection::vec(trace_filter(), 0..4), order(vec!["name", "error_info", "usage.x"]));
    prop_oneof![
        threads.prop_map(|(filters, order)| (Tab::Threads, once(filters), order)),
        traces.prop_map(|(filters, order)| (Tab::Traces, once(filters), order)),
    ]
}

prop_compose! {
    fn view()(
        (tab, filters, sort) in list(),
        page in 1u32.., size in prop::sample::select(page::SIZES.to_vec()), search in ".*",
        range in prop::sample::select(TimeRange::CHOICES.to_vec()),
        thread in prop::option::of(".+"), trace in prop::option::of("[a-z0-9-]+"),
        span in prop::option::of("[a-z0-9-]+"), annotating in any::<bool>(),
        comment in prop::option::of("[a-z0-9-]+"),
        (found, sample, each) in (found(), prop::option::of((1..=sample::MOST, any::<u32>())), each()),
    ) -> LogsView {
        let thread = thread.filter(|_| tab == Tab::Threads);
        let alone = thread.is_none() && trace.is_some();
        LogsView {
            found: if tab == Tab::Threads { found } else { Found::default() },
            sample: sample.filter(|_| tab == Tab::Threads).map(|(count, seed)| Sample { count, seed, each: each.clone() }),
            tab, page, size, search, filters, range, unapplied: Vec::new(),
            sort: sort.into_iter().map(|(field, descending)| Sort { field: field.into(), descending }).collect(),
            span: span.filter(|_| alone).map(SpanId::new),
            annotating: annotating && alone,
            comment: comment.filter(|_| alone || thread.is_some()).map(CommentId::new),
            trace: trace.map(TraceId::new),
            thread: thread.map(ThreadId::new),
        }
    }
}

proptest! {
    #[test]
    fn any_view_survives_its_url(view in view()) {
        prop_assert_eq!(LogsView::from_query(&view.to_query(), None), view);
    }

    #[test]
    fn any_query_gives_a_view_that_survives_its_url(query in ".*") {
        let view = LogsView::from_query(&query, None);
        prop_assert_eq!(LogsView::from_query(&view.to_query(), None), view);
    }
}

proptest! {
    #[test]
    fn no_filter_or_order_in_a_url_is_lost(
        fields in prop::collection::vec(("[a-z_.]{0,12}", "[a-z=<>_]{0,8}", ".{0,6}", ".{0,6}"), 0..5),
        sorting in ".*", range in ".*", page in ".*", size in ".*",
    ) {
        let filters: Vec<_> = fields
            .iter()
            .map(|(field, operator, key, value)| {
                serde_json::json!({ "field": field, "operator": operator, "key": key, "value": value })
            })
            .collect();
        let query = pairs::write(&[
            ("logsType", "traces".to_owned()),
            ("traces_filters", serde_json::Value::from(filters.clone()).to_string()),
            ("traces_sorting", sorting),
            ("time_range", range),
            ("page", page),
            ("size", size),
        ]);
        let view = LogsView::from_query(&query, None);
        let left = view.unapplied.iter().filter(|left| left.parameter == "traces_filters").count();
        let mut once = filters;
        once.sort_by_key(ToString::to_string);
        once.dedup();
        prop_assert!(view.filters.len() + left <= once.len());
        prop_assert_eq!(view.filters.is_empty() && left == 0, once.is_empty());
        prop_assert_eq!(LogsView::from_query(&view.to_query(), None), view);
    }
}

#[test]
fn defaults_stay_out_of_the_url() {
    assert_eq!(LogsView::default().to_query(), "logsType=threads");
    let second = LogsView::default().at_page(2);
    assert_eq!(second.to_query(), "logsType=threads&threads_page=2&size=25");
}

#[test]
fn what_is_not_understood_changes_nothing_and_is_described() {
    let odd = "threads_page=-1&size=many&threads_sorting=up&threads_filters=%5B&time_range=ever&thread=&trace=&span=s&comment=c&x&logsType=moods";
    let view = LogsView::from_query(odd, None);
    let described: Vec<_> = view.unapplied.iter().map(Unapplied::describe).collect();
    assert_eq!(
        described,
        [
            "list “moods” (there is no such list here)",
            "page “-1” (not a page)",
            "rows on a page “many” (not a number up to 1,000)",
            "time range “ever” (not a known range)",
            "order “up” (this list has no such order)",
            "filter “[” (not a filter)",
        ]
    );
    assert_eq!(LogsView::from_query(&view.to_query(), None), view);
    let all = view.unapplied.iter().fold(view.clone(), |view, left| view.without_unapplied(left));
    assert_eq!(all, LogsView::default());
    assert_eq!(view.sized(50).to_query().matches("size").count(), 1);
    assert_eq!(LogsView::from_query("", Some(50)).size, 50);
    assert_eq!(LogsView::from_query("size=7", Some(50)).size, 7);
}

#[test]
fn what_is_not_understood_stays_in_the_url_until_it_is_removed() {
    let query = r#"logsType=traces&traces_filters=[{"field":"mood","operator":"=","value":"x","key":"k"},{"field":"name","operator":"=","value":"a"}]"#;
    let view = LogsView::from_query(query, None);
    assert_eq!((view.filters.len(), view.unapplied.len()), (1, 1));
    let further = LogsView::from_query(&view.at_page(2).with_filter(Filter::tag("vip")).to_query(), None);
    assert_eq!((further.filters.len(), &further.unapplied), (2, &view.unapplied));
    let left = &view.unapplied[0];
    assert_eq!(left.describe(), "mood k = “x” (not a field of this list)");
    assert!(!further.without_unapplied(left).to_query().contains("mood"));
    assert_eq!(further.unfiltered().to_query(), "logsType=traces");
}

#[test]
fn opiks_older_name_of_a_list_is_read_and_a_newer_one_wins() {
    let tab = |query: &str| LogsView::from_query(query, None).tab;
    assert_eq!(tab("type=traces"), Tab::Traces);
    assert_eq!(tab("tab=logs&type=spans"), Tab::Spans);
    assert_eq!(tab("type=traces&logsType=threads"), Tab::Threads);
    assert_eq!(tab("logsType=moods&type=traces"), Tab::Traces);
}

#[test]
fn a_query_names_a_list_or_is_bare() {
    for bare in ["", "trace=t&span=s", "traces_filters=", "tab=logs", "logsType=", "lastSection=annotate"] {
        assert!(is_bare(bare) && !names_list(bare), "{bare}");
    }
    for query in ["size=5", "time_range=past3days", "page=2"] {
        assert!(!is_bare(query) && !names_list(query), "{query}");
    }
    for named in ["logsType=threads", "type=traces", "thread=x", "threads_search=a", "traces_filters=[]"] {
        assert!(!is_bare(named) && names_list(named), "{named}");
    }
    assert_eq!(LogsView::from_query("spans_search=a", None).tab, Tab::Spans);
}

#[test]
fn changing_the_list_goes_back_to_the_first_page() {
    let deep = LogsView::default().at_page(7);
    assert_eq!(deep.with_filter(Filter::tag("vip")).page, 1);
    assert_eq!(deep.with_status(Some(Status::Active)).page, 1);
    assert_eq!(deep.opened(&ThreadId::new("a")).page, 7);
}

#[test]
fn the_request_has_the_servers_own_encoding() {
    let query = r#"threads_search=%20Refund%20&threads_sorting=[{"id":"duration","desc":true}]&time_range=past24hours"#;
    let view = LogsView::from_query(query, None).with_status(Some(Status::Active));
    let now = Timestamp::parse("2026-11-22T20:24:00Z").unwrap();
    let request = view.to_request(now, |_| chrono::FixedOffset::east_opt(0).unwrap());
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
    let both = LogsView::default().with_status(Some(Status::Active)).with_status(Some(Status::Inactive));
    assert_eq!((both.status(), both.filters.len()), (Some(Status::Inactive), 1));
    assert_eq!(both.with_status(None), LogsView::default());
}

#[test]
fn each_list_reads_its_own_parameters() {
    let query = "threads_search=a&traces_search=b&threads_page=2&page=3";
    let threads = LogsView::from_query(query, None);
    assert_eq!((threads.tab, threads.search.as_str(), threads.page), (Tab::Threads, "a", 2));
    let traces = LogsView::from_query(&format!("{query}&logsType=traces"), None);
    assert_eq!((traces.tab, traces.search.as_str(), traces.page), (Tab::Traces, "b", 3));
    assert_eq!(traces.to_query(), "logsType=traces&traces_search=b&page=3&size=25");
    let spans = LogsView::from_query("logsType=spans&spans_search=c&page=4", None);
    assert_eq!((spans.tab, spans.search.as_str(), spans.page), (Tab::Spans, "c", 4));
}

#[test]
fn a_trace_opens_beside_any_list_and_a_thread_beside_the_threads() {
    let beside = LogsView::from_query("trace=t&span=s&lastSection=annotate", None);
    assert_eq!((beside.tab, beside.open_trace()), (Tab::Threads, Some(&TraceId::new("t"))));
    assert_eq!(beside.to_query(), "logsType=threads&trace=t&span=s&lastSection=annotate");
    assert_eq!(beside.open_row(), None);
    let traces = LogsView::from_query("logsType=traces&trace=t", None);
    assert_eq!((traces.tab, traces.open_row()), (Tab::Traces, Some("t")));
    let turn = LogsView::from_query("logsType=traces&thread=a&trace=t&span=s", None);
    assert_eq!((turn.tab, turn.open_row(), turn.open_trace()), (Tab::Threads, Some("a"), None));
    assert_eq!(turn.to_query(), "logsType=threads&thread=a&trace=t");
}

#[test]
fn another_list_keeps_only_the_time_range_and_page_size() {
    let query = "threads_search=a&threads_page=3&size=50&time_range=past3days&thread=x";
    let other = LogsView::from_query(query, None).on_tab(Tab::Traces);
    assert_eq!(other.to_query(), "logsType=traces&size=50&time_range=past3days");
    assert_eq!(other.on_tab(Tab::Traces), other);
}

#[test]
fn the_traces_of_a_thread_are_a_link() {
    let view = LogsView::of_thread(&ThreadId::new("a/b \"c\""));
    assert_eq!(LogsView::from_query(&view.to_query(), None), view);
    assert!(view.is_narrowed());
}

#[test]
fn annotating_continues_at_the_next_row() {
    let judging = LogsView::from_query("logsType=traces&trace=t&span=s&lastSection=annotate", None);
    assert_eq!(judging.with_row("u", "").to_query(), "logsType=traces&trace=u&lastSection=annotate");
    let span = LogsView::from_query("logsType=spans&trace=t&span=s&lastSection=annotate", None);
    assert_eq!(span.open_row(), Some("s"));
    assert_eq!(span.with_row("v", "u").to_query(), "logsType=spans&trace=u&span=v&lastSection=annotate");
    assert_eq!(judging.with_trace(&TraceId::new("u")).to_query(), "logsType=traces&trace=u");
    let reading = LogsView::from_query("thread=a", None);
    assert_eq!(reading.with_row("b", "").to_query(), "logsType=threads&thread=b");
}
