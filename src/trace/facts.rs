//! The figures of a span, as text.

use crate::model::{figures, span::Span, time};

/// A cost in dollars with whole cents, and `<$0.01` for anything less. The tooltip has the exact cost.
pub(super) fn cents(dollars: f64) -> String {
    if dollars < 0.01 { "<$0.01".to_owned() } else { format!("${dollars:.2}") }
}

/// Such as `820 ms`, or `running` for a span without an end.
pub(super) fn duration(span: &Span) -> Option<String> {
    match (span.duration_ms, span.end_time) {
        (Some(millis), _) => Some(time::duration(millis)),
        (None, None) if span.start_time.is_some() => Some("running".to_owned()),
        _ => None,
    }
}

/// Provider and model, such as `openai gpt-4o`.
pub(super) fn model(span: &Span) -> Option<String> {
    let mut words = span.providers.clone();
    words.extend(span.model.clone());
    (!words.is_empty()).then(|| words.join(" "))
}

/// The tooltip of the token count: each kind of tokens on a line.
pub(super) fn usage(span: &Span) -> String {
    let one = |(name, count): &(String, f64)| format!("{name}: {}", figures::exact(*count));
    span.usage.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_cents_and_never_nothing() {
        assert_eq!(cents(0.00042), "<$0.01");
        assert_eq!(cents(0.01), "$0.01");
        assert_eq!(cents(12.5), "$12.50");
    }

    #[test]
    fn a_model_is_named_with_who_runs_it() {
        let span = Span { providers: vec!["openai".into()], model: Some("gpt-4o".into()), ..Span::default() };
        assert_eq!(model(&span).as_deref(), Some("openai gpt-4o"));
        assert_eq!(model(&Span::default()), None);
    }
}
