//! Any amount of made-up but realistic conversations, the same every time for the same number: to see how things
//! look, and how fast they are, with many.

use std::collections::BTreeMap;

use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::feed::chance::Chance;
use crate::feed::turns::{Conversation, Turn, turns};
use crate::feed::{Fed, Feed, FeedError};

mod words;

use words::{ANSWERS, CHANNELS, MODELS, OPENINGS, PASSAGES, REPLIES, TAGS, THINGS, TOOLS};

/// How much to make.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Ordinary conversations.
    pub threads: usize,
    /// Turns in all of them together; at least one each.
    pub traces: usize,
    /// One more conversation with this many turns.
    pub long: Option<usize>,
    /// One more conversation, with an answer of this many megabytes.
    pub big_mb: Option<usize>,
    /// Which of all possible worlds.
    pub seed: u64,
    /// When the newest conversation ended; the others reach back thirty days from there.
    pub end: DateTime<Utc>,
}

/// Makes what is planned. `progress` is told how many of how many conversations are in, after each.
///
/// # Errors
/// When the API refuses a batch.
pub async fn seed(
    feed: &mut Feed,
    plan: &Plan,
    mut progress: impl FnMut(usize, usize),
) -> Result<Fed, FeedError> {
    let sizes = sizes(plan);
    let step = TimeDelta::days(30) / i32::try_from(sizes.len().max(1)).unwrap_or(i32::MAX);
    let total = sizes.len() + usize::from(plan.long.is_some()) + usize::from(plan.big_mb.is_some());
    let mut writer = Writer { seed: plan.seed, marks: Vec::new() };
    let mut done = 0;
    for (index, size) in sizes.iter().enumerate() {
        let back = i32::try_from(sizes.len() - 1 - index).unwrap_or(i32::MAX);
        let thread = format!("seed-{}-{:05}", plan.seed, index + 1);
        writer.write(feed, &thread, Shape { turns: *size, big: 0 }, plan.end - step * back).await?;
        done += 1;
        progress(done, total);
    }
    if let Some(turns) = plan.long {
        let thread = format!("seed-{}-long", plan.seed);
        writer.write(feed, &thread, Shape { turns, big: 0 }, plan.end - TimeDelta::minutes(1)).await?;
        done += 1;
        progress(done, total);
    }
    if let Some(mb) = plan.big_mb {
        let thread = format!("seed-{}-big", plan.seed);
        let shape = Shape { turns: 3, big: mb.saturating_mul(1_000_000) };
        writer.write(feed, &thread, shape, plan.end - TimeDelta::minutes(2)).await?;
        done += 1;
        progress(done, total);
    }
    feed.flush().await?;
    writer.send_marks(feed).await?;
    Ok(feed.fed())
}

/// How many turns each conversation has: a few are long, most are short, all together what was asked for.
fn sizes(plan: &Plan) -> Vec<usize> {
    let mut chance = Chance::of(&["sizes", &plan.seed.to_string()]);
    let mut sizes = vec![1_usize; plan.threads];
    let mut left = plan.traces.saturating_sub(plan.threads);
    while left > 0 && !sizes.is_empty() {
        for size in &mut sizes {
            let more = usize::try_from(chance.between(0, 9).min(chance.between(0, 9))).unwrap_or(0).min(left);
            *size += more;
            left -= more;
        }
    }
    sizes
}

struct Shape {
    turns: usize,
    /// Bytes of the second answer; 0 leaves it ordinary.
    big: usize,
}

/// Writes conversations, and remembers what people are to say about them.
struct Writer {
    seed: u64,
    marks: Vec<Value>,
}

impl Writer {
    async fn write(
        &mut self,
        feed: &mut Feed,
        thread: &str,
        shape: Shape,
        end: DateTime<Utc>,
    ) -> Result<(), FeedError> {
        let mut chance = Chance::of(&["talk", &self.seed.to_string(), thread]);
        let (model, provider) = chance.pick(&MODELS).copied().unwrap_or_default();
        let mut metadata = Map::new();
        metadata.insert("channel".to_owned(), json!(chance.pick(&CHANNELS)));
        let messages = messages(&mut chance, &shape);
        let made = turns(&Conversation {
            thread,
            part: 0,
            messages: &messages,
            metadata: &metadata,
            model: Some(model),
            provider: Some(provider),
            pauses: &BTreeMap::new(),
            estimate: true,
            end,
        });
        for mut turn in made {
            self.mark(&mut chance, &mut turn);
            feed.add(turn).await?;
        }
        Ok(())
    }

