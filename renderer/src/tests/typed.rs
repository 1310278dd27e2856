//! What a person typed is shown to the letter.

use super::super::as_typed;
use super::safety::{attacks, browser_like_judge};
use super::scanner::{Scanned, scan};
use proptest::prelude::*;

fn judged(source: &str) -> Scanned {
    let html = as_typed(source);
    let scanned = scan(&html).unwrap_or_else(|why| panic!("{why}\n  in {html:?}\n  from {source:?}"));
    assert_eq!(
        browser_like_judge().clean(&html).to_string(),
        html,
        "a browser would read this differently; from {source:?}"
    );
    scanned
}

#[test]
fn marks_numbers_spaces_and_lines_stand_as_typed() {
    for source in [
        "3*4*5 and **not bold** and _x_ and __init__",
        "D:\\old\\_tmp\\*.txt \\\\host\\disk x\\*y",
        "# make\nmake all\n## test",
        "9. nine\n2. two\n30. thirty",
        "list:\n  x\n    x1\n  y\n\n\nafter two empty lines",
        "a <b>c</b> &amp; <!-- d --> <kbd>e</kbd>",
        "Title\n===\n---\n> quote\n- item\n+ plus\n[a]: b",
        "~~gone~~ $x_1$ \\(y\\) | z",
        "def f(x):\n    return x ** 2  # not a heading",
    ] {
        assert_eq!(judged(source).text.trim_end_matches('\n'), source);
    }
}

#[test]
fn addresses_and_code_are_recognised_and_nothing_else() {
    let html = as_typed("See https://a.example/b_c_d, `x*y*z` and ``a`b``.\n```rust\nlet a = 1;\n```\n# end");
    assert!(html.contains("<a href=\"https://a.example/b_c_d\""), "{html}");
    assert!(
        html.contains("<code dir=\"ltr\">x*y*z</code>") && html.contains("<code dir=\"ltr\">a`b</code>"),
        "{html}"
    );
    assert!(
        html.contains("<span class=\"language\">rust</span>") && html.contains("tok-keyword\">let</span>"),
        "{html}"
    );
    assert!(html.contains("<p class=\"typed\" dir=\"auto\"># end</p>"), "{html}");
    for text in ["a ` b", "``", "` `", "```"] {
        assert_eq!(judged(text).text.trim_end_matches('\n'), text);
    }
}

#[test]
fn tables_of_signs_are_set_in_letters_of_one_width() {
    for table in [
        "| a  | b |\n|----|---|\n| 10 | 2 |",
        "+----+\n| ab |\n+----+",
        "┌──┐\n│ab│\n└──┘",
        "name    age\nAnna     12\nMaximilian 9",
        "a\tb\nc\td",
    ] {
        let html = as_typed(&format!("Look:\n{table}\nWhat is it?"));
        assert!(
            html.contains(&format!("<pre class=\"aligned\" tabindex=\"0\" dir=\"auto\">{table}</pre>")),
            "{html}"
        );
        assert!(html.contains("<p class=\"typed\" dir=\"auto\">What is it?</p>"), "{html}");
    }
    assert!(
        as_typed("a\n\n| b |\n| c |").starts_with("<p class=\"typed\" dir=\"auto\">a\n\n</p>"),
        "the empty line is there"
    );
    for prose in ["One.  Two.\nThree.  Four.", "a | b\nc", "x - y\nz - w"] {
        assert!(!as_typed(prose).contains("aligned"), "{prose}");
    }
}

#[test]
fn no_attack_gets_a_tag_or_an_attribute_into_what_was_typed() {
    for (_, text) in attacks() {
        for (before, after) in [
            ("", ""),
            ("`", "`"),
            ("```", "\ncode\n```"),
            ("```\n", "\n```"),
            ("https://good.example/", ""),
            ("| a |\n| ", " |"),
        ] {
            judged(&format!("{before}{text}{after}"));
        }
    }
}

proptest! {
    #[test]
    fn no_string_gets_a_tag_or_an_attribute_into_what_was_typed(source in any::<String>()) {
        judged(&source);
    }

    #[test]
    fn no_character_of_what_was_typed_is_lost(source in "[a-z*_#>|.:/()\\[\\]<&;~ \n-]{0,80}") {
        // Of fenced code, the fences are not shown.
        prop_assume!(!source.contains("~~~"));
        let shown = judged(&source).text;
        prop_assert_eq!(shown.split_whitespace().collect::<String>(), source.split_whitespace().collect::<String>());
    }
}
