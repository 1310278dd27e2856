//! The conversation: read it from the first turn to the last. Start with [`panel`], which lays [`header`] over the
//! turns; [`turns`] loads them, [`turn`] shows one, [`message`] what is said in it.

pub mod panel;
pub mod place;

mod answer_notes;
mod body;
mod facts;
mod header;
mod judging;
mod keys;
mod marks;
mod media;
mod message;
mod reading;
mod render_queue;
mod shown;
mod tools;
mod turn;
mod turn_list;
mod turns;
