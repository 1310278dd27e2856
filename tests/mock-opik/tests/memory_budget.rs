//! Large requests and answers share a memory budget: forty at once take no more memory than it allows, the others get
//! 503 with `Retry-After`, and small requests never wait for large ones.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use mock_opik::memory_budget::MemoryBudget;
use mock_opik::server::{Config, Running, start};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const MB: usize = 1 << 20;

/// A server with this memory budget and waiting time, and bodies of up to 16 MB.
async fn server(memory: usize, patience: Duration) -> (Running, MemoryBudget) {
    server_of(memory, patience, 16 * MB).await
}

async fn server_of(memory: usize, patience: Duration, largest_body: usize) -> (Running, MemoryBudget) {
    let memory = MemoryBudget::new(memory, patience);
    let config = Config { memory: memory.clone(), largest_body, ..Config::default() };
    (start(config).await.unwrap(), memory)
}

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A batch of traces with one long word each, `bytes` long in all.
fn batch(number: usize, bytes: usize) -> String {
    let traces: Vec<Value> = (0..10)
        .map(|at| {
            let id = format!("0199aaaa-0000-7000-8000-{number:06x}{at:06x}");
            let word = "x".repeat(bytes / 10);
            json!({ "id": id, "project_name": "p", "start_time": "2026-03-01T12:00:00Z", "input": { "q": word } })
        })
        .collect();
    json!({ "traces": traces }).to_string()
}

async fn post(
    client: &Client,
    server: &Running,
    body: impl Into<reqwest::Body>,
    encodings: &[&str],
) -> Response {
    let url = format!("{}api/v1/private/traces/batch", server.base_url());
    let mut request = client.post(url).header("content-type", "application/json");
    for encoding in encodings {
        request = request.header("content-encoding", *encoding);
    }
    request.body(body).send().await.unwrap()
}

