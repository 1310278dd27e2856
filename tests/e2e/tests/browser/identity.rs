//! Who reviews, on a server without a login.

use e2e::element::Element;
use e2e::find::{by_role, click, focused, none_by_role};
use e2e::fixtures::{Logged, TestThread, get, thread};
use e2e::pages::{ConversationPanel, Reviewer};
use e2e::stage::{self, Stage};
use e2e::wait::{until, until_is};
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, Pattern};
use reqwest::StatusCode;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

const ANNA: &str = "Анна Ли";

/// The author of a turn's thumb on the server.
async fn author(stage: &Stage, talk: &Logged, turn: usize) -> Outcome<Option<String>> {
    let trace = get(stage, &format!("traces/{}", talk.trace(turn)?)).await?;
    let says = trace.pointer("/feedback_scores/0/value_by_author").and_then(Value::as_object);
    Ok(says.and_then(|says| says.keys().next().cloned()))
}

async fn wait_for_author(stage: &Stage, talk: &Logged, turn: usize, wanted: &str) -> Outcome {
    until_is("the thumb's author", Some(wanted.to_owned()), async || author(stage, talk, turn).await).await
}

/// The dialog that asks for the reviewer's name, once it is open.
async fn question(stage: &Stage) -> Outcome<Element> {
    by_role(stage.driver(), "dialog", "Who is reviewing?").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_name_is_asked_once_arrives_whole_and_outlives_a_reload() {
    stage::run(async |stage| {
        let talk = TestThread::new("named").turns(2).log(stage).await?;
        ConversationPanel::open(stage, &talk).await?.turn(talk.trace(1)?).await?;
        let review = Reviewer::shown(stage);
        by_role(stage.driver(), "button", "Reviewing without a name").await?;
        review.press_thumb(talk.trace(1)?, true).await?;
        let asked = question(stage).await?;
        axe::check(stage, "question for the name").await?;
        by_role(&asked, "textbox", "Your name").await?.send_keys(ANNA.to_owned() + Key::Enter).await?;
        none_by_role(stage.driver(), "dialog", "Who is reviewing?").await?;
        wait_for_author(stage, &talk, 1, ANNA).await?;
        review.wait_for_thumb(talk.trace(1)?, Some(true)).await?;

        stage.driver().refresh().await?;
        ConversationPanel::shown(stage).await?.turn(talk.trace(2)?).await?;
        by_role(stage.driver(), "button", &format!("АЛ: reviewing as {ANNA}")).await?;
        review.press_thumb(talk.trace(2)?, true).await?;
        wait_for_author(stage, &talk, 2, ANNA).await?;
        none_by_role(stage.driver(), "dialog", "Who is reviewing?").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gives_no_name_is_admin_is_not_asked_again_and_may_give_one_later() {
    stage::run(async |stage| {
        let talk = TestThread::new("nameless").turns(2).log(stage).await?;
        ConversationPanel::open(stage, &talk).await?.turn(talk.trace(1)?).await?;
        let review = Reviewer::shown(stage);
        // The dialog opens once the server has said that it needs a name.
        let face = by_role(stage.driver(), "button", "Reviewing without a name").await?;
        review.press_thumb(talk.trace(1)?, false).await?;
        click(&by_role(&question(stage).await?, "button", "Not now").await?).await?;
        wait_for_author(stage, &talk, 1, "admin").await?;
        review.press_thumb(talk.trace(2)?, true).await?;
        wait_for_author(stage, &talk, 2, "admin").await?;
        none_by_role(stage.driver(), "dialog", "Who is reviewing?").await?;
        click(&face).await?;
        let asked = by_role(stage.driver(), "dialog", "Your name as a reviewer").await?;
        by_role(&asked, "textbox", "Your name").await?.send_keys("Bo").await?;
        click(&by_role(&asked, "button", "Save").await?).await?;
        by_role(stage.driver(), "button", "BO: reviewing as Bo").await?;
        until("the focus back on the initials", async || {
            let label = focused(stage.driver()).await?.attr("aria-label").await?;
            Ok((label.as_deref() == Some("BO: reviewing as Bo")).then_some(()))
        })
        .await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_begins_to_write_is_asked_before_the_first_word() {
    stage::run(async |stage| {
        let talk = TestThread::new("writing").turns(1).log(stage).await?;
        ConversationPanel::open(stage, &talk).await?.turn(talk.trace(1)?).await?;
        by_role(stage.driver(), "button", "Reviewing without a name").await?;
        let field = by_role(stage.driver(), "textbox", "Comment").await?;
        click(&field).await?;
        let asked = question(stage).await?;
        by_role(&asked, "textbox", "Your name").await?.send_keys("Bo".to_owned() + Key::Enter).await?;
        none_by_role(stage.driver(), "dialog", "Who is reviewing?").await?;
        until("the focus back in the field", async || {
            let label = focused(stage.driver()).await?.attr("aria-label").await?;
            Ok((label.as_deref() == Some("Comment")).then_some(()))
        })
        .await?;
        stage.press("Well said").await?;
        click(&by_role(stage.driver(), "button", "Add comment").await?).await?;
        until_is("the comment's author", Some("Bo".to_owned()), async || {
            let thread = thread(stage, "writing").await?;
            let author = thread.pointer("/comments/0/created_by").and_then(Value::as_str);
            Ok(author.map(str::to_owned))
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_waits_goes_out_under_the_name_it_was_made_with() {
    stage::run(async |stage| {
        let talk = TestThread::new("renamed").turns(1).log(stage).await?;
        stage.expect_error("Failed to load resource");
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        let stopping = Failure::Answer(StatusCode::SERVICE_UNAVAILABLE, json!({ "message": "stopping" }));
        stage.controls()?.fail(Pattern::next("PUT", "*feedback-scores").times(1000), stopping);
        review.press_thumb(talk.trace(1)?, true).await?;
        review.wait_for_save_state(&review.turn(talk.trace(1)?).await?, "Will retry").await?;
        click(&by_role(stage.driver(), "button", "AN: reviewing as Anna").await?).await?;
        let asked = by_role(stage.driver(), "dialog", "Your name as a reviewer").await?;
        let name = by_role(&asked, "textbox", "Your name").await?;
        name.clear().await?;
        name.send_keys("Bo".to_owned() + Key::Enter).await?;
        by_role(stage.driver(), "button", "BO: reviewing as Bo").await?;
        stage.controls()?.recover(None);
        review.wait_until_all_is_sent().await?;
        wait_for_author(stage, &talk, 1, "Anna").await
    })
    .await;
}

/// Responses from a proxy, a login page or a broken server to the first question who reviews.
fn wrong_answers() -> Vec<(&'static str, Failure)> {
    vec![
        ("a refusal", Failure::html(StatusCode::UNAUTHORIZED)),
        ("another refusal", Failure::Answer(StatusCode::FORBIDDEN, json!({ "code": 403, "message": "no" }))),
        ("a page that is not there", Failure::html(StatusCode::NOT_FOUND)),
        (
            "a gateway's words",
            Failure::Answer(StatusCode::NOT_FOUND, json!({ "message": "no Route matched" })),
        ),
        (
            "another workspace",
            Failure::Answer(StatusCode::NOT_FOUND, json!({ "code": 404, "message": "Workspace not found" })),
        ),
        ("too many requests", Failure::html(StatusCode::TOO_MANY_REQUESTS)),
        ("a login page", Failure::html(StatusCode::OK)),
        ("a redirect to a login", Failure::redirect("/login")),
        ("no object", Failure::Answer(StatusCode::OK, json!([]))),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_answer_to_who_reviews_makes_nobody_of_no_reviewer() {
    stage::run(async |stage| {
        let ways = wrong_answers();
        let talk = TestThread::new("asked").turns(ways.len()).log(stage).await?;
        stage.expect_error("Failed to load resource");
        stage.expect_error("beforeunload");
        for (at, (what, failure)) in ways.into_iter().enumerate() {
            stage.controls()?.fail(Pattern::next("GET", "/v1/private/toggles"), failure);
            let review = Reviewer::open(stage, &talk, "Anna").await?;
            review.press_thumb(talk.trace(at + 1)?, true).await?;
            wait_for_author(stage, &talk, at + 1, "Anna")
                .await
                .map_err(|error| format!("{what}: {error}"))?;
            review.wait_for_thumb(talk.trace(at + 1)?, Some(true)).await?;
            review.wait_until_all_is_sent().await?;
        }
        let nameless: Vec<_> = stage
            .controls()?
            .log()
            .into_iter()
            .filter(|seen| seen.method == "PUT" && seen.user.as_deref() != Some("Anna"))
            .collect();
        assert!(nameless.is_empty(), "{nameless:#?}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_judged_before_the_server_says_who_reviews_waits_and_says_why() {
    stage::run(async |stage| {
        let talk = TestThread::new("waits").turns(1).log(stage).await?;
        stage.expect_error("Failed to load resource");
        let toggles = Pattern::next("GET", "/v1/private/toggles").times(1000);
        stage.controls()?.fail(toggles, Failure::html(StatusCode::NOT_FOUND));
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        review.press_thumb(talk.trace(1)?, true).await?;
        review.wait_for_thumb(talk.trace(1)?, Some(true)).await?;
        review
            .wait_for_message("1 change waits for the server. It has not said yet who reviews here.")
            .await?;
        axe::check(stage, "a change that waits for a name").await?;
        assert!(stage.controls()?.asked("PUT", "*").is_empty());
        // The edit is sent after a reload, under the same name.
        stage.expect_error("beforeunload");
        review.reload(1).await?;
        review.wait_for_thumb(talk.trace(1)?, Some(true)).await?;
        stage.controls()?.recover(None);
        click(&by_role(stage.driver(), "button", "Try again").await?).await?;
        wait_for_author(stage, &talk, 1, "Anna").await?;
        review.wait_until_all_is_sent().await?;
        assert_eq!(stage.controls()?.asked("PUT", "*").len(), 1);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_judged_before_the_server_could_ask_is_asked_then() {
    stage::run(async |stage| {
        let talk = TestThread::new("asked-late").turns(1).log(stage).await?;
        stage.expect_error("Failed to load resource");
        let toggles = Pattern::next("GET", "/v1/private/toggles").times(1000);
        stage.controls()?.fail(toggles, Failure::html(StatusCode::UNAUTHORIZED));
        ConversationPanel::open(stage, &talk).await?.turn(talk.trace(1)?).await?;
        let review = Reviewer::shown(stage);
        review.press_thumb(talk.trace(1)?, true).await?;
        review.wait_for_thumb(talk.trace(1)?, Some(true)).await?;
        stage.controls()?.recover(None);
        click(&by_role(stage.driver(), "button", "Try again").await?).await?;
        let asked = question(stage).await?;
        assert!(stage.controls()?.asked("PUT", "*").is_empty(), "it went out before the answer");
        by_role(&asked, "textbox", "Your name").await?.send_keys("Bo".to_owned() + Key::Enter).await?;
        wait_for_author(stage, &talk, 1, "Bo").await?;
        review.wait_for_thumb(talk.trace(1)?, Some(true)).await
    })
    .await;
}
