//! Giving feedback: [`panel`] shows the scores, tags and comments of a thread, trace or span, which its parts know only
//! as a [`subject::Subject`]. [`store`] holds the feedback of a conversation, [`control`] sets the score of one
//! feedback definition, and [`status`] is the button that closes and reopens a conversation.

pub mod control;
pub mod panel;
pub mod panel_focus;
pub mod reactivated;
pub mod reasons;
pub mod save_state;
pub mod scores;
pub mod status;
pub mod store;
pub mod subject;
pub mod tags;
pub mod thumbs;
pub mod turn_comments;

mod author_scores;
mod comment;
mod comment_editor;
mod comments;
mod number;
mod reason;
mod reason_row;
mod set_aside;
mod tag_editor;
mod typing;
