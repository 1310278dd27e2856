//! Markdown as people and models write it: what means emphasis, a number, a heading or a code block, and what does not.

use super::html;
use super::scanner::scan;

/// The text of the page.
fn text(source: &str) -> String {
    scan(&html(source)).unwrap().text
}

#[track_caller]
fn assert_shown(source: &str, parts: &[&str]) {
    let html = html(source);
    for part in parts {
        assert!(html.contains(part), "{part:?} is not in\n{html}");
    }
}

#[track_caller]
fn assert_as_written(source: &str) {
    assert_eq!(text(source).trim(), source);
}

#[test]
fn emphasis_stands_beside_east_asian_punctuation() {
    let bold = |words: &str| format!("<strong>{words}</strong>");
    for (source, words) in [
        ("彼は**「はい」**と言った。", "「はい」"),
        ("**结论：**可以。", "结论："),
        ("**说明（必读）。**下一句", "说明（必读）。"),
        ("그것은 **\"사실\"**이다", "\"사실\""),
        ("**부산(항구)**은", "부산(항구)"),
        ("这是**“引文”**吗", "“引文”"),
        ("达到**50%**的人", "50%"),
        ("他喜欢**C++**和别的", "C++"),
    ] {
        assert_shown(source, &[&bold(words)]);
        assert!(!text(source).contains('*'), "{source}");
    }
    assert_shown("~~旧价。~~新价 *「斜」*体", &["<del>旧价。</del>", "<em>「斜」</em>"]);
    assert_shown("见《**论语**》和**仁**。", &["《<strong>论语</strong>》", "<strong>仁</strong>"]);
}

#[test]
fn emphasis_may_end_after_punctuation() {
    assert_shown(
        "**Tip:**use it. *Hinweis!*weiter",
        &["<strong>Tip:</strong>use", "<em>Hinweis!</em>weiter"],
    );
    assert_shown("**Note: **this and **that**", &["<strong>Note: </strong>this and <strong>that</strong>"]);
    assert_shown("*outer (*inner*) end*", &["<em>outer (<em>inner</em>) end</em>"]);
    assert_shown("**F**ast **H**ealthcare", &["<strong>F</strong>ast", "<strong>H</strong>ealthcare"]);
}

#[test]
fn signs_of_code_and_arithmetic_are_no_emphasis() {
    for source in [
        "6*7*8 = 336 and a*b*c",
        "2**10**2 or n**2 + m**2",
        "(p+q)*(r)*(s)",
        "max(*) and min(*)",
        "lib/**/*.ts and app/**/*.ts",
        "*.md, *.txt and *.rst",
        "def g(*args, **kwargs)",
        "my_own_name and other_own_name",
        "__main__ calls obj.__class__.__name__, see __init__.py and __LINE__",
        "from 5~7 to 8~9 and ~100 or ~200",
    ] {
        assert_as_written(source);
    }
    assert_shown(
        "__Two words__, __Name__ and _one_",
        &["<strong>Two words</strong>", "<strong>Name</strong>", "<em>one</em>"],
    );
}

#[test]
fn formulas_keep_every_character() {
    for source in [
        "\\(u_1 * u_2 * v^{2}\\)",
        "\\[ \\frac{a_1}{b_1} * c_{*} \\]",
        "$p_1 * q_1 * r$ and $|z_1| < |z_2|$",
        "$$\\prod_{k=1}^{m} x_k \\\\ y_k$$",
        "\\begin{cases} 1 & x_1 \\\\ 0 & y_1 \\end{cases}",
        "It ends in \\(w_1 * w_2 * w",
    ] {
        assert_as_written(source);
    }
    let block = "\\[\n\\begin{aligned}\na &= b_1 \\\\\n- c &= *d*\n\\end{aligned}\n\\]";
    assert_as_written(block);
    assert_shown("> \\[\n> s_1 = t_1 * u * v\n> \\]", &["<blockquote", "s_1 = t_1 * u * v<br>"]);
    assert_shown("| a |\n|---|\n| $|x_1|$ and $y_1$ |", &[">$|x_1|$ and $y_1$</td>"]);
}

