//! `cargo xtask`: every chore of this repository in one place. Each command finds or installs what it needs, says
//! what it does, and on trouble says in words what to do about it.
//!
//! Start with [`help`]; each command has a module of its own name.

mod build;
mod cases;
mod check;
mod paths;
mod run;
mod serve;
mod shots;
mod suite;
mod tools;

use std::process::ExitCode;

/// A step that worked, or a sentence for the person at the terminal.
type Outcome<T = ()> = Result<T, String>;

const HELP: &str = "\
cargo xtask <command>

  serve [--proxy URL] [--port N] [...]   build what is missing, start mock-opik with sample conversations and
                                         print the address; with --proxy, show a real Opik's data instead.
                                         Anything else is handed on to mock-opik (its --help says what it takes)
  build                                  the release app into dist/, the server into target/release/mock-opik
  test [NAME] [--browsers]               everything: format, clippy, native, backend, browser and SDK tests;
                                         with NAME, only the browser tests whose name contains it; with
                                         --browsers, the main walk in Firefox and WebKit as well
  check [NAME...]                        measure against the budgets: bytes, counts, and times compared with those of
                                         plain pages; with names only these groups: server, start, opening, list,
                                         sweep, walk, memory; bytes says which crates the code comes from; load
                                         has 25 clients at once, and longer
  shots                                  pictures of the main screens, three widths, light and dark
  cases [FILE] [--only TEXT] [--shots] [--text]
                                         shows every payload of a file in a browser, and says which are not shown as
                                         they should be; with --only, those whose id contains TEXT; with --shots,
                                         pictures in target/cases; with --text, what is shown of each
  tools                                  find or install Trunk, Chromium and the Python SDK
  bundle                                 what Trunk calls while it builds (Trunk.toml); nothing to type";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    let outcome = match command.as_str() {
        "serve" => serve::serve(&rest),
        "build" => build::all(),
        "bundle" => build::bundle::bundle(),
        "test" => suite::test(&rest),
        "check" => check::check(&rest),
        "cases" => cases::cases(&rest),
        "shots" => shots::shots(),
        "tools" => tools::all(),
        "" | "help" | "-h" | "--help" => help(),
        other => Err(format!("There is no command \"{other}\".\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\n{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn help() -> Outcome {
    println!("{HELP}");
    Ok(())
}
