//! Files of traces and spans: uploaded as the SDK does, listed, downloaded, deleted; with hostile names and types.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "support/server.rs"]
mod support;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http_body_util::BodyExt;
use mock_opik::clock::Clock;
use mock_opik::routes;
use mock_opik::state::{AppState, ThreadRules};
use mock_opik::store::Store;
use mock_opik::web::base_path::BasePath;
use mock_opik::web::gateway::{Backend, Gateway};
use mock_opik::web::guard::Guard;
use mock_opik::web::static_files::StaticFiles;
use serde_json::{Value, json};
use support::{Server, encode, guarded, id, turn};
use tower::ServiceExt;

const BASE: &str = "http://localhost:5173/api/";

fn path() -> String {
    BASE64_STANDARD.encode(BASE)
}

/// Sends a request without JSON; returns status, headers and bytes.
async fn raw(server: &Server, method: &str, target: &str, body: Vec<u8>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = Request::builder().method(method).uri(target).body(Body::from(body)).unwrap();
    let response = server.api.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, body.collect().await.unwrap().to_bytes().to_vec())
}

async fn project(server: &Server, name: &str) -> String {
    let found = server.ok("POST", "projects/retrieve", json!({ "name": name })).await;
    found["id"].as_str().unwrap().to_owned()
}

/// Uploads a file in the two steps of the SDK.
async fn upload(server: &Server, kind: &str, entity: &str, name: &str, mime: Option<&str>, content: &[u8]) {
    let (status, answer) = try_upload(server, kind, entity, name, mime, content).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{name}: {answer}");
}

async fn try_upload(
    server: &Server,
    kind: &str,
    entity: &str,
    name: &str,
    mime: Option<&str>,
    content: &[u8],
) -> (StatusCode, Value) {
    let start = json!({ "file_name": name, "num_of_file_parts": 1, "mime_type": mime, "project_name": "p",
                        "entity_type": kind, "entity_id": entity, "path": path() });
    let (status, answer) = server.send("POST", "attachment/upload-start", start).await;
    if status != StatusCode::OK {
        return (status, answer);
    }
    assert_eq!(answer["upload_id"], "BEMinIO", "the SDK then sends the file in one request");
    let address = answer["pre_sign_urls"][0].as_str().unwrap();
    let target = address.strip_prefix("http://localhost:5173/api").unwrap();
    let (status, _, answer) = raw(server, "PUT", target, content.to_vec()).await;
    (status, serde_json::from_slice(&answer).unwrap_or_default())
}

async fn list(server: &Server, kind: &str, entity: &str) -> Vec<Value> {
    let project = project(server, "p").await;
    let path = path();
    let query = [("project_id", &*project), ("entity_type", kind), ("entity_id", entity), ("path", &path)];
    let page = server.get(&format!("attachment/list?{}", encode(&query))).await;
    page["content"].as_array().unwrap().clone()
}

/// Follows the link of a listed file.
async fn download(server: &Server, file: &Value) -> (StatusCode, HeaderMap, Vec<u8>) {
    let link = file["link"].as_str().unwrap();
    raw(server, "GET", link.strip_prefix("http://localhost:5173/api").unwrap(), Vec::new()).await
}

