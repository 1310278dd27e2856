//! Only responses of the API itself are final: while a login page or a proxy responds in its place, edits wait, and the
//! page says why.

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use e2e::find::{all, by_role, click, none_by_role, text};
use e2e::fixtures::{Logged, TestThread, define, get, post, project, thread};
use e2e::pages::Reviewer;
use e2e::stage::{self, Stage};
use e2e::wait::{until, until_is, until_true};
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, Pattern};
use mock_opik::server::Config;
use reqwest::StatusCode;
use serde_json::{Value, json};

const THUMBS: &str = "/v1/private/traces/*/feedback-scores";

async fn thumb(stage: &Stage, trace: &str) -> Outcome<Option<f64>> {
    Ok(get(stage, &format!("traces/{trace}"))
        .await?
        .pointer("/feedback_scores/0/value")
        .and_then(Value::as_f64))
}

async fn comments(stage: &Stage, talk: &Logged) -> Outcome<usize> {
    Ok(thread(stage, &talk.thread).await?.get("comments").and_then(Value::as_array).map_or(0, Vec::len))
}

/// The texts of the banners.
async fn banner(stage: &Stage) -> Outcome<String> {
    let mut said = Vec::new();
    for banner in all(stage.driver(), ".banner").await? {
        said.push(text(&banner).await?);
    }
    Ok(said.join(" "))
}

