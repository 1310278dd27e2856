//! The data logged with a span: input, output, metadata or token usage, and the forms it is shown in.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{
    model::span::Span,
    text::{extract, json::JsonContainer, message::Extracted, serialize},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoggedKind {
    Input,
    Output,
    Metadata,
    Usage,
}

impl LoggedKind {
    /// In the order of the sections.
    pub(super) const ALL: [Self; 4] = [Self::Input, Self::Output, Self::Metadata, Self::Usage];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Input => "Input",
            Self::Output => "Output",
            Self::Metadata => "Metadata",
            Self::Usage => "Token usage",
        }
    }

    /// The file name for downloads, without extension, and the key of the chosen form in the preferences.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Output => "output",
            Self::Metadata => "metadata",
            Self::Usage => "usage",
        }
    }

    /// The side of the turn whose messages it may hold; `None` for metadata and usage.
    pub(super) fn turn_side(self) -> Option<extract::TurnSide> {
        match self {
            Self::Input => Some(extract::TurnSide::Input),
            Self::Output => Some(extract::TurnSide::Output),
            Self::Metadata | Self::Usage => None,
        }
    }

    /// Input and output always have a section; the others only if something was logged.
    pub(super) fn is_always_there(self) -> bool {
        self.turn_side().is_some()
    }

    /// Metadata can be long and is seldom read, so it starts closed.
    pub(super) fn is_open_at_first(self) -> bool {
        self != Self::Metadata
    }

    /// The form until the user chooses another.
    pub(super) fn first_mode(self) -> LoggedView {
        if self.turn_side().is_some() { LoggedView::Pretty } else { LoggedView::Yaml }
    }
}

/// The form in which logged data is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoggedView {
    /// Messages or a table, if the value is recognised as such.
    Pretty,
    Json,
    Yaml,
}

impl LoggedView {
    /// Each with its label and its name in the preferences.
    pub(super) const ALL: [(Self, &'static str, &'static str); 3] =
        [(Self::Pretty, "Pretty", "pretty"), (Self::Json, "JSON", "json"), (Self::Yaml, "YAML", "yaml")];
}

/// Longer lists are data, not a conversation; examining every item would take too long.
const MESSAGES: usize = 10_000;

/// One kind of data logged with a span. Shares the span, so that megabytes are not copied.
pub(super) struct LoggedPart {
    pub(super) kind: LoggedKind,
    span: Arc<Span>,
    usage: Value,
}

impl LoggedPart {
    /// `None` if nothing was logged.
    pub(super) fn of(span: Arc<Span>, kind: LoggedKind) -> Option<Self> {
        let usage = if kind == LoggedKind::Usage { usage(&span) } else { Value::Null };
        let side = Self { kind, span, usage };
        let nothing = match side.value() {
            Value::Null => true,
            Value::Object(map) => map.is_empty() && !kind.is_always_there(),
            _ => false,
        };
        (!nothing).then_some(side)
    }

    /// Its size in bytes: of the text, or of the value as JSON.
    pub(super) fn size(&self) -> usize {
        match self.value() {
            Value::String(text) => text.len(),
            value => serialize::size(value),
        }
    }

    /// The messages it holds, if its format is recognised.
    pub(super) fn messages(&self) -> Option<Extracted> {
        let turn_side = self.kind.turn_side()?;
        let is_table = |value: &Value| value.as_array().is_some_and(|items| items.len() > MESSAGES);
        let table =
            is_table(self.value()) || self.value().as_object().is_some_and(|map| map.values().any(is_table));
        if table { None } else { extract::recognise(self.value(), turn_side) }
    }

    /// Unique in the page; prefixes the element ids inside rendered messages. Short: the renderer cuts long ones.
    pub(super) fn prefix(&self) -> String {
        let (trace, span) = (self.span.trace_id.as_str(), self.span.id.as_str());
        format!("{}-{}", self.kind.name(), if span.is_empty() { trace } else { span })
    }
}

impl JsonContainer for LoggedPart {
    fn value(&self) -> &Value {
        const NOTHING: &Value = &Value::Null;
        match self.kind {
            LoggedKind::Input => self.span.input.as_ref().unwrap_or(NOTHING),
            LoggedKind::Output => self.span.output.as_ref().unwrap_or(NOTHING),
            LoggedKind::Metadata => self.span.metadata.as_ref().unwrap_or(NOTHING),
            LoggedKind::Usage => &self.usage,
        }
    }
}

/// Same span, kind and content: nothing has to be rendered again.
impl PartialEq for LoggedPart {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && (self.span.trace_id == other.span.trace_id && self.span.id == other.span.id)
            && (Arc::ptr_eq(&self.span, &other.span) || self.value() == other.value())
    }
}

/// Token counts as logged: whole numbers without a decimal point.
fn usage(span: &Span) -> Value {
    let number = |count: f64| {
        let whole = count as i64;
        if whole as f64 == count { Value::from(whole) } else { Value::from(count) }
    };
    let pairs = span.usage.iter().map(|(name, count)| (name.clone(), number(*count)));
    Value::Object(pairs.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::text::serialize::{Format, whole};

    #[test]
    fn tokens_are_whole_numbers_and_what_was_not_logged_is_not_there() {
        let usage = vec![("total_tokens".to_owned(), 15.0), ("cached share".to_owned(), 0.5)];
        let span =
            Arc::new(Span { usage, input: Some(json!({})), output: Some(Value::Null), ..Span::default() });
        let side = LoggedPart::of(span.clone(), LoggedKind::Usage).unwrap();
        assert_eq!(whole(side.value(), Format::Yaml), "total_tokens: 15\ncached share: 0.5\n");
        assert!(LoggedPart::of(span.clone(), LoggedKind::Input).is_some_and(|side| side.size() == 2));
        assert!(LoggedPart::of(span.clone(), LoggedKind::Output).is_none());
        assert!(LoggedPart::of(span, LoggedKind::Metadata).is_none());
    }
}
