//! The logs page of a project: a list of threads, traces or spans, and beside it the conversation or trace that is
//! open.

mod first_list;
mod focus;
pub mod page;
mod rehearsal;
mod selection;
