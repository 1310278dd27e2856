//! Room in memory for what requests bring and answers carry: one count of bytes over all that is under way, so that
//! forty large bodies at once are no more than the server has room for. Who finds no room waits a moment and is then
//! told to come again (503 with `Retry-After`). Waiting is bounded, so nobody waits for somebody who waits.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::error::ApiError;

/// Bytes that are under way at once, unless the configuration says another number.
pub const TOTAL_BYTES: usize = 512 << 20;
/// How long a request waits for room: about as long as it takes to store a large batch.
const PATIENCE: Duration = Duration::from_secs(10);
/// The first bytes of a body are not counted: there are never more of them than there are connections, and most
/// requests have no others.
const UNCOUNTED: usize = 64 << 10;
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
pub struct MemoryBudget {
    inner: Arc<BudgetInner>,
}

struct BudgetInner {
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
pub enum OverBudget {
    /// There will be, when others are done.
    Busy,
    /// There never is: it is more than the room has.
    TooLarge,
}

impl std::fmt::Debug for MemoryBudget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Room of {} bytes", self.inner.total)
    }
}

impl Default for MemoryBudget {
    fn default() -> Self {
        Self::new(TOTAL_BYTES, PATIENCE)
    }
}

impl MemoryBudget {
    /// Room for so many bytes; who finds none waits so long.
    pub fn new(total: usize, patience: Duration) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let inner = BudgetInner {
            total,
            patience,
            used: Mutex::default(),
            freed: Notify::new(),
            turns: Semaphore::new(cores),
        };
        Self { inner: Arc::new(inner) }
    }

    /// A part of it, empty at first, that is given back when its last clone is dropped.
    pub fn reservation(&self) -> Reservation {
        Reservation(Arc::new(ReservedBytes { memory: self.clone(), bytes: Mutex::new(0) }))
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
pub struct Reservation(Arc<ReservedBytes>);

struct ReservedBytes {
    memory: MemoryBudget,
    bytes: Mutex<usize>,
}

impl Drop for ReservedBytes {
    fn drop(&mut self) {
        let bytes = std::mem::take(self.bytes.get_mut().unwrap_or_else(PoisonError::into_inner));
        self.memory.recount(bytes, 0);
    }
}

impl Reservation {
    /// The room it is a part of.
    pub fn memory(&self) -> &MemoryBudget {
        &self.0.memory
    }

    /// Makes it `bytes` large, or waits until that is possible; what is smaller than before is given back at once.
    ///
    /// # Errors
    /// When there is no room in time.
    pub async fn resize(&self, bytes: usize) -> Result<(), OverBudget> {
        let inner = &self.0.memory.inner;
        let deadline = Instant::now() + inner.patience;
        loop {
            let freed = inner.freed.notified();
            tokio::pin!(freed);
            // From here on no giving back is missed.
            freed.as_mut().enable();
            match self.try_resize(bytes) {
                Err(OverBudget::Busy) => timeout_at(deadline, freed).await.map_err(|_| OverBudget::Busy)?,
                other => return other,
            }
        }
    }

    /// As [`Reservation::resize`], but never makes it smaller.
    ///
    /// # Errors
    /// When there is no room in time.
    pub async fn at_least(&self, bytes: usize) -> Result<(), OverBudget> {
        let reservation = *self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner) + UNCOUNTED;
        if reservation < bytes { self.resize(bytes).await } else { Ok(()) }
    }

    /// As [`Reservation::resize`], without waiting.
    ///
    /// # Errors
    /// When there is no room.
    pub fn try_resize(&self, bytes: usize) -> Result<(), OverBudget> {
        let memory = &self.0.memory;
        let counted = bytes.saturating_sub(UNCOUNTED);
        if counted.saturating_sub(LARGE) > memory.for_large() || counted > memory.inner.total {
            return Err(OverBudget::TooLarge);
        }
        let mut reservation = self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        if !memory.recount(*reservation, counted) {
            return Err(OverBudget::Busy);
        }
        *reservation = counted;
        Ok(())
    }
}

