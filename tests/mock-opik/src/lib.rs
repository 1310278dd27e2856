//! `mock-opik`: a small server for the part of the Opik REST API that logging and reviewing conversations needs.
//! `docs/SERVER.md` describes what it does and where it differs from Opik.
//!
//! | Module | Contents |
//! |---|---|
//! | [`routes`] | the API calls, one file for each resource |
//! | [`store`] | the SQLite database: one writer, several readers, one file for each kind of thing |
//! | [`entity`], [`record_input`] | the kinds of things that are logged, and traces and spans as clients write them |
//! | [`body_fields`], [`query_params`], [`json`] | reading bodies and queries, with Opik's error texts |
//! | [`filter`], [`sorting`], [`list_query`] | which rows a list has, in what order, page by page |
//! | [`statistics`], [`metrics`] | statistics of a list, and a project's numbers over time |
//! | [`otlp`] | reads OpenTelemetry's spans, and makes traces and spans of them |
//! | [`prices`] | estimated costs of spans |
//! | [`inactivity`] | turns threads inactive |
//! | [`author`], [`error`] | who made a request, and error answers |
//! | [`state`], [`clock`], [`memory_budget`] | what all handlers share |
//! | [`server`], [`cli`] | starting and stopping; the command line |
//! | [`web`] | between the socket and the API: allowed hosts and pages, base path, bodies, the built app, a forwarded Opik |
//! | [`control`] | test controls of a running server |
//! | [`loader`], [`import`], [`seed`], [`samples`], [`seeded_rng`] | conversations from files, made-up ones and samples |
//! | [`time`], [`iso_duration`], [`uuid7`] | times, durations and ids |

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
pub mod otlp;
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
