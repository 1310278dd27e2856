//! Forwarding to a real Opik, which a second server in this process stands in for.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{any, get, post};
use http_body_util::BodyExt;
use mock_opik::server::{self, Running};
use mock_opik::web::base_path::BasePath;
use mock_opik::web::gateway::{Backend, Gateway};
use mock_opik::web::guard::Guard;
use mock_opik::web::proxy::Proxy;
use mock_opik::web::static_files::StaticFiles;

async fn target() -> String {
    let app = Router::new()
        .route("/api/v1/private/echo", post(async |request: Request| request.into_body()))
        .route(
            "/api/v1/private/headers",
            get(async |headers: HeaderMap| {
                let names: Vec<String> =
                    headers.iter().map(|(k, v)| format!("{k}={}", v.to_str().unwrap())).collect();
                (
                    [("x-answer", "kept"), ("connection", "x-secret"), ("x-secret", "dropped")],
                    names.join("\n"),
                )
            }),
        )
        .route(
            "/api/v1/private/conflict",
            any(async || (StatusCode::CONFLICT, [("location", "/elsewhere")], r#"{"errors":["taken"]}"#)),
        )
        .route("/api/v1/private/query", get(async |uri: axum::http::Uri| uri.to_string()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    format!("http://{addr}")
}

async fn proxied(url: &str) -> Running {
    let gateway = Gateway {
        guard: Guard::new("127.0.0.1", &[]),
        base: BasePath::root(),
        site: StaticFiles::new("/nowhere/to/be/found".into()),
        backend: Backend::Remote(Proxy::new(url).unwrap()),
        largest_body: 10,
        memory: mock_opik::memory_budget::MemoryBudget::default(),
        controls: None,
    };
    server::serve(gateway, "127.0.0.1", 0).await.unwrap()
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

#[tokio::test]
async fn a_call_goes_through_and_its_answer_comes_back() {
    let running = proxied(&target().await).await;
    let sent = "x".repeat(3_000_000);
    let url = format!("{}api/v1/private/echo", running.base_url());
    let response = client().post(url).body(sent.clone()).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert!(response.text().await.unwrap() == sent, "the body comes back whole");
}

#[tokio::test]
async fn query_and_trailing_slash_reach_the_target_as_opik_expects() {
    let target = target().await;
    for given in [target.clone(), format!("{target}/"), format!("{target}/api"), format!("{target}/api/")] {
        let running = proxied(&given).await;
        let url = format!("{}v1/private/query/?filters=%5B%5D&a=%2F", running.base_url());
        let answer = client().get(url).send().await.unwrap().text().await.unwrap();
        assert_eq!(answer, "/api/v1/private/query?filters=%5B%5D&a=%2F", "{given}");
    }
}

#[tokio::test]
async fn statuses_and_bodies_of_errors_come_back_unchanged() {
    let running = proxied(&target().await).await;
    let response = client()
        .put(format!("{}api/v1/private/conflict", running.base_url()))
        .body("{}")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::CONFLICT);
    assert_eq!(response.headers()["location"], "/elsewhere");
    assert_eq!(response.text().await.unwrap(), r#"{"errors":["taken"]}"#);
}

#[tokio::test]
async fn what_belongs_to_one_connection_stays_there() {
    let url = target().await;
    let running = proxied(&url).await;
    let response = client()
        .get(format!("{}api/v1/private/headers", running.base_url()))
        .header("comet-workspace", "default")
        .header("connection", "x-hop")
        .header("x-hop", "1")
        .header("te", "trailers")
        .header("origin", running.base_url().trim_end_matches('/'))
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["x-answer"], "kept");
    assert!(!response.headers().contains_key("x-secret"));
    let seen = response.text().await.unwrap();
    let host = url.trim_start_matches("http://");
    assert!(seen.contains("comet-workspace=default") && seen.contains(&format!("host={host}")), "{seen}");
    for name in ["x-hop=", "te=", "origin=", "transfer-encoding="] {
        assert!(!seen.lines().any(|line| line.starts_with(name)), "{name} in {seen}");
    }
}

#[tokio::test]
async fn a_target_that_is_not_there_is_a_502_in_words() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let running = proxied(&format!("http://{closed}")).await;
    let response = client().get(format!("{}api/v1/private/echo", running.base_url())).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    let body: serde_json::Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(body["code"], 502);
    assert!(body["message"].as_str().unwrap().contains(&closed.to_string()));
}

#[test]
fn an_address_it_cannot_speak_to_is_refused_at_once() {
    for (url, word) in
        [("https://opik.example", "https"), ("opik.example", "http://"), ("http://h/?a=1", "without")]
    {
        let error = Proxy::new(url).err().unwrap();
        assert!(error.contains(word), "{error}");
    }
}

#[tokio::test]
async fn the_app_itself_is_still_served_from_here() {
    let gateway = Gateway {
        guard: Guard::new("127.0.0.1", &[]),
        base: BasePath::root(),
        site: StaticFiles::new("/nowhere/to/be/found".into()),
        backend: Backend::Remote(Proxy::new("http://127.0.0.1:1").unwrap()),
        largest_body: 10,
        memory: mock_opik::memory_budget::MemoryBudget::default(),
        controls: None,
    };
    let response = gateway.answer(Request::get("/default/projects").body(Body::empty()).unwrap()).await;
    let page = response.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&page).contains("cargo xtask build"));
}
