//! Every request enters here: guard, test controls, then the API (this server's or a forwarded one) or the app. The API
//! answers under `/` and under `/api/`, with and without a trailing slash, because SDKs differ.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt, Limited};
use tower::ServiceExt;

use super::base_path::BasePath;
use super::body;
use super::guard::Guard;
use super::headers::{protect_data, protect_page};
use super::proxy::Proxy;
use super::static_files::StaticFiles;
use crate::control::{Controls, Decision, LoggedRequest, RequestEnd, dropped};
use crate::memory_budget::{MemoryBudget, RETRY_AFTER};

/// Who answers API calls.
#[derive(Clone)]
pub enum Backend {
    /// This server's own store.
    Local(Router),
    /// A real Opik elsewhere.
    Remote(Proxy),
}

/// What a request passes through.
#[derive(Clone)]
pub struct Gateway {
    /// Decides which requests are allowed.
    pub guard: Guard,
    /// The path of the app, from `--base-path`.
    pub base: BasePath,
    /// The built app.
    pub site: StaticFiles,
    /// Who answers API calls.
    pub backend: Backend,
    /// The largest request body in bytes, after unpacking.
    pub largest_body: usize,
    /// The memory for all request bodies.
    pub memory: MemoryBudget,
    /// Present with `--test-controls`.
    pub controls: Option<Arc<Controls>>,
}

/// What a path leads to.
enum Target {
    /// An API path without `/api` and without a trailing slash.
    Api(String),
    /// A path of the app, relative to its base path.
    App(String),
    /// A redirect to the base path, for an address just above it.
    Base,
    /// Outside the base path.
    Nowhere,
}

