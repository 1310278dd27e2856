//! The projects page, which the app opens with.

pub mod page;
