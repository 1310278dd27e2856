//! OpenTelemetry's spans, as exporters send them (OTLP over HTTP), and what they become here.
//!
//! [`protobuf`] and [`json`] read a request into the types below, [`mapping`] makes a span of this server of each, and
//! [`crate::store::otel_traces`] stores them. Both readers know only the fields that are used. They are written by
//! hand: the messages are few, have not changed since 1.0 of the protocol, and generated code would not keep the limits
//! below while it reads.

pub mod answer;
pub mod ids;
pub mod json;
pub mod mapping;
pub mod protobuf;
mod rules;
pub mod value;

use value::OtelValue;

/// The largest request body in bytes, once unpacked. Exporters send at most some megabytes.
pub const LARGEST: usize = 32 << 20;
/// The most spans of a request; exporters send 512 unless told otherwise.
pub const MOST_SPANS: usize = 10_000;
/// The most attributes, events and values of a request in all.
pub const MOST_VALUES: usize = 500_000;
/// What a value takes in memory besides its text, in bytes.
pub const VALUE: usize = 128;
/// The most attributes of a span or an event.
pub const MOST_ATTRIBUTES: usize = 1000;
/// How deep values may be nested.
pub const DEEPEST: usize = 32;

/// Attributes, in the order written.
pub type Attributes = Vec<(String, OtelValue)>;

/// A span as it was sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OtelSpan {
    /// 16 bytes.
    pub trace_id: Vec<u8>,
    /// 8 bytes.
    pub span_id: Vec<u8>,
    /// 8 bytes; empty for the root of a trace.
    pub parent_span_id: Vec<u8>,
    /// What it does.
    pub name: String,
    /// Nanoseconds since 1970; 0 when unknown.
    pub start: u64,
    /// Nanoseconds since 1970; 0 while it runs.
    pub end: u64,
    /// What is known of it.
    pub attributes: Attributes,
    /// What happened during it.
    pub events: Vec<OtelEvent>,
    /// Whether it failed (status code 2).
    pub failed: bool,
    /// Why, in words.
    pub status_message: String,
}

/// Something that happened at one moment of a span.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OtelEvent {
    /// Nanoseconds since 1970.
    pub time: u64,
    /// Its name.
    pub name: String,
    /// What is known of it.
    pub attributes: Attributes,
}

/// The spans of one library in one program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScopeSpans {
    /// The attributes of the program (`service.name` and so on).
    pub resource: Attributes,
    /// The name of the library that made the spans.
    pub scope: String,
    /// The spans.
    pub spans: Vec<OtelSpan>,
}

/// Why a request cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is not what its content type says; the reason in words.
    Broken(String),
    /// It exceeds a limit of this server; which one, in words.
    TooMuch(String),
}

impl ReadError {
    pub(crate) fn broken(reason: impl Into<String>) -> Self {
        Self::Broken(reason.into())
    }
}

/// Counts what a request has, so that a small body cannot become a large tree.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    spans: usize,
    values: usize,
}

impl Limits {
    pub(crate) fn add_span(&mut self) -> Result<(), ReadError> {
        self.spans += 1;
        self.add_value()?;
        match self.spans > MOST_SPANS {
            true => Err(ReadError::TooMuch(format!("A request may have at most {MOST_SPANS} spans"))),
            false => Ok(()),
        }
    }

    pub(crate) fn add_value(&mut self) -> Result<(), ReadError> {
        self.values += 1;
        match self.values > MOST_VALUES {
            true => Err(ReadError::TooMuch(format!(
                "A request may have at most {MOST_VALUES} attributes, events and values in all"
            ))),
            false => Ok(()),
        }
    }
}

/// The error for values that are nested too deep.
pub(crate) fn too_deep() -> ReadError {
    ReadError::TooMuch(format!("Values may be nested at most {DEEPEST} deep"))
}
