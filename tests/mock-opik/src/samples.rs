//! Sample conversations for a first start: the assistant of a bike hire in several languages and message formats, with
//! tools, nested spans of an agent, an error, an image, audio, scores, tags and comments. The data is in
//! `samples/*.json`; times are relative to the clock, so that it always looks recent.

use axum::http::{Method, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::loader::turns::{Conversation, Turn, stamp, turns};
use crate::loader::{LoadError, Loader};
use crate::routes;
use crate::seeded_rng::SeededRng;
use crate::state::AppState;

mod sample;
mod spans;

use sample::{ApiCall, LoggedIds, Sample};

/// The project of the samples.
pub const PROJECT: &str = "Harbour Bikes support";

const FILES: [&str; 15] = [
    include_str!("samples/prices.json"),
    include_str!("samples/station_api.json"),
    include_str!("samples/double_charge.json"),
    include_str!("samples/stuck_lock.json"),
    include_str!("samples/route_error.json"),
    include_str!("samples/trip_reasoning.json"),
    include_str!("samples/bent_wheel.json"),
    include_str!("samples/voice_message.json"),
    include_str!("samples/spanish.json"),
    include_str!("samples/arabic.json"),
    include_str!("samples/japanese.json"),
    include_str!("samples/anthropic_battery.json"),
    include_str!("samples/gemini_lost.json"),
    include_str!("samples/bay_ride.json"),
    include_str!("samples/agent_refund.json"),
];

/// Loads the samples into a store; returns the number of threads. They are sent to an API with a clock of its own,
/// which is moved through the time of the samples, so that scores and comments have plausible times.
///
/// # Errors
/// When the API refuses something.
pub async fn load(state: &AppState) -> Result<usize, LoadError> {
    let now = state.clock.now();
    let clock = Clock::frozen(now - TimeDelta::days(30));
    let api = routes::api(AppState { clock: clock.clone(), ..state.clone() });
    let mut loader = Loader::new(api, PROJECT);
    for definition in definitions() {
        let made = loader.send(Method::POST, "/v1/private/feedback-definitions", definition, None).await;
        // A definition of that name may exist already; it is kept.
        if let Err(error) = made
            && error.status != StatusCode::CONFLICT
        {
            return Err(error);
        }
    }
    let mut samples: Vec<Sample> = FILES.iter().filter_map(|file| serde_json::from_str(file).ok()).collect();
    samples.sort_by_key(|sample| std::cmp::Reverse(sample.ago_minutes));
    for sample in &samples {
        one(&mut loader, &clock, now, sample).await?;
    }
    Ok(samples.len())
}

fn definitions() -> [Value; 3] {
    [
        json!({ "name": "Helpfulness", "type": "numerical", "description": "1: no use at all, 5: could not be better",
                "details": { "min": 1.0, "max": 5.0 } }),
        json!({ "name": "Resolved", "type": "boolean", "description": "Did the visitor get what they came for?",
                "details": { "true_label": "Yes", "false_label": "No" } }),
        json!({ "name": "Tone", "type": "categorical", "description": "How it sounds to the visitor",
                "details": { "categories": { "Warm": 1.0, "Neutral": 0.5, "Cold": 0.0 } } }),
    ]
}

async fn one(
    loader: &mut Loader,
    clock: &Clock,
    now: DateTime<Utc>,
    sample: &Sample,
) -> Result<(), LoadError> {
    let end = now - TimeDelta::minutes(sample.ago_minutes);
    let turns = made(sample, end);
    let id = |item: &Value| item.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let made: Vec<LoggedIds> = turns
        .iter()
        .map(|turn| LoggedIds { trace: id(&turn.trace), spans: turn.spans.iter().map(id).collect() })
        .collect();
    clock.set(end);
    for turn in turns {
        loader.add(turn).await?;
    }
    loader.flush().await?;
    if sample.closed {
        clock.set(end + TimeDelta::minutes(15));
        let body = json!({ "project_name": loader.project(), "thread_id": sample.thread });
        loader.send(Method::PUT, "/v1/private/traces/threads/close", body, None).await?;
    }
    let body = json!({ "project_name": loader.project(), "thread_id": sample.thread });
    let thread = loader.send(Method::POST, "/v1/private/traces/threads/retrieve", body, None).await?;
    let model_id = thread.get("thread_model_id").and_then(Value::as_str).unwrap_or_default();
    for ApiCall { after, method, path, body, author } in
        sample.feedback_calls(loader.project(), model_id, &made)
    {
        clock.set((clock.now() + after).min(now));
        loader.send(method, &path, body, author).await?;
    }
    Ok(())
}

/// The turns of a sample: made from its messages, or as written in the file.
fn made(sample: &Sample, end: DateTime<Utc>) -> Vec<Turn> {
    if !sample.messages.is_empty() {
        let (messages, pauses) = sample.messages_and_pauses();
        return turns(&Conversation {
            thread: &sample.thread,
            part: 0,
            messages: &messages,
            metadata: &sample.metadata,
            model: sample.model.as_deref(),
            provider: sample.provider.as_deref(),
            pauses: &pauses,
            estimate: true,
            end,
        });
    }
    let length: f64 = sample.turns.iter().map(|turn| turn.pause_seconds + turn.seconds).sum();
    let mut clock = end - seconds(length);
    sample
        .turns
        .iter()
        .enumerate()
        .map(|(index, turn)| {
            let start = clock + seconds(turn.pause_seconds);
            clock = start + seconds(turn.seconds);
            let mut rng = SeededRng::of(&["sample", &sample.thread, &index.to_string()]);
            turn.made(&mut rng, &sample.thread, &sample.metadata, (&stamp(start), &stamp(clock)), start)
        })
        .collect()
}

fn seconds(seconds: f64) -> TimeDelta {
    TimeDelta::milliseconds((seconds * 1000.0) as i64)
}
