//! What the keyboard help says is what the keys do: each row of the table has a dispatcher that answers to it, and each
//! dispatcher answers to rows of the table only. Read from the source itself.
#![expect(clippy::unwrap_used, reason = "a test may stop at what cannot be")]

use std::{collections::BTreeSet, fs, path::Path};

use colloquy::local::hotkeys::table::TABLE;

/// The names that follow `Hotkey::` in a text.
fn named(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|letter| letter.is_alphanumeric()).collect();
    text.split("Hotkey::").skip(1).map(name).collect()
}

/// The shortcuts that dispatchers below a folder answer to: files that listen to keys, but not the listener itself.
fn dispatched(folder: &Path) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(dispatched(&path));
        } else if !path.starts_with(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/browser")) {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            if code.contains("hotkeys::on_key(") || code.contains("hotkeys::typed(") {
                all.extend(named(code));
            }
        }
    }
    all
}

#[test]
fn every_key_of_the_help_does_something_and_every_key_is_in_the_help() {
    let rows = TABLE.iter().flat_map(|(_, rows)| rows.iter());
    let shown: BTreeSet<String> = rows.flat_map(|row| named(&format!("Hotkey::{:?}", row.0))).collect();
    let dispatched = dispatched(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(shown.len() > 5, "the table is empty");
    let missing: Vec<_> = shown.difference(&dispatched).collect();
    let hidden: Vec<_> = dispatched.difference(&shown).collect();
    assert!(missing.is_empty(), "in the help, yet nobody answers: {missing:?}");
    assert!(hidden.is_empty(), "answered, yet not in the help: {hidden:?}");
}
