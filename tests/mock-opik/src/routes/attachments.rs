//! Files that clients attach to traces and spans (`/v1/private/attachment/…`), as an Opik without S3 takes and serves
//! them: `upload-start` names one address, to which the client PUTs the whole file.
//!
//! A file is hostile content with a hostile name. It is served as a download and never as a page of this origin: with
//! the type it was stored with (on Opik the type that the query asks for), `Content-Disposition: attachment`, `nosniff`
//! and a policy that allows nothing ([`crate::web::headers`]).

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::json;

use crate::author::Author;
use crate::body_fields::BodyFields;
use crate::entity::RecordKind;
use crate::error::{ApiError, ApiResult};
use crate::json::{BodyText, JsonAnswer, holding};
use crate::query_params::QueryParams;
use crate::state::AppState;
use crate::store::attachments::{self, AttachedTo};
use crate::store::projects;
use crate::uuid7;

mod names;

use names::{base_url, disposition, encoded, media_type, valid_name};

/// The `upload_id` of an Opik without S3: the SDK then sends the file in one request and completes nothing.
const DIRECT: &str = "BEMinIO";

/// These routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/v1/private/attachment/upload-start", post(start))
        .route("/v1/private/attachment/upload", put(upload))
        .route("/v1/private/attachment/upload-complete", post(complete))
        .route("/v1/private/attachment/list", get(list))
        .route("/v1/private/attachment/download", get(download))
        .route("/v1/private/attachment/delete", post(delete))
}

/// What a body or query says a file belongs to.
struct Target {
    kind: RecordKind,
    entity: String,
}

impl Target {
    fn of(kind: &str, entity: &str) -> ApiResult<Self> {
        let kind = match kind.to_ascii_lowercase().as_str() {
            "trace" => RecordKind::Trace,
            "span" => RecordKind::Span,
            _ => return Err(ApiError::bad_request(format!("Unknown entity type '{}'", kind.escape_debug()))),
        };
        let entity = uuid7::parse_any(entity).ok_or_else(|| ApiError::not_found("HTTP 404 Not Found"))?;
        Ok(Self { kind, entity })
    }

    fn in_query(params: &QueryParams) -> ApiResult<Self> {
        Self::of(required(params, "entity_type")?, required(params, "entity_id")?)
    }

    fn in_body(fields: &mut BodyFields<'_>) -> ApiResult<Self> {
        let (kind, entity) = (fields.required("entity_type")?, fields.required("entity_id")?);
        fields.check()?;
        Self::of(&kind, &entity)
    }

    fn in_project(self, project: i64) -> AttachedTo {
        AttachedTo { project, kind: self.kind, entity: self.entity }
    }

    fn word(&self) -> &'static str {
        crate::entity::EntityType::from(self.kind).word()
    }
}

/// A query parameter that must be there.
fn required<'q>(params: &'q QueryParams, name: &str) -> ApiResult<&'q str> {
    let missing = || ApiError::bad_query(format!("query param {name} must not be null"));
    params.get(name).ok_or_else(missing)
}

/// Answers the address to which the client PUTs the file. Nothing is stored yet.
async fn start(_: Author, BodyText(text): BodyText) -> ApiResult<JsonAnswer<serde_json::Value>> {
    let mut fields = BodyFields::read(&text, "")?;
    fields.require("num_of_file_parts");
    let (name, path) = (fields.required("file_name")?, fields.required("path")?);
    let target = Target::in_body(&mut fields)?;
    let name = valid_name(&name)?;
    let mut address = format!(
        "{}/v1/private/attachment/upload?file_name={}&entity_type={}&entity_id={}",
        base_url(&path)?,
        encoded(name),
        target.word(),
        target.entity
    );
    for field in ["mime_type", "project_name"] {
        if let Some(value) = fields.non_blank(field)? {
            address.push_str(&format!("&{field}={}", encoded(&value)));
        }
    }
    Ok(JsonAnswer(json!({ "upload_id": DIRECT, "pre_sign_urls": [address] })))
}

