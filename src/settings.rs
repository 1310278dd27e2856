//! The configuration page: what conversations are scored by, and when they count as over. Start with [`page`].

pub mod page;

mod definition_form;
mod definitions;
mod field;
mod preferences;
