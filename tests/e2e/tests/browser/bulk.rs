//! Changing more conversations at once than a page shows.

use std::collections::BTreeMap;

use e2e::find::{Words, all_by_role, by_role, click, one_with, texts};
use e2e::fixtures::{get, post};
use e2e::pages::{ThreadsPage, reviewer::be};
use e2e::stage::{self, Stage};
use e2e::wait::until_true;
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, Pattern};
use serde_json::{Value, json};

/// As many conversations as somebody might choose with a filter.
const MANY: usize = 1_240;
/// The call that changes tags.
const TAGS: &str = "/v1/private/traces/threads/batch";

/// Logs many conversations of one turn each, and opens the list.
async fn many(stage: &Stage, count: usize) -> Outcome<ThreadsPage<'_>> {
    let trace = |at: usize| {
        let minute = format!("2026-03-{:02}T{:02}:{:02}:00Z", 1 + at / 1440, at / 60 % 24, at % 60);
        json!({ "project_name": "Support", "name": "chat", "thread_id": format!("talk {at}"), "start_time": minute,
            "end_time": minute, "input": { "question": "Where is it?" }, "output": { "answer": "On its way." } })
    };
    let traces: Vec<Value> = (0..count).map(trace).collect();
    for batch in traces.chunks(500) {
        post(stage, "traces/batch", &json!({ "traces": batch })).await?;
    }
    be(stage, "Ana").await?;
    let list = ThreadsPage::open(stage, "&size=100").await?;
    until_true("a page of rows", async || Ok(list.rows().await?.len() == count.min(100))).await?;
    Ok(list)
}

async fn wait_for_words(stage: &Stage, words: &str) -> Outcome {
    one_with(stage.driver(), "[role=status]", None, Words::Contain(words)).await.map(drop)
}

async fn select_all_that_match(stage: &Stage, count: &str) -> Outcome {
    click(&by_role(stage.driver(), "checkbox", "Select all rows").await?).await?;
    click(&by_role(stage.driver(), "button", &format!("Select all {count} that match")).await?).await?;
    wait_for_words(stage, &format!("{count} selected")).await
}

async fn add_tag(stage: &Stage, tag: &str) -> Outcome {
    click(&by_role(stage.driver(), "button", "Add tag to the selected").await?).await?;
    by_role(stage.driver(), "textbox", "Tag").await?.send_keys(tag).await?;
    click(&by_role(stage.driver(), "button", "Add").await?).await
}

/// How many threads on the server have which tags.
async fn tags(stage: &Stage) -> Outcome<BTreeMap<Vec<String>, usize>> {
    let mut counts = BTreeMap::new();
    for page in 1..10 {
        let threads =
            get(stage, &format!("traces/threads?project_name=Support&size=1000&page={page}")).await?;
        let rows = threads.get("content").and_then(Value::as_array).cloned().unwrap_or_default();
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let tags = row.get("tags").and_then(Value::as_array).into_iter().flatten();
            let tags = tags.filter_map(|tag| tag.as_str().map(str::to_owned)).collect();
            *counts.entry(tags).or_default() += 1;
        }
    }
    Ok(counts)
}

async fn until_tags(stage: &Stage, wanted: &[(&[&str], usize)]) -> Outcome {
    let wanted: BTreeMap<Vec<String>, usize> =
        wanted.iter().map(|(tags, count)| (tags.iter().map(ToString::to_string).collect(), *count)).collect();
    until_true("the tags on the server", async || {
        let there = tags(stage).await?;
        if there == wanted { Ok(true) } else { Err(format!("{there:?} instead of {wanted:?}").into()) }
    })
    .await
}

