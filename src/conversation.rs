//! The conversation: read it from the first turn to the last. Start with [`panel`], which lays [`header`] over the
//! turns; [`turns`] loads them, [`turn`] shows one; [`crate::message`] draws what is said in it.

pub mod context;
pub mod panel;

mod answer_notes;
mod dividers;
mod header;
mod keys;
mod render_queue;
mod review_context;
mod turn;
mod turn_chunks;
mod turn_list;
mod turn_meta;
mod turns;
