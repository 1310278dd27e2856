//! The built app as a browser gets it: encodings, caching, the base path, and no way out of its directory.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Response, StatusCode};
use http_body_util::BodyExt;
use mock_opik::web::base_path::BasePath;
use mock_opik::web::static_files::StaticFiles;
use tempfile::TempDir;

const PAGE: &str = "<!doctype html><html><head><base href=\"/\"><title>t</title></head><body></body></html>";
const SCRIPT: &str = "colloquy-0123456789abcdef.js";

fn built() -> (TempDir, StaticFiles) {
    let outer = tempfile::tempdir().unwrap();
    std::fs::write(outer.path().join("secret.txt"), "secret").unwrap();
    let dist = outer.path().join("dist");
    std::fs::create_dir_all(dist.join("snippets")).unwrap();
    let put = |name: &str, text: &str| std::fs::write(dist.join(name), text).unwrap();
    put("index.html", PAGE);
    put("index.html.br", "page in brotli");
    put(SCRIPT, "script");
    put(&format!("{SCRIPT}.br"), "script in brotli");
    put(&format!("{SCRIPT}.gz"), "script in gzip");
    put("colloquy-0123456789abcdef_bg.wasm", "wasm");
    put("icons.svg", "<svg/>");
    put("snippets/inline.js", "loader");
    put(".hidden.txt", "hidden");
    let site = StaticFiles::new(dist);
    (outer, site)
}

async fn get(site: &StaticFiles, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
    ask(site, Method::GET, path, headers, "/").await
}

async fn ask(
    site: &StaticFiles,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    base: &str,
) -> Response<Body> {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (name.parse::<axum::http::HeaderName>().unwrap(), value.parse().unwrap()))
        .collect();
    site.answer(&method, path, &headers, &BasePath::parse(base).unwrap()).await
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

fn header<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn the_encoding_follows_the_clients_wishes() {
    let (_dir, site) = built();
    for (accept, content) in [
        ("gzip, deflate, br, zstd", "script in brotli"),
        ("gzip", "script in gzip"),
        ("br;q=0.5, gzip;q=0.8", "script in gzip"),
        ("br;q=0, *", "script in gzip"),
        ("*", "script in brotli"),
        ("identity", "script"),
        ("identity;q=1, br;q=0.1", "script"),
        ("BR", "script in brotli"),
        ("zstd", "script"),
        ("", "script"),
    ] {
        let response = get(&site, &format!("/{SCRIPT}"), &[("accept-encoding", accept)]).await;
        assert_eq!(header(&response, "vary"), "accept-encoding");
        assert_eq!(text(response).await, content, "{accept:?}");
    }
    let response = get(&site, &format!("/{SCRIPT}"), &[("accept-encoding", "br")]).await;
    assert_eq!(header(&response, "content-encoding"), "br");
    assert_eq!(header(&response, "content-type"), "text/javascript; charset=utf-8");
}

#[tokio::test]
async fn hashed_files_are_kept_for_ever_and_the_rest_is_asked_for_again() {
    let (_dir, site) = built();
    for path in ["/colloquy-0123456789abcdef.js", "/colloquy-0123456789abcdef_bg.wasm"] {
        let response = get(&site, path, &[]).await;
        assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable", "{path}");
    }
    for path in ["/", "/index.html", "/icons.svg", "/snippets/inline.js", "/default/projects"] {
        let response = get(&site, path, &[]).await;
        assert_eq!(header(&response, "cache-control"), "no-cache", "{path}");
        let tag = header(&response, "etag").to_owned();
        let again = get(&site, path, &[("if-none-match", &tag)]).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
        assert_eq!(header(&again, "etag"), tag);
        assert_eq!(text(again).await, "");
    }
}

#[tokio::test]
async fn wasm_has_the_type_that_streaming_compilation_wants() {
    let (_dir, site) = built();
    let response = get(&site, "/colloquy-0123456789abcdef_bg.wasm", &[]).await;
    assert_eq!(header(&response, "content-type"), "application/wasm");
}

