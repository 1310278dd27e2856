//! The frame of every page: the header with breadcrumb, theme menu and reviewer, the banners, the keyboard help, and
//! the page for unknown URLs.

pub mod banners;
pub mod breadcrumb_target;
pub mod head;
pub mod not_found;
pub mod theme_menu;

mod identity;
mod keyboard_help;
mod project_switcher;
mod refusal_message;
