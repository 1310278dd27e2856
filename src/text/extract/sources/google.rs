//! Grounding and citations of Gemini and Vertex AI.

use serde_json::{Map, Value};

use super::super::tool::first;
use super::documents;
use super::marks::SourceMarks;
use super::providers::{number, put};

/// Gemini: the chunks that were found, and the segments of the text that they support. Offsets count bytes of a part.
pub(super) fn grounding(map: &mut Map<String, Value>, key: &str, marks: &mut SourceMarks) {
    let Some(Value::Object(about)) = map.get(key) else { return };
    let chunks = first(about, &["groundingChunks", "grounding_chunks"]).and_then(Value::as_array);
    let Some(chunks) = chunks.filter(|chunks| !chunks.is_empty()).cloned() else { return };
    let supports =
        first(about, &["groundingSupports", "grounding_supports"]).and_then(Value::as_array).cloned();
    let parts = match map.get("content") {
        Some(Value::Object(content)) => content.get("parts"),
        _ => map.get("parts"),
    };
    let has_text = |part: &Value| {
        part.get("text").is_some_and(Value::is_string) && part.get("thought") != Some(&Value::Bool(true))
    };
    let Some(first_text) = parts.and_then(Value::as_array).and_then(|parts| parts.iter().position(has_text))
    else {
        return;
    };
    map.remove(key);
    let indexes: Vec<usize> =
        chunks.iter().map(|chunk| marks.add(documents::read(chunk).unwrap_or_default())).collect();
    let mut places: Vec<Vec<(usize, String)>> = vec![Vec::new(); first_text + 1];
    if let Some(places) = places.last_mut() {
        places.extend(indexes.iter().map(|index| (0, marks.listed(*index))));
    }
    for support in supports.iter().flatten().filter_map(Value::as_object) {
        let Some(segment) = support.get("segment").and_then(Value::as_object) else { continue };
        let part = number(segment, &["partIndex", "part_index"])
            .unwrap_or(first_text)
            .min(chunks.len() + first_text);
        let end = number(segment, &["endIndex", "end_index"]).unwrap_or(usize::MAX);
        let of =
            first(support, &["groundingChunkIndices", "grounding_chunk_indices"]).and_then(Value::as_array);
        let of = of.into_iter().flatten().filter_map(Value::as_u64).filter_map(|at| usize::try_from(at).ok());
        places.resize_with(places.len().max(part + 1), Vec::new);
        if let Some(places) = places.get_mut(part) {
            places.extend(of.filter_map(|at| indexes.get(at)).map(|index| (end, marks.cited(*index))));
        }
    }
    let content = match map.get_mut("content") {
        Some(Value::Object(content)) => content.get_mut("parts"),
        _ => map.get_mut("parts"),
    };
    for (part, places) in content.and_then(Value::as_array_mut).into_iter().flatten().zip(places) {
        if let Some(Value::String(text)) = part.get_mut("text") {
            // What is listed stands at the beginning, not in front of white space.
            let (listed, cited): (Vec<_>, Vec<_>) = places.into_iter().partition(|(at, _)| *at == 0);
            marks.insert(text, cited);
            let listed: String = listed.into_iter().map(|(_, mark)| mark).collect();
            text.insert_str(0, &listed);
        }
    }
}

/// Gemini's and Vertex's `citationMetadata`: where the text repeats a page.
pub(super) fn recitation(map: &mut Map<String, Value>, key: &str, marks: &mut SourceMarks) {
    let Some(Value::Object(about)) = map.get(key) else { return };
    let list = first(about, &["citationSources", "citation_sources", "citations"])
        .and_then(Value::as_array)
        .cloned();
    let Some(list) = list.filter(|list| !list.is_empty()) else { return };
    let found: Vec<_> = list
        .iter()
        .filter_map(|one| {
            let end = one.as_object().and_then(|one| number(one, &["endIndex", "end_index"]));
            Some((end, documents::read(one)?))
        })
        .collect();
    let text =
        map.get_mut("content").and_then(|content| content.get_mut("parts")?.get_mut(0)?.get_mut("text"));
    if let (Some(Value::String(text)), false) = (text, found.is_empty()) {
        put(text, found, marks);
        map.remove(key);
    }
}