#[test]
fn prices_and_escapes_are_no_formulas() {
    assert_shown(
        "$7 *each*, **$12** for two, US$1_000",
        &["$7 <em>each</em>", "<strong>$12</strong>", "US$1_000"],
    );
    assert_eq!(
        text("\\[note\\] \\(see the notes\\) \\$3 \\*x\\* \\<b>").trim(),
        "[note] (see the notes) $3 *x* <b>"
    );
    assert_shown("A $$ bar and a $$ *big* one", &["<em>big</em>"]);
    assert_shown("`\\(a` and `b\\)` *c*", &["<code dir=\"ltr\">\\(a</code>", "<em>c</em>"]);
    assert_shown("`\\<a` \\<a", &["<code dir=\"ltr\">\\&lt;a</code> &lt;a"]);
}

#[test]
fn numbers_of_lists_are_those_that_were_written() {
    assert_shown("5. five\n4. four\n3. three", &["start=\"5\"", "value=\"4\"", "value=\"3\""]);
    assert_shown(
        "7. seven\n8. eight\n12. twelve\n13. next",
        &["start=\"7\"", "value=\"12\"", "<li dir=\"auto\">next"],
    );
    assert_shown("2024. a\n2025. b", &["<ol class=\"large-numbers\" dir=\"auto\" start=\"2024\">"]);
    let counted = html("1. a\n1. b\n1. c");
    assert!(!counted.contains("value"), "a list with one number counts by itself: {counted}");
    assert_shown("1. a\n   1. b\n   4. c\n2. d", &["value=\"4\"", "<li dir=\"auto\">d"]);
}

#[test]
fn bullets_below_a_number_are_in_it_though_they_are_indented_by_two() {
    assert_shown("1. a\n  - b\n    - c\n2. d", &["a<ul dir=\"auto\"><li dir=\"auto\">b<ul", "</ol>"]);
    assert_eq!(html("1. a\n  - b\n\n  ```\n  c\n  ```\n2. d").matches("<ol").count(), 1);
    assert_shown("```\n1. a\n  - b\n```", &["1. a\n  - b\n"]);
}

#[test]
fn code_left_of_its_fence_is_in_the_block() {
    assert_shown(
        "1. a\n\n   ```py\nx = 1\n  y\n   ```\n\n2. b",
        &["x = <span", "\n  y\n", "<li dir=\"auto\"><p dir=\"auto\">b"],
    );
}

#[test]
fn a_fenced_block_of_markdown_holds_fenced_blocks() {
    let source = "```markdown\n# Guide\n```sh\nmake\n```\n## More\n```\n\n**End**";
    assert_eq!(html(source).matches("<pre").count(), 1);
    assert_shown(source, &["# Guide\n```sh\nmake\n```\n## More\n</code>", "<strong>End</strong>"]);
    assert_eq!(html("```md\n~~~\nx\n~~~\n```js\ny").matches("<pre").count(), 1);
    let python = "```python\ns = '''\n```js\nx\n```\n'''\n```\n*End*";
    assert_eq!(html(python).matches("<pre").count(), 1);
    assert_shown(python, &["<em>End</em>"]);
    assert_eq!(
        html("```js\na\n\n```py\nb\n```\n*End*").matches("<em>").count(),
        1,
        "an open block ends at a bare fence"
    );
}

#[test]
fn long_and_other_fences_hold_short_ones() {
    assert_shown("````\n```\n*a*\n```\n````\n*b*", &["```\n*a*\n```\n</code>", "<em>b</em>"]);
    assert_shown("~~~\n```\n**c**\n~~~\n*d*", &["```\n**c**\n</code>", "<em>d</em>"]);
    assert_shown("```rb\nputs 1", &["puts <span class=\"tok-number\">1</span></code>"]);
}

#[test]
fn json_and_code_without_a_fence_keep_their_lines() {
    assert_shown(
        "Here:\n{\n  \"k\": \"*v*\",\n  \"l\": [\n    1\n  ]\n}\nBye *now*",
        &[
            "\n  <span class=\"tok-key\">\"k\"</span>",
            "\n    <span class=\"tok-number\">1</span>\n",
            "<em>now</em>",
        ],
    );
    assert_shown(
        "void f() {\n  // # x\n  g(1*2*3);\n}\nText",
        &["void f() {\n  // # x\n  g(1*2*3);\n}\n</code>", "Text</p>"],
    );
    assert_shown(
        "if a:\n    b()\n  c",
        &["if a:<br>\n<span class=\"indent\">    </span>b()<br>\n<span class=\"indent\">  </span>c"],
    );
    for prose in ["{ not\nJSON", "[link](https://a.example)\n[b]\nc", "- {\n- }", "[ ] a\n[x] b\n[ ] c"] {
        assert!(!html(prose).contains("<pre"), "{prose}");
    }
}

