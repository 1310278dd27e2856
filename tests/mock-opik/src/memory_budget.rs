//! Limits the memory of request bodies and large answers: one count of bytes over all requests under way, so that forty
//! large bodies at once take no more memory than the server has. When there is not enough, a request waits for a while
//! and is then answered with 503 and `Retry-After`. Nobody waits for somebody who waits, so there is no deadlock.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::error::ApiError;

/// The bytes of all requests together, unless the configuration says otherwise.
pub const TOTAL_BYTES: usize = 512 << 20;
/// How long a request waits for memory: about as long as a large batch takes to store.
const PATIENCE: Duration = Duration::from_secs(10);
/// The first bytes of a body are not counted: there are at most as many of them as connections, and most requests have
/// no more.
const UNCOUNTED: usize = 64 << 10;
/// What a request reserves beyond this many bytes is large. All large parts together get at most three quarters of the
/// budget; the rest is left to small requests.
const LARGE: usize = 4 << 20;
/// What an item of an answer takes besides its values, in bytes.
const ITEM: usize = 1 << 10;
/// Answers reserve memory in steps of this many bytes.
const STEP: usize = 256 << 10;
/// The seconds in `Retry-After`.
pub const RETRY_AFTER: u64 = 5;

/// The budget; clones share it.
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

/// There was not enough memory in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverBudget {
    /// Others use it now; it will be free again.
    Busy,
    /// More than the budget allows for one request; waiting does not help.
    TooLarge,
}

impl std::fmt::Debug for MemoryBudget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemoryBudget of {} bytes", self.inner.total)
    }
}

impl Default for MemoryBudget {
    fn default() -> Self {
        Self::new(TOTAL_BYTES, PATIENCE)
    }
}

impl MemoryBudget {
    /// A budget of `total` bytes; requests wait for it for `patience`.
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

    /// A new, empty reservation; it is released when its last clone is dropped.
    pub fn reservation(&self) -> Reservation {
        Reservation(Arc::new(ReservedBytes { memory: self.clone(), bytes: Mutex::new(0) }))
    }

    /// How long a request waits for memory: about as long as a large batch takes to store.
    pub(crate) fn patience(&self) -> Duration {
        self.inner.patience
    }

    /// The bytes that are reserved now.
    pub fn used(&self) -> usize {
        self.inner.used.lock().unwrap_or_else(PoisonError::into_inner).all
    }

    /// The most bytes that were ever reserved at once.
    pub fn most(&self) -> usize {
        self.inner.used.lock().unwrap_or_else(PoisonError::into_inner).most
    }

    /// A permit for work that keeps a core busy, such as unpacking: as many at once as there are cores, in order of
    /// arrival.
    ///
    /// # Errors
    /// Never; the semaphore is not closed.
    pub(crate) async fn turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>, tokio::sync::AcquireError> {
        self.inner.turns.acquire().await
    }

    /// Changes a reservation from `from` bytes to `to`; false when the budget does not allow it.
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

/// Reserved memory; clones share it.
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
    /// The budget that it belongs to.
    pub fn memory(&self) -> &MemoryBudget {
        &self.0.memory
    }

    /// Resizes the reservation to `bytes`, waiting when necessary; shrinking never waits.
    ///
    /// # Errors
    /// When the memory is not free in time.
    pub async fn resize(&self, bytes: usize) -> Result<(), OverBudget> {
        let inner = &self.0.memory.inner;
        let deadline = Instant::now() + inner.patience;
        loop {
            let freed = inner.freed.notified();
            tokio::pin!(freed);
            // From here on no release is missed.
            freed.as_mut().enable();
            match self.try_resize(bytes) {
                Err(OverBudget::Busy) => timeout_at(deadline, freed).await.map_err(|_| OverBudget::Busy)?,
                other => return other,
            }
        }
    }

    /// As [`Reservation::resize`], but never shrinks it.
    ///
    /// # Errors
    /// When the memory is not free in time.
    pub async fn at_least(&self, bytes: usize) -> Result<(), OverBudget> {
        let reservation = *self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner) + UNCOUNTED;
        if reservation < bytes { self.resize(bytes).await } else { Ok(()) }
    }

    /// As [`Reservation::resize`], without waiting.
    ///
    /// # Errors
    /// When the memory is not free.
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
    /// Reserves memory for an answer while it is read.
    pub fn count(&self) -> AnswerCounter<'_> {
        AnswerCounter { reservation: self, bytes: 0, counted: UNCOUNTED }
    }
}

/// Counts the bytes of an answer while it is read.
pub struct AnswerCounter<'h> {
    reservation: &'h Reservation,
    bytes: usize,
    counted: usize,
}

impl AnswerCounter<'_> {
    /// Adds an item with values of this many bytes. It is in memory twice: as read, and as written.
    ///
    /// # Errors
    /// When the memory is not free. An answer does not wait for it, because it keeps a database connection busy.
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
    /// 503, or 413 for more than the budget allows for one request.
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
mod tests;
