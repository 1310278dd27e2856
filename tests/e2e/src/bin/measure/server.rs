//! Measures how long the server takes for what the page asks of it.

use e2e::Outcome;
use e2e::pages::conversation::encode;
use serde_json::Value;

use super::place::Place;
use super::{times, traces};

/// Goal for a server response, in milliseconds.
const SERVER_GOAL: f64 = 100.0;
/// Goal for responses that have to read all data, in milliseconds.
const WHOLE_GOAL: f64 = 300.0;

/// Prints how long the server takes for the requests of the lists and of the conversation.
///
/// # Errors
///
/// If it refuses one, or the data is not what it should be.
pub async fn measure(place: &Place) -> Outcome {
    let (api, project) = (&format!("{}api/v1/private", place.base), place.project.as_str());
    let threads = &format!("{api}/traces/threads?project_id={project}&size=25&truncate=true");
    let long = place.threads.last().map(|thread| thread.id.as_str()).unwrap_or_default();
    println!("\nServer, 10,000 threads and 100,000 turns, median of 7 after 1 (goal {SERVER_GOAL} ms)");
    let first: Value = reqwest::get(threads).await?.json().await?;
    let fields = first.get("sortable_by").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut asked = vec![
        ("list".to_owned(), threads.to_owned()),
        ("last page".to_owned(), format!("{threads}&page=400")),
    ];
    for field in fields.iter().filter_map(Value::as_str).filter(|field| !field.contains('*')) {
        let sorting = encode(&format!(r#"[{{"field":"{field}","direction":"DESC"}}]"#));
        asked.push((format!("sorted by {field}"), format!("{threads}&sorting={sorting}")));
    }
    let tokens = encode(r#"[{"field":"usage.total_tokens","direction":"DESC"}]"#);
    asked.push(("sorted by usage.total_tokens".to_owned(), format!("{threads}&sorting={tokens}")));
    for (what, words) in [("a common word", "the"), ("a rare word", "refund"), ("nothing", "xyzzyx")] {
        asked.push((format!("search for {what}"), format!("{threads}&search={words}")));
    }
    for (field, operator, value) in [
        ("status", "=", "active"),
        ("number_of_messages", ">", "20"),
        ("duration", ">", "1000"),
        ("tags", "contains", "vip"),
        ("first_message", "contains", "refund"),
        ("last_message", "not_contains", "sorry"),
        ("start_time", ">", "2026-01-01T00:00:00Z"),
    ] {
        let filters =
            format!(r#"[{{"field":"{field}","operator":"{operator}","key":"","value":"{value}"}}]"#);
        asked
            .push((format!("{field} {operator} {value}"), format!("{threads}&filters={}", encode(&filters))));
    }
    let of_thread = encode(&format!(r#"[{{"field":"thread_id","operator":"=","key":"","value":"{long}"}}]"#));
    asked.push((
        "first 100 of 2,000 turns".to_owned(),
        format!("{api}/traces?project_id={project}&size=100&filters={of_thread}"),
    ));
    // The request with which the list counts thumbs: the rated turns in the time range of its rows.
    let rated = |bounds: &str| {
        let thumbs =
            r#"{"field":"feedback_scores","operator":"is_not_empty","key":"User feedback","value":""}"#;
        let left_out = encode(r#"["input","output","metadata"]"#);
        let filters = encode(&format!("[{thumbs}{bounds}]"));
        format!(
            "{api}/traces?project_id={project}&size=1000&truncate=true&exclude={left_out}&filters={filters}"
        )
    };
    asked.push(("1,000 rated turns of all".to_owned(), rated("")));
    if let Some(since) = first.pointer("/content/24/start_time").and_then(Value::as_str) {
        let bound = format!(r#",{{"field":"start_time","operator":">=","value":"{since}"}}"#);
        asked.push(("rated turns of the first page's time".to_owned(), rated(&bound)));
    }
    asked.extend(traces::lists(api, project));
    times::tell(asked, SERVER_GOAL).await?;
    println!("\nServer, what reads everything (goal {WHOLE_GOAL} ms)");
    times::tell(traces::wholes(api, project).await?, WHOLE_GOAL).await
}