/// How many threads are inactive on the server.
async fn inactive(stage: &Stage) -> Outcome<usize> {
    let threads = get(stage, "traces/threads?project_name=Support&size=100").await?;
    let rows = threads.get("content").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(rows.iter().filter(|row| row.get("status") == Some(&json!("inactive"))).count())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_reaches_1240_conversations_once_each_though_a_third_of_the_requests_fail_and_the_page_is_reloaded()
 {
    stage::run(async |stage| {
        many(stage, MANY).await?;
        select_all_that_match(stage, "1,240").await?;
        stage.expect_error("Failed to load resource");
        let controls = stage.controls()?;
        controls.fail_some(Pattern::next("PATCH", TAGS).times(usize::MAX), 30, "bulk");
        // The second request does not end before the page is left.
        let hold = controls.hold(Pattern::next("PATCH", TAGS).times(1));
        add_tag(stage, "refund").await?;
        wait_for_words(stage, "Adding tag refund").await?;
        until_true("some are done", async || Ok(tags(stage).await?.contains_key(&vec!["refund".to_owned()])))
            .await?;
        stage.driver().refresh().await?;
        stage.controls()?.release(Some(hold));
        until_tags(stage, &[(&["refund"], MANY)]).await?;
        let requests = stage.controls()?.asked("PATCH", TAGS).len();
        assert!(requests <= 40, "{requests} requests for {MANY} conversations");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_refuses_is_listed_and_tried_again_and_the_rest_is_done() {
    stage::run(async |stage| {
        let list = many(stage, 30).await?;
        click(&by_role(stage.driver(), "checkbox", "Select all rows").await?).await?;
        stage.expect_error("Failed to load resource");
        let refused = || {
            Failure::Answer(422.try_into().unwrap_or_default(), json!({ "errors": ["Tag limit exceeded"] }))
        };
        let controls = stage.controls()?;
        // The request for all, and then two of those that are sent alone.
        controls.fail(Pattern::next("PATCH", TAGS).times(3), refused());
        add_tag(stage, "refund").await?;
        wait_for_words(stage, "Tag refund added to 28 of 30, 2 refused").await?;
        axe::check(stage, "an edit of many that was refused in part").await?;
        click(&one_with(stage.driver(), "summary", None, Words::Are("Which ones?")).await?).await?;
        let why = texts(stage.driver(), ".bulk-edit li").await?;
        assert!(why.len() == 2 && why.iter().all(|why| why.contains("Tag limit exceeded")), "{why:?}");
        until_tags(stage, &[(&[], 2), (&["refund"], 28)]).await?;
        click(&by_role(stage.driver(), "button", "Try again").await?).await?;
        until_tags(stage, &[(&["refund"], 30)]).await?;
        click(&by_role(stage.driver(), "button", "Close the report").await?).await?;
        click(&by_role(stage.driver(), "button", "Clear selection").await?).await?;
        assert!(all_by_role(stage.driver(), "region", Some("Selection")).await?.is_empty());
        assert_eq!(list.cell("talk 29", "tags").await?, "refund");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_status_is_set_for_many_in_one_request_and_taken_back_with_one_click() {
    stage::run(async |stage| {
        many(stage, 30).await?;
        click(&by_role(stage.driver(), "checkbox", "Select all rows").await?).await?;
        add_tag(stage, "done").await?;
        wait_for_words(stage, "Tag done added to 30 conversations").await?;
        assert_eq!(stage.controls()?.asked("PATCH", TAGS).len(), 1);
        click(&by_role(stage.driver(), "button", "Undo").await?).await?;
        until_tags(stage, &[(&[], 30)]).await?;
        wait_for_words(stage, "Undone for 30 conversations").await?;
        click(&by_role(stage.driver(), "button", "Status of the selected").await?).await?;
        click(&by_role(stage.driver(), "button", "Mark inactive").await?).await?;
        wait_for_words(stage, "Inactive set for 30 conversations").await?;
        assert_eq!(stage.controls()?.asked("PUT", "/v1/private/traces/threads/close").len(), 1);
        until_true("all are inactive", async || Ok(inactive(stage).await? == 30)).await?;
        click(&by_role(stage.driver(), "button", "Undo").await?).await?;
        until_true("all are active again", async || Ok(inactive(stage).await? == 0)).await
    })
    .await;
}
