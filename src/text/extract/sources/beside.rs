//! Lists of sources beside an answer, to which the answer may refer with `[1]`: Perplexity, Azure, retrieval chains, and
//! programs' own.

use serde_json::{Map, Value};

use crate::text::message::Citation;

use super::documents;
use super::marks::SourceMarks;

/// Keys of such lists. `citations` and `search_results` (Perplexity) describe the same pages.
pub(super) const LISTS: &[&str] = &[
    "citations",
    "search_results",
    "source_documents",
    "sourceDocuments",
    "source_nodes",
    "retriever_resources",
    "retrieved_documents",
    "references",
    "sources",
    "context",
    "documents",
    "sourceAttributions",
];

/// With so many sources the others are compared; longer lists may repeat some.
const COMPARED: usize = 200;

/// Objects in which such a list may be: Dify's `metadata`, Azure's `context`.
const HOLDERS: &[&str] = &["metadata", "context"];

/// Marks the answer in this object, and takes the list out.
pub(super) fn mark(map: &mut Map<String, Value>, marks: &mut SourceMarks) {
    // A citation is no answer: it repeats a part of one.
    if ["start", "end", "generatedResponsePart"].iter().any(|key| map.contains_key(*key)) {
        return;
    }
    let Some((holder, key, mut sources)) = found(map) else { return };
    // The answer is looked for before anything is changed.
    if answer(map, 0).is_none() {
        return;
    }
    let at = |map: &mut Map<String, Value>, key: &str| match holder {
        Some(holder) => {
            map.get_mut(holder).and_then(Value::as_object_mut).and_then(|inner| inner.remove(key))
        }
        None => map.remove(key),
    };
    at(map, key);
    if key == "citations"
        && let Some(Value::Array(results)) = at(map, "search_results")
    {
        for result in results.iter().filter_map(documents::read) {
            match sources.iter_mut().find(|source| source.address == result.address) {
                Some(source) => *source = result,
                None => sources.push(result),
            }
        }
    }
    if let Some(holder) = holder
        && map.get(holder).and_then(Value::as_object).is_some_and(Map::is_empty)
    {
        map.remove(holder);
    }
    // An object may have several lists; the answer's references are to the first. What both have is listed once.
    let mut more = Vec::new();
    while let Some((None, key, others)) = found(map) {
        map.remove(key);
        more.extend(others);
    }
    for other in more {
        let same = |source: &Citation| match &other.address {
            Some(_) => source.address == other.address,
            None => *source == other,
        };
        if !sources.iter().take(COMPARED).any(same) {
            sources.push(other);
        }
    }
    let Some(text) = answer(map, 0) else { return };
    let indexes: Vec<usize> = sources.into_iter().map(|source| marks.add(source)).collect();
    *text = referred(text, &indexes, marks);
    let listed: String = indexes.iter().map(|index| marks.listed(*index)).collect();
    text.insert_str(0, &listed);
}

type SourceList = (Option<&'static str>, &'static str, Vec<Citation>);

fn found(map: &Map<String, Value>) -> Option<SourceList> {
    let in_map = |map: &Map<String, Value>| {
        LISTS.iter().find_map(|key| {
            let items = map.get(*key)?.as_array().filter(|items| !items.is_empty())?;
            // Messages and calls are no documents.
            let is_other = |item: &Value| {
                ["role", "tool_calls", "function", "arguments", "tool_name"]
                    .iter()
                    .any(|key| item.get(*key).is_some())
            };
            let sources = items
                .iter()
                .map(|item| documents::read(item).filter(|_| !is_other(item)))
                .collect::<Option<Vec<_>>>()?;
            Some((*key, sources))
        })
    };
    in_map(map).map(|(key, sources)| (None, key, sources)).or_else(|| {
        HOLDERS.iter().find_map(|holder| {
            let (key, sources) = in_map(map.get(*holder)?.as_object()?)?;
            Some((Some(*holder), key, sources))
        })
    })
}

/// The text of the answer in an object.
fn answer(map: &mut Map<String, Value>, depth: usize) -> Option<&mut String> {
    const KEYS: &[&str] = &[
        "answer",
        "response",
        "result",
        "output",
        "reply",
        "output_text",
        "text",
        "content",
        "message",
        "choices",
        "parts",
        "generated_text",
        "systemMessage",
    ];
    let key =
        KEYS.iter().find(|key| map.get_mut(**key).is_some_and(|value| inside(value, depth).is_some()))?;
    inside(map.get_mut(*key)?, depth)
}

fn inside(value: &mut Value, depth: usize) -> Option<&mut String> {
    match value {
        Value::String(text) => (!text.trim().is_empty()).then_some(text),
        Value::Object(map) if depth < 6 => answer(map, depth + 1),
        Value::Array(items) if depth < 6 => items.last_mut().and_then(|item| inside(item, depth + 1)),
        _ => None,
    }
}

/// The text with marks instead of its references: `[1]`, `[doc1]` (Azure), `【1】`; not in code, nor if the brackets are
/// those of a link.
fn referred(text: &str, indexes: &[usize], marks: &SourceMarks) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    let mut in_code = false;
    while let Some(at) = rest.find(['[', '`', '【']) {
        let (before, here) = rest.split_at(at);
        whole.push_str(before);
        let opening = here.chars().next().unwrap_or_default();
        let after = here.get(opening.len_utf8()..).unwrap_or_default();
        if opening == '`' {
            in_code = !in_code;
            // A run of backticks opens or closes once.
            let run = here.bytes().take_while(|byte| *byte == b'`').count();
            whole.push_str(here.get(..run).unwrap_or_default());
            rest = here.get(run..).unwrap_or_default();
            continue;
        }
        let inside: String =
            after.chars().take(8).take_while(|letter| !matches!(letter, ']' | '】')).collect();
        let end = after.get(inside.len()..).unwrap_or_default();
        let closed = end.chars().next().filter(|letter| matches!(letter, ']' | '】'));
        let number: Option<usize> = inside.strip_prefix("doc").unwrap_or(&inside).parse().ok();
        let index = number.and_then(|number| indexes.get(number.checked_sub(1)?));
        let following = closed.and_then(|closed| end.get(closed.len_utf8()..)).unwrap_or_default();
        let is_link = following.starts_with(['(', ':']);
        match (index, closed) {
            (Some(index), Some(_)) if !in_code && !is_link => {
                whole.push_str(&marks.cited(*index));
                rest = following;
            }
            _ => {
                whole.push(opening);
                rest = after;
            }
        }
    }
    whole.push_str(rest);
    whole
}