#[tokio::test]
async fn a_file_comes_back_byte_for_byte_with_the_type_it_was_stored_with() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b")]).await;
    let content: Vec<u8> = (0..=255).cycle().take(300_001).collect();
    upload(&server, "trace", &id(0, 1), "picture.png", Some("image/png"), &content).await;
    upload(&server, "span", &id(0, 2), "notes.txt", None, b"hello").await;
    let files = list(&server, "trace", &id(0, 1)).await;
    assert_eq!(files.len(), 1, "the span's file is the span's");
    assert_eq!(files[0]["file_name"], "picture.png");
    assert_eq!((&files[0]["mime_type"], &files[0]["file_size"]), (&json!("image/png"), &json!(300_001)));
    let (status, headers, got) = download(&server, &files[0]).await;
    assert_eq!((status, got == content), (StatusCode::OK, true));
    assert_eq!(headers["content-type"], "image/png");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(
        headers["content-disposition"],
        "attachment; filename=\"picture.png\"; filename*=UTF-8''picture.png"
    );
    let files = list(&server, "span", &id(0, 2)).await;
    assert_eq!(files[0]["mime_type"], "text/plain", "guessed from the name");
    // The address decides nothing about how the browser treats the file.
    let link = files[0]["link"].as_str().unwrap().replace("text%2Fplain", "text%2Fhtml");
    let (_, headers, _) = download(&server, &json!({ "link": link })).await;
    assert_eq!(headers["content-type"], "text/plain");
}

