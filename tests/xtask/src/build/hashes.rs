//! Names with a hash of the content for what Trunk gives plain ones: then all but the page itself may be kept for ever,
//! and files of two builds are never mixed.

use std::fs;
use std::path::Path;

use super::{at, stamp};
use crate::Outcome;

/// Files, each with the one that names it: what is renamed changes the namer, so the innermost comes first.
const NAMED: [(&str, &str); 3] =
    [("renderer_bg.wasm", "renderer.js"), ("renderer.js", "early.js"), ("early.js", "index.html")];

/// Renames them in a directory, and in the files that name them.
///
/// # Errors
/// When one is missing, or is not named where it should be.
pub fn give(directory: &Path) -> Outcome {
    for (file, namer) in NAMED {
        let (path, namer_path) = (directory.join(file), directory.join(namer));
        let content = fs::read(&path).map_err(|error| at(&path, &error))?;
        let text = fs::read_to_string(&namer_path).map_err(|error| at(&namer_path, &error))?;
        if !text.contains(file) {
            return Err(format!("{namer} does not name {file}: has its form changed?"));
        }
        let renamed = with_hash(file, &stamp::of_content(&content));
        fs::write(&namer_path, text.replace(file, &renamed)).map_err(|error| at(&namer_path, &error))?;
        fs::rename(&path, directory.join(renamed)).map_err(|error| at(&path, &error))?;
    }
    Ok(())
}

/// `renderer_bg.wasm` as `renderer-0123456789abcdef_bg.wasm`, the form that servers know.
fn with_hash(name: &str, hash: &str) -> String {
    let end = name.find("_bg.").or_else(|| name.find('.')).unwrap_or(name.len());
    let (stem, rest) = name.split_at(end);
    format!("{stem}-{hash}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_deep_down_gives_every_file_above_it_a_new_name() {
        let place = std::env::temp_dir().join(format!("colloquy-hashes-{}", std::process::id()));
        let names_with = |wasm: &str| {
            fs::create_dir_all(&place).unwrap();
            for (name, content) in [
                ("renderer_bg.wasm", wasm),
                ("renderer.js", "new URL('renderer_bg.wasm', import.meta.url)"),
                ("early.js", "import('./renderer.js')"),
                ("index.html", "<script src=early.js>"),
            ] {
                fs::write(place.join(name), content).unwrap();
            }
            give(&place).unwrap();
            let mut names: Vec<String> = fs::read_dir(&place)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            let page = fs::read_to_string(place.join("index.html")).unwrap();
            assert_eq!(page, format!("<script src={}>", names[0]));
            fs::remove_dir_all(&place).unwrap();
            names
        };
        let (one, other) = (names_with("one"), names_with("other"));
        assert_eq!(one, names_with("one"));
        let same: Vec<&String> = one.iter().filter(|name| other.contains(name)).collect();
        assert_eq!(same, ["index.html"]);
        assert_eq!(one[3].len(), "renderer-0123456789abcdef_bg.wasm".len());
    }
}