impl Reservation {
    /// Counts what is read for an answer.
    pub fn count(&self) -> AnswerCounter<'_> {
        AnswerCounter { reservation: self, bytes: 0, counted: UNCOUNTED }
    }
}

/// The bytes of an answer, as they are read.
pub struct AnswerCounter<'h> {
    reservation: &'h Reservation,
    bytes: usize,
    counted: usize,
}

impl AnswerCounter<'_> {
    /// One more item, with values of so many bytes. It is there twice: as it was read, and as it is written.
    ///
    /// # Errors
    /// When there is no room for it; an answer does not wait, for it keeps others from reading.
    pub fn add(&mut self, bytes: usize) -> Result<(), OverBudget> {
        self.bytes += 2 * (bytes + ITEM);
        if self.bytes > self.counted {
            self.counted = self.bytes + STEP;
            self.reservation.try_resize(self.counted)?;
        }
        Ok(())
    }
}

impl From<OverBudget> for ApiError {
    /// 503, or 413 for what never has room.
    fn from(full: OverBudget) -> Self {
        match full {
            OverBudget::Busy => {
                Self::unavailable("The server is busy with other large requests. Ask again in a moment.")
            }
            OverBudget::TooLarge => Self::too_large(
                "This is larger than the server has room for. Ask for less, or send less at once.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: usize = 1 << 20;

    fn memory() -> MemoryBudget {
        MemoryBudget::new(100 * MB, Duration::ZERO)
    }

    #[tokio::test]
    async fn what_is_dropped_is_given_back() {
        let memory = memory();
        let reservation = memory.reservation();
        let same = reservation.clone();
        reservation.resize(10 * MB + UNCOUNTED).await.unwrap();
        drop(reservation);
        assert_eq!(memory.used(), 10 * MB, "a clone is the same part");
        same.resize(4 * MB + UNCOUNTED).await.unwrap();
        assert_eq!(memory.used(), 4 * MB);
        drop(same);
        assert_eq!((memory.used(), memory.most()), (0, 10 * MB));
    }

    #[tokio::test]
    async fn what_is_large_leaves_a_quarter_to_the_others() {
        let memory = memory();
        let large: Vec<Reservation> = (0..10).map(|_| memory.reservation()).collect();
        let taken = large.iter().filter(|reservation| reservation.try_resize(30 * MB).is_ok()).count();
        assert_eq!(taken, 2, "a third would have the large hold more than three quarters");
        let small: Vec<Reservation> = (0..10).map(|_| memory.reservation()).collect();
        assert!(small.iter().all(|reservation| reservation.try_resize(2 * MB).is_ok()));
        assert_eq!(memory.reservation().try_resize(200 * MB), Err(OverBudget::TooLarge));
        assert!(memory.most() <= 100 * MB);
    }

    #[tokio::test]
    async fn a_small_request_needs_no_room() {
        let memory = memory();
        let others: Vec<Reservation> = (0..25).map(|_| memory.reservation()).collect();
        assert!(others.iter().all(|reservation| reservation.try_resize(4 * MB + UNCOUNTED).is_ok()));
        assert_eq!(memory.used(), 100 * MB);
        assert_eq!(memory.reservation().try_resize(2 * UNCOUNTED), Err(OverBudget::Busy));
        assert!((0..1000).all(|_| memory.reservation().try_resize(UNCOUNTED).is_ok()));
    }

    #[tokio::test]
    async fn who_waits_gets_what_is_given_back() {
        let memory = MemoryBudget::new(100 * MB, Duration::from_secs(60));
        let first = memory.reservation();
        first.resize(70 * MB).await.unwrap();
        let second = memory.reservation();
        let waiting = tokio::spawn({
            let second = second.clone();
            async move { second.resize(70 * MB).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(first);
        waiting.await.unwrap().unwrap();
        assert_eq!(memory.used(), 70 * MB - UNCOUNTED);
    }
}
