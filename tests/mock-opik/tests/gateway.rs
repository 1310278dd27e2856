//! Requests on their way to the API or the app: which hosts are answered, under which path, and how large bodies may
//! be.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response, StatusCode};
use axum::routing::{get, post};
use http_body_util::BodyExt;
use mock_opik::web::base_path::BasePath;
use mock_opik::web::gateway::{Backend, Gateway};
use mock_opik::web::guard::Guard;
use mock_opik::web::static_files::StaticFiles;

fn gateway(guard: Guard, base: &str) -> Gateway {
    let api = Router::new()
        .route("/v1/private/things", get(async || "list").post(async |body: Bytes| body))
        .route("/is-alive/ping", get(async || "pong"))
        .route("/v1/private/query", post(async |uri: axum::http::Uri| uri.to_string()))
        .layer(axum::extract::DefaultBodyLimit::disable());
    Gateway {
        guard,
        base: BasePath::parse(base).unwrap(),
        site: StaticFiles::new("/nowhere/to/be/found".into()),
        backend: Backend::Local(api),
        largest_body: 1000,
        memory: mock_opik::memory_budget::MemoryBudget::default(),
        controls: None,
    }
}

fn local() -> Gateway {
    gateway(Guard::new("127.0.0.1", &[]), "/")
}

