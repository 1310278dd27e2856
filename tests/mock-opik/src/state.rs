//! What every handler knows: the store, the clock, and the thread rules.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::clock::Clock;
use crate::closing;
use crate::prices::Prices;
use crate::room::Room;
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
    /// What models cost.
    pub prices: Arc<Prices>,
    /// After how long a silent thread turns inactive where the workspace says nothing.
    pub timeout: TimeDelta,
    /// Room for large answers.
    pub room: Room,
}

impl AppState {
    /// A server on `store`; the timeout is the environment's, the prices are those that come with the program.
    pub fn new(store: Store, clock: Clock, rules: Rules) -> Self {
        let (prices, room) = (Prices::built_in(), Room::default());
        Self { store, clock, rules, prices, timeout: closing::from_environment(), room }
    }

    /// The clock's time, as it is stored.
    pub fn now(&self) -> Nanos {
        Nanos::from(self.clock.now())
    }
}
