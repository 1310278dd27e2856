//! Lazy modules: what only one part of the page needs of the app's WebAssembly becomes a file of its own, which is
//! loaded when that part is needed (`src/ui/lazy.rs`). `wasm_split_cli_support` splits the linker's output by its
//! relocations, before wasm-bindgen.

use std::fs;
use std::path::Path;

use wasm_encoder::Module;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasmparser::{CustomSectionReader, Parser};

use super::{arrange, at, bind, glue, pack, share};
use crate::{Outcome, paths};

/// The script that loads lazy modules, as wasm-bindgen's script imports it.
const LOADER: &str = "lazy.js";
/// How the names of lazy modules begin.
pub const PREFIX: &str = "lazy-";

/// An app, split.
pub struct Parts {
    /// What is loaded at first; still to be bound.
    pub main: Vec<u8>,
    /// The script that loads the lazy modules, to become a part of the app's own: an import would be one more request
    /// before the first row is shown.
    pub loader: String,
    /// The lazy modules by file name, as the loader names them.
    pub modules: Vec<(String, Vec<u8>)>,
}

/// Splits what the linker made.
///
/// # Errors
/// When it cannot be split, or the loader is not of the form that is known here.
pub fn split(linked: &[u8]) -> Outcome<Parts> {
    let directory = paths::cache_dir().join("split");
    if directory.exists() {
        fs::remove_dir_all(&directory).map_err(|error| at(&directory, &error))?;
    }
    let main = directory.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(linked);
    options.output_dir = &directory;
    options.main_out_path = &main;
    let loader = format!("./{LOADER}");
    options.link_name = &loader;
    options.main_module = "./app.js";
    wasm_split_cli_support::transform(options)
        .map_err(|error| format!("The app could not be split: {error:?}"))?;
    let read = |file: &Path| fs::read(file).map_err(|error| at(file, &error));
    let mut loader = String::from_utf8_lossy(&read(&directory.join(LOADER))?).into_owned();
    let mut modules = Vec::new();
    for file in pack::files(&directory)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Some are empty and loaded by nobody.
        if !loader.contains(&format!("\"./{name}\"")) {
            continue;
        }
        let renamed = format!("{PREFIX}{}", name.trim_start_matches("split_"));
        loader = loader.replace(&name, &renamed);
        modules.push((renamed, arrange::arranged(&without_linking(&read(&file)?)?)?));
    }
    let (loader, modules) = share::shared(&loader, modules)?;
    Ok(Parts { main: read(&main)?, loader: inlined(&loader)?, modules })
}

/// The loader as a part of the app's script, whose `initSync` it then finds without importing it.
fn inlined(loader: &str) -> Outcome<String> {
    let changed = || "The script that loads lazy modules is not as it was: has its form changed?".to_owned();
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
pub fn with_loader(script: &str, loader: &str) -> Outcome<String> {
    let names: Vec<&str> = loader
        .lines()
        .filter_map(|line| line.strip_prefix("const ")?.split_once(" = ").map(|(name, _)| name))
        .filter(|name| name.starts_with("__wasm_split_load_"))
        .collect();
    let from = format!(" from \"./{LOADER}\"");
    let imports = script.matches(&from).count();
    if names.is_empty() || imports == 0 {
        return Err("wasm-bindgen's script does not import the one that loads lazy modules.".to_owned());
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

/// The same module without names and what linker and compiler left, and with numbers no longer than they need be.
///
/// # Errors
/// When it cannot be read.
pub fn without_linking(module: &[u8]) -> Outcome<Vec<u8>> {
    let mut slim = Module::new();
    WithoutLinking
        .parse_core_module(&mut slim, Parser::new(0), module)
        .map_err(|error| format!("A module is not as it should be: {error:?}"))?;
    Ok(slim.finish())
}

struct WithoutLinking;

impl Reencode for WithoutLinking {
    type Error = std::convert::Infallible;

    fn parse_custom_section(
        &mut self,
        module: &mut Module,
        section: CustomSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let name = section.name();
        let is_needless = ["linking", "producers", "target_features"].contains(&name);
        if name.starts_with("reloc.") || is_needless || (name == "name" && !bind::keeps_names()) {
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
    const GLUE: &str = "import * as import1 from \"./lazy.js\"\nimport * as import2 from \"./lazy.js\";\n\
        const all = { \"./lazy.js\": import1, \"./lazy.js\": import2 };\n";

    #[test]
    fn the_loader_of_lazy_modules_becomes_a_part_of_the_script_that_imported_it() {
        let script = with_loader(GLUE, &inlined(LOADING).unwrap()).unwrap();
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
        assert!(with_loader("const all = {};", &inlined(LOADING).unwrap()).is_err());
        assert!(with_loader(GLUE, "const nothing = 1;").is_err());
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
        let slim = without_linking(&module.finish()).unwrap();
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
