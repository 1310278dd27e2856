//! The trace view. [`page`] loads a trace and shows [`tree`] (its spans) beside the selected span ([`head`],
//! [`details`], [`scores`]); [`trace_store`] holds the spans that are loaded and which one is selected.

pub mod context;
pub mod page;

mod details;
mod facts;
mod head;
mod keys;
mod row;
mod scores;
mod span_search;
mod tags;
mod trace_store;
mod tree;