impl Gateway {
    /// Answers any request.
    pub async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let refusal = self.guard.refusal(request.method(), request.uri(), request.headers());
        if let Some((status, sentence)) = refusal {
            return drain(request.into_body(), with_data_headers(error_response(status, &sentence))).await;
        }
        let path = request.uri().path().to_owned();
        let Some(controls) = &self.controls else { return self.serve(self.place(&path), request).await };
        if let Some(command) = path.strip_prefix("/__test/") {
            return with_data_headers(controls.answer(command, request).await);
        }
        self.controlled(controls, &path, request).await
    }

    /// Serves a request as the test controls decide.
    async fn controlled(&self, controls: &Controls, path: &str, request: Request<Body>) -> Response<Body> {
        let place = self.place(path);
        let name = match &place {
            Target::Api(path) | Target::App(path) => path.clone(),
            Target::Base | Target::Nowhere => path.to_owned(),
        };
        let (seen, request) = LoggedRequest::of(&name, request).await;
        let number = controls.log_request(seen);
        let (method, query) = (request.method().clone(), request.uri().query().map(str::to_owned));
        let ended = |status, lost| controls.answered(number, RequestEnd { status, lost });
        match controls.decide(number, &method, &name, query.as_deref()).await {
            Decision::Pass => {
                let response = self.serve(place, request).await;
                ended(Some(response.status()), false);
                response
            }
            Decision::Instead(response) => {
                ended(Some(response.status()), false);
                response
            }
            Decision::ServeThen(response) => {
                ended(Some(self.serve(place, request).await.status()), true);
                response
            }
            Decision::Drop => {
                ended(None, true);
                dropped()
            }
            Decision::ServeThenDrop => {
                ended(Some(self.serve(place, request).await.status()), true);
                dropped()
            }
        }
    }

    async fn serve(&self, place: Target, request: Request<Body>) -> Response<Body> {
        match place {
            Target::Api(path) => with_data_headers(self.api(&path, request).await),
            Target::App(path) => {
                let base = self.visible_base(request.headers());
                let (parts, body) = request.into_parts();
                drain(body, self.site.answer(&parts.method, &path, &parts.headers, &base).await).await
            }
            Target::Base => {
                let response = self.redirect_to_base(request.headers());
                drain(request.into_body(), response).await
            }
            Target::Nowhere => {
                let mut response = Response::new(Body::from("There is nothing here."));
                *response.status_mut() = StatusCode::NOT_FOUND;
                protect_page(response.headers_mut());
                drain(request.into_body(), response).await
            }
        }
    }

    fn place(&self, path: &str) -> Target {
        let inner = self.base.strip(path);
        // SDKs drop the path from the address they are given, so the API also answers at the root.
        if let Some(api) = inner.and_then(api_path).or_else(|| api_path(path)) {
            return Target::Api(api);
        }
        match inner {
            Some(inner) => Target::App(inner.to_owned()),
            None if path == "/" || format!("{path}/") == self.base.as_str() => Target::Base,
            None => Target::Nowhere,
        }
    }

    /// The base path as the browser sees it.
    fn visible_base(&self, headers: &HeaderMap) -> BasePath {
        BasePath::forwarded(headers).map_or_else(|| self.base.clone(), |outer| self.base.under(&outer))
    }

    /// A redirect to the base path, which is always a path of this origin.
    fn redirect_to_base(&self, headers: &HeaderMap) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
        if let Ok(location) = HeaderValue::from_str(self.visible_base(headers).as_str()) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        protect_page(response.headers_mut());
        response
    }

    async fn api(&self, path: &str, request: Request<Body>) -> Response<Body> {
        let query = request.uri().query().map_or_else(String::new, |query| format!("?{query}"));
        let target = format!("{path}{query}");
        let router = match &self.backend {
            Backend::Remote(proxy) => return proxy.forward(&target, request).await,
            Backend::Local(router) => router,
        };
        let (mut parts, mut incoming) = request.into_parts();
        // Held until the request is answered.
        let reservation = self.memory.reservation();
        let incoming =
            match body::read(&mut parts.headers, &mut incoming, self.largest_body, &reservation).await {
                Ok(incoming) => incoming,
                Err((status, sentence)) => {
                    // Releasing memory never fails.
                    let _ = reservation.try_resize(0);
                    if status == StatusCode::SERVICE_UNAVAILABLE {
                        body::discard(&mut incoming, self.largest_body).await;
                    }
                    let refused_body = refused_body(status, &sentence);
                    return if status == StatusCode::PAYLOAD_TOO_LARGE {
                        closing_connection(refused_body)
                    } else {
                        refused_body
                    };
                }
            };
        parts.extensions.insert(reservation.clone());
        let Ok(uri) = target.parse::<Uri>() else {
            return error_response(StatusCode::BAD_REQUEST, "This address cannot be read.");
        };
        parts.uri = uri;
        let answered = router.clone().oneshot(Request::from_parts(parts, Body::from(incoming))).await;
        drop(reservation);
        match answered {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// The API path in `path`, if it is an API path.
fn api_path(path: &str) -> Option<String> {
    let under_api = path.strip_prefix("/api").filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let bare = under_api.unwrap_or(path).trim_end_matches('/');
    let ours =
        |start: &str| bare.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if under_api.is_none() && !["/v1/private", "/is-alive", "/health-check"].into_iter().any(ours) {
        return None;
    }
    Some(if bare.is_empty() { "/".to_owned() } else { bare.to_owned() })
}

/// The largest body in bytes that is read only to be dropped.
const PASSED: usize = 1 << 20;

/// Reads and drops a body that is not needed, so that the next request of the connection is understood. After a large
/// body the connection is closed, and the answer says so: the client's next request would get no answer.
async fn drain(body: Body, response: Response<Body>) -> Response<Body> {
    match Limited::new(body, PASSED).collect().await {
        Ok(_) => response,
        Err(_) => closing_connection(response),
    }
}

/// Marks an answer as the last of its connection.
fn closing_connection(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// An error answer in the API's shape, `{"code", "message"}`.
pub fn error_response(status: StatusCode, message: &str) -> Response<Body> {
    let body = serde_json::json!({ "code": status.as_u16(), "message": message });
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The answer to a refused body; 503 with `Retry-After`.
fn refused_body(status: StatusCode, message: &str) -> Response<Body> {
    let mut response = error_response(status, message);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER));
    }
    response
}

fn with_data_headers(mut response: Response<Body>) -> Response<Body> {
    protect_data(response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_api_is_found_under_both_prefixes_and_with_a_trailing_slash() {
        for path in
            ["/v1/private/traces", "/v1/private/traces/", "/api/v1/private/traces", "/api/v1/private/traces/"]
        {
            assert_eq!(api_path(path).as_deref(), Some("/v1/private/traces"), "{path}");
        }
        assert_eq!(api_path("/api/is-alive/ping").as_deref(), Some("/is-alive/ping"));
        for path in ["/", "/default/projects", "/apix", "/v1/privateer", "/default/v1/private"] {
            assert_eq!(api_path(path), None, "{path}");
        }
    }
}
