//! Unpacks gzip in slices, so that a long body does not delay short ones.

use std::io::{BufRead, Cursor, Read};

use axum::http::StatusCode;
use bytes::Bytes;
use flate2::bufread::GzDecoder;

use super::too_large;
use crate::memory_budget::MemoryBudget;
use crate::web::Refusal;

/// Shorter contents, in bytes, are kept while their length is measured; nearly all bodies are that short and are
/// unpacked once.
const SHORT: usize = 1 << 20;
/// Bytes that are unpacked before other requests have a turn: about ten milliseconds of work.
const SLICE: usize = 4 << 20;
/// The work that starting another gzip member counts as, in bytes: a body can consist of millions of empty members.
const MEMBER: usize = 16 << 10;
/// Larger gzip bodies, in bytes, are unpacked on a blocking thread: they could unpack to a thousand times as much.
const QUICK: usize = 8 << 10;

/// A gzip body of one or several members that is being unpacked.
pub(super) struct Gunzip {
    packed: usize,
    decoder: GzDecoder<Cursor<Bytes>>,
    limit: usize,
    /// Longer contents are counted and not kept.
    keep: usize,
    kept: Vec<u8>,
    length: usize,
}

impl Gunzip {
    /// Measures the length, which may be at most `limit`, and keeps short contents.
    pub(super) fn new(packed: Bytes, limit: usize) -> Self {
        Self::start(packed, limit, SHORT.min(limit), Vec::new())
    }

    /// Keeps the contents, whose length is known.
    pub(super) fn keeping(packed: Bytes, length: usize) -> Self {
        Self::start(packed, length, length, Vec::with_capacity(length))
    }

    fn start(packed: Bytes, limit: usize, keep: usize, kept: Vec<u8>) -> Self {
        let length = packed.len();
        Self { packed: length, decoder: GzDecoder::new(Cursor::new(packed)), limit, keep, kept, length: 0 }
    }

    /// Unpacks all of it.
    pub(super) async fn run(mut self, memory: &MemoryBudget) -> Result<Self, Refusal> {
        let broken = || (StatusCode::INTERNAL_SERVER_ERROR, "Unpacking failed.".to_owned());
        loop {
            let turn = memory.turn().await.map_err(|_| broken())?;
            let (back, ended) = if self.packed <= QUICK {
                let ended = self.slice();
                (self, ended)
            } else {
                let slice = move || {
                    let ended = self.slice();
                    (self, ended)
                };
                tokio::task::spawn_blocking(slice).await.map_err(|_| broken())?
            };
            drop(turn);
            self = back;
            if ended? {
                return Ok(self);
            }
        }
    }

    /// The contents, if all of them were kept.
    pub(super) fn whole(self) -> Option<Vec<u8>> {
        (self.length == self.kept.len()).then_some(self.kept)
    }

    /// The length of the contents in bytes.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Unpacks the next slice; returns whether it was the last.
    fn slice(&mut self) -> Result<bool, Refusal> {
        let mut buffer = [0_u8; 16 << 10];
        let mut worked = 0;
        while worked < SLICE {
            let read = self.decoder.read(&mut buffer).map_err(|_| not_gzip())?;
            worked += read.max(MEMBER);
            if read == 0 {
                if self.decoder.get_mut().fill_buf().map_err(|_| not_gzip())?.is_empty() {
                    return Ok(true);
                }
                let rest = std::mem::take(self.decoder.get_mut());
                self.decoder = GzDecoder::new(rest);
                continue;
            }
            self.length += read;
            if self.length > self.limit {
                return Err(too_large(self.limit));
            }
            if self.length <= self.keep {
                self.kept.extend_from_slice(buffer.get(..read).unwrap_or_default());
            } else {
                self.kept = Vec::new();
            }
        }
        Ok(false)
    }
}

fn not_gzip() -> Refusal {
    (StatusCode::BAD_REQUEST, "The request body is not the gzip it claims to be.".to_owned())
}
