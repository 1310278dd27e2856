//! What is cited: pages, files, passages, in the forms of all providers and retrievers.

use serde_json::{Map, Value};

use crate::text::message::Citation;

use super::super::tool;

/// Objects inside which the fields of a document may be: Gemini's chunks (`web`, `retrievedContext`, `maps`), LlamaIndex
/// (`node`), LangChain (`kwargs`, `metadata`), Cohere (`document`, `tool_output`), Bedrock (`location`, `content`).
const INSIDE: &[&str] = &[
    "web",
    "retrievedContext",
    "retrieved_context",
    "maps",
    "node",
    "kwargs",
    "document",
    "tool_output",
    "source",
    "metadata",
    "extra_info",
    "location",
    "s3Location",
    "webLocation",
    "s3_location",
    "url_citation",
];

const TITLES: &[&str] = &[
    "title",
    "name",
    "document_name",
    "documentName",
    "file_name",
    "filename",
    "fileName",
    "document_title",
    "semantic_identifier",
    "filepath",
    "file_path",
    "domain",
];
const ADDRESSES: &[&str] = &["url", "uri", "link", "href", "source", "source_url", "source_link"];
const QUOTES: &[&str] = &[
    "cited_text",
    "page_content",
    "pageContent",
    "snippet",
    "quote",
    "text",
    "content",
    "passage",
    "excerpt",
    "blurb",
    "chunk",
    "body",
];

/// The document in a value, if it names itself or holds a passage. A short string is a name or an address.
pub(super) fn read(value: &Value) -> Option<Citation> {
    let mut source = Citation::default();
    match value {
        Value::String(text) if is_address(text) => source.address = Some(text.clone()),
        Value::String(text) if text.trim().is_empty() => return None,
        Value::String(text) if text.len() <= 100 => source.title = Some(text.clone()),
        Value::String(text) => source.quote = Some(text.clone()),
        Value::Object(map) => fields(map, &mut source, 0),
        _ => return None,
    }
    (source != Citation::default()).then_some(source)
}

fn is_address(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| {
        !scheme.is_empty()
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !rest.contains(char::is_whitespace)
    })
}

fn fields(map: &Map<String, Value>, source: &mut Citation, depth: usize) {
    let text = |keys: &[&str]| {
        let mut found = keys.iter().filter_map(|key| map.get(*key)?.as_str());
        found.find(|text| !text.trim().is_empty()).map(str::to_owned)
    };
    let address = text(ADDRESSES);
    match address {
        Some(address) if is_address(&address) => {
            source.address.get_or_insert(address);
        }
        // A loader's `source` is often the path of a file.
        Some(name) => {
            source.title.get_or_insert(name);
        }
        None => {}
    }
    if let Some(title) = text(TITLES) {
        // A title is a better name than a path.
        if source.title.is_none() || map.contains_key("title") {
            source.title = Some(title);
        }
    }
    if let Some(quote) = text(QUOTES) {
        match tool::parsed(&quote) {
            // The passage may be a record itself.
            Some(Value::Object(inner)) if depth < 4 => fields(&inner, source, depth + 1),
            Some(_) => {}
            None => {
                source.quote.get_or_insert(quote);
            }
        }
    }
    if depth < 4 {
        for inner in INSIDE.iter().filter_map(|key| map.get(*key)?.as_object()) {
            fields(inner, source, depth + 1);
        }
        // Bedrock and search results: `content: {text}`, `sourceContent: [{text}]`; Open WebUI: `document: [text]`.
        for key in ["content", "sourceContent", "document", "metadata"] {
            match map.get(key) {
                Some(Value::Object(inner)) if key == "content" => fields(inner, source, depth + 1),
                Some(Value::Array(items)) => match items.first() {
                    Some(Value::String(text)) => {
                        source.quote.get_or_insert_with(|| text.clone());
                    }
                    Some(Value::Object(inner)) => fields(inner, source, depth + 1),
                    _ => {}
                },
                _ => {}
            }
        }
    }
}
