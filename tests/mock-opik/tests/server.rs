//! The whole server, as the program and the browser tests start it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Read;

use mock_opik::server::{self, Config};
use reqwest::StatusCode;
use serde_json::{Value, json};

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn json_of(response: reqwest::Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_server_on_a_free_port_serves_app_and_api() {
    let app = tempfile::tempdir().unwrap();
    std::fs::write(app.path().join("index.html"), "<head></head>the app").unwrap();
    let config = Config { app: Some(app.path().to_owned()), ..Config::default() };
    let running = server::start(config).await.unwrap();
    let page = client().get(running.base_url()).send().await.unwrap().text().await.unwrap();
    assert_eq!(page, "<head><base href=\"/\"></head>the app");
    let ping = client().get(format!("{}api/is-alive/ping", running.base_url())).send().await.unwrap();
    assert_eq!(json_of(ping).await["healthy"], true);
    running.stop().await;
}

#[tokio::test]
async fn what_was_written_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let config = Config { data: Some(dir.path().join("kept.db")), ..Config::default() };
    let running = server::start(config.clone()).await.unwrap();
    let url = format!("{}v1/private/projects", running.base_url());
    let request = client().post(url).header("content-type", "application/json");
    let made = request.body(r#"{"name":"Kept"}"#).send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    running.stop().await;
    let running = server::start(config).await.unwrap();
    let list =
        client().get(format!("{}v1/private/projects?name=kept", running.base_url())).send().await.unwrap();
    assert_eq!(json_of(list).await["total"], 1);
    running.stop().await;
}

#[tokio::test]
async fn answers_are_gzipped_for_whoever_takes_that() {
    let running = server::start(Config::default()).await.unwrap();
    let url = format!("{}api/v1/private/projects", running.base_url());
    let plain = client().get(&url).send().await.unwrap();
    assert_eq!(plain.headers().get("content-encoding"), None);
    let plain = plain.bytes().await.unwrap();
    let packed = client().get(&url).header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let packed = packed.bytes().await.unwrap();
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain);
}

#[tokio::test]
async fn under_a_base_path_the_address_says_so() {
    let config = Config { base_path: "/reviews".to_owned(), ..Config::default() };
    let running = server::start(config).await.unwrap();
    assert!(running.base_url().ends_with("/reviews/"));
    let ping = client().get(format!("{}api/is-alive/ping", running.base_url())).send().await.unwrap();
    assert_eq!(ping.status(), StatusCode::OK);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_before_anything_starts() {
    let unwritable = std::path::PathBuf::from("/nowhere/to/be/found/x.db");
    for (config, word) in [
        (Config { base_path: "//evil.example".to_owned(), ..Config::default() }, "--base-path"),
        (Config { proxy: Some("https://opik.example".to_owned()), ..Config::default() }, "plain http"),
        (
            Config { data: Some(unwritable), ..Config::default() },
            "x.db cannot be used: there is no directory",
        ),
        (Config { host: "192.0.2.1".to_owned(), ..Config::default() }, "192.0.2.1"),
    ] {
        let error = server::start(config).await.err().unwrap().to_string();
        assert!(error.contains(word), "{error}");
    }
}

#[tokio::test]
async fn the_clock_of_a_test_server_can_be_turned() {
    let running = server::start(Config { test_controls: true, ..Config::default() }).await.unwrap();
    let turn = async |body: Value| {
        let url = format!("{}__test/clock", running.base_url());
        let request = client().post(url).header("content-type", "application/json").body(body.to_string());
        json_of(request.send().await.unwrap()).await["now"].clone()
    };
    let set = turn(json!({ "now": "2030-01-01T00:00:00Z" })).await;
    assert!(set.as_str().unwrap().starts_with("2030-01-01T00:00:0"), "{set}");
    let later = turn(json!({ "advance_ms": 3_600_000 })).await;
    assert!(later.as_str().unwrap().starts_with("2030-01-01T01:00:0"), "{later}");
    assert!(running.state().unwrap().clock.now().to_rfc3339().starts_with("2030"), "the server's own clock");
}
