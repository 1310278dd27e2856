//! `cargo xtask serve`: the app, running, with something to read.

use crate::run::command;
use crate::{Outcome, build, paths};

/// Builds what is missing and becomes the server. `words` go to mock-opik; unless they say where the data comes from
/// (`--proxy`, `--data`), sample conversations are there to be read.
///
/// # Errors
/// What could not be found, built or started.
pub fn serve(words: &[String]) -> Outcome {
    build::all()?;
    let mut server = command(paths::mock_opik());
    // Files that a person names are meant from where that person stands.
    if let Ok(here) = std::env::current_dir() {
        server.current_dir(here);
    }
    server.arg("--app").arg(paths::dist());
    let says = |flag: &str| words.iter().any(|word| word == flag || word.starts_with(&format!("{flag}=")));
    if !says("--proxy") && !says("--data") {
        server.arg("--samples").arg("--data").arg(paths::target().join("colloquy-demo.db"));
    }
    become_process(server.args(words))
}

/// Hands this process over, so that Ctrl-C and signals reach the server and nobody stands between.
#[cfg(unix)]
fn become_process(server: &mut std::process::Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    Err(format!("Could not start mock-opik: {}", server.exec()))
}

#[cfg(not(unix))]
fn become_process(server: &mut std::process::Command) -> Outcome {
    crate::run::show(server)
}
