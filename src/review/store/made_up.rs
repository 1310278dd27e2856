//! A review of a made-up conversation, which is on no server.

use leptos::prelude::*;

use super::Review;
use crate::{
    api::{load::Load, session::Session},
    model::{change::ThreadRef, definition::FeedbackDefinition},
};

impl Review {
    /// A review that asks the server for nothing.
    pub fn made_up(session: Session, thread_ref: ThreadRef, definitions: Vec<FeedbackDefinition>) -> Self {
        Self::with(session, thread_ref, Signal::stored(None), Load::of(Ok(definitions)))
    }
}
