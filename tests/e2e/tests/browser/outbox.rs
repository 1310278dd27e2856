//! Every edit is shown at once, sent once and not lost, whatever happens to the request, the page or the tab.

use e2e::find::by_role;
use e2e::fixtures::{Logged, TestThread, define, get};
use e2e::pages::Reviewer;
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, LoggedRequest, Pattern};
use reqwest::StatusCode;
use serde_json::{Value, json};

const THUMBS: &str = "/v1/private/traces/*/feedback-scores";
const SCORES: &str = "/v1/private/traces/threads/feedback-scores";
const TAGS: &str = "/v1/private/traces/threads/batch";
const COMMENTS: &str = "/v1/private/traces/threads/*/comments";

/// An inactive conversation of three turns, and a score "Solved" with the values yes and no.
async fn conversation(stage: &Stage) -> Outcome<Logged> {
    let talk = TestThread::new("judged").turns(3).log(stage).await?;
    talk.close(stage).await?;
    define(stage, &[("Solved", "boolean", json!({ "true_label": "Yes", "false_label": "No" }))]).await?;
    Ok(talk)
}

/// The requests that change something.
fn writes(stage: &Stage) -> Outcome<Vec<LoggedRequest>> {
    let log = stage.controls()?.log();
    let asks = |seen: &LoggedRequest| {
        seen.method == "GET" || seen.path.ends_with("/retrieve") || seen.path.ends_with("/search")
    };
    Ok(log.into_iter().filter(|seen| !asks(seen)).collect())
}

/// The value of a turn's thumb on the server, and the number of authors with one.
async fn thumb(stage: &Stage, trace: &str) -> Outcome<(Value, usize)> {
    let turn = get(stage, &format!("traces/{trace}")).await?;
    let score = turn.pointer("/feedback_scores/0").cloned().unwrap_or_default();
    let authors = score.get("value_by_author").and_then(Value::as_object).map_or(0, serde_json::Map::len);
    Ok((score.get("value").cloned().unwrap_or_default(), authors))
}

/// Opens the conversation as Anna, and waits until the files of all its turns were asked for, which is a moment after they
/// are drawn.
async fn opened<'a>(stage: &'a Stage, talk: &Logged) -> Outcome<Reviewer<'a>> {
    let review = Reviewer::open(stage, talk, "Anna").await?;
    let files = async || Ok(stage.controls()?.asked("GET", "/v1/private/attachment/list").len());
    until_is("turns whose files were asked for", 3, files).await?;
    Ok(review)
}

/// All requests to the API except the polling of an open conversation, as method, path and body.
fn reads(stage: &Stage) -> Outcome<Vec<String>> {
    let followed = |seen: &LoggedRequest| seen.path.ends_with("/threads/retrieve");
    let log = stage.controls()?.log();
    Ok(log
        .iter()
        .filter(|seen| seen.path.starts_with("/v1/"))
        .filter(|seen| !followed(seen))
        .map(said)
        .collect())
}

