//! Files attached to traces and spans: in the place their message has for them, below the answer, and in the trace.

use e2e::Outcome;
use e2e::find::{all, by_role, click, count, one, text};
use e2e::fixtures::{Logged, TestThread, post, span};
use e2e::pages::ConversationPanel;
use e2e::pages::trace::TraceView;
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use mock_opik::control::{Failure, Pattern};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// A picture of one pixel.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00,
    0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x30, 0x00, 0x00, 0x00, 0x32, 0x00, 0x31,
    0x69, 0xc8, 0x98, 0xfa, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];
const DRAWING: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='document.title=1'><script>document.title=1</script></svg>";
const PLACEHOLDER: &str = "input-attachment-1-1764000000000-sdk.png";

async fn attach(stage: &Stage, kind: &str, entity: &str, name: &str, mime: &str, content: &[u8]) -> Outcome {
    let url = format!("{}api/v1/private/attachment/upload", stage.base);
    let query = [
        ("file_name", name),
        ("mime_type", mime),
        ("entity_type", kind),
        ("entity_id", entity),
        ("project_name", "Support"),
    ];
    let query: Vec<String> = query
        .iter()
        .map(|(key, value)| format!("{key}={}", e2e::pages::conversation::encode(value)))
        .collect();
    let url = format!("{url}?{}", query.join("&"));
    let answer = reqwest::Client::new().put(url).body(content.to_vec()).send().await?;
    if answer.status() == StatusCode::NO_CONTENT { Ok(()) } else { Err(answer.text().await?.into()) }
}

/// A question with a placeholder among its words, and a turn without files.
async fn talk(stage: &Stage) -> Outcome<Logged> {
    let asked = json!({ "_input_value": format!("Is this blue? [{PLACEHOLDER}] Tell me.") });
    TestThread::new("files")
        .json_turn(asked, json!({ "output": "It is." }))
        .turn("Thanks", "Welcome")
        .log(stage)
        .await
}

