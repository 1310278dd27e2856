//! Logs conversations, scores and definitions through the REST API, as an SDK does.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::Outcome;
use crate::stage::Stage;

/// Makes ids of the same millisecond different.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// A conversation that is being built.
#[derive(Clone, Debug)]
pub struct TestThread {
    thread: String,
    project: String,
    traces: Vec<Value>,
    next_start: DateTime<Utc>,
}

/// A conversation that was logged.
#[derive(Clone, Debug)]
pub struct Logged {
    /// The id of the thread.
    pub thread: String,
    /// The ids of its traces, in order.
    pub traces: Vec<String>,
}

impl TestThread {
    /// A conversation that begins an hour ago in the project "Support".
    pub fn new(thread: &str) -> Self {
        Self {
            thread: thread.to_owned(),
            project: "Support".to_owned(),
            traces: Vec::new(),
            next_start: Utc::now() - TimeDelta::hours(1),
        }
    }

    /// Logs the conversation in another project.
    #[must_use]
    pub fn in_project(mut self, name: &str) -> Self {
        name.clone_into(&mut self.project);
        self
    }

    /// The next turn begins this many minutes ago.
    #[must_use]
    pub fn minutes_ago(mut self, minutes: i64) -> Self {
        self.next_start = Utc::now() - TimeDelta::minutes(minutes);
        self
    }

    /// Adds a turn with plain text, as `@opik.track` logs it. Turns take two seconds; one starts 30 seconds after the
    /// other.
    #[must_use]
    pub fn turn(self, asked: &str, answered: &str) -> Self {
        self.json_turn(json!({ "_input_value": asked }), json!({ "output": answered }))
    }

    /// Adds this many turns that contain their number.
    #[must_use]
    pub fn turns(self, count: usize) -> Self {
        (1..=count).fold(self, |logged, n| logged.turn(&format!("Question {n}"), &format!("Answer {n}")))
    }

    /// Adds a turn with any input and output.
    #[must_use]
    pub fn json_turn(mut self, input: Value, output: Value) -> Self {
        let start = self.next_start;
        self.next_start = start + TimeDelta::seconds(30);
        self.traces.push(json!({
            "id": uuid7(start), "project_name": self.project, "thread_id": self.thread, "name": "turn", "source": "sdk",
            "start_time": at(start), "end_time": at(start + TimeDelta::seconds(2)), "input": input, "output": output,
        }));
        self
    }

    /// Sets a field of the last turn, such as `error_info` or `tags`.
    #[must_use]
    pub fn with(mut self, field: &str, value: Value) -> Self {
        if let Some(Value::Object(trace)) = self.traces.last_mut() {
            trace.insert(field.to_owned(), value);
        }
        self
    }

    /// Logs the conversation with this text as the JSON of the last turn's output, for values that are more than a
    /// [`Value`] holds: numbers of many digits, deep nesting.
    pub async fn log_with_output(self, stage: &Stage, json: &str) -> Outcome<Logged> {
        const PLACE: &str = "the output goes here";
        let logged = self.with("output", json!(PLACE));
        let id = |trace: &Value| trace.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let traces = logged.traces.iter().map(id).collect();
        let body = json!({ "traces": logged.traces }).to_string().replace(&format!("\"{PLACE}\""), json);
        let url = format!("{}api/v1/private/traces/batch", stage.base);
        let request = reqwest::Client::new().post(url).header("Content-Type", "application/json").body(body);
        accepted(request.send().await?).await?;
        Ok(Logged { thread: logged.thread, traces })
    }

    /// Logs the conversation in batches.
    pub async fn log(self, stage: &Stage) -> Outcome<Logged> {
        let id = |trace: &Value| trace.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let ids = self.traces.iter().map(id).collect();
        for batch in self.traces.chunks(500) {
            post(stage, "traces/batch", &json!({ "traces": batch })).await?;
        }
        Ok(Logged { thread: self.thread, traces: ids })
    }
}

impl Logged {
    /// Makes the thread inactive.
    pub async fn close(&self, stage: &Stage) -> Outcome {
        let body = json!({ "project_name": "Support", "thread_id": self.thread });
        put(stage, "traces/threads/close", &body).await
    }

    /// Logs another turn, starting now.
    pub async fn go_on(&self, stage: &Stage, asked: &str, answered: &str) -> Outcome {
        let more = TestThread::new(&self.thread).minutes_ago(0).turn(asked, answered);
        more.log(stage).await.map(drop)
    }

