//! An API fuzzer: random but reproducible requests to all operations of the API. No answer may be 5xx, every refusal
//! must have Opik's shape, and the database must stay consistent.
//!
//! | variable | |
//! |---|---|
//! | `FUZZ_CASES` | the number of requests; a few thousand when unset, which take a few seconds |
//! | `FUZZ_SEED` | another seed makes other requests |
//! | `FUZZ_OPENAPI` | a file with an OpenAPI description (YAML), such as Opik's own, to take operations from as well |
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/case.rs"]
mod case;
#[path = "support/hostile.rs"]
mod hostile;
#[path = "support/operations.rs"]
mod operations;
#[path = "support/references.rs"]
mod references;
#[path = "support/server.rs"]
mod support;
#[path = "support/wire.rs"]
mod wire;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::http::StatusCode;
use case::Case;
use futures_util::FutureExt;
use hostile::Maker;
use http_body_util::BodyExt;
use mock_opik::clock::Clock;
use mock_opik::routes;
use mock_opik::server::{self, Config};
use mock_opik::state::{AppState, ThreadRules};
use mock_opik::store::Store;
use mock_opik::web::base_path::BasePath;
use mock_opik::web::gateway::{Backend, Gateway};
use mock_opik::web::guard::Guard;
use mock_opik::web::static_files::StaticFiles;
use operations::Operation;
use serde_json::{Value, json};
use support::{Server, at, id, turn};
use wire::Wire;

/// A new server after this many requests, because ever longer lists only cost time.
const LIFE: usize = 1000;

/// A new server with some of everything, and the ids of it.
async fn world(maker: &mut Maker) -> (tempfile::TempDir, Server, Gateway) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("fuzz.db")).unwrap();
    let state = AppState::new(store, Clock::frozen(support::noon()), ThreadRules::Guarded);
    let server = Server { api: routes::api(state.clone()), state };
    let mut ids = Vec::new();
    for n in 0..6 {
        let (thread, seconds) = (["one", "two", "kind"][n as usize % 3], i64::from(n) * 10 - 100);
        server.log(vec![turn(seconds, n, thread, "p", "tone")]).await;
        let span = json!({ "id": id(seconds, n + 100), "trace_id": id(seconds, n), "project_name": "p", "type": "llm",
                           "name": "step", "start_time": at(seconds), "model": "p", "total_estimated_cost": 9e6,
                           "usage": { "total_tokens": i64::MAX }, "input": { "a": "one" } });
        server.log_spans(vec![span]).await;
        ids.extend([("traces", id(seconds, n)), ("spans", id(seconds, n + 100))]);
        server.close(thread).await;
        let model = server.thread(thread).await["thread_model_id"].as_str().unwrap().to_owned();
        for path in [format!("traces/threads/{model}"), format!("traces/{}", id(seconds, n))] {
            let made = server.ok("POST", &format!("{path}/comments"), json!({ "text": "hm" })).await;
            ids.push(("comments", made["id"].as_str().unwrap().to_owned()));
        }
        let score = json!({ "name": "tone", "value": 1, "source": "ui" });
        server.ok("PUT", &format!("traces/{}/feedback-scores", id(seconds, n)), score).await;
        ids.push(("threads", model));
    }
    for list in ["projects", "feedback-definitions"] {
        let page = server.get(list).await;
        let found = page["content"].as_array().unwrap().iter();
        ids.extend(found.map(|one| (list, one["id"].as_str().unwrap().to_owned())));
    }
    maker.ids = ids;
    let gateway = Gateway {
        guard: Guard::new("127.0.0.1", &[]),
        base: BasePath::root(),
        site: StaticFiles::new("/nowhere/to/be/found".into()),
        backend: Backend::Local(server.api.clone()),
        largest_body: 10_000_000,
        memory: mock_opik::memory_budget::MemoryBudget::default(),
        controls: None,
    };
    (dir, server, gateway)
}

/// What is wrong with an answer, if anything.
fn fault(method: &str, status: StatusCode, kind: &str, body: &[u8]) -> Option<String> {
    if status.is_server_error() {
        return Some(format!("{status}"));
    }
    if method == "HEAD" || status.is_redirection() {
        return None;
    }
    let json: Result<Value, _> = serde_json::from_slice(body);
    if status.is_client_error() {
        let Ok(json) = json else { return Some(format!("{status} that is no JSON")) };
        let coded =
            json["code"] == status.as_u16() && json["message"].as_str().is_some_and(|text| !text.is_empty());
        let listed =
            json["errors"].as_array().is_some_and(|all| !all.is_empty() && all.iter().all(Value::is_string));
        return (!coded && !listed).then(|| format!("{status} that is not in Opik's shape"));
    }
    let lines = || body.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let sound = match kind {
        "application/json" => json.is_ok(),
        "application/octet-stream" => lines().all(|line| serde_json::from_slice::<Value>(line).is_ok()),
        // With another method the path may lead to the app.
        _ => true,
    };
    (!sound).then(|| format!("{status} with {kind} that is none"))
}

