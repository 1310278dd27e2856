//! What a thread's status means for judging it.

/// Whether a thread's status matters for scoring it. Two kinds of servers are alive, and this is all they differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ThreadRules {
    /// Only inactive threads are scored; re-activating one removes what people scored on it (Opik of 2025).
    Guarded,
    /// Any thread is scored at any time and scores stay (Opik 2.x).
    #[default]
    Open,
}
