//! What this browser keeps for the person who uses it, and the keys they press: preferences, half-written texts, the lists
//! that were left. These are rules of the app; [`crate::browser`] wraps the platform that they stand on.

pub mod drafts;
pub mod hotkeys;
pub mod preferences;
pub mod remembered;
pub mod saved_views;
pub mod theme;
