//! Puts the small chunks into two files. The splitter makes a chunk for each set of lazy modules that have something in
//! common, two hundred of them, most of a few hundred bytes: each would be a request.

use crate::Outcome;

/// Chunks smaller than this share a file, in bytes.
const SMALL: usize = 24_000;
/// The lazy modules that are loaded once the list is there: what they need is in the first file, the rest in the second.
const SOON: [&str; 3] = ["conversation", "reader", "tools"];
/// The files. Each is several modules one after the other; the loader knows where which begins.
const FILES: [&str; 2] = ["lazy-shared_1.wasm", "lazy-shared_2.wasm"];

/// Modules by file name.
type Modules = Vec<(String, Vec<u8>)>;

/// In the loader: one of several modules in a file, which is loaded once.
const PART: &str = r#"const sharedFiles = {};
function part(file, from, to) {
    const bytes = sharedFiles[file] ||= fetch(new URL(file, import.meta.url)).then((answer) => {
        if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
        return answer.arrayBuffer();
    });
    bytes.catch(() => { delete sharedFiles[file]; });
    return async (imports) => WebAssembly.instantiate((await bytes).slice(from, to), imports);
}
"#;
/// What begins the loader's code for a chunk, before its number.
const CHUNK: &str = "const __chunk_";

/// The loader and the modules, with the small chunks in the shared files.
///
/// # Errors
/// When the loader is not of the form that is known here.
pub fn shared(loader: &str, modules: Modules) -> Outcome<(String, Modules)> {
    let mut files: [Vec<u8>; 2] = Default::default();
    let mut loader = loader.to_owned();
    let mut rest = Vec::new();
    for (name, content) in modules {
        if content.len() >= SMALL || !name.starts_with("lazy-chunk_") {
            rest.push((name, content));
            continue;
        }
        let number = name.trim_start_matches("lazy-chunk_").trim_end_matches(".wasm");
        let which = usize::from(!is_soon(&loader, number)?);
        let (Some(file), Some(file_name)) = (files.get_mut(which), FILES.get(which)) else { continue };
        let from = file.len();
        file.extend(content);
        let fetched = format!(
            "() => {{\n    const src = fetch(new URL(\"./{name}\", import.meta.url));\n    src.catch(() => {{}});\n    \
             return async (imports) => (WebAssembly.instantiateStreaming(src, imports));\n}}\n"
        );
        if loader.matches(&fetched).count() != 1 {
            return Err(changed());
        }
        loader =
            loader.replace(&fetched, &format!("() => part(\"./{file_name}\", {from}, {})\n", file.len()));
    }
    let at = loader.find("function makeLoad(").ok_or_else(changed)?;
    loader.insert_str(at, PART);
    for (name, content) in FILES.iter().zip(files) {
        if !content.is_empty() {
            rest.push(((*name).to_owned(), content));
        }
    }
    Ok((loader, rest))
}

/// Whether a chunk belongs to a module that is loaded soon, by the comment before its code.
fn is_soon(loader: &str, number: &str) -> Outcome<bool> {
    let (before, _) = loader.split_once(&format!("{CHUNK}{number} =")).ok_or_else(changed)?;
    let (_, names) =
        before.trim_end().strip_suffix("*/").and_then(|text| text.rsplit_once("/*")).ok_or_else(changed)?;
    Ok(names.split(',').any(|name| SOON.contains(&name.trim())))
}

fn changed() -> String {
    "The script that loads lazy modules is not as it was: has its form changed?".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(number: u32, names: &str) -> String {
        format!(
            "/* {names} */\nconst __chunk_{number} = makeLoad(() => {{\n    \
             const src = fetch(new URL(\"./lazy-chunk_{number}.wasm\", import.meta.url));\n    src.catch(() => {{}});\n    \
             return async (imports) => (WebAssembly.instantiateStreaming(src, imports));\n}}\n, []);\n"
        )
    }

    #[test]
    fn small_chunks_share_a_file_and_large_ones_have_their_own() {
        let loader = format!(
            "function makeLoad(fetcher, deps) {{}}\n{}{}{}{}",
            chunk(1, "tools, trace"),
            chunk(2, "trace, views"),
            chunk(3, "tools, trace"),
            chunk(4, "conversation")
        );
        let module =
            |number: u32, length: usize| (format!("lazy-chunk_{number}.wasm"), vec![number as u8; length]);
        let modules = vec![
            module(1, 10),
            module(2, 20),
            module(3, SMALL),
            module(4, 5),
            ("lazy-trace.wasm".to_owned(), vec![9]),
        ];
        let (loader, files) = shared(&loader, modules).unwrap();
        let names: Vec<_> = files.iter().map(|(name, content)| (name.as_str(), content.len())).collect();
        let wanted = [
            ("lazy-chunk_3.wasm", SMALL),
            ("lazy-trace.wasm", 1),
            ("lazy-shared_1.wasm", 15),
            ("lazy-shared_2.wasm", 20),
        ];
        assert_eq!(names, wanted);
        assert!(
            loader.contains("const __chunk_1 = makeLoad(() => part(\"./lazy-shared_1.wasm\", 0, 10)\n, []);"),
            "{loader}"
        );
        assert!(
            loader.contains("const __chunk_4 = makeLoad(() => part(\"./lazy-shared_1.wasm\", 10, 15)\n"),
            "{loader}"
        );
        assert!(
            loader.contains("const __chunk_2 = makeLoad(() => part(\"./lazy-shared_2.wasm\", 0, 20)\n"),
            "{loader}"
        );
        assert!(loader.contains("fetch(new URL(\"./lazy-chunk_3.wasm\""), "{loader}");
    }

    #[test]
    fn a_loader_of_another_form_fails_the_build() {
        let modules = || vec![("lazy-chunk_1.wasm".to_owned(), vec![1])];
        assert!(shared("function makeLoad(", modules()).is_err());
        assert!(shared(&chunk(1, "tools"), modules()).is_err());
    }
}
