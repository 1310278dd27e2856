//! The figures of a turn, shown in one line.

use serde_json::Value;

use crate::model::{figures, time, trace::Trace};

/// Duration, tokens and cost, and the model; without those that are unknown.
pub(super) fn of_turn(trace: &Trace) -> (Vec<String>, Option<String>) {
    let mut facts = Vec::new();
    if let Some(millis) = trace.duration_ms {
        facts.push(time::duration(millis));
    }
    if let Some(tokens) = trace.total_tokens.filter(|tokens| *tokens > 0) {
        facts.push(figures::counted(tokens, "token"));
    }
    if let Some(cost) = trace.cost.filter(|cost| *cost > 0.0) {
        facts.push(figures::money(cost));
    }
    (facts, model(trace))
}

/// The model's name from where formats and integrations log it, else the provider's; at most 60 characters.
fn model(trace: &Trace) -> Option<String> {
    let named = |value: &Option<Value>, key: &str| {
        value.as_ref()?.get(key)?.as_str().map(|name| name.chars().take(60).collect::<String>())
    };
    named(&trace.output, "model")
        .or_else(|| named(&trace.metadata, "model"))
        .or_else(|| named(&trace.metadata, "ls_model_name"))
        .or_else(|| named(&trace.input, "model"))
        .or_else(|| trace.providers.first().cloned())
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_turn_tells_what_is_known_and_no_more() {
        assert_eq!(of_turn(&Trace::default()), (Vec::new(), None));
        let trace = Trace {
            duration_ms: Some(1800.0),
            total_tokens: Some(1412),
            cost: Some(0.0041),
            output: Some(json!({"model": "gpt-4o", "choices": []})),
            providers: vec!["openai".into()],
            ..Trace::default()
        };
        let (figures, model) = of_turn(&trace);
        assert_eq!(figures, ["1.8 s", "1,412 tokens", "$0.004"]);
        assert_eq!(model.as_deref(), Some("gpt-4o"));
    }
}
