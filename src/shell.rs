//! What stands around every page: the head with brand, breadcrumb, theme and reviewer, the banners, and the toasts.

pub mod banners;
pub mod head;
pub mod here;
pub mod not_found;
pub mod theme_menu;

mod identity;
mod keyboard_help;
mod project_switcher;
