//! Sends one HTTP request and reads its answer, telling the API's own answers from those of a proxy or a login page.

use gloo_net::http::{Request, Response};
use leptos::{
    prelude::{Owner, on_cleanup},
    reactive::send_wrapper_ext::SendOption,
};
use web_sys::{AbortController, AbortSignal, js_sys::Date};

use super::{error::ApiError, fields::Fields, payload};
use crate::browser::clock;

/// Sends a request; every status but 2xx is an error.
pub(super) async fn send(request: Request) -> Result<Response, ApiError> {
    let response = request.send().await.map_err(|error| {
        if error.to_string().contains("AbortError") { ApiError::Aborted } else { ApiError::Offline }
    })?;
    checked(response).await
}

/// The answer if its status is 2xx, else the error that it stands for.
pub(super) async fn checked(response: Response) -> Result<Response, ApiError> {
    if response.ok() {
        return Ok(response);
    }
    let (status, after) = (response.status(), retry_after(&response));
    let redirected = response.redirected();
    let body = response.text().await.unwrap_or_default();
    match ApiError::from_answer(status, &body, after) {
        // A redirect that is not followed has status 0. One that was followed led to another site's page, such as a
        // login.
        _ if status == 0 => Err(ApiError::Denied),
        ApiError::Foreign(_) if redirected => Err(ApiError::Denied),
        error => Err(error),
    }
}

/// Reads the fields of an answer, which is a JSON object. With `or_nothing` an empty body is allowed and has no fields.
pub(super) async fn read(url: &str, response: Response, or_nothing: bool) -> Result<Fields, ApiError> {
    let html = response.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    let elsewhere = html || response.redirected();
    let text = response.text().await.map_err(|_| ApiError::Offline)?;
    if or_nothing && text.is_empty() && !elsewhere {
        return Ok(Fields::default());
    }
    let why = match payload::read(&text) {
        Ok(value) => match Fields::of_answer(value, text.len()) {
            Some(fields) => return Ok(fields),
            None => "no object".to_owned(),
        },
        // A login page answers 200 with HTML: access is denied, the server is not broken.
        Err(_) if elsewhere || text.trim_start().starts_with('<') => return Err(ApiError::Denied),
        Err(error) => error.to_string(),
    };
    let path = url.split('?').next().unwrap_or(url);
    Err(ApiError::Unreadable(format!("{path}: {why}")))
}

/// In how many milliseconds the server wants to be asked again: `Retry-After`, or `RateLimit-Reset` (which Opik sends)
/// and its older spelling. A date, or seconds since 1970, is compared with the server's own `Date` header if there is
/// one.
fn retry_after(response: &Response) -> Option<i64> {
    let headers = response.headers();
    let asked =
        ["retry-after", "ratelimit-reset", "x-ratelimit-reset"].iter().find_map(|name| headers.get(name))?;
    let time = |text: &str| Some(Date::parse(text)).filter(|time| !time.is_nan());
    let until = match asked.trim().parse::<f64>() {
        Ok(seconds) if seconds < 1e9 => return Some((seconds * 1_000.0) as i64),
        Ok(seconds) => seconds * 1_000.0,
        Err(_) => time(&asked)?,
    };
    let now = headers.get("date").and_then(|date| time(&date));
    Some((until - now.unwrap_or_else(|| clock::now().millis() as f64)) as i64)
}

/// Aborts a request when this is dropped or when the reactive owner it was made under is disposed.
pub(super) struct Abort(Option<AbortController>);

impl Abort {
    pub(super) fn with_owner() -> Self {
        let controller = AbortController::new().ok();
        if let (Some(controller), Some(_)) = (&controller, Owner::current()) {
            let held = SendOption::new_local(Some(controller.clone()));
            on_cleanup(move || {
                if let Some(controller) = held.as_ref() {
                    controller.abort();
                }
            });
        }
        Self(controller)
    }

    pub(super) fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}
