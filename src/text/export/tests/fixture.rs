//! A conversation with everything that an export writes.

use chrono::FixedOffset;
use serde_json::{Value, json};

use crate::{
    model::{
        comment::Comment,
        feedback::Feedback,
        ids::{CommentId, ThreadId, ThreadModelId, TraceId},
        score::{AuthorScore, Score, Source},
        status::Status,
        thread::Thread,
        time::Timestamp,
        trace::{ErrorInfo, Trace},
    },
    text::export::{CsvSettings, ExportFormat, ExportSettings, Exporter},
};

pub fn at(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text)
}

pub fn settings() -> ExportSettings {
    ExportSettings {
        project: "Shop".into(),
        title: "Needs review".into(),
        zone_at: Box::new(|_| FixedOffset::east_opt(3600).unwrap()),
        link_to: Box::new(|thread, trace| {
            let trace = trace.map(|id| format!("&trace={id}")).unwrap_or_default();
            format!(
                "https://review.example.org/logs?thread={}{trace}",
                thread.as_str().replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")
            )
        }),
        csv: CsvSettings::default(),
        render: None,
    }
}

/// The file of these conversations.
pub fn file(format: ExportFormat, settings: ExportSettings, all: &[(Thread, Vec<Trace>)]) -> String {
    let mut exporter = Exporter::new(format, settings);
    let mut out = String::new();
    exporter.begin(&mut out);
    for (thread, turns) in all {
        exporter.conversation(thread, turns, &mut out);
    }
    exporter.end(&mut out);
    out
}

/// Author, value, category, reason, source and time of a score.
type Given<'a> = (&'a str, f64, Option<&'a str>, Option<&'a str>, Source, &'a str);

pub fn score(name: &str, given: &[Given<'_>]) -> Score {
    let by_author = given.iter().map(|(author, value, category, reason, source, when)| AuthorScore {
        author: (*author).to_owned(),
        value: *value,
        category: category.map(str::to_owned),
        reason: reason.map(str::to_owned),
        source: source.clone(),
        last_updated_at: at(when),
    });
    let mut score = Score {
        name: name.to_owned(),
        value: 0.0,
        category: None,
        reason: None,
        source: Source::Sdk,
        by_author: by_author.collect(),
    };
    score.average();
    score
}

pub fn comment(id: &str, text: &str, author: &str, created: &str, updated: &str) -> Comment {
    Comment {
        id: CommentId::new(id),
        text: text.to_owned(),
        author: Some(author.to_owned()),
        created_at: at(created),
        last_updated_at: at(updated),
    }
}

/// A turn of two strings without any feedback.
pub fn plain_turn(id: &str, question: &str, answer: &str) -> Trace {
    logged(id, json!(question), json!(answer))
}

pub fn logged(id: &str, input: Value, output: Value) -> Trace {
    Trace { id: TraceId::new(id), input: Some(input), output: Some(output), ..Trace::default() }
}

pub fn thread(id: &str) -> Thread {
    Thread {
        id: ThreadId::new(id),
        model_id: None,
        start_time: None,
        end_time: None,
        duration_ms: None,
        first_message: None,
        last_message: None,
        number_of_messages: 0,
        total_tokens: None,
        prompt_tokens: None,
        completion_tokens: None,
        cost: None,
        feedback: Feedback::default(),
        created_at: None,
        created_by: None,
    }
}

/// A conversation of two turns: a question with a tool call in OpenAI's format, with everything people can say of it,
/// and a turn that failed, whose input repeats the conversation.
pub fn full() -> (Thread, Vec<Trace>) {
    let feedback = Feedback {
        scores: vec![score(
            "Quality",
            &[
                (
                    "Ana Ruiz",
                    0.5,
                    None,
                    Some("Half right, \"half\" wrong"),
                    Source::Human,
                    "2026-01-02T10:00:00Z",
                ),
                ("Zoë", 1.0, None, None, Source::Sdk, "2026-01-02T10:00:01Z"),
            ],
        )],
        comments: vec![comment(
            "0196b2d0-0000-7000-8000-00000000000c",
            "See **order** 7",
            "Ana Ruiz",
            "2026-01-02T10:05:00Z",
            "2026-01-02T10:06:00Z",
        )],
        tags: vec!["refund".into(), "billing".into()],
        status: Status::Inactive,
        last_updated_at: at("2026-01-02T09:20:00Z"),
    };
    let mut thread = Thread { feedback, ..thread("t/1 ü") };
    thread.model_id = Some(ThreadModelId::new("0196b2d0-0000-7000-8000-00000000000a"));
    thread.start_time = at("2026-01-02T09:00:00Z");
    thread.end_time = at("2026-01-02T09:05:03.5Z");
    thread.duration_ms = Some(303_500.0);
    thread.total_tokens = Some(30);
    thread.cost = Some(0.002);
    (thread, vec![asked_first(), asked_again()])
}

fn asked_first() -> Trace {
    let call = json!([{ "id": "c1", "type": "function", "function": { "name": "find", "arguments": "{\"order\":7}" } }]);
    let input = json!({ "messages": [
        { "role": "system", "content": "Be kind." }, { "role": "user", "content": "Where is my order?" } ] });
    let output = json!({ "model": "m-1", "messages": [
        { "role": "assistant", "content": null, "tool_calls": call },
        { "role": "tool", "tool_call_id": "c1", "name": "find", "content": "{\"place\":\"Rotterdam\"}" },
        { "role": "assistant", "content": "In **Rotterdam**." } ] });
    Trace {
        name: Some("chat".into()),
        start_time: at("2026-01-02T09:00:00Z"),
        end_time: at("2026-01-02T09:00:02.25Z"),
        duration_ms: Some(2250.0),
        metadata: Some(json!({ "version": 3 })),
        total_tokens: Some(30),
        usage: vec![
            ("prompt_tokens".into(), 10.0),
            ("completion_tokens".into(), 20.0),
            ("total_tokens".into(), 30.0),
        ],
        cost: Some(0.002),
        providers: vec!["openai".into()],
        feedback: Feedback {
            scores: vec![score(
                "User feedback",
                &[
                    ("Ana Ruiz", 0.0, Some("👎"), Some("Wrong town"), Source::Human, "2026-01-02T10:01:00Z"),
                    ("Bo", 1.0, Some("👍"), None, Source::Human, "2026-01-02T10:02:00Z"),
                ],
            )],
            comments: vec![comment(
                "0196b2d0-0000-7000-8000-00000000000d",
                "Antwerp!",
                "Bo",
                "2026-01-02T10:03:00Z",
                "2026-01-02T10:03:00Z",
            )],
            tags: vec!["tool".into()],
            status: Status::Inactive,
            last_updated_at: at("2026-01-02T09:00:02.25Z"),
        },
        ..logged("0196b2d0-1111-7000-8000-000000000001", input, output)
    }
}

fn asked_again() -> Trace {
    let input = json!({ "messages": [
        { "role": "system", "content": "Be kind." }, { "role": "user", "content": "Where is my order?" },
        { "role": "assistant", "content": "In **Rotterdam**." }, { "role": "user", "content": "When?" } ] });
    Trace {
        name: Some("chat".into()),
        start_time: at("2026-01-02T09:05:00Z"),
        end_time: at("2026-01-02T09:05:03.5Z"),
        duration_ms: Some(3500.0),
        output: None,
        error: Some(ErrorInfo {
            kind: "TimeoutError".into(),
            message: Some("no answer".into()),
            traceback: Some("at line 1".into()),
        }),
        ..logged("0196b2d0-2222-7000-8000-000000000002", input, Value::Null)
    }
}
