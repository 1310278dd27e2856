//! A comment is deleted or edited and the page is reloaded or closed, at every moment of the request: the edit is
//! carried out.

use e2e::Outcome;
use e2e::fixtures::{Logged, TestThread, thread};
use e2e::pages::{ReviewPanel, Reviewer};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use mock_opik::control::{Failure, Pattern};
use serde_json::{Value, json};

/// How far the request has come when the page goes.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// The button was just pressed; nothing was sent.
    AtOnce,
    /// The request was sent and is not carried out.
    OnItsWay,
    /// The request was carried out, and its response was lost.
    Unanswered,
}

const MOMENTS: [Moment; 3] = [Moment::AtOnce, Moment::OnItsWay, Moment::Unanswered];

async fn comments(stage: &Stage) -> Outcome<Vec<String>> {
    let comments = thread(stage, "moments").await?.get("comments").cloned().unwrap_or_default();
    let texts =
        comments.as_array().into_iter().flatten().filter_map(|one| one.get("text").and_then(Value::as_str));
    Ok(texts.map(str::to_owned).collect())
}

/// Finds the comment at the moment of the click: it is rendered again whenever the server returns something new.
const FIND: &str = "const [words, text] = arguments; \
    const comment = () => [...document.querySelectorAll('aside[aria-label=Review] .comment')].find(one => one.textContent.includes(words)); \
    const press = (scope, name) => { const found = [...(scope?.querySelectorAll('button') ?? [])].find(one => one.textContent.trim() === name); \
      found?.click(); return !!found && !found.disabled; };";
const DELETE: &str = "if (!press(comment(), 'Delete')) return false;";
const EDIT: &str = "return !!document.querySelector(\"textarea[aria-label='Edit comment']\") || (press(comment(), 'Edit'), false);";
const SAVE: &str = "const field = document.querySelector(\"textarea[aria-label='Edit comment']\"); if (!field) return false; \
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, text); \
    field.dispatchEvent(new Event('input', { bubbles: true })); if (!press(field.closest('.editor'), 'Save')) return false;";

async fn hand(stage: &Stage, what: &str, script: &str, words: &str, text: &str) -> Outcome {
    until_true(what, async || {
        let done =
            stage.driver().execute(format!("{FIND} {script}"), vec![json!(words), json!(text)]).await?;
        Ok(done.convert::<bool>()?)
    })
    .await
}

/// Makes the edit and ends the page at that moment: by a reload, or by closing its tab while another is open.
async fn do_and_go(
    stage: &Stage,
    talk: &Logged,
    (script, words, text): (&str, &str, &str),
    (method, path): (&str, &str),
    moment: Moment,
    reload: bool,
) -> Outcome {
    let controls = stage.controls()?;
    let address = stage.path().await?;
    let first = stage.driver().window().await?;
    let other = if reload { None } else { Some(stage.driver().new_tab().await?) };
    if let Some(other) = &other {
        stage.driver().switch_to_window(other.clone()).await?;
        stage.open(&address).await?;
        Reviewer::shown(stage).turn(talk.trace(1)?).await?;
        stage.driver().switch_to_window(first).await?;
    }
    if script == SAVE {
        hand(stage, "an edit that can begin", EDIT, words, "").await?;
    }
    let go = async |then: &str| {
        hand(stage, "a press", &format!("{script} {then} return true;"), words, text).await
    };
    match moment {
        Moment::AtOnce if reload => go("window.before = true; setTimeout(() => location.reload());").await?,
        Moment::AtOnce => go("").await?,
        Moment::OnItsWay => {
            let hold = controls.hold(Pattern::next(method, path));
            go("").await?;
            controls.waiting(hold, 1).await;
        }
        Moment::Unanswered => {
            controls.clear_log();
            controls.fail(Pattern::next(method, path), Failure::DropAfter);
            go("").await?;
            until_true("a request carried out", async || {
                Ok(controls.asked(method, path).iter().any(|seen| seen.lost && seen.status.is_some()))
            })
            .await?;
        }
    }
    match other {
        Some(other) => {
            stage.driver().close_window().await?;
            stage.driver().switch_to_window(other).await?;
        }
        None if matches!(moment, Moment::AtOnce) => {
            until_true("the new page", async || {
                let loaded = "return document.readyState === 'complete' && !window.before;";
                Ok(stage.driver().execute(loaded, vec![]).await?.convert::<bool>()?)
            })
            .await?;
        }
        None => stage.driver().refresh().await?,
    }
    controls.release(None);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comment_deleted_is_deleted_whenever_the_page_is_reloaded_or_closed() {
    stage::run(async |stage| {
        stage.expect_error("Failed to load resource");
        stage.expect_error("beforeunload");
        let talk = TestThread::new("moments").turns(1).log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        for reload in [true, false] {
            for moment in MOMENTS {
                let words = format!("{moment:?} {reload}");
                panel.who.add_comment(&words).await?;
                panel.who.wait_until_all_is_sent().await?;
                assert_eq!(comments(stage).await?.concat(), words);
                let request = ("POST", "/v1/private/traces/threads/comments/delete");
                do_and_go(stage, &talk, (DELETE, &words, ""), request, moment, reload).await?;
                until_is(&words, Vec::new(), async || comments(stage).await).await?;
                Reviewer::shown(stage).wait_for_comments(&[]).await?;
                Reviewer::shown(stage).wait_until_all_is_sent().await?;
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_arrives_whenever_the_page_is_reloaded_or_closed() {
    stage::run(async |stage| {
        stage.expect_error("Failed to load resource");
        stage.expect_error("beforeunload");
        let talk = TestThread::new("moments").turns(1).log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        let mut words = "First words".to_owned();
        panel.who.add_comment(&words).await?;
        panel.who.wait_until_all_is_sent().await?;
        for reload in [true, false] {
            for moment in MOMENTS {
                Reviewer::shown(stage).wait_for_comments(&[&words]).await?;
                let before = words;
                words = format!("{moment:?} {reload}");
                let request = ("PATCH", "/v1/private/traces/threads/comments/*");
                do_and_go(stage, &talk, (SAVE, &before, &words), request, moment, reload).await?;
                until_is(&words, vec![words.clone()], async || comments(stage).await).await?;
                Reviewer::shown(stage).wait_until_all_is_sent().await?;
                assert_eq!(comments(stage).await?.concat(), words);
            }
        }
        Ok(())
    })
    .await;
}
