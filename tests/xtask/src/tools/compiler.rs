//! What turns the app into a page: the wasm target of rustc, the source of its standard library, and Trunk.
//! wasm-bindgen is a part of this program (`build/bind.rs`).

use std::path::Path;

use super::announce;
use crate::run::{command, find, own_tools, read, show};
use crate::{Outcome, paths};

/// The wasm32 target of the pinned toolchain.
///
/// # Errors
/// When it is missing and cannot be added.
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

/// Whether the source of the standard library is there.
pub fn has_standard_library_source() -> bool {
    let sysroot = read(command("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    Path::new(&sysroot).join("lib/rustlib/src/rust/library/Cargo.lock").is_file()
}

/// The source of the standard library, which a release page compiles anew. Not in `rust-toolchain.toml`: there it would
/// be needed by everything, and it is the only part that can be done without.
///
/// # Errors
/// When it is missing and cannot be added.
pub fn standard_library_source() -> Outcome {
    if has_standard_library_source() {
        return Ok(());
    }
    if find("rustup").is_none() {
        return Err("This Rust came without the source of its standard library (rust-src), and there is no rustup to add it.".to_owned());
    }
    announce("Adding the source of the standard library", "a few seconds");
    show(command("rustup").args(["component", "add", "rust-src"]))
}

/// Trunk, in the version that `Trunk.toml` is written for. `then` is how many minutes of building follow.
///
/// # Errors
/// When it is missing and does not compile.
pub fn trunk(then: u32) -> Outcome {
    let wanted = wanted_trunk()?;
    if version("trunk").as_deref() == Some(wanted.as_str()) {
        return Ok(());
    }
    announce(
        &format!("Installing Trunk {wanted} with cargo"),
        &format!("3 minutes on 2 cores, once per machine; about {} minutes until all is done", 3 + then),
    );
    let mut cargo = command("cargo");
    cargo.args(["install", "trunk", "--locked", "--version", &wanted]);
    // Trunk only moves small files here. It downloads nothing, so it needs no TLS, and it needs no speed: so it compiles in
    // a third of the time.
    cargo.arg("--no-default-features");
    cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0").env("CARGO_PROFILE_RELEASE_LTO", "off");
    cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    // Into Cargo's own place; but where that holds another version, which somebody may need, into ours.
    if find("trunk").is_some() {
        cargo.arg("--root").arg(own_tools());
    }
    show(&mut cargo).map_err(|error| format!("{error}\nWithout Trunk {wanted} the app cannot be built."))
}

/// The version of Trunk in `Trunk.toml`, which Trunk itself checks too.
///
/// # Errors
/// When the file cannot be read or does not name it.
pub fn wanted_trunk() -> Outcome<String> {
    let settings = std::fs::read_to_string(paths::root().join("Trunk.toml"))
        .map_err(|error| format!("Trunk.toml cannot be read: {error}"))?;
    trunk_version(&settings).ok_or_else(|| "Trunk.toml names no trunk-version.".to_owned())
}

fn trunk_version(settings: &str) -> Option<String> {
    let mut versions = settings.lines().filter_map(|line| line.strip_prefix("trunk-version = \"="));
    Some(versions.next()?.trim_end_matches('"').to_owned())
}

/// The version a tool says it has: the first word of `--version` that starts with a digit.
fn version(program: &str) -> Option<String> {
    let said = read(command(find(program)?).arg("--version")).ok()?;
    said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::trunk_version;

    #[test]
    fn trunks_version_is_read_from_its_settings() {
        assert_eq!(trunk_version("# Of 2025.\ntrunk-version = \"=0.21.14\"\n").as_deref(), Some("0.21.14"));
        assert_eq!(trunk_version("[build]\ndist = \"dist\"\n"), None);
    }
}
