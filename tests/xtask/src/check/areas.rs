//! What a WebAssembly module consists of: the bytes of its functions by crate, and those of the app by module, from the
//! names that the linker wrote. Code that is generic belongs to the crate that wrote it, but what `core`, `alloc` and
//! `std` do for a type of another crate belongs to that one.

use std::collections::BTreeMap;

use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::Outcome;

/// The crates of the standard library.
const STANDARD: [&str; 3] = ["core", "alloc", "std"];
/// The crate whose bytes are counted by module.
const APP: &str = "colloquy";

/// The areas of a module with their bytes, the largest first.
///
/// # Errors
/// When the module cannot be read.
pub fn of(module: &[u8]) -> Outcome<Vec<(String, usize)>> {
    let (mut imported, mut sizes, mut names) = (0_u32, Vec::new(), BTreeMap::new());
    let mut areas: BTreeMap<String, usize> = BTreeMap::new();
    for part in Parser::new(0).parse_all(module) {
        match part.map_err(unreadable)? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    if matches!(import.map_err(unreadable)?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)) {
                        imported += 1;
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                sizes.push(usize::try_from(range.end - range.start).unwrap_or_default());
            }
            Payload::DataSection(section) => {
                let range = section.range();
                let size = usize::try_from(range.end - range.start).unwrap_or_default();
                *areas.entry("(data)".to_owned()).or_default() += size;
            }
            Payload::CustomSection(section) => {
                let KnownCustom::Name(found) = section.as_known() else { continue };
                for name in found {
                    let Name::Function(map) = name.map_err(unreadable)? else { continue };
                    for naming in map {
                        let naming = naming.map_err(unreadable)?;
                        names.insert(naming.index, naming.name.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    for (index, size) in (imported..).zip(sizes) {
        let name = names.get(&index).map(String::as_str).unwrap_or_default();
        *areas.entry(area(name)).or_default() += size;
    }
    let mut areas: Vec<_> = areas.into_iter().collect();
    areas.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    Ok(areas)
}

fn unreadable(error: wasmparser::BinaryReaderError) -> String {
    format!("A module cannot be read: {error}")
}

/// The crate of a function by its mangled name, and its module if it is one of the app's own.
fn area(name: &str) -> String {
    let mut crates = crates(name);
    let Some((first, module)) = crates.next() else { return "(other)".to_owned() };
    let (found, module) = if STANDARD.contains(&first) {
        crates.find(|(name, _)| !STANDARD.contains(name)).unwrap_or((first, module))
    } else {
        (first, module)
    };
    if found == APP && !module.is_empty() { format!("{APP}::{module}") } else { found.to_owned() }
}

/// The crates that a name of Rust's v0 mangling mentions, each with what follows it: `NvNtCs1a_8colloquy3api4send`
/// mentions `colloquy` with `api`.
fn crates(name: &str) -> impl Iterator<Item = (&str, &str)> {
    name.match_indices("Cs").filter_map(|(at, mark)| {
        let rest = name.get(at + mark.len()..)?;
        let (number, rest) = rest.split_once('_')?;
        if !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let (krate, rest) = identifier(rest)?;
        let module = identifier(rest).map_or("", |(module, _)| module);
        Some((krate, module))
    })
}

/// The identifier at the beginning, which its length precedes, and what is behind it.
fn identifier(text: &str) -> Option<(&str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let length: usize = text.get(..digits)?.parse().ok()?;
    let rest = text.get(digits..)?;
    // Stands before names that begin with a digit or an underscore.
    let rest = rest.strip_prefix('_').unwrap_or(rest);
    Some((rest.get(..length)?, rest.get(length..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_crate_that_wrote_it_and_one_of_the_app_to_its_module() {
        assert_eq!(area("_RNvNtNtCsiZ2qDkq9xF9_8colloquy5local6drafts3get"), "colloquy::local");
        assert_eq!(
            area(
                "_RNvXs9_NtNtCsjrXwhu56NtE_14reactive_graph8computed4memoINtB5_4MemoNtNtCsaQ_5alloc6string6StringE"
            ),
            "reactive_graph"
        );
        assert_eq!(area("__wbindgen_malloc"), "(other)");
        assert_eq!(area(""), "(other)");
    }

    #[test]
    fn what_the_standard_library_does_for_a_type_belongs_to_the_crate_of_the_type() {
        let drop = "_RINvNtCs5RG_4core3ptr13drop_in_placeINtNtCs5RG_4core6option6OptionNtNtCsiZ2_8colloquy5model6StatusEE";
        assert_eq!(area(drop), "colloquy::model");
        assert_eq!(area("_RNvNtCs5RG54gtZtUF_4core3fmt5write"), "core");
    }

    #[test]
    fn all_code_and_data_of_a_module_is_counted() {
        let mut module = wasm_encoder::Module::new();
        let mut types = wasm_encoder::TypeSection::new();
        types.ty().function([], []);
        let mut functions = wasm_encoder::FunctionSection::new();
        functions.function(0).function(0);
        let mut code = wasm_encoder::CodeSection::new();
        for nops in [10, 20] {
            let mut body = wasm_encoder::Function::new([]);
            for _ in 0..nops {
                body.instruction(&wasm_encoder::Instruction::Nop);
            }
            body.instruction(&wasm_encoder::Instruction::End);
            code.function(&body);
        }
        let mut map = wasm_encoder::NameMap::new();
        map.append(1, "_RNvNtCs1_8colloquy3api4send");
        let mut names = wasm_encoder::NameSection::new();
        names.functions(&map);
        module.section(&types).section(&functions).section(&code).section(&names);
        assert_eq!(
            of(&module.finish()).unwrap(),
            [("colloquy::api".to_owned(), 22), ("(other)".to_owned(), 12)]
        );
    }
}
