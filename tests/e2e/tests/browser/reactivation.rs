//! A conversation becomes active again during the review: which feedback is lost, which stays, and what the page says.

use e2e::find::{by_role, click};
use e2e::fixtures::{Logged, TestThread, define, get, put, score_thread, thread};
use e2e::pages::Reviewer;
use e2e::stage::{self, Stage};
use e2e::wait::until_is;
use e2e::{Outcome, axe};
use mock_opik::server::Config;
use serde_json::{Value, json};

async fn conversation(stage: &Stage) -> Outcome<Logged> {
    let talk = TestThread::new("goes-on").turns(2).log(stage).await?;
    let words = json!({ "true_label": "Yes", "false_label": "No" });
    define(stage, &[("Solved", "boolean", words), ("Relevance", "numerical", json!({ "min": 0, "max": 1 }))])
        .await?;
    Ok(talk)
}

/// The names of the thread's scores on the server.
async fn scores(stage: &Stage) -> Outcome<Vec<String>> {
    let thread = thread(stage, "goes-on").await?;
    let scores = thread.get("feedback_scores").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(scores.iter().filter_map(|score| Some(score.get("name")?.as_str()?.to_owned())).collect())
}

/// Gives feedback of each kind: a score, a tag, a comment, a thumb.
async fn judge(review: &Reviewer<'_>, talk: &Logged) -> Outcome {
    review.choose("Solved", "Yes").await?;
    review.add_tag("parcel").await?;
    review.add_comment("Nicely put.").await?;
    review.press_thumb(talk.trace(1)?, true).await?;
    review.wait_until_all_is_sent().await
}

