//! wasm-bindgen, called as a library: the script between a WebAssembly module and the browser, and the module made fit
//! for it. The library has to be of the version that the app is compiled with, which `Cargo.lock` pins for both.

use wasm_bindgen_cli_support::Bindgen;

use super::{arrange, glue, split};
use crate::Outcome;

/// A module with the script that loads it.
pub struct Bound {
    /// Exports `initSync`, `__wbg_init as default`, and what the module exports.
    pub script: String,
    /// The module, which the script expects beside it as `<name>_bg.wasm`.
    pub module: Vec<u8>,
}

impl Bound {
    /// The same with short names between script and module, no comments, nothing of the linker's, and arranged for
    /// packing.
    ///
    /// # Errors
    /// When the module cannot be read.
    pub fn shortened(self) -> Outcome<Self> {
        let (module, script) =
            glue::with_short_imports(&split::without_linking(&self.module)?, &self.script)?;
        Ok(Self { script: glue::without_comments(&script), module: arrange::arranged(&module)? })
    }
}

/// Whether a release build keeps the names of functions, so that a profile of the page in the browser's tools can be read
/// (`COLLOQUY_NAMES=1 cargo xtask build`). Such a page is larger.
pub fn keeps_names() -> bool {
    std::env::var_os("COLLOQUY_NAMES").is_some()
}

/// Binds a linked module. What the linker exports (memory, table, stack) stays: the lazy modules share it. The functions'
/// names stay for work on the page, where stack traces show them.
///
/// # Errors
/// What wasm-bindgen says, or that the module needs script files of its own, which the page has no place for.
pub fn bind(name: &str, linked: &[u8], release: bool) -> Outcome<Bound> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes(name, linked.to_vec())
        .typescript(false)
        .omit_default_module_path(false)
        .keep_lld_exports(true)
        .remove_name_section(release && !keeps_names())
        .remove_producers_section(release);
    let output = bindgen.web(true).and_then(Bindgen::generate_output);
    let mut output = output.map_err(|error| format!("wasm-bindgen refused the module {name}: {error:#}"))?;
    if output.snippets().values().any(|files| !files.is_empty()) || !output.local_modules().is_empty() {
        return Err(format!(
            "The module {name} brings JavaScript files along; the page has no place for them."
        ));
    }
    Ok(Bound { script: output.js().to_owned(), module: output.wasm_mut().emit_wasm() })
}

#[cfg(test)]
mod tests {
    use crate::paths;

    fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
        let name = format!("name = \"{package}\"");
        let mut lines = lock.lines().skip_while(|line| line.trim() != name).skip(1);
        Some(lines.next()?.trim().strip_prefix("version = \"")?.trim_end_matches('"'))
    }

    #[test]
    fn the_lock_file_names_the_library_and_not_its_namesakes() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }

    #[test]
    fn the_app_is_bound_by_the_version_it_is_compiled_with() {
        let lock = std::fs::read_to_string(paths::root().join("Cargo.lock")).unwrap();
        let app = locked_version(&lock, "wasm-bindgen");
        assert!(app.is_some());
        assert_eq!(locked_version(&lock, "wasm-bindgen-cli-support"), app);
    }
}
