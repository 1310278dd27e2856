//! Parting the rooms: what only a room needs of the app's WebAssembly becomes a file of its own, loaded when somebody
//! is about to enter it (`src/ui/room.rs`).
//!
//! The linker's output is parted by what refers to what, and only wasm-bindgen's input is that output. Trunk calls
//! wasm-bindgen by its name: for the length of a build, that name is this program, which parts the app and hands on the
//! rest to the real one.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_encoder::Module;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasmparser::{CustomSectionReader, Parser};

use super::{at, empty, glue, pack, stamp};
use crate::run::{command, find, show};
use crate::{Outcome, house};

/// The app's WebAssembly as Cargo calls it.
const APP: &str = "colloquy";
/// Where the real wasm-bindgen is, for whoever is called by its name.
const REAL: &str = "XTASK_WASM_BINDGEN";
/// The script that loads rooms, as wasm-bindgen's script imports it.
const LOADER: &str = "rooms.js";
/// How the names of rooms' files begin.
pub const PREFIX: &str = "room-";

/// The directory of the rooms' files.
fn directory() -> PathBuf {
    house::notes().join("rooms")
}

/// Where this program stands in for wasm-bindgen, to come first on a `PATH`; and the environment it needs there.
///
/// # Errors
/// When the real one is missing, or files cannot be written.
pub fn stand_in() -> Outcome<(PathBuf, (&'static str, PathBuf))> {
    let real = find("wasm-bindgen").ok_or("wasm-bindgen is missing: run `cargo xtask tools`")?;
    let place = house::notes().join("stand-in");
    empty(&place)?;
    let own =
        std::env::current_exe().map_err(|error| format!("This program does not know itself: {error}"))?;
    let to = place.join(house::program("wasm-bindgen"));
    fs::hard_link(&own, &to).or_else(|_| fs::copy(&own, &to).map(|_| ())).map_err(|error| at(&to, &error))?;
    empty(&directory())?;
    Ok((place, (REAL, real)))
}

/// Whether this program was called by the name of wasm-bindgen.
pub fn is_wasm_bindgen(called: &str) -> bool {
    Path::new(called).file_stem().is_some_and(|name| name == "wasm-bindgen")
}

/// Does what wasm-bindgen would; the app is parted before.
///
/// # Errors
/// When it cannot be parted, or wasm-bindgen says no.
pub fn instead_of_wasm_bindgen(mut words: Vec<String>) -> Outcome {
    let real = std::env::var_os(REAL).ok_or("Called as wasm-bindgen, but not by `cargo xtask build`.")?;
    if let Some(input) = words.iter_mut().find(|word| word.ends_with(".wasm")) {
        let linked = PathBuf::from(&*input);
        let name = linked.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let rest = directory().join(format!("{name}.wasm"));
        let content = fs::read(&linked).map_err(|error| at(&linked, &error))?;
        if name == APP {
            part(&content, &rest)?;
        } else {
            fs::write(&rest, slim(&content)?).map_err(|error| at(&rest, &error))?;
        }
        *input = rest.to_string_lossy().into_owned();
        // The linker's exports (memory, table, stack) are what the rooms share with the rest.
        words.extend(
            ["--keep-lld-exports", "--remove-name-section", "--remove-producers-section"].map(str::to_owned),
        );
    }
    let directory = words.iter().find_map(|word| word.strip_prefix("--out-dir="));
    let directory = directory.or_else(|| {
        let at = words.iter().position(|word| word == "--out-dir")?;
        words.get(at + 1).map(String::as_str)
    });
    let directory = directory.map(PathBuf::from);
    show(command(PathBuf::from(real)).args(words))?;
    directory.map_or(Ok(()), |directory| shorten(&directory))
}

/// Makes what wasm-bindgen wrote smaller.
fn shorten(directory: &Path) -> Outcome {
    for script in
        pack::files(directory)?.iter().filter(|file| file.extension().is_some_and(|kind| kind == "js"))
    {
        let name = script.file_stem().unwrap_or_default().to_string_lossy();
        let module = script.with_file_name(format!("{name}_bg.wasm"));
        if !module.is_file() {
            continue;
        }
        let code = fs::read_to_string(script).map_err(|error| at(script, &error))?;
        let content = fs::read(&module).map_err(|error| at(&module, &error))?;
        let (content, code) = glue::with_short_imports(&content, &code)?;
        fs::write(script, glue::without_comments(&code)).map_err(|error| at(script, &error))?;
        fs::write(&module, content).map_err(|error| at(&module, &error))?;
    }
    Ok(())
}

/// Parts the app: the rooms' files go beside `rest`, what is left of the app goes there.
fn part(app: &[u8], rest: &Path) -> Outcome {
    let directory = directory();
    let mut options = wasm_split_cli_support::Options::new(app);
    options.output_dir = &directory;
    options.main_out_path = rest;
    let loader = format!("./{LOADER}");
    options.link_name = &loader;
    options.main_module = "./app.js";
    let parted = wasm_split_cli_support::transform(options)
        .map_err(|error| format!("The rooms of the app could not be parted: {error:?}"))?;
    for room in parted.split_modules {
        let content = fs::read(&room).map_err(|error| at(&room, &error))?;
        fs::write(&room, slim(&content)?).map_err(|error| at(&room, &error))?;
    }
    Ok(())
}

/// Puts the rooms' files into `ready`, each named by its content, and hands back the script that loads them, as a part
/// of the app's own: an import would be one more request for the first row to wait for.
///
/// # Errors
/// When the script is not of the form that is known here.
pub fn furnish(ready: &Path) -> Outcome<String> {
    let loader = directory().join(LOADER);
    let mut script = fs::read_to_string(&loader).map_err(|error| at(&loader, &error))?;
    for file in pack::files(&directory())? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !script.contains(&format!("\"./{name}\"")) {
            continue;
        }
        let content = fs::read(&file).map_err(|error| at(&file, &error))?;
        let stem = name.trim_end_matches(".wasm").trim_start_matches("split_");
        let to = format!("{PREFIX}{stem}-{}.wasm", stamp::of_content(&content));
        script = script.replace(&name, &to);
        fs::write(ready.join(&to), content).map_err(|error| at(&ready.join(&to), &error))?;
    }
    inlined(&script)
}

