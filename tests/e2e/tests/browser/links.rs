//! URLs of Opik's own UI, and the URL of a project without a query: what they ask for is applied, or the page says that
//! it is not.

use e2e::Outcome;
use e2e::find::{all_by_role, by_role, click, none, none_by_role, text};
use e2e::fixtures::{Logged, TestThread, post, project, put, span};
use e2e::pages::conversation::encode;
use e2e::pages::trace::TraceView;
use e2e::pages::{ProjectsPage, ThreadsPage, TracesPage};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use serde_json::{Value, json};

/// Two traces: the first with metadata about a customer and a span with scores and tokens; the second without.
async fn two(stage: &Stage) -> Outcome<[String; 2]> {
    let Logged { traces, .. } = TestThread::new("rich")
        .minutes_ago(60)
        .turn("Is it free?", "Yes.")
        .with("metadata", json!({ "customer": { "tier": "gold", "vip": true } }))
        .turn("Thanks", "Welcome")
        .log(stage)
        .await?;
    let [rich, plain] = traces.as_slice() else { return Err("two turns".into()) };
    let used = json!({
        "usage": { "prompt_tokens": 900, "completion_tokens": 12, "total_tokens": 912 }, "total_estimated_cost": 0.25,
    });
    let llm = span(rich, "llm", used);
    post(stage, "spans", &llm).await?;
    let id = llm.get("id").and_then(Value::as_str).unwrap_or_default();
    let score = json!({ "name": "faith", "value": 0.9, "source": "sdk" });
    put(stage, &format!("spans/{id}/feedback-scores"), &score).await?;
    Ok([rich.clone(), plain.clone()])
}

