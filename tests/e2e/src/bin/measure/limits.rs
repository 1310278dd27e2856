//! The limits of `cargo xtask check`, in one place. Counts and bytes are the same on every machine, so their limits
//! are what was reached. Times are not: they are compared with those of a plain page in the same run, and as both are
//! noisy on a busy machine, such a limit is about one and a half times the ratio that was reached, and is over only if
//! even the best run is. A bare time has none.

/// What a value may be at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// The median, in the unit of the line.
    Most(f64),
    /// The best run's as a multiple of the plain page's best.
    Ratio(f64),
}

/// Requests before the first row.
pub const EARLY: &str = "requests before the first row";
/// Kilobytes transferred by a first visit to the list; 150 of them are the tools of the list, loaded when it is idle.
pub const TRANSFERRED: &str = "transferred until quiet";
/// Kilobytes of WebAssembly that a first visit to the list loads, sooner or later.
pub const WASM: &str = "WebAssembly until quiet";
/// Requests of a first visit to the list.
pub const REQUESTS: &str = "requests until quiet";
/// Requests to the API with which all threads are read.
pub const WALK_REQUESTS: &str = "  requests for it";
/// Elements of the list's page.
pub const LIST_NODES: &str = "elements of the list";
/// Elements of the page with the long conversation.
pub const NODES: &str = "elements at 2,000 turns";
/// Nodes of all kinds of that page.
pub const ALL_NODES: &str = "nodes at 2,000 turns";
/// Style or layout that the handlers of a click on a row force.
pub const FORCED: &str = "opening: layouts forced by the click";

/// The limits by the names of the lines. In brackets: the ratios of three runs of 2026-11-28, with two to eight programs
/// waiting for the two processors.
pub const LIMITS: &[(&str, Limit)] = &[
    (EARLY, Limit::Most(8.0)),
    (TRANSFERRED, Limit::Most(990.0)),
    (WASM, Limit::Most(900.0)),
    (REQUESTS, Limit::Most(32.0)),
    (FORCED, Limit::Most(0.0)),
    (LIST_NODES, Limit::Most(2_750.0)),
    (NODES, Limit::Most(14_200.0)),
    (ALL_NODES, Limit::Most(48_500.0)),
    // Allocated in steps, and by how much was loaded at once: a tenth more than was found.
    ("WebAssembly memory: list", Limit::Most(9.5)),
    ("WebAssembly memory: 2,000 turns", Limit::Most(33.0)),
    ("WebAssembly memory: after 300", Limit::Most(10.5)),
    // Memory is less noisy than time.
    ("resident memory: list", Limit::Ratio(1.6)), // 1.44, 1.40
    ("resident memory: 2,000 turns", Limit::Ratio(1.6)), // 1.29
    ("resident memory: after 300 conversations", Limit::Ratio(1.9)), // 1.68, 1.61
    ("cold, first row", Limit::Ratio(6.0)),       // 3.7, 4.1
    ("warm, first row", Limit::Ratio(6.0)),       // 2.5, 4.7
    ("slow network, first row", Limit::Ratio(8.0)), // 5.4, 5.7
    ("click to first turn, 10 turns", Limit::Ratio(3.6)), // 2.1, 2.4, 1.7
    ("click to first turn, 100 turns", Limit::Ratio(2.9)), // 1.7, 1.9, 1.7
    ("click to first turn, 2000 turns", Limit::Ratio(1.0)), // 0.5, 0.6, 0.5
    ("End to the last of 2,000 turns", Limit::Ratio(12.0)), // 6.0, 6.2, 6.7
    ("next page, 100 rows", Limit::Ratio(2.7)),   // 1.8, 1.5, 1.4
    // In processor time, which is the same within a tenth: of three traces.
    ("opening, 10 turns: style and layout", Limit::Ratio(10.0)), // 5.8, 6.1, 6.7
    ("opening, 10 turns: longest task", Limit::Ratio(16.0)),     // 10.3, 9.3, 10.4
    ("next page: style and layout", Limit::Ratio(2.6)),          // 1.7, 0.9, 1.0
    ("next page: longest task", Limit::Ratio(6.0)),              // 3.9
    ("sort: style and layout", Limit::Ratio(2.7)),               // 1.6
    ("sort: longest task", Limit::Ratio(6.0)),                   // 3.7
    ("sort, 100 rows", Limit::Ratio(3.0)),                       // 1.9, 2.0
    ("search, from the last key", Limit::Ratio(6.0)),            // 4.3, 4.2
    ("thumb, click to pressed, 2,000 turns", Limit::Ratio(2.0)), // 1.2, 1.0
    ("20 conversations by J, each first turn", Limit::Ratio(2.0)), // 1.1, 1.3
    ("the slowest of them", Limit::Ratio(4.5)),                  // 3.3, 1.6
];
