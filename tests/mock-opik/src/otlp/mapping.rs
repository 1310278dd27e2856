//! Makes a span of this server of an OpenTelemetry span: what was asked and answered, the model, its tokens, the thread.

use super::value::{JsonObject, quoted};
use super::{Attributes, MOST_ATTRIBUTES, OtelSpan, ids};
use crate::record_input::RecordInput;
use crate::store::tags::TagChange;
use crate::time::Nanos;

mod draft;

use draft::Draft;

/// The longest name of an attribute in bytes.
const LONGEST_NAME: usize = 1000;
/// Times must be before 2262, in nanoseconds since 1970.
const LATEST: u64 = 9_223_372_036_000_000_000;

/// A span that is to be stored. Its own id and those of its parent and trace follow when the trace is known.
#[derive(Clone, Debug)]
pub struct MappedSpan {
    /// OpenTelemetry's id of the trace.
    pub trace: Vec<u8>,
    /// OpenTelemetry's id of the span.
    pub span: Vec<u8>,
    /// OpenTelemetry's id of the parent; `None` for the root of a trace.
    pub parent: Option<Vec<u8>>,
    /// The ids that the client knows: trace, span, parent.
    pub own: OwnIds,
    /// The thread it names, and by how much it is meant as one (0 most).
    pub thread: Option<(u8, String)>,
    /// Everything else.
    pub record: RecordInput,
}

/// Version 7 ids that a client has set (`opik.trace_id`, `opik.span_id`, `opik.parent_span_id`): its spans hang on a
/// trace that it logs in another way.
#[derive(Clone, Debug, Default)]
pub struct OwnIds {
    /// The trace.
    pub trace: Option<String>,
    /// The span.
    pub span: Option<String>,
    /// The parent.
    pub parent: Option<String>,
}

/// Reads a span; the words say why it cannot be stored.
///
/// # Errors
/// When its ids are invalid, or it has more or longer attributes than the server takes.
pub fn map(sent: OtelSpan, resource: &Attributes, scope: &str, now: Nanos) -> Result<MappedSpan, String> {
    if !ids::is_valid(&sent.trace_id) || !ids::is_valid(&sent.span_id) {
        return Err(format!("The span '{}' has no valid trace and span id", short(&sent.name)));
    }
    let all = || std::iter::once(&sent.attributes).chain(sent.events.iter().map(|event| &event.attributes));
    if all().any(|list| list.len() > MOST_ATTRIBUTES) {
        return Err(format!("The span '{}' has more than {MOST_ATTRIBUTES} attributes", short(&sent.name)));
    }
    if all().flatten().any(|(name, _)| name.len() > LONGEST_NAME) {
        return Err(format!(
            "The span '{}' has an attribute with a name of more than {LONGEST_NAME} bytes",
            short(&sent.name)
        ));
    }
    let mut draft = Draft::default();
    if !scope.is_empty() && scope != "logfire" {
        draft.metadata.set("integration", quoted(scope));
    }
    for (name, value) in resource {
        match name.as_str() {
            "deployment.environment.name" | "deployment.environment" => draft.environment = value.text(),
            "service.name" => draft.metadata.set(name, value.json()),
            _ => {}
        }
    }
    for (name, value) in &sent.attributes {
        draft.read(name, value);
    }
    draft.read_events(&sent.events);
    let (start, end) = (time(sent.start), time(sent.end));
    let error = error_info(&sent);
    let usage = draft.usage();
    let record = RecordInput {
        name: Some(sent.name).filter(|name| !name.trim().is_empty()),
        start_time: Some(start.or(end).unwrap_or(now)),
        end_time: end,
        input: draft.input.whole("input.value"),
        output: draft.output.whole("output.value"),
        metadata: draft.metadata.whole(""),
        tags: TagChange { tags: Some(draft.tags).filter(|tags| !tags.is_empty()), ..TagChange::default() },
        error_info: error,
        source: Some("sdk".to_owned()),
        environment: draft.environment.filter(|name| name.chars().count() <= 150),
        span_type: Some(draft.kind.unwrap_or(if draft.calls_model { "llm" } else { "general" }).to_owned()),
        model: draft.model,
        provider: draft.provider,
        usage,
        cost: draft.cost,
        ..RecordInput::default()
    };
    Ok(MappedSpan {
        trace: sent.trace_id,
        span: sent.span_id,
        parent: Some(sent.parent_span_id).filter(|id| ids::is_valid(id)),
        own: draft.own,
        thread: draft.thread,
        record,
    })
}

/// A time, if it is known and can be stored.
fn time(nanos: u64) -> Option<Nanos> {
    (1..LATEST).contains(&nanos).then(|| Nanos(nanos.cast_signed()))
}

/// A name as it may stand in an error text.
fn short(name: &str) -> String {
    name.chars().take(100).collect()
}

/// The `error_info` of a span: its last exception, else its status.
fn error_info(sent: &OtelSpan) -> Option<String> {
    let mut error = JsonObject::default();
    if let Some(event) = sent.events.iter().rev().find(|event| event.name == "exception") {
        let text = |name: &str| {
            event.attributes.iter().find(|(known, _)| known == name).and_then(|(_, value)| value.text())
        };
        error.set("exception_type", quoted(&text("exception.type").unwrap_or_else(|| "Error".to_owned())));
        let words = [("message", "exception.message"), ("traceback", "exception.stacktrace")];
        for (field, name) in words {
            if let Some(text) = text(name) {
                error.set(field, quoted(&text));
            }
        }
    } else if sent.failed {
        error.set("exception_type", quoted("Error"));
        if !sent.status_message.is_empty() {
            error.set("message", quoted(&sent.status_message));
        }
    }
    (!error.is_empty()).then(|| error.json())
}