/// The names and addresses of the download links in an element.
async fn links(scope: &e2e::element::Element) -> Outcome<Vec<(String, String)>> {
    let script = "return [...arguments[0].querySelectorAll('a[download]')]\
                  .map(link => [link.querySelector('bdi').textContent, new URL(link.href).pathname]);";
    Ok(serde_json::from_value(scope.run(script, vec![]).await?)?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_placeholder_becomes_its_picture_and_other_files_are_downloads_below_the_answer() {
    stage::run(async |stage| {
        let talk = talk(stage).await?;
        let trace = talk.trace(1)?;
        attach(stage, "trace", trace, PLACEHOLDER, "image/png", PNG).await?;
        attach(stage, "trace", trace, "../na\u{202e}gpj.svg", "image/svg+xml", DRAWING).await?;
        attach(stage, "trace", trace, "page.html", "text/html", b"<script>document.title=1</script>").await?;
        attach(stage, "trace", trace, "not really.png", "image/png", DRAWING).await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let turn = panel.turn(trace).await?;
        let picture = one(&turn, ".asked img").await?;
        until_is("the picture's width", "1".to_owned(), async || {
            Ok(picture.prop("naturalWidth").await?.unwrap_or_default())
        })
        .await?;
        let asked = text(&one(&turn, ".asked").await?).await?;
        assert!(asked.contains("Is this blue?") && asked.contains("Tell me."), "{asked}");
        assert!(!asked.contains('['), "no placeholder is left: {asked}");
        let list = one(&turn, "[aria-label=Attachments]").await?;
        until_true("the picture that is none says so", async || {
            Ok(text(&list).await?.contains("Cannot be shown"))
        })
        .await?;
        let mut names: Vec<String> = links(&list).await?.into_iter().map(|(name, _)| name).collect();
        names.sort();
        assert_eq!(names, ["../na\u{fffd}gpj.svg", "not really.png", "page.html"]);
        assert!(
            links(&list).await?.iter().all(|(_, path)| path.ends_with("/v1/private/attachment/download"))
        );
        assert_eq!(
            count(&list, "img, svg:not(.icon), iframe, object, embed").await?,
            0,
            "nothing of it is drawn"
        );
        assert_eq!(count(&panel.turn(talk.trace(2)?).await?, ".attached").await?, 0);
        assert_ne!(stage.driver().title().await?, "1");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_a_trace_and_of_its_span_are_listed_where_they_belong() {
    stage::run(async |stage| {
        let talk = talk(stage).await?;
        let trace = talk.trace(1)?.to_owned();
        let read =
            span(&trace, "read", json!({ "input": { "file": "notes" }, "output": { "output": "Read." } }));
        let id = read.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        post(stage, "spans/batch", &json!({ "spans": [read] })).await?;
        attach(stage, "trace", &trace, PLACEHOLDER, "image/png", PNG).await?;
        attach(stage, "span", &id, "notes.txt", "text/plain", b"notes").await?;
        let view = TraceView::open(stage, &trace, "").await?;
        let panel = view.panel().await?;
        until_is("the trace's files", vec![PLACEHOLDER.to_owned()], async || {
            Ok(links(&one(&panel, ".details .attached-files").await?)
                .await?
                .into_iter()
                .map(|(name, _)| name)
                .collect())
        })
        .await?;
        until_true("the picture in the input", async || Ok(count(&panel, "#detail-input img").await? == 1))
            .await?;
        view.choose("read").await?;
        until_is("the span's files", vec!["notes.txt".to_owned()], async || {
            let found = all(&panel, ".details .attached-files").await?;
            let Some(list) = found.first() else { return Ok(Vec::new()) };
            Ok(links(list).await?.into_iter().map(|(name, _)| name).collect())
        })
        .await
    })
    .await;
}

/// Opik with a store elsewhere, an older one, a proxy: the conversation stays readable, and nobody is asked to sign in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_attachments_is_asked_once_and_the_placeholder_says_why_it_stays() {
    for (status, words) in [(404, "this server keeps no attachments"), (403, "this server does not allow it")]
    {
        stage::run(async |stage| {
            let mut talk = TestThread::new("files");
            for n in 0..5 {
                let asked = json!({ "_input_value": format!("Picture {n}: [{PLACEHOLDER}]") });
                talk = talk.json_turn(asked, json!({ "output": "I see." }));
            }
            let talk = talk.log(stage).await?;
            let answer = Failure::Answer(status.try_into()?, json!({ "code": status, "message": "no" }));
            stage.controls()?.fail(Pattern::next("GET", "*attachment/list").times(1000), answer);
            stage.expect_error("attachment/list");
            let panel = ConversationPanel::open(stage, &talk).await?;
            for trace in &talk.traces {
                let turn = panel.turn(trace).await?;
                until_true("the reason", async || {
                    let asked = text(&one(&turn, ".asked").await?).await?;
                    Ok(asked.contains(PLACEHOLDER) && asked.contains(words))
                })
                .await?;
            }
            let asked: Vec<String> =
                stage.requests().await?.into_iter().filter(|url| url.contains("attachment/list")).collect();
            assert_eq!(asked.len(), 1, "{asked:?}");
            assert!(!text(&one(stage.driver(), "body").await?).await?.contains("sign in"));
            click(&by_role(&panel.turn(talk.trace(1)?).await?, "button", "View trace").await?).await?;
            TraceView::shown(stage).await?;
            Ok(())
        })
        .await;
    }
}

/// A conversation of many turns is opened with a few requests for files: those of the turns that are seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_turns_in_view_are_asked_for_their_files() {
    stage::run(async |stage| {
        let talk = TestThread::new("long").minutes_ago(600).turns(120).log(stage).await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let asked = async || -> Outcome<usize> {
            Ok(stage.requests().await?.into_iter().filter(|url| url.contains("attachment/list")).count())
        };
        until_true("turns in view are asked for", async || Ok(asked().await? > 0)).await?;
        until_is("turns drawn", 120, async || count(&panel.element, ".turn .answer").await).await?;
        let asked = asked().await?;
        assert!(asked < 30, "{asked} of 120 turns");
        Ok(())
    })
    .await;
}
