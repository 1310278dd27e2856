//! Logs cases through the REST API, in the project "cases", a thread each.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use e2e::Outcome;
use serde_json::{Value, json};

use super::case::Case;

const PROJECT: &str = "cases";
/// The fields of a turn that are logged as the case has them.
const COPIED: [&str; 6] = ["start_time", "end_time", "input", "output", "metadata", "error_info"];

/// Logs the turns of a case, each with a request of its own.
pub async fn turns(base: &str, case: &Case, number: usize) -> Outcome {
    for (index, trace) in case.traces.iter().enumerate() {
        let start = Utc::now() - TimeDelta::hours(1)
            + TimeDelta::milliseconds(i64::try_from(number * 10_000 + index * 3000)?);
        let mut fields = vec![
            ("id", json!(trace_id(number, index, start)).to_string()),
            ("project_name", json!(PROJECT).to_string()),
            ("name", json!(case.id).to_string()),
            ("thread_id", json!(case.thread).to_string()),
            ("source", json!("sdk").to_string()),
            ("start_time", json!(at(start)).to_string()),
            ("end_time", json!(at(start + TimeDelta::milliseconds(1500))).to_string()),
            ("metadata", json!({ "case": case.id }).to_string()),
        ];
        for name in COPIED {
            let raw = trace.get(name).map(|raw| raw.get().to_owned()).filter(|raw| raw != "null");
            let raw = if name == "output" { case.raw_output().or(raw) } else { raw };
            if let Some(raw) = raw {
                fields.retain(|(known, _)| *known != name);
                fields.push((name, raw));
            }
        }
        let fields: Vec<_> = fields.iter().map(|(name, raw)| format!("\"{name}\":{raw}")).collect();
        let body = format!("{{\"traces\":[{{{}}}]}}", fields.join(","));
        send(base, reqwest::Method::POST, "traces/batch", body).await?;
    }
    Ok(())
}

/// Logs what is said about the conversation and its first turn.
pub async fn feedback(base: &str, project: &str, case: &Case) -> Outcome {
    let put = reqwest::Method::PUT;
    for score in case.list("trace_scores") {
        let first: Value = list(base, project, case).await?;
        let id = first.pointer("/content/0/id").and_then(Value::as_str).ok_or("the turn is not there")?;
        send(base, put.clone(), &format!("traces/{id}/feedback-scores"), score.to_string()).await?;
    }
    let (tags, comments, scores) = (case.list("tags"), case.list("comments"), case.list("scores"));
    if tags.is_empty() && comments.is_empty() && scores.is_empty() {
        return Ok(());
    }
    let asked = json!({ "thread_id": case.thread, "project_id": project, "truncate": false });
    let thread = send(base, reqwest::Method::POST, "traces/threads/retrieve", asked.to_string()).await?;
    let id = thread.get("thread_model_id").and_then(Value::as_str).ok_or("the thread has no id")?;
    if !tags.is_empty() {
        let path = format!("traces/threads/{id}");
        send(base, reqwest::Method::PATCH, &path, json!({ "tags": tags }).to_string()).await?;
    }
    for comment in comments {
        let path = format!("traces/threads/{id}/comments");
        send(base, reqwest::Method::POST, &path, json!({ "text": comment }).to_string()).await?;
    }
    let thread = json!({ "thread_id": case.thread, "project_name": PROJECT });
    send(base, put.clone(), "traces/threads/close", thread.to_string()).await?;
    let named = |score: Value| {
        let mut fields = score.as_object().cloned().unwrap_or_default();
        fields.extend(thread.as_object().cloned().unwrap_or_default());
        Value::Object(fields)
    };
    let scores: Vec<_> = scores.into_iter().map(named).collect();
    if !scores.is_empty() {
        let body = json!({ "scores": scores }).to_string();
        send(base, put, "traces/threads/feedback-scores", body).await?;
    }
    Ok(())
}

/// The id of the project of the cases.
pub async fn project(base: &str) -> Outcome<String> {
    let body = json!({ "name": PROJECT }).to_string();
    let project = send(base, reqwest::Method::POST, "projects/retrieve", body).await?;
    Ok(project.get("id").and_then(Value::as_str).ok_or("nothing was logged")?.to_owned())
}

/// The turns of the case.
async fn list(base: &str, project: &str, case: &Case) -> Outcome<Value> {
    let filter = json!([{ "field": "thread_id", "operator": "=", "value": case.thread }]).to_string();
    let filter = e2e::pages::conversation::encode(&filter);
    let path = format!("{base}api/v1/private/traces?project_id={project}&filters={filter}&sorting=%5B%5D");
    Ok(reqwest::get(path).await?.json().await?)
}

async fn send(base: &str, method: reqwest::Method, path: &str, body: String) -> Outcome<Value> {
    let request = reqwest::Client::new().request(method, format!("{base}api/v1/private/{path}"));
    let answer = request.header("Content-Type", "application/json").body(body).send().await?;
    let (status, text) = (answer.status(), answer.text().await?);
    if !status.is_success() {
        return Err(format!("{path}: {status} {text}").into());
    }
    Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
}

fn at(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A version 7 UUID of that instant.
fn trace_id(number: usize, index: usize, instant: DateTime<Utc>) -> String {
    let millis = instant.timestamp_millis();
    format!("{:08x}-{:04x}-7000-8000-{:012x}", millis >> 16, millis & 0xffff, number << 16 | index)
}
