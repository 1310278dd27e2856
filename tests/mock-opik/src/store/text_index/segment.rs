//! Searches a segment: which of its traces have a text in them.
//!
//! The sought text is cut into pieces too. A text with it has the same pieces side by side, only that its first word may
//! begin earlier there and its last one end later. So the places of all pieces that fit the first one are marked, then
//! those of the second that come right after a marked place, and so on; no text is read.

use memchr::memmem::Finder;
use rusqlite::Connection;

use super::numbers::PackedNumbers;
use super::parts::{self, BETWEEN};
use super::pieces::{TextPiece, pieces};
use super::place_set::PlaceSet;
use super::tables::{PlacesAt, Tables};
use crate::error::ApiResult;
use crate::store::change_counts::SHIFT;

/// Some blocks next to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SegmentRange {
    /// The first block.
    pub(super) first: i64,
    /// For each block, from the first one on, the change count at which it was indexed.
    pub(super) counts: Vec<i64>,
    /// Whether it has traces that are not indexed because their texts are too long.
    pub(super) left_out: bool,
}

/// A trace in whose texts something was found, or may be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) struct FoundTrace {
    pub(in crate::store) key: i64,
    pub(in crate::store) project: i64,
    pub(in crate::store) thread: Option<i64>,
    /// Whether its texts are indexed. If not, they are still to be searched.
    pub(in crate::store) indexed: bool,
}

/// What is searched for.
pub(super) struct SoughtText {
    finders: Vec<(Finder<'static>, bool)>,
    letter: Option<u64>,
    more: bool,
}

/// The bit that stands for this letter or digit in a set of those that a text has: `a` to `z` are bits 0 to 25, `0` to `9`
/// bits 26 to 35. `None` for every other byte.
pub(super) fn letter_bit(byte: u8) -> Option<u64> {
    match byte {
        b'a'..=b'z' => Some(1 << (byte - b'a')),
        b'0'..=b'9' => Some(1 << (26 + byte - b'0')),
        _ => None,
    }
}

impl SoughtText {
    /// A text in lower case, which neither begins nor ends with a space; with `more` also in the texts that only
    /// searches of traces look at.
    pub(super) fn new(text: &str, more: bool) -> Self {
        let all: Vec<TextPiece<'_>> = pieces(text).collect();
        let last = all.len().saturating_sub(1);
        let finder = |(at, piece): (usize, &TextPiece<'_>)| {
            let mut needle = Vec::with_capacity(piece.text.len() + 2);
            // A word may go on where the sought text ends.
            if at > 0 || !piece.is_word() {
                needle.push(BETWEEN);
            }
            needle.extend_from_slice(piece.text.as_bytes());
            if at < last || !piece.is_word() {
                needle.push(BETWEEN);
            }
            (Finder::new(&needle).into_owned(), piece.spaced)
        };
        let letter = match text.as_bytes() {
            [byte] => letter_bit(*byte),
            _ => None,
        };
        Self { finders: all.iter().enumerate().map(finder).collect(), letter, more }
    }
}

/// Passes the traces of a segment that have the text, and those that are not indexed, to `show`.
///
/// # Errors
/// When the store fails.
pub(super) fn search(
    conn: &Connection,
    segment: &SegmentRange,
    sought: &SoughtText,
    mut show: impl FnMut(FoundTrace),
) -> ApiResult<()> {
    let (masks, places) = match sought.letter {
        Some(_) => (parts::read(conn, segment.first, parts::LETTERS)?, PlaceSet::default()),
        None => (Vec::new(), marked(conn, segment.first, sought)?),
    };
    if sought.letter.is_none() && places.is_empty() && !segment.left_out {
        return Ok(());
    }
    let mut masks = masks.as_chunks::<8>().0.chunks(2);
    let rows = parts::read(conn, segment.first, parts::TRACES)?;
    let mut numbers = PackedNumbers(&rows);
    let (mut key, mut place) = (segment.first << SHIFT, 0_u32);
    while let Some(row) = numbers.next() {
        let mut next = || numbers.next().unwrap_or_default();
        key += (row >> 1).cast_signed();
        let indexed = row & 1 == 1;
        let (project, thread) = (next().cast_signed(), next().checked_sub(1).map(u64::cast_signed));
        let (said, all) = (next() as u32, next() as u32);
        let fits = match sought.letter {
            Some(letter) => {
                let mask = masks.next().and_then(|both| both.get(usize::from(sought.more)));
                mask.is_some_and(|mask| u64::from_le_bytes(*mask) & letter != 0)
            }
            None => places.any(place + 1, place + 1 + if sought.more { all } else { said }),
        };
        if fits || !indexed {
            show(FoundTrace { key, project, thread, indexed });
        }
        place += all;
    }
    Ok(())
}

/// The places of the last piece of every occurrence.
fn marked(conn: &Connection, segment: i64, sought: &SoughtText) -> ApiResult<PlaceSet> {
    let words = parts::read(conn, segment, parts::WORDS)?;
    // Most words are in few segments.
    if sought.finders.iter().any(|(finder, _)| finder.find(&words).is_none()) {
        return Ok(PlaceSet::default());
    }
    let tables = parts::read(conn, segment, parts::TABLES)?;
    let tables = Tables::read(&tables);
    let mut before: Option<PlaceSet> = None;
    for (finder, spaced) in &sought.finders {
        let mut after = PlaceSet::default();
        let mut part = (0, Vec::new());
        each_word(&words, finder, &tables, |at| {
            if part.0 != at.part {
                part = (at.part, parts::read(conn, segment, at.part)?);
            }
            let mut place = 0_u32;
            for number in PackedNumbers(part.1.get(at.from..at.to).unwrap_or_default()) {
                place = place.wrapping_add((number >> 1) as u32);
                let fits =
                    |before: &PlaceSet| (number & 1 == 1) == *spaced && before.has(place.wrapping_sub(1));
                if before.as_ref().is_none_or(fits) {
                    after.add(place);
                }
            }
            Ok(())
        })?;
        before = Some(after);
    }
    Ok(before.unwrap_or_default())
}

/// Passes the places of every piece that fits to `take`.
fn each_word(
    words: &[u8],
    finder: &Finder<'_>,
    tables: &Tables<'_>,
    mut take: impl FnMut(PlacesAt) -> ApiResult<()>,
) -> ApiResult<()> {
    let starts_between = finder.needle().first() == Some(&BETWEEN);
    let (mut from, mut word) = (0, 0);
    while let Some(at) = words.get(from..).and_then(|rest| finder.find(rest)) {
        word = tables.word_at(from + at + usize::from(starts_between), word);
        take(tables.places(word))?;
        from = tables.word_end(word);
    }
    Ok(())
}