/// Stores the body as a file. Its project is made when it does not exist; its trace or span may come later.
async fn upload(
    State(state): State<AppState>,
    Author(author): Author,
    params: QueryParams,
    request: Request,
) -> ApiResult<StatusCode> {
    let name = valid_name(required(&params, "file_name")?)?.to_owned();
    let target = Target::in_query(&params)?;
    let mime = media_type(params.get("mime_type"), &name);
    let project = params.get("project_name").map(|name| name.trim().to_owned());
    let limit = state.largest_attachment;
    // The gateway has reserved memory for the body, and holds it until this request is answered.
    let content = match Limited::new(request.into_body(), limit).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(too_large(limit)),
        Err(_) => return Err(ApiError::bad_request("The file broke off. Send it again.")),
    };
    let now = state.now();
    state
        .store
        .write(move |conn| {
            let project = projects::ensure(conn, project.as_deref(), &author, now)?;
            attachments::save(conn, &target.in_project(project), &name, &mime, &content, &author, now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn too_large(limit: usize) -> ApiError {
    ApiError::too_large(format!(
        "This attachment is larger than this server takes: {limit} bytes ({} MB) at most. Attach a smaller file, or \
         start mock-opik with a greater --largest-attachment.",
        limit >> 20
    ))
}

/// The last call of an upload to S3, which never takes place here; a client that makes it has nothing to complete.
async fn complete(_: Author, BodyText(text): BodyText) -> ApiResult<StatusCode> {
    let mut fields = BodyFields::read(&text, "")?;
    fields.required("file_name")?;
    fields.required("upload_id")?;
    Target::in_body(&mut fields)?;
    Ok(StatusCode::NO_CONTENT)
}

/// A project or entity that does not exist has an empty page, as on Opik.
async fn list(
    State(state): State<AppState>,
    _: Author,
    params: QueryParams,
) -> ApiResult<JsonAnswer<serde_json::Value>> {
    let (page, size) = (params.count("page", 1)?, params.count("size", 100)?.min(1000));
    let container = required(&params, "project_id")?;
    let container = uuid7::parse_any(container).ok_or_else(|| ApiError::not_found("HTTP 404 Not Found"))?;
    let (target, base) = (Target::in_query(&params)?, base_url(required(&params, "path")?)?);
    let (word, entity) = (target.word(), target.entity.clone());
    let key = container.clone();
    let (total, found) = state
        .store
        .read(move |conn| match projects::key_by_id(conn, &key)? {
            Some(project) => attachments::page(conn, &target.in_project(project), page, size),
            None => Ok((0, Vec::new())),
        })
        .await?;
    let content: Vec<_> = found
        .into_iter()
        .map(|file| {
            let link = format!(
                "{base}/v1/private/attachment/download?workspace_name=default&container_id={container}&file_name={}\
                 &mime_type={}&entity_type={word}&entity_id={entity}",
                encoded(&file.file_name),
                encoded(&file.mime_type)
            );
            json!({ "link": link, "file_name": file.file_name, "file_size": file.file_size,
                    "mime_type": file.mime_type })
        })
        .collect();
    let size = content.len();
    Ok(JsonAnswer(
        json!({ "page": page, "size": size, "total": total, "content": content, "sortable_by": [] }),
    ))
}

/// Serves a file. The type in the query must be there, as on Opik, and has no effect.
async fn download(State(state): State<AppState>, _: Author, params: QueryParams) -> ApiResult<Response> {
    if params.get("workspace_name").is_some_and(|name| name != "default") {
        return Err(ApiError::not_found("Workspace not found"));
    }
    let (container, name) = (required(&params, "container_id")?.to_owned(), required(&params, "file_name")?);
    required(&params, "mime_type")?;
    let (target, file_name) = (Target::in_query(&params)?, name.to_owned());
    let missing = format!(
        "File not found for key: opik/attachment/workspaces/default/projects/{container}/{}s/{}/files/{name}",
        target.word(),
        target.entity
    );
    let reservation = state.memory.reservation();
    let memory = reservation.clone();
    let found = state
        .store
        .read(move |conn| match projects::key_by_id(conn, &container)? {
            Some(project) => attachments::content(conn, &target.in_project(project), &file_name, &memory),
            None => Ok(None),
        })
        .await?;
    let Some((mime, content)) = found else { return Err(ApiError::not_found(missing)) };
    let mut response = Body::from(holding(content, reservation)).into_response();
    let headers = response.headers_mut();
    let octets = HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&mime).unwrap_or(octets));
    headers.insert(header::CONTENT_DISPOSITION, disposition(name));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

async fn delete(State(state): State<AppState>, _: Author, BodyText(text): BodyText) -> ApiResult<StatusCode> {
    let mut fields = BodyFields::read(&text, "")?;
    let names = fields.names("file_names", "<list element>")?;
    let container = fields.required("container_id")?;
    let target = Target::in_body(&mut fields)?;
    state
        .store
        .write(move |conn| match projects::key_by_id(conn, &container)? {
            Some(project) => attachments::delete(conn, &target.in_project(project), &names),
            None => Ok(()),
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
