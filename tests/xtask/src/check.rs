//! `cargo xtask check`: whether the page is as small and fast as it should be. Bytes are counted here; what a browser
//! and the server do is counted and timed by the `measure` program of the browser tests, and the server under load by
//! its `load` program. `docs/PERFORMANCE.md` says what the lines mean.

mod areas;
mod bytes;

use std::path::{Path, PathBuf};

use crate::run::{command, show};
use crate::{Outcome, build, paths, tools};

/// Requests of each of the clients when the load is one trial of several.
const SHORT_LOAD: &str = "40";

/// Groups of measures that can be repeated alone.
const GROUPS: [&str; 8] = ["server", "start", "opening", "list", "find", "sweep", "walk", "memory"];

/// Measures and prints everything, or only what is named.
///
/// # Errors
/// When a budget of bytes, counts or ratios is exceeded, or something needed is missing.
pub fn check(wanted: &[String]) -> Outcome {
    match wanted.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => everything(),
        ["load"] => {
            let server = server()?;
            seed(&server)?;
            load(&server, None)
        }
        ["bytes"] => {
            let app = app()?;
            bytes::tell_areas()?;
            bytes::tell(&app)
        }
        groups => match groups.iter().find(|name| !GROUPS.contains(name)) {
            Some(other) => Err(format!(
                "There is nothing to check called \"{other}\"; there are load, bytes, {}.",
                GROUPS.join(", ")
            )),
            None => {
                let (app, server) = (app()?, server()?);
                seed(&server)?;
                measure(&app, &server, groups)
            }
        },
    }
}

fn everything() -> Outcome {
    let (app, server) = match (named("COLLOQUY_APP"), named("COLLOQUY_SERVER")) {
        (None, None) => build::all().map(|()| (paths::dist(), paths::mock_opik()))?,
        _ => (app()?, server()?),
    };
    seed(&server)?;
    let bytes = bytes::tell(&app);
    let measured = measure(&app, &server, &[]);
    bytes.and(measured).and(load(&server, Some(SHORT_LOAD)))
}

/// The built app: that of `COLLOQUY_APP`, or the one here, built if it is not up to date.
fn app() -> Outcome<PathBuf> {
    match named("COLLOQUY_APP") {
        Some(app) => Ok(app),
        None => {
            tools::trunk(0)?;
            build::app().map(|()| paths::dist())
        }
    }
}

/// The server: that of `COLLOQUY_SERVER`, or the one here, built if it is not up to date.
fn server() -> Outcome<PathBuf> {
    match named("COLLOQUY_SERVER") {
        Some(server) => Ok(server),
        None => build::server().map(|()| paths::mock_opik()),
    }
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Runs the program that measures; without names, all groups.
fn measure(app: &Path, server: &Path, groups: &[&str]) -> Outcome {
    let browser = tools::for_browsing()?;
    let mut cargo = command("cargo");
    cargo.args(["run", "--quiet", "--locked", "--package", "e2e", "--bin", "measure", "--"]).args(groups);
    cargo.env("CHROME", browser.chrome).env("CHROMEDRIVER", browser.driver);
    cargo.env("COLLOQUY_APP", app).env("COLLOQUY_SERVER", server).env("COLLOQUY_SEEDED", seeded());
    show(&mut cargo)
}

/// The data that is measured on.
fn seeded() -> PathBuf {
    paths::target().join("colloquy-check.db")
}

/// 10,000 threads of 100,000 turns, one of 2,000 turns, one message of 5 MB, one turn of 15,000 spans, and then one
/// thread of 100 turns; made once.
fn seed(server: &Path) -> Outcome {
    let data = seeded();
    let done = data.with_extension("seeded");
    let flags = [
        "--project Scale --threads 10000 --traces 100000 --long 2000 --big-mb 5 --spans 15000",
        "--project Scale --threads 0 --traces 0 --long 100 --seed 2",
    ];
    // What was made with other flags is made anew.
    if data.is_file() && std::fs::read_to_string(&done).is_ok_and(|made| made == flags.join("\n")) {
        return Ok(());
    }
    println!("Making 10,000 threads with 100,000 turns (usually a minute, once) ...");
    for leftover in [data.clone(), data.with_extension("db-wal"), data.with_extension("db-shm")] {
        let _ = std::fs::remove_file(leftover);
    }
    for flags in flags {
        show(command(server).arg("seed").arg("--data").arg(&data).args(flags.split(' ')))?;
    }
    std::fs::write(&done, flags.join("\n")).map_err(|error| format!("{}: {error}", done.display()))
}

/// The load trial; `requests` is how many each client makes, if not as many as the program thinks right.
fn load(server: &Path, requests: Option<&str>) -> Outcome {
    let mut cargo = command("cargo");
    cargo.args(["run", "--quiet", "--locked", "--release", "--package", "mock-opik", "--example", "load"]);
    cargo.env("COLLOQUY_SERVER", server).env("COLLOQUY_SEEDED", seeded());
    cargo.envs(requests.map(|requests| ("COLLOQUY_LOAD", requests)));
    show(&mut cargo)
}
