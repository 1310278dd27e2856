//! A Python of our own below `target/` with the published Opik SDK and OpenTelemetry's exporter, which the SDK tests log
//! with, and the axe accessibility rules, which the browser tests put into the page. All are pinned; none is ever
//! committed.

use std::path::{Path, PathBuf};

use super::{announce, debian};
use crate::run::{command, find, read, show};
use crate::{Outcome, paths};

/// The Opik SDK of the SDK test.
pub const OPIK: &str = "2.2.122";
/// The OpenTelemetry exporter of the SDK test, which knows nothing of Opik.
const OTEL: [&str; 2] = ["opentelemetry-sdk==1.45.2", "opentelemetry-exporter-otlp-proto-http==1.45.2"];
/// The package that brings `axe.min.js` (its 0.1.8 brings axe-core 4.12.1); we use nothing else of it.
const AXE: &str = "axe-playwright-python==0.1.8";

/// The Python and what it brought.
pub struct Python {
    /// The interpreter that can `import opik`.
    pub program: PathBuf,
    /// `axe.min.js`.
    pub axe: PathBuf,
}

/// Makes it once; afterwards only checks that it is complete.
pub fn find_or_install() -> Outcome<Python> {
    let home = paths::target().join("python");
    let program = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let (axe, done) = (home.join("axe.min.js"), home.join("done"));
    let wanted = format!("opik=={OPIK} {} {AXE}", OTEL.join(" "));
    let whole = std::fs::read_to_string(&done).is_ok_and(|text| text == wanted);
    if !whole || !program.is_file() || !axe.is_file() {
        install(&home, &program, &axe)?;
        std::fs::write(&done, wanted).map_err(|error| format!("{}: {error}", done.display()))?;
    }
    Ok(Python { program, axe })
}

fn install(home: &Path, program: &Path, axe: &Path) -> Outcome {
    let python = find("python3").or_else(|| find("python")).ok_or(
        "There is no Python 3 here. The SDK test needs one (3.10 or newer) to run the published Opik SDK with: \
         install it from your system's packages or from https://www.python.org.",
    )?;
    announce(
        &format!("Installing the Opik SDK {OPIK}, OpenTelemetry and axe-core with pip"),
        "1 minute, once per clone",
    );
    let make = || read(command(&python).args(["-m", "venv", "--clear"]).arg(home));
    // Debian splits venv off Python and tells nobody until it is used.
    if let Err(error) = make() {
        debian::install(&["python3-venv"], "a minute").map_err(|how| format!("{error}\n{how}"))?;
        make()?;
    }
    let pip = |packages: &[&str]| {
        show(
            command(program)
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                .args(packages),
        )
    };
    pip(&[&format!("opik=={OPIK}"), OTEL[0], OTEL[1]])?;
    pip(&["--no-deps", AXE])?;
    let place =
        read(command(program).args(["-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]))?;
    let from = Path::new(&place).join("axe_playwright_python").join("axe.min.js");
    std::fs::copy(&from, axe).map_err(|error| format!("{}: {error}", from.display()))?;
    Ok(())
}
