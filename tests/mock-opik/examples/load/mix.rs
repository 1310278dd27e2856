//! The mix of requests: people who page, sort, search and open conversations, a few who rate, and programs that log.
//! Search words and ids are taken from the data itself, so that searches find much, little and nothing.

use chrono::Utc;
use mock_opik::loader::turns::stamp;
use mock_opik::seeded_rng::SeededRng;
use reqwest::Method;
use serde_json::{Value, json};

use crate::Outcome;
use crate::request::TrialRequest;

/// The project with the data, as `cargo xtask check` makes it.
const PROJECT: &str = "Scale";

/// The number of traces or spans in a batch.
const BATCH: usize = 20;

/// The fields that threads are sorted by.
const THREAD_ORDERS: [&str; 7] = [
    "start_time",
    "duration",
    "number_of_messages",
    "total_estimated_cost",
    "usage.total_tokens",
    "feedback_scores.Relevance",
    "created_at",
];

/// The fields that traces are sorted by.
const TRACE_ORDERS: [&str; 6] =
    ["start_time", "duration", "name", "total_estimated_cost", "usage.total_tokens", "span_count"];

/// What requests can be about.
pub struct Mix {
    api: String,
    project: String,
    /// Ids of threads.
    threads: Vec<String>,
    /// Ids of traces.
    traces: Vec<String>,
    /// Words to search for.
    words: Vec<String>,
}

impl Mix {
    /// Reads some threads and traces, and words from their texts.
    pub async fn look(client: &reqwest::Client, api: &str) -> Outcome<Self> {
        let get = async |path: String| -> Outcome<Value> {
            let answer = client.get(format!("{api}/{path}")).send().await?.error_for_status()?;
            Ok(serde_json::from_slice(&answer.bytes().await?)?)
        };
        let projects = get(format!("projects?name={}&size=1", PROJECT)).await?;
        let project = text(&projects, "/content/0/id").ok_or("nothing was seeded")?;
        let threads =
            get(format!("traces/threads?project_id={project}&size=400&page=3&truncate=true")).await?;
        let traces = get(format!("traces?project_id={project}&size=400&page=20&truncate=true")).await?;
        let ids = |page: &Value| {
            let all = page.get("content").and_then(Value::as_array).into_iter().flatten();
            all.filter_map(|item| text(item, "/id")).collect::<Vec<_>>()
        };
        let mut words = words(&traces);
        words.extend(["xyzzyx", "40-2217-b", "refund", "the", "ü", "no"].map(str::to_owned));
        let (threads, traces) = (ids(&threads), ids(&traces));
        Ok(Self { api: api.to_owned(), project, threads, traces, words })
    }

    /// The next request of a client.
    pub fn next(&self, rng: &mut SeededRng, client: usize, turn: usize) -> TrialRequest {
        let Self { api, project, .. } = self;
        let threads = format!("{api}/traces/threads?project_id={project}&size=25&truncate=true");
        let traces = format!("{api}/traces?project_id={project}&size=25&truncate=true");
        let word = encode(rng.pick(&self.words).map_or("", String::as_str));
        let thread = rng.pick(&self.threads).map_or("", String::as_str);
        let trace = rng.pick(&self.traces).map_or("", String::as_str);
        let page = rng.between(2, 300);
        match rng.between(1, 100) {
            1..=14 => TrialRequest::get("threads, newest first", threads),
            15..=19 => TrialRequest::get("threads, a later page", format!("{threads}&page={page}")),
            20..=31 => {
                TrialRequest::get("threads, sorted", format!("{threads}&{}", sorting(rng, &THREAD_ORDERS)))
            }
            32..=35 => TrialRequest::get("threads, filtered", format!("{threads}&filters={}", filter(rng))),
            36..=47 => TrialRequest::get("threads, searched", format!("{threads}&search={word}")),
            48..=54 => TrialRequest::get(
                "threads, statistics",
                format!("{api}/traces/threads/stats?project_id={project}"),
            ),
            55..=56 => TrialRequest::get(
                "threads, statistics of a search",
                format!("{api}/traces/threads/stats?project_id={project}&search={word}"),
            ),
            57..=61 => TrialRequest::get("traces, newest first", traces),
            62..=65 => {
                TrialRequest::get("traces, sorted", format!("{traces}&{}", sorting(rng, &TRACE_ORDERS)))
            }
            66..=68 => TrialRequest::get("traces, searched", format!("{traces}&search={word}")),
            69..=71 => {
                TrialRequest::get("traces, statistics", format!("{api}/traces/stats?project_id={project}"))
            }
            72..=77 => TrialRequest::send(
                "a conversation: its thread",
                Method::POST,
                format!("{api}/traces/threads/retrieve"),
                &json!({ "project_id": project, "thread_id": thread, "truncate": true }),
            ),
            78..=85 => {
                TrialRequest::get("a conversation: its turns", format!("{traces}{}", turns_of(thread)))
            }
            86..=89 => TrialRequest::get(
                "a trace: its spans",
                format!("{api}/spans?project_id={project}&trace_id={trace}&size=1000"),
            ),
            90..=91 => TrialRequest::get("rated turns", format!("{traces}{}", rated())),
            92..=96 => TrialRequest::send(
                "a thumb",
                Method::PUT,
                format!("{api}/traces/{trace}/feedback-scores"),
                &json!({ "name": "User feedback", "value": rng.between(0, 1), "source": "ui" }),
            ),
            97..=98 => self.batch("a batch of 20 traces", rng, client, turn),
            _ => self.batch("a batch of 20 spans", rng, client, turn),
        }
    }

