//! Colloquy in a real browser, screen by screen. One program, so that the crates are linked once.

mod projects;
