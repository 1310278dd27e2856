//! `ExportTraceServiceResponse`: how many spans were refused, and why.

use super::value::quoted;

/// Spans of a request that were not stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// Their number.
    pub spans: u64,
    /// Why the first of them was not, in words.
    pub reason: String,
}

impl Refused {
    /// Adds a span.
    pub fn add(&mut self, reason: impl FnOnce() -> String) {
        if self.spans == 0 {
            self.reason = reason();
        }
        self.spans += 1;
    }

    /// The answer in JSON; `{}` when all were stored.
    pub fn json(&self) -> String {
        match self.spans {
            0 => "{}".to_owned(),
            spans => format!(
                "{{\"partialSuccess\":{{\"rejectedSpans\":\"{spans}\",\"errorMessage\":{}}}}}",
                quoted(&self.reason)
            ),
        }
    }

    /// The answer in protobuf; no bytes when all were stored.
    pub fn protobuf(&self) -> Vec<u8> {
        if self.spans == 0 {
            return Vec::new();
        }
        // ExportTracePartialSuccess: rejected_spans = 1 (int64), error_message = 2.
        let mut inner = vec![0x08];
        varint(&mut inner, self.spans);
        inner.push(0x12);
        varint(&mut inner, self.reason.len() as u64);
        inner.extend(self.reason.as_bytes());
        // ExportTraceServiceResponse: partial_success = 1.
        let mut outer = vec![0x0a];
        varint(&mut outer, inner.len() as u64);
        outer.extend(inner);
        outer
    }
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
