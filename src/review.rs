//! Judging a conversation. [`control`] is how one feedback definition is answered.

pub mod control;
pub mod store;

mod number;
