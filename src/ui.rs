//! The controls that all pages are built from. They know neither the API nor the pages, and take care of keyboard
//! access, accessible names and ARIA roles.

pub mod avatar;
pub mod copy_button;
pub mod dialog;
pub mod disclosure;
pub mod empty;
pub mod first_log;
pub mod full_reader;
pub mod icon;
pub mod json_tree;
pub mod keyed;
pub mod lazy;
pub mod menu;
pub mod problem;
pub mod safe_html;
pub mod segmented;
pub mod skeleton;
pub mod table;
pub mod tabs;
pub mod text_pieces;
pub mod thumb;
pub mod toast;
pub mod unseen;
