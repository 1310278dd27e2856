//! The tables of a segment: where each piece is written, and where its places are.

use super::numbers::NumberList;
use super::parts;

/// Two counts, then three lists: where each piece begins in the part `WORDS`, where its places end, and where each part
/// with places ends; the last two count the bytes from the first of these parts on.
pub(super) struct Tables<'b> {
    words: NumberList<'b>,
    ends: NumberList<'b>,
    parts: NumberList<'b>,
}

/// Where the places of a piece are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PlacesAt {
    /// The part.
    pub(super) part: i64,
    /// The bytes in it.
    pub(super) from: usize,
    pub(super) to: usize,
}

impl<'b> Tables<'b> {
    pub(super) fn read(bytes: &'b [u8]) -> Self {
        let counts = NumberList(bytes);
        let [words, parts] = [0, 1].map(|place| counts.at(place) as usize);
        let list = |from: usize, count: usize| {
            let from = 8 + 4 * from;
            NumberList(bytes.get(from..from.saturating_add(4 * count)).unwrap_or_default())
        };
        Self { words: list(0, words), ends: list(words, words), parts: list(2 * words, parts) }
    }

    /// The number of the piece at this byte of the part `WORDS`, which is not before that of `known`.
    pub(super) fn word_at(&self, byte: usize, known: usize) -> usize {
        let byte = u32::try_from(byte).unwrap_or(u32::MAX);
        self.words.up_to(byte, known).saturating_sub(1)
    }

    /// The byte before which a piece ends.
    pub(super) fn word_end(&self, word: usize) -> usize {
        (self.words.at(word + 1) as usize).saturating_sub(1)
    }

    pub(super) fn places(&self, word: usize) -> PlacesAt {
        let from = word.checked_sub(1).map_or(0, |before| self.ends.at(before));
        let to = self.ends.at(word);
        let part = self.parts.up_to(from, 0);
        let start = part.checked_sub(1).map_or(0, |before| self.parts.at(before));
        let place = |byte: u32| byte.saturating_sub(start) as usize;
        PlacesAt { part: parts::PLACES + part as i64, from: place(from), to: place(to) }
    }
}
