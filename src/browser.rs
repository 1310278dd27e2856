//! Small wrappers over what the browser provides, and what the app keeps in this browser (preferences, drafts, how each
//! list was left). Nothing here panics, and nothing knows the API or the pages.

pub mod base;
pub mod clipboard;
pub mod clock;
pub mod download;
pub mod early;
pub mod file_picker;
pub mod focus;
pub mod locks;
pub mod measure;
pub mod navigate;
pub mod near_viewport;
pub mod online;
pub mod open_tabs;
pub mod random;
pub mod renderer;
pub mod scroll;
pub mod spawned;
pub mod storage;
pub mod timer;
pub mod title;
pub mod tracking;
pub mod width;
