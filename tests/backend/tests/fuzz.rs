//! An API fuzzer: requests made by chance, the same ones each time, over all operations of the API. Whatever is sent, the
//! answer is no 5xx, every refusal has Opik's shape, and the store stays sound.
//!
//! | variable | |
//! |---|---|
//! | `FUZZ_CASES` | how many requests; a few thousand when unset, which take a few seconds |
//! | `FUZZ_SEED` | other requests |
//! | `FUZZ_OPENAPI` | an OpenAPI description (YAML) to take operations from as well; when unset, `../shared/opik/openapi.yaml` beside the repository is taken if it is there |
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/hostile.rs"]
mod hostile;
#[path = "support/operations.rs"]
mod operations;
#[path = "support/references.rs"]
mod references;
#[path = "support/server.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::Write;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use futures_util::FutureExt;
use hostile::Maker;
use http_body_util::BodyExt;
use mock_opik::web::base::BasePath;
use mock_opik::web::guard::Guard;
use mock_opik::web::shell::{Backend, Shell};
use mock_opik::web::site::Site;
use operations::Operation;
use serde_json::{Value, json};
use support::{Server, at, id, turn};

/// After so many requests a new server takes over: lists that grow and grow only cost time.
const LIFE: usize = 1000;

/// A request, before it is one.
#[derive(Clone)]
struct Case {
    method: String,
    target: String,
    headers: Vec<(&'static str, Vec<u8>)>,
    body: Vec<u8>,
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let short = |bytes: &[u8]| String::from_utf8_lossy(bytes).chars().take(3000).collect::<String>();
        writeln!(f, "{} {}", self.method, short(self.target.as_bytes()))?;
        for (name, value) in &self.headers {
            writeln!(f, "{name}: {:?}", short(value))?;
        }
        write!(f, "\n{:?}", short(&self.body))
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// Makes a request of an operation.
fn case(maker: &mut Maker, operation: &Operation) -> Case {
    let mut target = String::new();
    let mut before = "";
    for part in operation.path.split('/').skip(1) {
        let kind = if part == "{comment}" { "comments" } else { before };
        before = part;
        // Few projects are really deleted: nearly everything goes with one.
        let sparing = kind == "projects" && operation.method == "DELETE" && maker.chance.happens(80);
        let part = match part.starts_with('{') {
            true if sparing => maker.id("none"),
            true if maker.chance.happens(85) => maker.id(kind),
            true => {
                let text = maker.text();
                maker.encoded(&text)
            }
            false => part.to_owned(),
        };
        target.push('/');
        target.push_str(&part);
    }
    match maker.chance.between(0, 40) {
        0 => target.push('/'),
        1 => target.insert_str(0, "/api"),
        2 => target.push_str("/more"),
        _ => {}
    }
    let pairs: Vec<String> = operation
        .query
        .iter()
        .filter(|name| maker.has(name) && (name.starts_with("project") || maker.chance.happens(60)))
        .cloned()
        .collect();
    for (at, name) in pairs.into_iter().enumerate() {
        let value = match maker.value(&name) {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let value = maker.encoded(&value);
        // What no client can send: an address is at most 64 KB long.
        let value = if value.len() > 40_000 { "x".repeat(40_000) } else { value };
        target.push_str(&format!("{}{name}={value}", if at == 0 { "?" } else { "&" }));
    }
    let method = match maker.chance.happens(4) {
        true => (*maker.pick(&["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]))
            .to_owned(),
        false => operation.method.clone(),
    };
    let mut body = Vec::new();
    if !operation.body.is_empty() || maker.chance.happens(3) {
        body = maker.object(&operation.body).to_string().into_bytes();
        break_body(maker, &mut body);
    }
    let mut headers = Vec::new();
    if !body.is_empty() && !maker.chance.happens(2) {
        headers.push(("content-type", b"application/json".to_vec()));
    }
    match maker.chance.between(0, 40) {
        0 => {
            body = gzip(&body);
            headers.push(("content-encoding", b"gzip".to_vec()));
        }
        1 => headers.push((
            "content-encoding",
            maker.pick(&["gzip", "br", "", "identity", "gzip, gzip"]).as_bytes().to_vec(),
        )),
        2 => headers.push(("comet-workspace", maker.text().into_bytes())),
        3 => headers.push(("x-forwarded-user", maker.text().into_bytes())),
        4 => headers.push(("x-forwarded-user", vec![0xff, 0xfe, b'x'])),
        5 => headers.push(("idempotency-key", maker.text().into_bytes())),
        6 => headers.push(("accept-encoding", maker.text().into_bytes())),
        7 => headers.push(("host", maker.text().into_bytes())),
        8 => headers.push(("origin", maker.text().into_bytes())),
        _ => {}
    }
    Case { method, target, headers, body }
}

fn break_body(maker: &mut Maker, body: &mut Vec<u8>) {
    let place = |maker: &mut Maker, body: &[u8]| maker.chance.between(0, body.len() as i64 - 1) as usize;
    match maker.chance.between(0, 40) {
        0 => body.truncate(place(maker, body)),
        1 => {
            let at = place(maker, body);
            body[at] = *maker.pick(&[0, 0xff, b'"', b'{', b'}', b'\\', b'1']);
        }
        2 => {
            let text = *maker.pick(&[
                "null",
                "[]",
                "\"x\"",
                "1",
                "{",
                "\u{feff}{}",
                "{\"ids\": NaN}",
                "{\"a\":1,\"a\":2}",
            ]);
            *body = text.as_bytes().to_vec();
        }
        3 => *body = format!("{}1{}", "[".repeat(3000), "]".repeat(3000)).into_bytes(),
        4 => {
            // As a value, which is kept as it came.
            let deep = format!(
                "\"input\":{}1{},\"error_info\":{{\"exception_type\":{0}1{1}}},",
                "[".repeat(1500),
                "]".repeat(1500)
            );
            let at = body.iter().position(|byte| *byte == b'{').map_or(0, |at| at + 1);
            body.splice(at..at, deep.into_bytes());
        }
        5 => {
            let lone = br#""name":"\ud83d","thread_id":"\u0000","tags":["\udc00"],"#;
            let at = body.iter().position(|byte| *byte == b'{').map_or(0, |at| at + 1);
            body.splice(at..at, lone.iter().copied());
        }
        6 => body.clear(),
        _ => {}
    }
}

/// A new server with something of everything, and the ids of it.
async fn world(maker: &mut Maker) -> (Server, Shell) {
    let server = support::guarded();
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
    let shell = Shell {
        guard: Guard::new("127.0.0.1", &[]),
        base: BasePath::root(),
        site: Site::new("/nowhere/to/be/found".into()),
        backend: Backend::Local(server.api.clone()),
        largest_body: 10_000_000,
        controls: None,
    };
    (server, shell)
}

/// The request, if it is one at all.
fn request(case: &Case) -> Option<Request<Body>> {
    let uri: Uri = case.target.parse().ok()?;
    let mut request = Request::new(Body::from(case.body.clone()));
    *request.method_mut() = Method::from_bytes(case.method.as_bytes()).ok()?;
    *request.uri_mut() = uri;
    for (name, value) in &case.headers {
        request.headers_mut().append(HeaderName::from_static(name), HeaderValue::from_bytes(value).ok()?);
    }
    Some(request)
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
        // Another method than the operation's may lead to the app.
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
    let (mut server, mut shell) = world(maker).await;
    for number in 0..cases {
        if number % LIFE == LIFE - 1 {
            sound(&server).await;
            (server, shell) = world(maker).await;
        }
        let operation = operations[number % operations.len()].clone();
        let case = case(maker, &operation);
        let Some(request) = request(&case) else {
            tally.unsendable += 1;
            continue;
        };
        tally.sent += 1;
        let answer = std::panic::AssertUnwindSafe(async {
            let response = shell.answer(request).await;
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
}

/// The store is sound, and everything in it can be listed.
async fn sound(server: &Server) {
    let check = |conn: &rusqlite::Connection| {
        Ok(conn.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))?)
    };
    assert_eq!(server.state.store.read(check).await.unwrap(), "ok");
    let mut wrong = server.state.store.read(references::dangling).await.unwrap();
    // Scores may come before what they are about.
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
    let cases = setting("FUZZ_CASES").map_or(4000, |text| text.parse().unwrap());
    let seed = setting("FUZZ_SEED").unwrap_or_else(|| "1".to_owned());
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/opik/openapi.yaml");
    let description = match setting("FUZZ_OPENAPI") {
        Some(path) => Some(std::fs::read_to_string(path).unwrap()),
        None => std::fs::read_to_string(beside).ok(),
    };
    // A panic is counted like any fault; its own message would come a thousand times.
    let mut own = operations::known();
    own.extend(operations::of_routes());
    let described = description.as_deref().map(operations::of_description).unwrap_or_default();
    let mut tally = Tally::default();
    try_all(&mut tally, &mut Maker::new(&["fuzz", &seed]), &own, cases).await;
    if !described.is_empty() {
        try_all(&mut tally, &mut Maker::new(&["described", &seed]), &described, cases / 4).await;
    }
    println!(
        "seed {seed}: {} requests over {} operations of ours and {} of an OpenAPI description ({} more could not even be \
         sent); statuses {:?}; {} kinds of fault",
        tally.sent,
        own.len(),
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
