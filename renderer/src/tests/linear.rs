//! The work grows with the length of the text and not with its square. It is counted, not timed.

use super::super::{as_typed, work};
use super::bombs::bombs;
use super::render;

/// Texts that are meant to make the renderer look at the same characters again and again.
fn repeated(size: usize) -> Vec<(&'static str, String)> {
    let pieces = [
        "\\(",
        "\\[",
        "\\[\n",
        "\\) \\(",
        "$",
        "$a",
        "$$",
        "$$a",
        "a$ $",
        "\\begin{a}",
        "\\begin{a} \\end{b}",
        "\\(`",
        "`\\)",
        "**",
        "**a：**b",
        "*a*b",
        "**「",
        "__a__",
        "__a",
        "~~a。~~b",
        "~",
        "```a\n",
        "```a\n```b\n```\n",
        "```markdown\n",
        "```markdown\n```\n",
        "~~~a\n",
        "{\n",
        "{\n\"a\": [\n",
        "[\n",
        "f() {\n",
        "---\n",
        "---\na: b\n",
        "a\n---\n",
        "a\n===\n",
        "<details>\n",
        "</details>\n",
        "<details>\n</details>\n",
        "<details><summary>",
        "<summary></summary>\n",
        "<kbd>",
        "</kbd>",
        "<sub><sup>",
        "<kbd></mark>",
        "*<kbd>*</kbd>",
        "<br>",
        "1. a\n  - b\n",
        "2. a\n1. b\n",
        "a\n    b\n",
        "| `a||b` |\n",
        "|`",
        "a\u{301}\u{301}\u{301}",
        "\\<",
        "\u{FDD0}",
        "`a ``b ",
        "| a\n",
        "a  b\n",
        "a ```b\n",
        "a ```b\n```\n",
        "a   b\n",
        "+-+\n",
        "\t\n",
    ];
    let mut all: Vec<_> = pieces.iter().map(|piece| (*piece, piece.repeat(size / piece.len()))).collect();
    all.push(("tags that open and tags that close", "<kbd>".repeat(size / 10) + &"</sub>".repeat(size / 12)));
    all.push((
        "folds that open and folds that close",
        "<details>\n".repeat(size / 20) + &"</details>\n".repeat(size / 22),
    ));
    all.push(("one opening bracket and many lines", "{\n".to_owned() + &"\"a\",\n".repeat(size / 5)));
    all.push((
        "a deep list of numbers",
        (0..100).map(|level| " ".repeat(level * 3) + "1. a\n").collect::<String>().repeat(size / 16_000 + 1),
    ));
    all
}

fn steps(run: impl FnOnce() -> String) -> usize {
    work::take();
    run();
    work::take()
}

#[test]
fn twice_the_text_is_about_twice_the_work() {
    let small = repeated(20_000).into_iter().chain(bombs(20_000));
    let large = repeated(40_000).into_iter().chain(bombs(40_000));
    for ((name, small), (_, large)) in small.zip(large) {
        for (how, run) in
            [("rendered", (|text| render(text, "t")) as fn(&str) -> String), ("as typed", as_typed)]
        {
            let (once, twice) = (steps(|| run(&small)), steps(|| run(&large)));
            let length = large.len();
            // The parser itself makes up to 2^18 cells of the rows of a wide table.
            let cells = if name == "a wide table of empty rows" { 4 << 18 } else { 1_000 };
            assert!(twice <= once * 5 / 2 + cells, "{name:?} {how}: {once} steps, then {twice}");
            assert!(twice <= length * 250, "{name:?} {how}: {twice} steps for {length} bytes");
        }
    }
}