/// The query of a URL with these filters on the traces.
fn filters(conditions: &Value) -> String {
    let text = conditions.to_string();
    format!("&traces_filters={}", encode(&text))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_with_any_of_opiks_filters_lists_what_it_asks_for() {
    stage::run(async |stage| {
        let [rich, plain] = two(stage).await?;
        let of = |field: &str, operator: &str, key: &str, value: &str| {
            json!([{ "field": field, "operator": operator, "key": key, "value": value, "id": "x", "type": "y" }])
        };
        for (condition, found) in [
            (of("metadata", "=", "customer.tier", "gold"), &rich),
            (of("metadata", "=", "customer.vip", "true"), &rich),
            (of("metadata", "is_empty", "customer.tier", ""), &plain),
            (of("input_json", "contains", "_input_value", "free"), &rich),
            (of("custom", "=", "output.output", "Welcome"), &plain),
            (of("usage.prompt_tokens", ">=", "", "900"), &rich),
            (of("usage.completion_tokens", "<", "", "100"), &rich),
            (of("llm_span_count", "=", "", "0"), &plain),
            (of("span_feedback_scores", ">", "faith", "0.5"), &rich),
            (of("output", "contains", "", "welcome"), &plain),
        ] {
            let page = TracesPage::open(stage, &filters(&condition)).await?;
            page.wait_for_rows(&[found]).await?;
            none(stage.driver(), ".chip.unapplied").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_link_asks_for_and_nobody_knows_is_named_and_can_be_taken_off() {
    stage::run(async |stage| {
        let [rich, plain] = two(stage).await?;
        let odd = json!([
            { "field": "mood", "operator": "=", "value": "sunny" },
            { "field": "output", "operator": "sounds_like", "value": "x" },
            { "field": "output", "operator": "contains", "value": "e" },
        ]);
        let more = format!(
            "{}&time_range=since-lunch&traces_sorting=%5B%7B%22id%22%3A%22luck%22%7D%5D",
            filters(&odd)
        );
        let page = TracesPage::open(stage, &more).await?;
        page.wait_for_rows(&[&plain, &rich]).await?;
        let said = async || -> Outcome<Vec<String>> {
            let mut said = Vec::new();
            for chip in e2e::find::all(stage.driver(), ".chip.unapplied").await? {
                said.push(text(&chip).await?);
            }
            Ok(said)
        };
        let all = [
            "Not applied: time range “since-lunch” (not a known range)",
            "Not applied: order by luck (this list has no such order)",
            "Not applied: mood = “sunny” (not a field of this list)",
            "Not applied: output sounds_like “x” (not a known comparison)",
        ];
        until_is("what is said", all.map(str::to_owned).to_vec(), said).await?;
        e2e::axe::check(stage, "not applied").await?;
        // The notice stays when walking through the list, and when the URL is copied.
        stage.driver().refresh().await?;
        until_is("what is said", 4, async || Ok(said().await?.len())).await?;
        for words in all {
            click(&by_role(stage.driver(), "button", &format!("Remove: {words}")).await?).await?;
        }
        none(stage.driver(), ".chip.unapplied").await?;
        page.wait_for_rows(&[&plain, &rich]).await?;
        let query = stage.path().await?;
        assert!(!query.contains("mood") && !query.contains("luck") && !query.contains("lunch"), "{query}");
        assert!(stage.query("traces_filters").await?.is_some_and(|filters| filters.contains("output")));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_with_traces_and_no_conversations_opens_with_its_traces() {
    stage::run(async |stage| {
        let Logged { traces, .. } =
            TestThread::new("none").turn("Alone", "Yes").with("thread_id", Value::Null).log(stage).await?;
        let trace = traces.first().ok_or("one trace")?;
        let page = TracesPage::open_at(stage, "").await?;
        page.wait_for_rows(&[trace]).await?;
        let radio = by_role(stage.driver(), "radio", "Traces").await?;
        assert_eq!(radio.attr("aria-checked").await?.as_deref(), Some("true"));
        // The list in the URL is shown, although it is empty.
        ThreadsPage::open(stage, "").await?;
        by_role(stage.driver(), "heading", "No threads yet").await?;
        TracesPage::open_at(stage, "?type=traces").await?.wait_for_rows(&[trace]).await?;
        stage.driver().execute("localStorage.clear();", vec![]).await?;
        TracesPage::open_at(stage, &format!("?trace={trace}")).await?.wait_for_rows(&[trace]).await?;
        TraceView::shown(stage).await?;
        assert_eq!(stage.query("trace").await?.as_deref(), Some(trace.as_str()));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bare_address_asks_once_for_the_conversations_and_an_empty_project_says_so() {
    stage::run(async |stage| {
        TestThread::new("a").turn("Hello", "Hi").log(stage).await?;
        let asked = |path: &str| {
            let log = stage.controls()?.log();
            Outcome::Ok(log.iter().filter(|seen| seen.path == format!("/v1/private/{path}")).count())
        };
        stage.controls()?.clear_log();
        let page = TracesPage::open_at(stage, "").await?;
        page.wait_for_rows(&["a"]).await?;
        assert_eq!(
            (asked("traces/threads")?, asked("traces/exists")?),
            (1, 0),
            "the first row waits for nothing"
        );
        let empty = project(stage, "Empty").await?;
        stage.open(&format!("default/projects/{empty}/logs")).await?;
        by_role(stage.driver(), "heading", "No threads yet").await?;
        assert_eq!(asked("traces/exists")?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ids_of_opiks_columns_sort() {
    stage::run(async |stage| {
        let [rich, plain] = two(stage).await?;
        let score = json!({ "name": "quality", "value": 0.9, "source": "sdk" });
        put(stage, &format!("traces/{rich}/feedback-scores"), &score).await?;
        for id in ["usage_total_tokens", "usage.total_tokens", "feedback_scores_quality"] {
            let sorting = json!([{ "id": id, "desc": true }]).to_string();
            let page = TracesPage::open(stage, &format!("&traces_sorting={}", encode(&sorting))).await?;
            page.wait_for_rows(&[&rich, &plain]).await?;
            none(stage.driver(), ".chip.unapplied").await?;
        }
        // The server ignores sorting by fields that it does not know.
        ThreadsPage::open(stage, &format!("&threads_sorting={}", encode(r#"[{"id":"metadata"}]"#))).await?;
        let remove = "Remove: Not applied: order by metadata (the server does not sort by it)";
        click(&by_role(stage.driver(), "button", remove).await?).await?;
        none(stage.driver(), ".chip.unapplied").await?;
        assert_eq!(stage.query("threads_sorting").await?, None);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_projects_lists_are_as_they_were_left_and_an_address_that_says_something_wins() {
    stage::run(async |stage| {
        let [rich, plain] = two(stage).await?;
        TestThread::new("other").minutes_ago(5).turn("Something else", "Yes").log(stage).await?;
        let rich_only = filters(
            &json!([{ "field": "metadata", "operator": "=", "key": "customer.tier", "value": "gold" }]),
        );
        let page = TracesPage::open(stage, &rich_only).await?;
        page.wait_for_rows(&[&rich]).await?;
        // Leaves the page and returns by the project's link.
        click(&ProjectsPage::open(stage).await?.project("Support").await?).await?;
        page.wait_for_rows(&[&rich]).await?;
        assert_eq!(stage.query("logsType").await?.as_deref(), Some("traces"));
        assert!(stage.query("traces_filters").await?.is_some(), "the address says what is shown");
        // To the other list and back.
        by_role(stage.driver(), "radio", "Threads").await?.click().await?;
        page.wait_for_rows(&["other", "rich"]).await?;
        by_role(stage.driver(), "radio", "Traces").await?.click().await?;
        page.wait_for_rows(&[&rich]).await?;
        // A query in the URL has precedence.
        TracesPage::open(stage, "&traces_search=thanks").await?.wait_for_rows(&[&plain]).await?;
        none_by_role(stage.driver(), "group", "Filters").await?;
        let page = TracesPage::open(stage, &rich_only).await?;
        page.wait_for_rows(&[&rich]).await?;
        by_role(stage.driver(), "button", "Clear all").await?.click().await?;
        until_is("rows", 3, async || Ok(page.rows().await?.len())).await?;
        TracesPage::open_at(stage, "").await?;
        until_is("rows", 3, async || Ok(page.rows().await?.len())).await?;
        until_true("no filter came back", async || {
            Ok(all_by_role(stage.driver(), "group", Some("Filters")).await?.is_empty())
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_minute_begins_with_the_next_one() {
    stage::run(async |stage| {
        let Logged { traces, .. } = TestThread::new("times").turns(2).log(stage).await?;
        let [first, second] = traces.as_slice() else { return Err("two turns".into()) };
        let log = |id: &str, start: &str| json!({ "id": id, "project_name": "Support", "name": "n", "start_time": start });
        let early = log(first, "2026-11-20T19:24:30.000Z");
        let late = log(second, "2026-11-20T19:25:00.000Z");
        for trace in [early, late] {
            let mut trace = trace;
            if let Some(trace) = trace.as_object_mut() {
                trace.insert("last_updated_at".to_owned(), json!("2099-01-01T00:00:00Z"));
            }
            post(stage, "traces/batch", &json!({ "traces": [trace] })).await?;
        }
        for (operator, found) in [
            (">", vec![second]),
            ("<=", vec![first]),
            ("=", vec![first]),
            (">=", vec![second, first]),
        ] {
            let at = json!([{ "field": "start_time", "operator": operator, "value": "2026-11-20T19:24:10.000Z" }]);
            let page = TracesPage::open(stage, &filters(&at)).await?;
            let found: Vec<&str> = found.into_iter().map(String::as_str).collect();
            page.wait_for_rows(&found).await?;
        }
        Ok(())
    })
    .await;
}
