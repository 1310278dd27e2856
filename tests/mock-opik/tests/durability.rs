//! No answered write is lost when the server is killed. The program is started, filled in batches, killed without
//! warning ten times and started again; then every trace of every answered batch must be there.
//!
//! `DURABILITY_TRACES=100000 cargo test -p mock-opik --test durability` runs it at full size; `DURABILITY_KILLS=60`
//! kills more often.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use chrono::{DateTime, TimeDelta, Utc};
use mock_opik::loader::turns::stamp;
use mock_opik::seeded_rng::SeededRng;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

const BATCH: usize = 50;

/// The program, killed when it is dropped.
struct Program {
    child: Child,
    url: String,
}

impl Program {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mock-opik"))
            .args(["--port", "0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
        Self { child, url }
    }

    /// SIGKILL on Unix: the program gets no chance to do anything.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn batch(number: usize) -> (Value, Vec<String>) {
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    let mut rng = SeededRng::of(&["durability", &number.to_string()]);
    let traces: Vec<Value> = (0..BATCH)
        .map(|at| {
            let time = start + TimeDelta::milliseconds((number * BATCH + at) as i64);
            json!({ "id": rng.uuid7(time), "project_name": "durable", "name": "chat",
                    "thread_id": format!("thread-{}", (number * BATCH + at) / 20),
                    "start_time": stamp(time), "end_time": stamp(time), "last_updated_at": stamp(time),
                    "input": { "q": at }, "output": { "a": at } })
        })
        .collect();
    let ids = traces.iter().map(|trace| trace["id"].as_str().unwrap().to_owned()).collect();
    (json!({ "traces": traces }), ids)
}

/// Sends batches from number `next` on and reports each answered one; ends when the server is gone.
async fn ingest(
    client: reqwest::Client,
    url: String,
    next: usize,
    batches: usize,
    answered: UnboundedSender<usize>,
) {
    for number in next..batches {
        if !send(&client, &url, batch(number).0.to_string()).await || answered.send(number).is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answered_trace_survives_kills() {
    let setting = |name: &str, usual| std::env::var(name).map_or(usual, |number| number.parse().unwrap());
    let traces: usize = setting("DURABILITY_TRACES", 2_000);
    let kills: usize = setting("DURABILITY_KILLS", 10);
    let batches = traces.div_ceil(BATCH);
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("durable.db");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut rng = SeededRng::of(&["kill points"]);
    // The kill comes after this many answered batches, while the next one is being sent.
    let mut points: Vec<usize> = (0..kills).map(|_| rng.between(1, batches as i64 - 1) as usize).collect();
    points.sort_unstable();
    let mut acknowledged: HashSet<String> = HashSet::new();
    let mut next = 0;
    for point in points.into_iter().chain([batches]) {
        let mut program = Program::start(&data);
        assert_eq!(missing(&client, &program.url, &acknowledged).await, 0, "before batch {next}");
        let (answered, mut reports) = unbounded_channel();
        let client_side = tokio::spawn(ingest(client.clone(), program.url.clone(), next, batches, answered));
        while next < point {
            let number = reports.recv().await.expect("the server answers until it is killed");
            acknowledged.extend(batch(number).1);
            next = number + 1;
        }
        program.kill();
        client_side.await.unwrap();
        while let Ok(number) = reports.try_recv() {
            acknowledged.extend(batch(number).1);
            next = number + 1;
        }
    }
    let program = Program::start(&data);
    assert_eq!(acknowledged.len(), batches * BATCH);
    assert_eq!(missing(&client, &program.url, &acknowledged).await, 0);
    println!("{} traces, {} kills, none missing", acknowledged.len(), kills + 1);
}

async fn send(client: &reqwest::Client, url: &str, body: String) -> bool {
    let request =
        client.post(format!("{url}v1/private/traces/batch")).header("content-type", "application/json");
    request.body(body).send().await.is_ok_and(|response| response.status().is_success())
}

/// The number of `ids` that the server does not know.
async fn missing(client: &reqwest::Client, url: &str, ids: &HashSet<String>) -> usize {
    let mut left: HashSet<&str> = ids.iter().map(String::as_str).collect();
    let mut last: Option<String> = None;
    loop {
        let body = json!({ "project_name": "durable", "limit": 2000, "last_retrieved_id": last });
        let request =
            client.post(format!("{url}v1/private/traces/search")).header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.unwrap();
        if !answer.status().is_success() {
            // Without an answered batch the project does not exist yet.
            return left.len();
        }
        let text = answer.text().await.unwrap();
        let mut found = 0;
        for line in text.lines().filter(|line| !line.is_empty()) {
            let trace: Value = serde_json::from_str(line).unwrap();
            let id = trace["id"].as_str().unwrap().to_owned();
            left.remove(id.as_str());
            last = Some(id);
            found += 1;
        }
        if found < 2000 {
            return left.len();
        }
    }
}
