//! The nested spans of an agent's turn in a sample.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::sample::{SampleComment, SampleScore};
use crate::loader::turns::stamp;
use crate::seeded_rng::SeededRng;

/// A span as written in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleSpan {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    /// Its start, in seconds after that of its turn.
    at: f64,
    seconds: f64,
    /// Further fields of the span, as the API takes them.
    #[serde(default)]
    logged: Map<String, Value>,
    /// Whether its parent was never logged.
    #[serde(default)]
    lost_parent: bool,
    #[serde(default)]
    pub scores: Vec<SampleScore>,
    #[serde(default)]
    pub comments: Vec<SampleComment>,
    #[serde(default)]
    steps: Vec<Self>,
}

/// All spans, each before those inside it, with the index of its parent.
pub(super) fn flat(steps: &[SampleSpan]) -> Vec<(&SampleSpan, Option<usize>)> {
    fn add<'a>(
        steps: &'a [SampleSpan],
        around: Option<usize>,
        all: &mut Vec<(&'a SampleSpan, Option<usize>)>,
    ) {
        for step in steps {
            all.push((step, around));
            add(&step.steps, Some(all.len() - 1), all);
        }
    }
    let mut all = Vec::new();
    add(steps, None, &mut all);
    all
}

/// The spans of a turn that began at `begins`, in the order of [`flat`].
pub(super) fn spans(
    steps: &[SampleSpan],
    trace: &str,
    begins: DateTime<Utc>,
    rng: &mut SeededRng,
) -> Vec<Value> {
    let after = |seconds: f64| begins + TimeDelta::milliseconds((seconds * 1000.0).round() as i64);
    let all = flat(steps);
    let ids: Vec<String> = all.iter().map(|(step, _)| rng.uuid7(after(step.at))).collect();
    let one = |((step, around), id): (&(&SampleSpan, Option<usize>), &String)| {
        let lost = step.lost_parent.then(|| rng.uuid7(begins));
        let parent = lost.as_ref().or_else(|| around.and_then(|at| ids.get(at)));
        let (start, end) = (stamp(after(step.at)), stamp(after(step.at + step.seconds)));
        let mut span = json!({ "id": id, "trace_id": trace, "name": step.name, "type": step.kind,
                               "start_time": start, "end_time": end, "last_updated_at": end, "source": "sdk" });
        if let Some(fields) = span.as_object_mut() {
            fields.extend(step.logged.clone());
            fields.extend(parent.map(|parent| ("parent_span_id".to_owned(), json!(parent))));
        }
        span
    };
    all.iter().zip(&ids).map(one).collect()
}
