//! Names with a hash of the content: then all but the page itself may be kept by browsers for ever, and files of two
//! builds are never mixed. The hash is taken of what is served, so no change of the build can go unnoticed.

use std::fs;
use std::path::Path;

use super::{at, stamp};
use crate::Outcome;

/// A file, and the files that name it.
type Named<'a> = (&'a str, &'a [&'a str]);

/// The files of a release page. What is renamed changes the files that name it, so the innermost comes first.
pub const FILES: [Named<'static>; 7] = [
    ("colloquy_bg.wasm", &["app.js", "index.html"]),
    ("app.js", &["index.html"]),
    ("style.css", &["index.html"]),
    ("renderer_bg.wasm", &["renderer.js"]),
    ("renderer.js", &["early.js"]),
    ("lazy-style.css", &["early.js"]),
    ("early.js", &["index.html"]),
];

/// Renames files in a directory, and in the files that name them.
///
/// # Errors
/// When one is missing, or is not named where it should be.
pub fn rename<'a>(directory: &Path, files: impl IntoIterator<Item = Named<'a>>) -> Outcome {
    for (file, namers) in files {
        let path = directory.join(file);
        let content = fs::read(&path).map_err(|error| at(&path, &error))?;
        let renamed = with_hash(file, &stamp::of_content(&content));
        for namer in namers {
            let namer_path = directory.join(namer);
            let text = fs::read_to_string(&namer_path).map_err(|error| at(&namer_path, &error))?;
            if !text.contains(file) {
                return Err(format!("{namer} does not name {file}: has its form changed?"));
            }
            fs::write(&namer_path, text.replace(file, &renamed)).map_err(|error| at(&namer_path, &error))?;
        }
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
                ("lazy-style.css", ".turn {}"),
                ("early.js", "import('./renderer.js'); './lazy-style.css'"),
                ("index.html", "<script src=early.js>"),
            ] {
                fs::write(place.join(name), content).unwrap();
            }
            let renderer = FILES.into_iter().skip_while(|(file, _)| *file != "renderer_bg.wasm");
            rename(&place, renderer).unwrap();
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
        assert_eq!(same[0], "index.html");
        assert!(same.len() == 2 && same[1].starts_with("lazy-style-"), "{same:?}");
        assert_eq!(one[4].len(), "renderer-0123456789abcdef_bg.wasm".len());
    }
}
