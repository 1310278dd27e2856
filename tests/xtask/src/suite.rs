//! `cargo xtask test`: every check there is, each stage named and timed, and the sum of it as the last line.

mod tally;

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::run::{command, show, words};
use crate::{Outcome, build, paths, tools};
use tally::Tally;

/// Browser tests that run at the same time. Each has a browser and a server of its own.
const BROWSERS: &str = "2";

/// What one stage came to.
struct Stage {
    name: &'static str,
    took: Duration,
    tally: Tally,
    trouble: Option<String>,
}

/// The browser test that other browsers than Chromium run too.
const ALL_BROWSERS: &str = "all_browsers::";

/// Runs everything; with a name, only the browser and SDK tests whose name contains it. With `--browsers`, the main walk
/// in Firefox and WebKit as well.
///
/// # Errors
/// When anything at all failed.
pub fn test(given: &[String]) -> Outcome {
    let browsers = given.iter().any(|word| word == "--browsers");
    let name = given.iter().map(String::as_str).find(|word| *word != "--browsers");
    let mut stages = Vec::new();
    if name.is_none() {
        stages.push(stage("format", |_| show(command("cargo").args(["fmt", "--all", "--check"]))));
        stages.push(stage("clippy, host", |_| show(&mut clippy(&["--workspace", "--all-targets"]))));
        stages.push(stage("clippy, wasm", |_| {
            tools::wasm_target()?;
            show(&mut clippy(&["--target", "wasm32-unknown-unknown"]))
        }));
        stages.push(stage("native tests", |tally| {
            cargo_test(&["--package", "colloquy", "--package", "renderer", "--package", "xtask"], tally)
        }));
        stages.push(stage("server tests", |tally| cargo_test(&["--package", "mock-opik"], tally)));
    }
    stages.push(stage("build", |_| tools::trunk(0).and_then(|()| build::app())));
    if stages.last().is_some_and(|stage| stage.trouble.is_none()) {
        stages.push(stage("browser and SDK tests", |tally| browser_tests(name, tally)));
        if browsers {
            stages.push(stage("the walk in Firefox", |tally| {
                let firefox = tools::firefox()?;
                let mut walk = e2e(Some(ALL_BROWSERS))?;
                walk.env("FIREFOX", firefox.program).env("GECKODRIVER", firefox.driver);
                counted(walk.env("COLLOQUY_BROWSER", "firefox"), tally)
            }));
            stages.push(stage("the walk in WebKit", |tally| {
                let mut walk = e2e(Some(ALL_BROWSERS))?;
                walk.env("WEBKITDRIVER", tools::webkit()?);
                counted(walk.env("COLLOQUY_BROWSER", "webkit"), tally)
            }));
        }
    }
    sum_up(&stages)
}

fn clippy(what: &[&str]) -> Command {
    let mut clippy = command("cargo");
    clippy.args(["clippy", "--locked"]).args(what).args(["--", "--deny", "warnings"]);
    clippy
}

fn cargo_test(what: &[&str], tally: &mut Tally) -> Outcome {
    counted(command("cargo").args(["test", "--locked", "--no-fail-fast"]).args(what), tally)
}

fn browser_tests(name: Option<&str>, tally: &mut Tally) -> Outcome {
    let browser = tools::for_browsing()?;
    let mut cargo = e2e(name)?;
    counted(cargo.env("CHROME", browser.chrome).env("CHROMEDRIVER", browser.driver), tally)
}

/// The browser tests whose name contains this.
fn e2e(name: Option<&str>) -> Outcome<Command> {
    let python = tools::for_logging()?;
    let mut cargo = command("cargo");
    cargo.args(["test", "--locked", "--no-fail-fast", "--package", "e2e"]).args(name);
    cargo.args(["--", "--test-threads", BROWSERS]);
    // What a browser test says is better than where in the runtime it said it.
    cargo.env("RUST_BACKTRACE", "0");
    cargo
        .env("COLLOQUY_PYTHON", python.program)
        .env("COLLOQUY_AXE", python.axe)
        .env("COLLOQUY_APP", paths::dist());
    Ok(cargo)
}

/// Runs tests, shows what they print as they print it, and counts.
fn counted(command: &mut Command, tally: &mut Tally) -> Outcome {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("Could not start `{}`: {error}", words(command)))?;
    if let Some(output) = child.stdout.take() {
        let mut lines = BufReader::new(output);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            std::io::stdout().write_all(&line).map_err(|error| error.to_string())?;
            tally.take(&String::from_utf8_lossy(&line));
            line.clear();
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("This did not work ({status}): {}", words(command))) }
}

fn stage(name: &'static str, work: impl FnOnce(&mut Tally) -> Outcome) -> Stage {
    println!("\n== {name}");
    let start = Instant::now();
    let mut tally = Tally::default();
    let trouble = work(&mut tally).err();
    if let Some(trouble) = &trouble {
        eprintln!("{trouble}");
    }
    Stage { name, took: start.elapsed(), tally, trouble }
}

/// Prints what each stage came to and, last and alone on its line, the sum. A stage that is no test but failed
/// counts as one failure: the sum never looks better than the run was.
fn sum_up(stages: &[Stage]) -> Outcome {
    let mut sum = Tally::default();
    println!("\n== all stages");
    for Stage { name, took, tally, trouble } in stages {
        let mut tally = *tally;
        if trouble.is_some() && tally.failed == 0 {
            tally.failed = 1;
        }
        sum.add(tally);
        let word = if trouble.is_some() { "FAILED" } else { "ok" };
        println!("{name:<24} {:>5} s  {word:<7} {tally}", took.as_secs());
    }
    let took: Duration = stages.iter().map(|stage| stage.took).sum();
    println!("{:<24} {:>5} s\n", "together", took.as_secs());
    let failed = stages.iter().any(|stage| stage.trouble.is_some());
    if failed {
        eprintln!("Failed: {}", failed_names(stages));
    }
    println!("{sum}");
    if failed {
        std::process::exit(1)
    }
    Ok(())
}

fn failed_names(stages: &[Stage]) -> String {
    let names = stages.iter().filter(|stage| stage.trouble.is_some()).map(|stage| stage.name);
    names.collect::<Vec<_>>().join(", ")
}
