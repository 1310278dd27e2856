//! What was logged with a turn and its messages do not show.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    message::rest::Rest,
    model::trace::Trace,
    text::{
        extract::{self, TurnContent, TurnSide},
        json::JsonContainer,
    },
};

/// One side of a trace as a document.
struct TraceSide {
    trace: Arc<Trace>,
    side: TurnSide,
}

impl JsonContainer for TraceSide {
    fn value(&self) -> &Value {
        let value = match self.side {
            TurnSide::Input => &self.trace.input,
            TurnSide::Output => &self.trace.output,
        };
        value.as_ref().unwrap_or(&Value::Null)
    }
}

/// Of the input and of the output.
pub(super) fn of_turn(trace: &Arc<Trace>, said: &TurnContent) -> Vec<Rest> {
    let of_side = |side: TurnSide, fields: usize, is_sure: bool| {
        let again = trace.clone();
        let find = move || {
            let said = extract::turn(again.input.as_ref(), again.output.as_ref());
            match side {
                TurnSide::Input => said.input_left_out,
                TurnSide::Output => said.output_left_out,
            }
        };
        let whole = Arc::new(TraceSide { trace: trace.clone(), side });
        Rest { side, fields, is_sure, whole, find: Arc::new(find) }
    };
    vec![
        of_side(TurnSide::Input, said.input_left_out.len(), said.input_is_sure),
        of_side(TurnSide::Output, said.output_left_out.len(), said.output_is_sure),
    ]
}
