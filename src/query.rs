//! The state of the logs page as a URL. Reading a URL never fails, writing one omits default values, and the same state
//! gives the parameters of the server request. Start with [`logs_view`].

pub mod calendar;
pub mod charts;
pub mod columns;
pub mod facets;
pub mod filter;
pub mod found;
pub mod list_state;
pub mod logs_view;
pub mod page;
pub mod pairs;
pub mod sample;
pub mod saved_views;
pub mod selected_rows;
pub mod sort;
pub mod tab;
pub mod time_range;
pub mod unapplied;
pub mod walk_report;
