//! `cargo xtask check`: whether the page is as small and fast as it should be. Bytes are a budget and fail the check; the rest is counted
//! and timed in a browser and at the server by the `measure` program of the browser tests, and under load by the
//! `load` program of the server.

use std::path::PathBuf;

use crate::build::pack::{self, When};
use crate::run::{command, show};
use crate::{Outcome, build, paths, tools};

/// The whole first load over the wire, brotli, in bytes.
const FIRST_LOAD: u64 = 350_000;

/// Requests of each of the clients when the load is one trial of several.
const SHORT_LOAD: &str = "40";

/// Measures and prints; with `load`, only how the server does with many clients, and longer.
///
/// # Errors
/// When a budget of bytes or counts is exceeded, or something needed is missing.
pub fn check(what: Option<&str>) -> Outcome {
    match what {
        Some("load") => {
            build::server()?;
            seed()?;
            load(None)
        }
        Some(other) => Err(format!("There is nothing to check called \"{other}\"; there is \"load\".")),
        None => everything(),
    }
}

fn everything() -> Outcome {
    build::all()?;
    seed()?;
    let bytes = first_load();
    let browser = tools::for_browsing()?;
    let mut cargo = command("cargo");
    cargo.args(["run", "--quiet", "--locked", "--package", "e2e", "--bin", "measure"]);
    cargo
        .env("CHROME", browser.chrome)
        .env("CHROMEDRIVER", browser.driver)
        .env("COLLOQUY_APP", paths::dist());
    cargo.env("COLLOQUY_SERVER", paths::mock_opik()).env("COLLOQUY_SEEDED", seeded());
    let measured = show(&mut cargo);
    bytes.and(measured).and(load(Some(SHORT_LOAD)))
}

/// The data that is measured on.
fn seeded() -> PathBuf {
    paths::target().join("colloquy-check.db")
}

/// 10,000 threads of 100,000 turns, one of 2,000 turns, one message of 5 MB, one turn of 15,000 spans; made once.
fn seed() -> Outcome {
    let data = seeded();
    let done = data.with_extension("seeded");
    let flags = "--project Scale --threads 10000 --traces 100000 --long 2000 --big-mb 5 --spans 15000";
    // What was made with other flags is made anew.
    if data.is_file() && std::fs::read_to_string(&done).is_ok_and(|made| made == flags) {
        return Ok(());
    }
    println!("Making 10,000 threads with 100,000 turns (usually a minute, once) ...");
    for leftover in [data.clone(), data.with_extension("db-wal"), data.with_extension("db-shm")] {
        let _ = std::fs::remove_file(leftover);
    }
    show(command(paths::mock_opik()).arg("seed").arg("--data").arg(&data).args(flags.split(' ')))?;
    std::fs::write(&done, flags).map_err(|error| format!("{}: {error}", done.display()))
}

/// The load trial; `requests` is how many each client makes, if not as many as the program thinks right.
fn load(requests: Option<&str>) -> Outcome {
    let mut cargo = command("cargo");
    cargo.args(["run", "--quiet", "--locked", "--release", "--package", "mock-opik", "--example", "load"]);
    cargo.env("COLLOQUY_SERVER", paths::mock_opik()).env("COLLOQUY_SEEDED", seeded());
    cargo.envs(requests.map(|requests| ("COLLOQUY_LOAD", requests)));
    show(&mut cargo)
}

fn first_load() -> Outcome {
    println!("\nBytes of the app                  raw       gzip     brotli");
    let first = sum_of(When::First)?;
    let fits = first.brotli <= FIRST_LOAD;
    println!(
        "{}  goal {FIRST_LOAD}: {}",
        line("the first load", first),
        if fits { "ok" } else { "TOO MUCH" }
    );
    let later = sum_of(When::Later)?;
    println!("{}", line("later, the renderer", later));
    if fits {
        Ok(())
    } else {
        Err(format!("The first load is {} bytes; its budget is {FIRST_LOAD}.", first.brotli))
    }
}

/// Prints the kinds, and sums them up.
fn sum_of(when: When) -> Outcome<pack::Bytes> {
    let mut sum = pack::Bytes::default();
    for (kind, bytes) in pack::by_kind(&paths::dist(), when)? {
        println!("{}", line(&kind, bytes));
        sum.raw += bytes.raw;
        sum.gzip += bytes.gzip;
        sum.brotli += bytes.brotli;
    }
    Ok(sum)
}

fn line(what: &str, bytes: pack::Bytes) -> String {
    format!("  {what:<24} {:>10} {:>10} {:>10}", bytes.raw, bytes.gzip, bytes.brotli)
}
