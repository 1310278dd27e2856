//! The test controls, on which browser tests rely.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};
use mock_opik::clock::Clock;
use mock_opik::control::{Controls, Failure, LoggedRequest, Pattern};
use mock_opik::server::{self, Running};
use mock_opik::web::base_path::BasePath;
use mock_opik::web::gateway::{Backend, Gateway};
use mock_opik::web::guard::Guard;
use mock_opik::web::static_files::StaticFiles;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

struct Fixture {
    running: Running,
    writes: Arc<AtomicUsize>,
    client: reqwest::Client,
}

async fn start(controls: bool) -> Fixture {
    let writes = Arc::new(AtomicUsize::new(0));
    let counter = writes.clone();
    let api = Router::new().route("/v1/private/things", get(async || "list")).route(
        "/v1/private/things/{id}/scores",
        post(async move || {
            counter.fetch_add(1, Ordering::SeqCst);
            "written"
        }),
    );
    let gateway = Gateway {
        guard: Guard::new("127.0.0.1", &[]),
        base: BasePath::root(),
        site: StaticFiles::new("/nowhere/to/be/found".into()),
        backend: Backend::Local(api),
        largest_body: 1000,
        memory: mock_opik::memory_budget::MemoryBudget::default(),
        controls: controls.then(|| Arc::new(Controls::new(Clock::default()))),
    };
    let running = server::serve(gateway, "127.0.0.1", 0).await.unwrap();
    Fixture { running, writes, client: reqwest::Client::builder().no_proxy().build().unwrap() }
}

impl Fixture {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.base_url())
    }

    async fn command(&self, name: &str, body: Value) -> Value {
        let request = self.client.post(self.url(&format!("__test/{name}")));
        let request = request.header("content-type", "application/json").body(body.to_string());
        let response = request.send().await.unwrap();
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }

    async fn write(&self) -> Result<(StatusCode, String), reqwest::Error> {
        let response = self.client.post(self.url("api/v1/private/things/1/scores")).send().await?;
        Ok((response.status(), response.text().await?))
    }

    fn controls(&self) -> &Arc<Controls> {
        self.running.controls().unwrap()
    }
}

#[tokio::test]
async fn a_held_request_waits_until_it_is_released() {
    let fixture = start(true).await;
    let hold = fixture.controls().hold(Pattern::next("POST", "/v1/private/things/*/scores"));
    let held = fixture.write();
    let others = async {
        fixture.controls().waiting(hold, 1).await;
        assert_eq!(fixture.writes.load(Ordering::SeqCst), 0, "it has not been carried out");
        let seen = fixture.controls().log();
        assert_eq!((seen.len(), seen[0].held, seen[0].status), (1, true, None));
        assert_eq!(fixture.write().await.unwrap().1, "written", "only the next one is held");
        assert_eq!(fixture.controls().release(Some(hold)), 1);
    };
    let (answer, ()) =
        tokio::time::timeout(Duration::from_secs(20), async { tokio::join!(held, others) }).await.unwrap();
    assert_eq!(answer.unwrap(), (StatusCode::OK, "written".to_owned()));
    assert!(fixture.controls().log().iter().all(|seen| seen.status == Some(200) && !seen.held));
}

#[tokio::test]
async fn requests_are_held_and_released_over_http_too() {
    let fixture = start(true).await;
    let hold = fixture.command("hold", json!({ "path": "/v1/private/*", "times": 2 })).await["hold"].clone();
    let id = hold.as_u64().unwrap();
    let release = async {
        fixture.controls().waiting(id, 2).await;
        assert_eq!(fixture.command("release", json!({ "hold": hold })).await, json!({ "released": 2 }));
    };
    let (first, second, ()) = tokio::join!(fixture.write(), fixture.write(), release);
    assert_eq!((first.unwrap().1, second.unwrap().1), ("written".to_owned(), "written".to_owned()));
}

