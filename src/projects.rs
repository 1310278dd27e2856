//! The projects page: where everybody begins.

pub mod page;
