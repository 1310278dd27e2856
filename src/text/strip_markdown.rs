//! A text's words on one line, without Markdown's marks: for titles and list cells, which neither wait for the renderer
//! nor load it.
//!
//! It knows the marks that people and models ordinarily use. What it does not know stays as it was written, so no word
//! is lost; on ordinary texts it says what the renderer would (the tests hold the two beside each other).

mod block;
mod inline;
mod line;

use block::BlockMark;
use line::Line;

/// A text's words, at most `max_chars` characters, the last being `…` if something was left out. What is invisible and
/// powerful (control characters, bidirectional overrides) is made visible.
#[must_use]
pub fn plain(source: &str, max_chars: usize) -> String {
    // Marks and addresses take room too, but a list of a hundred rows must not read a hundred whole books.
    let head = source.get(..source.floor_char_boundary(max_chars.saturating_mul(8).saturating_add(2048)));
    let head = head.unwrap_or(source);
    let mut line = Line::default();
    let mut paragraph = String::new();
    let mut reader = block::BlockReader::default();
    let mut lines = head.lines().peekable();
    while let Some(next) = lines.next() {
        match reader.read(next, lines.peek().copied().unwrap_or_default(), !paragraph.is_empty()) {
            BlockMark::Nothing => {}
            BlockMark::Code(code) => line.say(code),
            BlockMark::Break => flush(&mut paragraph, &mut line),
            BlockMark::Row(cells) => {
                flush(&mut paragraph, &mut line);
                cells.into_iter().for_each(|cell| inline::say(cell, &mut line));
            }
            BlockMark::Block { tick, words, whole } => {
                flush(&mut paragraph, &mut line);
                line.say(tick);
                paragraph.push_str(words);
                if whole {
                    flush(&mut paragraph, &mut line);
                }
            }
            BlockMark::More(words) => {
                paragraph.push(' ');
                paragraph.push_str(words);
            }
        }
        if line.chars() > max_chars {
            break;
        }
    }
    flush(&mut paragraph, &mut line);
    line.cut(max_chars, head.len() < source.len())
}

/// Says what has been gathered of a paragraph: emphasis may begin on one of its lines and end on another.
fn flush(paragraph: &mut String, line: &mut Line) {
    inline::say(paragraph, line);
    paragraph.clear();
}

#[cfg(test)]
mod tests;
