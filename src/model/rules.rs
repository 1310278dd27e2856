//! How a thread's status restricts scoring it.

/// Whether the server allows scoring active threads. Versions of Opik differ in this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ThreadRules {
    /// Only inactive threads can be scored, and reactivating a thread removes the scores that people gave (Opik of
    /// 2025).
    Guarded,
    /// Threads can be scored at any time (Opik 2.x).
    #[default]
    Open,
}
