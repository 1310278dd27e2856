//! Reduces Markdown to one line of plain text for titles and list cells, which do not load the renderer.
//!
//! Only common marks are handled; the others stay as written, so no word is lost. The tests compare the result with the
//! renderer's.

mod block;
mod inline;
mod line;

use block::BlockMark;
pub(in crate::text) use inline::entity;
use line::Line;

/// How many bytes of a text are read for a result of so many characters: with room for marks and link addresses. A list
/// shows a hundred such texts, each possibly huge.
const fn read_at_most(max_chars: usize) -> usize {
    max_chars.saturating_mul(8).saturating_add(2048)
}

/// The text without Markdown marks, at most `max_chars` characters, ending with `…` if something was cut. Control
/// characters and bidirectional overrides are replaced by visible ones.
#[must_use]
pub fn plain(source: &str, max_chars: usize) -> String {
    let head = source.get(..source.floor_char_boundary(read_at_most(max_chars)));
    let head = head.unwrap_or(source);
    let mut line = Line::default();
    let mut paragraph = String::new();
    let mut reader = block::BlockReader::default();
    let mut lines = head.lines().peekable();
    while let Some(next) = lines.next() {
        match reader.read(next, lines.peek().copied().unwrap_or_default(), !paragraph.is_empty()) {
            BlockMark::Nothing => {}
            BlockMark::Code(code) => line.push_words(code),
            BlockMark::Break => flush(&mut paragraph, &mut line),
            BlockMark::Row(cells) => {
                flush(&mut paragraph, &mut line);
                cells.into_iter().for_each(|cell| inline::push_paragraph(cell, &mut line));
            }
            BlockMark::Block { tick, words, whole } => {
                flush(&mut paragraph, &mut line);
                line.push_words(tick);
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

/// What a person typed, to the letter but on one line, at most `max_chars` characters; the ending and the visible
/// characters as in [`plain`].
#[must_use]
pub fn typed_line(source: &str, max_chars: usize) -> String {
    let head = source.get(..source.floor_char_boundary(read_at_most(max_chars)));
    let head = head.unwrap_or(source);
    let mut line = Line::default();
    line.push(head);
    line.cut(max_chars, head.len() < source.len())
}

/// Adds the collected lines of a paragraph at once, because emphasis may span lines.
fn flush(paragraph: &mut String, line: &mut Line) {
    inline::push_paragraph(paragraph, line);
    paragraph.clear();
}

#[cfg(test)]
mod tests;
