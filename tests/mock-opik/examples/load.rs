//! A load test: 25 clients at once on 10,000 threads of 100,000 turns, a fixed number of requests in a fixed mix.
//! Called by `cargo xtask check load`. The size of the write-ahead log has a budget, which fails the test; times are
//! only printed.
//!
//! The test writes, so it works on a copy of the data that is deleted at the end: every run starts with the same data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use mock_opik::seeded_rng::SeededRng;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use mix::Mix;
use request::TrialRequest;

#[path = "load/mix.rs"]
mod mix;
#[path = "load/report.rs"]
mod report;
#[path = "load/request.rs"]
mod request;

/// The number of clients; each sends its next request as soon as the last is answered.
const CLIENTS: usize = 25;
/// Requests of each client, unless `COLLOQUY_LOAD` says otherwise.
const REQUESTS: usize = 200;
/// The most bytes that the write-ahead log may have, however long the load lasts.
const WAL: u64 = 64 << 20;

/// The result of a step; errors are texts for the person at the terminal.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let program = named("COLLOQUY_SERVER").ok_or("COLLOQUY_SERVER names no server")?;
    let data = named("COLLOQUY_SEEDED").ok_or("COLLOQUY_SEEDED names no file")?;
    let requests = std::env::var("COLLOQUY_LOAD").ok().and_then(|text| text.parse().ok()).unwrap_or(REQUESTS);
    let copied = tempfile::tempdir_in(data.parent().unwrap_or(Path::new(".")))?;
    let copy = copied.path().join("load.db");
    std::fs::copy(&data, &copy)?;
    let (mut server, base) = serve(&program, &copy).await?;
    let process = server.id().unwrap_or_default();
    let tried = trial(&base, requests).await;
    let (wal, memory) = (report::size(&copy.with_extension("db-wal")), report::memory(process));
    server.start_kill()?;
    server.wait().await?;
    let (times, seconds) = tried?;
    println!("\n{CLIENTS} clients at once on 10,000 threads and 100,000 turns, {requests} requests each");
    report::table(&times, seconds);
    report::line("write-ahead log", &format!("{:.1} MB, budget {} MB", wal as f64 / 1e6, WAL >> 20));
    report::line("memory of the server", &memory);
    if wal > WAL {
        return Err(format!("the write-ahead log holds {wal} bytes; its budget is {WAL}").into());
    }
    Ok(())
}

/// Starts the server on this file; returns it and its address with a slash at the end.
async fn serve(program: &Path, data: &Path) -> Outcome<(Child, String)> {
    let mut server = Command::new(program)
        .args(["--port", "0", "--data"])
        .arg(data)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(server.stdout.take().ok_or("the server says nothing")?).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(base) = line.split_whitespace().find(|word| word.starts_with("http://")) {
            let base = base.to_owned();
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok((server, base));
        }
    }
    Err("the server did not say its address".into())
}

/// The times of all requests in milliseconds, by kind.
pub type Times = BTreeMap<&'static str, Vec<f64>>;

/// Runs all clients to their end; returns the times and how many seconds it took.
async fn trial(base: &str, requests: usize) -> Outcome<(Times, f64)> {
    let api = format!("{base}api/v1/private");
    let client = reqwest::Client::builder().no_proxy().build()?;
    let mix = Arc::new(Mix::look(&client, &api).await?);
    let times: Arc<Mutex<Times>> = Arc::default();
    let start = Instant::now();
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        let (client, mix, times) = (client.clone(), Arc::clone(&mix), Arc::clone(&times));
        clients.push(tokio::spawn(async move {
            let mut rng = SeededRng::of(&["load", &number.to_string()]);
            for turn in 0..requests {
                let asked = mix.next(&mut rng, number, turn);
                let (kind, began) = (asked.kind, Instant::now());
                asked.carry_out(&client).await?;
                let took = began.elapsed().as_secs_f64() * 1000.0;
                times.lock().unwrap_or_else(PoisonError::into_inner).entry(kind).or_default().push(took);
            }
            Outcome::Ok(())
        }));
    }
    for client in clients {
        client.await??;
    }
    let seconds = start.elapsed().as_secs_f64();
    let times = std::mem::take(&mut *times.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((times, seconds))
}

impl TrialRequest {
    /// Sends the request and reads the whole answer without parsing it, so that the client takes little time.
    async fn carry_out(self, client: &reqwest::Client) -> Outcome {
        let mut request = client.request(self.method, &self.url).header("accept-encoding", "gzip");
        if let Some(body) = self.body {
            request = request.header("content-type", "application/json").body(body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let body = answer.bytes().await?;
        if status.is_success() {
            return Ok(());
        }
        Err(format!("{}: {status} {}", self.url, String::from_utf8_lossy(&body)).into())
    }
}
