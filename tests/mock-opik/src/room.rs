//! Room in memory for what requests bring and answers carry: one count of bytes over all that is under way, so that
//! forty large bodies at once are no more than the server has room for. Who finds no room waits a moment and is then
//! told to come again (503 with `Retry-After`). Waiting is bounded, so nobody waits for somebody who waits.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::error::ApiError;

/// Bytes that are under way at once, unless the configuration says another number.
pub const ROOM: usize = 512 << 20;
/// How long a request waits for room: about as long as it takes to store a large batch.
const PATIENCE: Duration = Duration::from_secs(10);
/// The first bytes of a body are not counted: there are never more of them than there are connections, and most
/// requests have no others.
const FREE: usize = 64 << 10;
/// What one request holds beyond this many bytes is large. All that is large together leaves a quarter of the room
/// to the others.
const LARGE: usize = 4 << 20;
/// What an item of an answer takes besides its values, in bytes.
const ITEM: usize = 1 << 10;
/// Answers take room in steps of this many bytes.
const STEP: usize = 256 << 10;
/// After how many seconds the refused may come again.
pub const RETRY_AFTER: u64 = 5;

/// The room; a clone is the same room.
#[derive(Clone)]
pub struct Room {
    inner: Arc<Inner>,
}

struct Inner {
    total: usize,
    patience: Duration,
    used: Mutex<Used>,
    freed: Notify,
    turns: Semaphore,
}

#[derive(Default)]
struct Used {
    all: usize,
    large: usize,
    most: usize,
}

/// There was no room in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// There will be, when others are done.
    Now,
    /// There never is: it is more than the room has.
    Ever,
}

impl std::fmt::Debug for Room {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Room of {} bytes", self.inner.total)
    }
}

impl Default for Room {
    fn default() -> Self {
        Self::new(ROOM, PATIENCE)
    }
}

impl Room {
    /// Room for so many bytes; who finds none waits so long.
    pub fn new(total: usize, patience: Duration) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let inner = Inner {
            total,
            patience,
            used: Mutex::default(),
            freed: Notify::new(),
            turns: Semaphore::new(cores),
        };
        Self { inner: Arc::new(inner) }
    }

    /// A part of it, empty at first, that is given back when its last clone is dropped.
    pub fn held(&self) -> Held {
        Held(Arc::new(Part { room: self.clone(), bytes: Mutex::new(0) }))
    }

    /// How long a request waits for room.
    pub(crate) fn patience(&self) -> Duration {
        self.inner.patience
    }

    /// The bytes that are counted now.
    pub fn used(&self) -> usize {
        self.inner.used.lock().unwrap_or_else(PoisonError::into_inner).all
    }

    /// The most bytes that were ever counted at once.
    pub fn most(&self) -> usize {
        self.inner.used.lock().unwrap_or_else(PoisonError::into_inner).most
    }

    /// A turn at work that keeps a core busy, such as unpacking: as many at once as there are cores, in the order
    /// they came.
    ///
    /// # Errors
    /// Never; turns are not taken away.
    pub(crate) async fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>, tokio::sync::AcquireError> {
        self.inner.turns.acquire().await
    }

    /// Counts a part that had `from` bytes as one of `to`; false when there is no room for that.
    fn recount(&self, from: usize, to: usize) -> bool {
        let mut used = self.inner.used.lock().unwrap_or_else(PoisonError::into_inner);
        let large = |bytes: usize| bytes.saturating_sub(LARGE);
        let all = (used.all + to).saturating_sub(from);
        let all_large = (used.large + large(to)).saturating_sub(large(from));
        let grows = to > from;
        if grows && (all > self.inner.total || (all_large > used.large && all_large > self.for_large())) {
            return false;
        }
        (used.all, used.large, used.most) = (all, all_large, used.most.max(all));
        drop(used);
        if !grows {
            self.inner.freed.notify_waiters();
        }
        true
    }

    fn for_large(&self) -> usize {
        self.inner.total / 4 * 3
    }
}

/// A part of the room; a clone is the same part.
#[derive(Clone)]
pub struct Held(Arc<Part>);

struct Part {
    room: Room,
    bytes: Mutex<usize>,
}

impl Drop for Part {
    fn drop(&mut self) {
        let bytes = std::mem::take(self.bytes.get_mut().unwrap_or_else(PoisonError::into_inner));
        self.room.recount(bytes, 0);
    }
}

impl Held {
    /// The room it is a part of.
    pub fn room(&self) -> &Room {
        &self.0.room
    }

