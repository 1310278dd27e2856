//! The number of lines per file, and which files are too long.

use std::io::Write;
use std::path::Path;

use crate::source_tree::{SourceTree, rust_files};

/// Longer source files should be split, unless they are tables of data.
pub const LONGEST: usize = 300;

/// The files of `src/` that are longer than [`LONGEST`] and not in `allowed` (module and reason).
pub fn too_long(tree: &SourceTree, allowed: &[(&str, &str)]) -> Vec<String> {
    let long = tree.files.iter().filter(|file| file.lines > LONGEST);
    long.filter(|file| !allowed.iter().any(|(module, _)| *module == file.module))
        .map(|file| format!("{} has {} lines, more than {LONGEST}", file.module, file.lines))
        .collect()
}

/// Prints statistics of lines per file for each crate, also when the test passes.
pub fn print() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::from("\nlines per file      files  median     p90  largest\n");
    for place in ["src", "tests/mock-opik", "tests/e2e", "tests/xtask"] {
        let mut counts: Vec<(usize, String)> = rust_files(&root.join(place))
            .iter()
            .map(|path| {
                let lines = std::fs::read_to_string(path).unwrap().lines().count();
                (lines, path.strip_prefix(root).unwrap().display().to_string())
            })
            .collect();
        counts.sort();
        let at = |share: usize| counts[(counts.len() - 1) * share / 100].0;
        let (largest, name) = &counts[counts.len() - 1];
        text +=
            &format!("  {place:<16} {:>6} {:>7} {:>7} {largest:>8}  {name}\n", counts.len(), at(50), at(90));
    }
    // The output of print! is hidden when the test passes.
    let _ = std::io::stdout().write_all(text.as_bytes());
}