#[tokio::test]
async fn the_next_requests_fail_as_told_and_the_ones_after_do_not() {
    let fixture = start(true).await;
    let fail = json!({ "method": "post", "path": "*/scores", "times": 2, "status": 503, "body": { "message": "no" } });
    fixture.command("fail", fail).await;
    for _ in 0..2 {
        let (status, body) = fixture.write().await.unwrap();
        assert_eq!((status, body.as_str()), (StatusCode::SERVICE_UNAVAILABLE, r#"{"message":"no"}"#));
    }
    assert_eq!(fixture.writes.load(Ordering::SeqCst), 0);
    assert_eq!(fixture.write().await.unwrap().0, StatusCode::OK);
}

#[tokio::test]
async fn a_dropped_request_gets_no_answer_at_all() {
    let fixture = start(true).await;
    fixture.controls().fail(Pattern::next("POST", "*"), Failure::DropBefore);
    assert!(fixture.write().await.is_err());
    assert_eq!(fixture.writes.load(Ordering::SeqCst), 0);
    fixture.command("fail", json!({ "path": "*", "drop": "after" })).await;
    assert!(fixture.write().await.is_err());
    assert_eq!(fixture.writes.load(Ordering::SeqCst), 1, "it was carried out and its answer lost");
    assert!(fixture.write().await.is_ok());
}

#[tokio::test]
async fn the_log_tells_what_was_asked() {
    let fixture = start(true).await;
    fixture.client.get(fixture.url("api/v1/private/things/?page=1")).send().await.unwrap();
    fixture.client.get(fixture.url("app.js")).send().await.unwrap();
    let log = fixture.command("log", json!({ "clear": true })).await;
    assert_eq!(
        log,
        json!({ "requests": [
            { "method": "GET", "path": "/v1/private/things", "query": "page=1", "status": 200, "held": false },
            { "method": "GET", "path": "/app.js", "status": 404, "held": false },
        ] })
    );
    assert_eq!(fixture.command("log", json!({})).await, json!({ "requests": [] }));
}

#[tokio::test]
async fn an_answer_that_comes_after_the_log_was_cleared_is_not_written_to_another_request() {
    let fixture = start(true).await;
    let hold = fixture.controls().hold(Pattern::next("POST", "*"));
    let others = async {
        fixture.controls().waiting(hold, 1).await;
        fixture.controls().clear_log();
        fixture.client.get(fixture.url("app.js")).send().await.unwrap();
        fixture.controls().reset();
    };
    let (answer, ()) = tokio::join!(fixture.write(), others);
    assert_eq!(answer.unwrap().0, StatusCode::OK);
    let log: Vec<LoggedRequest> = fixture.controls().log();
    assert!(log.is_empty(), "{log:?}");
}

#[tokio::test]
async fn the_log_keeps_what_was_sent_and_by_whom() {
    let fixture = start(true).await;
    let request = fixture.client.post(fixture.url("api/v1/private/things/1/scores"));
    request.header("x-forwarded-user", "Anna").body(r#"{"value": 1}"#).send().await.unwrap();
    fixture.client.post(fixture.url("api/v1/private/things/2/scores")).body(vec![0xff]).send().await.unwrap();
    let asked = fixture.controls().asked("POST", "*/scores");
    assert_eq!((asked[0].body.as_deref(), asked[0].user.as_deref()), (Some(r#"{"value": 1}"#), Some("Anna")));
    assert_eq!((asked[1].body.as_deref(), asked[1].user.as_deref()), (None, None), "no text, nobody");
    assert!(asked.iter().all(LoggedRequest::was_carried_out));
    assert!(fixture.controls().asked("PUT", "*").is_empty());
}

#[tokio::test]
async fn an_answer_can_be_replaced_once_the_request_was_carried_out() {
    let fixture = start(true).await;
    fixture.command("fail", json!({ "path": "*", "status": 504, "after": true })).await;
    assert_eq!(fixture.write().await.unwrap().0, StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(fixture.writes.load(Ordering::SeqCst), 1);
    let seen = fixture.controls().log().remove(0);
    assert_eq!((seen.status, seen.lost, seen.was_carried_out()), (Some(200), true, true));
}

#[tokio::test]
async fn what_was_dropped_and_not_carried_out_has_no_status() {
    let fixture = start(true).await;
    fixture.controls().fail(Pattern::next("POST", "*"), Failure::DropBefore);
    assert!(fixture.write().await.is_err());
    let seen = fixture.controls().log().remove(0);
    assert_eq!((seen.status, seen.lost, seen.was_carried_out()), (None, true, false));
}

/// The answers of 200 writes in order, and how many of the writes were carried out.
async fn weather(percent: i64, seed: &str) -> (Vec<Option<StatusCode>>, usize) {
    let fixture = start(true).await;
    fixture.controls().fail_some(Pattern::next("POST", "*/scores").times(200), percent, seed);
    let mut answers = Vec::new();
    for _ in 0..200 {
        answers.push(fixture.write().await.ok().map(|(status, _)| status));
    }
    assert_eq!(fixture.write().await.unwrap().0, StatusCode::OK, "so many and no more");
    (answers, fixture.writes.load(Ordering::SeqCst) - 1)
}

#[tokio::test]
async fn some_of_many_fail_in_every_way_and_the_same_ones_each_time() {
    let (answers, carried_out) = weather(30, "a storm").await;
    let count = |answer: Option<StatusCode>| answers.iter().filter(|one| **one == answer).count();
    let (good, refused) = (count(Some(StatusCode::OK)), count(Some(StatusCode::SERVICE_UNAVAILABLE)));
    let (late, dropped) = (count(Some(StatusCode::GATEWAY_TIMEOUT)), count(None));
    assert!((120..=160).contains(&good) && refused > 5 && late > 5 && dropped > 10, "{answers:?}");
    assert_eq!(good + refused + late + dropped, 200);
    assert!(carried_out > good + late && carried_out < 200 - refused, "some dropped ones were carried out");
    assert_eq!(weather(30, "a storm").await, (answers.clone(), carried_out));
    assert_ne!(weather(30, "another storm").await.0, answers);
}

#[tokio::test]
async fn none_of_many_fail_when_none_should_and_all_when_all_should() {
    assert!(weather(0, "calm").await.0.iter().all(|answer| *answer == Some(StatusCode::OK)));
    assert!(weather(100, "storm").await.0.iter().all(|answer| *answer != Some(StatusCode::OK)));
}

#[tokio::test]
async fn a_failure_can_be_taken_back_and_the_others_stay() {
    let fixture = start(true).await;
    let refuse = json!({ "path": "*/scores", "times": 9, "status": 500 });
    let first = fixture.command("fail", refuse.clone()).await["fail"].clone();
    fixture.command("fail", refuse).await;
    assert_eq!(fixture.command("recover", json!({ "fail": first })).await, json!({ "recovered": 1 }));
    assert_eq!(fixture.write().await.unwrap().0, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(fixture.command("recover", json!({})).await, json!({ "recovered": 1 }));
    assert_eq!(fixture.write().await.unwrap().0, StatusCode::OK);
    assert_eq!(fixture.controls().log().len(), 2, "the log stays");
}

#[tokio::test]
async fn without_the_flag_there_are_no_controls() {
    let fixture = start(false).await;
    let response = fixture.client.post(fixture.url("__test/log")).send().await.unwrap();
    assert!(!response.status().is_success());
    assert!(fixture.running.controls().is_none());
}

#[tokio::test]
async fn a_wrong_command_is_told_what_is_wrong() {
    let fixture = start(true).await;
    for (name, body) in
        [("explode", json!({})), ("fail", json!({ "path": "*" })), ("clock", json!({ "now": "noon" }))]
    {
        let message = fixture.command(name, body).await["message"].as_str().unwrap().to_owned();
        assert!(!message.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn a_stop_lets_held_requests_go_and_closes_the_door() {
    let fixture = start(true).await;
    let hold = fixture.controls().hold(Pattern::next("POST", "*"));
    let client = fixture.client.clone();
    let url = fixture.url("api/v1/private/things/1/scores");
    let held = tokio::spawn(async move { client.post(url).send().await.unwrap().text().await.unwrap() });
    fixture.controls().waiting(hold, 1).await;
    let addr = fixture.running.addr();
    fixture.running.stop().await;
    assert_eq!(held.await.unwrap(), "written");
    assert!(tokio::net::TcpStream::connect(addr).await.is_err());
}

#[tokio::test]
async fn a_taken_port_is_named_in_words() {
    let fixture = start(false).await;
    let gateway = Gateway {
        guard: Guard::new("127.0.0.1", &[]),
        base: BasePath::root(),
        site: StaticFiles::new("/nowhere/to/be/found".into()),
        backend: Backend::Local(Router::new()),
        largest_body: 1000,
        memory: mock_opik::memory_budget::MemoryBudget::default(),
        controls: None,
    };
    let port = fixture.running.addr().port();
    let error = server::serve(gateway, "127.0.0.1", port).await.err().unwrap().to_string();
    assert!(error.starts_with(&format!("port {port} is taken:")), "{error}");
}
