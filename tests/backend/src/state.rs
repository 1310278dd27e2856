//! What every handler knows: the store, the clock, and the thread rules.

use crate::clock::Clock;
use crate::store::Store;
use crate::time::Nanos;

/// Whether a thread's status matters for scoring it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rules {
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
    pub rules: Rules,
}

impl AppState {
    /// A server on `store`.
    pub fn new(store: Store, clock: Clock, rules: Rules) -> Self {
        Self { store, clock, rules }
    }

    /// The clock's time, as it is stored.
    pub fn now(&self) -> Nanos {
        Nanos::from(self.clock.now())
    }
}
