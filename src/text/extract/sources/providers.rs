//! The citations of each provider, which stand beside the text that they support.

use serde_json::{Map, Value, json};

use crate::text::message::Citation;

use super::super::tool::first;
use super::marks::SourceMarks;
use super::{documents, google};

/// Marks the texts of this object whose sources are beside them, and takes those out.
pub(super) fn mark(map: &mut Map<String, Value>, marks: &mut SourceMarks) {
    annotations(map, marks);
    match map.get("citations").and_then(Value::as_array).and_then(|list| list.first()) {
        Some(Value::Object(one)) if one.contains_key("generatedResponsePart") => retrieved(map, marks),
        Some(Value::Object(one)) if one.contains_key("start") && one.contains_key("end") => spans(map, marks),
        Some(Value::Object(one)) if one.contains_key("cited_text") || kind(one).ends_with("_location") => {
            passages(map, marks);
        }
        _ => {}
    }
    for key in ["groundingMetadata", "grounding_metadata"] {
        google::grounding(map, key, marks);
    }
    for key in ["citationMetadata", "citation_metadata"] {
        google::recitation(map, key, marks);
    }
    bedrock(map, marks);
}

fn kind(map: &Map<String, Value>) -> &str {
    map.get("type").and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn texts(map: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    let found = first(map, keys)?.as_str()?;
    (!found.trim().is_empty()).then(|| found.to_owned())
}

pub(super) fn number(map: &Map<String, Value>, keys: &[&str]) -> Option<usize> {
    first(map, keys)?.as_u64().and_then(|number| usize::try_from(number).ok())
}

/// OpenAI: `annotations` beside the text of a part or of a message. Indexes count characters.
fn annotations(map: &mut Map<String, Value>, marks: &mut SourceMarks) {
    let Some(Value::Array(list)) = map.get("annotations") else { return };
    let found: Vec<(Option<usize>, Citation)> = list.iter().filter_map(annotation).collect();
    // Another kind of annotation stays where it is.
    if found.is_empty() || found.len() < list.len() {
        return;
    }
    let text = ["text", "content"].into_iter().find(|key| {
        map.get(*key)
            .is_some_and(|value| value.is_string() || value.get("value").is_some_and(Value::is_string))
    });
    let Some(key) = text else { return };
    map.remove("annotations");
    let text = match map.get_mut(key) {
        Some(Value::Object(inner)) => inner.get_mut("value"),
        other => other,
    };
    if let Some(Value::String(text)) = text {
        put(text, found, marks);
    }
}

/// Marks a text at the ends of what is cited, which count characters. Without an end the source is only listed.
pub(super) fn put(text: &mut String, found: Vec<(Option<usize>, Citation)>, marks: &mut SourceMarks) {
    let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let places = found.into_iter().map(|(end, source)| {
        let index = marks.add(source);
        match end {
            Some(end) => (offsets.get(end).copied().unwrap_or(text.len()), marks.cited(index)),
            None => (text.len(), marks.listed(index)),
        }
    });
    let places = places.collect();
    marks.insert(text, places);
}

/// A citation with the place that it supports: after the last character of its range.
fn annotation(value: &Value) -> Option<(Option<usize>, Citation)> {
    let outer = value.as_object()?;
    let kind = kind(outer);
    // Chat Completions and Assistants have the fields in an object of the same name.
    let inner = outer.get(kind).and_then(Value::as_object).unwrap_or(outer);
    let source = match kind {
        "url_citation" => Citation {
            title: texts(inner, &["title"]),
            address: texts(inner, &["url"]),
            quote: texts(inner, &["content", "quote", "cited_text"]),
        },
        "file_citation" | "container_file_citation" | "file_path" => Citation {
            title: texts(inner, &["filename", "title"]).or_else(|| texts(inner, &["file_id"])),
            address: None,
            quote: texts(inner, &["quote"]),
        },
        _ => return None,
    };
    let end = number(inner, &["end_index"]).or_else(|| number(outer, &["end_index"]));
    Some((end.or_else(|| number(inner, &["index"])).filter(|end| *end > 0), source))
}

/// Anthropic: a part of the text with the passages that it is taken from.
fn passages(map: &mut Map<String, Value>, marks: &mut SourceMarks) {
    if !map.get("text").is_some_and(Value::is_string) {
        return;
    }
    let Some(Value::Array(list)) = map.remove("citations") else { return };
    let Some(Value::String(text)) = map.get_mut("text") else { return };
    let mut places = Vec::new();
    for citation in list.iter().filter_map(Value::as_object) {
        let source = Citation {
            title: texts(citation, &["title", "document_title"]),
            address: texts(citation, &["url", "source"]),
            quote: texts(citation, &["cited_text"]),
        };
        let index = marks.add(source);
        places.push((text.len(), marks.cited(index)));
    }
    marks.insert(text, places);
}

/// Cohere: `start` and `end` count characters of the message's text, or of the part `content_index`.
fn spans(map: &mut Map<String, Value>, marks: &mut SourceMarks) {
    let Some(Value::Array(list)) = map.remove("citations") else { return };
    let documents = map.get("documents").and_then(Value::as_array).cloned().unwrap_or_default();
    // Of each part: 0 also for a message whose text is no list.
    let mut by_part: Vec<Vec<(Option<usize>, Citation)>> = Vec::new();
    for citation in list.iter().filter_map(Value::as_object) {
        let part = number(citation, &["content_index"]).unwrap_or_default().min(list.len());
        by_part.resize_with(by_part.len().max(part + 1), Vec::new);
        let end = number(citation, &["end"]);
        let named =
            citation.get("sources").and_then(Value::as_array).into_iter().flatten().map(documents::read);
        let ids = citation.get("document_ids").and_then(Value::as_array).into_iter().flatten();
        let by_id = ids.map(|id| {
            documents.iter().find(|document| document.get("id") == Some(id)).and_then(documents::read)
        });
        let found = named.chain(by_id).flatten().map(|source| (end, source));
        by_part.get_mut(part).into_iter().for_each(|places| places.extend(found.clone()));
    }
    map.remove("documents");
    for (at, found) in by_part.into_iter().enumerate() {
        let text = match map.get("content") {
            Some(Value::Array(_)) => {
                map.get_mut("content").and_then(|parts| parts.get_mut(at)?.get_mut("text"))
            }
            Some(Value::String(_)) => map.get_mut("content"),
            _ => map.get_mut("text"),
        };
        if let Some(Value::String(text)) = text {
            put(text, found, marks);
        }
    }
}

/// Bedrock's Converse: `citationsContent` with the text and what it is taken from.
fn bedrock(map: &mut Map<String, Value>, marks: &mut SourceMarks) {
    let Some(Value::Object(cited)) = map.get_mut("citationsContent") else { return };
    let Some(Value::Array(list)) = cited.remove("citations") else { return };
    let last = cited
        .get_mut("content")
        .and_then(Value::as_array_mut)
        .and_then(|parts| parts.last_mut()?.get_mut("text"));
    if let Some(Value::String(text)) = last {
        let at = text.len();
        let found =
            list.iter().filter_map(documents::read).map(|source| marks.add(source)).collect::<Vec<_>>();
        let places = found.into_iter().map(|index| (at, marks.cited(index))).collect();
        marks.insert(text, places);
    }
}

/// Bedrock's RetrieveAndGenerate: each citation repeats the part of the answer that it supports.
fn retrieved(map: &mut Map<String, Value>, marks: &mut SourceMarks) {
    if !map.get("output").and_then(|output| output.get("text")).is_some_and(Value::is_string) {
        return;
    }
    let Some(Value::Array(list)) = map.remove("citations") else { return };
    let Some(Value::String(text)) = map.get_mut("output").and_then(|output| output.get_mut("text")) else {
        return;
    };
    let (mut places, mut from) = (Vec::new(), 0);
    for citation in &list {
        let part = citation.get("generatedResponsePart").and_then(|part| part.get("textResponsePart"));
        let words = part.and_then(|part| part.get("text")?.as_str()).filter(|words| !words.is_empty());
        if let Some((at, words)) = words.and_then(|words| Some((text.get(from..)?.find(words)?, words))) {
            from += at + words.len();
        }
        let found = citation.get("retrievedReferences").and_then(Value::as_array).into_iter().flatten();
        for source in found.filter_map(documents::read) {
            let index = marks.add(source);
            places.push((from, marks.cited(index)));
        }
    }
    marks.insert(text, places);
}

/// Whether a part of this type is a source of the message's text (Vercel).
pub(super) fn is_source_part(kind: &str) -> bool {
    matches!(kind, "source" | "source-url" | "source-document")
}

/// Vercel: sources as parts of the message.
pub(super) fn mark_parts(parts: &mut [Value], marks: &mut SourceMarks) {
    let mut listed = String::new();
    let mut last = None;
    for (at, part) in parts.iter_mut().enumerate() {
        let Value::Object(map) = &*part else { continue };
        let source = is_source_part(kind(map)).then(|| {
            let inner = map.get("source").and_then(Value::as_object).unwrap_or(map);
            Citation {
                title: texts(inner, &["title", "filename"]),
                address: texts(inner, &["url"]),
                quote: None,
            }
        });
        if let Some(source) = source.filter(|source| source.title.is_some() || source.address.is_some()) {
            let index = marks.add(source);
            listed.push_str(&marks.listed(index));
            *part = json!({"type": "text", "text": ""});
            last = Some(at);
        }
    }
    // They belong to the whole message.
    if let Some(part) = last.and_then(|at| parts.get_mut(at)) {
        *part = json!({"type": "text", "text": listed});
    }
}
