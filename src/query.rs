//! What a list shows, as a URL: reading it never fails, writing it leaves defaults out, and the same view gives the
//! request to the server. Start with [`logs_view`].

pub mod columns;
pub mod filter;
pub mod list_state;
pub mod logs_view;
pub mod page;
pub mod pairs;
pub mod sort;
pub mod tab;
pub mod time_range;
pub mod unapplied;
