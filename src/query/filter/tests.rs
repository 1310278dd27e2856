use super::*;

fn one(text: &str) -> Option<Filter> {
    Filter::parse_all(Tab::Threads, text).0.into_iter().next()
}

fn words(text: &str) -> String {
    one(text).unwrap().describe(|_| FixedOffset::east_opt(3600).unwrap())
}

#[test]
fn valid_filters_are_kept_and_the_others_returned() {
    let url = r#"[3,{"field":"mood","operator":"=","value":"x"},{"field":"tags","operator":"sings","value":"x"},
        {"id":"1","field":"tags","type":"list","operator":"contains","value":"vip","key":""},
        {"field":"tags","operator":"contains","value":"vip"},{"field":"duration","operator":">","value":"long"},
        {"field":"number_of_messages","operator":">=","value":6}]"#;
    let (kept, left) = Filter::parse_all(Tab::Threads, url);
    let kept: Vec<_> =
        kept.iter().map(|filter| filter.describe(|_| FixedOffset::east_opt(0).unwrap())).collect();
    assert_eq!(kept, ["Tags contain “vip”", "Message count at least 6"]);
    let left: Vec<_> = left.iter().map(Unapplied::describe).collect();
    assert_eq!(
        left,
        [
            "filter 3 (not a filter)",
            "mood = “x” (not a field of this list)",
            "tags sings “x” (not a known comparison)",
            "duration > “long” (Seconds, such as 90)",
        ]
    );
    for (odd, said) in [
        ("nonsense", "filter “nonsense” (not a filter)"),
        (r#"[{"operator":"="}]"#, r#"filter {"operator":"="} (not a filter)"#),
        (
            r#"[{"field":"tags","operator":">","value":"x"}]"#,
            "tags > “x” (This comparison is not possible here)",
        ),
        (r#"[{"field":"name","operator":"=","value":"x"}]"#, "name = “x” (not a field of this list)"),
    ] {
        let (kept, left) = Filter::parse_all(Tab::Threads, odd);
        assert_eq!(
            (kept.len(), left.iter().map(Unapplied::describe).collect::<Vec<_>>()),
            (0, vec![said.to_owned()])
        );
    }
    let many: Vec<_> = (0..53).map(|n| Filter::tag(&n.to_string())).collect();
    let (kept, left) = Filter::parse_all(Tab::Threads, &Filter::to_url(&many, &[]));
    assert_eq!((kept.len(), left.len()), (50, 3));
}

#[test]
fn a_duration_is_seconds_for_people_and_milliseconds_for_the_server() {
    let filter = one(r#"[{"field":"duration","operator":">=","value":"1.5"}]"#).unwrap();
    assert_eq!(filter.describe(|_| FixedOffset::east_opt(0).unwrap()), "Duration at least 1.5 s");
    let wire: Value = serde_json::from_str(&Filter::to_wire(&[filter])).unwrap();
    assert_eq!(wire, json!([{ "field": "duration", "type": "duration", "operator": ">=", "value": "1500" }]));
}

#[test]
fn a_score_names_its_key() {
    let text = r#"[{"field":"feedback_scores","operator":"<","value":"0.5","key":"quality"}]"#;
    assert_eq!(words(text), "Score quality below 0.5");
    assert!(Filter::to_wire(&Filter::parse_all(Tab::Threads, text).0).contains(r#""key":"quality""#));
    assert_eq!(one(r#"[{"field":"feedback_scores","operator":"<","value":"0.5"}]"#), None);
    assert_eq!(
        words(r#"[{"field":"feedback_scores","operator":"is_empty","value":"","key":"quality"}]"#),
        "Score quality is missing"
    );
}

#[test]
fn a_tag_with_a_percent_sign_survives_the_servers_second_decoding() {
    let wire = Filter::to_wire(&[Filter::tag("50%+")]);
    assert!(wire.contains(r#""value":"50%25%2B""#), "{wire}");
    assert!(Filter::to_url(&[Filter::tag("50%+")], &[]).contains(r#""value":"50%+""#));
}

#[test]
fn a_time_is_described_in_the_persons_zone() {
    let text = r#"[{"field":"start_time","operator":">","value":"2026-11-22T19:24:00Z"}]"#;
    assert_eq!(words(text), "Start time after 22 Nov 2026, 20:24");
}

#[test]
fn not_active_is_inactive() {
    let text = r#"[{"field":"status","operator":"!=","value":"active"}]"#;
    assert_eq!(one(text), Some(Filter::status(Status::Inactive)));
    assert_eq!(one(r#"[{"field":"status","operator":"=","value":"asleep"}]"#), None);
}

fn of_traces(text: &str) -> Vec<String> {
    let (filters, _) = Filter::parse_all(Tab::Traces, text);
    filters.iter().map(|filter| filter.describe(|_| FixedOffset::east_opt(0).unwrap())).collect()
}

#[test]
fn traces_are_filtered_by_fields_that_threads_do_not_have() {
    let url = r#"[{"field":"error_info","operator":"is_not_empty","value":""},
        {"field":"error_type","operator":"contains","value":"Timeout"},{"field":"name","operator":"=","value":"answer"},
        {"field":"total_estimated_cost","operator":">=","value":"0.05"},{"field":"first_message","operator":"=","value":"x"},
        {"field":"usage.total_tokens","operator":">","value":1000},{"field":"thread_id","operator":"=","value":" a "}]"#;
    assert_eq!(
        of_traces(url),
        [
            "Error happened",
            "Error type contains “Timeout”",
            "Name is “answer”",
            "Cost at least $0.05",
            "Tokens above 1000",
            "Thread ID is “ a ”"
        ]
    );
    assert!(of_traces(r#"[{"field":"total_estimated_cost","operator":">=","value":"-1"}]"#).is_empty());
    assert!(of_traces(r#"[{"field":"error_info","operator":"=","value":"x"}]"#).is_empty());
}

#[test]
fn the_traces_of_a_thread_are_filtered_by_its_exact_id() {
    for id in [" a\"b%2F+ ", "é/😀"] {
        let wire = Filter::to_wire(&[Filter::thread(&ThreadId::new(id))]);
        let told: Value = serde_json::from_str(&wire).unwrap();
        assert_eq!(told[0]["value"], json!(id));
        assert_eq!(told[0]["field"], json!("thread_id"));
    }
}

/// All fields that Opik filters by (`TraceThreadField`, `TraceField`, `SpanField`), with each of their operators and a
/// valid value. The lists of experiments are not part of this app.
#[test]
fn every_field_and_operator_of_opiks_is_understood() {
    const TEXT: &[&str] = &["contains", "not_contains", "starts_with", "ends_with", "=", "!=", ">", "<"];
    const NUMBER: &[&str] = &["=", "!=", ">", ">=", "<", "<="];
    const SCORE: &[&str] = &["=", "!=", ">", ">=", "<", "<=", "is_empty", "is_not_empty"];
    const LIST: &[&str] = &["contains", "not_contains", "=", "!=", "is_empty", "is_not_empty"];
    const WORD: &[&str] = &["=", "!=", "in", "not_in", "is_empty", "is_not_empty"];
    const PATH: &[&str] = &[
        "contains",
        "not_contains",
        "starts_with",
        "ends_with",
        "=",
        "!=",
        ">",
        "<",
        "is_empty",
        "is_not_empty",
    ];
    let both = "start_time end_time created_at last_updated_at";
    let records = "name input output error_type";
    let numbers =
        "total_estimated_cost usage.completion_tokens usage.prompt_tokens usage.total_tokens duration ttft";
    for (tab, fields, operators, value) in [
        (Tab::Threads, "id first_message last_message", TEXT, "x"),
        (Tab::Threads, "number_of_messages duration", NUMBER, "4"),
        (Tab::Threads, both, NUMBER, "2026-11-22T19:24:00Z"),
        (Tab::Threads, "feedback_scores", SCORE, "0.5"),
        (Tab::Threads, "status", &["=", "!="], "active"),
        (Tab::Threads, "tags annotation_queue_ids", LIST, "x"),
        (Tab::Threads, "source", &["=", "!="], "sdk"),
        (Tab::Threads, "environment", WORD, "production"),
        (Tab::Traces, records, TEXT, "x"),
        (Tab::Traces, "id thread_id experiment_id guardrails", TEXT, "x"),
        (Tab::Traces, "input_json output_json metadata custom", PATH, "50%"),
        (Tab::Traces, both, NUMBER, "2026-11-22T19:24:00Z"),
        (Tab::Traces, numbers, NUMBER, "12.5"),
        (Tab::Traces, "llm_span_count", NUMBER, "2"),
        (Tab::Traces, "tags annotation_queue_ids", LIST, "x"),
        (Tab::Traces, "feedback_scores span_feedback_scores", SCORE, "0.5"),
        (Tab::Traces, "visibility_mode environment", WORD, "default"),
        (Tab::Traces, "source", &["=", "!="], "sdk"),
        (Tab::Traces, "error_info", &["is_empty", "is_not_empty"], ""),
        (Tab::Spans, records, TEXT, "x"),
        (Tab::Spans, "id trace_id model provider", TEXT, "x"),
        (Tab::Spans, "input_json output_json metadata custom", PATH, "50%"),
        (Tab::Spans, both, NUMBER, "2026-11-22T19:24:00Z"),
        (Tab::Spans, numbers, NUMBER, "12.5"),
        (Tab::Spans, "tags", LIST, "x"),
        (Tab::Spans, "feedback_scores", SCORE, "0.5"),
        (Tab::Spans, "type environment", WORD, "llm"),
        (Tab::Spans, "source", &["=", "!="], "sdk"),
        (Tab::Spans, "error_info", &["is_empty", "is_not_empty"], ""),
    ] {
        for field in fields.split(' ') {
            for operator in operators {
                let has_key = field.ends_with("scores") || operators == PATH;
                let key = if has_key { "input.a" } else { "" };
                let value = if operator.starts_with("is_") { "" } else { value };
                let link =
                    json!([{ "field": field, "operator": operator, "value": value, "key": key }]).to_string();
                let (kept, left) = Filter::parse_all(tab, &link);
                assert!(kept.len() == 1 && left.is_empty(), "{tab:?} {link}: {left:?}");
                assert_eq!(Filter::parse_all(tab, &Filter::to_url(&kept, &[])).0, kept, "{tab:?} {link}");
                assert!(!kept[0].describe(|_| FixedOffset::east_opt(0).unwrap()).is_empty());
            }
        }
    }
}

#[test]
fn a_path_condition_has_the_path_as_key_and_its_value_is_encoded_once_more() {
    let link =
        r#"[{"field":"metadata","type":"dictionary","operator":"=","key":"customer.tier","value":"50%"}]"#;
    assert_eq!(of_traces(link), ["Metadata customer.tier is “50%”"]);
    let (filters, _) = Filter::parse_all(Tab::Traces, link);
    let wire: Value = serde_json::from_str(&Filter::to_wire(&filters)).unwrap();
    assert_eq!(wire[0]["key"], json!("customer.tier"));
    assert_eq!(wire[0]["value"], json!("50%25"));
    assert!(of_traces(r#"[{"field":"metadata","operator":"=","value":"x"}]"#).is_empty());
    assert_eq!(
        of_traces(r#"[{"field":"span_feedback_scores","operator":"<","key":"a b","value":"1"}]"#),
        ["Span score a b below 1"]
    );
}

/// The operators and values in the request for a condition on a time.
fn times(operator: &str, value: &str) -> Vec<(String, String)> {
    let link = json!([{ "field": "start_time", "operator": operator, "value": value }]).to_string();
    let wire = Filter::to_wire(&Filter::parse_all(Tab::Traces, &link).0);
    let wire: Vec<Value> = serde_json::from_str(&wire).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    wire.iter().map(|one| (text(&one["operator"]), text(&one["value"]))).collect()
}

#[test]
fn a_chosen_minute_is_compared_as_a_whole() {
    let start = "2026-11-22T19:24:00.000Z".to_owned();
    let end = "2026-11-22T19:25:00.000Z".to_owned();
    for value in ["2026-11-22T19:24:00Z", "2026-11-22T19:24:41.5Z", "2026-11-22T20:24:59.999+01:00"] {
        assert_eq!(times(">", value), [(">=".to_owned(), end.clone())]);
        assert_eq!(times("<=", value), [("<".to_owned(), end.clone())]);
        assert_eq!(times(">=", value), [(">=".to_owned(), start.clone())]);
        assert_eq!(times("<", value), [("<".to_owned(), start.clone())]);
        assert_eq!(times("=", value), [(">=".to_owned(), start.clone()), ("<".to_owned(), end.clone())]);
    }
}
