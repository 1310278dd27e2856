//! Browser tests of Colloquy. Each test gets a [`stage::Stage`], which is a server and a browser of its own;
//! [`fixtures`] logs conversations through the REST API, and [`pages`] has the page objects.
//!
//! Nothing here sleeps for a fixed time: [`wait::until`] polls. After every test the console must have no errors, and
//! no request may have gone to another origin. An [`element`] is found again if the page has replaced it.
//!
//! The browser is Chromium, unless `COLLOQUY_BROWSER` says `firefox` or `webkit` ([`browser`]).
#![expect(clippy::missing_errors_doc, reason = "every step of a browser test can fail, and says how")]

pub mod axe;
pub mod browser;
pub mod console;
pub mod devtools;
pub mod element;
pub mod find;
pub mod fixtures;
pub mod names;
pub mod pages;
pub mod paths;
pub mod prefix_proxy;
pub mod stage;
pub mod trace;
pub mod wait;
pub mod weight;

/// The result of a step of a test; its error is any error, to be read by people.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
