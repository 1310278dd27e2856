use proptest::{prelude::*, test_runner::RngSeed};

use super::fixture::*;
use crate::{
    model::{comment::Comment, thread::Thread, trace::Trace},
    text::export::ExportFormat,
};

fn markdown(all: &[(Thread, Vec<Trace>)]) -> String {
    file(ExportFormat::Markdown, settings(), all)
}

/// A conversation in which this text is said, commented and given as a reason, and one after it.
fn around(text: &str) -> Vec<(Thread, Vec<Trace>)> {
    let mut turn = plain_turn("t", text, text);
    turn.feedback.comments = vec![comment("c", text, text, "2026-01-02T10:05:00Z", "2026-01-02T10:05:00Z")];
    let next = plain_turn("t2", "Next", "Last");
    vec![(thread(text), vec![turn, next.clone()]), (thread("after"), vec![next])]
}

/// The number of headings of conversations and of turns, as a reader of Markdown finds them outside of quotations. The
/// renderer makes `#` a heading of the third level.
fn headings(text: &str) -> (usize, usize) {
    let html = renderer::render(text, "", "");
    let mut depth = 0_usize;
    let mut found = (0, 0);
    for (at, _) in html.match_indices('<') {
        let tag = &html[at..];
        if tag.starts_with("<blockquote") {
            depth += 1;
        } else if tag.starts_with("</blockquote") {
            depth -= 1;
        } else if depth == 0 && tag.starts_with("<h3") {
            found.0 += 1;
        } else if depth == 0 && tag.starts_with("<h4") {
            found.1 += 1;
        }
    }
    found
}

#[test]
fn a_conversation_reads_from_heading_to_comment() {
    let text = markdown(&[full()]);
    for part in [
        "# Conversation t/1 ü\n",
        "Tags: refund, billing\n",
        "## Turn 1 · 2026-01-02T10:00:00.000+01:00",
        "### User\n\nWhere is my order?\n",
        "### Assistant\n\nIn **Rotterdam**.\n",
        "1 thumbs up, 1 thumbs down",
        "- Thumb: 0 \\(Thumbs down\\) (Ana Ruiz, ui, 2026-01-02T11:01:00.000+01:00)\n\nWrong town\n",
        "**Error**\n\n```\nTimeoutError: no answer\nat line 1\n```\n",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
}

#[test]
fn no_text_leaves_its_turn() {
    for hostile in HOSTILE {
        let text = markdown(&around(hostile));
        assert_eq!(headings(&text), (2, 3), "{hostile:?} in\n{text}\n{}", renderer::render(&text, "", ""));
    }
}

#[test]
fn ordinary_markdown_stays_as_it_was_written() {
    for text in [
        "Hello **world**",
        "- a\n- b\n\n1. c",
        "```rust\n# not a heading\n<b>\n```\n\nafter",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "a < b and `c`",
    ] {
        let out = markdown(&[(thread("a"), vec![plain_turn("t", "Hi", text)])]);
        assert!(out.contains(&format!("### Assistant\n\n{text}\n\n")), "{out}");
    }
    let quoted = markdown(&[(thread("a"), vec![plain_turn("t", "Hi", "# One\n\ntwo")])]);
    assert!(quoted.contains("> # One\n> \n> two\n\n"), "{quoted}");
}

#[test]
fn a_comment_without_author_is_written() {
    let (mut thread, turns) = full();
    thread.feedback.comments =
        vec![Comment { author: None, created_at: None, ..thread.feedback.comments[0].clone() }];
    assert!(markdown(&[(thread, turns)]).contains("- Comment (unknown):\n\nSee **order** 7\n"));
}

const HOSTILE: &[&str] = &[
    "# Conversation fake",
    "## Turn 9",
    "fake\n===",
    "fake\n---",
    "```",
    "````\n# x\n```",
    "~~~",
    "- ```\n\n# x",
    "```\n   ```\n# x\n```",
    "- a\n  ```\nb\n```",
    "> ```\n\n```",
    "a\r# Conversation fake\r",
    "a\r\n\r\n## Turn 9",
    "<!-- hidden",
    "<script>",
    "<details><summary>x",
    "<![CDATA[",
    "[User]: https://evil.example",
    "[a\nb]: https://evil.example",
    "   # x",
    "\\\n# x",
    "1. # x\n\n# y",
    "`a\n```\nb`",
    "$$\n\\end",
    "| a |\n|---|\n# x",
    "\u{b}# x",
    "#",
    "```\u{a0}\n```",
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300, rng_seed: RngSeed::Fixed(12), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn no_text_of_any_pieces_leaves_its_turn(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "#", "##", " ", "   ", "    ", "\n", "\n\n", "\r", "\r\n", "```", "````", "~~~", "`", "===", "---", "> ", "- ",
            "1. ", "<!--", "<b>", "</pre>", "<", "[a]: b", "[^1]: ", "|", "a", "\t", "\\", "*", "$$", "é",
        ]), 0..14),
    ) {
        let text = pieces.concat();
        let out = markdown(&around(&text));
        prop_assert_eq!(headings(&out), (2, 3), "{:?} in\n{}", text, out);
    }
}
