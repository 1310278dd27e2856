//! What lists share: a heading that sorts, a pager, and arrows from row to row.

pub mod arrows;
pub mod heading;
pub mod pager;
