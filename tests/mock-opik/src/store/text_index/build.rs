//! Builds a segment: all pieces of the texts of neighbouring traces, each with the places where it is.
//!
//! Every piece has a place: a number that grows by one from piece to piece, and by two from text to text, so that no two
//! texts are next to each other.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use rusqlite::Connection;

use super::numbers::{put, put_list};
use super::parts;
use super::pieces::pieces;
use super::segment::{SegmentRange, letter_bit};
use crate::error::ApiResult;
use crate::store::change_counts::SHIFT;

/// A segment ends early, after a whole block, when it has this many pieces ...
const MOST_PIECES: u32 = 4 << 20;
/// ... or this many bytes of texts.
const MOST_BYTES: usize = 16 << 20;
/// A trace with longer texts is not indexed: each search looks at them.
const LONGEST: usize = 1 << 20;
/// The bytes of places that are kept together: a search reads all of them when it needs one.
const CHUNK: usize = 16 << 10;

/// A segment that is to be stored.
pub(in crate::store) struct NewSegment {
    pub(super) range: SegmentRange,
    /// Its parts, in order.
    pub(super) parts: Vec<Vec<u8>>,
}

#[derive(Default)]
struct Builder {
    words: HashMap<Box<str>, usize>,
    places: Vec<Places>,
    next: u32,
    bytes: usize,
    last_key: i64,
    traces: Vec<u8>,
    letters: Vec<u8>,
    left_out: bool,
}

/// The places of a word.
struct Places {
    word: Box<str>,
    last: u32,
    bytes: Vec<u8>,
}

/// Reads the texts of these blocks, with their change counts, and builds their segment. It has fewer blocks when there is
/// very much in them.
///
/// # Errors
/// When the store fails.
pub(super) fn build(conn: &Connection, first: i64, counts: &[i64]) -> ApiResult<NewSegment> {
    let mut builder = Builder { last_key: first << SHIFT, ..Builder::default() };
    let mut built = Vec::new();
    for (block, count) in (first..).zip(counts) {
        builder.read(conn, block << SHIFT..=(block << SHIFT) + (1 << SHIFT) - 1)?;
        built.push(*count);
        if builder.next > MOST_PIECES || builder.bytes > MOST_BYTES {
            break;
        }
    }
    let range = SegmentRange { first, counts: built, left_out: builder.left_out };
    Ok(NewSegment { range, parts: builder.finish() })
}

impl Builder {
    fn read(&mut self, conn: &Connection, keys: RangeInclusive<i64>) -> ApiResult<()> {
        let mut query = conn.prepare_cached(
            "SELECT key, project, thread, input, output, more FROM trace_texts WHERE key BETWEEN ?1 AND ?2 ORDER BY key",
        )?;
        let mut rows = query.query([keys.start(), keys.end()])?;
        while let Some(row) = rows.next()? {
            let texts = [row.get_ref(3)?, row.get_ref(4)?, row.get_ref(5)?];
            let texts = texts.map(|text| text.as_str().unwrap_or_default());
            self.add(row.get(0)?, row.get(1)?, row.get(2)?, texts);
        }
        Ok(())
    }

    fn add(&mut self, key: i64, project: i64, thread: Option<i64>, texts: [&str; 3]) {
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        let indexed = bytes <= LONGEST;
        let from = self.next;
        let mut said = from;
        let (mut heard, mut letters) = (0_u64, 0_u64);
        self.left_out |= !indexed;
        if indexed {
            self.bytes += bytes;
            for (number, text) in texts.into_iter().enumerate() {
                self.next += 1;
                pieces(text).for_each(|piece| {
                    self.next += 1;
                    self.note(piece.text, piece.spaced);
                });
                let own = text.bytes().filter_map(letter_bit).fold(0, |all, bit| all | bit);
                letters |= own;
                if number < 2 {
                    (said, heard) = (self.next, letters);
                }
            }
        }
        for number in [
            key.abs_diff(self.last_key) << 1 | u64::from(indexed),
            project.cast_unsigned(),
            thread.map_or(0, |thread| thread.cast_unsigned() + 1),
            u64::from(said - from),
            u64::from(self.next - from),
        ] {
            put(&mut self.traces, number);
        }
        [heard, letters].iter().for_each(|mask| self.letters.extend_from_slice(&mask.to_le_bytes()));
        self.last_key = key;
    }

    /// Notes that a piece is at the last place.
    fn note(&mut self, text: &str, spaced: bool) {
        let at = match self.words.get(text) {
            Some(at) => *at,
            None => {
                self.words.insert(text.into(), self.places.len());
                self.places.push(Places { word: text.into(), last: 0, bytes: Vec::new() });
                self.places.len() - 1
            }
        };
        if let Some(places) = self.places.get_mut(at) {
            put(&mut places.bytes, u64::from(self.next - places.last) << 1 | u64::from(spaced));
            places.last = self.next;
        }
    }

    fn finish(self) -> Vec<Vec<u8>> {
        let mut all = self.places;
        // Frequent words first: a search for a few letters finds many rare words, whose places are then together.
        all.sort_by_key(|places| std::cmp::Reverse(places.bytes.len()));
        let mut words = vec![parts::BETWEEN];
        let (mut word_starts, mut place_ends, mut chunk_ends) = (Vec::new(), Vec::new(), Vec::new());
        let (mut chunks, mut chunk, mut end) = (Vec::new(), Vec::new(), 0);
        let short = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        for Places { word, bytes, .. } in &all {
            word_starts.push(short(words.len()));
            words.extend_from_slice(word.as_bytes());
            words.push(parts::BETWEEN);
            chunk.extend_from_slice(bytes);
            end += bytes.len();
            place_ends.push(short(end));
            if chunk.len() >= CHUNK {
                chunk_ends.push(short(end));
                chunks.push(std::mem::take(&mut chunk));
            }
        }
        chunk_ends.push(short(end));
        chunks.push(chunk);
        let mut tables = Vec::with_capacity(8 * (all.len() + chunks.len()));
        put_list(&mut tables, [short(all.len()), short(chunks.len())]);
        put_list(&mut tables, word_starts.into_iter().chain(place_ends).chain(chunk_ends));
        let mut parts = vec![self.traces, self.letters, words, tables];
        parts.append(&mut chunks);
        parts
    }
}
