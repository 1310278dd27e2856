//! A server that is busy (429) is asked again when it says so, and what is too large for it (413) is refused in words.

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use e2e::find::{all_by_role, by_role, click, count, none_by_role, texts};
use e2e::fixtures::{TestThread, define, get, project};
use e2e::pages::reviewer::be;
use e2e::pages::{ReviewPanel, Reviewer};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, Pattern};
use serde_json::Value;

const THUMBS: &str = "/v1/private/traces/*/feedback-scores";

/// Waits for a banner with these words.
async fn wait_for_banner(stage: &Stage, words: &str) -> Outcome {
    until_true(&format!("a banner with {words:?}"), async || {
        let said = texts(stage.driver(), ".banner").await?.join(" ");
        if said.contains(words) { Ok(true) } else { Err(format!("it says {said:?}").into()) }
    })
    .await
}

/// The seconds that the banner counts down.
async fn seconds(stage: &Stage) -> Outcome<Option<i64>> {
    let shown = texts(stage.driver(), ".banner [role=timer]").await?;
    Ok(shown.first().and_then(|shown| shown.split(' ').next()?.parse().ok()))
}

async fn thumb(stage: &Stage, trace: &str) -> Outcome<Option<f64>> {
    let trace = get(stage, &format!("traces/{trace}")).await?;
    Ok(trace.pointer("/feedback_scores/0/value").and_then(Value::as_f64))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_busy_server_does_not_answer_is_read_again_when_it_asks_for_it() {
    let date = || (Utc::now() + TimeDelta::seconds(4)).format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let epoch = || (Utc::now() + TimeDelta::seconds(4)).timestamp().to_string();
    let asked: [(&str, String); 4] = [
        ("retry-after", "3".to_owned()),
        ("retry-after", date()),
        ("ratelimit-reset", "3".to_owned()),
        ("x-ratelimit-reset", epoch()),
    ];
    stage::run(async |stage| {
        let talk = TestThread::new("busy").turns(2).log(stage).await?;
        stage.expect_error("Failed to load resource");
        be(stage, "Anna").await?;
        let id = project(stage, "Support").await?;
        for (header, value) in &asked {
            let value = match *header {
                "x-ratelimit-reset" => epoch(),
                _ if value.contains(' ') => date(),
                _ => value.clone(),
            };
            // The turns, and whatever else is read there.
            let turns = Pattern::next("GET", "/v1/private/traces").times(1000);
            stage.controls()?.fail(turns, Failure::too_many(header, &value));
            stage
                .open(&format!("default/projects/{id}/logs?logsType=threads&thread={}", talk.thread))
                .await?;
            wait_for_banner(stage, "The server is busy, tried again in").await?;
            let began = Instant::now();
            assert!(seconds(stage).await?.is_some_and(|seconds| (1..=4).contains(&seconds)), "{header}");
            stage.controls()?.recover(None);
            Reviewer::shown(stage).wait_for_turns(2).await?;
            assert!(began.elapsed() >= Duration::from_secs(1), "{header}: again after {:?}", began.elapsed());
            until_is("banners", 0, async || count(stage.driver(), ".banner").await).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_need_not_wait_for_the_countdown_of_a_list_its_figures_and_a_change() {
    stage::run(async |stage| {
        let talk = TestThread::new("busy").turns(1).log(stage).await?;
        stage.expect_error("Failed to load resource");
        be(stage, "Anna").await?;
        let id = project(stage, "Support").await?;
        let busy = || Failure::too_many("retry-after", "200");
        for path in ["/v1/private/traces/threads", "/v1/private/traces/threads/stats"] {
            stage.controls()?.fail(Pattern::next("GET", path).times(1), busy());
            stage.open(&format!("default/projects/{id}/logs?logsType=threads")).await?;
            wait_for_banner(stage, "The server is busy, tried again in").await?;
            let first = seconds(stage).await?.unwrap_or_default();
            assert!((150..=200).contains(&first), "{first}");
            until_true("the countdown", async || Ok(seconds(stage).await?.is_some_and(|now| now < first)))
                .await?;
            // The rows that are waited for move until they are there.
            if path.ends_with("stats") {
                axe::check(stage, "a busy server").await?;
            }
            click(&by_role(stage.driver(), "button", "Try now").await?).await?;
            until_true("the row and the figures", async || {
                Ok(texts(stage.driver(), "tr[data-row-id]").await?.len() == 1
                    && texts(stage.driver(), ".cards dd")
                        .await?
                        .get(1)
                        .is_some_and(|figure| figure == "2.0 s"))
            })
            .await?;
            none_by_role(stage.driver(), "button", "Try now").await?;
        }
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        let trace = talk.trace(1)?;
        stage.controls()?.fail(Pattern::next("PUT", THUMBS).times(1), busy());
        review.press_thumb(trace, true).await?;
        review.wait_for_save_state(&review.turn(trace).await?, "Will retry").await?;
        wait_for_banner(stage, "The server is busy, tried again in").await?;
        wait_for_banner(stage, "1 change waits for the server.").await?;
        click(&by_role(stage.driver(), "button", "Try now").await?).await?;
        until_is("the server's thumb", Some(1.0), async || thumb(stage, trace).await).await?;
        assert!(all_by_role(stage.driver(), "button", Some("Try again")).await?.is_empty());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_is_too_large_is_given_back_in_words_and_not_sent_for_ever() {
    stage::run(async |stage| {
        let talk = TestThread::new("large").turns(1).log(stage).await?;
        talk.close(stage).await?;
        define(
            stage,
            &[("Solved", "boolean", serde_json::json!({ "true_label": "Yes", "false_label": "No" }))],
        )
        .await?;
        stage.expect_error("Failed to load resource");
        let panel = ReviewPanel::open(stage, &talk).await?;
        let review = panel.who;
        let too_large = || Failure::html(reqwest::StatusCode::PAYLOAD_TOO_LARGE);
        let trace = talk.trace(1)?;
        stage.controls()?.fail(Pattern::next("PUT", THUMBS).times(1000), too_large());
        review.press_thumb(trace, true).await?;
        review
            .wait_for_message(
                "User feedback is as it was. The server says this is too large: it answered 413",
            )
            .await?;
        review.wait_for_thumb(trace, None).await?;
        assert_eq!(stage.controls()?.asked("PUT", THUMBS).len(), 1);

        let comments = "/v1/private/traces/threads/*/comments";
        stage.controls()?.fail(Pattern::next("POST", comments).times(1000), too_large());
        review.add_comment("Many words").await?;
        review.wait_for_message("its text is kept as a draft. The server says this is too large").await?;
        let field = panel.comment_field().await?;
        until_is("the words, given back", Some("Many words".to_owned()), async || field.prop("value").await)
            .await?;
        assert_eq!(stage.controls()?.asked("POST", comments).len(), 1);
        assert_eq!(review.waiting_keys().await?, 0, "nothing waits");

        // The API's own words, where there are some.
        stage.controls()?.recover(None);
        let own = serde_json::json!({ "code": 413, "message": "A comment has at most 1 MB" });
        stage.controls()?.fail(Pattern::next("POST", comments), Failure::Answer(413.try_into()?, own));
        click(&by_role(&panel.part("Comments").await?, "button", "Add comment").await?).await?;
        review.wait_for_message("The server says this is too large: A comment has at most 1 MB").await
    })
    .await;
}