    /// A batch as programs log it: turns of conversations, or their spans.
    fn batch(&self, kind: &'static str, rng: &mut SeededRng, client: usize, turn: usize) -> TrialRequest {
        let now = Utc::now();
        let item = |at: usize, rng: &mut SeededRng| {
            let said = rng.pick(&self.words).cloned().unwrap_or_default();
            json!({
                "id": rng.uuid7(now), "project_name": PROJECT, "name": "chat",
                "start_time": stamp(now), "end_time": stamp(now), "last_updated_at": stamp(now),
                "input": { "messages": [{ "role": "user", "content": format!("And {said}? ({at})") }] },
                "output": { "content": format!("It is about {said}. ").repeat(10) },
            })
        };
        let spans = kind.contains("spans");
        let items: Vec<Value> = (0..BATCH)
            .map(|at| {
                let mut item = item(at, rng);
                let fields = item.as_object_mut().into_iter();
                for fields in fields {
                    if spans {
                        let of = rng.pick(&self.traces).cloned().unwrap_or_default();
                        fields.insert("trace_id".to_owned(), of.into());
                        fields.insert("type".to_owned(), "llm".into());
                        fields.insert("usage".to_owned(), json!({ "total_tokens": 100 + at }));
                    } else {
                        fields.insert("thread_id".to_owned(), format!("load-{client}-{}", turn / 20).into());
                    }
                }
                item
            })
            .collect();
        let what = if spans { "spans" } else { "traces" };
        TrialRequest::send(kind, Method::POST, format!("{}/{what}/batch", self.api), &json!({ what: items }))
    }
}

fn sorting(rng: &mut SeededRng, fields: &[&str]) -> String {
    let field = rng.pick(fields).copied().unwrap_or_default();
    let direction = if rng.happens(70) { "DESC" } else { "ASC" };
    format!("sorting={}", encode(&json!([{ "field": field, "direction": direction }]).to_string()))
}

fn filter(rng: &mut SeededRng) -> String {
    let filters = [
        json!({ "field": "status", "operator": "=", "key": "", "value": "inactive" }),
        json!({ "field": "number_of_messages", "operator": ">", "key": "", "value": "20" }),
        json!({ "field": "tags", "operator": "contains", "key": "", "value": "vip" }),
        json!({ "field": "first_message", "operator": "contains", "key": "", "value": "invoice" }),
        json!({ "field": "feedback_scores", "operator": "is_not_empty", "key": "Relevance", "value": "" }),
    ];
    encode(&Value::from(rng.pick(&filters).cloned().into_iter().collect::<Vec<_>>()).to_string())
}

fn turns_of(thread: &str) -> String {
    let filter = json!([{ "field": "thread_id", "operator": "=", "key": "", "value": thread }]);
    format!("&size=100&filters={}", encode(&filter.to_string()))
}

fn rated() -> String {
    let filter = json!([{ "field": "feedback_scores", "operator": "is_not_empty", "key": "User feedback", "value": "" }]);
    let left_out = encode(r#"["input","output","metadata"]"#);
    format!("&size=1000&exclude={left_out}&filters={}", encode(&filter.to_string()))
}

fn text(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}

/// Words and pairs of words from the outputs, as people would type them.
fn words(traces: &Value) -> Vec<String> {
    let mut said = Vec::new();
    for trace in traces.get("content").and_then(Value::as_array).into_iter().flatten().step_by(5) {
        let output = trace.get("output").map(Value::to_string).unwrap_or_default();
        let letters = |letter: char| !letter.is_alphanumeric() && letter != ' ';
        let words: Vec<&str> = output.split(letters).flat_map(str::split_whitespace).collect();
        said.extend(words.chunks(7).filter_map(|some| some.first()).map(|word| (*word).to_owned()));
        said.extend(words.chunks(11).filter_map(|some| some.get(..2)).map(|pair| pair.join(" ")));
    }
    said.sort();
    said.dedup();
    said
}

/// A value percent-encoded for a query.
fn encode(value: &str) -> String {
    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
}
