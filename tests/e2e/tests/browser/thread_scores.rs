//! Scores of a whole conversation: given, with a reason, cleared, refused, and beside those of others.

use e2e::find::{all_by_role, by_role, click, count, focused, none_by_role, one, text};
use e2e::fixtures::{Logged, TestThread, post};
use e2e::pages::review::thread;
use e2e::pages::{ReviewPanel, Reviewer};
use e2e::stage::Stage;
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe, stage};
use mock_opik::control::{Failure, Pattern};
use serde_json::{Value, json};
use thirtyfour::Key;

/// An inactive conversation, and three feedback definitions of the workspace.
async fn closed(stage: &Stage, id: &str) -> Outcome<Logged> {
    for definition in [
        json!({ "name": "Resolved", "type": "categorical", "description": "Was the problem solved?",
            "details": { "categories": { "Yes": 1, "Partly": 0.5, "No": 0 } } }),
        json!({ "name": "Helpfulness", "type": "numerical", "details": { "min": 0, "max": 10 } }),
        json!({ "name": "Polite", "type": "boolean", "details": { "true_label": "Yes", "false_label": "No" } }),
    ] {
        post(stage, "feedback-definitions", &definition).await?;
    }
    let talk = TestThread::new(id).turns(2).log(stage).await?;
    talk.close(stage).await?;
    Ok(talk)
}

/// Scores the thread as another client does.
async fn score(stage: &Stage, talk: &Logged, who: Option<&str>, mut score: Value) -> Outcome {
    for (key, value) in [("thread_id", json!(talk.thread)), ("project_name", json!("Support"))] {
        score.as_object_mut().ok_or("no object")?.insert(key.to_owned(), value);
    }
    let url = format!("{}api/v1/private/traces/threads/feedback-scores", stage.base);
    let request = reqwest::Client::new().put(url).json(&json!({ "scores": [score] }));
    let request = match who {
        Some(who) => request.header("X-Forwarded-User", who),
        None => request,
    };
    request.send().await?.error_for_status()?;
    Ok(())
}

/// A score of the thread on the server, by its name.
async fn on_server(stage: &Stage, talk: &Logged, name: &str) -> Outcome<Option<Value>> {
    let thread = thread(stage, talk).await?;
    let scores = thread.get("feedback_scores").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(scores.into_iter().find(|score| score.get("name") == Some(&json!(name))))
}

