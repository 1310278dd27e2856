//! Edits that a closed tab has not sent are sent by another tab, and undo nothing that was done since.

use std::time::{Duration, Instant};

use e2e::Outcome;
use e2e::find::{by_role, click};
use e2e::fixtures::{Logged, TestThread, get, thread};
use e2e::pages::ReviewPanel;
use e2e::pages::Reviewer;
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use mock_opik::control::Pattern;
use serde_json::{Value, json};
use thirtyfour::WindowHandle;

const THUMBS: &str = "/v1/private/traces/*/feedback-scores";

/// The value of a turn's thumb on the server, and the number of authors with one.
async fn thumb(stage: &Stage, trace: &str) -> Outcome<(Value, usize)> {
    let turn = get(stage, &format!("traces/{trace}")).await?;
    let score = turn.pointer("/feedback_scores/0").cloned().unwrap_or_default();
    let authors = score.get("value_by_author").and_then(Value::as_object).map_or(0, serde_json::Map::len);
    Ok((score.get("value").cloned().unwrap_or_default(), authors))
}

/// Anna's page in two tabs; the second is in front.
async fn two_tabs(stage: &Stage, talk: &Logged, script: Option<&str>) -> Outcome<[WindowHandle; 2]> {
    if let Some(script) = script {
        stage.browser.at_load(script).await?;
    }
    Reviewer::open(stage, talk, "Anna").await?;
    let first = stage.driver().window().await?;
    let address = stage.path().await?;
    let second = stage.driver().new_tab().await?;
    go_to(stage, &second).await?;
    if let Some(script) = script {
        stage.browser.at_load(script).await?;
    }
    stage.open(&address).await?;
    Reviewer::shown(stage).turn(talk.trace(talk.traces.len())?).await?;
    Ok([first, second])
}

async fn go_to(stage: &Stage, tab: &WindowHandle) -> Outcome {
    Ok(stage.driver().switch_to_window(tab.clone()).await?)
}