    /// Now and then a turn fails, is tagged, or gets a thumb.
    fn mark(&mut self, chance: &mut Chance, turn: &mut Turn) {
        let Some(fields) = turn.trace.as_object_mut() else { return };
        if chance.happens(2) {
            fields.remove("output");
            let error = json!({ "exception_type": "UpstreamTimeout", "message": "the model did not answer in time",
                                "traceback": "Traceback (most recent call last):\n  File \"shop/assistant.py\", line 57, in answer\nUpstreamTimeout: the model did not answer in time" });
            fields.insert("error_info".to_owned(), error);
        }
        if chance.happens(10) {
            fields.insert("tags".to_owned(), json!([chance.pick(&TAGS)]));
        }
        if chance.happens(8) {
            let up = chance.happens(75);
            let (value, category) = if up { (1, "👍") } else { (0, "👎") };
            self.marks.push(json!({ "id": fields.get("id"), "name": "User feedback", "value": value,
                                    "category_name": category, "source": "ui" }));
        }
    }

    async fn send_marks(self, feed: &Feed) -> Result<(), FeedError> {
        for chunk in self.marks.chunks(1000) {
            let mut scores = chunk.to_vec();
            for score in scores.iter_mut().filter_map(Value::as_object_mut) {
                score.insert("project_name".to_owned(), json!(feed.project()));
            }
            let path = "/v1/private/traces/feedback-scores";
            feed.send(Method::PUT, path, json!({ "scores": scores }), None).await?;
        }
        Ok(())
    }
}

fn messages(chance: &mut Chance, shape: &Shape) -> Vec<Value> {
    let mut messages =
        vec![json!({ "role": "system", "content": "You are the assistant of a friendly online shop." })];
    for turn in 0..shape.turns {
        let said = if turn == 0 { chance.pick(&OPENINGS) } else { chance.pick(&REPLIES) };
        messages.push(json!({ "role": "user", "content": filled(chance, said) }));
        if chance.happens(15) {
            tool(chance, &mut messages);
        }
        let answer = chance.pick(&ANSWERS);
        let mut text = filled(chance, answer);
        while chance.happens(20) {
            text.push_str("\n\n");
            text.push_str(chance.pick(&PASSAGES).copied().unwrap_or_default());
        }
        while turn == 1 && text.len() < shape.big {
            text.push_str("\n\n");
            text.push_str(chance.pick(&PASSAGES).copied().unwrap_or_default());
        }
        messages.push(json!({ "role": "assistant", "content": text }));
    }
    messages
}

fn tool(chance: &mut Chance, messages: &mut Vec<Value>) {
    let (name, key) = chance.pick(&TOOLS).copied().unwrap_or_default();
    let id = format!("call_{:08x}", chance.bits() >> 32);
    let asked = json!({ key: format!("{}-{}", chance.between(10, 99), chance.between(1000, 9999)) });
    let found = json!({ "status": "ok", "days": chance.between(0, 6), "place": chance.pick(&THINGS) });
    messages.push(json!({ "role": "assistant", "content": null, "tool_calls": [
        { "id": id, "type": "function", "function": { "name": name, "arguments": asked.to_string() } }
    ] }));
    messages.push(json!({ "role": "tool", "tool_call_id": id, "name": name, "content": found.to_string() }));
}

fn filled(chance: &mut Chance, template: Option<&&str>) -> String {
    let thing = chance.pick(&THINGS).copied().unwrap_or_default();
    template.copied().unwrap_or_default().replace("{}", thing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sizes_add_up_to_what_was_asked_for() {
        let plan = |threads, traces| Plan {
            threads,
            traces,
            long: None,
            big_mb: None,
            seed: 1,
            end: DateTime::UNIX_EPOCH,
        };
        for (threads, traces) in [(1, 1), (10, 100), (100, 137), (1000, 10_000)] {
            let sizes = sizes(&plan(threads, traces));
            assert_eq!((sizes.len(), sizes.iter().sum::<usize>()), (threads, traces));
        }
        assert_eq!(sizes(&plan(5, 2)), [1; 5], "each has a turn");
        assert_eq!(sizes(&plan(0, 10)), [0_usize; 0]);
    }
}
