//! Colloquy in a real browser, screen by screen. One program, so that the crates are linked once.

mod comments;
mod conversation;
mod crash;
mod details;
mod durability;
mod identity;
mod keyboard_review;
mod list;
mod outbox;
mod projects;
mod reactivation;
mod renderer;
mod rooms;
mod safety;
mod scrolling;
mod sdk;
mod settings;
mod status;
mod sub_path;
mod tags;
mod thread_scores;
mod thumbs;
mod trace_view;
mod traces_list;
mod two_reviewers;
