//! The conversation: read it from the first turn to the last. Start with [`panel`], which lays [`header`] over the
//! turns; [`turns`] loads them, [`turn`] shows one; [`crate::message`] draws what is said in it.

pub mod panel;
pub mod place;

mod answer_notes;
mod facts;
mod header;
mod judging;
mod keys;
mod marks;
mod passages;
mod render_queue;
mod turn;
mod turn_list;
mod turns;
