//! The trace view: how an answer came about. Start with [`page`], which loads a trace and lays [`tree`] (its spans) beside
//! what is known about the chosen one ([`head`], details, scores); [`steps`] holds what is loaded and chosen.

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
