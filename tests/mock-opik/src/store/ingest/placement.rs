//! No PATCH moves a trace or span to another project, trace or parent.

use crate::entity::RecordKind;
use crate::error::{ApiError, ApiResult};
use crate::record_input::RecordInput;
use crate::store::records::Record;

/// Refuses a PATCH that names another project, trace or parent than the row has.
///
/// # Errors
/// 409.
pub(super) fn refuse_move(
    kind: RecordKind,
    record: &Record,
    patch: &RecordInput,
    project: Option<i64>,
) -> ApiResult<()> {
    let what = if kind == RecordKind::Trace { "trace" } else { "span" };
    if project.is_some_and(|project| project != record.project) {
        let text = format!("Project name and workspace name do not match the existing {what}");
        return Err(ApiError::conflict(text));
    }
    let Some(span) = &record.span else { return Ok(()) };
    if patch.trace_id.as_ref().is_some_and(|trace| *trace != span.trace_id) {
        return Err(ApiError::conflict("trace_id does not match the existing span"));
    }
    // As on Opik, a span without a parent is a root, which no PATCH moves under another span. A partial row, of which
    // only an earlier PATCH is known, may still get a parent.
    let other = |parent: &String| match &span.parent_span_id {
        Some(known) => known != parent,
        None => !record.partial,
    };
    if patch.parent_span_id.as_ref().is_some_and(other) {
        return Err(ApiError::conflict("parent_span_id does not match the existing span"));
    }
    Ok(())
}