/// Closes the first tab and waits until the second has sent or dropped all its edits.
async fn close_first(stage: &Stage, [first, second]: &[WindowHandle; 2]) -> Outcome {
    go_to(stage, first).await?;
    stage.driver().close_window().await?;
    go_to(stage, second).await?;
    Reviewer::shown(stage).wait_until_all_is_sent().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_thumb_of_a_closed_tab_does_not_turn_back_a_newer_one() {
    for reloaded in [false, true] {
        stage::run(async |stage| {
            let talk = TestThread::new("turned").turns(1).log(stage).await?;
            stage.expect_error("Failed to load resource");
            let tabs = two_tabs(stage, &talk, None).await?;
            let trace = talk.trace(1)?;
            let review = Reviewer::shown(stage);
            go_to(stage, &tabs[0]).await?;
            stage.browser.go_offline(true).await?;
            review.press_thumb(trace, true).await?;
            review.wait_for_save_state(&review.turn(trace).await?, "Will retry").await?;
            go_to(stage, &tabs[1]).await?;
            review.press_thumb(trace, false).await?;
            until_is("the server's thumb", (json!(0.0), 1), async || thumb(stage, trace).await).await?;
            if reloaded {
                review.reload(1).await?;
            }
            close_first(stage, &tabs).await?;
            assert_eq!(thumb(stage, trace).await?, (json!(0.0), 1), "the older thumb is back");
            let ups = stage.controls()?.asked("PUT", THUMBS);
            assert_eq!(ups.iter().filter(|seen| seen.was_carried_out()).count(), 1);
            review.wait_for_thumb(trace, Some(false)).await?;
            review.reload(1).await?;
            review.wait_for_thumb(trace, Some(false)).await
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_thumb_is_not_taken_over_beside_a_newer_one_that_is_on_its_way() {
    stage::run(async |stage| {
        let talk = TestThread::new("crossing").turns(1).log(stage).await?;
        stage.expect_error("Failed to load resource");
        let tabs = two_tabs(stage, &talk, None).await?;
        let trace = talk.trace(1)?;
        let review = Reviewer::shown(stage);
        go_to(stage, &tabs[0]).await?;
        stage.browser.go_offline(true).await?;
        review.press_thumb(trace, true).await?;
        review.wait_for_save_state(&review.turn(trace).await?, "Will retry").await?;
        go_to(stage, &tabs[1]).await?;
        let hold = stage.controls()?.hold(Pattern::next("PUT", THUMBS));
        review.press_thumb(trace, false).await?;
        stage.controls()?.waiting(hold, 1).await;
        assert_eq!(review.waiting_keys().await?, 2);
        go_to(stage, &tabs[0]).await?;
        stage.driver().close_window().await?;
        go_to(stage, &tabs[1]).await?;
        until_is("what only this tab keeps", 1, async || review.waiting_keys().await).await?;
        stage.controls()?.release(None);
        review.wait_until_all_is_sent().await?;
        assert_eq!(thumb(stage, trace).await?, (json!(0.0), 1));
        assert_eq!(stage.controls()?.asked("PUT", THUMBS).len(), 1);
        review.wait_for_thumb(trace, Some(false)).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_thumb_of_a_closed_tab_takes_the_place_of_an_older_one_that_waits() {
    stage::run(async |stage| {
        let talk = TestThread::new("newer").turns(1).log(stage).await?;
        stage.expect_error("Failed to load resource");
        let tabs = two_tabs(stage, &talk, None).await?;
        let trace = talk.trace(1)?;
        let review = Reviewer::shown(stage);
        stage.browser.go_offline(true).await?;
        review.press_thumb(trace, true).await?;
        review.wait_for_save_state(&review.turn(trace).await?, "Will retry").await?;
        go_to(stage, &tabs[0]).await?;
        stage.browser.go_offline(true).await?;
        review.press_thumb(trace, false).await?;
        review.wait_for_save_state(&review.turn(trace).await?, "Will retry").await?;
        go_to(stage, &tabs[1]).await?;
        stage.browser.go_offline(false).await?;
        close_first(stage, &tabs).await?;
        until_is("the server's thumb", (json!(0.0), 1), async || thumb(stage, trace).await).await?;
        review.wait_for_thumb(trace, Some(false)).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_edit_of_a_comment_that_was_edited_since_is_kept_in_sight() {
    stage::run(async |stage| {
        let talk = TestThread::new("edited").turns(1).log(stage).await?;
        stage.expect_error("Failed to load resource");
        let tabs = two_tabs(stage, &talk, None).await?;
        let review = Reviewer::shown(stage);
        review.add_comment("First words").await?;
        review.wait_until_all_is_sent().await?;
        let edit = async |from: &str, to: &str| -> Outcome {
            let panel = ReviewPanel::shown(stage).await?;
            until_true("an edit that can begin", async || {
                click(&by_role(&panel.comment_with(from).await?, "button", "Edit").await?).await?;
                Ok(!e2e::find::all(&panel.element, "textarea[aria-label='Edit comment']").await?.is_empty())
            })
            .await?;
            let field = by_role(&panel.element, "textbox", "Edit comment").await?;
            field.clear().await?;
            field.send_keys(to).await?;
            click(&by_role(&panel.element, "button", "Save").await?).await
        };
        go_to(stage, &tabs[0]).await?;
        review.wait_for_comments(&["First words"]).await?;
        stage.browser.go_offline(true).await?;
        edit("First words", "Older words").await?;
        review.wait_for_comments(&["Older words"]).await?;
        go_to(stage, &tabs[1]).await?;
        edit("First words", "Newer words").await?;
        let texts = async || {
            let comments = thread(stage, "edited").await?.get("comments").cloned().unwrap_or_default();
            let texts = comments.as_array().into_iter().flatten().filter_map(|one| one.get("text")?.as_str());
            Ok(texts.map(str::to_owned).collect::<Vec<_>>())
        };
        until_is("the newer words", vec!["Newer words".to_owned()], texts).await?;
        close_first(stage, &tabs).await?;
        assert_eq!(texts().await?, ["Newer words"]);
        let kept = by_role(&review.panel().await?, "textbox", "Words that were not saved").await?;
        assert_eq!(kept.prop("value").await?.as_deref(), Some("Older words"));
        e2e::axe::check(stage, "words set aside").await?;
        click(&by_role(&review.panel().await?, "button", "Add as a new comment").await?).await?;
        review.wait_for_comments(&["Newer words", "Older words"]).await?;
        review.none_in_panel("textbox", "Words that were not saved").await?;
        until_is("both", vec!["Newer words".to_owned(), "Older words".to_owned()], texts).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_locks_what_a_closed_tab_left_goes_out_within_ten_seconds_and_a_living_tab_keeps_its_own() {
    const NO_LOCKS: &str = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });";
    stage::run(async |stage| {
        let talk = TestThread::new("lockless").turns(2).log(stage).await?;
        stage.expect_error("Failed to load resource");
        let tabs = two_tabs(stage, &talk, Some(NO_LOCKS)).await?;
        let review = Reviewer::shown(stage);
        go_to(stage, &tabs[0]).await?;
        stage.browser.go_offline(true).await?;
        review.add_comment("From the closed tab").await?;
        review.press_thumb(talk.trace(1)?, true).await?;
        review.wait_for_save_state(&review.turn(talk.trace(1)?).await?, "Will retry").await?;
        go_to(stage, &tabs[1]).await?;
        // The first tab is open, so its edits stay its own. The second asks the other tabs, and gets an answer.
        stage.driver().execute_async(
            "const done = arguments[0]; const tabs = new BroadcastChannel('colloquy:tabs'); let calls = 0; \
             tabs.onmessage = ({ data }) => { if (data === '?' && ++calls === 2) done(true); };",
            vec![],
        ).await?;
        assert_eq!(review.waiting_keys().await?, 1, "a living tab's changes were taken");
        go_to(stage, &tabs[0]).await?;
        stage.driver().close_window().await?;
        go_to(stage, &tabs[1]).await?;
        let closed = Instant::now();
        until_is("the server's thumb", (json!(1.0), 1), async || thumb(stage, talk.trace(1)?).await).await?;
        assert!(closed.elapsed() < Duration::from_secs(10), "{:?}", closed.elapsed());
        review.wait_until_all_is_sent().await?;
        let comments =
            thread(stage, "lockless").await?.get("comments").and_then(Value::as_array).map_or(0, Vec::len);
        assert_eq!(comments, 1);
        Ok(())
    })
    .await;
}
