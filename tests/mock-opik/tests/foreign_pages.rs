//! Which pages may use a server without login: its own, and those that were allowed. The requests are as browsers send
//! them; pages cannot set `Host`, `Origin` and `Sec-Fetch-*`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/operations.rs"]
mod operations;
#[path = "support/server.rs"]
mod support;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use mock_opik::clock::Clock;
use mock_opik::control::Controls;
use mock_opik::routes;
use mock_opik::state::{AppState, ThreadRules};
use mock_opik::store::Store;
use mock_opik::web::base_path::BasePath;
use mock_opik::web::gateway::{Backend, Gateway};
use mock_opik::web::guard::Guard;
use mock_opik::web::static_files::StaticFiles;
use serde_json::Value;

const JSON: (&str, &str) = ("content-type", "application/json");
const PROJECT: &str = r#"{"name": "written"}"#;
const PROJECTS: &str = "/api/v1/private/projects";

fn gateway(host: &str, allowed: &[&str]) -> Gateway {
    let state = AppState::new(Store::memory().unwrap(), Clock::default(), ThreadRules::Guarded);
    Gateway {
        guard: Guard::new(host, &allowed.iter().map(|&name| name.to_owned()).collect::<Vec<_>>()),
        base: BasePath::root(),
        site: StaticFiles::new("/nowhere/to/be/found".into()),
        backend: Backend::Local(routes::api(state)),
        largest_body: 1_000_000,
        memory: mock_opik::memory_budget::MemoryBudget::default(),
        controls: Some(Controls::new(Clock::default()).into()),
    }
}