#[derive(Default)]
struct Tally {
    statuses: BTreeMap<u16, usize>,
    sent: usize,
    unsendable: usize,
    faults: BTreeMap<String, (usize, String)>,
}

async fn try_all(tally: &mut Tally, maker: &mut Maker, operations: &[Operation], cases: usize) {
    let (mut dir, mut server, mut gateway) = world(maker).await;
    for number in 0..cases {
        if number % LIFE == LIFE - 1 {
            sound(&server).await;
            (dir, server, gateway) = world(maker).await;
        }
        let operation = &operations[number % operations.len()];
        let case = Case::of(maker, operation);
        let Some(request) = case.request() else {
            tally.unsendable += 1;
            continue;
        };
        tally.sent += 1;
        let answer = std::panic::AssertUnwindSafe(async {
            let response = gateway.answer(request).await;
            let (parts, body) = response.into_parts();
            (parts, body.collect().await.unwrap().to_bytes())
        });
        let fault = match answer.catch_unwind().await {
            Err(_) => Some("a panic".to_owned()),
            Ok((parts, body)) => {
                *tally.statuses.entry(parts.status.as_u16()).or_default() += 1;
                let kind = parts.headers.get("content-type").map_or("", |kind| kind.to_str().unwrap());
                fault(&case.method, parts.status, kind, &body)
                    .map(|fault| format!("{fault}: {}", String::from_utf8_lossy(&body)))
            }
        };
        if let Some(fault) = fault {
            let place = format!(
                "{} {}: {}",
                operation.method,
                operation.path,
                fault.chars().take(80).collect::<String>()
            );
            let known = tally.faults.entry(place).or_insert_with(|| (0, case.to_string()));
            known.0 += 1;
        }
    }
    sound(&server).await;
    dir.close().unwrap();
}

/// The database must be consistent, and everything in it can be listed.
async fn sound(server: &Server) {
    let check = |conn: &rusqlite::Connection| {
        Ok(conn.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))?)
    };
    assert_eq!(server.state.store.read(check).await.unwrap(), "ok");
    let mut wrong = server.state.store.read(references::dangling).await.unwrap();
    // Scores may come before their trace or span.
    wrong.retain(|line| {
        !line.contains("scores.entity") && !line.contains("cost") && !line.contains("span_totals is")
    });
    assert_eq!(wrong, Vec::<String>::new());
    let projects = server.get("projects?size=1000").await;
    for project in projects["content"].as_array().unwrap() {
        let id = project["id"].as_str().unwrap();
        for list in ["traces", "spans", "traces/threads"] {
            let page = server.get(&format!("{list}?size=100000&project_id={id}")).await;
            assert_eq!(page["content"].as_array().unwrap().len(), page["total"].as_u64().unwrap() as usize);
            server.get(&format!("{list}/stats?project_id={id}")).await;
        }
    }
    server.get("feedback-definitions?size=1000").await;
}

fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

#[tokio::test]
async fn whatever_is_sent_is_answered_and_never_with_5xx() {
    let cases = setting("FUZZ_CASES").map_or(3000, |text| text.parse().unwrap());
    let seed = setting("FUZZ_SEED").unwrap_or_else(|| "1".to_owned());
    let description = setting("FUZZ_OPENAPI").map(|path| std::fs::read_to_string(path).unwrap());
    let mut own = operations::known();
    own.extend(operations::of_routes());
    let described = description.as_deref().map(operations::of_description).unwrap_or_default();
    let count = own.len();
    // Lists with filters have the most that can go wrong, so they are tried more often.
    let lists: Vec<Operation> =
        own.iter().filter(|operation| operation.has("filters") || operation.has("traces")).cloned().collect();
    own.extend(std::iter::repeat_n(lists, 4).flatten());
    let mut tally = Tally::default();
    try_all(&mut tally, &mut Maker::new(&["fuzz", &seed]), &own, cases).await;
    if !described.is_empty() {
        try_all(&mut tally, &mut Maker::new(&["described", &seed]), &described, cases / 4).await;
    }
    println!(
        "seed {seed}: {} requests over {} operations of ours and {} of an OpenAPI description ({} more could not even be \
         sent); statuses {:?}; {} kinds of fault",
        tally.sent,
        count,
        described.len(),
        tally.unsendable,
        tally.statuses,
        tally.faults.len()
    );
    for (place, (count, example)) in &tally.faults {
        println!("\n=== {count} times {place}\n{example}");
    }
    assert!(tally.faults.is_empty());
    assert!(tally.sent > cases * 8 / 10, "most of them are requests");
    for status in [200, 201, 204, 400, 404, 405, 409, 422] {
        assert!(tally.statuses.contains_key(&status), "nothing was answered with {status}");
    }
}

