use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Format, Writer, size, whole};
use crate::text::json::pretty;

fn yaml(value: &Value) -> String {
    whole(value, Format::Yaml)
}

fn read_back(value: &Value) -> Value {
    let text = yaml(value);
    serde_yaml_ng::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text:?}"))
}

#[test]
fn yaml_reads_as_people_write_it() {
    let value = json!({
        "model": "gpt-4o",
        "messages": [
            {"role": "system", "content": "Be brief.\nBe kind.\n"},
            {"role": "user", "content": []},
        ],
        "usage": {"total_tokens": 15, "share": 0.5},
        "nested": [[1, [2]], {}],
        "empty": "",
        "none": null,
    });
    let expected = "\
model: gpt-4o
messages:
  - role: system
    content: |
      Be brief.
      Be kind.
  - role: user
    content: []
usage:
  total_tokens: 15
  share: 0.5
nested:
  - - 1
    - - 2
  - {}
empty: \"\"
none: null
";
    assert_eq!(yaml(&value), expected);
    assert_eq!(read_back(&value), value);
    assert_eq!(yaml(&json!({})), "{}\n");
    assert_eq!(yaml(&json!("a\n\nb")), "|-\n  a\n\n  b\n");
}

#[test]
fn what_would_be_read_as_something_else_is_quoted() {
    for text in [
        "",
        " ",
        "null",
        "~",
        "True",
        "NO",
        "on",
        "y",
        "12",
        "-1.5",
        ".5",
        "1e3",
        "0x1f",
        "0o7",
        "1_000",
        "12:30:45",
        "2024-01-31",
        "2024-01-31T10:00:00Z",
        ".inf",
        "-",
        "--- a",
        "? a",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "[a]",
        "{a}",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "'a'",
        "\"a\"",
        "|",
        ">",
        "<<",
        "=",
        "a\tb",
        "a\rb",
        "a\u{85}b",
        "a\u{2028}b",
        "\u{feff}a",
        "a\u{0}b",
        "a\u{7f}b",
        "trailing ",
        " leading",
        "…",
    ] {
        let written = yaml(&json!(text));
        assert!(written.starts_with('"'), "{text:?} is written {written:?}");
        assert_eq!(read_back(&json!({ text: [text] })), json!({ text: [text] }));
    }
    for text in
        ["gpt-4o", "https://a.b/c?d=e#f", "Größe", "it's", "a, b [c]", "/tmp/a", "日本語 も", "nullable"]
    {
        assert_eq!(yaml(&json!(text)), format!("{text}\n"));
        assert_eq!(read_back(&json!({ text: text })), json!({ text: text }));
    }
}

#[test]
fn a_block_scalar_keeps_the_final_newlines() {
    for text in ["a\nb", "a\nb\n", "a\nb\n\n\n", "a\n\n  b: c\n- d", "a\n\tb", "a \nb", "é\n# no comment"] {
        let value = json!({"k": text, "list": [text, [text]], "last": text});
        assert!(yaml(&value).starts_with("k: |"), "{text:?}");
        assert_eq!(read_back(&value), value);
        assert_eq!(read_back(&json!(text)), json!(text));
    }
    for text in ["\n", "\na", " a\nb", "a\r\nb", "a\n   \nb", "a\n  ", "a\nb\u{0}"] {
        let value = json!({"k": text});
        assert!(yaml(&value).starts_with("k: \""), "{text:?}");
        assert_eq!(read_back(&value), value);
    }
}

#[test]
fn a_long_key_and_a_huge_number_are_read_back() {
    let key = "k ".repeat(1000);
    let value = json!({ key.as_str(): {"a": [1e20, 1.5e-9, -0.0, u64::MAX, i64::MIN]}, "b\nc": 1 });
    assert_eq!(read_back(&value), value);
    assert!(yaml(&json!(1e20)).starts_with("1.0e+20"));
}

#[test]
fn the_beginning_of_a_huge_value_is_written_alone() {
    let text = "word ".repeat(1_000_000);
    let many: Vec<u32> = (0..1_000_000).collect();
    for (value, form) in [
        (json!({ "text": text }), Format::Json),
        (json!({ "text": text }), Format::Yaml),
        (json!(many), Format::Json),
        (json!({ "lines": "line\n".repeat(1_000_000) }), Format::Yaml),
    ] {
        let mut writing = Writer::new(&value, form);
        assert!(writing.go_on(20_000));
        let beginning = writing.into_text();
        assert!(beginning.len() >= 20_000 && beginning.len() < 100_000, "{}", beginning.len());
        assert!(whole(&value, form).starts_with(&beginning));
    }
}

fn scalar() -> impl Strategy<Value = Value> {
    let words = prop_oneof![
        "[a-z0-9:# \\-\n\t.'\"\\\\]{0,12}",
        ".{0,8}",
        any::<String>(),
        "(\n| ){0,3}[a-z]{0,3}(\n| ){0,3}[a-z#:\\-]{0,3}(\n| ){0,3}",
    ];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e30_f64..1e30).prop_map(Value::from),
        words.prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(5, 40, 6, |inner| {
        let key = prop_oneof!["[a-z]{1,5}", ".{0,6}", any::<String>(), "[a-z0-9:# \\-\n]{0,6}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn yaml_is_read_back_as_the_same_value(value in value()) {
        prop_assert_eq!(read_back(&value), value);
    }

    #[test]
    fn json_is_what_serde_writes_and_its_size_is_counted_right(value in value()) {
        prop_assert_eq!(whole(&value, Format::Json), pretty(&value));
        prop_assert_eq!(size(&value), value.to_string().len());
    }

    #[test]
    fn small_steps_write_what_one_step_writes(value in value(), step in 1_usize..50) {
        for form in [Format::Json, Format::Yaml] {
            let mut writing = Writer::new(&value, form);
            while writing.go_on(step) {}
            prop_assert_eq!(writing.into_text(), whole(&value, form));
        }
    }
}
