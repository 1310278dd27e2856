//! `cargo xtask cases [FILE] [--only TEXT] [--shots] [--text]`: how many of a file's payloads are shown as they should
//! be. What a case is stands in `tests/e2e/src/bin/cases/case.rs`.

use std::path::PathBuf;

use crate::run::{command, show};
use crate::{Outcome, build, paths, tools};

/// Shows every case in a browser and prints which are wrong, and how many are right.
///
/// # Errors
/// What could not be found, built or opened. Wrong cases are no error.
pub fn cases(given: &[String]) -> Outcome {
    let (mut file, mut passed_on) = (None, Vec::new());
    let mut words = given.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--only" => {
                let text = words.next().ok_or("--only needs a text that the ids contain.")?;
                passed_on.extend(["--only".to_owned(), text.clone()]);
            }
            "--text" => passed_on.push("--text".to_owned()),
            "--shots" => {
                let to = paths::target().join("cases");
                passed_on.extend(["--shots".to_owned(), to.display().to_string()]);
            }
            other if other.starts_with("--") => return Err(format!("There is no option {other}.")),
            name => file = Some(PathBuf::from(name)),
        }
    }
    let file = match file.or_else(usual_file) {
        Some(file) => file.canonicalize().map_err(|error| format!("{}: {error}", file.display()))?,
        None => return Err(NO_FILE.to_owned()),
    };
    tools::trunk(0)?;
    build::app()?;
    let browser = tools::for_browsing()?;
    let mut cargo = command("cargo");
    cargo.args(["run", "--quiet", "--locked", "--package", "e2e", "--bin", "cases", "--"]);
    cargo.arg(file).args(passed_on);
    cargo
        .env("CHROME", browser.chrome)
        .env("CHROMEDRIVER", browser.driver)
        .env("COLLOQUY_APP", paths::dist());
    show(&mut cargo)
}

const NO_FILE: &str = "\
Name a file of cases: `cargo xtask cases FILE`. It has one JSON object a line, such as
{\"id\": \"a-name\", \"input\": {\"traces\": [{\"input\": …, \"output\": …}]}, \"must\": [\"words that are shown\"], \"must_not\": []}
Without a name it is shared/cases/cases.jsonl in a directory above this repository.";

/// `shared/cases/cases.jsonl` in the nearest directory above the repository that has it.
fn usual_file() -> Option<PathBuf> {
    let root = paths::root();
    root.ancestors().skip(1).map(|above| above.join("shared/cases/cases.jsonl")).find(|file| file.is_file())
}
