//! A thread shown as a conversation, from the first turn to the last. [`panel`] is the component that the logs page
//! shows: [`header`] above the turns, which [`turns`] loads and [`turn`] shows one by one; [`crate::message`] shows
//! their messages.

pub mod context;
pub mod panel;
pub mod rehearsal;

mod ahead;
mod answer_notes;
mod chunks_in_sight;
mod deletion;
mod dividers;
mod file_queue;
mod header;
mod keys;
mod more_actions;
mod render_queue;
mod review_context;
mod review_line;
mod since_review;
mod turn;
mod turn_actions;
mod turn_chunks;
mod turn_element;
mod turn_files;
mod turn_list;
mod turn_meta;
mod turn_order;
mod turn_rest;
mod turns;
