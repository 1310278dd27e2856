//! The program itself: its output and how it ends.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mock-opik")).args(arguments).output().unwrap()
}

#[test]
fn the_help_names_every_command_and_option() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    for word in [
        "import",
        "seed",
        "samples",
        "--host",
        "--port",
        "--data",
        "--app",
        "--proxy",
        "--base-path",
        "--allow-host",
        "--open-threads",
        "--prices",
        "--samples",
        "--test-controls",
        "Examples:",
    ] {
        assert!(help.contains(word), "{word}");
    }
}

#[test]
fn a_taken_port_ends_it_with_a_sentence() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(&["--port", &port]);
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with(&format!("mock-opik: port {port} is taken:")), "{said}");
}

#[test]
fn a_file_that_is_no_price_list_ends_it_with_a_sentence() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let output = run(&["--port", "0", "--prices", file]);
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("mock-opik: ") && said.contains("is no price list in LiteLLM's format"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn it_ends_well_when_told_to() {
    for signal in ["-INT", "-TERM"] {
        let program = Command::new(env!("CARGO_BIN_EXE_mock-opik"))
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn();
        let mut program = program.unwrap();
        let mut said = BufReader::new(program.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        assert!(line.starts_with("Colloquy is at http://127.0.0.1:"), "{line}");
        said.read_line(&mut line).unwrap();
        assert!(Command::new("kill").args([signal, &program.id().to_string()]).status().unwrap().success());
        assert!(program.wait().unwrap().success(), "{signal}");
    }
}

/// The running program; it is killed when this is dropped.
struct Program {
    child: Child,
    base: String,
    client: reqwest::Client,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    /// Starts it with this timeout in its environment, and with test controls.
    fn start(timeout: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mock-opik"))
            .args(["--port", "0", "--test-controls"])
            .env("OPIK_TRACE_THREAD_TIMEOUT_TO_MARK_AS_INACTIVE", timeout)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let base = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
        Self { child, base, client: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    async fn send(&self, method: &str, path: &str, body: Value) -> Value {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.client.request(method, format!("{}{path}", self.base));
        let request = request.header("content-type", "application/json").body(body.to_string());
        let response = request.send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.status());
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default()
    }

    /// Logs a turn of the thread at the server's own time.
    async fn log(&self, thread: &str) {
        let now = self.send("POST", "__test/clock", json!({})).await["now"].clone();
        let trace = json!({"project_name": "p", "thread_id": thread, "name": "turn", "start_time": now});
        self.send("POST", "api/v1/private/traces", trace).await;
    }

    async fn pass(&self, seconds: i64) {
        self.send("POST", "__test/clock", json!({ "advance_ms": seconds * 1000 })).await;
    }

    async fn status(&self, thread: &str) -> String {
        let body = json!({"project_name": "p", "thread_id": thread});
        let found = self.send("POST", "api/v1/private/traces/threads/retrieve", body).await;
        found["status"].as_str().unwrap().to_owned()
    }

    /// Waits until the server has checked its threads once more, which it does every second.
    async fn until_inactive(&self, thread: &str) {
        let patience = Instant::now() + Duration::from_secs(30);
        while self.status(thread).await != "inactive" {
            assert!(Instant::now() < patience, "{thread} stays active");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn configure(&self, timeout: &str) {
        let body = json!({ "timeout_to_mark_thread_as_inactive": timeout });
        self.send("PUT", "api/v1/private/workspaces/configurations", body).await;
    }
}

#[tokio::test]
async fn threads_turn_inactive_by_themselves_after_the_environments_time() {
    let program = Program::start("5s");
    program.log("t").await;
    assert_eq!(program.status("t").await, "active");
    program.pass(6).await;
    program.until_inactive("t").await;
}

#[tokio::test]
async fn the_workspaces_time_goes_before_the_environments_and_can_be_changed_while_it_runs() {
    let program = Program::start("5s");
    program.configure("PT1H").await;
    program.log("early").await;
    program.pass(1800).await;
    program.log("late").await;
    program.pass(1801).await;
    program.until_inactive("early").await;
    assert_eq!(program.status("late").await, "active", "the same look left it: half an hour is no hour");
    program.configure("PT30M").await;
    program.until_inactive("late").await;
}

#[tokio::test]
async fn a_time_in_the_environment_that_is_none_leaves_fifteen_minutes() {
    let program = Program::start("soon");
    program.log("early").await;
    program.pass(14 * 60).await;
    program.log("late").await;
    program.pass(61).await;
    program.until_inactive("early").await;
    assert_eq!(program.status("late").await, "active");
}