/// Checks that feedback which reactivation does not remove is shown and on the server.
async fn the_rest_is_still_there(stage: &Stage, review: &Reviewer<'_>, talk: &Logged) -> Outcome {
    review.wait_for_words("Relevance", "0.75").await?;
    review.wait_for_tags(&["parcel"]).await?;
    review.wait_for_comments(&["Nicely put."]).await?;
    review.wait_for_thumb(talk.trace(1)?, Some(true)).await?;
    let now = thread(stage, "goes-on").await?;
    assert_eq!(now.get("tags"), Some(&json!(["parcel"])));
    assert_eq!(now.pointer("/comments/0/text"), Some(&json!("Nicely put.")));
    let turn = get(stage, &format!("traces/{}", talk.trace(1)?)).await?;
    assert_eq!(turn.pointer("/feedback_scores/0/value"), Some(&json!(1.0)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_active_conversation_is_not_scored_until_it_is_marked_inactive() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        review.wait_for_status("Active").await?;
        let yes = by_role(&review.score("Solved").await?, "radio", "Yes").await?;
        assert!(!yes.is_enabled().await?, "visible, and disabled");
        review.wait_for_message("still active").await?;
        click(&by_role(&review.panel().await?, "button", "Mark inactive").await?).await?;
        review.wait_for_status("Inactive").await?;
        review.choose("Solved", "Yes").await?;
        review.wait_until_all_is_sent().await?;
        assert_eq!(scores(stage).await?, ["Solved"]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_message_takes_the_human_scores_and_the_reviewer_hears_of_it_and_gives_them_again() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        talk.close(stage).await?;
        score_thread(stage, "goes-on", "Relevance", 0.75, "sdk").await?;
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        judge(&review, &talk).await?;
        assert_eq!(scores(stage).await?, ["Relevance", "Solved"]);
        talk.go_on(stage, "One more thing", "Yes?").await?;
        assert_eq!(scores(stage).await?, ["Relevance"]);
        review.wait_for_status("Active").await?;
        review.wait_for_message("This conversation went on.").await?;
        review.wait_for_message("Solved Yes (yours)").await?;
        axe::check(stage, "what re-activation took").await?;
        review.wait_for_chosen("Solved", None).await?;
        the_rest_is_still_there(stage, &review, &talk).await?;
        // Once the thread is inactive again, one action restores what was removed.
        click(&by_role(&review.panel().await?, "button", "Mark inactive").await?).await?;
        review.wait_for_status("Inactive").await?;
        axe::check(stage, "what can be given again").await?;
        click(&by_role(stage.driver(), "button", "Give my 1 score again").await?).await?;
        review.wait_for_chosen("Solved", Some("Yes")).await?;
        review.wait_until_all_is_sent().await?;
        assert_eq!(scores(stage).await?, ["Relevance", "Solved"]);
        the_rest_is_still_there(stage, &review, &talk).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_open_rules_nothing_is_locked_and_nothing_is_removed() {
    let open = Config { open_threads: true, ..Config::default() };
    stage::run_with(open, async |stage| {
        let talk = conversation(stage).await?;
        score_thread(stage, "goes-on", "Relevance", 0.75, "sdk").await?;
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        review.wait_for_status("Active").await?;
        judge(&review, &talk).await?;
        review.none_in_panel("button", "Mark inactive").await?;
        assert_eq!(scores(stage).await?, ["Relevance", "Solved"]);
        talk.close(stage).await?;
        review.wait_for_status("Inactive").await?;
        talk.go_on(stage, "One more thing", "Yes?").await?;
        review.wait_for_status("Active").await?;
        review.wait_for_chosen("Solved", Some("Yes")).await?;
        assert_eq!(scores(stage).await?, ["Relevance", "Solved"]);
        the_rest_is_still_there(stage, &review, &talk).await?;
        review.choose("Solved", "No").await?;
        review.wait_until_all_is_sent().await?;
        assert_eq!(thread(stage, "goes-on").await?.pointer("/feedback_scores/1/value"), Some(&json!(0.0)));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_turns_inactive_by_itself_in_front_of_the_reviewer() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        // The thread was logged an hour ago, and is active until the workspace's timeout.
        put(stage, "workspaces/configurations", &json!({ "timeout_to_mark_thread_as_inactive": "PT5H" }))
            .await?;
        talk.go_on(stage, "Still there?", "Yes.").await?;
        let review =
            Reviewer::open(stage, &Logged { traces: vec![String::new(); 3], ..talk.clone() }, "Anna").await?;
        review.wait_for_status("Active").await?;
        put(stage, "workspaces/configurations", &json!({ "timeout_to_mark_thread_as_inactive": "PT5S" }))
            .await?;
        stage.controls()?.clock().advance(chrono::TimeDelta::seconds(6));
        review.wait_for_status("Inactive").await?;
        review.choose("Solved", "Yes").await?;
        review.wait_until_all_is_sent().await?;
        assert_eq!(scores(stage).await?, ["Solved"]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_score_that_meets_a_conversation_gone_active_goes_back_with_the_reason() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        talk.close(stage).await?;
        stage.expect_error("409");
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        review.wait_for_status("Inactive").await?;
        // The page has not polled yet, so the score is sent.
        let hold =
            stage.controls()?.hold(mock_opik::control::Pattern::next("PUT", "*threads/feedback-scores"));
        review.choose("Solved", "Yes").await?;
        stage.controls()?.waiting(hold, 1).await;
        let reopen = json!({ "project_name": "Support", "thread_id": "goes-on" });
        put(stage, "traces/threads/open", &reopen).await?;
        stage.controls()?.release(None);
        review.wait_for_message("active").await?;
        review.wait_for_chosen("Solved", None).await?;
        review.wait_for_status("Active").await?;
        until_is("scores", Vec::<String>::new(), async || scores(stage).await).await?;
        // A thumb does not require an inactive thread.
        review.press_thumb(talk.trace(2)?, false).await?;
        review.wait_until_all_is_sent().await?;
        let turn = get(stage, &format!("traces/{}", talk.trace(2)?)).await?;
        assert_eq!(turn.pointer("/feedback_scores/0/value"), Some(&json!(0.0)));
        Ok(())
    })
    .await;
}
