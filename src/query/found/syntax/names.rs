//! The names and operators of terms.

use crate::query::{
    filter::{Field, FieldKind, Operator},
    found::Criterion,
    tab::Tab,
};

/// The name of a criterion. A criterion with a key has the key after it: `score.Quality`.
pub(super) fn of(criterion: &Criterion) -> &'static str {
    let field = match criterion {
        Criterion::Server(field) => field,
        own => return own.own_name().unwrap_or_default(),
    };
    match field {
        Field::FirstMessage => "first",
        Field::LastMessage => "last",
        Field::Id | Field::TraceId | Field::SpanId => "id",
        Field::MessageCount => "messages",
        Field::Name => "name",
        Field::Input | Field::InputAt(_) => "input",
        Field::Output | Field::OutputAt(_) => "output",
        Field::Metadata(_) => "metadata",
        Field::Custom(_) => "value",
        Field::Error => "error",
        Field::ErrorType => "errortype",
        Field::Guardrails => "guardrails",
        Field::Trace => "trace",
        Field::Thread => "thread",
        Field::Experiment => "experiment",
        Field::SpanKind => "kind",
        Field::Model => "model",
        Field::Provider => "provider",
        Field::Tokens => "tokens",
        Field::InputTokens => "intokens",
        Field::OutputTokens => "outtokens",
        Field::LlmSpans => "calls",
        Field::Cost => "cost",
        Field::Duration => "duration",
        Field::FirstToken => "ttft",
        Field::Tags => "tag",
        Field::Queues => "queue",
        Field::Score(_) => "score",
        Field::SpanScore(_) => "spanscore",
        Field::StartTime => "started",
        Field::EndTime => "ended",
        Field::LastActivity => "active",
        Field::CreatedAt => "created",
        Field::Status => "status",
        Field::Environment => "env",
        Field::Source => "source",
        Field::Visibility => "visibility",
    }
}

/// All criteria of a list, the page's own first. Those with a key have an empty one.
pub(super) fn all(tab: Tab) -> impl Iterator<Item = Criterion> {
    Criterion::OWN.into_iter().chain(Field::all(tab).cloned().map(Criterion::Server))
}

/// The criterion of this name, which has a key or none.
pub(super) fn find(tab: Tab, name: &str, key: Option<&str>) -> Option<Criterion> {
    let name = if name.eq_ignore_ascii_case("tags") { "tag" } else { name };
    let fits = |criterion: &Criterion| {
        of(criterion).eq_ignore_ascii_case(name) && criterion.key().is_some() == key.is_some()
    };
    let found = all(tab).find(fits)?;
    Some(match key {
        Some(key) => found.with_key(key),
        None => found,
    })
}

/// Signs of operators, longer ones before their beginnings. A colon is [`usual`].
pub(super) const SIGNS: [(&str, Option<Operator>); 10] = [
    (">=", Some(Operator::AtLeast)),
    ("<=", Some(Operator::AtMost)),
    ("!=", Some(Operator::NotEqual)),
    ("^=", Some(Operator::StartsWith)),
    ("$=", Some(Operator::EndsWith)),
    (">", Some(Operator::Greater)),
    ("<", Some(Operator::Less)),
    ("=", Some(Operator::Equal)),
    ("~", Some(Operator::Contains)),
    (":", None),
];

/// What a colon means.
pub(super) fn usual(criterion: &Criterion) -> Operator {
    match criterion {
        Criterion::Server(field) => match field.kind() {
            FieldKind::Text | FieldKind::Path => Operator::Contains,
            FieldKind::Error => Operator::IsNotEmpty,
            _ => Operator::Equal,
        },
        own => own.first_operator(),
    }
}

/// The sign of an operator that has values.
pub(super) fn sign(criterion: &Criterion, operator: Operator) -> &'static str {
    let is_usual = usual(criterion) == operator;
    let known =
        SIGNS.iter().find(|(_, known)| if is_usual { known.is_none() } else { *known == Some(operator) });
    known.map_or(":", |(sign, _)| sign)
}
