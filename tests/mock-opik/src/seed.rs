//! Makes any number of realistic conversations, the same for the same seed, to see how the app looks and how fast it is
//! with many.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::clock::Clock;
use crate::loader::turns::{Conversation, turns};
use crate::loader::{LoadCounts, LoadError, Loader};
use crate::routes;
use crate::seeded_rng::SeededRng;
use crate::state::AppState;

mod agent;
mod feedback;
mod phrases;

use phrases::{ANSWERS, CHANNELS, MODELS, OPENINGS, PASSAGES, REPLIES, THINGS, TOOLS};

/// How much to make.
#[derive(Clone, Copy, Debug)]
pub struct SeedPlan {
    /// Ordinary conversations.
    pub threads: usize,
    /// Turns of all of them together; at least one each.
    pub traces: usize,
    /// One more conversation with this many turns.
    pub long: Option<usize>,
    /// One more conversation, with an answer of this many megabytes.
    pub big_mb: Option<usize>,
    /// One more conversation, of one turn in which an agent made this many spans.
    pub spans: Option<usize>,
    /// Bytes of the output of one of these spans; 0 leaves it ordinary.
    pub output_bytes: usize,
    /// The seed of the random numbers.
    pub seed: u64,
    /// The end of the newest conversation; the others reach back thirty days from there.
    pub end: DateTime<Utc>,
}

/// Makes the planned conversations in `project`. `progress` is called after each with the number done and the total.
///
/// # Errors
/// When the API refuses a batch.
pub async fn seed(
    state: &AppState,
    project: &str,
    plan: &SeedPlan,
    mut progress: impl FnMut(usize, usize),
) -> Result<LoadCounts, LoadError> {
    // A clock of its own: the feedback on a conversation gets the time of its end.
    let clock = Clock::frozen(plan.end);
    let mut loader = Loader::new(routes::api(AppState { clock: clock.clone(), ..state.clone() }), project);
    let shapes = shapes(plan);
    let count = shapes.len() + usize::from(plan.spans.is_some());
    let mut thumbs = Vec::new();
    for (index, shape) in shapes.iter().enumerate() {
        write(&mut loader, plan, shape, &mut thumbs).await?;
        progress(index + 1, count);
    }
    if let Some(spans) = plan.spans {
        let thread = format!("seed-{}-agent", plan.seed);
        let mut rng = SeededRng::of(&["agent", &thread]);
        let end = plan.end - TimeDelta::minutes(3);
        loader.add(agent::turn(&mut rng, &thread, spans, plan.output_bytes, end)).await?;
        progress(count, count);
    }
    loader.flush().await?;
    feedback::thumbs(&loader, thumbs).await?;
    feedback::threads(&loader, &clock, plan.seed).await?;
    Ok(loader.counts())
}

/// A conversation to be made.
struct ConversationPlan {
    thread: String,
    turns: usize,
    /// Bytes of the second answer; 0 leaves it ordinary.
    big: usize,
    end: DateTime<Utc>,
}

fn shapes(plan: &SeedPlan) -> Vec<ConversationPlan> {
    let sizes = sizes(plan);
    let count = i32::try_from(sizes.len().max(1)).unwrap_or(i32::MAX);
    let step = TimeDelta::days(30) / count;
    let ordinary = sizes.into_iter().zip(1..).map(|(turns, number)| ConversationPlan {
        thread: format!("seed-{}-{number:05}", plan.seed),
        turns,
        big: 0,
        end: plan.end - step * (count - number),
    });
    let special = |name: &str, turns, big, minutes| ConversationPlan {
        thread: format!("seed-{}-{name}", plan.seed),
        turns,
        big,
        end: plan.end - TimeDelta::minutes(minutes),
    };
    let long = plan.long.map(|turns| special("long", turns, 0, 1));
    let big = plan.big_mb.map(|mb| special("big", 3, mb.saturating_mul(1_000_000), 2));
    ordinary.chain(long).chain(big).collect()
}

