//! The limits of `cargo xtask check`, in one place. Counts and bytes are the same on every machine, so their limits
//! are what was reached. Times are not: they are compared with those of a plain page in the same run, and as both are
//! noisy on a busy machine, such a limit is about one and a half times the ratio that was reached. A bare time has
//! none.

/// What a value may be at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// The median, in the unit of the line.
    Most(f64),
    /// The median as a multiple of a plain page's.
    Ratio(f64),
}

/// Requests before the first row.
pub const EARLY: &str = "requests before the first row";
/// Kilobytes transferred by a first visit to the list.
pub const TRANSFERRED: &str = "transferred until quiet";
/// Kilobytes of WebAssembly that a first visit to the list loads, sooner or later.
pub const WASM: &str = "WebAssembly until quiet";
/// Requests of a first visit to the list.
pub const REQUESTS: &str = "requests until quiet";
/// Elements of the list's page.
pub const LIST_NODES: &str = "elements of the list";
/// Elements of the page with the long conversation.
pub const NODES: &str = "elements at 2,000 turns";
/// Nodes of all kinds of that page.
pub const ALL_NODES: &str = "nodes at 2,000 turns";
/// Style or layout that the handlers of a click on a row force.
pub const FORCED: &str = "opening: layouts forced by the click";

/// The limits by the names of the lines. Ratios reached on 2026-11-28 are in `docs/PERFORMANCE.md`.
pub const LIMITS: &[(&str, Limit)] = &[(EARLY, Limit::Most(8.0)), (FORCED, Limit::Most(0.0))];
