//! The figures of a turn, shown in one line.

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

/// The model's name, at most 60 characters of it.
fn model(trace: &Trace) -> Option<String> {
    Some(trace.model()?.chars().take(60).collect())
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
