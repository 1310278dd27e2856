//! Tags that are honoured, and those that are not.

use super::html;
use super::scanner::scan;

#[test]
fn a_break_breaks_a_line_and_a_cell() {
    for tag in ["<br>", "<br/>", "<br />", "<BR>"] {
        assert_eq!(html(&format!("a{tag}b")), "<p dir=\"auto\">a<br>\nb</p>\n", "{tag}");
        let cell = html(&format!("| a |\n|---|\n| x{tag}y |"));
        assert!(cell.contains("x<br>\ny</td>"), "{cell}");
    }
}

#[test]
fn small_tags_are_honoured_in_pairs() {
    for tag in ["sub", "sup", "kbd", "mark"] {
        let pair = format!("x<{tag}>*y*</{tag}>z");
        assert_eq!(html(&pair), format!("<p dir=\"auto\">x<{tag}><em>y</em></{tag}>z</p>\n"));
        for text in [
            format!("x <{tag}> y"),
            format!("x </{tag}> y"),
            format!("<{tag} class=\"a\">x</{tag} >"),
            format!("*a <{tag}>b* c</{tag}>"),
            format!("<{tag}>a\n\nb</{tag}>"),
            format!("`<{tag}>a</{tag}>`"),
            format!("\\<{tag}>a\\</{tag}>"),
        ] {
            let shown = html(&text);
            assert!(!shown.contains(&format!("<{tag}>")), "{text}\n{shown}");
            assert_eq!(
                scan(&shown).unwrap().text.matches(&format!("<{tag}")).count(),
                text.matches(&format!("<{tag}")).count()
            );
        }
    }
}

#[test]
fn other_tags_are_text() {
    for tag in [
        "b", "i", "u", "p", "div", "span", "center", "font", "a", "style", "script", "title", "hr", "img",
        "input",
    ] {
        let text = format!("<{tag}>x</{tag}>");
        assert_eq!(scan(&html(&text)).unwrap().text.trim(), text);
    }
}

#[test]
fn small_print_does_not_get_smaller_and_smaller() {
    let deep = html(&("<sup>".repeat(30) + "x" + &"</sup>".repeat(30)));
    assert_eq!(deep.matches("<sup>").count(), 2, "{deep}");
}

#[test]
fn details_fold_what_is_between_their_tags() {
    let fold = "<details dir=\"auto\"><summary dir=\"auto\">How <em>so</em></summary>\n<p dir=\"auto\">Thus.</p>\n<ul dir=\"auto\"><li dir=\"auto\">a</li>\n</ul>\n</details>\n";
    for source in [
        "<details>\n<summary>How *so*</summary>\n\nThus.\n\n- a\n\n</details>\n",
        "<details><summary>How *so*</summary>\nThus.\n- a\n</details>",
        "<details>\n<summary>\nHow *so*\n</summary>\nThus.\n- a\n</details>",
        "<DETAILS> <summary>How *so*</summary> Thus.\n- a\n\n</details>",
    ] {
        assert_eq!(html(source), fold, "{source}");
    }
    assert!(
        html("<details>\na\n</details>").contains("<details dir=\"auto\"><p dir=\"auto\">a</p>\n</details>")
    );
}

#[test]
fn details_that_would_swallow_the_rest_are_text() {
    for source in [
        "<details>\n<summary>a</summary>\n\nb",
        "<details open>\n<summary>a</summary>\nb\n</details>",
        "- <details>\n  a\n\n</details>\nb",
        "> <details>\n\n</details>",
        "a </details> b <details> c",
        "</details>\n\n<details>",
        "<summary>a</summary>",
    ] {
        let shown = html(source);
        assert!(!shown.contains("<details") && !shown.contains("<summary"), "{source}\n{shown}");
        assert_eq!(scan(&shown).unwrap().text.matches("details").count(), source.matches("details").count());
    }
    let two = html("<details>\n<details>\n<summary>a</summary>\nb\n</details>\nc");
    assert_eq!((two.matches("<details").count(), two.matches("&lt;details&gt;").count()), (1, 1), "{two}");
}
