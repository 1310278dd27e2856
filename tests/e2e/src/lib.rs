//! Colloquy in a real browser. A test is given a [`stage::Stage`]: a server of its own, a browser of its own, and
//! hands to work them; [`fixtures`] logs conversations through the REST API, [`pages`] know the screens.
//!
//! Nothing here sleeps for a fixed time: [`wait::until`] asks until it is so. After every test the console must be
//! clean and no request may have left for another origin. Elements ([`element`]) are found again when a page drew them anew.
//!
//! Chromium shows the pages, unless `COLLOQUY_BROWSER` says `firefox` or `webkit` ([`browser`]).
#![expect(clippy::missing_errors_doc, reason = "every step of a browser test can fail, and says how")]

pub mod axe;
pub mod browser;
pub mod console;
pub mod element;
pub mod find;
pub mod fixtures;
pub mod names;
pub mod pages;
pub mod paths;
pub mod prefix_proxy;
pub mod stage;
pub mod wait;
pub mod weight;

/// What a step of a test comes to; any error will do, its words are for the person reading the report.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
