//! Reads `ExportTraceServiceRequest` in JSON. Names may be in camel case (OTLP/JSON) or as in the protobuf files; ids in
//! hex (OTLP/JSON) or base64 (protobuf's own mapping, which Opik reads); whole numbers as numbers or texts.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
mod shape;

use shape::{JsonKeyValue, JsonNumber, JsonRequest, JsonSpan, JsonStatus, JsonValue};

use super::value::OtelValue;
use super::{Attributes, DEEPEST, Limits, OtelEvent, OtelSpan, ReadError, ScopeSpans, too_deep};

/// How many objects a request has, or more: of an attribute both the pair and the value are one.
pub fn objects(text: &str) -> usize {
    memchr::memchr_iter(b'{', text.as_bytes()).count()
}

/// Reads a request.
///
/// # Errors
/// When it is not JSON of this kind, or has more than the server takes.
pub fn read(text: &str) -> Result<Vec<ScopeSpans>, ReadError> {
    if objects(text) > 2 * super::MOST_VALUES {
        return Err(ReadError::TooMuch("The request has too many values".to_owned()));
    }
    if text.trim_start().starts_with('"') {
        // Some senders encode the request twice; Opik takes it.
        let inner: String = serde_json::from_str(text).map_err(broken)?;
        return whole(parse(&inner)?);
    }
    whole(parse(text)?)
}

fn parse(text: &str) -> Result<JsonRequest, ReadError> {
    // A list would be read as the fields of the object, in their order.
    if !text.trim_start().starts_with('{') {
        return Err(ReadError::broken("Unable to process JSON. The request is no object."));
    }
    serde_json::from_str(text).map_err(broken)
}

fn broken(error: serde_json::Error) -> ReadError {
    ReadError::Broken(format!("Unable to process JSON. {error}"))
}

fn whole(request: JsonRequest) -> Result<Vec<ScopeSpans>, ReadError> {
    let (mut all, mut limits) = (Vec::new(), Limits::default());
    for resource_spans in request.resource_spans {
        let resource = resource_spans.resource.map_or_else(Vec::new, |resource| resource.attributes);
        let resource = attributes(resource, 0, &mut limits)?;
        for scope_spans in resource_spans.scope_spans {
            limits.add_value()?;
            for _ in &resource {
                limits.add_value()?;
            }
            let spans = scope_spans.spans.into_iter().map(|sent| span(sent, &mut limits));
            all.push(ScopeSpans {
                resource: resource.clone(),
                scope: scope_spans.scope.map(|scope| scope.name).unwrap_or_default(),
                spans: spans.collect::<Result<_, _>>()?,
            });
        }
    }
    Ok(all)
}

fn span(sent: JsonSpan, limits: &mut Limits) -> Result<OtelSpan, ReadError> {
    limits.add_span()?;
    let status = sent.status.unwrap_or(JsonStatus { message: String::new(), code: JsonNumber::Nothing });
    let named = matches!(&status.code, JsonNumber::Text(name) if name == "STATUS_CODE_ERROR");
    let events = sent.events.into_iter().map(|event| {
        limits.add_value()?;
        let attributes = attributes(event.attributes, 0, limits)?;
        Ok(OtelEvent { time: event.time.unsigned(), name: event.name, attributes })
    });
    Ok(OtelSpan {
        events: events.collect::<Result<_, ReadError>>()?,
        trace_id: id(&sent.trace_id)?,
        span_id: id(&sent.span_id)?,
        parent_span_id: id(&sent.parent_span_id)?,
        name: sent.name,
        start: sent.start.unsigned(),
        end: sent.end.unsigned(),
        attributes: attributes(sent.attributes, 0, limits)?,
        failed: named || status.code.unsigned() == 2,
        status_message: status.message,
    })
}

fn attributes(sent: Vec<JsonKeyValue>, depth: usize, limits: &mut Limits) -> Result<Attributes, ReadError> {
    let read = |pair: JsonKeyValue| Ok((pair.key, value(pair.value, depth, limits)?));
    sent.into_iter().map(read).collect()
}

fn value(sent: Option<JsonValue>, depth: usize, limits: &mut Limits) -> Result<OtelValue, ReadError> {
    limits.add_value()?;
    if depth > DEEPEST {
        return Err(too_deep());
    }
    let Some(sent) = sent else { return Ok(OtelValue::Empty) };
    if let Some(text) = sent.string {
        return Ok(OtelValue::Text(text));
    }
    if let Some(value) = sent.bool {
        return Ok(OtelValue::Bool(value));
    }
    if let Some(array) = sent.array {
        let items = array.values.into_iter().map(|item| value(Some(item), depth + 1, limits));
        return Ok(OtelValue::List(items.collect::<Result<_, _>>()?));
    }
    if let Some(map) = sent.map {
        return Ok(OtelValue::Map(attributes(map.values, depth + 1, limits)?));
    }
    if let Some(text) = sent.bytes {
        return Ok(base64(&text).map_or(OtelValue::Text(text), OtelValue::Bytes));
    }
    Ok(match sent.int.value() {
        OtelValue::Empty => sent.double.value(),
        number => number,
    })
}

/// An id in hex or in base64. Hex of a whole id is also valid base64, and no sender means that.
fn id(text: &str) -> Result<Vec<u8>, ReadError> {
    let text = text.trim();
    if matches!(text.len(), 16 | 32) && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let byte = |at| u8::from_str_radix(text.get(at..at + 2).unwrap_or_default(), 16).unwrap_or_default();
        return Ok((0..text.len()).step_by(2).map(byte).collect());
    }
    base64(text).ok_or_else(|| ReadError::broken("An id is neither hex nor base64."))
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&STANDARD, config).decode(text).ok()
}