/// Asserts 503 with `Retry-After`, in the API's shape.
async fn assert_busy(answer: Response) {
    assert_eq!(answer.status().as_u16(), 503);
    let again: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=10).contains(&again), "{again}");
    let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!(body["code"], 503);
    assert!(body["message"].as_str().unwrap().contains("again"), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_bombs_at_once_take_no_more_than_they_weigh_packed() {
    let (server, memory) = server_of(64 * MB, Duration::from_secs(60), 4 * MB).await;
    let one = packed(&vec![b' '; 5 * MB]);
    // Several gzip members, each of which is small enough by itself.
    let several = packed(&vec![b' '; 2 * MB]).repeat(3);
    let client = client();
    let sent = (0..40)
        .map(|n| post(&client, &server, if n % 2 == 0 { one.clone() } else { several.clone() }, &["gzip"]));
    for answer in futures_util::future::join_all(sent).await {
        assert_eq!(answer.status().as_u16(), 413);
    }
    assert!(memory.most() < MB, "{} bytes at once, for 40 bombs of 5 MB", memory.most());
    assert_eq!(memory.used(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_large_bodies_take_turns_and_none_is_lost() {
    let (server, memory) = server(24 * MB, Duration::from_secs(60)).await;
    let client = client();
    let sent = (0..24).map(|n| {
        let text = batch(n, 3 * MB);
        let (body, encodings) =
            if n % 2 == 0 { (text.into_bytes(), vec![]) } else { (packed(text.as_bytes()), vec!["gzip"]) };
        post(&client, &server, body, &encodings.leak()[..])
    });
    for answer in futures_util::future::join_all(sent).await {
        assert_eq!(answer.status().as_u16(), 204);
    }
    assert!((6 * MB..=24 * MB).contains(&memory.most()), "{} bytes at once", memory.most());
    assert_eq!(memory.used(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_no_room_is_told_to_come_again_and_small_requests_go_on() {
    let (server, memory) = server(24 * MB, Duration::ZERO).await;
    let client = client();
    let others: Vec<_> = (0..6).map(|_| memory.reservation()).collect();
    others.iter().for_each(|reservation| reservation.try_resize(4 * MB).unwrap());
    assert_busy(post(&client, &server, batch(1, 3 * MB), &[]).await).await;
    assert_busy(post(&client, &server, packed(batch(1, 3 * MB).as_bytes()), &["gzip"]).await).await;
    for _ in 0..20 {
        assert_eq!(post(&client, &server, batch(2, 10_000), &[]).await.status().as_u16(), 204);
    }
    drop(others);
    assert_eq!(post(&client, &server, batch(1, 3 * MB), &[]).await.status().as_u16(), 204);
    assert_eq!(memory.used(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_senders_keep_room_for_what_has_arrived_and_no_more() {
    let (server, memory) = server(32 * MB, Duration::from_millis(50)).await;
    let mut slow = Vec::new();
    for number in 0..40 {
        let mut stream = TcpStream::connect(server.addr()).await.unwrap();
        // Half of them do not announce their length.
        let length = if number % 2 == 0 { "Content-Length: 10000000" } else { "Transfer-Encoding: chunked" };
        let head = format!(
            "POST /api/v1/private/traces/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             {length}\r\n\r\n"
        );
        let body =
            if number % 2 == 0 { " ".repeat(100_000) } else { format!("186a0\r\n{}", " ".repeat(100_000)) };
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        slow.push(stream);
    }
    let client = client();
    // The first attempts may find the memory that the slow ones announced still reserved.
    let mut statuses = Vec::new();
    while statuses.last() != Some(&204) && statuses.len() < 20 {
        statuses.push(post(&client, &server, batch(1, 3 * MB), &[]).await.status().as_u16());
    }
    assert_eq!(statuses.pop(), Some(204), "after {statuses:?}");
    assert!(statuses.iter().all(|status| *status == 503), "{statuses:?}");
    // The memory that the last slow one announced is released too; each attempt waits as long as it is reserved.
    let most = 40 * 200_000;
    for _ in 0..20 {
        if memory.used() > most {
            post(&client, &server, batch(1, 3 * MB), &[]).await;
        }
    }
    assert!(memory.used() <= most, "{} bytes", memory.used());
    drop(slow);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_says_it_is_too_large_is_refused_before_it_comes() {
    let (server, memory) = server(64 * MB, Duration::ZERO).await;
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    let head = "POST /api/v1/private/traces/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Content-Length: 99999999\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    assert_eq!(memory.most(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_listens_only_when_it_has_sent_everything_hears_that_there_is_no_room() {
    let (server, memory) = server(40 * MB, Duration::ZERO).await;
    let others: Vec<_> = (0..10).map(|_| memory.reservation()).collect();
    others.iter().for_each(|reservation| reservation.try_resize(4 * MB).unwrap());
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    let head = format!(
        "POST /api/v1/private/traces/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        12 * MB
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..12 {
        stream.write_all(&vec![b' '; MB]).await.unwrap();
    }
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 503");
    assert!(memory.most() <= 40 * MB, "what is passed over is not kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_encoding_around_an_encoding_is_refused() {
    let (server, _) = server(64 * MB, Duration::ZERO).await;
    let twice = packed(&packed(batch(1, 1000).as_bytes()));
    let client = client();
    for encodings in [&["gzip", "gzip"][..], &["gzip, gzip"], &["gzip", "br"], &["deflate"], &["br"]] {
        let answer = post(&client, &server, twice.clone(), encodings).await;
        assert_eq!(answer.status().as_u16(), 415, "{encodings:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_many_members_is_one_body() {
    let (server, _) = server(64 * MB, Duration::ZERO).await;
    let text = batch(1, 3 * MB);
    let parts: Vec<u8> = text.as_bytes().chunks(10_000).flat_map(packed).collect();
    let empty = packed(b"").repeat(1000);
    let body = [empty.clone(), parts, empty].concat();
    let client = client();
    assert_eq!(post(&client, &server, body.clone(), &["gzip"]).await.status().as_u16(), 204);
    let cut = body[..body.len() - 3].to_vec();
    assert_eq!(post(&client, &server, cut, &["gzip"]).await.status().as_u16(), 400);
    let more = [body, b"and more".to_vec()].concat();
    assert_eq!(post(&client, &server, more, &["gzip"]).await.status().as_u16(), 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_too_large_is_refused_and_takes_nothing_along() {
    let (server, memory) = server(16 * MB, Duration::ZERO).await;
    let client = client();
    for number in 0..5 {
        assert_eq!(post(&client, &server, batch(number, 2 * MB), &[]).await.status().as_u16(), 204);
    }
    let get = async |path: &str| {
        client.get(format!("{}api/v1/private/{path}", server.base_url())).send().await.unwrap()
    };
    let all = get("traces?project_name=p&size=1000000").await;
    assert_eq!(all.status().as_u16(), 413, "10 MB, twice, in a room of 16 MB");
    assert_eq!(memory.used(), 0);
    let some = get("traces?project_name=p&size=10").await;
    assert_eq!(some.status().as_u16(), 200);
    assert!(some.bytes().await.unwrap().len() > 2 * MB);
    assert!(memory.most() <= 16 * MB, "{}", memory.most());
    let short = get("traces?project_name=p&size=1000000&truncate=true").await;
    assert_eq!(short.status().as_u16(), 200, "what is cut short has room");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_only_long_is_refused_without_being_kept() {
    let (server, _) = server(64 * MB, Duration::ZERO).await;
    let ones = format!("[{}1]", "1,".repeat(2 * MB));
    let answer = post(&client(), &server, format!("{{\"traces\":{ones}}}"), &[]).await;
    assert_eq!(answer.status().as_u16(), 422);
    let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!(body, json!({ "errors": ["traces size must be between 1 and 1000"] }));
}
