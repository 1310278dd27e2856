//! What a list shows, as a URL: reading it never fails, writing it leaves defaults out, and the same view gives the
//! request to the server. Start with [`threads_view`].

pub mod columns;
pub mod filter;
pub mod page;
pub mod pairs;
pub mod sort;
pub mod threads_view;
pub mod time_range;
