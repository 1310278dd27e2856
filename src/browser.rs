//! Small wrappers over what the browser gives: each one fact or one verb, none of them panics, and none knows the API
//! or the rooms.

pub mod base;
pub mod clipboard;
pub mod clock;
pub mod download;
pub mod focus;
pub mod go;
pub mod locks;
pub mod near_viewport;
pub mod online;
pub mod renderer;
pub mod roll_call;
pub mod scroll;
pub mod storage;
pub mod timer;
pub mod title;
pub mod tracking;
pub mod width;