/// The loader as a part of the app's script, whose `initSync` it then finds without importing it.
fn inlined(loader: &str) -> Outcome<String> {
    let changed = || "The script that loads rooms is not as it was: has its form changed?".to_owned();
    let (import, rest) = loader.trim_start().split_once('\n').ok_or_else(changed)?;
    if !import.starts_with("import { initSync } from") || rest.contains("import {") {
        return Err(changed());
    }
    Ok(glue::without_comments(&rest.replace("export const ", "const ")))
}

/// wasm-bindgen's script with the loader in it instead of imports of it.
///
/// # Errors
/// When the script does not import it.
pub fn join(script: &str, loader: &str) -> Outcome<String> {
    let names: Vec<&str> = loader
        .lines()
        .filter_map(|line| line.strip_prefix("const ")?.split_once(" = ").map(|(name, _)| name))
        .filter(|name| name.starts_with("__wasm_split_load_"))
        .collect();
    let from = format!(" from \"./{LOADER}\"");
    let imports = script.matches(&from).count();
    if names.is_empty() || imports == 0 {
        return Err("wasm-bindgen's script does not import the one that loads rooms.".to_owned());
    }
    let lines = script.lines().map(|line| match line.trim_end_matches(';').strip_suffix(&from) {
        Some(import) => {
            let name = import.trim_start_matches("import * as ");
            format!("const {name} = {{ {} }};", names.join(", "))
        }
        None => line.to_owned(),
    });
    // The names are constants: they have to stand before whoever reads them.
    Ok(format!("{loader}\n{}\n", lines.collect::<Vec<_>>().join("\n")))
}

/// The same module without names and what the linker left, and with numbers no longer than they need be.
fn slim(module: &[u8]) -> Outcome<Vec<u8>> {
    let mut slim = Module::new();
    Slim.parse_core_module(&mut slim, Parser::new(0), module)
        .map_err(|error| format!("A module is not as it should be: {error:?}"))?;
    Ok(slim.finish())
}

struct Slim;

impl Reencode for Slim {
    type Error = std::convert::Infallible;

    fn parse_custom_section(
        &mut self,
        module: &mut Module,
        section: CustomSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let name = section.name();
        if name.starts_with("reloc.") || ["linking", "name", "producers", "target_features"].contains(&name) {
            return Ok(());
        }
        utils::parse_custom_section(self, module, section)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADING: &str = "import { initSync } from \"./app.js\";\n\nfunction makeLoad() { initSync(); }\n\
        export const __wasm_split_load_hall = wrapAsyncCb(makeLoad());\n";
    const GLUE: &str = "import * as import1 from \"./rooms.js\"\nimport * as import2 from \"./rooms.js\";\n\
        const all = { \"./rooms.js\": import1, \"./rooms.js\": import2 };\n";

    #[test]
    fn the_loader_of_rooms_becomes_a_part_of_the_script_that_imported_it() {
        let script = join(GLUE, &inlined(LOADING).unwrap()).unwrap();
        assert!(
            !script.contains("import *") && !script.contains("export ") && !script.contains("app.js"),
            "{script}"
        );
        assert!(script.contains("const import2 = { __wasm_split_load_hall };"), "{script}");
        assert!(script.find("const __wasm_split_load_hall") < script.find("const import1"), "{script}");
    }

    #[test]
    fn scripts_of_another_form_fail_the_build() {
        assert!(inlined("export const loads = 1;\n").is_err());
        assert!(join("const all = {};", &inlined(LOADING).unwrap()).is_err());
        assert!(join(GLUE, "const nothing = 1;").is_err());
    }

    #[test]
    fn a_slim_module_has_neither_names_nor_what_the_linker_left() {
        let custom = |name: &'static str| wasm_encoder::CustomSection {
            name: name.into(),
            data: (&[1, 2][..]).into(),
        };
        let mut module = Module::new();
        module
            .section(&custom("reloc.CODE"))
            .section(&custom("linking"))
            .section(&custom("__wasm_bindgen_unstable"));
        let slim = slim(&module.finish()).unwrap();
        let kept: Vec<_> = Parser::new(0)
            .parse_all(&slim)
            .filter_map(|part| match part.unwrap() {
                wasmparser::Payload::CustomSection(section) => Some(section.name().to_owned()),
                _ => None,
            })
            .collect();
        assert_eq!(kept, ["__wasm_bindgen_unstable"]);
    }
}
