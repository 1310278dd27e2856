use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{Class, highlight};

/// The code with the class name around each token that is not plain.
fn marked(language: &str, code: &str) -> String {
    let token = |token: super::Token<'_>| match token.class {
        Class::Plain => token.text.to_owned(),
        class => format!("⟨{} {}⟩", class.css().trim_start_matches("tok-"), token.text),
    };
    highlight(language, code).into_iter().map(token).collect()
}

#[test]
fn json_keys_differ_from_json_strings() {
    assert_eq!(
        marked("json", r#"{"a" : "b:", "n": -1.5e+3, "t": true, "x": ["q\"", null]}"#),
        r#"{⟨key "a"⟩ : ⟨string "b:"⟩, ⟨key "n"⟩: ⟨number -1.5e+3⟩, ⟨key "t"⟩: ⟨keyword true⟩, ⟨key "x"⟩: [⟨string "q\""⟩, ⟨keyword null⟩]}"#
    );
}

#[test]
fn a_lifetime_is_not_the_start_of_a_string() {
    assert_eq!(
        marked("rust", "fn f<'a>(x: &'a str) -> char { '\\'' } // it's\nlet r = r#\"a\"b\"#;"),
        "⟨keyword fn⟩ f<'a>(x: &'a str) -> char { ⟨string '\\''⟩ } ⟨comment // it's⟩\n⟨keyword let⟩ r = ⟨string r#\"a\"b\"#⟩;"
    );
}

#[test]
fn python_docstrings_go_over_lines() {
    assert_eq!(
        marked("py", "def f():\n  \"\"\"a 'b'\n  c\"\"\"\n  return 0x1F  # done"),
        "⟨keyword def⟩ f():\n  ⟨string \"\"\"a 'b'\n  c\"\"\"⟩\n  ⟨keyword return⟩ ⟨number 0x1F⟩  ⟨comment # done⟩"
    );
}

#[test]
fn a_string_that_never_ends_ends_with_its_line() {
    assert_eq!(marked("js", "let a = 'oops\nlet b"), "⟨keyword let⟩ a = ⟨string 'oops⟩\n⟨keyword let⟩ b");
}

#[test]
fn sql_words_count_in_any_case() {
    assert_eq!(
        marked("SQL", "SELECT a FROM b -- c\nwhere d='x'"),
        "⟨keyword SELECT⟩ a ⟨keyword FROM⟩ b ⟨comment -- c⟩\n⟨keyword where⟩ d=⟨string 'x'⟩"
    );
}

#[test]
fn a_hash_inside_a_word_begins_no_comment() {
    assert_eq!(marked("bash", "echo a#b $# # c"), "⟨keyword echo⟩ a#b $# ⟨comment # c⟩");
}

#[test]
fn yaml_and_toml_keys_stand_at_the_start_of_a_line() {
    assert_eq!(
        marked("yaml", "- name: \"x\" # c\n  on-call: true\n  url: http://a"),
        "- ⟨key name⟩: ⟨string \"x\"⟩ ⟨comment # c⟩\n  ⟨key on-call⟩: ⟨keyword true⟩\n  ⟨key url⟩: http://a"
    );
    assert_eq!(marked("toml", "[a]\nb = 1\n"), "[a]\n⟨key b⟩ = ⟨number 1⟩\n");
}

#[test]
fn markup_colours_tags_and_attributes_but_not_the_words_between() {
    assert_eq!(
        marked("html", "<!-- c --><a href=\"x\" on>if 1</a> a < b"),
        "⟨comment <!-- c -->⟩⟨keyword <a⟩ ⟨key href⟩=⟨string \"x\"⟩ ⟨key on⟩⟨keyword >⟩if 1⟨keyword </a>⟩ a < b"
    );
}

#[test]
fn an_unknown_language_and_very_long_code_stay_plain() {
    assert_eq!(highlight("klingon", "if 1").len(), 1);
    assert_eq!(highlight("", "if 1").len(), 1);
    assert_eq!(highlight("rust", &"if ".repeat(100_000)).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(2_026), ..ProptestConfig::default() })]

    #[test]
    fn no_character_of_the_code_is_lost(code in "([a-z'\"`/*#<>!=:\\\\\n \\-é{}0-9.]|\"\"\"|/\\*|<!--|r#\")*",
        language in prop::sample::select(vec!["json", "py", "ts", "rust", "go", "java", "cpp", "sh", "sql", "html", "css", "yaml", "toml", "rb", "php"])) {
        let tokens = highlight(language, &code);
        prop_assert_eq!(tokens.iter().map(|token| token.text).collect::<String>(), code.as_str());
        prop_assert!(tokens.windows(2).all(|pair| pair[0].class != pair[1].class));
        prop_assert!(tokens.iter().all(|token| !token.text.is_empty()));
    }
}
