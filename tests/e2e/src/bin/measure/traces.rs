//! The requests of the list of traces and of the trace view.

use e2e::Outcome;
use e2e::pages::conversation::encode;
use serde_json::Value;

/// Number of spans of the longest trace.
pub const SPANS: usize = 15_000;

/// Lists of all traces with different sorting, filters and search, as pairs of name and URL.
pub fn lists(api: &str, project: &str) -> Vec<(String, String)> {
    let list = format!("{api}/traces?project_id={project}&size=25&truncate=true");
    let mut asked = vec![
        ("traces, newest first".to_owned(), list.clone()),
        ("traces, last page".to_owned(), format!("{list}&page=4000")),
    ];
    for field in ["duration", "start_time", "name", "thread_id", "total_estimated_cost", "usage.total_tokens"]
    {
        let sorting = encode(&format!(r#"[{{"field":"{field}","direction":"DESC"}}]"#));
        asked.push((format!("traces by {field}"), format!("{list}&sorting={sorting}")));
    }
    for (field, operator, value) in [
        ("name", "contains", "agent"),
        ("tags", "contains", "vip"),
        ("error_info", "is_not_empty", ""),
        ("duration", ">", "5000"),
        ("output", "contains", "sorry"),
    ] {
        let filter = format!(r#"[{{"field":"{field}","operator":"{operator}","key":"","value":"{value}"}}]"#);
        let name = format!("traces, {field} {operator} {value}");
        asked.push((name, format!("{list}&filters={}", encode(&filter))));
    }
    for (what, words) in [("a common word", "the"), ("nothing", "xyzzyx")] {
        asked.push((format!("traces, search for {what}"), format!("{list}&search={words}")));
    }
    asked
}

/// Requests that have to read all data: statistics of all traces, and all spans of the longest trace.
///
/// # Errors
///
/// If there is no trace of [`SPANS`] spans.
pub async fn wholes(api: &str, project: &str) -> Outcome<Vec<(String, String)>> {
    let sorting = encode(r#"[{"field":"span_count","direction":"DESC"}]"#);
    let page: Value = reqwest::get(format!("{api}/traces?project_id={project}&size=1&sorting={sorting}"))
        .await?
        .json()
        .await?;
    let count = page.pointer("/content/0/span_count").and_then(Value::as_u64);
    let trace = page.pointer("/content/0/id").and_then(Value::as_str).unwrap_or_default();
    if count != Some(SPANS as u64) {
        return Err(format!("the longest trace has {count:?} spans, not {SPANS}").into());
    }
    let spans =
        format!("{api}/spans?project_id={project}&trace_id={trace}&size={SPANS}&strip_attachments=true");
    let bare = encode(r#"["input","output"]"#);
    Ok(vec![
        ("statistics of all traces".to_owned(), format!("{api}/traces/stats?project_id={project}")),
        (format!("the trace of {SPANS} spans"), format!("{api}/traces/{trace}")),
        (format!("its {SPANS} spans, bare"), format!("{spans}&exclude={bare}")),
        (format!("its {SPANS} spans, whole"), spans),
    ])
}
