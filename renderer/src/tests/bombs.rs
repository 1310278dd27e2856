//! Inputs that are meant to exhaust the renderer: the output grows linearly with the input, and the stack does not grow
//! with it.

use super::render;
use super::scanner::{Scanned, scan};

/// Hostile inputs of about `size` bytes, with their names.
pub(super) fn bombs(size: usize) -> Vec<(&'static str, String)> {
    let mut bombs = Vec::new();
    for piece in [
        ">",
        "> ",
        "- ",
        "1. ",
        "> - ",
        "[",
        "![",
        "]",
        "*",
        "*a ",
        "a**b",
        "_a__b",
        "~a~~b",
        "*_",
        "`a",
        "```\n",
        "<",
        "<a ",
        "<!--",
        "</",
        "&",
        "&#",
        "\\",
        "|",
        "#",
        "# ",
        "[a](",
        "[a](<",
        "[![a](b)",
        "[^a]",
        "[^a]: x\n\n",
        "[a]: b\n",
        "[a]: b \"",
        "http://",
        "http://!",
        "a@",
        "a@b.c",
        "a@b.cc ",
        "\n",
        "a\n",
        "  \n",
        "\t-",
        "\0",
        "\u{202E}",
        "(",
        "[(",
        "- a\n\n[b]: c\n\n",
    ] {
        bombs.push((piece, piece.repeat(size / piece.len())));
    }
    let deep = size / 10;
    bombs.push(("brackets that close", "[".repeat(size / 2) + &"]".repeat(size / 2)));
    bombs.push(("images in images", "![a ".repeat(size / 8) + &"](b)".repeat(size / 8)));
    bombs.push(("quotes, then lazy lines", ">".repeat(deep) + "a\n" + &"b\n".repeat((size - deep) / 2)));
    bombs.push(("lists, then lazy lines", "- ".repeat(deep / 2) + "a\n" + &"b\n".repeat((size - deep) / 2)));
    bombs.push(("quotes on every line", (">".repeat(200) + "a\n").repeat(size / 202)));
    let columns = size / 40;
    let table = "|a".repeat(columns) + "|\n" + &"|-".repeat(columns) + "|\n" + &"|\n".repeat(size / 3);
    bombs.push(("a wide table of empty rows", table));
    bombs.push((
        "one long address, often",
        format!("[a]: https://a.b/{}\n\n", "x".repeat(deep)) + &"[a]".repeat(size / 4),
    ));
    bombs
}

fn scanned(source: &str) -> Scanned {
    scan(&render(source, "t")).unwrap()
}

#[test]
fn nothing_is_nested_so_deep_that_a_browser_gives_up() {
    for (name, bomb) in bombs(20_000) {
        let depth = scanned(&bomb).depth;
        assert!(depth <= 110, "{name:?} is {depth} deep");
    }
}

#[test]
fn what_is_nested_too_deep_keeps_its_words() {
    let source = ">".repeat(10_000) + " quoted";
    assert!(scanned(&source).text.contains("quoted"));
    let source: String = (0..300).map(|level| format!("{}- item{level}.\n", "  ".repeat(level))).collect();
    let text = scanned(&source).text;
    for level in 0..300 {
        assert!(text.contains(&format!("item{level}.")), "item{level} is lost");
    }
}

#[test]
fn twice_the_text_is_about_twice_the_page() {
    for ((name, small), (_, large)) in bombs(20_000).into_iter().zip(bombs(40_000)) {
        let (small, large) = (render(&small, "t").len(), render(&large, "t").len());
        assert!(large <= small * 3 + 200_000, "{name:?}: {small} bytes become {large}");
    }
}

#[test]
fn a_page_is_bounded_by_its_text() {
    for (name, bomb) in bombs(50_000) {
        let page = render(&bomb, "t").len();
        assert!(page <= bomb.len() * 40, "{name:?}: {} bytes become {page}", bomb.len());
    }
}

/// Runs on a quarter of the 1 MB stack that a WebAssembly page has.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 * 1024).spawn(work).unwrap().join().unwrap();
}

#[test]
fn no_shape_of_text_needs_more_stack_than_a_page_has() {
    on_a_small_stack(|| {
        for (name, bomb) in bombs(100_000) {
            assert!(scan(&render(&bomb, "t")).is_ok(), "{name:?}");
        }
    });
}

#[test]
fn five_megabytes_are_rendered_whole() {
    on_a_small_stack(|| {
        for piece in ["word ", "["] {
            let bomb = piece.repeat(5_000_000 / piece.len()) + "last";
            assert!(render(&bomb, "t").contains("last"), "{piece:?}");
        }
    });
}
