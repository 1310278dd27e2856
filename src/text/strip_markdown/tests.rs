use proptest::prelude::*;

use super::{plain, read_at_most, typed_line};

/// The text that the renderer shows, without tags, on one line, and without the header of a code block.
fn rendered(source: &str) -> String {
    let html = renderer::render(source, "t", "");
    let (mut words, mut rest) = (String::new(), html.as_str());
    while let Some((before, tag)) = rest.split_once('<') {
        let (name, after) = tag.split_once('>').unwrap();
        words.push_str(before);
        let name = name.split(' ').next().unwrap().trim_start_matches('/');
        words.push_str(match name {
            "input" if tag.contains("checked") => "☑",
            "input" => "☐",
            // Elements that separate words without a space between them.
            "p" | "li" | "td" | "th" | "br" | "pre" | "tr" | "h3" | "h4" => " ",
            _ => "",
        });
        rest = match name {
            "button" if tag.contains("data-copy") => after.strip_prefix("Copy").unwrap(),
            "span" if tag.starts_with("span class=\"language\"") => {
                after.split_once('<').map(|(label, _)| &after[label.len()..]).unwrap()
            }
            _ => after,
        };
    }
    words.push_str(rest);
    let words =
        words.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{A0}").replace("&amp;", "&");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn ordinary_texts_have_the_words_that_the_renderer_shows() {
    for text in [
        "Just a sentence, with 3 * 4 = 12, snake_case_names, 50% and a ~5 minute *walk*.",
        "# Hi **there** #\n\nA paragraph that *begins on one\nline and ends* on another.",
        "Setext\n======\n\nAnother\n---\n\n***\n\nThe end",
        "- one\n- **two**: `code *kept*`\n  - three\n\n1. first\n2. second\n10) tenth",
        "It happened in\n2024. A good year\n1. with a list",
        "- [x] done\n- [ ] not _yet_\n* [link](https://a.example/x_(y) \"A (title)\") and [another](<https://b.example>)",
        "> quoted\n> > twice\n> on",
        "| a | b |\n|:--|--:|\n| `x` | **y** \\| z |\n\nAfter",
        "```rust\nlet a = \"**b**\";\n// # c\n```\nand ``a ` b`` and ```inline```",
        "~~~\n```\n~~~",
        "~~gone~~, ***both***, **bold with *inner* words**, __under__ and _score_, 2**3, **unclosed",
        "Escaped \\*stars\\* and \\[brackets\\] and C:\\dir, a &amp; b &lt;c&gt; &#39;d&#39; &nospace; & e",
        "<b>tags</b> stay, <answer>\nso do these\n</answer>, <https://a.example/> and <me@a.example>",
        "[INFO]: started\n\n[not a link] and ] and [a](b c) (d)",
        "你好，**世界**！ مرحبا *שלום* 👩\u{200D}👩\u{200D}👧 e\u{301}",
        "\u{202E}reversed\u{202C} a\u{1b}b\u{7f}c",
        "彼は**「はい」**と、**结论：**可以。**Tip:**use it, 2*3*4 = 24",
        "H<sub>2</sub>O, one<br>two<br/>three, <kbd>A</kbd> <mark>b</mark> <sup>c",
        "So \\(a_1 * b_1 = c\\) and \\[ x^2 \\], \\(see below\\) and \\[1\\]",
        "__init__.py and obj.__class__.__name__ and __Two words__",
        "Price: $5 – *only*!\r\nNext line\r\n\r\n* item\r\n",
    ] {
        assert_eq!(plain(text, 1000), rendered(text), "{text:?}");
    }
}

#[test]
fn a_title_has_the_words_without_the_marks() {
    let source =
        "# Hi **there**\n\n- [a](https://b.example) <b>\n- `x` ![pic](https://c.example)\n\n| t | u |\n|-|-|";
    assert_eq!(plain(source, 80), "Hi there a <b> x pic t u");
    assert_eq!(plain("[INFO]: started", 80), "[INFO]: started");
    assert_eq!(plain("Say\u{202E}it\nin one\u{A0}\u{3000}line", 80), "Say[U+202E]it in one line");
}

#[test]
fn what_a_person_typed_stands_to_the_letter_on_one_line() {
    let typed = "3*4*5 __init__ C:\\_new\\*.log\n# run\n7. seven\u{202E} <b> &amp; [a](b)";
    assert_eq!(
        typed_line(typed, 100),
        "3*4*5 __init__ C:\\_new\\*.log # run 7. seven[U+202E] <b> &amp; [a](b)"
    );
    assert_eq!(typed_line("one two three", 8), "one two…");
}

#[test]
fn a_title_that_is_too_long_ends_in_an_ellipsis() {
    assert_eq!(plain("one two three", 13), "one two three");
    assert_eq!(plain("one two three", 8), "one two…");
    assert_eq!(plain("你好，世界", 3), "你好…");
    assert_eq!(plain("one", 0), "");
    assert_eq!(plain(&"# word\n".repeat(1_000_000), 9), "word wor…");
}

#[test]
fn of_a_huge_text_of_hostile_marks_only_the_beginning_is_read() {
    let read = read_at_most(500);
    for mark in ["[", "![](", "*a", "**", "_ _", "`a", "> ", "- ", "~~", "&", "<a", "|-", "](", "\\"] {
        let marks = mark.repeat(read / mark.len() + 1);
        let (one, other) = (marks.clone() + "one", marks.clone() + &"another ending ".repeat(100_000));
        let said = plain(&one, 500);
        assert_eq!(said, plain(&other, 500), "{mark}: what stands behind {read} bytes changes the result");
        assert!(said.chars().count() <= 501, "{mark}");
    }
}

const FRAGMENTS: &[&str] = &[
    "\n",
    "\n\n",
    " ",
    "\t",
    "> ",
    "- ",
    "1. ",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```",
    "# ",
    "---",
    "===",
    "|",
    "|-|-|\n",
    "[",
    "](",
    ")",
    "![",
    "<",
    ">",
    "https://a.example",
    "&",
    "&amp;",
    "&#x202e;",
    "\\",
    "\"",
    "word",
    "日本",
    "\u{202E}",
    "\0",
];

proptest! {
    #[test]
    fn a_title_is_one_short_line(
        pieces in prop::collection::vec(prop::sample::select(FRAGMENTS), 0..40),
        most in 0_usize..60,
    ) {
        let title = plain(&pieces.concat(), most);
        prop_assert!(title.chars().count() <= most);
        prop_assert_eq!(title.split_whitespace().collect::<Vec<_>>().join(" "), title.as_str());
        let powerful = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        prop_assert_eq!(title.find(powerful), None);
    }

    #[test]
    fn no_word_is_lost(pieces in prop::collection::vec(prop::sample::select(FRAGMENTS), 0..20)) {
        let source: String = pieces.iter().flat_map(|piece| [*piece, " word "]).collect();
        // Excluded: addresses, titles and language names are not part of the text.
        let only_text = !source.contains("](") && !source.contains("``") && !source.contains("~~~");
        prop_assert!(!only_text || plain(&source, 10_000).matches("word").count() >= pieces.len());
    }
}
