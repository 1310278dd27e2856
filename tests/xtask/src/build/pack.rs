//! Packing: beside every file lie `.br` and `.gz`, made once at their best, so that serving costs nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{at, split};
use crate::Outcome;

/// The bytes of one kind of file: as they are, gzip, brotli.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Bytes {
    /// As they are.
    pub raw: u64,
    /// As gzip.
    pub gzip: u64,
    /// As brotli.
    pub brotli: u64,
}

impl std::iter::Sum for Bytes {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            raw: sum.raw + one.raw,
            gzip: sum.gzip + one.gzip,
            brotli: sum.brotli + one.brotli,
        })
    }
}

/// All files below a directory, in a stable order.
pub fn files(directory: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![directory.to_path_buf()];
    while let Some(place) = waiting.pop() {
        for entry in fs::read_dir(&place).map_err(|error| at(&place, &error))? {
            let path = entry.map_err(|error| at(&place, &error))?.path();
            if path.is_dir() { waiting.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

/// Packs every file of the directory, where packing makes it smaller.
pub fn pack_all(directory: &Path) -> Outcome {
    for file in files(directory)? {
        let content = fs::read(&file).map_err(|error| at(&file, &error))?;
        for (suffix, packed) in [("br", brotli(&content)), ("gz", gzip(&content))] {
            let packed = packed.map_err(|error| at(&file, &error))?;
            if packed.len() < content.len() {
                let to = with_suffix(&file, suffix);
                fs::write(&to, packed).map_err(|error| at(&to, &error))?;
            }
        }
    }
    Ok(())
}

/// When a file of the app is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Before the first row of the list is there.
    First,
    /// Afterwards, while nothing else is to be done, or when it is needed: the lazy modules, the Markdown renderer.
    Later,
}

/// The bytes of a built app by kind (`html`, `js`, `wasm`, `css`, ...). A file that packing did not make smaller
/// counts as it is.
pub fn by_kind(directory: &Path, when: When) -> Outcome<BTreeMap<String, Bytes>> {
    let mut kinds: BTreeMap<String, Bytes> = BTreeMap::new();
    for file in files(directory)? {
        let kind = file.extension().unwrap_or_default().to_string_lossy().into_owned();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let later = name.starts_with("renderer-") || name.starts_with(split::PREFIX);
        let later = if later { When::Later } else { When::First };
        if kind == "br" || kind == "gz" || later != when {
            continue;
        }
        let sum = kinds.entry(kind).or_default();
        *sum = [*sum, bytes_of(&file)].into_iter().sum();
    }
    Ok(kinds)
}

/// The WebAssembly modules of a built app by name, without the hashes of their contents, the largest first.
pub fn modules(directory: &Path) -> Outcome<Vec<(String, Bytes)>> {
    let mut found = Vec::new();
    for file in files(directory)?.iter().filter(|file| file.extension().is_some_and(|kind| kind == "wasm")) {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = name.trim_end_matches("_bg");
        let name = name.rsplit_once('-').map_or(name, |(name, _)| name);
        found.push((name.to_owned(), bytes_of(file)));
    }
    found.sort_by_key(|(_, bytes)| std::cmp::Reverse(bytes.brotli));
    Ok(found)
}

fn bytes_of(file: &Path) -> Bytes {
    let size = |path: &Path| fs::metadata(path).map(|meta| meta.len()).ok();
    let raw = size(file).unwrap_or(0);
    let packed = |suffix| size(&with_suffix(file, suffix)).unwrap_or(raw);
    Bytes { raw, gzip: packed("gz"), brotli: packed("br") }
}

/// One line about a built app.
pub fn sizes(directory: &Path) -> Outcome<String> {
    let total = |when| {
        let kinds = by_kind(directory, when)?;
        Ok::<_, String>(kinds.values().map(|bytes| bytes.brotli).sum::<u64>().div_ceil(1000))
    };
    let (first, later) = (total(When::First)?, total(When::Later)?);
    Ok(format!("{first} KB over the wire (brotli), and {later} KB later"))
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let params = ::brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    let mut input = content;
    ::brotli::BrotliCompress(&mut input, &mut packed, &params)?;
    Ok(packed)
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_was_packed_unpacks_to_the_same_bytes() {
        let content: Vec<u8> = (0..50_000u32).flat_map(|n| (n / 7).to_le_bytes()).collect();
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(gzip(&content).unwrap().as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, content);
        unpacked.clear();
        ::brotli::BrotliDecompress(&mut brotli(&content).unwrap().as_slice(), &mut unpacked).unwrap();
        assert_eq!(unpacked, content);
    }
}
