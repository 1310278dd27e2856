//! Colloquy: the fast, calm place to read, rate and discuss a chatbot's conversations.
//!
//! The house has three storeys, and arrows point down only (`tests/layers.rs` checks):
//!
//! 1. **Rooms**, what people see. [`app`] (providers and routes) leads to [`projects`], [`logs`] and [`settings`];
//!    `logs` is the page that lays a list, of [`threads`] or of [`traces`] and spans, beside what is open. [`message`] draws what was
//!    said, [`review`] holds what people judge with. [`shell`] stands around every page.
//! 2. **[`ui`]** (the parts rooms are built from), **[`api`]** (talking to the server) and **[`browser`]** (small
//!    wrappers over the platform).
//! 3. **Pure rooms**, tested natively: [`model`] (what conversations are made of), [`text`] (finding the
//!    words), [`query`] (what a list shows, as a URL).
//!
//! What a page can do without at first, [`conversation`], [`mod@trace`], [`traces`] and [`settings`], is parted from the
//! rest by `cargo xtask build` and loaded when somebody is about to enter ([`ui::room`]).
//!
//! Beside it stands the crate `renderer` (Markdown to HTML), a module of its own that [`browser::renderer`] loads.
//!
//! [`paths`] is the only place with URL strings.

pub mod api;
pub mod app;
pub mod browser;
pub mod conversation;
pub mod local;
pub mod logs;
pub mod message;
pub mod model;
pub mod paths;
pub mod projects;
pub mod query;
pub mod review;
pub mod settings;
pub mod shell;
pub mod text;
pub mod threads;
pub mod trace;
pub mod traces;
pub mod ui;
