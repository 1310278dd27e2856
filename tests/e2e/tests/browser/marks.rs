//! Characters that reorder text are shown as marks wherever they come from data, as in the messages themselves.

use e2e::Outcome;
use e2e::find::{by_role, click, count, one};
use e2e::fixtures::{TestThread, define, post, put, span};
use e2e::pages::reviewer::be;
use e2e::pages::trace::TraceView;
use e2e::pages::{Reviewer, ThreadsPage};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use mock_opik::control::{Failure, Pattern};
use serde_json::{Value, json};

/// Reads from right to left what follows it.
const TURN: &str = "\u{202E}";

/// All texts, tooltips and names in the page that have such a character, and the title.
const UNMARKED: &str = r"
const powerful = /[\u202A-\u202E\u2066-\u2069]/, found = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode;
  if (node.nodeType === 3) {
    if (powerful.test(node.data)) found.push(`text in <${node.parentElement.localName} class=${node.parentElement.className}>: ${node.data}`);
  } else {
    for (const name of ['title', 'aria-label', 'aria-description', 'aria-valuetext', 'placeholder', 'alt', 'data-spread']) {
      if (powerful.test(node.getAttribute(name) ?? '')) found.push(`${name} of <${node.localName} class=${node.className}>`);
    }
  }
}
if (powerful.test(document.title)) found.push(`title: ${document.title}`);
return found;";