async fn ask(
    gateway: &Gateway,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (StatusCode, Value) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = gateway.answer(request.body(Body::from(body.to_owned())).unwrap()).await;
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

/// Sends a write and returns the status. A refusal must have the API's shape, and nothing may be written.
async fn write(gateway: &Gateway, headers: &[(&str, &str)]) -> StatusCode {
    let before = projects(gateway).await;
    let (status, answer) = ask(gateway, "POST", PROJECTS, headers, PROJECT).await;
    if status.is_client_error() {
        assert_eq!(answer["code"], status.as_u16(), "{answer}");
        assert!(answer["message"].is_string(), "{answer}");
        assert_eq!(projects(gateway).await, before, "{headers:?}");
    }
    status
}

async fn projects(gateway: &Gateway) -> Value {
    ask(gateway, "GET", PROJECTS, &[], "").await.1["total"].clone()
}

#[tokio::test]
async fn a_page_on_another_port_of_this_machine_cannot_write() {
    let here = ("host", "localhost:5173");
    for origin in [
        "http://localhost:3000",
        "http://localhost",
        "https://localhost",
        "http://127.0.0.1:5173",
        "http://[::1]:5173",
        "http://app.localhost:5173",
        "https://evil.example",
        "https://evil.example:5173",
        "http://localhost.evil.example:5173",
        "http://localhost:5173.evil.example",
        "http://localhost:5173@evil.example",
        "http://localhost:051733",
        "null",
        "file://",
        "localhost:5173",
        "chrome-extension://abc",
        "",
    ] {
        let gateway = gateway("127.0.0.1", &[]);
        assert_eq!(
            write(&gateway, &[here, JSON, ("origin", origin)]).await,
            StatusCode::FORBIDDEN,
            "{origin:?}"
        );
        // Reads are refused too: the page could not see the answer, but it could keep the server busy.
        let asked = ask(&gateway, "GET", PROJECTS, &[here, ("origin", origin)], "").await.0;
        assert_eq!(asked, StatusCode::FORBIDDEN, "{origin:?}");
    }
    for (host, origin) in [
        ("localhost:5173", "http://localhost:5173"),
        ("LOCALHOST:5173", "http://localhost:5173"),
        ("127.0.0.1:5173", "http://127.0.0.1:5173"),
        ("[::1]:5173", "http://[::1]:5173"),
        ("localhost", "http://localhost"),
        ("localhost:80", "http://localhost"),
        // A web server with TLS in front, which leaves `Host` as it is.
        ("localhost", "https://localhost"),
        ("localhost:8443", "https://localhost:8443"),
    ] {
        let headers = [("host", host), JSON, ("origin", origin)];
        assert_eq!(write(&gateway("127.0.0.1", &[]), &headers).await, StatusCode::CREATED, "{host} {origin}");
    }
    let twice = [here, JSON, ("origin", "http://localhost:5173"), ("origin", "http://localhost:3000")];
    assert_eq!(write(&gateway("127.0.0.1", &[]), &twice).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_the_browser_says_comes_from_elsewhere_may_only_open_the_page() {
    let gateway = gateway("127.0.0.1", &[]);
    let here = ("host", "localhost:5173");
    let navigation = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    for site in ["cross-site", "same-site", "elsewhere", "Same-Origin", ""] {
        let site = ("sec-fetch-site", site);
        assert_eq!(write(&gateway, &[here, JSON, site]).await, StatusCode::FORBIDDEN, "{site:?}");
        let own = ("origin", "http://localhost:5173");
        assert_eq!(write(&gateway, &[here, JSON, site, own]).await, StatusCode::FORBIDDEN, "{site:?}");
        // A form whose answer opens as a page.
        let form = [here, JSON, site, navigation[0], navigation[1]];
        assert_eq!(write(&gateway, &form).await, StatusCode::FORBIDDEN, "{site:?}");
        for more in [
            vec![],
            vec![("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "script")],
            vec![("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")],
            vec![("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")],
            vec![("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "object")],
        ] {
            let headers: Vec<_> = [here, site].into_iter().chain(more).collect();
            assert_eq!(
                ask(&gateway, "GET", PROJECTS, &headers, "").await.0,
                StatusCode::FORBIDDEN,
                "{headers:?}"
            );
        }
        let link = [here, site, navigation[0], navigation[1]];
        for path in ["/default/projects", PROJECTS] {
            assert_ne!(
                ask(&gateway, "GET", path, &link, "").await.0,
                StatusCode::FORBIDDEN,
                "{path} {site:?}"
            );
        }
    }
    for site in ["same-origin", "none"] {
        let gateway = self::gateway("127.0.0.1", &[]);
        assert_eq!(
            write(&gateway, &[here, JSON, ("sec-fetch-site", site)]).await,
            StatusCode::CREATED,
            "{site}"
        );
    }
}

/// The types that pages may send anywhere without asking: forms, plain text, beacons, and no type at all.
#[tokio::test]
async fn a_body_that_does_not_say_that_it_is_json_is_not_taken_for_json() {
    let here = ("host", "localhost:5173");
    for kind in [
        None,
        Some(""),
        Some("text/plain"),
        Some("text/plain;charset=UTF-8"),
        Some("text/plain; application/json"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("application/octet-stream"),
        Some("application/jsonp"),
        Some("x;application/json"),
    ] {
        let kind: Vec<_> = kind.map(|kind| ("content-type", kind)).into_iter().collect();
        let gateway = gateway("127.0.0.1", &[]);
        let headers: Vec<_> = std::iter::once(here).chain(kind.iter().copied()).collect();
        assert_eq!(write(&gateway, &headers).await, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind:?}");
        // One call of each way in which bodies are read.
        for (method, path) in [
            ("POST", "traces/batch"),
            ("POST", "traces/delete"),
            ("PUT", "traces/threads/feedback-scores"),
            ("POST", "feedback-definitions"),
            ("POST", "projects/delete"),
            ("PUT", "workspaces/configurations"),
            ("POST", "traces/comments/delete"),
        ] {
            let path = format!("/api/v1/private/{path}");
            let status = ask(&gateway, method, &path, &headers, r#"{"ids": ["x"]}"#).await.0;
            assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{method} {path} {kind:?}");
        }
        let status = ask(&gateway, "POST", "/__test/clock", &headers, r#"{"advance_ms": 1}"#).await.0;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind:?}");
    }
    for kind in ["application/json", "application/json;charset=utf-8", "Application/JSON ; charset=\"UTF-8\""]
    {
        let headers = [here, ("content-type", kind)];
        assert_eq!(write(&gateway("127.0.0.1", &[]), &headers).await, StatusCode::CREATED, "{kind}");
    }
}

/// The SDK asks like this whether it may log.
#[tokio::test]
async fn a_call_without_a_body_needs_no_type() {
    let gateway = gateway("127.0.0.1", &[]);
    assert_eq!(ask(&gateway, "POST", "/api/v1/private/auth", &[], "").await.0, StatusCode::NO_CONTENT);
    assert_eq!(ask(&gateway, "POST", "/__test/reset", &[], "").await.0, StatusCode::OK);
    let empty = ask(&gateway, "POST", PROJECTS, &[], "").await.0;
    assert_eq!(empty, StatusCode::UNPROCESSABLE_ENTITY, "there is a body missing, not a type");
}

#[tokio::test]
async fn two_host_headers_are_refused() {
    let gateway = gateway("127.0.0.1", &[]);
    for hosts in
        [["localhost:5173", "evil.example"], ["evil.example", "localhost"], ["localhost", "localhost"]]
    {
        let headers = [("host", hosts[0]), ("host", hosts[1])];
        let (status, answer) = ask(&gateway, "GET", PROJECTS, &headers, "").await;
        assert_eq!((status, &answer["code"]), (StatusCode::BAD_REQUEST, &Value::from(400)), "{hosts:?}");
    }
    // The host in the request line and the one in the header.
    let two =
        ask(&gateway, "GET", "http://localhost/api/v1/private/projects", &[("host", "evil.example")], "")
            .await
            .0;
    assert_eq!(two, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn test_controls_are_guarded_as_everything_else() {
    let gateway = gateway("127.0.0.1", &[]);
    let here = ("host", "localhost:5173");
    for foreign in [("origin", "http://localhost:3000"), ("origin", "null"), ("sec-fetch-site", "same-site")]
    {
        for path in ["/__test/reset", "/__test/clock", "/api/__test/clock"] {
            assert_eq!(
                ask(&gateway, "POST", path, &[here, JSON, foreign], "{}").await.0,
                StatusCode::FORBIDDEN
            );
        }
    }
    assert_eq!(ask(&gateway, "GET", "/__test/reset", &[here], "").await.0, StatusCode::METHOD_NOT_ALLOWED);
}

/// Any page can make a browser send such a request, by a link or an image.
#[tokio::test]
async fn no_get_changes_anything() {
    let server = support::guarded();
    server.log(vec![support::turn(-60, 1, "t", "a", "b")]).await;
    let changes = |conn: &rusqlite::Connection| Ok(conn.total_changes());
    let before = server.state.store.read(changes).await.unwrap();
    let mut asked = 0;
    for operation in operations::known() {
        for method in ["GET", "HEAD", "OPTIONS", "TRACE"] {
            let path = operation
                .path
                .replace("{id}", &support::id(-60, 1))
                .replace("{comment}", &support::id(-60, 2));
            let path = path.trim_start_matches("/api").trim_start_matches("/v1/private/");
            let query = "project_name=p&page=1&search=a&trace_id=x&name=new&ids=x";
            let (status, _) = server.send(method, &format!("{path}?{query}"), Value::Null).await;
            asked += usize::from(status.is_success());
        }
    }
    assert!(asked > 30, "{asked}");
    assert_eq!(server.state.store.read(changes).await.unwrap(), before);
}

/// Behind a proxy that puts its own address for this server into `Host`, as most do by default.
#[tokio::test]
async fn behind_a_proxy_the_page_is_allowed_by_the_name_it_has_there() {
    let host = ("host", "127.0.0.1:5173");
    let origin = |origin| ("origin", origin);
    let forwarded = |host| ("x-forwarded-host", host);
    let proto = |scheme| ("x-forwarded-proto", scheme);
    let named = &["reviews.example"][..];
    /// Allowed names, request headers, and whether the request is allowed.
    type Behind<'a> = (&'a [&'a str], Vec<(&'a str, &'a str)>, bool);
    let cases: &[Behind<'_>] = &[
        (&[], vec![origin("https://reviews.example")], false),
        // A name that was not allowed may be the result of DNS rebinding.
        (&[], vec![origin("https://reviews.example"), forwarded("reviews.example")], false),
        (named, vec![origin("https://reviews.example")], true),
        (named, vec![origin("http://reviews.example")], true),
        (named, vec![origin("https://reviews.example:8443")], false),
        (named, vec![origin("https://reviews.example:8443"), forwarded("reviews.example:8443")], true),
        (named, vec![origin("https://reviews.example:9000"), forwarded("reviews.example:8443")], false),
        (
            named,
            vec![origin("https://reviews.example:8443"), forwarded("reviews.example:8443"), proto("https")],
            true,
        ),
        (
            named,
            vec![origin("http://reviews.example:8443"), forwarded("reviews.example:8443"), proto("https")],
            false,
        ),
        (named, vec![origin("https://other.example"), forwarded("other.example")], false),
        (
            named,
            vec![origin("https://reviews.example:8443"), forwarded("reviews.example:8443, other.example")],
            false,
        ),
        (&["reviews.example:8443"], vec![origin("https://reviews.example:8443")], true),
        (&["reviews.example:8443"], vec![origin("https://reviews.example")], false),
        (&["https://reviews.example"], vec![origin("https://reviews.example")], true),
        (&["https://reviews.example/"], vec![origin("http://reviews.example")], false),
        (&["http://localhost:8080"], vec![origin("http://localhost:8080")], true),
        (&["http://localhost:8080"], vec![origin("http://localhost:8081")], false),
    ];
    for (allowed, headers, welcome) in cases {
        let gateway = gateway("127.0.0.1", allowed);
        let headers: Vec<_> = [host, JSON].into_iter().chain(headers.iter().copied()).collect();
        let wanted = if *welcome { StatusCode::CREATED } else { StatusCode::FORBIDDEN };
        assert_eq!(write(&gateway, &headers).await, wanted, "{allowed:?} {headers:?}");
    }
}

#[tokio::test]
async fn an_allowed_name_may_be_given_with_port_and_scheme() {
    for allowed in
        ["reviews.example", "reviews.example:8443", "https://Reviews.example:8443/", "reviews.example."]
    {
        let gateway = gateway("127.0.0.1", &[allowed]);
        for host in ["reviews.example", "reviews.example:8443", "REVIEWS.example"] {
            assert_eq!(
                ask(&gateway, "GET", PROJECTS, &[("host", host)], "").await.0,
                StatusCode::OK,
                "{allowed} {host}"
            );
        }
        assert_eq!(
            ask(&gateway, "GET", PROJECTS, &[("host", "x.example")], "").await.0,
            StatusCode::FORBIDDEN
        );
    }
    // Listening on an address, or on all: the page has that address.
    for (bound, host) in
        [("192.168.0.7", "192.168.0.7:5173"), ("0.0.0.0", "192.168.0.8:5173"), ("::", "[fe80::1]:5173")]
    {
        let own = format!("http://{host}");
        let headers = [("host", host), JSON, ("origin", own.as_str())];
        assert_eq!(write(&gateway(bound, &[]), &headers).await, StatusCode::CREATED, "{host}");
        let other = [("host", host), JSON, ("origin", "http://192.168.0.8:3000")];
        assert_eq!(write(&gateway(bound, &[]), &other).await, StatusCode::FORBIDDEN, "{host}");
    }
}
