//! `cargo xtask shots`: pictures of the main screens for the eye, in `target/shots/`.

use crate::run::{command, show};
use crate::{Outcome, build, paths, tools};

/// Takes them.
///
/// # Errors
/// What could not be found, built or photographed.
pub fn shots() -> Outcome {
    tools::trunk(0)?;
    build::app()?;
    let browser = tools::for_browsing()?;
    let to = paths::target().join("shots");
    let mut cargo = command("cargo");
    cargo.args(["run", "--quiet", "--locked", "--package", "e2e", "--bin", "shots", "--"]).arg(&to);
    cargo
        .env("CHROME", browser.chrome)
        .env("CHROMEDRIVER", browser.driver)
        .env("COLLOQUY_APP", paths::dist());
    show(&mut cargo)?;
    println!("The pictures are in {}", to.display());
    Ok(())
}
