//! Running other programs: found on a `PATH` that knows Cargo's own directory, and failing in sentences.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Outcome, paths};

/// Tools of exactly our versions, for when the machine's own differ; wins over everything else.
pub fn own_tools() -> PathBuf {
    paths::target().join("tools")
}

/// Where programs are looked for: our own first, then Cargo's, then the `PATH` of the terminal.
pub fn search_path() -> OsString {
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from);
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| home.map(|h| h.join(".cargo")));
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let first = [own_tools().join("bin")].into_iter().chain(cargo.map(|c| c.join("bin")));
    let joined = std::env::join_paths(first.chain(std::env::split_paths(&usual)));
    joined.unwrap_or(usual)
}

/// The program of this name, when there is one.
pub fn find(name: &str) -> Option<PathBuf> {
    let name = paths::program(name);
    std::env::split_paths(&search_path()).map(|dir| dir.join(&name)).find(|file| file.is_file())
}

/// A command at the repository's root. Cargo is the one that started us.
pub fn command(program: impl AsRef<Path>) -> Command {
    let program = program.as_ref();
    let cargo = std::env::var_os("CARGO").filter(|_| program == Path::new("cargo")).map(PathBuf::from);
    let mut command = Command::new(cargo.unwrap_or_else(|| program.to_path_buf()));
    command.current_dir(paths::root()).env("PATH", search_path());
    // Servers of ours are never behind the proxy that a machine reaches the world by.
    for name in ["NO_PROXY", "no_proxy"] {
        let others = std::env::var(name).unwrap_or_default();
        command.env(name, format!("127.0.0.1,localhost,::1,{others}").trim_end_matches(','));
    }
    command
}

/// Runs it with its output on the terminal.
///
/// # Errors
/// A sentence naming the command when it cannot start or fails.
pub fn show(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("This did not work ({status}): {}", words(command))) }
}

/// Runs it and hands back what it printed on its standard output.
///
/// # Errors
/// A sentence naming the command when it cannot start or fails, with what it printed as errors.
pub fn read(command: &mut Command) -> Outcome<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| cannot_start(command, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(format!("This did not work ({}): {}\n{complaint}", output.status, words(command)))
}

/// The command as a person would type it.
pub fn words(command: &Command) -> String {
    let name =
        Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let rest = command.get_args().map(|arg| arg.to_string_lossy().into_owned());
    std::iter::once(name).chain(rest).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("Could not start `{}`: {error}", words(command))
}
