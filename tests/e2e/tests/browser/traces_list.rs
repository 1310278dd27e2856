//! The list of traces, found by the test ids of Opik's own, with the same table as the threads.

use e2e::find::{all_by_role, by_role, click, count, focused, none, none_by_role, one, text};
use e2e::fixtures::{Logged, TestThread, define, get, post, project, put, span};
use e2e::pages::reviewer::be;
use e2e::pages::trace::TraceView;
use e2e::pages::{ConversationPanel, ThreadsPage, TracesPage};
use e2e::stage::{self, Stage};
use e2e::wait::{until, until_is, until_true};
use e2e::{Outcome, axe};
use serde_json::{Value, json};
use thirtyfour::Key;

/// Three traces of two conversations; the newest is the second turn of "talk".
async fn three(stage: &Stage) -> Outcome<[String; 3]> {
    let failed =
        TestThread::new("lost").minutes_ago(90).turn("Where is my bike?", "").with("name", json!("locate"));
    let failed = failed
        .with("error_info", json!({ "exception_type": "TimeoutError", "message": "after 30 s" }))
        .with("tags", json!(["vip"]));
    let Logged { traces: lost, .. } = failed.log(stage).await?;
    let Logged { traces: talk, .. } = TestThread::new("talk")
        .minutes_ago(30)
        .turn("Is it free?", "Yes.")
        .turn("Thanks", "Welcome")
        .log(stage)
        .await?;
    let [first, second] = talk.as_slice() else { return Err("two turns".into()) };
    let used = json!({ "usage": { "total_tokens": 1234 }, "total_estimated_cost": 0.25 });
    post(stage, "spans", &span(first, "llm", used)).await?;
    let score = json!({ "name": "quality", "value": 0.25, "source": "sdk" });
    put(stage, &format!("traces/{first}/feedback-scores"), &score).await?;
    let failed = lost.first().ok_or("one trace")?;
    Ok([second.clone(), first.clone(), failed.clone()])
}