#[tokio::test]
async fn html_and_svg_are_downloads() {
    let server = guarded();
    for (name, mime) in [("a.html", "text/html"), ("b.svg", "image/svg+xml")] {
        upload(&server, "trace", &id(0, 1), name, Some(mime), b"<svg onload=alert(1)>").await;
    }
    for file in list(&server, "trace", &id(0, 1)).await {
        let (_, headers, _) = download(&server, &file).await;
        let words = headers["content-disposition"].to_str().unwrap();
        assert!(words.starts_with("attachment;"), "{words}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn hostile_names_are_kept_as_names_and_never_reach_a_path_or_a_header() {
    let server = guarded();
    let names = [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..\\..\\boot.ini", "_.._boot.ini"),
        ("a\"; filename=\"b.html", "a_; filename=_b.html"),
        ("line\r\nSet-Cookie: a=b", "line__Set-Cookie_ a=b"),
        ("na\u{202e}gpj.exe", "na_gpj.exe"),
        ("....", "attachment"),
        ("Żółw 🐢.png", "___w _.png"),
        ("100%41.png", "100_41.png"),
    ];
    for (name, _) in names {
        upload(&server, "trace", &id(0, 1), name, Some("image/png"), name.as_bytes()).await;
    }
    let files = list(&server, "trace", &id(0, 1)).await;
    assert_eq!(files.len(), names.len());
    for (name, plain) in names {
        let file = files.iter().find(|file| file["file_name"] == name).unwrap();
        let (status, headers, content) = download(&server, file).await;
        assert_eq!((status, content), (StatusCode::OK, name.as_bytes().to_vec()));
        let words = headers["content-disposition"].to_str().unwrap();
        assert!(
            words.starts_with(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''")),
            "{words}"
        );
        assert_eq!(headers.get("set-cookie"), None);
        let (_, encoded) = words.split_once("UTF-8''").unwrap();
        let decoded = percent_encoding::percent_decode_str(encoded).decode_utf8().unwrap();
        assert!(!decoded.contains(['/', '\\', '\r', '\n', '"', '\u{202e}']), "{decoded}");
    }
    let turtle = files.iter().find(|file| file["file_name"] == "Żółw 🐢.png").unwrap();
    let (_, headers, _) = download(&server, turtle).await;
    let words = headers["content-disposition"].to_str().unwrap();
    assert!(words.ends_with("UTF-8''%C5%BB%C3%B3%C5%82w%20%F0%9F%90%A2.png"), "{words}");
    let (status, answer) = try_upload(&server, "trace", &id(0, 1), &"x".repeat(1025), None, b"x").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
}

#[tokio::test]
async fn a_type_that_is_none_is_not_stored() {
    let server = guarded();
    for (n, mime) in
        ["text/html\r\nX: y", "image/png\u{0}", "html", "a/b/c", "text/\u{e4}", "t/".repeat(300).as_str()]
            .into_iter()
            .enumerate()
    {
        let name = format!("file{n}");
        upload(&server, "trace", &id(0, 1), &name, Some(mime), b"x").await;
    }
    for file in list(&server, "trace", &id(0, 1)).await {
        assert_eq!(file["mime_type"], "application/octet-stream", "{file}");
        assert_eq!(download(&server, &file).await.1["content-type"], "application/octet-stream");
    }
}

#[tokio::test]
async fn a_name_that_is_sent_again_replaces_the_file() {
    let server = guarded();
    upload(&server, "trace", &id(0, 1), "a.txt", None, b"first").await;
    upload(&server, "trace", &id(0, 1), "a.txt", Some("text/csv"), b"second").await;
    upload(&server, "trace", &id(0, 1), "empty.txt", None, b"").await;
    let files = list(&server, "trace", &id(0, 1)).await;
    let names: Vec<&Value> = files.iter().map(|file| &file["file_name"]).collect();
    assert_eq!(names, ["empty.txt", "a.txt"]);
    assert_eq!((&files[1]["file_size"], &files[1]["mime_type"]), (&json!(6), &json!("text/csv")));
    assert_eq!(download(&server, &files[1]).await.2, b"second");
    assert_eq!(download(&server, &files[0]).await.2, b"");
}

#[tokio::test]
async fn files_go_with_their_trace_and_one_by_one() {
    let server = guarded();
    server.log(vec![turn(0, 1, "t", "a", "b"), turn(1, 9, "u", "a", "b")]).await;
    let span =
        json!({ "id": id(0, 2), "trace_id": id(0, 1), "project_name": "p", "start_time": support::at(0) });
    server.log_spans(vec![span]).await;
    for (kind, entity) in [("trace", id(0, 1)), ("span", id(0, 2)), ("trace", id(1, 9))] {
        upload(&server, kind, &entity, "a.txt", None, b"a").await;
        upload(&server, kind, &entity, "b.txt", None, b"b").await;
    }
    server.ok("DELETE", &format!("traces/{}", id(0, 1)), Value::Null).await;
    assert_eq!(list(&server, "trace", &id(0, 1)).await, Vec::<Value>::new());
    assert_eq!(list(&server, "span", &id(0, 2)).await, Vec::<Value>::new());
    let body = json!({ "file_names": ["a.txt", "unknown"], "entity_type": "trace", "entity_id": id(1, 9),
                       "container_id": project(&server, "p").await });
    let link = list(&server, "trace", &id(1, 9)).await[1].clone();
    server.ok("POST", "attachment/delete", body).await;
    assert_eq!(list(&server, "trace", &id(1, 9)).await.len(), 1);
    let (status, _, answer) = download(&server, &link).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert!(answer["message"].as_str().unwrap().starts_with("File not found for key: "), "{answer}");
    let left = |conn: &rusqlite::Connection| {
        Ok(conn.query_row("SELECT count(*) FROM attachment_contents", [], |row| row.get::<_, i64>(0))?)
    };
    assert_eq!(server.state.store.read(left).await.unwrap(), 1, "contents go with their files");
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_413_with_the_limit_in_words() {
    let state = AppState::new(Store::memory().unwrap(), Clock::frozen(support::noon()), ThreadRules::Guarded);
    let state = AppState { largest_attachment: 1 << 20, ..state };
    let server = Server { api: routes::api(state.clone()), state };
    upload(&server, "trace", &id(0, 1), "fits.bin", None, &vec![0; 1 << 20]).await;
    let (status, answer) =
        try_upload(&server, "trace", &id(0, 1), "a.bin", None, &vec![0; (1 << 20) + 1]).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    let words = answer["message"].as_str().unwrap();
    assert!(
        words.contains("1048576 bytes (1 MB) at most") && words.contains("--largest-attachment"),
        "{words}"
    );
    assert_eq!(list(&server, "trace", &id(0, 1)).await.len(), 1);
}

#[tokio::test]
async fn a_trace_has_at_most_a_thousand_files() {
    let server = guarded();
    for n in 0..1000 {
        let query = format!("file_name={n}&project_name=p&entity_type=trace&entity_id={}", id(0, 1));
        server.ok("PUT", &format!("attachment/upload?{query}"), json!(n)).await;
    }
    let (status, answer) = try_upload(&server, "trace", &id(0, 1), "one more", None, b"x").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer["errors"][0], "A trace can have at most 1000 attachments");
    upload(&server, "trace", &id(0, 1), "7", None, b"replaced").await;
}

#[tokio::test]
async fn unknown_things_are_empty_and_bad_ones_are_refused_in_words() {
    let server = guarded();
    let good = [
        ("project_id", id(0, 5)),
        ("entity_type", "trace".to_owned()),
        ("entity_id", id(0, 1)),
        ("path", path()),
    ];
    let query = |change: (&str, &str)| {
        let pairs: Vec<(&str, &str)> = good
            .iter()
            .map(|(name, value)| (*name, if *name == change.0 { change.1 } else { value.as_str() }))
            .filter(|(_, value)| *value != "-")
            .collect();
        format!("attachment/list?{}", encode(&pairs))
    };
    let page = server.get(&query(("", ""))).await;
    assert_eq!((&page["total"], &page["content"]), (&json!(0), &json!([])));
    for base in ["http://localhost:5173/api", "https://opik.example/x~?y"] {
        let unpadded = BASE64_STANDARD.encode(base).replace('=', "");
        let (status, _) = server.send("GET", &query(("path", &unpadded)), Value::Null).await;
        assert_eq!(status.as_u16(), if base.contains('?') { 400 } else { 200 }, "{base}");
    }
    for (name, value, status, words) in [
        ("path", "%%%", 400, "Invalid base URL format"),
        ("path", "amF2YXNjcmlwdDphbGVydCgxKQ==", 400, "Invalid base URL format"),
        ("entity_type", "thread", 400, "Unknown entity type"),
        ("entity_id", "7", 404, "404"),
        ("project_id", "-", 400, "query param project_id must not be null"),
        ("path", "-", 400, "query param path must not be null"),
    ] {
        let (got, answer) = server.send("GET", &query((name, value)), Value::Null).await;
        assert_eq!(got.as_u16(), status, "{name} {value}: {answer}");
        assert!(answer.to_string().contains(words), "{answer}");
    }
}

/// A page elsewhere can neither upload, nor read, nor delete.
#[tokio::test]
async fn pages_from_elsewhere_are_refused() {
    let server = guarded();
    upload(&server, "trace", &id(0, 1), "a.txt", None, b"private").await;
    let file = list(&server, "trace", &id(0, 1)).await[0].clone();
    let gateway = Gateway {
        guard: Guard::new("127.0.0.1", &[]),
        base: BasePath::root(),
        site: StaticFiles::new("/nowhere/to/be/found".into()),
        backend: Backend::Local(server.api.clone()),
        largest_body: 1_000_000,
        memory: mock_opik::memory_budget::MemoryBudget::default(),
        controls: None,
    };
    let link = file["link"].as_str().unwrap().strip_prefix("http://localhost:5173").unwrap();
    let put = link.replace("download", "upload").replace("a.txt", "planted.html");
    let delete = format!("/api/v1/private/attachment/{}", "delete");
    for (method, target) in [("PUT", put.as_str()), ("POST", delete.as_str()), ("GET", link)] {
        for (name, value) in
            [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("host", "evil.example")]
        {
            let request = Request::builder().method(method).uri(target).header(name, value);
            let response = gateway.answer(request.body(Body::from("x")).unwrap()).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{method} {name}");
        }
    }
    assert_eq!(list(&server, "trace", &id(0, 1)).await, std::slice::from_ref(&file));
    // The page's own requests pass, and an answer that is opened as a page may do nothing.
    let request = Request::get(link).header("host", "localhost:5173").header("sec-fetch-site", "same-origin");
    let response = gateway.answer(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    let policy = response.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
}
