//! The data types: threads, traces, spans and the feedback on them, with the rules that concern them alone. No browser
//! and no HTTP. Start with [`thread::Thread`] (a conversation) and [`trace::Trace`] (one turn of it).

pub mod attachment;
pub mod author;
pub mod change;
pub mod comment;
pub mod definition;
pub mod definition_draft;
pub mod feedback;
pub mod figures;
pub mod ids;
pub mod iso_duration;
pub mod list_stats;
pub mod project;
pub mod reason;
pub mod review_state;
pub mod rules;
pub mod score;
pub mod span;
pub mod span_tree;
pub mod status;
pub mod tag;
pub mod thread;
pub mod thumb;
pub mod time;
pub mod trace;
