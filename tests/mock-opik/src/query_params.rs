//! Query parameters, and references to projects in queries and bodies.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use rusqlite::Connection;
use serde::de::DeserializeOwned;

use crate::body_fields::BodyFields;
use crate::error::{ApiError, ApiResult};
use crate::filter::Condition;
use crate::store::projects;
use crate::time::Nanos;
use crate::uuid7;

/// The query parameters of a request; of two with the same name the last counts.
pub struct QueryParams(HashMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for QueryParams {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|error| ApiError::bad_request(error.body_text()))?;
        Ok(Self(pairs.into_iter().collect()))
    }
}

impl QueryParams {
    /// A parameter, if present and not blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.trim().is_empty())
    }

    /// Whether a parameter is `true`.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// A whole number of at least 1.
    ///
    /// # Errors
    /// 400 `query param … must be greater than or equal to 1`; 404 when it is not a number, as Jersey answers it.
    pub fn count(&self, name: &str, default: i64) -> ApiResult<i64> {
        let Some(text) = self.get(name) else { return Ok(default) };
        let number: i64 = text.trim().parse().map_err(|_| ApiError::not_found("HTTP 404 Not Found"))?;
        if number < 1 {
            let text = format!("query param {name} must be greater than or equal to 1");
            return Err(ApiError::bad_query(text));
        }
        Ok(number)
    }

    /// `page` and `size`.
    ///
    /// # Errors
    /// As [`QueryParams::count`].
    pub fn page(&self) -> ApiResult<(i64, i64)> {
        Ok((self.count("page", 1)?, self.count("size", 10)?))
    }

    /// `from_time` and `to_time`.
    ///
    /// # Errors
    /// 400 when one is unreadable, or the start is not before the end.
    pub fn time_range(&self) -> ApiResult<TimeRange> {
        TimeRange::new(parse_time(self.get("from_time"))?, parse_time(self.get("to_time"))?)
    }

    /// The condition of `annotation_queue_id`: it matches nothing, because there are no annotation queues here.
    ///
    /// # Errors
    /// 404 when it is not a UUID, as Jersey answers it.
    pub fn annotation_queue(&self) -> ApiResult<Option<Condition>> {
        let Some(id) = self.get("annotation_queue_id") else { return Ok(None) };
        uuid7::parse_any(id).ok_or_else(|| ApiError::not_found("HTTP 404 Not Found"))?;
        Ok(Some(Condition::new("0", Vec::new())))
    }

    /// The project of the query.
    ///
    /// # Errors
    /// 400 when there is none.
    pub fn project(&self) -> ApiResult<ProjectRef> {
        ProjectRef::new(self.get("project_id"), self.get("project_name")).ok_or_else(|| {
            ApiError::bad_request("Either 'project_name' or 'project_id' query params must be provided")
        })
    }

    /// The project of the query, if it names one.
    pub fn any_project(&self) -> Option<ProjectRef> {
        ProjectRef::new(self.get("project_id"), self.get("project_name"))
    }
}

/// The path parameters of a route.
pub struct PathParams<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathParams<T> {
    type Rejection = ApiError;

    #[expect(
        clippy::disallowed_types,
        reason = "this is the one place where its refusal is put into Opik's shape"
    )]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let found = axum::extract::Path::from_request_parts(parts, state).await;
        let axum::extract::Path(found) = found.map_err(|error| ApiError::bad_request(error.body_text()))?;
        Ok(Self(found))
    }
}

/// A time range; either end may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeRange {
    /// The start, included.
    pub from: Option<Nanos>,
    /// The end.
    pub to: Option<Nanos>,
}

impl TimeRange {
    fn new(from: Option<Nanos>, to: Option<Nanos>) -> ApiResult<Self> {
        match (from, to) {
            (Some(from), Some(to)) if from >= to => {
                Err(ApiError::bad_request("Parameter 'from_time' must be before 'to_time'"))
            }
            _ => Ok(Self { from, to }),
        }
    }

    /// Reads `from_time` and `to_time` of a body.
    ///
    /// # Errors
    /// As [`QueryParams::time_range`].
    pub fn read(fields: &BodyFields<'_>) -> ApiResult<Self> {
        let text = |name| fields.non_blank(name);
        Self::new(parse_time(text("from_time")?.as_deref())?, parse_time(text("to_time")?.as_deref())?)
    }
}

fn parse_time(text: Option<&str>) -> ApiResult<Option<Nanos>> {
    let Some(text) = text else { return Ok(None) };
    // A plus sign that was not percent-encoded arrives as a space.
    let mended = text.trim().replace(' ', "+");
    let time = Nanos::parse(text).or_else(|| Nanos::parse(&mended));
    time.or_else(|| text.trim().parse().ok().map(Nanos::from_millis)).map(Some).ok_or_else(|| {
        ApiError::bad_request(format!(
            "Invalid instant format: '{text}'. Expected ISO-8601 (2026-01-02T03:04:05Z) or epoch milliseconds"
        ))
    })
}

/// A reference to a project, by id or by name; the id counts when both are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProjectRef {
    /// By id.
    Id(String),
    /// By name.
    Name(String),
}

impl ProjectRef {
    /// `None` when neither is given.
    pub fn new(id: Option<&str>, name: Option<&str>) -> Option<Self> {
        id.map(|id| Self::Id(id.to_owned())).or_else(|| name.map(|name| Self::Name(name.to_owned())))
    }

    /// The project of a body.
    ///
    /// # Errors
    /// 400 when a value is no string.
    pub fn read(fields: &BodyFields<'_>) -> ApiResult<Option<Self>> {
        Ok(Self::new(
            fields.non_blank("project_id")?.as_deref(),
            fields.non_blank("project_name")?.as_deref(),
        ))
    }

    /// The key of the project's row.
    ///
    /// # Errors
    /// 404 `Project name: … not found` or `Project id: … not found`.
    pub fn key(&self, conn: &Connection) -> ApiResult<i64> {
        let (found, text) = match self {
            Self::Id(id) if uuid7::parse_any(id).is_none() => (None, "HTTP 404 Not Found".to_owned()),
            Self::Id(id) => (projects::key_by_id(conn, id)?, format!("Project id: {id} not found")),
            Self::Name(name) => {
                (projects::key_by_name(conn, name)?, format!("Project name: {} not found", name.trim()))
            }
        };
        found.ok_or_else(|| ApiError::not_found(text))
    }

    /// As [`ProjectRef::key`], for calls where Opik answers an unknown id in the other error shape.
    ///
    /// # Errors
    /// 404 with `errors` for an unknown id, with `message` for an unknown name.
    pub fn key_of_object(&self, conn: &Connection) -> ApiResult<i64> {
        self.key(conn).map_err(|error| match self {
            Self::Id(_) => ApiError::no_such_object("Project not found"),
            Self::Name(_) => error,
        })
    }
}
