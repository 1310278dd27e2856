//! Made-up feedback: thumbs and errors on turns, tags and scores on threads.

use axum::http::Method;
use chrono::DateTime;
use serde_json::{Value, json};

use super::phrases::TAGS;
use crate::clock::Clock;
use crate::loader::turns::Turn;
use crate::loader::{LoadError, Loader};
use crate::seeded_rng::SeededRng;

/// Makes some turns fail and tags some; returns a thumb for some, to be sent later.
pub(super) fn add_to_turn(rng: &mut SeededRng, turn: &mut Turn) -> Option<Value> {
    let fields = turn.trace.as_object_mut()?;
    if rng.happens(2) {
        fields.remove("output");
        let error = json!({
            "exception_type": "UpstreamTimeout",
            "message": "the model did not answer in time",
            "traceback": "Traceback (most recent call last):\n  File \"shop/assistant.py\", line 57, in answer\n\
                          UpstreamTimeout: the model did not answer in time",
        });
        fields.insert("error_info".to_owned(), error);
    }
    if rng.happens(10) {
        fields.insert("tags".to_owned(), json!([rng.pick(&TAGS)]));
    }
    if !rng.happens(8) {
        return None;
    }
    let (value, category) = if rng.happens(75) { (1, "👍") } else { (0, "👎") };
    let id = fields.get("id")?;
    Some(
        json!({ "id": id, "name": "User feedback", "value": value, "category_name": category, "source": "ui" }),
    )
}

/// Sends the thumbs.
pub(super) async fn thumbs(loader: &Loader, thumbs: Vec<Value>) -> Result<(), LoadError> {
    for chunk in thumbs.chunks(1000) {
        let mut scores = chunk.to_vec();
        for score in scores.iter_mut().filter_map(Value::as_object_mut) {
            score.insert("project_name".to_owned(), json!(loader.project()));
        }
        let path = "/v1/private/traces/feedback-scores";
        loader.send(Method::PUT, path, json!({ "scores": scores }), None).await?;
    }
    Ok(())
}

/// Tags some threads and scores others. Tagging counts as activity, so the clock is set to the end of each thread
/// first.
pub(super) async fn threads(loader: &Loader, clock: &Clock, seed: u64) -> Result<(), LoadError> {
    let project: String =
        percent_encoding::utf8_percent_encode(loader.project(), percent_encoding::NON_ALPHANUMERIC)
            .to_string();
    let mut scores = Vec::new();
    let mut tagged = Vec::new();
    for page in 1.. {
        let path =
            format!("/v1/private/traces/threads?project_name={project}&size=1000&page={page}&truncate=true");
        let answer = loader.send(Method::GET, &path, Value::Null, None).await?;
        let threads = answer.get("content").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        if threads.is_empty() {
            break;
        }
        for thread in threads {
            let text = |key: &str| thread.get(key).and_then(Value::as_str).unwrap_or_default();
            if !text("id").starts_with(&format!("seed-{seed}-")) {
                continue;
            }
            let mut rng = SeededRng::of(&["opinions", text("id")]);
            if rng.happens(40) {
                let value = rng.between(0, 20) as f64 / 20.0;
                scores.push(
                    json!({ "thread_id": text("id"), "project_name": loader.project(), "name": "Relevance",
                                    "value": value, "source": "online_scoring" }),
                );
            }
            if rng.happens(25) {
                let tags = json!([rng.pick(&TAGS)]);
                tagged.push((text("thread_model_id").to_owned(), text("last_updated_at").to_owned(), tags));
            }
        }
    }
    for chunk in scores.chunks(1000) {
        let path = "/v1/private/traces/threads/feedback-scores";
        loader.send(Method::PUT, path, json!({ "scores": chunk }), Some("relevance-judge")).await?;
    }
    for (id, end, tags) in tagged {
        if let Ok(end) = DateTime::parse_from_rfc3339(&end) {
            clock.set(end.to_utc());
        }
        let path = format!("/v1/private/traces/threads/{id}");
        loader.send(Method::PATCH, &path, json!({ "tags": tags }), None).await?;
    }
    Ok(())
}