#[tokio::test]
async fn an_address_of_the_app_gets_the_page_and_a_missing_file_404() {
    let (_dir, site) = built();
    for path in [
        "/",
        "/default/projects/0190/logs",
        "/a%20b/projects",
        "/v1.5/projects",
        "/.../projects",
        "/x:y/projects",
    ] {
        let response = get(&site, path, &[]).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(text(response).await, PAGE, "{path}");
    }
    for path in ["/gone.js", "/snippets/gone.wasm", "/default/projects/app.css"] {
        assert_eq!(get(&site, path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn no_path_leads_out_of_the_directory() {
    let (dir, site) = built();
    #[cfg(unix)]
    std::os::unix::fs::symlink(dir.path().join("secret.txt"), dir.path().join("dist/link.txt")).unwrap();
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/snippets/../../secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "//../secret.txt",
        "/%00/secret.txt",
        "/secret.txt%00.js",
        "/link.txt",
        "/.hidden.txt",
        "/%2e/%2e%2e/secret.txt",
        &format!("/{}", dir.path().join("secret.txt").display()),
        "/c:/secret.txt",
        "/%ff.txt",
    ] {
        let response = get(&site, path, &[]).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(!text(response).await.contains("secret"), "{path}");
    }
}

#[tokio::test]
async fn the_page_carries_the_base_it_is_seen_under() {
    let (_dir, site) = built();
    let response = ask(&site, Method::GET, "/", &[("accept-encoding", "br")], "/").await;
    assert_eq!(text(response).await, "page in brotli", "what the build packed fits the root");
    let response = ask(&site, Method::GET, "/", &[("accept-encoding", "br")], "/some/path/").await;
    assert_eq!(header(&response, "vary"), "accept-encoding, x-forwarded-prefix");
    assert_eq!(text(response).await, PAGE.replace("href=\"/\"", "href=\"/some/path/\""));
}

#[tokio::test]
async fn a_rewritten_page_is_packed_on_the_fly() {
    let (_dir, site) = built();
    let response = ask(&site, Method::GET, "/", &[("accept-encoding", "gzip, br")], "/x/").await;
    assert_eq!(header(&response, "content-encoding"), "gzip");
    let packed = response.into_body().collect().await.unwrap().to_bytes();
    let mut page = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&packed[..]), &mut page).unwrap();
    assert!(page.contains("<base href=\"/x/\">"));
}

#[test]
fn a_base_is_written_into_any_page() {
    let base = BasePath::parse("/x").unwrap();
    for (page, rewritten) in [
        ("<head><BASE HREF=/ ></head>", "<head><base href=\"/x/\"></head>"),
        ("<head lang=en><title>t</title>", "<head lang=en><base href=\"/x/\"><title>t</title>"),
        ("<p>headless", "<base href=\"/x/\"><p>headless"),
        ("<head><base", "<head><base href=\"/x/\"><base"),
    ] {
        assert_eq!(base.rewrite(page), rewritten);
    }
}

#[test]
fn a_hostile_prefix_is_not_written_anywhere() {
    let long = format!("/{}", "a".repeat(300));
    for prefix in [
        "//evil.example/",
        "https://evil.example/",
        "/\"><script>alert(1)</script>",
        "/a b",
        "/a/../b",
        "/./a",
        "/a//b",
        "/a?b",
        "/a#b",
        "/%2e%2e/",
        "/a\\b",
        "a",
        "",
        "/a/,/b/",
        "/ünder",
        long.as_str(),
    ] {
        assert_eq!(BasePath::parse(prefix), None, "{prefix}");
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-prefix", axum::http::HeaderValue::from_bytes(prefix.as_bytes()).unwrap());
        assert_eq!(BasePath::forwarded(&headers), None, "{prefix}");
    }
    let mut twice = HeaderMap::new();
    twice.append("x-forwarded-prefix", "/a".parse().unwrap());
    twice.append("x-forwarded-prefix", "/b".parse().unwrap());
    assert_eq!(BasePath::forwarded(&twice), None);
    for (prefix, base) in [("/", "/"), ("/a", "/a/"), ("/a/b-c_d.e~f/", "/a/b-c_d.e~f/")] {
        assert_eq!(BasePath::parse(prefix).unwrap().as_str(), base);
    }
}

#[tokio::test]
async fn every_page_and_file_carries_the_security_headers() {
    let (_dir, site) = built();
    let missing = StaticFiles::new(Path::new("/nowhere/to/be/found").to_owned());
    for (site, path) in
        [(&site, "/"), (&site, "/icons.svg"), (&site, "/gone.js"), (&site, "/x"), (&missing, "/")]
    {
        let response = get(site, path, &[]).await;
        assert_eq!(
            header(&response, "content-security-policy"),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
             media-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'self'; \
             frame-ancestors 'none'; form-action 'none'",
            "{path}"
        );
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(header(&response, "referrer-policy"), "no-referrer");
    }
}

#[tokio::test]
async fn an_app_that_is_not_built_says_how_to_build_it() {
    let site = StaticFiles::new(Path::new("/nowhere/to/be/found").to_owned());
    let response = get(&site, "/default/projects", &[]).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(text(response).await.contains("cargo xtask build"));
}

#[tokio::test]
async fn head_tells_the_size_without_the_content() {
    let (_dir, site) = built();
    let response = ask(&site, Method::HEAD, &format!("/{SCRIPT}"), &[], "/").await;
    assert_eq!(header(&response, "content-length"), "6");
    assert_eq!(text(response).await, "");
    let response = ask(&site, Method::POST, "/", &[], "/").await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(header(&response, "allow"), "GET, HEAD");
}
