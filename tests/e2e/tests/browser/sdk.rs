//! Conversations logged by the published Opik SDK, unmodified, can be read and scored.

use std::path::Path;

use e2e::find::{by_role, click, one, text};
use e2e::fixtures::{Logged, define, project, thread};
use e2e::pages::trace::TraceView;
use e2e::pages::{ConversationPanel, Reviewer, ThreadsPage};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, paths};
use serde_json::{Value, json};
use tokio::process::Command;

/// Runs a Python program against the stage's server and returns its output.
async fn python(stage: &Stage, program: &Path, argument: Option<&str>, tell_where: bool) -> Outcome<String> {
    let home = tempfile::tempdir()?;
    let mut python = Command::new(paths::python());
    // A home directory of its own, so that no configuration of this machine's user is read or changed.
    python
        .arg(program)
        .args(argument)
        .env("HOME", home.path())
        .env("OPIK_SENTRY_ENABLE", "false")
        .kill_on_drop(true);
    for variable in ["OPIK_URL_OVERRIDE", "OPIK_WORKSPACE", "OPIK_PROJECT_NAME", "OPIK_API_KEY"] {
        python.env_remove(variable);
    }
    if tell_where {
        python.env("OPIK_URL_OVERRIDE", format!("{}api", stage.base));
        python.env("OPIK_WORKSPACE", "default").env("OPIK_PROJECT_NAME", "Support");
    }
    let output = python
        .output()
        .await
        .map_err(|error| format!("{}: {error}. `cargo xtask tools` makes it.", paths::python().display()))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(printed);
    }
    Err(format!("{}: {printed}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_way_of_logging_with_the_sdk_ends_in_the_list_and_the_conversation() {
    stage::run(async |stage| {
        let program = paths::root().join("tests/e2e/sdk/log_conversations.py");
        let printed = python(stage, &program, None, true).await?;
        let page = ThreadsPage::open(stage, "").await?;
        until_is("threads", 5, async || {
            stage.driver().refresh().await?;
            one(stage.driver(), "tr[data-row-id='sdk-client']").await?;
            Ok(page.rows().await?.len())
        })
        .await?;
        for thread in printed.split_whitespace() {
            assert_eq!(page.cell(thread, "first_message").await?, "Where is my parcel?", "{thread}");
            assert_eq!(page.cell(thread, "last_message").await?, "Before six.", "{thread}");
            assert_eq!(page.cell(thread, "number_of_messages").await?, "4", "{thread}");
        }
        for thread in printed.split_whitespace() {
            // The SDK makes the trace ids; only their number is known.
            let talk = Logged { thread: thread.to_owned(), traces: vec![String::new(); 2] };
            let panel = ConversationPanel::open(stage, &talk).await?;
            for words in [
                "Where is my parcel?",
                "It left the depot this morning.",
                "When will it come?",
                "Before six.",
            ] {
                until_true(&format!("{thread}: {words}"), async || {
                    let exact = panel.with_exact_text(&panel.element, words).await?;
                    Ok(exact >= 1)
                })
                .await?;
            }
        }
        let talk = Logged { thread: "sdk-nested".to_owned(), traces: vec![String::new(); 2] };
        let panel = ConversationPanel::open(stage, &talk).await?;
        until_true("tokens of the spans", async || Ok(panel.text().await?.contains("240"))).await
    })
    .await;
}

/// Runs the program that the empty project shows in one of its tabs, as somebody who copies it would.
async fn run_the_snippet(stage: &Stage, tab: &str) -> Outcome {
    let id = project(stage, "Support").await?;
    stage.open(&format!("default/projects/{id}/logs?logsType=threads")).await?;
    by_role(stage.driver(), "tab", tab).await?.click().await?;
    let panel = one(stage.driver(), "[role=tabpanel]").await?;
    until_true("the project's name", async || Ok(text(&panel).await?.contains("Support"))).await?;
    let code = one(&panel, "pre").await?.prop("textContent").await?.unwrap_or_default();
    let file = tempfile::Builder::new().suffix(".py").tempfile()?;
    std::fs::write(file.path(), code)?;
    python(stage, file.path(), None, false).await?;
    let row = one(stage.driver(), "tr[data-row-id]").await?;
    one(&row, "a").await?.click().await?;
    let panel = ConversationPanel::shown(stage).await?;
    panel.wait_for_turns(2).await?;
    until_true("the first question", async || Ok(panel.text().await?.contains("can you hear me?"))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_decorator_program_of_an_empty_project_is_true() {
    stage::run(async |stage| run_the_snippet(stage, "Python decorator").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_program_of_an_empty_project_is_true() {
    stage::run(async |stage| run_the_snippet(stage, "Python client").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shell_commands_of_an_empty_project_are_true() {
    stage::run(async |stage| {
        let id = project(stage, "Support").await?;
        stage.open(&format!("default/projects/{id}/logs?logsType=threads")).await?;
        by_role(stage.driver(), "tab", "REST").await?.click().await?;
        let panel = one(stage.driver(), "[role=tabpanel]").await?;
        until_true("the project's name", async || Ok(text(&panel).await?.contains("Support"))).await?;
        let code = one(&panel, "pre").await?.prop("textContent").await?.unwrap_or_default();
        let output = Command::new("sh").arg("-c").arg(code).output().await?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        one(stage.driver(), "tr[data-row-id]").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scores_that_the_sdk_logs_on_a_thread_are_shown_as_its_own_and_survive_where_human_ones_are_removed()
{
    stage::run(async |stage| {
        let program = paths::root().join("tests/e2e/sdk/score_thread.py");
        define(stage, &[("Solved", "boolean", json!({ "true_label": "Yes", "false_label": "No" }))]).await?;
        // The thread is active: programs may score at any time.
        python(stage, &program, Some("score"), true).await?;
        let talk = Logged { thread: "sdk-scored".to_owned(), traces: vec![String::new()] };
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        for (score, words) in [
            ("Coherence", "SDK"),
            ("Coherence", "0.75"),
            ("Coherence", "Answers what was asked."),
            ("Solved", "SDK"),
            ("Solved", "No date was given."),
        ] {
            review.wait_for_words(score, words).await?;
        }
        review.wait_for_chosen("Solved", None).await?;
        talk.close(stage).await?;
        review.wait_for_status("Inactive").await?;
        review.choose("Solved", "Yes").await?;
        review.wait_until_all_is_sent().await?;
        let authors = async || -> Outcome<Vec<String>> {
            let thread = thread(stage, "sdk-scored").await?;
            let said =
                thread.pointer("/feedback_scores/1/value_by_author").and_then(Value::as_object).cloned();
            Ok(said.unwrap_or_default().into_iter().map(|(author, _)| author).collect())
        };
        assert_eq!(authors().await?, ["Anna", "admin"], "the program's value and hers");
        python(stage, &program, Some("go on"), true).await?;
        review.wait_for_status("Active").await?;
        review.wait_for_chosen("Solved", None).await?;
        review.wait_for_words("Solved", "No date was given.").await?;
        review.wait_for_words("Coherence", "0.75").await?;
        assert_eq!(authors().await?, ["admin"]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_traced_agent_is_dug_into_from_its_answer_to_the_tool_that_failed() {
    stage::run(async |stage| {
        let program = paths::root().join("tests/e2e/sdk/log_agent.py");
        python(stage, &program, None, true).await?;
        let talk = Logged { thread: "sdk-agent".to_owned(), traces: vec![String::new()] };
        let panel = ConversationPanel::open(stage, &talk).await?;
        click(&by_role(&panel.element, "button", "View trace").await?).await?;
        let view = TraceView::shown(stage).await?;
        view.wait_for_tree(&["agent", "  agent", "    plan", "      think", "      find_parcel"]).await?;
        view.choose("find_parcel").await?;
        let error = text(&one(&view.panel().await?, ".step-error").await?).await?;
        assert!(error.contains("LookupError") && error.contains("parcel 7 is unknown"), "{error}");
        view.choose("think").await?;
        let model = one(&view.panel().await?, "[data-testid=data-viewer-provider-model]").await?;
        assert_eq!(text(&model).await?, "openai gpt-4o");
        until_true("the cost and the tokens", async || {
            let words = text(&view.panel().await?).await?;
            Ok(words.contains("<$0.01") && words.contains("15 tokens"))
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_the_sdk_attaches_come_back_byte_for_byte_and_are_shown_in_their_turn() {
    stage::run(async |stage| {
        let program = paths::root().join("tests/e2e/sdk/attach_files.py");
        let printed = python(stage, &program, None, true).await?;
        let lines: Vec<&str> = printed.lines().filter(|line| !line.starts_with("OPIK")).collect();
        let [trace, cut_out, "blue.png", "../drawing.svg"] = lines.as_slice() else {
            return Err(format!("the trace and its files, not {printed}").into());
        };
        assert!(cut_out.starts_with("input-attachment-") && cut_out.ends_with("-sdk.png"), "{cut_out}");
        let talk = Logged { thread: "sdk-files".to_owned(), traces: vec![(*trace).to_owned()] };
        let panel = ConversationPanel::open(stage, &talk).await?;
        let turn = panel.turn(trace).await?;
        let width = async |picture: &str| -> Outcome<Option<String>> {
            one(&turn, picture).await?.prop("naturalWidth").await
        };
        until_is("what was cut out", Some("300".to_owned()), async || width(".asked img").await).await?;
        until_is("what was attached", Some("40".to_owned()), async || width(".attached-files img").await)
            .await?;
        let files = text(&one(&turn, ".attached-files").await?).await?;
        assert!(files.contains("../drawing.svg"), "{files}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_of_an_opentelemetry_program_is_read_like_any_other() {
    stage::run(async |stage| {
        let program = paths::root().join("tests/e2e/sdk/export_spans.py");
        python(stage, &program, None, true).await?;
        let page = ThreadsPage::open(stage, "").await?;
        one(stage.driver(), "tr[data-row-id='otel-talk']").await?;
        assert_eq!(page.cell("otel-talk", "number_of_messages").await?, "4");
        let talk = Logged { thread: "otel-talk".to_owned(), traces: vec![String::new(); 2] };
        let panel = ConversationPanel::open(stage, &talk).await?;
        for words in
            ["Where is my parcel?", "It left the depot this morning.", "When will it come?", "Before six."]
        {
            until_true(words, async || Ok(panel.with_exact_text(&panel.element, words).await? >= 1)).await?;
        }
        until_true("tokens of the calls", async || Ok(panel.text().await?.contains("240"))).await?;
        let first = panel.turn_ids().await?.into_iter().next().unwrap_or_default();
        click(&by_role(&panel.turn(&first).await?, "button", "View trace").await?).await?;
        let view = TraceView::shown(stage).await?;
        view.wait_for_tree(&[
            "invoke_agent parcels",
            "  invoke_agent parcels",
            "    execute_tool find",
            "    chat gpt-4o",
        ])
        .await?;
        view.choose("execute_tool find").await?;
        let error = text(&one(&view.panel().await?, ".step-error").await?).await?;
        assert!(error.contains("LookupError") && error.contains("parcel 7 is unknown"), "{error}");
        view.choose("chat gpt-4o").await?;
        let model = one(&view.panel().await?, "[data-testid=data-viewer-provider-model]").await?;
        assert_eq!(text(&model).await?, "openai gpt-4o");
        Ok(())
    })
    .await;
}
