//! The list of spans: the same table as the others, its own columns, and the link to the span in its trace.

use e2e::find::{by_role, click, none, one, text};
use e2e::fixtures::{TestThread, get, post, put, span};
use e2e::pages::TracesPage;
use e2e::pages::trace::{TraceView, agent};
use e2e::stage::{self, Stage};
use e2e::wait::{until, until_is, until_true};
use e2e::{Outcome, axe};
use serde_json::{Value, json};
use thirtyfour::Key;

/// The agent's trace with its four spans, and the ids of those by name.
async fn spans(stage: &Stage) -> Outcome<(String, impl Fn(&str) -> Outcome<String>)> {
    let talk = agent(stage, "agent").await?;
    let trace = talk.trace(2)?.to_owned();
    let all = get(stage, &format!("spans?project_name=Support&trace_id={trace}&size=10")).await?;
    let all = all.get("content").and_then(Value::as_array).cloned().unwrap_or_default();
    let id = move |name: &str| {
        let found = all.iter().find(|span| span.get("name") == Some(&json!(name)));
        let id = found.and_then(|span| span.get("id")).and_then(Value::as_str);
        Ok(id.ok_or("no such span")?.to_owned())
    };
    Ok((trace, id))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_says_what_a_span_is_and_opens_its_trace_there() {
    stage::run(async |stage| {
        let (trace, id) = spans(stage).await?;
        let (think, plan, lock, check) = (id("think")?, id("plan")?, id("find_lock")?, id("check")?);
        let page = TracesPage::open(stage, "").await?;
        by_role(stage.driver(), "radio", "Spans").await?.click().await?;
        page.wait_for_rows(&[&check, &lock, &think, &plan]).await?;
        assert_eq!(stage.query("logsType").await?.as_deref(), Some("spans"));
        for (column, words) in [
            ("type", "LLM"),
            ("name", "think"),
            ("input", "Which tool?"),
            ("output", "The lock finder."),
            ("model", "gpt-4o"),
            ("usage.total_tokens", "15"),
            ("duration", "1.0 s"),
            ("error_info", "–"),
        ] {
            assert_eq!(page.cell(&think, column).await?, words, "{column}");
        }
        assert_eq!(page.cell(&lock, "error_info").await?, "TimeoutError");
        until_is("count", "4".to_owned(), async || page.count().await).await?;
        until_true("one error among the figures", async || {
            Ok(text(&one(stage.driver(), ".cards").await?).await?.contains("Errors1"))
        })
        .await?;
        axe::check(stage, "spans").await?;
        click(&by_role(&page.row(&think).await?, "link", "Which tool?").await?).await?;
        let view = TraceView::shown(stage).await?;
        view.wait_for_step("think").await?;
        assert_eq!(stage.query("trace").await?.as_deref(), Some(trace.as_str()));
        assert_eq!(stage.query("span").await?.as_deref(), Some(think.as_str()));
        by_role(&view.panel().await?, "button", "Copy span ID").await?;
        axe::check(stage, "a span beside the list").await?;
        // To the next row, also from the tree, which keeps the focus.
        let position = async || text(&one(stage.driver(), ".trace-bar .row-position").await?).await;
        until_is("position", "3 of 4".to_owned(), position).await?;
        click(&by_role(&view.panel().await?, "button", "Next span").await?).await?;
        view.wait_for_step("plan").await?;
        until_is("position", "4 of 4".to_owned(), position).await?;
        let tree = one(&view.panel().await?, "[role=tree]").await?;
        tree.focus().await?;
        tree.send_keys("" + Key::Down).await?;
        view.wait_for_step("think").await?;
        until_is("position", "3 of 4".to_owned(), position).await?;
        let role = async || Ok(stage.driver().active_element().await?.attr("role").await?);
        until_is("the focus", Some("tree".to_owned()), role).await?;
        stage.press(Key::Escape).await?;
        none(stage.driver(), "[data-testid=traces]").await?;
        assert_eq!(stage.query("span").await?, None);
        assert_eq!(stage.query("logsType").await?.as_deref(), Some("spans"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spans_are_found_by_model_provider_kind_and_trace_and_sorted() {
    stage::run(async |stage| {
        let (trace, id) = spans(stage).await?;
        let other = TestThread::new("other").turn("Hi", "Hello").log(stage).await?;
        let alone = span(other.trace(1)?, "alone", json!({ "type": "general" }));
        post(stage, "spans", &alone).await?;
        for (search, found) in [
            ("GPT-4", vec!["think"]),
            ("openai", vec!["think"]),
            ("guardrail", vec!["check"]),
            (&trace, vec!["check", "find_lock", "think", "plan"]),
        ] {
            let page = TracesPage::open_spans(stage, &format!("&spans_search={search}")).await?;
            let found: Vec<String> = found.into_iter().map(&id).collect::<Outcome<_>>()?;
            page.wait_for_rows(&found.iter().map(String::as_str).collect::<Vec<_>>()).await?;
        }
        let page = TracesPage::open_spans(stage, "").await?;
        by_role(stage.driver(), "button", "Add a filter").await?.click().await?;
        let field = by_role(stage.driver(), "combobox", "Field").await?;
        click(&one(&field, "option[value=type]").await?).await?;
        one(stage.driver(), ".filter-form input[list=span-kinds]").await?.send_keys("tool").await?;
        by_role(stage.driver(), "button", "Add filter").await?.click().await?;
        page.wait_for_rows(&[&id("find_lock")?]).await?;
        assert!(stage.query("spans_filters").await?.is_some_and(|filters| filters.contains("type")));
        let filters = by_role(stage.driver(), "group", "Filters").await?;
        assert!(text(&filters).await?.contains("Kind is “tool”"));
        by_role(&filters, "button", "Clear all").await?.click().await?;
        let header = page.header("Tokens").await?;
        by_role(&header, "button", "Tokens").await?.click().await?;
        let think = id("think")?;
        until_is("the most tokens first", Some(think), async || Ok(page.rows().await?.first().cloned())).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn internal_spans_are_hidden_and_shown_again() {
    stage::run(async |stage| {
        let talk = TestThread::new("framework").turn("Hi", "Hello").log(stage).await?;
        let inner =
            span(talk.trace(1)?, "inner", json!({ "metadata": { "_opik": { "is_internal": true } } }));
        let own = span(talk.trace(1)?, "own", json!({ "metadata": { "temperature": 1 } }));
        post(stage, "spans/batch", &json!({ "spans": [inner, own] })).await?;
        let id = |span: &Value| span.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let page = TracesPage::open_spans(stage, "").await?;
        page.wait_for_rows(&[&id(&own), &id(&inner)]).await?;
        let hide = by_role(stage.driver(), "button", "Hide internal").await?;
        hide.click().await?;
        page.wait_for_rows(&[&id(&own)]).await?;
        until_is("pressed", Some("true".to_owned()), async || Ok(hide.attr("aria-pressed").await?)).await?;
        stage.driver().refresh().await?;
        page.wait_for_rows(&[&id(&own)]).await?;
        by_role(stage.driver(), "button", "Hide internal").await?.click().await?;
        page.wait_for_rows(&[&id(&own), &id(&inner)]).await?;
        // In the tree of the trace too.
        let view = TraceView::open(stage, talk.trace(1)?, "").await?;
        view.wait_for_tree(&["turn", "  inner", "  own"]).await?;
        click(&by_role(&view.panel().await?, "button", "Kind: filter the spans").await?).await?;
        click(&by_role(&view.panel().await?, "checkbox", "Hide internal").await?).await?;
        view.wait_for_tree(&["turn", "  own"]).await?;
        click(&by_role(&view.panel().await?, "checkbox", "Hide internal").await?).await?;
        view.wait_for_tree(&["turn", "  inner", "  own"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_spans_were_scored_is_a_column_of_their_traces() {
    stage::run(async |stage| {
        let (trace, id) = spans(stage).await?;
        let score = json!({ "name": "faith", "value": 0.9, "source": "sdk" });
        put(stage, &format!("spans/{}/feedback-scores", id("think")?), &score).await?;
        let page = TracesPage::open(stage, "").await?;
        one(stage.driver(), "[data-testid=columns-button]").await?.click().await?;
        by_role(stage.driver(), "checkbox", "faith (span)").await?.click().await?;
        stage.press(Key::Escape).await?;
        page.header("faith (span)").await?;
        until_is("the score", "0.9".to_owned(), async || {
            page.cell(&trace, "span_feedback_scores.faith").await
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_of_a_span_leads_to_all_spans_that_have_it_and_one_of_a_trace_to_traces() {
    stage::run(async |stage| {
        let (trace, id) = spans(stage).await?;
        let view = TraceView::open(stage, &trace, &format!("&span={}", id("find_lock")?)).await?;
        view.wait_for_step("find_lock").await?;
        let by_this = async |section: &str, key: &str| -> Outcome {
            let show = by_role(&view.panel().await?, "radiogroup", &format!("Show {section} as")).await?;
            click(&by_role(&show, "radio", "JSON").await?).await?;
            let body = one(stage.driver(), &format!("#detail-{section}")).await?;
            let leaf = until("the key", async || {
                for leaf in e2e::find::all(&body, ".json-leaf").await? {
                    if text(&leaf).await?.contains(key) {
                        return Ok(Some(leaf));
                    }
                }
                Ok(None)
            })
            .await?;
            click(&leaf).await?;
            click(&by_role(&body, "link", "Filter by this").await?).await
        };
        by_this("input", "bike").await?;
        let page = TracesPage::shown(stage);
        page.wait_for_rows(&[&id("find_lock")?]).await?;
        assert_eq!(stage.query("logsType").await?.as_deref(), Some("spans"));
        let filters = by_role(stage.driver(), "group", "Filters").await?;
        assert!(text(&filters).await?.contains("Input at bike is “8”"));
        TraceView::open(stage, &trace, "").await?;
        by_this("output", "output").await?;
        page.wait_for_rows(&[&trace]).await?;
        assert_eq!(stage.query("logsType").await?.as_deref(), Some("traces"));
        Ok(())
    })
    .await;
}