fn said(seen: &LoggedRequest) -> String {
    format!("{} {} {}", seen.method, seen.path, seen.body.as_deref().unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_thumb_is_one_request_and_nothing_is_fetched_again() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        let review = opened(stage, &talk).await?;
        let first = talk.trace(1)?;
        stage.out_of_sight().await?;
        stage.controls()?.clear_log();
        review.press_thumb(first, true).await?;
        review.wait_for_thumb(first, Some(true)).await?;
        review.wait_until_all_is_sent().await?;
        let asked = reads(stage)?;
        assert_eq!(asked.len(), 1, "{asked:#?}");
        let seen = stage.controls()?.asked("PUT", THUMBS);
        let body: Value =
            serde_json::from_str(seen.first().and_then(|seen| seen.body.as_deref()).unwrap_or_default())?;
        assert_eq!(
            (
                body.get("name"),
                body.get("value").and_then(Value::as_f64),
                body.get("source"),
                body.get("category_name")
            ),
            (Some(&json!("User feedback")), Some(1.0), Some(&json!("ui")), Some(&json!("👍")))
        );
        assert_eq!(thumb(stage, first).await?, (json!(1.0), 1));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kind_of_change_is_one_request_and_nothing_is_fetched_again() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        let review = opened(stage, &talk).await?;
        let only = async |what: &str, method: &str, path: &str| -> Outcome {
            review.wait_until_all_is_sent().await?;
            // Opening the tag field requests the tags in use, which does not count as loading again.
            let asked: Vec<String> = reads(stage)?
                .into_iter()
                .filter(|one| !one.starts_with("GET /v1/private/traces/threads "))
                .collect();
            let fitting = stage.controls()?.asked(method, path).len();
            assert_eq!((asked.len(), fitting), (1, 1), "{what}: {asked:#?}");
            stage.controls()?.clear_log();
            Ok(())
        };
        stage.out_of_sight().await?;
        stage.controls()?.clear_log();
        review.choose("Solved", "Yes").await?;
        review.wait_for_chosen("Solved", Some("Yes")).await?;
        only("a score", "PUT", SCORES).await?;
        review.add_tag("urgent").await?;
        review.wait_for_tags(&["urgent"]).await?;
        only("a tag", "PATCH", TAGS).await?;
        review.add_comment("Well done.").await?;
        review.wait_for_comments(&["Well done."]).await?;
        only("a comment", "POST", COMMENTS).await?;
        review.remove_tag("urgent").await?;
        review.wait_for_tags(&[]).await?;
        only("a tag less", "PATCH", TAGS).await?;
        review.choose("Solved", "Yes").await?;
        review.wait_for_chosen("Solved", None).await?;
        only("a score less", "POST", "/v1/private/traces/threads/feedback-scores/delete").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_quick_changes_of_one_score_are_one_request() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        let solved = review.score("Solved").await?;
        stage.controls()?.clear_log();
        // Faster than a driver clicks, as fast as a person does.
        let script = "const [yes, no] = arguments[0].querySelectorAll('[role=radio]'); \
                      for (const one of [yes, no, yes, no, yes]) one.click();";
        solved.run(script, vec![]).await?;
        review.wait_for_chosen("Solved", Some("Yes")).await?;
        review.wait_until_all_is_sent().await?;
        let asked: Vec<String> = writes(stage)?.iter().map(said).collect();
        assert_eq!(asked.len(), 1, "{asked:#?}");
        let thread = e2e::fixtures::thread(stage, "judged").await?;
        assert_eq!(thread.pointer("/feedback_scores/0/value"), Some(&json!(1.0)));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_shown_while_its_answer_is_awaited_and_says_that_it_is_being_saved() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        let hold = stage.controls()?.hold(Pattern::next("PUT", "*feedback-scores").times(9));
        review.press_thumb(talk.trace(2)?, false).await?;
        review.choose("Solved", "No").await?;
        stage.controls()?.waiting(hold, 2).await;
        assert_eq!(review.thumb(talk.trace(2)?).await?, Some(false));
        assert_eq!(review.chosen("Solved").await?.as_deref(), Some("No"));
        review.wait_for_save_state(&review.turn(talk.trace(2)?).await?, "Saving…").await?;
        review.wait_for_save_state(&review.score("Solved").await?, "Saving…").await?;
        assert_eq!(thumb(stage, talk.trace(2)?).await?.1, 0, "the server does not have it yet");
        axe::check(stage, "changes being saved").await?;
        stage.controls()?.release(None);
        review.wait_until_all_is_sent().await?;
        until_is("the server's thumb", (json!(0.0), 1), async || thumb(stage, talk.trace(2)?).await).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_says_that_it_will_be_tried_again_and_catches_up() {
    for (name, failure) in [
        ("refused", Failure::Answer(StatusCode::SERVICE_UNAVAILABLE, json!({ "message": "stopping" }))),
        ("dropped", Failure::DropBefore),
        ("late", Failure::AnswerAfter(StatusCode::GATEWAY_TIMEOUT, json!({}))),
        ("lost", Failure::DropAfter),
    ] {
        stage::run(async |stage| {
            let talk = conversation(stage).await?;
            stage.expect_error("Failed to load resource");
            let review = Reviewer::open(stage, &talk, "Anna").await?;
            for (method, path) in [("PUT", "*feedback-scores"), ("PATCH", TAGS), ("POST", COMMENTS)] {
                stage.controls()?.fail(Pattern::next(method, path).times(1000), failure.clone());
            }
            review.press_thumb(talk.trace(1)?, true).await?;
            review.choose("Solved", "Yes").await?;
            review.add_tag("urgent").await?;
            review.add_comment("Checked twice.").await?;
            review.wait_for_save_state(&review.turn(talk.trace(1)?).await?, "Will retry").await?;
            review.wait_for_save_state(&review.score("Solved").await?, "Will retry").await?;
            assert_eq!(review.thumb(talk.trace(1)?).await?, Some(true), "{name}: it stays as it was chosen");
            assert_eq!(review.chosen("Solved").await?.as_deref(), Some("Yes"), "{name}");
            axe::check(stage, "changes that wait").await?;
            stage.controls()?.recover(None);
            review.wait_until_all_is_sent().await?;
            assert_eq!(thumb(stage, talk.trace(1)?).await?, (json!(1.0), 1), "{name}");
            let thread = e2e::fixtures::thread(stage, "judged").await?;
            assert_eq!(thread.pointer("/feedback_scores/0/value"), Some(&json!(1.0)), "{name}");
            assert_eq!(thread.get("tags"), Some(&json!(["urgent"])), "{name}");
            let comments = thread.get("comments").and_then(Value::as_array).map_or(0, Vec::len);
            assert_eq!(comments, 1, "{name}: the comment stands there once");
            review.wait_for_comments(&["Checked twice."]).await
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_will_not_take_goes_back_and_says_why() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        stage.expect_error("Failed to load resource");
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        review.press_thumb(talk.trace(1)?, true).await?;
        review.wait_until_all_is_sent().await?;
        let refuse = |words: &str| {
            let body = json!({ "errors": [words] });
            Failure::Answer(StatusCode::UNPROCESSABLE_ENTITY, body)
        };
        stage.controls()?.fail(Pattern::next("PUT", THUMBS), refuse("no thumbs on Mondays"));
        review.press_thumb(talk.trace(1)?, false).await?;
        review.wait_for_message("no thumbs on Mondays").await?;
        review.wait_for_thumb(talk.trace(1)?, Some(true)).await?;
        stage.controls()?.fail(Pattern::next("PATCH", TAGS), refuse("no more tags"));
        review.add_tag("urgent").await?;
        review.wait_for_message("no more tags").await?;
        review.wait_for_tags(&[]).await?;
        stage.controls()?.fail(Pattern::next("POST", COMMENTS), refuse("no such words"));
        review.add_comment("Words that took a while").await?;
        review.wait_for_message("no such words").await?;
        review.wait_for_comments(&[]).await?;
        axe::check(stage, "changes that were refused").await?;
        let panel = review.panel().await?;
        until_true("the words back in the field", async || {
            let field = by_role(&panel, "textbox", "Comment").await?;
            Ok(field.prop("value").await?.unwrap_or_default().contains("Words that took a while"))
        })
        .await?;
        review.wait_until_all_is_sent().await?;
        assert_eq!(thumb(stage, talk.trace(1)?).await?, (json!(1.0), 1));
        Ok(())
    })
    .await;
}

/// Makes one edit of each kind while all requests fail; returns once each has failed at least once.
async fn change_in_vain(stage: &Stage, review: &Reviewer<'_>, trace: &str) -> Outcome {
    for method in ["PUT", "PATCH", "POST"] {
        let gone = Failure::Answer(StatusCode::BAD_GATEWAY, json!({}));
        let path = if method == "POST" { "*comments" } else { "*" };
        stage.controls()?.fail(Pattern::next(method, path).times(1000), gone);
    }
    review.press_thumb(trace, false).await?;
    review.choose("Solved", "No").await?;
    review.add_tag("later").await?;
    review.add_comment("For the next page").await?;
    review.wait_for_save_state(&review.score("Solved").await?, "Will retry").await
}

/// The result of [`change_in_vain`] on the server: thumb, score, tags, comments.
async fn arrived(stage: &Stage, trace: &str) -> Outcome<(Value, Value, Value, usize)> {
    let thread = e2e::fixtures::thread(stage, "judged").await?;
    Ok((
        thumb(stage, trace).await?.0,
        thread.pointer("/feedback_scores/0/value").cloned().unwrap_or_default(),
        thread.get("tags").cloned().unwrap_or_default(),
        thread.get("comments").and_then(Value::as_array).map_or(0, Vec::len),
    ))
}

/// The number of requests of each kind that the server carried out.
fn carried_out(stage: &Stage) -> Outcome<[usize; 4]> {
    let count = |method: &str, path: &str| -> Outcome<usize> {
        Ok(stage.controls()?.asked(method, path).iter().filter(|seen| seen.was_carried_out()).count())
    };
    let scores = count("PUT", SCORES)?;
    Ok([count("PUT", THUMBS)? - scores, scores, count("PATCH", TAGS)?, count("POST", COMMENTS)?])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_that_wait_outlive_a_reload_and_are_sent_once() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        stage.expect_error("Failed to load resource");
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        let trace = talk.trace(3)?;
        change_in_vain(stage, &review, trace).await?;
        review.reload(3).await?;
        review.wait_for_thumb(trace, Some(false)).await?;
        review.wait_for_chosen("Solved", Some("No")).await?;
        review.wait_for_tags(&["later"]).await?;
        review.wait_for_comments(&["For the next page"]).await?;
        assert_eq!(carried_out(stage)?, [0; 4], "nothing got through so far");
        stage.controls()?.recover(None);
        review.wait_until_all_is_sent().await?;
        assert_eq!(arrived(stage, trace).await?, (json!(0.0), json!(0.0), json!(["later"]), 1));
        assert_eq!(carried_out(stage)?, [1; 4]);
        review.reload(3).await?;
        review.wait_for_comments(&["For the next page"]).await?;
        assert_eq!(carried_out(stage)?, [1; 4], "and not again by the next page");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_made_where_the_page_is_left_at_once_is_not_lost() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        let button = by_role(&review.turn(talk.trace(1)?).await?, "button", "Thumbs up").await?;
        // In one script, so that the edit is not sent before the reload. The page asks before it is left if the user
        // has interacted with it.
        stage.expect_error("beforeunload");
        button.run("arguments[0].click(); location.reload();", vec![]).await?;
        until_true("the new page", async || {
            Ok(stage
                .driver()
                .execute(
                    "return performance.now() < 60000 && document.readyState === 'complete' \
                 && !!document.querySelector('[data-trace-message-id] .answer');",
                    vec![],
                )
                .await?
                .convert::<bool>()?)
        })
        .await?;
        review.wait_for_thumb(talk.trace(1)?, Some(true)).await?;
        until_is("the server's thumb", (json!(1.0), 1), async || thumb(stage, talk.trace(1)?).await).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_with_changes_that_wait_send_each_of_them_once() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        stage.expect_error("Failed to load resource");
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        change_in_vain(stage, &review, talk.trace(1)?).await?;
        let first = stage.driver().window().await?;
        let address = stage.path().await?;
        let second = stage.driver().new_tab().await?;
        stage.driver().switch_to_window(second).await?;
        stage.open(&address).await?;
        let other = Reviewer::shown(stage);
        other.press_thumb(talk.trace(2)?, true).await?;
        other.add_tag("from the other").await?;
        other.add_comment("From the other tab").await?;
        stage.controls()?.recover(None);
        other.wait_until_all_is_sent().await?;
        stage.driver().switch_to_window(first.clone()).await?;
        review.wait_until_all_is_sent().await?;
        let thread = e2e::fixtures::thread(stage, "judged").await?;
        let comments = thread.get("comments").and_then(Value::as_array).map_or(0, Vec::len);
        assert_eq!((comments, thumb(stage, talk.trace(2)?).await?.0), (2, json!(1.0)));
        assert_eq!(carried_out(stage)?, [2, 1, 2, 2]);
        // Both tabs show both edits.
        review.wait_for_tags(&["from the other", "later"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_closed_tab_left_is_sent_by_the_one_that_stays() {
    stage::run(async |stage| {
        let talk = conversation(stage).await?;
        stage.expect_error("Failed to load resource");
        Reviewer::open(stage, &talk, "Anna").await?;
        let first = stage.driver().window().await?;
        let address = stage.path().await?;
        let second = stage.driver().new_tab().await?;
        stage.driver().switch_to_window(second).await?;
        stage.open(&address).await?;
        let other = Reviewer::shown(stage);
        change_in_vain(stage, &other, talk.trace(1)?).await?;
        stage.driver().close_window().await?;
        stage.driver().switch_to_window(first).await?;
        stage.controls()?.recover(None);
        Reviewer::shown(stage).wait_until_all_is_sent().await?;
        assert_eq!(arrived(stage, talk.trace(1)?).await?, (json!(0.0), json!(0.0), json!(["later"]), 1));
        assert_eq!(carried_out(stage)?, [1; 4]);
        Ok(())
    })
    .await;
}
