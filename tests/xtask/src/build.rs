//! `cargo xtask build`: the page into `dist/`, the server into `target/release/`.
//!
//! Trunk makes the page, with all its settings in `Trunk.toml`; the hook named there is `bundle.rs`. So `trunk build
//! --release` makes the same page. What did not change is not built again.

mod arrange;
mod bind;
pub mod bundle;
mod compile;
mod glue;
mod hashes;
pub mod pack;
mod page;
mod share;
mod split;
mod stamp;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{command, show};
use crate::{Outcome, paths, tools};

/// The page and the server.
///
/// # Errors
/// What could not be found, compiled or written.
pub fn all() -> Outcome {
    let server_minutes = if paths::mock_opik().is_file() { 0 } else { 2 };
    tools::trunk(app_minutes()? + server_minutes)?;
    if server_minutes > 0 {
        println!(
            "Building the server at the same time as the app (usually {server_minutes} minutes on 2 cores) ..."
        );
    }
    // The last part of the app's build keeps one processor busy, so the server is compiled at the same time.
    std::thread::scope(|scope| {
        let server = scope.spawn(server);
        let app = app();
        let server = server.join().unwrap_or_else(|_| Err("The build of the server broke off.".to_owned()));
        app.and(server)
    })
}

/// The server alone.
///
/// # Errors
/// When it does not compile.
pub fn server() -> Outcome {
    show(command("cargo").args(["build", "--quiet", "--release", "--locked", "--package", "mock-opik"]))
}

/// The page alone, when what it is made of changed since the last time.
///
/// # Errors
/// What could not be compiled, or why the result may not be served.
pub fn app() -> Outcome {
    let sources = stamp::of_the_app()?;
    if is_fresh(&sources) {
        return Ok(());
    }
    let minutes = app_minutes()?;
    println!(
        "Building the app (usually {minutes} minute{} on 2 cores) ...",
        if minutes == 1 { "" } else { "s" }
    );
    show(&mut trunk())?;
    let stamp = stamp_file();
    fs::create_dir_all(paths::cache_dir()).map_err(|error| at(&stamp, &error))?;
    fs::write(&stamp, stamp_of(&sources)).map_err(|error| at(&stamp, &error))?;
    let dist = paths::dist();
    println!("The app is in {}: {}", dist.display(), pack::sizes(&dist)?);
    Ok(())
}

/// How long [`app`] usually takes on two processors, in minutes; 0 when there is nothing to do.
fn app_minutes() -> Outcome<u32> {
    let compiled_before = paths::target().join("wasm32-unknown-unknown/wasm").is_dir();
    Ok(match (is_fresh(&stamp::of_the_app()?), compiled_before) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 3,
    })
}

/// Trunk as anybody may call it: whatever changes what it makes is in `Trunk.toml` or behind the hook.
fn trunk() -> Command {
    let mut trunk = command("trunk");
    trunk.args(["build", "--release"]);
    // Trunk takes NO_COLOR for a true or false and stops at the usual 1.
    trunk.env_remove("NO_COLOR");
    trunk
}

/// What was built when [`app`] was last done.
fn stamp_file() -> PathBuf {
    paths::cache_dir().join("dist.stamp")
}

fn is_fresh(sources: &str) -> bool {
    fs::read_to_string(stamp_file()).is_ok_and(|stamp| stamp == stamp_of(sources))
}

/// The sources, whether the standard library's is one of them, and the page: Trunk called by somebody else may have put
/// another one there. Its names have hashes in them, so its text stands for all files.
fn stamp_of(sources: &str) -> String {
    let page = fs::read(paths::dist().join("index.html")).unwrap_or_default();
    let library = tools::has_standard_library_source();
    format!("{sources} {library} {}", stamp::of_content(&page))
}

fn at(place: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", place.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_made_by_what_anybody_may_type() {
        let trunk = trunk();
        let words: Vec<_> = std::iter::once(trunk.get_program()).chain(trunk.get_args()).collect();
        assert_eq!(words, ["trunk", "build", "--release"]);
        // Where programs are found, and which servers are near: nothing that would change the page.
        let mut settings: Vec<_> =
            trunk.get_envs().filter(|(_, value)| value.is_some()).map(|(name, _)| name).collect();
        settings.sort();
        assert_eq!(settings, ["NO_PROXY", "PATH", "no_proxy"]);
        let settings = fs::read_to_string(paths::root().join("Trunk.toml")).unwrap();
        assert!(settings.contains("command_arguments = [\"xtask\", \"bundle\"]"), "{settings}");
    }
}
