//! Tools that answered with a failure, and results of the Model Context Protocol.

use serde_json::{Map, Value};

use crate::text::message::Block;

use super::super::tool;

/// The content of a tool's answer and whether it failed, also if only the answer itself says so.
pub(super) fn judge(content: Vec<Block>, failed: bool) -> (Vec<Block>, bool) {
    let [Block::Json(Value::Object(map))] = content.as_slice() else { return (content, failed) };
    let failed = failed || is_failed(map);
    // An MCP result: `content` with parts, `isError`, and possibly the same as `structuredContent`.
    let known = |key: &str| {
        matches!(key, "content" | "isError" | "is_error" | "structuredContent" | "_meta" | "meta")
    };
    match map.get("content") {
        Some(parts @ Value::Array(items))
            if !items.is_empty()
                && map.keys().all(|key| known(key))
                && items.iter().all(Value::is_object) =>
        {
            let mut blocks = tool::answer(Some(parts), 0);
            let words = blocks.iter().any(|block| matches!(block, Block::Text(_)));
            let beside = map.get("structuredContent").filter(|beside| !beside.is_null() && !words);
            blocks.extend(beside.map(|beside| Block::Json(beside.clone())));
            (blocks, failed)
        }
        _ => (content, failed),
    }
}

/// Whether a result says that it is an error: `isError` (MCP), `is_error`, `success: false`, `status: "error"`, or an
/// `error` that is not empty.
pub(in super::super) fn is_failed(map: &Map<String, Value>) -> bool {
    let is = |key: &str, wanted: bool| map.get(key) == Some(&Value::Bool(wanted));
    let error = match map.get("error") {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(map)) => !map.is_empty(),
        Some(Value::Number(code)) => code.as_f64() != Some(0.0),
        Some(Value::Bool(true)) => true,
    };
    let status =
        map.get("status").and_then(Value::as_str).is_some_and(|status| status.eq_ignore_ascii_case("error"));
    is("isError", true) || is("is_error", true) || is("success", false) || is("ok", false) || status || error
}
