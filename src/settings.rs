//! The configuration page of a workspace: its feedback definitions, and after how long a silent thread turns inactive.
//! Start with [`page`].

pub mod page;

mod definition_form;
mod definitions;
mod field;
mod preferences;
