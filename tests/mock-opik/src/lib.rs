//! `mock-opik`: a small honest server for the part of the Opik REST API that logging and reviewing conversations needs.
//!
//! | Module | What it is |
//! |---|---|
//! | [`routes`] | the API: parameters, rules and answers, one file per resource |
//! | [`store`] | SQLite: one writer, several readers, one file per kind of thing kept |
//! | [`item`], [`fields`], [`params`], [`filter`], [`sorting`] | what is written and asked, read leniently or refused in Opik's words |
//! | [`listing`], [`statistics`], [`metrics`] | one page of a list, the numbers over all of it, and how they change in time |
//! | [`prices`] | what a span costs that has a model and tokens but no cost |
//! | [`closing`] | threads that become inactive by themselves |
//! | [`json`], [`error`], [`author`] | what a request body may be, what a refusal looks like, who is speaking |
//! | [`state`], [`clock`] | what every handler knows |
//! | [`server`], [`cli`] | starting and stopping; the command line |
//! | [`web`] | what stands between the socket and the API: guard, base path, bodies, the built app, a proxied Opik |
//! | [`control`] | what tests may do to a running server |
//! | [`feed`] | conversations made by programs, on their way through the API: [`import`], [`seed`], [`samples`] |
//! | [`time`], [`duration`], [`uuid7`] | times, spans of time, and ids |

pub mod author;
pub mod body_fields;
pub mod cli;
pub mod clock;
pub mod control;
pub mod entity;
pub mod error;
pub mod filter;
pub mod import;
pub mod inactivity;
pub mod iso_duration;
pub mod json;
pub mod list_query;
pub mod loader;
pub mod memory_budget;
pub mod metrics;
pub mod prices;
pub mod query_params;
pub mod record_input;
pub mod routes;
pub mod samples;
pub mod seed;
pub mod seeded_rng;
pub mod server;
pub mod sorting;
pub mod state;
pub mod statistics;
pub mod store;
pub mod time;
pub mod uuid7;
pub mod web;
