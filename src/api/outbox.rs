//! Every change that people make goes through here: shown at once, kept until the server has it, sent in order, tried
//! again when that fails. Start with [`queue`], its pure heart.

pub mod queue;
