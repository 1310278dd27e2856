//! ChatGPT's export: `metadata.content_references`, each with the mark that stands for it in the text and its pages.

use serde_json::{Map, Value};

use super::documents;
use super::marks::SourceMarks;

/// Marks the text of a message in place of ChatGPT's own marks, and takes the references out.
pub(super) fn references(map: &mut Map<String, Value>, marks: &mut SourceMarks) {
    let Some(about) = map.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    let Some(Value::Array(references)) = about.remove("content_references") else { return };
    let parts =
        map.get_mut("content").and_then(|content| content.get_mut("parts")).and_then(Value::as_array_mut);
    let texts = parts.into_iter().flatten();
    for text in texts.filter_map(|part| if let Value::String(text) = part { Some(text) } else { None }) {
        for reference in references.iter().filter_map(Value::as_object).take(500) {
            let mark = reference.get("matched_text").and_then(Value::as_str).unwrap_or_default();
            if mark.trim().is_empty() || !text.contains(mark) {
                continue;
            }
            let pages =
                ["items", "sources"].iter().filter_map(|key| reference.get(*key)?.as_array()).flatten();
            let cited: String = pages
                .filter_map(documents::read)
                .map(|page| {
                    let index = marks.add(page);
                    marks.cited(index)
                })
                .collect();
            // What has no page may have words, such as a name.
            let words = reference.get("alt").and_then(Value::as_str).filter(|_| cited.is_empty());
            *text = text.replacen(mark, words.unwrap_or(&cited), 1);
        }
    }
}