/// Adds a filter in the UI: field, operator and value.
async fn filter(stage: &Stage, field: &str, compared: &str, value: Option<&str>) -> Outcome {
    by_role(stage.driver(), "button", "Add a filter").await?.click().await?;
    let choose = async |name: &str, wanted: &str| -> Outcome {
        let select = by_role(stage.driver(), "combobox", name).await?;
        one(&select, &format!("option[value='{wanted}']")).await?.click().await
    };
    choose("Field", field).await?;
    choose("Compared", compared).await?;
    if let Some(value) = value {
        one(stage.driver(), ".filter-form label input:not([type=checkbox])").await?.send_keys(value).await?;
    }
    by_role(stage.driver(), "button", "Add filter").await?.click().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_says_what_went_in_and_out_and_at_what_price() {
    stage::run(async |stage| {
        let [second, first, failed] = three(stage).await?;
        let page = TracesPage::open(stage, "").await?;
        page.wait_for_rows(&[&second, &first, &failed]).await?;
        for (column, words) in [
            ("name", "turn"),
            ("input", "Is it free?"),
            ("output", "Yes."),
            ("duration", "2.0 s"),
            ("usage.total_tokens", "1,234"),
            ("total_estimated_cost", "$0.250"),
            ("feedback_scores", "quality 0.25"),
            ("error_info", "–"),
        ] {
            assert_eq!(page.cell(&first, column).await?, words, "{column}");
        }
        assert_eq!(page.cell(&failed, "error_info").await?, "TimeoutError");
        assert_eq!(page.cell(&failed, "tags").await?, "vip");
        until_is("count", "3".to_owned(), async || page.count().await).await?;
        let words: String =
            stage.driver().execute("return document.body.innerText;", vec![]).await?.convert()?;
        let after = words.split("Traces").skip(1).map(str::trim_start);
        assert!(after.into_iter().any(|rest| rest.starts_with('3')), "{words}");
        until_true("one error among the figures", async || {
            Ok(text(&one(stage.driver(), ".cards").await?).await?.contains("Errors1"))
        })
        .await?;
        let crumbs = by_role(stage.driver(), "navigation", "breadcrumb").await?;
        by_role(&crumbs, "link", "Support").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_tab_leads_to_the_other_and_back_with_the_focus() {
    stage::run(async |stage| {
        let [second, first, failed] = three(stage).await?;
        let threads = ThreadsPage::open(stage, "&time_range=past24hours").await?;
        threads.wait_for_rows(&["talk", "lost"]).await?;
        by_role(stage.driver(), "radio", "Threads").await?.send_keys(Key::Right).await?;
        let page = TracesPage::shown(stage);
        page.wait_for_rows(&[&second, &first, &failed]).await?;
        assert_eq!(stage.query("logsType").await?.as_deref(), Some("traces"));
        assert_eq!(stage.query("time_range").await?.as_deref(), Some("past24hours"));
        let focused = async || text(&focused(stage.driver()).await?).await;
        until_is("the focus", "Traces".to_owned(), focused).await?;
        let radio = by_role(stage.driver(), "radio", "Traces").await?;
        assert_eq!(radio.attr("aria-checked").await?.as_deref(), Some("true"));
        by_role(stage.driver(), "radio", "Threads").await?.click().await?;
        threads.wait_for_rows(&["talk", "lost"]).await?;
        stage.driver().back().await?;
        page.wait_for_rows(&[&second, &first, &failed]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_opens_its_trace_and_closing_comes_back_to_it_by_keyboard() {
    stage::run(async |stage| {
        let [second, first, failed] = three(stage).await?;
        let page = TracesPage::open(stage, "&traces_search=turn").await?;
        page.wait_for_rows(&[&second, &first]).await?;
        one(&page.row(&second).await?, "a.row-link").await?.focus().await?;
        stage.press(Key::Down).await?;
        stage.press(Key::Enter).await?;
        TraceView::shown(stage).await?;
        assert_eq!(stage.query("trace").await?.as_deref(), Some(first.as_str()));
        assert_eq!(stage.query("logsType").await?.as_deref(), Some("traces"));
        // Next and previous stay within the search: there is nothing after the last trace.
        stage.press("J").await?;
        stage.press("K").await?;
        until_is("the one before", Some(second.clone()), async || stage.query("trace").await).await?;
        TraceView::shown(stage).await?;
        stage.press(Key::Escape).await?;
        none(stage.driver(), "[data-testid=traces]").await?;
        assert_eq!(stage.query("traces_search").await?.as_deref(), Some("turn"));
        until_is("the focus on its row", Some(second.clone()), async || {
            let row = "return document.activeElement.closest('tr')?.dataset.rowId ?? null;";
            Ok(stage.driver().execute(row, vec![]).await?.convert::<Option<String>>()?)
        })
        .await?;
        let link = by_role(&page.row(&first).await?, "link", "Is it free?").await?;
        let href = link.prop("href").await?.unwrap_or_default();
        assert!(href.contains(&first) && !href.contains(&failed), "{href}");
        stage.driver().goto(&href).await?;
        TraceView::shown(stage).await.map(drop)
    })
    .await;
}

/// The value of a trace's first score on the server.
async fn scored(stage: &Stage, trace: &str) -> Outcome<Option<f64>> {
    let found = get(stage, &format!("traces/{trace}")).await?;
    Ok(found.pointer("/feedback_scores/0/value").and_then(Value::as_f64))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn traces_are_judged_one_after_another_without_a_way_back_between() {
    stage::run(async |stage| {
        let [second, first, failed] = three(stage).await?;
        define(stage, &[("Solved", "boolean", json!({ "true_label": "Yes", "false_label": "No" }))]).await?;
        be(stage, "Anna").await?;
        let page = TracesPage::open(stage, "").await?;
        page.wait_for_rows(&[&second, &first, &failed]).await?;
        click(&one(&page.row(&second).await?, "a.row-link").await?).await?;
        let view = TraceView::shown(stage).await?;
        let position = async || text(&one(stage.driver(), ".trace-bar .row-position").await?).await;
        until_is("position", "1 of 3".to_owned(), position).await?;
        view.annotate().await?;
        let at_the_score = async || {
            let focused = "return document.activeElement.closest('[role=radiogroup]')?.ariaLabel ?? null;";
            let on = stage.driver().execute(focused, vec![]).await?.convert::<Option<String>>()?;
            Ok((stage.query("trace").await?, on))
        };
        for (trace, key, value) in [(&second, "1", 1.0), (&first, "2", 0.0)] {
            let here = (Some(trace.clone()), Some("Solved".to_owned()));
            until_is("the focus on the score", here, at_the_score).await?;
            stage.press(key).await?;
            until_is("the score", Some(value), async || scored(stage, trace).await).await?;
            stage.press(Key::Control + Key::Enter).await?;
        }
        until_is("position", "3 of 3".to_owned(), position).await?;
        assert_eq!(stage.query("lastSection").await?.as_deref(), Some("annotate"));
        let next = by_role(&view.panel().await?, "button", "Next trace").await?;
        assert!(!next.is_enabled().await?, "there is nothing after the last");
        let review = by_role(stage.driver(), "complementary", "Review").await?;
        click(&by_role(&review, "button", "Done").await?).await?;
        none(stage.driver(), "aside[aria-label=Review]").await?;
        click(&by_role(&view.panel().await?, "button", "Previous trace").await?).await?;
        until_is("position", "2 of 3".to_owned(), position).await?;
        assert_eq!(stage.query("lastSection").await?, None);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_to_a_trace_is_to_the_list_it_was_opened_from() {
    stage::run(async |stage| {
        let [second, first, failed] = three(stage).await?;
        let page = TracesPage::open(stage, "&traces_search=turn").await?;
        page.wait_for_rows(&[&second, &first]).await?;
        click(&one(&page.row(&first).await?, "a.row-link").await?).await?;
        TraceView::shown(stage).await?;
        let keep =
            "window.copied = []; navigator.clipboard.writeText = async text => { copied.push(text); };";
        stage.driver().execute(keep, vec![]).await?;
        stage.press("y").await?;
        let copied = until("a link", async || {
            Ok(stage.driver().execute("return copied[0];", vec![]).await?.convert::<Option<String>>()?)
        })
        .await?;
        until_true("what was copied", async || {
            Ok(e2e::find::texts(stage.driver(), ".toast")
                .await?
                .iter()
                .any(|said| said.contains("Link to this trace copied")))
        })
        .await?;
        stage.driver().goto(&copied).await?;
        TraceView::shown(stage).await?;
        page.wait_for_rows(&[&second, &first, &failed]).await?;
        assert_eq!(stage.query("trace").await?.as_deref(), Some(first.as_str()));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_heading_sorts_and_the_order_is_in_the_link() {
    stage::run(async |stage| {
        let [second, first, failed] = three(stage).await?;
        let page = TracesPage::open(stage, "").await?;
        page.wait_for_rows(&[&second, &first, &failed]).await?;
        let press = async |name: &str| -> Outcome {
            let header = page.header(name).await?;
            by_role(&header, "button", name).await?.click().await
        };
        press("Start time").await?;
        page.wait_for_rows(&[&failed, &first, &second]).await?;
        press("Start time").await?;
        page.wait_for_rows(&[&second, &first, &failed]).await?;
        assert_eq!(stage.query("traces_sorting").await?, None);
        press("Cost").await?;
        until_is("the dearest first", Some(first.clone()), async || Ok(page.rows().await?.first().cloned()))
            .await?;
        press("Error").await?;
        until_is("the failed first", Some(failed), async || Ok(page.rows().await?.first().cloned())).await?;
        let order = stage.query("traces_sorting").await?.unwrap_or_default();
        assert!(order.contains("error_info"), "{order}");
        none_by_role(stage.driver(), "button", "Scores").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn traces_are_found_by_name_error_tag_score_cost_and_tokens() {
    stage::run(async |stage| {
        let [second, first, failed] = three(stage).await?;
        let page = TracesPage::open(stage, "").await?;
        page.wait_for_rows(&[&second, &first, &failed]).await?;
        let clear = async || -> Outcome {
            by_role(stage.driver(), "button", "Clear all").await?.click().await?;
            page.wait_for_rows(&[&second, &first, &failed]).await
        };
        for (field, compared, value, found) in [
            ("name", "contains", Some("LOC"), &failed),
            ("error_info", "is_not_empty", None, &failed),
            ("error_type", "=", Some("TimeoutError"), &failed),
            ("tags", "=", Some("vip"), &failed),
            ("total_estimated_cost", ">=", Some("0.2"), &first),
            ("usage.total_tokens", ">", Some("1000"), &first),
            ("output", "contains", Some("welcome"), &second),
            ("thread_id", "=", Some("lost"), &failed),
        ] {
            filter(stage, field, compared, value).await?;
            page.wait_for_rows(&[found]).await?;
            assert!(stage.query("traces_filters").await?.is_some_and(|filters| filters.contains(field)));
            clear().await?;
        }
        by_role(stage.driver(), "button", "Add a filter").await?.click().await?;
        let field = by_role(stage.driver(), "combobox", "Field").await?;
        one(&field, "option[value=feedback_scores]").await?.click().await?;
        one(stage.driver(), ".filter-form input[list=score-names]").await?.send_keys("quality").await?;
        until_true("the name among the known ones", async || {
            Ok(count(stage.driver(), "#score-names option[value=quality]").await? > 0)
        })
        .await?;
        one(stage.driver(), ".filter-form input[type=number]").await?.send_keys("0.2").await?;
        by_role(stage.driver(), "button", "Add filter").await?.click().await?;
        page.wait_for_rows(&[&first]).await?;
        clear().await?;
        // Clicking a tag in a row sets a filter too.
        click(&by_role(&page.row(&failed).await?, "button", "vip").await?).await?;
        page.wait_for_rows(&[&failed]).await?;
        assert_eq!(stage.query("trace").await?, None, "the tag does not open the row");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_narrows_the_list_and_nothing_found_says_what_is_on() {
    stage::run(async |stage| {
        let [second, first, failed] = three(stage).await?;
        let page = TracesPage::open(stage, "").await?;
        page.wait_for_rows(&[&second, &first, &failed]).await?;
        stage.press("/").await?;
        by_role(stage.driver(), "searchbox", "Search traces").await?;
        stage.press("bike").await?;
        page.wait_for_rows(&[&failed]).await?;
        assert_eq!(stage.query("traces_search").await?.as_deref(), Some("bike"));
        until_is("count", "1".to_owned(), async || page.count().await).await?;
        stage.press("nowhere").await?;
        by_role(stage.driver(), "heading", "No results").await?;
        axe::check(stage, "no traces found").await?;
        by_role(stage.driver(), "button", "Show all traces").await?.click().await?;
        page.wait_for_rows(&[&second, &first, &failed]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_thread_of_a_trace_is_a_link_to_its_turn() {
    stage::run(async |stage| {
        let [_, first, _] = three(stage).await?;
        let page = TracesPage::open(stage, "").await?;
        one(stage.driver(), "[data-testid=columns-button]").await?.click().await?;
        by_role(stage.driver(), "checkbox", "Thread").await?.click().await?;
        by_role(stage.driver(), "checkbox", "Spans").await?.click().await?;
        stage.press(Key::Escape).await?;
        until_is("spans", "1".to_owned(), async || page.cell(&first, "span_count").await).await?;
        // The list of threads has columns of its own.
        let stored =
            stage.driver().execute("return localStorage.getItem('colloquy:preferences:1');", vec![]).await?;
        assert!(!stored.convert::<String>()?.contains("\"threads\":"));
        click(&by_role(&page.row(&first).await?, "link", "talk").await?).await?;
        ConversationPanel::shown(stage).await?.wait_for_turns(2).await?;
        assert_eq!(stage.query("logsType").await?.as_deref(), Some("threads"));
        assert_eq!(stage.query("trace").await?.as_deref(), Some(first.as_str()));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_walked_and_new_traces_are_announced() {
    stage::run(async |stage| {
        let many = TestThread::new("many").minutes_ago(200).turns(12).log(stage).await?;
        let page = TracesPage::open(stage, "&size=10").await?;
        until_is("rows", 10, async || Ok(page.rows().await?.len())).await?;
        by_role(stage.driver(), "button", "Next page").await?.click().await?;
        page.wait_for_rows(&[many.trace(2)?, many.trace(1)?]).await?;
        assert_eq!(stage.query("page").await?.as_deref(), Some("2"));
        by_role(stage.driver(), "button", "Previous page").await?.click().await?;
        until_is("rows", 10, async || Ok(page.rows().await?.len())).await?;
        let before = page.rows().await?;
        many.go_on(stage, "One more", "Gladly").await?;
        let news = until("the announcement", async || {
            for button in all_by_role(stage.driver(), "button", None).await? {
                if text(&button).await?.starts_with("1 new") {
                    return Ok(Some(button));
                }
            }
            Ok(None)
        })
        .await?;
        assert_eq!(page.rows().await?, before, "rows do not move under the reader");
        news.click().await?;
        until_true("the new one first", async || Ok(page.rows().await?.first() != before.first())).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_project_says_so_and_notices_the_first_trace() {
    stage::run(async |stage| {
        let id = project(stage, "Support").await?;
        stage.open(&format!("default/projects/{id}/logs?logsType=traces")).await?;
        by_role(stage.driver(), "heading", "No traces yet").await?;
        axe::check(stage, "no traces yet").await?;
        by_role(stage.driver(), "radio", "Threads").await?.click().await?;
        by_role(stage.driver(), "heading", "No threads yet").await?;
        by_role(stage.driver(), "radio", "Traces").await?.click().await?;
        by_role(stage.driver(), "heading", "No traces yet").await?;
        let first = TestThread::new("first").turn("Hello", "Hi").log(stage).await?;
        TracesPage::shown(stage).wait_for_rows(&[first.trace(1)?]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_given_in_the_trace_view_is_in_the_row_before_the_server_answers() {
    stage::run(async |stage| {
        let [second, ..] = three(stage).await?;
        let page = TracesPage::open(stage, "").await?;
        page.open_row(&second).await?;
        TraceView::shown(stage).await?;
        let hold = stage.controls()?.hold(mock_opik::control::Pattern::next("PATCH", "/v1/private/traces/*"));
        click(&by_role(stage.driver(), "button", "Add tag").await?).await?;
        stage.press("fresh").await?;
        stage.press(Key::Enter).await?;
        stage.press(Key::Escape).await?;
        stage.driver().back().await?;
        none(stage.driver(), "[data-testid=traces]").await?;
        until_is("the row", "fresh".to_owned(), async || page.cell(&second, "tags").await).await?;
        until_true("the change, held at the server", async || {
            Ok(stage.controls()?.asked("PATCH", "/v1/private/traces/batch").len() == 1)
        })
        .await?;
        assert_eq!(page.cell(&second, "tags").await?, "fresh");
        assert_eq!(stage.controls()?.release(Some(hold)), 1);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_traces_can_be_used_by_everybody() {
    stage::run(async |stage| {
        let [second, _, failed] = three(stage).await?;
        let page = TracesPage::open(stage, "").await?;
        until_is("rows", 3, async || Ok(page.rows().await?.len())).await?;
        axe::check(stage, "traces").await?;
        page.open_row(&second).await?;
        TraceView::shown(stage).await?;
        axe::check(stage, "traces beside a trace").await?;
        stage.driver().back().await?;
        none(stage.driver(), "[data-testid=traces]").await?;
        stage.browser.resize(360, 740).await?;
        until_is("the narrow row", "TimeoutError".to_owned(), async || {
            page.cell(&failed, "error_info").await
        })
        .await?;
        let wide = "return document.documentElement.scrollWidth > innerWidth;";
        assert!(!stage.driver().execute(wide, vec![]).await?.convert::<bool>()?, "the page scrolls sideways");
        axe::check(stage, "traces on a phone").await
    })
    .await;
}
