//! Tags of a conversation: added, suggested, warned about, refused and removed.

use e2e::find::{all_by_role, by_role, click, focused, none_by_role, text};
use e2e::fixtures::{Logged, TestThread};
use e2e::pages::review::{listed, thread};
use e2e::pages::{ReviewPanel, ThreadsPage};
use e2e::stage::Stage;
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe, stage};
use mock_opik::control::{Failure, Pattern};
use serde_json::{Value, json};
use thirtyfour::Key;

/// Changes the tags of a logged thread as another client does.
async fn tag(stage: &Stage, talk: &Logged, change: Value) -> Outcome {
    let model = thread(stage, talk).await?;
    let id = model.get("thread_model_id").cloned().unwrap_or_default();
    let url = format!("{}api/v1/private/traces/threads/batch", stage.base);
    let body = json!({ "ids": [id], "update": change });
    reqwest::Client::new().patch(url).json(&body).send().await?.error_for_status()?;
    Ok(())
}

async fn tags_on_server(stage: &Stage, talk: &Logged) -> Outcome<Vec<String>> {
    let mut tags = listed(&thread(stage, talk).await?, "tags", None);
    tags.sort();
    Ok(tags)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_that_is_typed_stands_there_at_once_and_reaches_the_server_beside_another_reviewers() {
    stage::run(async |stage| {
        let talk = TestThread::new("tagged").turn("Hi", "Hello").log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        panel.who.wait_for_tags(&[]).await?;
        // Somebody else tags the thread while this page does not show the tag yet.
        tag(stage, &talk, json!({ "tags_to_add": ["theirs"] })).await?;
        panel.who.add_tag("refund").await?;
        panel.who.add_tag("policy gap").await?;
        until_is(
            "tags on the server",
            vec!["policy gap".to_owned(), "refund".into(), "theirs".into()],
            async || tags_on_server(stage, &talk).await,
        )
        .await?;
        let gone = by_role(&panel.element, "button", "Remove tag refund").await?;
        click(&gone).await?;
        none_by_role(&panel.element, "button", "Remove tag refund").await?;
        until_is("tags on the server", vec!["policy gap".to_owned(), "theirs".into()], async || {
            tags_on_server(stage, &talk).await
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tags_of_the_project_are_offered_by_use_and_chosen_by_arrow() {
    stage::run(async |stage| {
        for (id, tags) in
            [("a", json!(["tone", "refund"])), ("b", json!(["refund"])), ("c", json!(["late refund"]))]
        {
            let other = TestThread::new(id).turn("Hi", "Hello").log(stage).await?;
            tag(stage, &other, json!({ "tags": tags })).await?;
        }
        let talk = TestThread::new("open").turn("Hi", "Hello").log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        let field = panel.tag_field().await?;
        let all = ["refund 2", "late refund 1", "tone 1"];
        until_is("offers", all.map(str::to_owned).to_vec(), async || panel.offers().await).await?;
        axe::check(stage, "tag field").await?;
        field.send_keys("REF").await?;
        until_is("offers", vec!["refund 2".to_owned(), "late refund 1".into()], async || {
            panel.offers().await
        })
        .await?;
        field.send_keys(Key::Down + Key::Down + Key::Enter).await?;
        panel.who.wait_for_tags(&["late refund"]).await?;
        until_is("tags on the server", vec!["late refund".to_owned()], async || {
            tags_on_server(stage, &talk).await
        })
        .await?;
        // Tags that the thread has are not suggested again, and the field is ready for the next tag.
        until_is("offers", vec!["refund 2".to_owned(), "tone 1".into()], async || panel.offers().await)
            .await?;
        let asked = stage.controls()?.log();
        let asks =
            asked.iter().filter(|seen| seen.query.as_deref().is_some_and(|query| query.contains("size=200")));
        assert_eq!(asks.filter(|seen| seen.path.ends_with("/traces/threads")).count(), 1);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_that_is_nearly_one_in_use_is_pointed_out_and_one_click_takes_that_one() {
    stage::run(async |stage| {
        let other = TestThread::new("a").turn("Hi", "Hello").log(stage).await?;
        tag(stage, &other, json!({ "tags": ["policy-gap"] })).await?;
        let talk = TestThread::new("open").turn("Hi", "Hello").log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        panel.tag_field().await?.send_keys("Policy gaps").await?;
        let twin = by_role(&panel.part("Tags").await?, "button", "policy-gap").await?;
        click(&twin).await?;
        panel.who.wait_for_tags(&["policy-gap"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_would_refuse_is_refused_at_the_field() {
    stage::run(async |stage| {
        let talk = TestThread::new("full").turn("Hi", "Hello").log(stage).await?;
        let many: Vec<String> = (1..=49).map(|n| format!("t{n:02}")).collect();
        tag(stage, &talk, json!({ "tags": many })).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        until_is("number of tags", 49, async || Ok(panel.who.tags().await?.len())).await?;
        let part = panel.part("Tags").await?;
        let refused =
            async |words: &str| until_true(words, async || Ok(text(&part).await?.contains(words))).await;
        panel.who.add_tag("   ").await?;
        refused("at least one letter").await?;
        let field = panel.tag_field().await?;
        field.clear().await?;
        panel.who.add_tag(&"x".repeat(101)).await?;
        refused("at most 100 characters; this one has 101").await?;
        assert_eq!(field.prop("value").await?.unwrap_or_default().len(), 101, "the typed text is gone");
        axe::check(stage, "refused tag").await?;
        field.clear().await?;
        panel.who.add_tag("t07").await?;
        refused("already here").await?;
        field.clear().await?;
        panel.who.add_tag(&"x".repeat(100)).await?;
        until_is("number of tags", 50, async || Ok(panel.who.tags().await?.len())).await?;
        panel.who.add_tag("one more").await?;
        refused("at most 50 tags").await?;
        let writes = stage
            .controls()?
            .log()
            .iter()
            .filter(|seen| seen.method == "PATCH" && seen.status == Some(422))
            .count();
        assert_eq!(writes, 0, "the server was asked what was known to be wrong");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_that_the_server_refuses_goes_back_and_the_page_says_why() {
    stage::run(async |stage| {
        let talk = TestThread::new("refused").turn("Hi", "Hello").log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        stage.expect_error("422");
        stage.controls()?.fail(
            Pattern::next("PATCH", "/v1/private/traces/threads/*").times(1),
            Failure::Answer(422.try_into()?, json!({ "errors": ["No tags on Mondays"] })),
        );
        panel.who.add_tag("refund").await?;
        panel.who.wait_for_message("No tags on Mondays").await?;
        panel.who.wait_for_tags(&[]).await?;
        assert_eq!(tags_on_server(stage, &talk).await?, Vec::<String>::new());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_leads_to_the_list_of_all_conversations_that_carry_it() {
    stage::run(async |stage| {
        let hostile = "<img src=x onerror=alert(1)> 50%+";
        let talk = TestThread::new("one").turn("Hi", "Hello").log(stage).await?;
        TestThread::new("other").turn("Hi", "Hello").log(stage).await?;
        tag(stage, &talk, json!({ "tags": [hostile] })).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        panel.who.wait_for_tags(&[hostile]).await?;
        click(&by_role(&panel.element, "link", hostile).await?).await?;
        ThreadsPage::shown(stage).wait_for_rows(&["one"]).await?;
        assert_eq!(stage.query("thread").await?, None);
        stage.driver().back().await?;
        ReviewPanel::shown(stage).await?.who.wait_for_tags(&[hostile]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tag_key_opens_the_field_and_escape_leads_back_to_the_turn() {
    stage::run(async |stage| {
        let talk = TestThread::new("keys").turns(3).log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        stage.press("j").await?;
        stage.press("j").await?;
        stage.press("t").await?;
        by_role(&panel.element, "combobox", "New tag").await?;
        until_true("the focus in the field", async || {
            Ok(focused(stage.driver()).await?.attr("role").await?.as_deref() == Some("combobox"))
        })
        .await?;
        stage.press("by key" + Key::Enter).await?;
        panel.who.wait_for_tags(&["by key"]).await?;
        stage.press(Key::Escape).await?;
        until_is("the turn that had the focus", Some(talk.trace(2)?.to_owned()), async || {
            focused(stage.driver()).await?.attr("data-trace-message-id").await
        })
        .await?;
        assert_eq!(all_by_role(&panel.element, "combobox", None).await?.len(), 0, "the field is still open");
        assert_eq!(stage.query("thread").await?.as_deref(), Some("keys"), "the conversation was closed");
        Ok(())
    })
    .await;
}
