//! What the page is made of, as one number: by content, so that neither a checkout nor a clock fools it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use super::{at, pack};
use crate::{Outcome, paths};

/// All that goes into `dist/`, the tools that make it included.
const PARTS: [&str; 13] = [
    "src",
    "renderer",
    "style",
    "public",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo/config.toml",
    "tests/xtask/src/build.rs",
    "tests/xtask/src/build",
    "tests/xtask/Cargo.toml",
];

/// The stamp of what lies there now.
pub fn of_the_app() -> Outcome<String> {
    of(&paths::root(), &PARTS)
}

fn of(root: &Path, parts: &[&str]) -> Outcome<String> {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        let place = root.join(part);
        let files = if place.is_dir() { pack::files(&place)? } else { vec![place] };
        for file in files.iter().filter(|file| file.is_file()) {
            let content = fs::read(file).map_err(|error| at(file, &error))?;
            (file.strip_prefix(root).unwrap_or(file), content).hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The hash that goes into a file's name, 16 hexadecimal digits as Trunk's own.
pub fn of_content(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_or_a_new_name_changes_the_stamp_and_nothing_else_does() {
        let root = std::env::temp_dir().join(format!("colloquy-stamp-{}", std::process::id()));
        fs::create_dir_all(root.join("src")).unwrap();
        let write = |name: &str, text: &str| fs::write(root.join(name), text).unwrap();
        write("src/a.rs", "one");
        let first = of(&root, &["src", "missing"]).unwrap();
        write("src/a.rs", "one");
        assert_eq!(of(&root, &["src", "missing"]).unwrap(), first);
        write("src/a.rs", "two");
        assert_ne!(of(&root, &["src", "missing"]).unwrap(), first);
        write("src/a.rs", "one");
        fs::rename(root.join("src/a.rs"), root.join("src/b.rs")).unwrap();
        assert_ne!(of(&root, &["src", "missing"]).unwrap(), first);
        fs::remove_dir_all(&root).unwrap();
    }
}
