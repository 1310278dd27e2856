//! Colloquy: a single-page app to read, rate and discuss a chatbot's conversations, over the REST API of Opik.
//!
//! The modules form three layers. Each uses only modules of its own layer and of those below it, and no two use each
//! other; `tests/layers.rs` has the exact table and checks it. So a page can change without touching what other pages
//! are built on, and the lowest layer is tested natively, without a browser.
//!
//! 1. **Pages**, what people see. [`app`] provides the contexts and chooses the page of a URL: [`projects`],
//!    [`logs`] or [`settings`]. `logs` shows a list, of [`threads`] or of [`traces`] and spans, beside what is opened
//!    from it: a [`conversation`] (thread) or a [`mod@trace`]. Both of these use [`message`], which draws the messages
//!    of a turn, [`attachments`], which finds their files, and [`review`], the panel of feedback scores, tags and comments. [`shell`] is the frame of every page:
//!    header, banners, keyboard help; [`views`] are the saved views of a list.
//! 2. **Parts**, what pages are built from. [`ui`] has the controls and tables, [`api`] the calls to the server and the
//!    outbox of edits that it may not have yet, [`local`] what this browser keeps for the person (preferences, drafts) and
//!    the keys, [`browser`] wrappers over the platform.
//! 3. **Pure code**. [`model`] has the types (threads, traces, spans, feedback), [`text`] finds the messages in
//!    what was logged, [`query`] is what a list shows, as a URL and as a request.
//!
//! [`paths`] is the only module that builds and parses URL paths; every layer may use it.
//!
//! What the first screen does not need, [`conversation`], [`mod@trace`], [`traces`], [`settings`] and the menus above a
//! list, are lazy modules: `cargo xtask build` splits them from the app, and they are loaded on demand ([`ui::lazy`]).
//! The crate `renderer` (Markdown to HTML) is a WebAssembly module of its own, which [`browser::renderer`] loads.
#![allow(missing_docs, reason = "an app, not a library: comments say what the names do not")]

pub mod api;
pub mod app;
pub mod attachments;
pub mod browser;
pub mod conversation;
pub mod export;
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
pub mod views;
