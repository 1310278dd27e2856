//! The state that all handlers share.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::clock::Clock;
use crate::inactivity;
use crate::memory_budget::MemoryBudget;
use crate::prices::Prices;
use crate::store::Store;
use crate::time::Nanos;

/// The largest attachment in bytes, unless the server is told otherwise.
pub const LARGEST_ATTACHMENT: usize = 100 << 20;

/// Whether scoring depends on the status of a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThreadRules {
    /// A person can score only inactive threads; when a thread becomes active again, the scores that people gave it are
    /// removed (Opik in 2025).
    #[default]
    Guarded,
    /// Any thread can be scored at any time, and scores stay (Opik today).
    Open,
}

/// The state of a server; clones share it.
#[derive(Clone)]
pub struct AppState {
    /// The database.
    pub store: Store,
    /// The clock of all timestamps.
    pub clock: Clock,
    /// The thread rules.
    pub rules: ThreadRules,
    /// The prices of models.
    pub prices: Arc<Prices>,
    /// The timeout after which threads turn inactive, when the workspace has none.
    pub timeout: TimeDelta,
    /// The memory for request bodies and large answers.
    pub memory: MemoryBudget,
    /// The largest attachment in bytes.
    pub largest_attachment: usize,
}

impl AppState {
    /// The state on this store, with the timeout of the environment and the built-in prices.
    pub fn new(store: Store, clock: Clock, rules: ThreadRules) -> Self {
        let (prices, memory) = (Prices::built_in(), MemoryBudget::default());
        let (timeout, largest_attachment) = (inactivity::default_timeout(), LARGEST_ATTACHMENT);
        Self { store, clock, rules, prices, timeout, memory, largest_attachment }
    }

    /// The clock's time, as it is stored.
    pub fn now(&self) -> Nanos {
        Nanos::from(self.clock.now())
    }
}
