//! Reads `ExportTraceServiceRequest` in protobuf. The numbers are those of `opentelemetry/proto` 1.x; unknown fields are
//! skipped, as protobuf asks.

use super::value::OtelValue;
use super::{Attributes, DEEPEST, Limits, OtelEvent, OtelSpan, ReadError, ScopeSpans, too_deep};

/// The value of a field on the wire.
enum WireValue<'a> {
    Varint(u64),
    Fixed64(u64),
    Fixed32,
    Bytes(&'a [u8]),
}

/// The fields of one message that have not been read yet.
struct Message<'a>(&'a [u8]);

impl<'a> Message<'a> {
    /// The number and value of the next field.
    fn next(&mut self) -> Result<Option<(u64, WireValue<'a>)>, ReadError> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let value = match tag & 7 {
            0 => WireValue::Varint(self.varint()?),
            1 => WireValue::Fixed64(u64::from_le_bytes(self.array()?)),
            2 => {
                let length = usize::try_from(self.varint()?).unwrap_or(usize::MAX);
                WireValue::Bytes(self.take(length)?)
            }
            5 => {
                self.array::<4>()?;
                WireValue::Fixed32
            }
            _ => return Err(broken()),
        };
        match tag >> 3 {
            0 => Err(broken()),
            number => Ok(Some((number, value))),
        }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], ReadError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(broken)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ReadError> {
        self.take(N)?.try_into().map_err(|_| broken())
    }

    fn varint(&mut self) -> Result<u64, ReadError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(broken())
    }
}