/// Over a socket, with requests that client libraries would refuse to send: each is answered, and the connection stays
/// open unless the answer says otherwise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_over_a_socket_is_answered() {
    let running = server::start(Config::default()).await.unwrap();
    let addr = running.addr();
    tokio::task::spawn_blocking(move || talk(addr)).await.unwrap();
    running.stop().await;
}

fn talk(addr: SocketAddr) {
    let mut maker = Maker::new(&["wire", &setting("FUZZ_SEED").unwrap_or_else(|| "1".to_owned())]);
    maker.ids = vec![("projects", "0190babc-62a0-71d2-832a-0feffa4676eb".to_owned()), ("traces", id(0, 1))];
    let operations = operations::known();
    let mut wire = Wire::open(addr);
    let (mut answered, mut unsendable) = (0, 0);
    for number in 0..600 {
        let case = Case::of(&mut maker, &operations[number % operations.len()]);
        let sendable = case.request().is_some();
        let heard = wire.ask(&case);
        assert!(heard.is_some(), "no answer to\n{case}");
        let heard = heard.unwrap();
        let stays = heard.stays;
        if sendable {
            answered += 1;
            let fault = fault(&case.method, heard.status.try_into().unwrap(), &heard.kind, &heard.body);
            assert!(fault.is_none(), "{fault:?}: {}\n{case}", String::from_utf8_lossy(&heard.body));
            // A request that is refused before its body was read ends the connection, because the rest of the body is
            // not a request.
            assert!(stays || heard.status >= 400, "{}\n{case}", heard.status);
        } else {
            unsendable += 1;
            assert_eq!(heard.status, 400, "{case}");
        }
        if !stays {
            wire = Wire::open(addr);
        }
    }
    assert!(answered > 500 && unsendable > 0, "{answered}, {unsendable}");
    // After a refusal the body must not be taken for the next request.
    for (target, origin) in
        [("/api/v1/private/projects", "http://localhost:3000"), ("/no/file.css", "http://localhost")]
    {
        for length in [0, 500_000] {
            let headers = vec![("origin", origin.as_bytes().to_vec())];
            let case = Case {
                method: "POST".to_owned(),
                target: target.to_owned(),
                headers,
                body: vec![b'x'; length],
            };
            let mut wire = Wire::open(addr);
            for _ in 0..2 {
                let heard = wire.ask(&case).unwrap();
                assert!(heard.status >= 400 && heard.stays, "{target} {length}: {}", heard.status);
            }
        }
    }
    let long = format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "x".repeat(200_000));
    let many = format!("GET / HTTP/1.1\r\nhost: localhost\r\n{}\r\n", "x-x: y\r\n".repeat(500));
    for bytes in [
        "\0\0\0\0",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /api/v1/private/traces/\u{e4} HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "GET /api/v1/private/traces/% HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: localhost\r\nx-y: \u{1}\r\n\r\n",
        "POST /api/v1/private/projects HTTP/1.1\r\nhost: localhost\r\ncontent-length: x\r\n\r\n",
        "POST /api/v1/private/projects HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n{",
        "POST /api/v1/private/projects HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        long.as_str(),
        &many,
    ] {
        let answer = Wire::open(addr).send(bytes.as_bytes());
        let answer = String::from_utf8_lossy(&answer);
        let refused = answer.starts_with("HTTP/1.1 4") || answer.is_empty();
        assert!(refused, "{:?}: {answer}", bytes.chars().take(200).collect::<String>());
        let ping = Case {
            method: "GET".to_owned(),
            target: "/is-alive/ping".to_owned(),
            headers: vec![],
            body: vec![],
        };
        assert_eq!(Wire::open(addr).ask(&ping).unwrap().status, 200);
    }
}
