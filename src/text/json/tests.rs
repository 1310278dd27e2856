use std::sync::Arc;

use serde_json::{Value, json};

use super::{JsonKind, JsonNode, PathStep, is_record, path, pretty};

fn node(value: Value) -> JsonNode {
    JsonNode::root(Arc::new(value))
}

#[test]
fn keys_keep_the_order_they_were_logged_in() {
    let value: Value = serde_json::from_str(r#"{"z":1,"a":{"y":[],"b":null}}"#).unwrap();
    assert_eq!(pretty(&value), "{\n  \"z\": 1,\n  \"a\": {\n    \"y\": [],\n    \"b\": null\n  }\n}");
    let keys: Vec<_> = node(value).children(0..9).iter().map(|child| child.step().cloned()).collect();
    assert_eq!(keys, [Some(PathStep::Key("z".into())), Some(PathStep::Key("a".into()))]);
}

#[test]
fn a_summary_counts_the_children() {
    assert_eq!(node(json!({"a": 1, "b": 2, "c": 3})).summary(), "{3 keys}");
    assert_eq!(node(json!({"a": 1})).summary(), "{1 key}");
    assert_eq!(node(json!([1, 2])).summary(), "[2 items]");
    assert_eq!(node(json!([])).summary(), "[0 items]");
    assert_eq!(node(json!(null)).summary(), "null");
    assert_eq!(node(json!(1.5)).summary(), "1.5");
}

#[test]
fn a_long_string_is_cut_and_says_its_true_size() {
    let long = node(json!("né\"".repeat(1000)));
    assert!(long.is_cut());
    assert!(long.summary().starts_with("\"né\\\"né"), "{}", long.summary());
    assert!(long.summary().ends_with("… (4.0 KB)"), "{}", long.summary());
    assert_eq!(long.text().len(), 4000);
    let short = node(json!("line\none"));
    assert!(!short.is_cut());
    assert_eq!(short.summary(), "\"line\\none\"");
    assert_eq!(short.text(), "line\none");
}

#[test]
fn a_cut_string_that_ends_in_a_quote_keeps_it() {
    let text = format!("{}\"{}", "a".repeat(119), "b".repeat(50));
    assert!(node(json!(text)).summary().contains("a\\\"… ("), "{}", node(json!(text)).summary());
}

#[test]
fn a_huge_array_is_walked_a_page_at_a_time() {
    let array = node(Value::from((0..100_000).collect::<Vec<u32>>()));
    assert_eq!(array.len(), 100_000);
    let page = array.children(99_990..100_090);
    assert_eq!(page.len(), 10);
    assert_eq!(page[0].summary(), "99990");
    assert_eq!(page[0].path(), "$[99990]");
    assert!(array.children(200_000..200_010).is_empty());
}

#[test]
fn a_child_has_its_kind_and_children() {
    let root = node(json!({"messages": [{"role": "user"}, true]}));
    let messages = root.children(0..1).remove(0);
    assert_eq!(messages.kind(), JsonKind::Array);
    let children = messages.children(0..10);
    assert_eq!(children[0].children(0..1)[0].path(), "$.messages[0].role");
    assert_eq!(children[0].children(0..1)[0].text(), "user");
    assert_eq!(children[1].kind(), JsonKind::Bool);
    assert!(children[1].is_empty() && children[1].children(0..1).is_empty());
}

#[test]
fn a_path_quotes_keys_that_are_not_names() {
    let steps = [
        PathStep::Key("a b".into()),
        PathStep::Key("it's \"x\"\n\\".into()),
        PathStep::Index(3),
        PathStep::Key("é".into()),
    ];
    assert_eq!(path(&steps), r#"$['a b']['it\'s "x"\n\\'][3]['é']"#);
}

#[test]
fn as_many_levels_open_as_can_be_seen() {
    let root = node(json!({"a": {"b": [1, 2, 3]}, "c": 1}));
    assert_eq!(root.levels_within(100, 100), 3);
    // One level shows three nodes, two levels four (with `b`), three levels seven.
    assert_eq!(root.levels_within(6, 100), 2);
    assert_eq!(root.levels_within(1, 100), 1);
    assert_eq!(node(json!(1)).levels_within(100, 100), 1);
    let wide = node(Value::from(vec![json!([1]); 1_000]));
    assert_eq!(wide.levels_within(300, 100), 2);
}

#[test]
fn a_number_of_any_length_has_a_short_summary() {
    let long = node(serde_json::from_str(&"9".repeat(5000)).unwrap());
    assert!(long.is_cut());
    assert_eq!(long.summary(), format!("{}… (5.0 KB)", "9".repeat(120)));
    assert_eq!(long.text().len(), 5000);
}

#[test]
fn a_chain_of_any_depth_is_opened_by_a_bounded_number_of_levels() {
    let deep = (0..300).fold(json!(1), |inner, _| json!([inner]));
    assert_eq!(node(deep).levels_within(2000, 100), 40);
}

#[test]
fn a_small_object_reads_as_fields_and_anything_else_as_a_tree() {
    for record in [
        json!({"answer": "Yes.", "score": 0.5, "ok": true, "none": null}),
        json!({"person": {"name": "Ada", "age": 36}, "tags": ["a", "b"], "empty": [], "nothing": {}}),
    ] {
        assert!(is_record(&record), "{record}");
    }
    let wide: Value = (0..31).map(|n| (n.to_string(), json!(n))).collect::<serde_json::Map<_, _>>().into();
    for tree in [
        json!([1, 2]),
        json!("text"),
        json!({}),
        json!({"a": {"b": {"c": 1}}}),
        json!({"a": [{"b": 1}]}),
        json!({"": 1}),
        json!({"k".repeat(61): 1}),
        json!({"list": vec![1; 20], "other": vec![1; 20]}),
        wide,
    ] {
        assert!(!is_record(&tree), "{tree}");
    }
}
