//! The source files as modules that use modules, and the rules about that.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::source::{self, Named};

pub struct File {
    /// The module path, such as `ui::safe_html`; empty for `lib.rs`, `main` for `main.rs`.
    pub module: String,
    pub lines: usize,
    named: Named,
}

impl File {
    /// The top-level module it belongs to, such as `ui`.
    pub fn top_level(&self) -> &str {
        top_level(&self.module)
    }
}

/// The source files of the app, or of a made-up one.
pub struct SourceTree {
    /// In the order of their names, without files of tests.
    pub files: Vec<File>,
}

impl SourceTree {
    /// The tree below `src/`.
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let texts = rust_files(&root).into_iter().map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).unwrap())
        });
        Self::of(texts)
    }

    /// A tree of these files, as pairs of name and text.
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

    /// Dependencies that the table does not allow, and modules that are not in it. Every module may use `open_to_all`.
    pub fn forbidden_dependencies(&self, table: &[(&str, &[&str])], open_to_all: &str) -> Vec<String> {
        let mut faults = Vec::new();
        for file in self.files.iter().filter(|file| !file.module.is_empty()) {
            let from = file.top_level();
            let Some((_, allowed)) = table.iter().find(|(name, _)| *name == from) else {
                faults.push(format!("{from} has no line in the table of dependencies ({})", file.module));
                continue;
            };
            let used = self.targets(file).into_iter().map(|target| top_level(&target).to_owned());
            for to in used.collect::<BTreeSet<_>>() {
                if to != from && to != open_to_all && !allowed.contains(&to.as_str()) {
                    faults.push(format!("{from} -> {to} ({})", file.module));
                }
            }
        }
        faults
    }

    /// What the table allows and no file uses: a table that allows more than there is hides what comes to be used.
    pub fn unused_dependencies(&self, table: &[(&str, &[&str])]) -> Vec<String> {
        let mut used: BTreeSet<(String, String)> = BTreeSet::new();
        for file in &self.files {
            let targets = self.targets(file);
            used.extend(targets.iter().map(|to| (file.top_level().to_owned(), top_level(to).to_owned())));
        }
        let allowed = table.iter().flat_map(|(from, all)| all.iter().map(move |to| (*from, *to)));
        allowed
            .filter(|(from, to)| !used.contains(&((*from).to_owned(), (*to).to_owned())))
            .map(|(from, to)| format!("{from} -> {to} is allowed and not used"))
            .collect()
    }

    /// The chosen files that contain one of the words.
    pub fn named(&self, words: &[&str], chosen: impl Fn(&File) -> bool) -> Vec<String> {
        let files = self.files.iter().filter(|file| chosen(file));
        let found = files.flat_map(|file| {
            let contained: BTreeSet<&str> = file.named.words.iter().map(String::as_str).collect();
            words
                .iter()
                .filter(move |word| contained.contains(**word))
                .map(|word| format!("{} names {word}", file.module))
        });
        found.collect()
    }

    /// Types whose name is defined more than once, each with the modules that do: a search for a name finds one thing.
    pub fn types_defined_twice(&self) -> Vec<String> {
        let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for file in &self.files {
            for name in &file.named.types {
                modules.entry(name).or_default().push(&file.module);
            }
        }
        modules.retain(|_, modules| modules.len() > 1);
        modules
            .iter()
            .map(|(name, modules)| format!("{name} is defined in {}", modules.join(" and ")))
            .collect()
    }

    /// Cycles of modules that use each other. A module here has at most two segments: a file and its submodules
    /// (`text::extract` with `text::extract::part`) may use each other, as may a top-level file and all modules below it.
    pub fn cycles(&self) -> Vec<String> {
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in self.files.iter().filter(|file| !file.module.is_empty()) {
            let from = family(&file.module);
            for to in self.targets(file).iter().map(|target| family(target)) {
                let with_parent =
                    top_level(&from) == top_level(&to) && (!from.contains("::") || !to.contains("::"));
                if to != from && !with_parent {
                    uses.entry(from.clone()).or_default().insert(to);
                }
            }
        }
        let mut faults = Vec::new();
        for start in uses.keys() {
            if let Some(cycle) = cycle_from(&uses, start).filter(|cycle| cycle.iter().min() == Some(start)) {
                faults.push(format!("cycle: {}", cycle.join(" -> ")));
            }
        }
        faults
    }

    /// The modules that a file uses, as full module paths.
    fn targets(&self, file: &File) -> BTreeSet<String> {
        let resolve = |(inline, path): &(usize, Vec<String>)| self.resolve(&file.module, *inline, path);
        file.named.paths.iter().filter_map(resolve).collect()
    }

    /// The longest existing module that a path names; `None` if it is outside of the crate.
    fn resolve(&self, from: &str, inline: usize, path: &[String]) -> Option<String> {
        let mut here: Vec<&str> = if from == "main" { Vec::new() } else { parts(from) };
        // Inside inline modules, `self` and `super` start that many levels deeper.
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
            // A module may exist only as a directory.
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

/// The shortest cycle through `start`.
fn cycle_from(uses: &BTreeMap<String, BTreeSet<String>>, start: &str) -> Option<Vec<String>> {
    let mut ways = std::collections::VecDeque::from([vec![start.to_owned()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in way.last().and_then(|last| uses.get(last)).into_iter().flatten() {
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

fn top_level(module: &str) -> &str {
    module.split("::").next().unwrap_or(module)
}

fn family(module: &str) -> String {
    parts(module).into_iter().take(2).collect::<Vec<_>>().join("::")
}

/// The Rust files below a directory, sorted by path.
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
