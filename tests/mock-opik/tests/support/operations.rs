//! The operations of the API: method, path, query parameters, fields of the body.
#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::path::Path;

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    pub method: String,
    pub path: String,
    pub query: Vec<String>,
    pub body: Vec<String>,
}

impl Operation {
    /// Whether it takes this parameter or field.
    pub fn has(&self, name: &str) -> bool {
        self.query.iter().chain(&self.body).any(|known| known == name)
    }
}

/// `method path | query parameters | fields of the body`, one operation a line.
const TABLE: &str = "
GET /is-alive/ping
GET /is-alive/ver
GET /health-check
POST /v1/private/auth
GET /v1/private/auth/workspace
GET /v1/private/workspaces/versions
GET /v1/private/toggles
GET /v1/private/workspaces/configurations
PUT /v1/private/workspaces/configurations | | timeout_to_mark_thread_as_inactive truncation_on_tables color_map
DELETE /v1/private/workspaces/configurations
GET /v1/private/projects | page size name sorting
POST /v1/private/projects | | name visibility description
POST /v1/private/projects/retrieve | | name include_stats
POST /v1/private/projects/delete | | ids
GET /v1/private/projects/stats | page size name sorting filters
GET /v1/private/projects/feedback-scores/names | project_ids
GET /v1/private/projects/{id}
PATCH /v1/private/projects/{id} | | name visibility description
DELETE /v1/private/projects/{id}
POST /v1/private/projects/{id}/kpi-cards | | entity_type filters interval_start interval_end
POST /v1/private/projects/{id}/metrics | | metric_type interval interval_start interval_end trace_filters span_filters thread_filters breakdown
GET /v1/private/projects/{id}/token-usage/names
GET /v1/private/environments
POST /v1/private/attachment/upload-start | | file_name num_of_file_parts mime_type project_name entity_type entity_id path
PUT /v1/private/attachment/upload | file_name mime_type entity_type entity_id project_name | text
POST /v1/private/attachment/upload-complete | | file_name entity_type entity_id upload_id uploaded_file_parts
GET /v1/private/attachment/list | project_id entity_type entity_id path page size
GET /v1/private/attachment/download | container_id entity_type entity_id file_name mime_type workspace_name
POST /v1/private/otel/v1/traces | | resourceSpans
POST /v1/private/attachment/delete | | file_names entity_type entity_id container_id
GET /v1/private/feedback-definitions | page size name type
POST /v1/private/feedback-definitions | | name type description details
POST /v1/private/feedback-definitions/delete | | ids
GET /v1/private/feedback-definitions/{id}
PUT /v1/private/feedback-definitions/{id} | | name type description details
DELETE /v1/private/feedback-definitions/{id}
GET /v1/private/traces | page size project_id project_name filters truncate strip_attachments sorting exclude search from_time to_time
POST /v1/private/traces | | id project_name name start_time end_time input output metadata tags error_info last_updated_at thread_id ttft source environment
POST /v1/private/traces/batch | | traces
PATCH /v1/private/traces/batch | | ids update merge_tags
GET /v1/private/traces/{id} | strip_attachments
PATCH /v1/private/traces/{id} | | project_id project_name name end_time input output metadata tags tags_to_add tags_to_remove error_info thread_id ttft source environment
DELETE /v1/private/traces/{id}
POST /v1/private/traces/delete | | ids project_id
POST /v1/private/traces/search | | project_id project_name filters last_retrieved_id limit truncate strip_attachments exclude from_time to_time
GET /v1/private/traces/stats | project_id project_name filters search from_time to_time
GET /v1/private/traces/exists | project_id project_name source thread_only
PUT /v1/private/traces/feedback-scores | | scores
GET /v1/private/traces/feedback-scores/names | project_id
PUT /v1/private/traces/{id}/feedback-scores | | name category_name value reason source source_queue_id
POST /v1/private/traces/{id}/feedback-scores/delete | | name author source_queue_id
POST /v1/private/traces/{id}/comments | | text source_queue_id
GET /v1/private/traces/{id}/comments/{comment}
PATCH /v1/private/traces/comments/{comment} | | text
POST /v1/private/traces/comments/delete | | ids
GET /v1/private/spans | page size project_id project_name trace_id type filters truncate strip_attachments sorting exclude search from_time to_time
POST /v1/private/spans | | id project_name trace_id parent_span_id name type start_time end_time input output metadata model provider tags usage error_info last_updated_at total_estimated_cost ttft source environment
POST /v1/private/spans/batch | | spans
PATCH /v1/private/spans/batch | | ids update merge_tags
GET /v1/private/spans/{id}
PATCH /v1/private/spans/{id} | | project_id project_name trace_id parent_span_id name type end_time input output metadata model provider tags usage error_info total_estimated_cost ttft source environment
DELETE /v1/private/spans/{id}
POST /v1/private/spans/search | | project_id project_name trace_id type filters last_retrieved_id limit truncate strip_attachments exclude from_time to_time
GET /v1/private/spans/stats | project_id project_name trace_id type filters search from_time to_time
GET /v1/private/spans/exists | project_id project_name source
PUT /v1/private/spans/feedback-scores | | scores
GET /v1/private/spans/feedback-scores/names | project_id type
PUT /v1/private/spans/{id}/feedback-scores | | name category_name value reason source source_queue_id
POST /v1/private/spans/{id}/feedback-scores/delete | | name author source_queue_id
POST /v1/private/spans/{id}/comments | | text source_queue_id
GET /v1/private/spans/{id}/comments/{comment}
PATCH /v1/private/spans/comments/{comment} | | text
POST /v1/private/spans/comments/delete | | ids
GET /v1/private/traces/threads | page size project_id project_name filters sorting search truncate strip_attachments from_time to_time
POST /v1/private/traces/threads/search | | project_id project_name filters last_retrieved_thread_model_id limit truncate strip_attachments from_time to_time
POST /v1/private/traces/threads/retrieve | | project_id project_name thread_id truncate
GET /v1/private/traces/threads/stats | project_id project_name filters search from_time to_time
PUT /v1/private/traces/threads/open | | project_id project_name thread_id
PUT /v1/private/traces/threads/close | | project_id project_name thread_id thread_ids
POST /v1/private/traces/threads/delete | | project_id project_name thread_ids
PATCH /v1/private/traces/threads/batch | | ids update merge_tags
PATCH /v1/private/traces/threads/{id} | | tags tags_to_add tags_to_remove
PUT /v1/private/traces/threads/feedback-scores | | scores
POST /v1/private/traces/threads/feedback-scores/delete | | project_name thread_id names author source_queue_id
GET /v1/private/traces/threads/feedback-scores/names | project_id
POST /v1/private/traces/threads/{id}/comments | | text source_queue_id
GET /v1/private/traces/threads/{id}/comments/{comment}
PATCH /v1/private/traces/threads/comments/{comment} | | text
POST /v1/private/traces/threads/comments/delete | | ids
GET /api/v1/session/redirect/projects | trace_id path workspace_name
";

