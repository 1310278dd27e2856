//! A turn of a made-up agent with any number of nested spans: steps in which a model plans and tools are called, some
//! of them with an agent of their own. Now and then a tool fails and is called again, or a guardrail checks the output.
//! The parent of one span was never logged.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::phrases::{ANSWERS, MODELS, OPENINGS, PASSAGES, THINGS, TOOLS};
use crate::loader::turns::{Turn, estimate, stamp};
use crate::seeded_rng::SeededRng;

/// The deepest nesting of agents.
const DEEPEST: usize = 5;

/// A turn that ends at `end`, with `spans` spans; the output of one has about `output_bytes`.
pub(super) fn turn(
    rng: &mut SeededRng,
    thread: &str,
    spans: usize,
    output_bytes: usize,
    end: DateTime<Utc>,
) -> Turn {
    let asked = filled(rng, &OPENINGS);
    let answer = filled(rng, &ANSWERS);
    let mut run = Run { rng: &mut *rng, clock: 0, steps: Vec::new(), most: spans };
    if let Some(root) = run.open(None, "support_agent") {
        while !run.is_full() {
            run.round(root, 1);
        }
        run.close(root, json!({ "question": asked }), json!({ "answer": answer }));
    }
    run.enlarge(output_bytes);
    let (steps, length) = (run.steps, run.clock);
    let start = end - TimeDelta::milliseconds(length);
    let id = rng.uuid7(start);
    let metadata = json!({ "agent": "support_agent", "spans": steps.len() });
    let trace = json!({
        "id": id, "name": "agent run", "thread_id": thread, "source": "sdk", "metadata": metadata,
        "start_time": stamp(start), "end_time": stamp(end), "last_updated_at": stamp(end),
        "input": { "messages": [{ "role": "user", "content": asked }] },
        "output": { "messages": [{ "role": "assistant", "content": answer }] },
    });
    Turn { spans: written(rng, &id, start, steps), trace }
}

/// The spans as they are sent; the parent of the tenth was never logged.
fn written(rng: &mut SeededRng, trace: &str, start: DateTime<Utc>, steps: Vec<DraftSpan>) -> Vec<Value> {
    let at = |millis| start + TimeDelta::milliseconds(millis);
    let ids: Vec<String> = steps.iter().map(|step| rng.uuid7(at(step.from))).collect();
    let lost = rng.uuid7(start);
    let one = |(index, (step, id)): (usize, (DraftSpan, &String))| {
        let parent = if index == 9 { Some(&lost) } else { step.around.and_then(|at| ids.get(at)) };
        let mut span = json!({
            "id": id, "trace_id": trace, "parent_span_id": parent, "name": step.name, "type": step.kind,
            "start_time": stamp(at(step.from)), "end_time": stamp(at(step.to)),
            "last_updated_at": stamp(at(step.to)), "source": "sdk",
        });
        if let Some(fields) = span.as_object_mut() {
            fields.extend(step.fields);
            fields.retain(|_, value| !value.is_null());
        }
        span
    };
    steps.into_iter().zip(&ids).enumerate().map(one).collect()
}

/// A span before it is written; times are milliseconds since the start of the turn.
struct DraftSpan {
    around: Option<usize>,
    name: &'static str,
    kind: &'static str,
    from: i64,
    to: i64,
    fields: Map<String, Value>,
}

struct Run<'c> {
    rng: &'c mut SeededRng,
    clock: i64,
    steps: Vec<DraftSpan>,
    most: usize,
}

