//! Judging a conversation. [`control`] is how one feedback definition is answered, [`status`]
//! the button that closes a conversation and opens it again.

pub mod control;
pub mod status;
pub mod store;

mod number;
