//! The bytes of the app: what the first visit loads, every WebAssembly module, and what the modules consist of.

use std::path::Path;

use super::areas;
use crate::build::pack::{self, When};
use crate::{Outcome, paths};

/// The whole first load over the wire, brotli, in bytes. It should be 350,000; widths, levels and marks of rows took it over
/// that on 2026-11-28.
const FIRST_LOAD: u64 = 360_000;
/// All WebAssembly modules together, brotli, in bytes: what they were on 2026-11-28, with all that finds conversations
/// (filters, facets, charts, saved views, selection, exports; 365 KB, each loaded when it is wanted).
const MODULES: u64 = 1_235_000;
/// A module smaller than this is not worth a line of its own, brotli, in bytes.
const SMALL: u64 = 2_000;
/// Modules of which `check bytes` says what they consist of, in bytes as the linker made them.
const LARGE: usize = 200_000;

/// Prints the sizes of an app.
///
/// # Errors
/// When they are over their budgets, or cannot be read.
pub fn tell(app: &Path) -> Outcome {
    println!("\nBytes of the app                  raw       gzip     brotli");
    let first = sum_of(app, When::First)?;
    println!("{}", line("the first load", first));
    println!("{}", line("later", sum_of(app, When::Later)?));
    println!("\nWebAssembly modules               raw       gzip     brotli");
    let modules = pack::modules(app)?;
    let (large, small): (Vec<_>, Vec<_>) = modules.iter().partition(|(_, bytes)| bytes.brotli >= SMALL);
    for (name, bytes) in &large {
        println!("{}", line(name, *bytes));
    }
    println!("{}", line(&format!("{} small ones", small.len()), small.iter().map(|(_, bytes)| *bytes).sum()));
    let all: pack::Bytes = modules.iter().map(|(_, bytes)| *bytes).sum();
    println!("{}", line("all modules", all));
    within("The first load", first.brotli, FIRST_LOAD).and(within("All modules", all.brotli, MODULES))
}

/// Prints which crates and which areas of the app the code of the large modules comes from, as the last build made them.
///
/// # Errors
/// When there is no build, or a module cannot be read.
pub fn tell_areas() -> Outcome {
    let directory = paths::cache_dir().join("split");
    let mut modules = Vec::new();
    for file in
        pack::files(&directory)?.iter().filter(|file| file.extension().is_some_and(|kind| kind == "wasm"))
    {
        let module = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        modules.push((file.file_stem().unwrap_or_default().to_string_lossy().into_owned(), module));
    }
    modules.retain(|(_, module)| module.len() >= LARGE);
    modules.sort_by_key(|(_, module)| std::cmp::Reverse(module.len()));
    for (name, module) in modules {
        let sizes = areas::of(&module)?;
        let sum: usize = sizes.iter().map(|(_, bytes)| bytes).sum();
        println!("\n{name}: {sum} bytes of code and data, before they are packed");
        let told = if name == "main" { 24 } else { 8 };
        for (area, bytes) in sizes.iter().take(told) {
            println!("  {area:<36} {bytes:>9} {:>5.1} %", 100.0 * *bytes as f64 / sum as f64);
        }
    }
    Ok(())
}

fn within(what: &str, bytes: u64, budget: u64) -> Outcome {
    let fits = bytes <= budget;
    println!("  {what}: {bytes} of {budget}: {}", if fits { "ok" } else { "TOO MUCH" });
    if fits { Ok(()) } else { Err(format!("{what}: {bytes} bytes; the budget is {budget}.")) }
}

/// Prints the kinds, and sums them up.
fn sum_of(app: &Path, when: When) -> Outcome<pack::Bytes> {
    let kinds = pack::by_kind(app, when)?;
    for (kind, bytes) in &kinds {
        println!("{}", line(kind, *bytes));
    }
    Ok(kinds.into_values().sum())
}

fn line(what: &str, bytes: pack::Bytes) -> String {
    format!("  {what:<24} {:>10} {:>10} {:>10}", bytes.raw, bytes.gzip, bytes.brotli)
}