async fn wait_for_banner(stage: &Stage, words: &str) -> Outcome {
    until_true(&format!("a banner that says {words:?}"), async || {
        let said = banner(stage).await?;
        if said.contains(words) { Ok(true) } else { Err(format!("it says {said:?}").into()) }
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_login_or_a_proxy_answers_gives_no_change_up() {
    stage::run(async |stage| {
        let proxy = [400, 404, 405, 409].map(|status| {
            let words = format!("A proxy or login in front of it answers {status}.");
            (Failure::html(StatusCode::from_u16(status).unwrap_or_default()), words)
        });
        let sign_in = "This server asks to sign in: open it in a tab, then go on.".to_owned();
        let login = [
            Failure::html(StatusCode::UNAUTHORIZED),
            Failure::html(StatusCode::FORBIDDEN),
            Failure::html(StatusCode::OK),
            Failure::redirect("/login"),
        ];
        let ways: Vec<_> = proxy.into_iter().chain(login.map(|failure| (failure, sign_in.clone()))).collect();
        let talk = TestThread::new("guarded").turns(ways.len()).log(stage).await?;
        stage.expect_error("Failed to load resource");
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        for (at, (failure, words)) in ways.into_iter().enumerate() {
            let trace = talk.trace(at + 1)?;
            for (method, path) in [("PUT", THUMBS), ("POST", "*comments")] {
                stage.controls()?.fail(Pattern::next(method, path).times(1000), failure.clone());
            }
            review.press_thumb(trace, true).await?;
            review.add_comment(&format!("Words {at}")).await?;
            review.wait_for_save_state(&review.turn(trace).await?, "Will retry").await?;
            wait_for_banner(stage, &words).await?;
            assert_eq!(review.thumb(trace).await?, Some(true), "{failure:?}: it stays as it was chosen");
            assert_eq!((thumb(stage, trace).await?, comments(stage, &talk).await?), (None, at));
            if words == sign_in {
                let link = by_role(stage.driver(), "link", "Open it in a tab").await?;
                assert_eq!(link.prop("href").await?.as_deref(), Some(stage.base.as_str()));
                axe::check(stage, "asked to sign in").await?;
            }
            stage.controls()?.recover(None);
            click(&by_role(stage.driver(), "button", "Try again").await?).await?;
            until_is("the server's thumb", Some(1.0), async || thumb(stage, trace).await).await?;
            until_is("comments", at + 1, async || comments(stage, &talk).await).await?;
            none_by_role(stage.driver(), "button", "Try again").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_a_login_answers_says_so_and_comes_after_signing_in() {
    for failure in
        [Failure::html(StatusCode::OK), Failure::html(StatusCode::UNAUTHORIZED), Failure::redirect("/login")]
    {
        stage::run(async |stage| {
            TestThread::new("behind").turns(1).log(stage).await?;
            stage.expect_error("Failed to load resource");
            let id = project(stage, "Support").await?;
            // The whole API is behind the login.
            let list = Pattern { method: None, path: "/v1/*".to_owned(), times: 1000 };
            stage.controls()?.fail(list, failure.clone());
            stage.open(&format!("default/projects/{id}/logs?logsType=threads")).await?;
            let problem =
                until("the problem", async || Ok(all(stage.driver(), ".problem").await?.pop())).await?;
            assert!(text(&problem).await?.contains("This server asks to sign in"));
            wait_for_banner(stage, "open it in a tab").await?;
            stage.controls()?.recover(None);
            click(&by_role(&problem, "button", "Try again").await?).await?;
            until_true("the conversation in the list", async || {
                Ok(text(&e2e::find::one(stage.driver(), "main").await?).await?.contains("Question 1"))
            })
            .await?;
            until_is("no banner", String::new(), async || banner(stage).await).await
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_says_when_to_come_again_is_left_alone_until_then() {
    let date = || (Utc::now() + TimeDelta::seconds(5)).format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for asked in [&|| "4".to_owned() as String, &date as &(dyn Fn() -> String + Sync)] {
        stage::run(async |stage| {
            let talk = TestThread::new("busy").turns(2).log(stage).await?;
            stage.expect_error("Failed to load resource");
            let review = Reviewer::open(stage, &talk, "Anna").await?;
            stage.controls()?.fail(Pattern::next("PUT", THUMBS), Failure::busy(&asked()));
            let began = Instant::now();
            review.press_thumb(talk.trace(1)?, true).await?;
            review.wait_for_save_state(&review.turn(talk.trace(1)?).await?, "Will retry").await?;
            // Another edit waits too, and an `online` event does not send it.
            review.press_thumb(talk.trace(2)?, true).await?;
            review.waiting_keys().await?;
            until_true("both thumbs", async || {
                Ok(thumb(stage, talk.trace(1)?).await?.is_some()
                    && thumb(stage, talk.trace(2)?).await?.is_some())
            })
            .await?;
            assert!(began.elapsed() >= Duration::from_secs(4), "asked again after {:?}", began.elapsed());
            assert_eq!(stage.controls()?.asked("PUT", THUMBS).len(), 3);
            Ok(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_score_of_a_conversation_that_was_deleted_is_not_called_saved() {
    // Opik accepts scores of a thread that does not exist.
    stage::run_with(Config { open_threads: true, ..Config::default() }, async |stage| {
        let talk = TestThread::new("doomed").turns(1).log(stage).await?;
        talk.close(stage).await?;
        define(stage, &[("Solved", "boolean", json!({ "true_label": "Yes", "false_label": "No" }))]).await?;
        stage.expect_error("Failed to load resource");
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        let score = review.score("Solved").await?;
        let id = project(stage, "Support").await?;
        post(stage, "traces/threads/delete", &json!({ "project_id": id, "thread_ids": [talk.thread] }))
            .await?;
        review.choose("Solved", "Yes").await?;
        review.wait_for_save_state(&score, "Not saved").await?;
        until_true("the reason", async || {
            Ok(text(&review.panel().await?).await?.contains("no longer has this conversation"))
        })
        .await?;
        axe::check(stage, "a conversation that is gone").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_score_that_waited_for_a_project_that_was_deleted_does_not_make_it_anew() {
    stage::run(async |stage| {
        let talk = TestThread::new("doomed").turns(1).log(stage).await?;
        talk.close(stage).await?;
        define(stage, &[("Solved", "boolean", json!({ "true_label": "Yes", "false_label": "No" }))]).await?;
        stage.expect_error("Failed to load resource");
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        let scores = Pattern::next("PUT", "/v1/private/traces/threads/feedback-scores").times(1000);
        stage.controls()?.fail(scores, Failure::DropBefore);
        review.choose("Solved", "Yes").await?;
        review.wait_for_save_state(&review.score("Solved").await?, "Will retry").await?;
        let id = project(stage, "Support").await?;
        let url = format!("{}api/v1/private/projects/{id}", stage.base);
        reqwest::Client::new().delete(url).send().await?.error_for_status()?;
        stage.controls()?.recover(None);
        review.wait_until_all_is_sent().await?;
        let projects = get(stage, "projects?size=100").await?;
        assert!(!projects.to_string().contains("Support"), "{projects}");
        review.wait_for_message("Solved is as it was").await
    })
    .await;
}
