//! The details of a span: sections, forms, and search.

use e2e::element::Element;
use e2e::find::{all, by_role, click, none, none_by_role, one, text};
use e2e::fixtures::TestThread;
use e2e::pages::trace::{TraceView, agent};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// A trace of one turn with this output.
async fn answered<'a>(stage: &'a Stage, output: Value) -> Outcome<TraceView<'a>> {
    let talk = TestThread::new("details").json_turn(json!({ "question": "Why?" }), output).log(stage).await?;
    TraceView::open(stage, talk.trace(1)?, "").await
}

/// The content of a section, found by the name of its button.
async fn body(view: &TraceView<'_>, name: &str) -> Outcome<Element> {
    let button = by_role(&view.panel().await?, "button", name).await?;
    let id = button.attr("aria-controls").await?.unwrap_or_default();
    one(&view.panel().await?, &format!("#{id}")).await
}

/// The lines of text in it, each of which is an element.
async fn lines(scope: &Element) -> Outcome<Vec<String>> {
    let mut lines = Vec::new();
    for line in all(scope, ".raw-line").await? {
        lines.push(line.prop("textContent").await?.unwrap_or_default());
    }
    Ok(lines)
}

/// Shows a section as JSON, as YAML or pretty.
async fn show(view: &TraceView<'_>, name: &str, form: &str) -> Outcome {
    click(&by_role(&body(view, name).await?, "radio", form).await?).await
}

async fn search(view: &TraceView<'_>, name: &str) -> Outcome<Element> {
    by_role(&body(view, name).await?, "searchbox", &format!("Search in {}", name.to_lowercase())).await
}

async fn wait_for_count(view: &TraceView<'_>, name: &str, wanted: &str) -> Outcome {
    until_is("what was found", wanted.to_owned(), async || {
        text(&one(&body(view, name).await?, ".detail-search [role=status]").await?).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn input_output_and_error_are_open_at_first_and_the_tokens_are_lines_of_their_own() {
    stage::run(async |stage| {
        let talk = agent(stage, "opened").await?;
        let view = TraceView::open(stage, talk.trace(2)?, "").await?;
        view.choose("think").await?;
        let panel = view.panel().await?;
        for (name, open) in [("Input", "true"), ("Output", "true"), ("Token usage", "true")] {
            let button = by_role(&panel, "button", name).await?;
            assert_eq!(button.attr("aria-expanded").await?.as_deref(), Some(open), "{name}");
        }
        none_by_role(&panel, "button", "Error").await?;
        let tokens = lines(&one(&panel, ".details").await?).await?;
        assert_eq!(tokens.iter().filter(|line| *line == "total_tokens: 15").count(), 1);
        assert!(text(&body(&view, "Output").await?).await?.contains("The lock finder."));
        view.choose("find_lock").await?;
        assert!(text(&body(&view, "Error").await?).await?.contains("File \"lock.py\""));
        assert!(text(&body(&view, "Output").await?).await?.contains("Nothing was logged"));
        axe::check(stage, "the details of a span").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_once_chosen_is_kept_for_its_section() {
    stage::run(async |stage| {
        let view = answered(stage, json!({ "rows": [1, 2], "ok": "yes" })).await?;
        show(&view, "Output", "YAML").await?;
        let written = ["rows:", "  - 1", "  - 2", "ok: \"yes\""].map(str::to_owned).to_vec();
        until_is("YAML", written, async || lines(&body(&view, "Output").await?).await).await?;
        stage.driver().refresh().await?;
        let view = TraceView::shown(stage).await?;
        let chosen = by_role(&body(&view, "Output").await?, "radio", "YAML").await?;
        assert_eq!(chosen.attr("aria-checked").await?.as_deref(), Some("true"));
        let other = by_role(&body(&view, "Input").await?, "radio", "Pretty").await?;
        assert_eq!(other.attr("aria-checked").await?.as_deref(), Some("true"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_are_counted_and_stepped_through_and_escape_leaves_the_search_before_the_view() {
    stage::run(async |stage| {
        let view = answered(stage, json!("Rome by day, rome by night, ROME.")).await?;
        let field = search(&view, "Output").await?;
        field.send_keys("rome").await?;
        wait_for_count(&view, "Output", "1 of 3").await?;
        let marked = async || text(&one(&body(&view, "Output").await?, "mark[aria-current]").await?).await;
        assert_eq!(marked().await?, "Rome");
        field.send_keys(Key::Enter).await?;
        wait_for_count(&view, "Output", "2 of 3").await?;
        assert_eq!(marked().await?, "rome");
        field.send_keys(Key::Shift + Key::Enter).await?;
        field.send_keys(Key::Null + Key::Shift + Key::Enter).await?;
        wait_for_count(&view, "Output", "3 of 3").await?;
        assert_eq!(marked().await?, "ROME");
        field.send_keys(Key::Null + Key::Escape).await?;
        none(&body(&view, "Output").await?, "mark").await?;
        view.panel().await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_of_the_tree_gives_its_path() {
    stage::run(async |stage| {
        let view = answered(stage, json!({ "a b": [{ "text": "deep" }] })).await?;
        show(&view, "Output", "JSON").await?;
        let output = body(&view, "Output").await?;
        click(&by_role(&output, "button", "Unfold all").await?).await?;
        click(&by_role(&output, "button", "text").await?).await?;
        by_role(&output, "button", "Copy path").await?;
        assert_eq!(text(&one(&output, ".json-path").await?).await?, "$['a b'][0].text");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn megabytes_open_as_their_beginning_and_what_is_at_their_end_is_found() {
    stage::run(async |stage| {
        let line = "All work and no play makes a long answer.\n";
        let view = answered(stage, json!(format!("{}the last word", line.repeat(70_000)))).await?;
        let output = body(&view, "Output").await?;
        assert!(text(&by_role(&view.panel().await?, "button", "Show all (2.9 MB)").await?).await?.contains("2.9 MB"));
        assert!(text(&output).await?.len() < 30_000);
        let field = search(&view, "Output").await?;
        field.send_keys("LAST WORD").await?;
        wait_for_count(&view, "Output", "1 of 1").await?;
        until_true("the last word in sight", async || {
            let Some(mark) = all(&view.panel().await?, "mark[aria-current]").await?.into_iter().next() else {
                return Ok(false);
            };
            let seen = "const at = arguments[0].getBoundingClientRect(); return at.top > 0 && at.bottom <= innerHeight";
            Ok(mark.run(seen, vec![]).await? == true)
        })
        .await
    })
    .await;
}
