//! `cargo xtask check`: what DESIGN calls fast, measured. Bytes are a budget and fail the check; the rest is counted
//! and timed in a browser and at the server by the `measure` program of the browser tests.

use crate::build::pack::{self, When};
use crate::run::{command, show};
use crate::{Outcome, build, house, tools};

/// The whole first load over the wire, brotli, in bytes.
const FIRST_LOAD: u64 = 400_000;

/// Measures and prints.
///
/// # Errors
/// When a budget of bytes or counts is exceeded, or something needed is missing.
pub fn check() -> Outcome {
    build::all()?;
    let bytes = first_load();
    let browser = tools::for_browsing()?;
    let mut cargo = command("cargo");
    cargo.args(["run", "--quiet", "--locked", "--package", "e2e", "--bin", "measure"]);
    cargo
        .env("CHROME", browser.chrome)
        .env("CHROMEDRIVER", browser.driver)
        .env("COLLOQUY_APP", house::dist());
    cargo
        .env("COLLOQUY_SERVER", house::mock_opik())
        .env("COLLOQUY_SEEDED", house::target().join("colloquy-check.db"));
    let measured = show(&mut cargo);
    bytes.and(measured)
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
    for (kind, bytes) in pack::by_kind(&house::dist(), when)? {
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