/// Waits until a field of a score on the server has this value.
async fn wait_for(stage: &Stage, talk: &Logged, name: &str, field: &str, wanted: Value) -> Outcome {
    until_is(&format!("{field} of {name}"), Some(wanted), async || {
        Ok(on_server(stage, talk, name).await?.and_then(|score| score.get(field).cloned()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_score_with_its_reason_reaches_the_server_and_can_be_cleared() {
    stage::run(async |stage| {
        let talk = closed(stage, "talk").await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        until_is(
            "scores",
            ["Helpfulness", "Polite", "Resolved", "User feedback"].map(str::to_owned).to_vec(),
            async || panel.score_names().await,
        )
        .await?;
        panel.who.choose("Resolved", "Partly").await?;
        wait_for(stage, &talk, "Resolved", "value", json!(0.5)).await?;
        wait_for(stage, &talk, "Resolved", "category_name", json!("Partly")).await?;
        wait_for(stage, &talk, "Resolved", "source", json!("ui")).await?;
        let resolved = panel.who.score("Resolved").await?;
        let reason = by_role(&resolved, "textbox", "Reason for Resolved").await?;
        reason.send_keys("The refund is still open").await?;
        axe::check(stage, "scores").await?;
        // Leaving the field saves the reason.
        reason.send_keys(Key::Tab).await?;
        wait_for(stage, &talk, "Resolved", "reason", json!("The refund is still open")).await?;
        click(&by_role(&resolved, "button", "Clear Resolved").await?).await?;
        none_by_role(&resolved, "button", "Clear Resolved").await?;
        until_true("no score on the server", async || {
            Ok(on_server(stage, &talk, "Resolved").await?.is_none())
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_stand_beside_mine_with_who_they_are_and_the_average() {
    stage::run(async |stage| {
        let talk = closed(stage, "talk").await?;
        let human = json!({ "name": "Helpfulness", "value": 4, "source": "ui", "reason": "Too long" });
        score(stage, &talk, Some("Ben Hur"), human).await?;
        let judge = json!({ "name": "Helpfulness", "value": 6.5, "source": "online_scoring" });
        score(stage, &talk, Some("gpt-judge"), judge).await?;
        let sdk = json!({ "name": "tone_check", "value": 0.25, "source": "sdk" });
        score(stage, &talk, Some("pipeline"), sdk).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        let helpful = panel.who.score("Helpfulness").await?;
        until_true("what others say", async || {
            let said = text(&one(&helpful, ".author-scores").await?).await?;
            Ok(["Ben Hur", "4", "Too long", "Judge gpt-judge", "6.5", "Average 5.25, from 4 to 6.5"]
                .iter()
                .all(|words| said.contains(words)))
        })
        .await?;
        assert_eq!(count(&helpful, ".author-score .initials").await?, 1, "only people have initials");
        // A score without a definition is shown and cannot be given.
        let undefined = panel.who.score("tone_check").await?;
        let said = text(&undefined).await?;
        assert!(said.contains("SDK pipeline") && said.contains("0.25"), "{said}");
        assert_eq!(count(&undefined, "input, button, textarea, select").await?, 0);
        // The reviewer's score is part of the average at once; clearing it leaves the others.
        by_role(&helpful, "textbox", "Helpfulness, 0 to 10").await?.send_keys("9" + Key::Enter).await?;
        until_true("the new average", async || {
            Ok(text(&helpful).await?.contains("Average 6.5, from 4 to 9"))
        })
        .await?;
        wait_for(stage, &talk, "Helpfulness", "value", json!(6.5)).await?;
        axe::check(stage, "scores of several").await?;
        click(&by_role(&helpful, "button", "Clear Helpfulness").await?).await?;
        wait_for(stage, &talk, "Helpfulness", "value", json!(5.25)).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_active_conversation_says_why_it_cannot_be_scored_and_one_click_changes_that() {
    stage::run(async |stage| {
        closed(stage, "other").await?;
        let talk = TestThread::new("talk").turns(1).log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        let part = panel.part("Scores").await?;
        until_true("the reason", async || Ok(text(&part).await?.contains("still active"))).await?;
        let polite = panel.who.score("Polite").await?;
        let choices = all_by_role(&polite, "radio", None).await?;
        assert_eq!(choices.len(), 2);
        for choice in &choices {
            assert!(!choice.is_enabled().await?);
        }
        axe::check(stage, "locked scores").await?;
        click(&by_role(&part, "button", "Mark inactive").await?).await?;
        none_by_role(&part, "button", "Mark inactive").await?;
        until_is("status on the server", Some(json!("inactive")), async || {
            Ok(thread(stage, &talk).await?.get("status").cloned())
        })
        .await?;
        panel.who.choose("Polite", "Yes").await?;
        wait_for(stage, &talk, "Polite", "value", json!(1.0)).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_score_that_the_server_refuses_goes_back_and_the_reason_stays() {
    stage::run(async |stage| {
        let talk = closed(stage, "talk").await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        panel.who.choose("Polite", "Yes").await?;
        wait_for(stage, &talk, "Polite", "value", json!(1.0)).await?;
        stage.expect_error("422");
        stage.controls()?.fail(
            Pattern::next("PUT", "/v1/private/traces/threads/feedback-scores").times(1),
            Failure::Answer(422.try_into()?, json!({ "errors": ["No scores on Mondays"] })),
        );
        let polite = panel.who.score("Polite").await?;
        let reason = by_role(&polite, "textbox", "Reason for Polite").await?;
        reason.send_keys("Said thank you twice").await?;
        reason.send_keys(Key::Tab).await?;
        panel.who.wait_for_message("No scores on Mondays").await?;
        until_is("the typed text", "Said thank you twice".to_owned(), async || {
            let reason = by_role(&polite, "textbox", "Reason for Polite").await?;
            Ok(reason.prop("value").await?.unwrap_or_default())
        })
        .await?;
        until_true("that it is not saved", async || Ok(text(&polite).await?.contains("Not saved yet")))
            .await?;
        click(&by_role(&polite, "button", "Save reason").await?).await?;
        wait_for(stage, &talk, "Polite", "reason", json!("Said thank you twice")).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pinned_score_stands_first_and_does_so_after_a_reload() {
    stage::run(async |stage| {
        let talk = closed(stage, "talk").await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        let pin = by_role(&panel.who.score("Resolved").await?, "button", "Pin Resolved").await?;
        click(&pin).await?;
        let wanted = ["Resolved", "Helpfulness", "Polite", "User feedback"].map(str::to_owned).to_vec();
        until_is("scores", wanted.clone(), async || panel.score_names().await).await?;
        stage.driver().refresh().await?;
        let panel = ReviewPanel::shown(stage).await?;
        until_is("scores", wanted, async || panel.score_names().await).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_scored_and_left_by_key_alone() {
    stage::run(async |stage| {
        let next = closed(stage, "older").await?;
        let talk = TestThread::new("newer").minutes_ago(5).turns(2).log(stage).await?;
        talk.close(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        panel.who.score("Resolved").await?;
        stage.press("j").await?;
        stage.press("s").await?;
        // The first score is a number field; Tab leads to the next one, whose options are chosen by number keys.
        until_true("the focus on a score with choices", async || {
            if focused(stage.driver()).await?.attr("role").await?.as_deref() == Some("radio") {
                return Ok(true);
            }
            stage.press(Key::Tab).await?;
            Ok(false)
        })
        .await?;
        stage.press("2").await?;
        wait_for(stage, &talk, "Polite", "value", json!(0.0)).await?;
        stage.press(Key::Tab).await?;
        stage.press("Missed the point").await?;
        stage.press(Key::Control + Key::Enter).await?;
        until_is("the next conversation", Some(next.thread.clone()), async || stage.query("thread").await)
            .await?;
        wait_for(stage, &talk, "Polite", "reason", json!("Missed the point")).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_score_without_a_definition_shows_value_author_and_reason_whoever_looks() {
    stage::run(async |stage| {
        let talk = closed(stage, "talk").await?;
        let odd =
            json!({ "name": "plain", "value": 0.123_456_789, "source": "ui", "reason": "because\nof that" });
        score(stage, &talk, None, odd).await?;
        let mine = json!({ "name": "own", "value": -3.5, "source": "ui", "reason": "my words" });
        score(stage, &talk, Some("Ana"), mine).await?;
        let gone = json!({ "name": "Resolved", "value": 0.75, "category_name": "Mostly", "source": "ui" });
        score(stage, &talk, Some("Ana"), gone).await?;
        // A person without a name has the name of whoever scored without one.
        for reviewer in ["", "Ana"] {
            Reviewer::open(stage, &talk, reviewer).await?;
            let panel = ReviewPanel::shown(stage).await?;
            for (name, all) in [
                ("plain", ["admin", "0.123456789", "because of that"]),
                ("own", ["Ana", "-3.5", "my words"]),
                // The category was taken out of the definition since.
                ("Resolved", ["Ana", "Mostly", ""]),
            ] {
                for words in all {
                    panel.who.wait_for_words(name, words).await?;
                }
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_judge_gave_under_my_name_is_not_mine() {
    stage::run(async |stage| {
        let talk = closed(stage, "talk").await?;
        let judged =
            json!({ "name": "Polite", "value": 1, "source": "online_scoring", "reason": "It greets" });
        score(stage, &talk, Some("Ana"), judged).await?;
        let logged = json!({ "name": "Helpfulness", "value": 4, "source": "sdk" });
        score(stage, &talk, Some("Ana"), logged).await?;
        let trace = talk.trace(1)?;
        let url = format!("{}api/v1/private/traces/{trace}/feedback-scores", stage.base);
        let thumb = json!({ "name": "User feedback", "value": 1, "source": "sdk" });
        let by = reqwest::Client::new().put(url).header("x-forwarded-user", "Ana").json(&thumb);
        by.send().await?.error_for_status()?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        panel.who.wait_for_words("Polite", "Judge Ana").await?;
        panel.who.wait_for_words("Polite", "It greets").await?;
        panel.who.wait_for_words("Helpfulness", "SDK Ana").await?;
        assert_eq!(panel.who.chosen("Polite").await?, None);
        panel.who.none_in_panel("button", "Clear Polite").await?;
        panel.who.none_in_panel("textbox", "Reason for Polite").await?;
        let helpful = panel.who.score("Helpfulness").await?;
        let field = by_role(&helpful, "textbox", "Helpfulness, 0 to 10").await?;
        assert_eq!(field.prop("value").await?.as_deref(), Some(""));
        // The thumb of a program stands beside mine, which is not given.
        assert_eq!(panel.who.thumb(trace).await?, None);
        let turn = panel.who.turn(trace).await?;
        assert!(text(&one(&turn, ".other").await?).await?.contains("Ana, by a program: thumbs up"));
        // My own takes its place, as at the server.
        panel.who.choose("Polite", "No").await?;
        wait_for(stage, &talk, "Polite", "source", json!("ui")).await?;
        panel.who.wait_for_chosen("Polite", Some("No")).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_was_typed_does_not_swallow_the_press_that_follows() {
    stage::run(async |stage| {
        let talk = closed(stage, "talk").await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        let helpful = panel.who.score("Helpfulness").await?;
        by_role(&helpful, "textbox", "Helpfulness, 0 to 10").await?.send_keys("7").await?;
        // What the number makes appear (its reason, "Clear") would move what is pressed below it.
        panel.who.choose("Resolved", "Yes").await?;
        panel.who.wait_for_chosen("Resolved", Some("Yes")).await?;
        wait_for(stage, &talk, "Helpfulness", "value", json!(7.0)).await?;
        wait_for(stage, &talk, "Resolved", "value", json!(1.0)).await?;
        // A number that is refused moves things too.
        let field = by_role(&helpful, "textbox", "Helpfulness, 0 to 10").await?;
        field.clear().await?;
        field.send_keys("77").await?;
        panel.who.choose("Resolved", "No").await?;
        panel.who.wait_for_chosen("Resolved", Some("No")).await?;
        panel.who.wait_for_words("Helpfulness", "Enter a number from 0 to 10.").await
    })
    .await;
}
