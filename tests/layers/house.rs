//! The source as modules that know modules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::source::{self, Named};

/// One source file.
pub struct File {
    /// As code names it: `ui::safe_html`; the crate's root is empty, the program `main`.
    pub module: String,
    /// How many lines it has.
    pub lines: usize,
    named: Named,
}

impl File {
    /// The top-level module it belongs to.
    pub fn room(&self) -> &str {
        room(&self.module)
    }
}

/// All of them.
pub struct House {
    /// In the order of their names; files of tests are left out.
    pub files: Vec<File>,
}

impl House {
    /// The one we live in: `src/`.
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let texts = rust_files(&root).into_iter().map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).unwrap())
        });
        Self::of(texts)
    }

    /// A made-up one.
    pub fn made_up(files: &[(&str, &str)]) -> Self {
        Self::of(files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
    }

    fn of(texts: impl Iterator<Item = (String, String)>) -> Self {
        let files =
            texts.filter(|(name, _)| !name.split('/').any(|part| part == "tests" || part == "tests.rs"));
        let file = |(name, text): (String, String)| {
            let module = name.trim_end_matches(".rs").replace('/', "::");
            let module = if module == "lib" { String::new() } else { module };
            File { module, lines: text.lines().count(), named: source::read(&text) }
        };
        Self { files: files.map(file).collect() }
    }

    /// Arrows that the table does not allow, and modules that it does not know. Everybody may use `open_to_all`.
    pub fn wrong_arrows(&self, table: &[(&str, &[&str])], open_to_all: &str) -> Vec<String> {
        let mut faults = Vec::new();
        for file in self.files.iter().filter(|file| !file.module.is_empty()) {
            let from = file.room();
            let Some((_, allowed)) = table.iter().find(|(name, _)| *name == from) else {
                faults.push(format!("{from} has no line in the table of arrows ({})", file.module));
                continue;
            };
            let rooms = self.targets(file).into_iter().map(|target| room(&target).to_owned());
            for to in rooms.collect::<BTreeSet<_>>() {
                if to != from && to != open_to_all && !allowed.contains(&to.as_str()) {
                    faults.push(format!("{from} -> {to} ({})", file.module));
                }
            }
        }
        faults
    }

    /// Files of the chosen kind that name one of the words.
    pub fn named(&self, words: &[&str], chosen: impl Fn(&File) -> bool) -> Vec<String> {
        let files = self.files.iter().filter(|file| chosen(file));
        let found = files.flat_map(|file| {
            let said: BTreeSet<&str> = file.named.words.iter().map(String::as_str).collect();
            words
                .iter()
                .filter(move |word| said.contains(**word))
                .map(|word| format!("{} names {word}", file.module))
        });
        found.collect()
    }

    /// Modules that know each other in a circle. A module is a file of a room with its own parts (`text::extract` with
    /// `text::extract::part`): those may lean on each other, and a room's first file on all of the room.
    pub fn circles(&self) -> Vec<String> {
        let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in self.files.iter().filter(|file| !file.module.is_empty()) {
            let from = family(&file.module);
            for to in self.targets(file).iter().map(|target| family(target)) {
                let of_one_room = room(&from) == room(&to) && (!from.contains("::") || !to.contains("::"));
                if to != from && !of_one_room {
                    arrows.entry(from.clone()).or_default().insert(to);
                }
            }
        }
        let mut faults = Vec::new();
        for start in arrows.keys() {
            if let Some(circle) = way_back(&arrows, start).filter(|circle| circle.iter().min() == Some(start))
            {
                faults.push(format!("circle: {}", circle.join(" -> ")));
            }
        }
        faults
    }

    /// The modules that a file names, as whole module paths.
    fn targets(&self, file: &File) -> BTreeSet<String> {
        let resolve = |(inline, path): &(usize, Vec<String>)| self.resolve(&file.module, *inline, path);
        file.named.paths.iter().filter_map(resolve).collect()
    }

    /// The module that a path leads to, the longest that exists; none when it leads out of the crate.
    fn resolve(&self, from: &str, inline: usize, path: &[String]) -> Option<String> {
        let mut here: Vec<&str> = if from == "main" { Vec::new() } else { parts(from) };
        // A path inside an inline module starts that many steps further in.
        here.extend(std::iter::repeat_n("", inline));
        let mut rest = path.iter().map(String::as_str).peekable();
        let first = *rest.peek()?;
        match first {
            "crate" | "colloquy" => {
                here.clear();
                rest.next();
            }
            "self" => {
                rest.next();
            }
            "super" => {
                while rest.next_if_eq(&"super").is_some() {
                    here.pop();
                }
            }
            _ => {}
        }
        here.retain(|part| !part.is_empty());
        let anchored = matches!(first, "crate" | "colloquy" | "self" | "super");
        let mut found = anchored.then(|| here.join("::")).filter(|module| !module.is_empty());
        for part in rest {
            here.push(part);
            let module = here.join("::");
            // A room that exists only as a directory counts from its first segment on.
            if self
                .files
                .iter()
                .any(|file| file.module == module || file.module.starts_with(&format!("{module}::")))
            {
                found = Some(module);
            } else if here.len() == 1 && matches!(first, "crate" | "colloquy") {
                return Some(part.to_owned());
            } else {
                break;
            }
        }
        found
    }
}

/// The shortest way from `start` back to it.
fn way_back(arrows: &BTreeMap<String, BTreeSet<String>>, start: &str) -> Option<Vec<String>> {
    let mut ways = std::collections::VecDeque::from([vec![start.to_owned()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in way.last().and_then(|last| arrows.get(last)).into_iter().flatten() {
            if next == start {
                return Some(way);
            }
            if seen.insert(next.clone()) {
                ways.push_back(way.iter().cloned().chain([next.clone()]).collect());
            }
        }
    }
    None
}

fn parts(module: &str) -> Vec<&str> {
    module.split("::").filter(|part| !part.is_empty()).collect()
}

fn room(module: &str) -> &str {
    module.split("::").next().unwrap_or(module)
}

fn family(module: &str) -> String {
    parts(module).into_iter().take(2).collect::<Vec<_>>().join("::")
}

/// The Rust files below a directory, in the order of their names.
pub fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
