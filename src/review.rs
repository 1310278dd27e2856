//! Judging: [`panel`] beside what is judged, with its scores, tags and comments; they know what that is only as a
//! [`subject::Subject`]. [`control`] is how one feedback definition is answered, [`status`] the button that closes a
//! conversation and opens it again.

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