async fn ask(
    gateway: &Gateway,
    method: &str,
    uri: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    gateway.answer(request.body(Body::from(body.to_vec())).unwrap()).await
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn the_api_answers_with_and_without_its_prefix_and_a_trailing_slash() {
    let gateway = local();
    for path in
        ["/v1/private/things", "/v1/private/things/", "/api/v1/private/things", "/api/v1/private/things/"]
    {
        let response = ask(&gateway, "GET", path, &[], b"").await;
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(text(response).await, "list", "{path}");
    }
    assert_eq!(text(ask(&gateway, "GET", "/api/is-alive/ping", &[], b"").await).await, "pong");
    assert_eq!(ask(&gateway, "GET", "/api/gone", &[], b"").await.status(), StatusCode::NOT_FOUND);
    let query = "/api/v1/private/query/?name=a%20b&sorting=%5B%5D";
    assert_eq!(
        text(ask(&gateway, "POST", query, &[], b"").await).await,
        "/v1/private/query?name=a%20b&sorting=%5B%5D"
    );
}

#[tokio::test]
async fn only_this_machines_names_are_answered() {
    let gateway = local();
    for host in
        ["localhost", "localhost:5173", "LOCALHOST:1", "127.0.0.1:80", "[::1]:5173", "[::1]", "localhost."]
    {
        let response = ask(&gateway, "GET", "/is-alive/ping", &[("host", host)], b"").await;
        assert_eq!(response.status(), StatusCode::OK, "{host}");
    }
    for host in [
        "evil.example",
        "evil.example:5173",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.0.7",
        "localhost:80@evil.example",
        "localhost:x",
        "[::1].evil.example",
        "",
    ] {
        let response = ask(&gateway, "GET", "/is-alive/ping", &[("host", host)], b"").await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{host}");
        assert!(text(response).await.contains("--allow-host"), "{host}");
    }
    let forwarded = [("host", "evil.example"), ("x-forwarded-host", "localhost")];
    assert_eq!(ask(&gateway, "GET", "/", &forwarded, b"").await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_name_that_was_allowed_is_answered() {
    let named = gateway(Guard::new("127.0.0.1", &["Reviews.example".to_owned()]), "/");
    let headers = [("host", "reviews.example:5173"), ("origin", "https://reviews.example")];
    assert_eq!(ask(&named, "POST", "/v1/private/things", &headers, b"x").await.status(), StatusCode::OK);
    let bound = gateway(Guard::new("192.168.0.7", &[]), "/");
    assert_eq!(
        ask(&bound, "GET", "/is-alive/ping", &[("host", "192.168.0.7")], b"").await.status(),
        StatusCode::OK
    );
    assert_eq!(
        ask(&bound, "GET", "/is-alive/ping", &[("host", "192.168.0.8")], b"").await.status(),
        StatusCode::FORBIDDEN
    );
    let open = gateway(Guard::new("0.0.0.0", &[]), "/");
    assert_eq!(
        ask(&open, "GET", "/is-alive/ping", &[("host", "192.168.0.8")], b"").await.status(),
        StatusCode::OK
    );
    assert_eq!(
        ask(&open, "GET", "/is-alive/ping", &[("host", "evil.example")], b"").await.status(),
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_gzipped_body_arrives_unpacked() {
    let response =
        ask(&local(), "POST", "/v1/private/things", &[("content-encoding", "gzip")], &gzip(b"hello")).await;
    assert_eq!(text(response).await, "hello");
}

#[tokio::test]
async fn a_body_is_measured_unpacked() {
    let gateway = local();
    let packed = gzip(&[b'x'; 1001]);
    assert!(packed.len() < 100);
    let response =
        ask(&gateway, "POST", "/v1/private/things", &[("content-encoding", "gzip")], &packed).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(response).await.contains("larger than 1000 bytes"));
    let response = ask(&gateway, "POST", "/v1/private/things", &[], &[b'x'; 1001]).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let response = ask(&gateway, "POST", "/v1/private/things", &[], &[b'x'; 1000]).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_body_that_is_not_read_to_its_end_ends_the_connection() {
    let gateway = local();
    let foreign = [("origin", "https://evil.example")];
    for (path, headers, length, ends) in [
        ("/v1/private/things", &foreign[..], 1000, false),
        ("/v1/private/things", &foreign, 2_000_000, true),
        ("/some/page", &[], 1000, false),
        ("/some/page", &[], 2_000_000, true),
        ("/v1/private/things", &[], 1001, true),
    ] {
        let response = ask(&gateway, "POST", path, headers, &vec![b'x'; length]).await;
        let said = response.headers().get("connection").is_some_and(|value| value == "close");
        assert_eq!(said, ends, "{path} {length}");
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_unpacked_is_refused_in_words() {
    let gateway = local();
    for (encoding, status) in [("gzip", StatusCode::BAD_REQUEST), ("br", StatusCode::UNSUPPORTED_MEDIA_TYPE)]
    {
        let response =
            ask(&gateway, "POST", "/v1/private/things", &[("content-encoding", encoding)], b"plain").await;
        assert_eq!(response.status(), status);
        assert!(text(response).await.contains("gzip"));
    }
}

#[tokio::test]
async fn the_app_and_its_api_live_under_the_base_path() {
    let gateway = gateway(Guard::new("127.0.0.1", &[]), "/x/");
    for path in ["/x/api/v1/private/things", "/x/v1/private/things/", "/api/v1/private/things"] {
        assert_eq!(text(ask(&gateway, "GET", path, &[], b"").await).await, "list", "{path}");
    }
    for path in ["/", "/x"] {
        let response = ask(&gateway, "GET", path, &[], b"").await;
        assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT, "{path}");
        assert_eq!(response.headers()["location"], "/x/");
    }
    for path in ["/default/projects", "/xy/", "//evil.example", "//evil.example/x"] {
        assert_eq!(ask(&gateway, "GET", path, &[], b"").await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let behind = ask(&gateway, "GET", "/", &[("x-forwarded-prefix", "/outer")], b"").await;
    assert_eq!(behind.headers()["location"], "/outer/x/");
    let hostile = ask(&gateway, "GET", "/", &[("x-forwarded-prefix", "//evil.example")], b"").await;
    assert_eq!(hostile.headers()["location"], "/x/");
}

#[tokio::test]
async fn an_api_answer_opened_as_a_page_can_do_nothing() {
    let response = ask(&local(), "GET", "/api/v1/private/things", &[], b"").await;
    let policy = response.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"));
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
}
