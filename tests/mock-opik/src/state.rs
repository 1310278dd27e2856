//! What every handler knows: the store, the clock, and the thread rules.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::clock::Clock;
use crate::inactivity;
use crate::memory_budget::MemoryBudget;
use crate::prices::Prices;
use crate::store::Store;
use crate::time::Nanos;

/// Whether a thread's status matters for scoring it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThreadRules {
    /// A person scores only inactive threads, and re-activation removes what people scored (older Opik).
    #[default]
    Guarded,
    /// Any thread can be scored at any time and scores stay (Opik of today).
    Open,
}

/// The state shared by all handlers; a clone is the same server.
#[derive(Clone)]
pub struct AppState {
    /// Everything that is kept.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// The thread rules.
    pub rules: ThreadRules,
    /// What models cost.
    pub prices: Arc<Prices>,
    /// After how long a silent thread turns inactive where the workspace says nothing.
    pub timeout: TimeDelta,
    /// Room for large answers.
    pub memory: MemoryBudget,
}

impl AppState {
    /// A server on `store`; the timeout is the environment's, the prices are those that come with the program.
    pub fn new(store: Store, clock: Clock, rules: ThreadRules) -> Self {
        let (prices, memory) = (Prices::built_in(), MemoryBudget::default());
        Self { store, clock, rules, prices, timeout: inactivity::default_timeout(), memory }
    }

    /// The clock's time, as it is stored.
    pub fn now(&self) -> Nanos {
        Nanos::from(self.clock.now())
    }
}