    /// The trace id of the turn with this number, from 1.
    pub fn trace(&self, number: usize) -> Outcome<&str> {
        let found = number.checked_sub(1).and_then(|index| self.traces.get(index));
        Ok(found.ok_or("there is no such turn")?)
    }
}

/// The id of the project with this name; creates it if necessary.
pub async fn project(stage: &Stage, name: &str) -> Outcome<String> {
    let client = reqwest::Client::new();
    let list = format!("{}api/v1/private/projects?name={}&size=100", stage.base, name.replace(' ', "%20"));
    let known = |page: &Value| {
        let found =
            page.get("content")?.as_array()?.iter().find(|one| one.get("name") == Some(&json!(name)))?;
        Some(found.get("id")?.as_str()?.to_owned())
    };
    if let Some(id) = known(&client.get(&list).send().await?.json().await?) {
        return Ok(id);
    }
    post(stage, "projects", &json!({ "name": name })).await?;
    let page = client.get(&list).send().await?.json().await?;
    Ok(known(&page).ok_or_else(|| format!("the project {name} was not made: {page}"))?)
}

/// Sends a POST request to the private API.
pub async fn post(stage: &Stage, path: &str, body: &Value) -> Outcome {
    let url = format!("{}api/v1/private/{path}", stage.base);
    accepted(reqwest::Client::new().post(url).json(body).send().await?).await
}

/// Sends a PUT request to the private API.
pub async fn put(stage: &Stage, path: &str, body: &Value) -> Outcome {
    let url = format!("{}api/v1/private/{path}", stage.base);
    accepted(reqwest::Client::new().put(url).json(body).send().await?).await
}

/// Sends a GET request to the private API.
pub async fn get(stage: &Stage, path: &str) -> Outcome<Value> {
    let response = reqwest::get(format!("{}api/v1/private/{path}", stage.base)).await?;
    let status = response.status();
    let answer: Value = response.json().await?;
    if status.is_success() { Ok(answer) } else { Err(format!("{path}: {status} {answer}").into()) }
}

/// A thread of the project "Support" on the server (`POST /v1/private/traces/threads/retrieve`).
pub async fn thread(stage: &Stage, id: &str) -> Outcome<Value> {
    let url = format!("{}api/v1/private/traces/threads/retrieve", stage.base);
    let body = json!({ "project_name": "Support", "thread_id": id });
    let response = reqwest::Client::new().post(url).json(&body).send().await?;
    let status = response.status();
    let answer: Value = response.json().await?;
    if status.is_success() { Ok(answer) } else { Err(format!("thread {id}: {status} {answer}").into()) }
}

/// Creates feedback definitions in this order, such as `("Tone", "categorical", {"categories": …})`.
pub async fn define(stage: &Stage, definitions: &[(&str, &str, Value)]) -> Outcome {
    for (name, kind, details) in definitions {
        let body = json!({ "name": name, "type": kind, "details": details });
        post(stage, "feedback-definitions", &body).await?;
    }
    Ok(())
}

/// Scores a thread as a program or a judge does: `source` is `sdk` or `online_scoring`.
pub async fn score_thread(stage: &Stage, thread: &str, name: &str, value: f64, source: &str) -> Outcome {
    let score = json!({
        "thread_id": thread, "project_name": "Support", "name": name, "value": value, "source": source,
    });
    put(stage, "traces/threads/feedback-scores", &json!({ "scores": [score] })).await
}

async fn accepted(response: reqwest::Response) -> Outcome {
    let status = response.status();
    if status.is_success() {
        return Ok(());
    }
    Err(format!("the server answered {status}: {}", response.text().await?).into())
}

/// A span of a trace, for `spans/batch`; `more` sets other fields, such as `usage`.
pub fn span(trace: &str, name: &str, more: Value) -> Value {
    let start = Utc::now() - TimeDelta::hours(1);
    let mut span: Map<String, Value> = Map::new();
    let own = json!({
        "id": uuid7(start), "trace_id": trace, "project_name": "Support", "name": name, "type": "llm",
        "start_time": at(start), "end_time": at(start + TimeDelta::seconds(1)),
    });
    span.extend(own.as_object().cloned().unwrap_or_default());
    span.extend(more.as_object().cloned().unwrap_or_default());
    Value::Object(span)
}

fn at(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A version 7 UUID of that instant, greater than those made before for the same instant.
fn uuid7(instant: DateTime<Utc>) -> String {
    let count = NEXT.fetch_add(1, Ordering::Relaxed);
    let millis = instant.timestamp_millis();
    format!("{:08x}-{:04x}-7{:03x}-8{:03x}-{count:012x}", millis >> 16, millis & 0xffff, 0, 0)
}