fn broken() -> ReadError {
    ReadError::broken("The body is not a protobuf ExportTraceServiceRequest.")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Reads a request.
///
/// # Errors
/// When it is not protobuf, or has more than the server takes.
pub fn read(bytes: &[u8]) -> Result<Vec<ScopeSpans>, ReadError> {
    let (mut all, mut limits) = (Vec::new(), Limits::default());
    let mut request = Message(bytes);
    while let Some((number, value)) = request.next()? {
        if let (1, WireValue::Bytes(resource_spans)) = (number, value) {
            read_resource_spans(resource_spans, &mut all, &mut limits)?;
        }
    }
    Ok(all)
}

fn read_resource_spans(
    bytes: &[u8],
    all: &mut Vec<ScopeSpans>,
    limits: &mut Limits,
) -> Result<(), ReadError> {
    let (mut resource, mut scopes) = (Attributes::new(), Vec::new());
    let mut message = Message(bytes);
    while let Some(field) = message.next()? {
        match field {
            (1, WireValue::Bytes(bytes)) => {
                let mut message = Message(bytes);
                while let Some(field) = message.next()? {
                    if let (1, WireValue::Bytes(attribute)) = field {
                        resource.push(key_value(attribute, 0, limits)?);
                    }
                }
            }
            (2, WireValue::Bytes(bytes)) => scopes.push(scope_spans(bytes, limits)?),
            _ => {}
        }
    }
    for scope in &mut scopes {
        // A copy for each library: counted, because a request may have many.
        for _ in &resource {
            limits.add_value()?;
        }
        scope.resource.clone_from(&resource);
    }
    all.append(&mut scopes);
    Ok(())
}

fn scope_spans(bytes: &[u8], limits: &mut Limits) -> Result<ScopeSpans, ReadError> {
    limits.add_value()?;
    let mut scope = ScopeSpans::default();
    let mut message = Message(bytes);
    while let Some(field) = message.next()? {
        match field {
            (1, WireValue::Bytes(bytes)) => {
                let mut message = Message(bytes);
                while let Some(field) = message.next()? {
                    if let (1, WireValue::Bytes(name)) = field {
                        scope.scope = text(name);
                    }
                }
            }
            (2, WireValue::Bytes(bytes)) => scope.spans.push(span(bytes, limits)?),
            _ => {}
        }
    }
    Ok(scope)
}

fn span(bytes: &[u8], limits: &mut Limits) -> Result<OtelSpan, ReadError> {
    limits.add_span()?;
    let mut span = OtelSpan::default();
    let mut message = Message(bytes);
    while let Some(field) = message.next()? {
        match field {
            (1, WireValue::Bytes(id)) => span.trace_id = id.to_vec(),
            (2, WireValue::Bytes(id)) => span.span_id = id.to_vec(),
            (4, WireValue::Bytes(id)) => span.parent_span_id = id.to_vec(),
            (5, WireValue::Bytes(name)) => span.name = text(name),
            (7, WireValue::Fixed64(time)) => span.start = time,
            (8, WireValue::Fixed64(time)) => span.end = time,
            (9, WireValue::Bytes(attribute)) => span.attributes.push(key_value(attribute, 0, limits)?),
            (11, WireValue::Bytes(event)) => span.events.push(read_event(event, limits)?),
            (15, WireValue::Bytes(status)) => {
                let mut status = Message(status);
                while let Some(field) = status.next()? {
                    match field {
                        (2, WireValue::Bytes(message)) => span.status_message = text(message),
                        (3, WireValue::Varint(code)) => span.failed = code == 2,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    Ok(span)
}

fn read_event(bytes: &[u8], limits: &mut Limits) -> Result<OtelEvent, ReadError> {
    limits.add_value()?;
    let mut event = OtelEvent::default();
    let mut message = Message(bytes);
    while let Some(field) = message.next()? {
        match field {
            (1, WireValue::Fixed64(time)) => event.time = time,
            (2, WireValue::Bytes(name)) => event.name = text(name),
            (3, WireValue::Bytes(attribute)) => event.attributes.push(key_value(attribute, 0, limits)?),
            _ => {}
        }
    }
    Ok(event)
}

fn key_value(bytes: &[u8], depth: usize, limits: &mut Limits) -> Result<(String, OtelValue), ReadError> {
    let (mut key, mut value) = (String::new(), OtelValue::Empty);
    let mut message = Message(bytes);
    while let Some(field) = message.next()? {
        match field {
            (1, WireValue::Bytes(name)) => key = text(name),
            (2, WireValue::Bytes(bytes)) => value = any_value(bytes, depth, limits)?,
            _ => {}
        }
    }
    if value == OtelValue::Empty {
        limits.add_value()?;
    }
    Ok((key, value))
}

fn any_value(bytes: &[u8], depth: usize, limits: &mut Limits) -> Result<OtelValue, ReadError> {
    limits.add_value()?;
    if depth > DEEPEST {
        return Err(too_deep());
    }
    let mut value = OtelValue::Empty;
    let mut message = Message(bytes);
    while let Some(field) = message.next()? {
        value = match field {
            (1, WireValue::Bytes(bytes)) => OtelValue::Text(text(bytes)),
            (2, WireValue::Varint(value)) => OtelValue::Bool(value != 0),
            // Negative numbers are written in two's complement.
            (3, WireValue::Varint(value)) => OtelValue::Int(value.cast_signed()),
            (4, WireValue::Fixed64(bits)) => OtelValue::Double(f64::from_bits(bits)),
            (5, WireValue::Bytes(bytes)) => {
                let (mut items, mut list) = (Vec::new(), Message(bytes));
                while let Some(field) = list.next()? {
                    if let (1, WireValue::Bytes(item)) = field {
                        items.push(any_value(item, depth + 1, limits)?);
                    }
                }
                OtelValue::List(items)
            }
            (6, WireValue::Bytes(bytes)) => {
                let (mut fields, mut map) = (Vec::new(), Message(bytes));
                while let Some(field) = map.next()? {
                    if let (1, WireValue::Bytes(field)) = field {
                        fields.push(key_value(field, depth + 1, limits)?);
                    }
                }
                OtelValue::Map(fields)
            }
            (7, WireValue::Bytes(bytes)) => OtelValue::Bytes(bytes.to_vec()),
            _ => value,
        };
    }
    Ok(value)
}