/// The operations of the table.
pub fn known() -> Vec<Operation> {
    TABLE.lines().filter(|line| !line.is_empty()).filter_map(read_line).collect()
}

fn read_line(line: &str) -> Option<Operation> {
    let mut parts = line.split('|').map(str::trim);
    let (method, path) = parts.next()?.split_once(' ')?;
    let mut words = || parts.next().unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    Some(Operation { method: method.to_owned(), path: path.to_owned(), query: words(), body: words() })
}

/// The paths in the server's own source, so that a new route is tried without being listed here: with every method, and
/// with the fields of all other calls.
pub fn of_routes() -> Vec<Operation> {
    let mut paths = std::collections::BTreeSet::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/routes"), &mut paths);
    let known = known();
    let new = paths.into_iter().filter(|path| !known.iter().any(|operation| operation.path.ends_with(path)));
    let fields = |of: fn(&Operation) -> &Vec<String>| {
        let mut all: Vec<String> = known.iter().flat_map(|operation| of(operation).clone()).collect();
        all.sort();
        all.dedup();
        all
    };
    let (query, body) = (fields(|operation| &operation.query), fields(|operation| &operation.body));
    new.flat_map(|path| ["GET", "POST", "PUT", "PATCH", "DELETE"].map(|method| (method, path.clone())))
        .map(|(method, path)| Operation {
            body: if matches!(method, "GET" | "DELETE") { Vec::new() } else { body.clone() },
            method: method.to_owned(),
            path,
            query: query.clone(),
        })
        .collect()
}

fn collect(dir: &Path, paths: &mut std::collections::BTreeSet<String>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            collect(&entry.path(), paths);
        }
        let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
        let literals = text.split('"').filter(|text| text.starts_with("/v1/"));
        // Paths that are put together there (`{}`, `{base}`) are in the table.
        paths.extend(
            literals.filter(|path| !path.contains("{}") && !path.contains("{base}")).map(str::to_owned),
        );
    }
}

/// The operations of an OpenAPI description in YAML, as Opik formats it, read by its indentation and without schemas.
pub fn of_description(yaml: &str) -> Vec<Operation> {
    let mut all: Vec<Operation> = Vec::new();
    let (mut path, mut name) = (String::new(), String::new());
    for line in yaml.lines().skip_while(|line| *line != "paths:") {
        let indent = line.len() - line.trim_start().len();
        let text = line.trim();
        match (indent, text.strip_suffix(':')) {
            (0, _) if text != "paths:" => break,
            (2, Some(found)) => path = found.to_owned(),
            (4, Some(method)) => all.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                query: Vec::new(),
                body: Vec::new(),
            }),
            _ => {}
        }
        let Some(operation) = all.last_mut() else { continue };
        if let Some(found) = text.strip_prefix("- name: ") {
            name = found.to_owned();
        }
        if text == "in: query" {
            operation.query.push(name.clone());
        }
        if text == "requestBody:" {
            // Any field of any operation.
            operation.body = known().into_iter().flat_map(|operation| operation.body).collect();
            operation.body.sort();
            operation.body.dedup();
        }
    }
    all
}
