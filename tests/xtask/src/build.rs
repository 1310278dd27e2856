//! `cargo xtask build`: the page into `dist/`, the server into `target/release/`.
//!
//! Trunk compiles and names; what it leaves is then made fit for a strict Content-Security-Policy and a slow line:
//! no inline script, one style sheet, every file packed ahead of time. What did not change is not built again.

mod glue;
mod hashes;
pub mod pack;
mod page;
mod rooms;
mod small;
mod stamp;

use std::fs;
use std::path::Path;

pub use rooms::{instead_of_wasm_bindgen, is_wasm_bindgen};

use crate::run::{command, search_path, show};
use crate::{Outcome, house, tools};

/// The page and the server.
///
/// # Errors
/// What could not be found, compiled or written.
pub fn all() -> Outcome {
    tools::for_building()?;
    app()?;
    server()
}

/// The server alone.
///
/// # Errors
/// When it does not compile.
pub fn server() -> Outcome {
    show(command("cargo").args(["build", "--release", "--locked", "--package", "mock-opik"]))
}

/// The page alone, when what it is made of changed since the last time.
///
/// # Errors
/// What could not be compiled, or why the result may not be served.
pub fn app() -> Outcome {
    let settings = small::settings();
    let made_of = format!("{} {settings:?}", stamp::of_the_app()?);
    let stamp = house::notes().join("dist.stamp");
    let dist = house::dist();
    if dist.join("index.html").is_file() && fs::read_to_string(&stamp).is_ok_and(|old| old == made_of) {
        return Ok(());
    }
    let (raw, ready) = (house::notes().join("trunk"), house::notes().join("dist"));
    for place in [&raw, &ready] {
        empty(place)?;
    }
    println!("Building the app (usually 3 minutes on 2 cores the first time, 1 minute after a change) ...");
    let settings = small::fetch(settings)?;
    let mut trunk = command("trunk");
    trunk.args([
        "build",
        "--release",
        "--offline",
        "--locked",
        "--skip-version-check",
        "--no-sri",
        "true",
        "--dist",
    ]);
    let (stand_in, real) = rooms::stand_in()?;
    let path = std::env::join_paths(std::iter::once(stand_in).chain(std::env::split_paths(&search_path())))
        .map_err(|error| format!("The search path cannot be made longer: {error}"))?;
    trunk.arg(&raw).env("PATH", path).envs([real]).envs(settings.iter().copied());
    // Trunk reads NO_COLOR as true or false and stops at the 1 that is usual.
    show(trunk.env_remove("NO_COLOR"))?;
    finish(&raw, &ready)?;
    // The old page is there until the new one is whole.
    if dist.exists() {
        fs::remove_dir_all(&dist).map_err(|error| at(&dist, &error))?;
    }
    fs::rename(&ready, &dist).map_err(|error| at(&dist, &error))?;
    fs::write(&stamp, made_of).map_err(|error| at(&stamp, &error))?;
    println!("The app is in {}: {}", dist.display(), pack::sizes(&dist)?);
    Ok(())
}

/// From what Trunk left in `raw` to what is served from `ready`.
fn finish(raw: &Path, ready: &Path) -> Outcome {
    let html = fs::read_to_string(raw.join("index.html")).map_err(|error| at(raw, &error))?;
    let read = |name: &str| fs::read_to_string(raw.join(name)).map_err(|error| at(&raw.join(name), &error));
    let loader = rooms::furnish(ready)?;
    let page = page::rework(&html, |script| rooms::join(script, &loader), read)?;
    for file in pack::files(raw)? {
        let name = file.strip_prefix(raw).unwrap_or(&file);
        if page.replaced.iter().any(|old| Path::new(old) == name) {
            continue;
        }
        let to = ready.join(name);
        fs::create_dir_all(to.parent().unwrap_or(ready)).map_err(|error| at(&to, &error))?;
        fs::copy(&file, &to).map_err(|error| at(&file, &error))?;
    }
    for (name, content) in &page.files {
        fs::write(ready.join(name), content).map_err(|error| at(&ready.join(name), &error))?;
    }
    hashes::give(ready)?;
    pack::pack_all(ready)
}

fn empty(place: &Path) -> Outcome {
    if place.exists() {
        fs::remove_dir_all(place).map_err(|error| at(place, &error))?;
    }
    fs::create_dir_all(place).map_err(|error| at(place, &error))
}

fn at(place: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", place.display())
}
