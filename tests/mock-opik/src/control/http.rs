//! The test controls over HTTP; the table in [`super`] lists the calls.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Controls, Failure, Pattern, RawAnswer};
use crate::json::is_json;
use crate::web::gateway::error_response;

#[derive(Deserialize)]
struct ReleaseRequest {
    hold: Option<u64>,
}

#[derive(Deserialize)]
struct RecoverRequest {
    fail: Option<u64>,
}

#[derive(Deserialize)]
struct FailRequest {
    #[serde(flatten)]
    pattern: Pattern,
    status: Option<u16>,
    #[serde(default)]
    body: Value,
    #[serde(default)]
    after: bool,
    page: Option<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    drop: Option<DropMoment>,
    percent: Option<i64>,
    #[serde(default)]
    seed: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum DropMoment {
    Before,
    After,
}

#[derive(Deserialize)]
struct ClockRequest {
    now: Option<String>,
    advance_ms: Option<i64>,
}

#[derive(Deserialize)]
struct LogRequest {
    #[serde(default)]
    clear: bool,
}

impl Controls {
    /// Answers a request to `/__test/{command}`.
    pub(crate) async fn answer(&self, command: &str, request: Request<Body>) -> Response<Body> {
        if request.method() != Method::POST {
            return error_response(StatusCode::METHOD_NOT_ALLOWED, "Test controls are POSTed.");
        }
        let named = is_json(request.headers());
        let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap_or_default();
        if !body.is_empty() && !named {
            return error_response(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Test controls take application/json.",
            );
        }
        match self.run(command, &body) {
            Ok(answer) => json(StatusCode::OK, &answer),
            Err((status, sentence)) => error_response(status, &sentence),
        }
    }

    fn run(&self, command: &str, body: &[u8]) -> Result<Value, (StatusCode, String)> {
        Ok(match command {
            "hold" => json!({ "hold": self.hold(read(body)?) }),
            "release" => json!({ "released": self.release(read::<ReleaseRequest>(body)?.hold) }),
            "fail" => json!({ "fail": self.make_fail(read(body)?)? }),
            "recover" => json!({ "recovered": self.recover(read::<RecoverRequest>(body)?.fail) }),
            "clock" => {
                json!({ "now": self.turn(&read(body)?)?.to_rfc3339_opts(SecondsFormat::Micros, true) })
            }
            "log" => {
                let requests = json!({ "requests": self.log() });
                if read::<LogRequest>(body)?.clear {
                    self.clear_log();
                }
                requests
            }
            "reset" => {
                self.reset();
                json!({})
            }
            _ => return Err((StatusCode::NOT_FOUND, format!("There is no test control named {command}."))),
        })
    }

    fn make_fail(&self, fail: FailRequest) -> Result<u64, (StatusCode, String)> {
        if let Some(percent) = fail.percent {
            return Ok(self.fail_some(fail.pattern, percent, &fail.seed));
        }
        if let (Some(body), Some(Ok(status))) = (&fail.page, fail.status.map(StatusCode::from_u16)) {
            let page = RawAnswer { status, headers: fail.headers.into_iter().collect(), body: body.clone() };
            return Ok(self.fail(fail.pattern, Failure::RawAnswer(page)));
        }
        let failure = match (fail.drop, fail.status.map(StatusCode::from_u16)) {
            (Some(DropMoment::Before), _) => Failure::DropBefore,
            (Some(DropMoment::After), _) => Failure::DropAfter,
            (None, Some(Ok(status))) if fail.after => Failure::AnswerAfter(status, fail.body),
            (None, Some(Ok(status))) => Failure::Answer(status, fail.body),
            _ => {
                return Err((
                    StatusCode::BAD_REQUEST,
                    "fail wants a status, a drop or a percent.".to_owned(),
                ));
            }
        };
        Ok(self.fail(fail.pattern, failure))
    }

    fn turn(&self, clock: &ClockRequest) -> Result<DateTime<Utc>, (StatusCode, String)> {
        if let Some(now) = &clock.now {
            let now = DateTime::parse_from_rfc3339(now).map_err(|_| {
                (StatusCode::BAD_REQUEST, format!("{now} is not a time such as 2026-01-02T03:04:05Z"))
            })?;
            self.clock().set(now.to_utc());
        }
        if let Some(ms) = clock.advance_ms {
            self.clock().advance(TimeDelta::milliseconds(ms));
        }
        Ok(self.clock().now())
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, (StatusCode, String)> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))
}

/// A JSON response.
pub(super) fn json(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
