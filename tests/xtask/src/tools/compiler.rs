//! What turns the app into a page: the wasm target of rustc, Trunk, and wasm-bindgen's command-line tool.

use std::path::Path;

use super::announce;
use crate::run::{command, find, own_tools, read, show};
use crate::{Outcome, house};

/// The Trunk we build with.
pub const TRUNK: &str = "0.21.14";

/// The wasm32 target of the pinned toolchain.
pub fn wasm_target() -> Outcome {
    let sysroot = read(command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(&sysroot).join("lib/rustlib/wasm32-unknown-unknown").is_dir() {
        return Ok(());
    }
    if find("rustup").is_none() {
        return Err(
            "This Rust has no wasm32-unknown-unknown target, and there is no rustup to add it. Install Rust \
                    with rustup (https://rustup.rs), or add your distribution's package for that target."
                .to_owned(),
        );
    }
    announce("Adding the wasm32-unknown-unknown target", "a few seconds");
    show(command("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
}

/// The source of the standard library, which the small page compiles anew. Not in `rust-toolchain.toml`: there it would
/// be needed by everything, and it is the only part that can be done without.
pub fn standard_library_source() -> Outcome {
    let sysroot = read(command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(&sysroot).join("lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        return Ok(());
    }
    if find("rustup").is_none() {
        return Err("This Rust came without the source of its standard library (rust-src), and there is no rustup to add it.".to_owned());
    }
    announce("Adding the source of the standard library", "a few seconds");
    show(command("rustup").args(["component", "add", "rust-src"]))
}

/// Trunk, in the version that `Trunk.toml` is written for.
pub fn trunk() -> Outcome {
    if version("trunk").as_deref() == Some(TRUNK) {
        return Ok(());
    }
    announce(&format!("Installing Trunk {TRUNK} with cargo"), "8 minutes on 2 cores, once per machine");
    install("trunk", TRUNK, true)
}

/// wasm-bindgen's tool, which must be of exactly the version of the library.
pub fn wasm_bindgen() -> Outcome {
    let wanted = locked_wasm_bindgen()?;
    if version("wasm-bindgen").as_deref() == Some(wanted.as_str()) {
        return Ok(());
    }
    announce(
        &format!("Installing wasm-bindgen {wanted} with cargo"),
        "3 minutes on 2 cores, once per machine",
    );
    // Not --locked: the lock file this version was published with no longer resolves.
    install("wasm-bindgen-cli", &wanted, false)
}

/// The version of the wasm-bindgen library in `Cargo.lock`.
///
/// # Errors
/// When `Cargo.lock` cannot be read or does not name it.
pub fn locked_wasm_bindgen() -> Outcome<String> {
    let lock = std::fs::read_to_string(house::root().join("Cargo.lock"))
        .map_err(|error| format!("Cargo.lock cannot be read: {error}"))?;
    locked_version(&lock, "wasm-bindgen").ok_or_else(|| "Cargo.lock names no wasm-bindgen.".to_owned())
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| line.trim() != name).skip(1);
    Some(lines.next()?.trim().strip_prefix("version = \"")?.trim_end_matches('"').to_owned())
}

/// Installs into Cargo's own place; but where that holds another version, which somebody may need, into ours.
fn install(package: &str, version: &str, locked: bool) -> Outcome {
    let program = package.trim_end_matches("-cli");
    let mut cargo = command("cargo");
    cargo.args(["install", package, "--version", version]);
    if locked {
        cargo.arg("--locked");
    }
    if find(program).is_some() {
        cargo.arg("--root").arg(own_tools());
    }
    show(&mut cargo).map_err(|error| format!("{error}\nWithout {package} {version} the app cannot be built."))
}

/// The version a tool says it has: the first word of `--version` that starts with a digit.
fn version(program: &str) -> Option<String> {
    let said = read(command(find(program)?).arg("--version")).ok()?;
    said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_lock_file_names_the_library_and_not_its_namesakes() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }
}