/// The number of turns of each conversation: a few are long, most short, and the sum is as asked for.
fn sizes(plan: &SeedPlan) -> Vec<usize> {
    let mut rng = SeededRng::of(&["sizes", &plan.seed.to_string()]);
    let mut sizes = vec![1_usize; plan.threads];
    let mut left = plan.traces.saturating_sub(plan.threads);
    while left > 0 && !sizes.is_empty() {
        for size in &mut sizes {
            let more = usize::try_from(rng.between(0, 9).min(rng.between(0, 9))).unwrap_or(0).min(left);
            *size += more;
            left -= more;
        }
    }
    sizes
}

/// Adds a conversation; the scores of its turns go to `thumbs`, to be sent later.
async fn write(
    loader: &mut Loader,
    plan: &SeedPlan,
    shape: &ConversationPlan,
    thumbs: &mut Vec<Value>,
) -> Result<(), LoadError> {
    let mut rng = SeededRng::of(&["talk", &plan.seed.to_string(), &shape.thread]);
    let (model, provider) = rng.pick(&MODELS).copied().unwrap_or_default();
    let mut metadata = Map::new();
    metadata.insert("channel".to_owned(), json!(rng.pick(&CHANNELS)));
    let messages = messages(&mut rng, shape);
    let made = turns(&Conversation {
        thread: &shape.thread,
        part: 0,
        messages: &messages,
        metadata: &metadata,
        model: Some(model),
        provider: Some(provider),
        pauses: &BTreeMap::new(),
        estimate: true,
        end: shape.end,
    });
    for mut turn in made {
        thumbs.extend(feedback::add_to_turn(&mut rng, &mut turn));
        loader.add(turn).await?;
    }
    Ok(())
}

fn messages(rng: &mut SeededRng, shape: &ConversationPlan) -> Vec<Value> {
    let mut messages =
        vec![json!({ "role": "system", "content": "You are the assistant of a friendly online shop." })];
    for turn in 0..shape.turns {
        let said = if turn == 0 { rng.pick(&OPENINGS) } else { rng.pick(&REPLIES) };
        messages.push(json!({ "role": "user", "content": filled(rng, said) }));
        if rng.happens(15) {
            tool(rng, &mut messages);
        }
        let answer = rng.pick(&ANSWERS);
        let mut text = filled(rng, answer);
        while rng.happens(20) {
            text.push_str("\n\n");
            text.push_str(rng.pick(&PASSAGES).copied().unwrap_or_default());
        }
        while turn == 1 && text.len() < shape.big {
            text.push_str("\n\n");
            text.push_str(rng.pick(&PASSAGES).copied().unwrap_or_default());
        }
        messages.push(json!({ "role": "assistant", "content": text }));
    }
    messages
}

fn tool(rng: &mut SeededRng, messages: &mut Vec<Value>) {
    let (name, key) = rng.pick(&TOOLS).copied().unwrap_or_default();
    let id = format!("call_{:08x}", rng.bits() >> 32);
    let asked = json!({ key: format!("{}-{}", rng.between(10, 99), rng.between(1000, 9999)) });
    let found = json!({ "status": "ok", "days": rng.between(0, 6), "place": rng.pick(&THINGS) });
    messages.push(json!({ "role": "assistant", "content": null, "tool_calls": [
        { "id": id, "type": "function", "function": { "name": name, "arguments": asked.to_string() } }
    ] }));
    messages.push(json!({ "role": "tool", "tool_call_id": id, "name": name, "content": found.to_string() }));
}

fn filled(rng: &mut SeededRng, template: Option<&&str>) -> String {
    let thing = rng.pick(&THINGS).copied().unwrap_or_default();
    template.copied().unwrap_or_default().replace("{}", thing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sizes_add_up_to_what_was_asked_for() {
        let plan = |threads, traces| SeedPlan {
            threads,
            traces,
            long: None,
            big_mb: None,
            spans: None,
            output_bytes: 0,
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