async fn all_is_marked(stage: &Stage, screen: &str) -> Outcome {
    until_is(&format!("unmarked on {screen}"), Vec::new(), async || {
        Ok(stage.driver().execute(UNMARKED, vec![]).await?.convert::<Vec<String>>()?)
    })
    .await?;
    let marks = "return document.body.textContent.includes('[U+202E]');";
    until_true(&format!("marks on {screen}"), async || {
        Ok(stage.driver().execute(marks, vec![]).await?.convert::<bool>()?)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_reorders_text_is_a_mark_in_rows_ids_tags_scores_reasons_comments_spans_errors_and_titles() {
    stage::run(async |stage| {
        let odd = |words: &str| format!("{words}{TURN}gnp.exe");
        let error = json!({ "exception_type": odd("Kind"), "message": odd("failed"), "traceback": odd("line 1") });
        let talk = TestThread::new(&odd("id"))
            .in_project(&odd("Project"))
            .json_turn(json!({ "messages": [{ "role": "user", "content": odd("open") }] }), json!({ odd("key"): odd("value"), "n": 1 }))
            .with("error_info", error)
            .with("name", json!(odd("trace")))
            .with("tags", json!([odd("ttag")]))
            .with("metadata", json!({ odd("mkey"): odd("mvalue"), "model": odd("model") }))
            .log(stage)
            .await?;
        let trace = talk.trace(1)?.to_owned();
        let mut step = span(&trace, &odd("span"), json!({ "input": { odd("k"): odd("v") }, "model": odd("m"), "provider": odd("p") }));
        step["project_name"] = json!(odd("Project"));
        post(stage, "spans/batch", &json!({ "spans": [step] })).await?;
        put(stage, &format!("traces/{trace}/feedback-scores"), &json!({ "name": odd("tscore"), "value": 1, "source": "sdk", "reason": odd("treason") })).await?;
        put(stage, &format!("traces/{trace}/feedback-scores"), &json!({ "name": "User feedback", "value": 0, "source": "sdk", "reason": odd("thumb") })).await?;
        let categories = json!({ "categories": { odd("good"): 1, odd("bad"): 0 } });
        define(stage, &[(&odd("Tone"), "categorical", categories)]).await?;
        define(stage, &[(&odd("Number"), "numerical", json!({ "min": 0, "max": 1 }))]).await?;
        let project = e2e::fixtures::project(stage, &odd("Project")).await?;
        let body = json!({ "project_id": project, "thread_id": talk.thread });
        let found: Value = reqwest::Client::new()
            .post(format!("{}api/v1/private/traces/threads/retrieve", stage.base))
            .json(&body)
            .send()
            .await?
            .json()
            .await?;
        let model = found.get("thread_model_id").and_then(Value::as_str).unwrap_or_default().to_owned();
        put(stage, "traces/threads/close", &json!({ "project_name": odd("Project"), "thread_id": talk.thread })).await?;
        let score = |name: &str, more: Value| {
            let mut score = json!({ "thread_id": talk.thread, "project_name": odd("Project"), "name": odd(name), "value": 1, "source": "sdk", "reason": odd("reason") });
            if let (Value::Object(score), Value::Object(more)) = (&mut score, more) {
                score.extend(more);
            }
            score
        };
        let scores = [score("score", json!({})), score("Tone", json!({ "category_name": odd("good"), "source": "ui" })), score("more", json!({}))];
        put(stage, "traces/threads/feedback-scores", &json!({ "scores": scores })).await?;
        post(stage, &format!("traces/threads/{model}/comments"), &json!({ "text": odd("see") })).await?;
        let tags = reqwest::Client::new().patch(format!("{}api/v1/private/traces/threads/{model}", stage.base));
        tags.json(&json!({ "tags": [odd("tag")] })).send().await?.error_for_status()?;

        be(stage, &odd("Anna")).await?;
        stage.open("default/projects").await?;
        until_true("the project", async || Ok(count(stage.driver(), ".project").await? > 0)).await?;
        all_is_marked(stage, "projects").await?;

        let filter = json!([{ "field": "tags", "type": "list", "operator": "contains", "value": odd("tag") }]);
        let more = e2e::pages::conversation::encode(&filter.to_string());
        stage.open(&format!("default/projects/{project}/logs?logsType=threads&threads_filters={more}")).await?;
        until_is("rows", 1, async || Ok(ThreadsPage::shown(stage).rows().await?.len())).await?;
        until_true("tags and scores in the row", async || {
            Ok(count(stage.driver(), ".row-tags button").await? > 0 && count(stage.driver(), ".row-scores button").await? > 0)
        })
        .await?;
        all_is_marked(stage, "threads").await?;
        click(&one(stage.driver(), "[data-testid=columns-button]").await?).await?;
        until_true("score columns", async || Ok(count(stage.driver(), ".columns-menu li").await? > 12)).await?;
        all_is_marked(stage, "columns").await?;
        for tab in ["traces", "spans"] {
            stage.open(&format!("default/projects/{project}/logs?logsType={tab}")).await?;
            until_true("rows", async || Ok(count(stage.driver(), "tr[data-row-id]").await? > 0)).await?;
            all_is_marked(stage, tab).await?;
        }

        let thread = e2e::pages::conversation::encode(&talk.thread);
        stage.open(&format!("default/projects/{project}/logs?logsType=threads&thread={thread}")).await?;
        let review = Reviewer::shown(stage);
        review.wait_for_turns(1).await?;
        until_true("scores, tags and comments", async || {
            Ok(count(stage.driver(), ".review .author-score").await? > 1
                && count(stage.driver(), ".review .tag").await? > 0
                && count(stage.driver(), ".review .comment").await? > 0)
        })
        .await?;
        all_is_marked(stage, "conversation").await?;
        // A message about it.
        stage.expect_error("Failed to load resource");
        let words = json!({ "errors": [odd("no such tag")] });
        stage.controls()?.fail(Pattern::next("PATCH", "*"), Failure::Answer(422.try_into()?, words));
        click(&by_role(&review.panel().await?, "button", "Remove tag tag[U+202E]gnp.exe").await?).await?;
        until_true("the message", async || {
            Ok(e2e::find::texts(stage.driver(), ".toast").await?.iter().any(|said| said.contains("tag[U+202E]gnp.exe is as it was")))
        })
        .await?;
        all_is_marked(stage, "a message").await?;

        stage.open(&format!("default/projects/{project}/logs?logsType=traces&trace={trace}")).await?;
        let view = TraceView::shown(stage).await?;
        until_true("the spans", async || Ok(count(stage.driver(), "[role=treeitem]").await? > 1)).await?;
        all_is_marked(stage, "trace").await?;
        click(&by_role(&view.panel().await?, "tab", "Feedback scores").await?).await?;
        until_true("the scores", async || Ok(count(stage.driver(), ".step-scores td").await? > 0)).await?;
        all_is_marked(stage, "scores of the trace").await?;

        stage.open("default/configuration?tab=feedback-definitions").await?;
        until_true("the definitions", async || Ok(count(stage.driver(), ".definitions tbody tr").await? > 2)).await?;
        all_is_marked(stage, "definitions").await?;
        click(&by_role(stage.driver(), "button", "Edit Tone[U+202E]gnp.exe").await?).await?;
        by_role(stage.driver(), "region", "Preview").await?;
        all_is_marked(stage, "a definition").await
    })
    .await;
}