    /// Makes it `bytes` large, or waits until that is possible; what is smaller than before is given back at once.
    ///
    /// # Errors
    /// When there is no room in time.
    pub async fn resize(&self, bytes: usize) -> Result<(), Full> {
        let inner = &self.0.room.inner;
        let deadline = Instant::now() + inner.patience;
        loop {
            let freed = inner.freed.notified();
            tokio::pin!(freed);
            // From here on no giving back is missed.
            freed.as_mut().enable();
            match self.try_resize(bytes) {
                Err(Full::Now) => timeout_at(deadline, freed).await.map_err(|_| Full::Now)?,
                other => return other,
            }
        }
    }

    /// As [`Held::resize`], but never makes it smaller.
    ///
    /// # Errors
    /// When there is no room in time.
    pub async fn at_least(&self, bytes: usize) -> Result<(), Full> {
        let held = *self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner) + FREE;
        if held < bytes { self.resize(bytes).await } else { Ok(()) }
    }

    /// As [`Held::resize`], without waiting.
    ///
    /// # Errors
    /// When there is no room.
    pub fn try_resize(&self, bytes: usize) -> Result<(), Full> {
        let room = &self.0.room;
        let counted = bytes.saturating_sub(FREE);
        if counted.saturating_sub(LARGE) > room.for_large() || counted > room.inner.total {
            return Err(Full::Ever);
        }
        let mut held = self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        if !room.recount(*held, counted) {
            return Err(Full::Now);
        }
        *held = counted;
        Ok(())
    }
}

impl Held {
    /// Counts what is read for an answer.
    pub fn count(&self) -> Count<'_> {
        Count { held: self, bytes: 0, counted: FREE }
    }
}

/// The bytes of an answer, as they are read.
pub struct Count<'h> {
    held: &'h Held,
    bytes: usize,
    counted: usize,
}

impl Count<'_> {
    /// One more item, with values of so many bytes. It is there twice: as it was read, and as it is written.
    ///
    /// # Errors
    /// When there is no room for it; an answer does not wait, for it keeps others from reading.
    pub fn add(&mut self, bytes: usize) -> Result<(), Full> {
        self.bytes += 2 * (bytes + ITEM);
        if self.bytes > self.counted {
            self.counted = self.bytes + STEP;
            self.held.try_resize(self.counted)?;
        }
        Ok(())
    }
}

impl From<Full> for ApiError {
    /// 503, or 413 for what never has room.
    fn from(full: Full) -> Self {
        match full {
            Full::Now => {
                Self::unavailable("The server is busy with other large requests. Ask again in a moment.")
            }
            Full::Ever => Self::too_large(
                "This is larger than the server has room for. Ask for less, or send less at once.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: usize = 1 << 20;

    fn room() -> Room {
        Room::new(100 * MB, Duration::ZERO)
    }

    #[tokio::test]
    async fn what_is_dropped_is_given_back() {
        let room = room();
        let held = room.held();
        let same = held.clone();
        held.resize(10 * MB + FREE).await.unwrap();
        drop(held);
        assert_eq!(room.used(), 10 * MB, "a clone is the same part");
        same.resize(4 * MB + FREE).await.unwrap();
        assert_eq!(room.used(), 4 * MB);
        drop(same);
        assert_eq!((room.used(), room.most()), (0, 10 * MB));
    }

    #[tokio::test]
    async fn what_is_large_leaves_a_quarter_to_the_others() {
        let room = room();
        let large: Vec<Held> = (0..10).map(|_| room.held()).collect();
        let taken = large.iter().filter(|held| held.try_resize(30 * MB).is_ok()).count();
        assert_eq!(taken, 2, "a third would have the large hold more than three quarters");
        let small: Vec<Held> = (0..10).map(|_| room.held()).collect();
        assert!(small.iter().all(|held| held.try_resize(2 * MB).is_ok()));
        assert_eq!(room.held().try_resize(200 * MB), Err(Full::Ever));
        assert!(room.most() <= 100 * MB);
    }

    #[tokio::test]
    async fn a_small_request_needs_no_room() {
        let room = room();
        let others: Vec<Held> = (0..25).map(|_| room.held()).collect();
        assert!(others.iter().all(|held| held.try_resize(4 * MB + FREE).is_ok()));
        assert_eq!(room.used(), 100 * MB);
        assert_eq!(room.held().try_resize(2 * FREE), Err(Full::Now));
        assert!((0..1000).all(|_| room.held().try_resize(FREE).is_ok()));
    }

    #[tokio::test]
    async fn who_waits_gets_what_is_given_back() {
        let room = Room::new(100 * MB, Duration::from_secs(60));
        let first = room.held();
        first.resize(70 * MB).await.unwrap();
        let second = room.held();
        let waiting = tokio::spawn({
            let second = second.clone();
            async move { second.resize(70 * MB).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(first);
        waiting.await.unwrap().unwrap();
        assert_eq!(room.used(), 70 * MB - FREE);
    }
}