impl Run<'_> {
    fn is_full(&self) -> bool {
        self.steps.len() >= self.most
    }

    /// Starts a span with children; `None` when there are enough spans.
    fn open(&mut self, around: Option<usize>, name: &'static str) -> Option<usize> {
        if self.is_full() {
            return None;
        }
        let (from, to) = (self.clock, self.clock);
        self.steps.push(DraftSpan { around, name, kind: "general", from, to, fields: Map::new() });
        self.clock += self.rng.between(1, 9);
        Some(self.steps.len() - 1)
    }

    fn close(&mut self, step: usize, input: Value, output: Value) {
        self.clock += self.rng.between(1, 9);
        if let Some(step) = self.steps.get_mut(step) {
            step.to = self.clock;
            step.fields.extend([("input".to_owned(), input), ("output".to_owned(), output)]);
        }
    }

    fn leaf(&mut self, around: usize, name: &'static str, kind: &'static str, millis: i64, fields: Value) {
        if self.is_full() {
            return;
        }
        let from = self.clock;
        self.clock += millis;
        let Value::Object(fields) = fields else { return };
        self.steps.push(DraftSpan { around: Some(around), name, kind, from, to: self.clock, fields });
    }

    /// One step of an agent: plan, call tools, perhaps call another agent.
    fn round(&mut self, around: usize, depth: usize) {
        let Some(step) = self.open(Some(around), "step") else { return };
        let thought = filled(self.rng, &ANSWERS);
        self.think(step, &thought);
        for _ in 0..self.rng.between(1, 3) {
            self.call(step);
        }
        if depth < DEEPEST
            && self.rng.happens(35)
            && let Some(helper) = self.open(Some(step), "research_agent")
        {
            for _ in 0..self.rng.between(1, 3) {
                self.round(helper, depth + 1);
            }
            let found = filled(self.rng, &ANSWERS);
            self.close(helper, json!({ "task": thought }), json!({ "found": found }));
        }
        if self.rng.happens(25) {
            let checked =
                json!({ "input": { "text": thought }, "output": { "passed": true, "rule": "no promises" } });
            let millis = self.rng.between(15, 90);
            self.leaf(step, "guardrail", "guardrail", millis, checked);
        }
        self.close(step, json!({ "goal": thought }), json!({ "done": true }));
    }

    fn think(&mut self, around: usize, thought: &str) {
        let (model, provider) = self.rng.pick(&MODELS).copied().unwrap_or_default();
        let context = self.rng.pick(&PASSAGES).copied().unwrap_or_default();
        let mut fields = json!({
            "model": model, "provider": provider,
            "input": { "messages": [
                { "role": "system", "content": "Plan the next step. Call a tool when you need to know something." },
                { "role": "user", "content": context },
            ] },
            "output": { "choices": [{ "message": { "role": "assistant", "content": thought } }] },
        });
        if let Some(fields) = fields.as_object_mut() {
            fields.extend(estimate(context.len() + 400, thought.len()));
        }
        let millis = self.rng.between(400, 2600);
        self.leaf(around, "plan", "llm", millis, fields);
    }

    /// A tool call; a failed one is repeated.
    fn call(&mut self, around: usize) {
        let (name, key) = self.rng.pick(&TOOLS).copied().unwrap_or_default();
        let number = format!("{}-{}", self.rng.between(10, 99), self.rng.between(1000, 9999));
        let input = json!({ key: number });
        if self.rng.happens(4) {
            let error = json!({
                "exception_type": "ToolTimeout",
                "message": format!("{name} did not answer within 5 s"),
                "traceback": format!(
                    "Traceback (most recent call last):\n  File \"shop/agent.py\", line 112, in call\n    \
                     return tools[name](**arguments)\n  File \"shop/tools.py\", line 40, in {name}\n    \
                     raise ToolTimeout(name)\nToolTimeout: {name} did not answer within 5 s"
                ),
            });
            self.leaf(around, name, "tool", 5_000, json!({ "input": input, "error_info": error }));
        }
        let note = self.rng.pick(&PASSAGES).copied().unwrap_or_default();
        let days = self.rng.between(0, 6);
        let output = json!({ "status": "ok", "days": days, "place": self.rng.pick(&THINGS), "note": note });
        let millis = self.rng.between(30, 900);
        self.leaf(around, name, "tool", millis, json!({ "input": input, "output": output }));
    }

    /// Gives the last tool an output of about `bytes`.
    fn enlarge(&mut self, bytes: usize) {
        if bytes == 0 {
            return;
        }
        let last = self.steps.iter_mut().rev().find(|step| step.kind == "tool");
        let Some(step) = last else { return };
        let mut rows = String::with_capacity(bytes.saturating_add(1_000));
        while rows.len() < bytes {
            rows.push_str(self.rng.pick(&PASSAGES).copied().unwrap_or("..."));
            rows.push('\n');
        }
        step.fields.insert("output".to_owned(), json!({ "status": "ok", "log": rows }));
    }
}

fn filled(rng: &mut SeededRng, templates: &[&str]) -> String {
    let template = rng.pick(templates).copied();
    super::filled(rng, template.as_ref())
}