#[test]
fn columns_without_a_fence_line_up() {
    for table in [
        "+---+---+\n| a | b |\n+---+---+",
        "┌───┐\n│ a │\n└───┘",
        "name      age\nAnn        12\nBob         3",
    ] {
        assert_shown(
            &format!("See\n{table}\nand *so* on"),
            &[&format!("<code>{table}\n</code>"), "<em>so</em>"],
        );
    }
    for prose in ["One   two\nthree", "- a   b\n- c   d", "**a**   b\n**c**   d"] {
        assert!(!html(prose).contains("<pre"), "{prose}");
    }
}

#[test]
fn a_fence_may_open_at_the_end_of_a_line() {
    assert_shown(
        "Run this: ```sh\nmake\n```\nand *then*",
        &["<p dir=\"auto\">Run this:</p>", "make\n</code>", "<em>then</em>"],
    );
    assert_shown("So ```\na\n``` it *is*", &["<code>a\n</code>", "it <em>is</em></p>"]);
    assert_shown("a ```b``` c", &["a <code dir=\"ltr\">b</code> c"]);
    assert_shown("```\nx ```js\n```\n*y*", &["x ```js\n</code>", "<em>y</em>"]);
}

#[test]
fn front_matter_keeps_its_shape() {
    assert_shown(
        "---\nname: A\nlist:\n  - b\n---\n\nText",
        &["---\n<span class=\"tok-key\">name</span>: A\n", "  - b\n---\n</code>", "Text</p>"],
    );
    assert!(!html("---\n\nText *a*\n\n---").contains("<pre"));
    assert!(!html("A\n\n---\nname: B\n---").contains("<pre"));
}

#[test]
fn a_rule_under_text_is_no_heading() {
    for source in ["All included: 9 euros\n---\nNext", "a\n\nb\n- - -\nc", "> q\n> ---\n> r"] {
        assert_shown(source, &["<hr>"]);
        assert!(!html(source).contains("<h") || !html(source).contains("</h"), "{source}");
    }
    for source in ["Sum\n-", "Sum\n--", "A line that ends.\n===", "a\n=\nb"] {
        assert!(!html(source).contains("</h"), "{source}");
    }
    assert_shown(
        "Name\n====\n\nInstallation\n------------\n",
        &["<h3 dir=\"auto\">Name</h3>", "<h4 dir=\"auto\">Installation</h4>"],
    );
}

#[test]
fn code_in_a_cell_may_have_bars() {
    assert_shown(
        "| a | b |\n|---|---|\n| `x || y` | or |\n| `p \\| q` | z |",
        &["x || y</code></td><td dir=\"auto\">or", "p | q</code></td>"],
    );
}

#[test]
fn a_link_to_a_source_leads_to_the_list_of_its_message() {
    let link = "<a class=\"source-link\" href=\"#s-source-2\" data-jump=\"s-source-2\">[2]</a>";
    assert_shown("So it is [\\[2\\]](#source-2).", &[link]);
    for other in ["#source-", "#source-x", "#source-02", "#source-12345678", "#Source-1"] {
        assert!(!html(&format!("[a]({other})")).contains("<a"), "{other}");
    }
    let without = super::render_with("[1](#source-1)", "t", "");
    assert!(!without.contains("<a"), "{without}");
    let safe = super::render_with("[1](#source-1)", "t", "a\"><script>b");
    assert!(safe.contains("href=\"#ascriptb-source-1\""), "{safe}");
}

#[test]
fn letters_with_many_accents_are_set_apart() {
    let zalgo = "a\u{335}\u{321}\u{327}\u{336}b";
    assert_eq!(
        html(zalgo).trim(),
        format!("<p dir=\"auto\"><span class=\"stacked\">{}</span>b</p>", &zalgo[..zalgo.len() - 1])
    );
    for ordinary in ["e\u{302}\u{301}", "พี่น้อง", "हिन्दी", "שָׁלוֹם", "👩\u{200D}👧"]
    {
        assert!(!html(ordinary).contains("stacked"), "{ordinary}");
    }
}
