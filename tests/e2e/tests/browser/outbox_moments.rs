//! A comment is deleted or edited, and the page is reloaded or closed: at every moment of it. What was asked for is done.

use e2e::Outcome;
use e2e::element::Element;
use e2e::find::{all, by_role, click};
use e2e::pages::{ReviewPanel, Reviewer};
use e2e::stage::{self, Stage};
use e2e::talk::{Logged, Talk, thread};
use e2e::wait::{until_is, until_true};
use mock_opik::control::{Failure, Pattern};
use serde_json::Value;

/// How far a change has come when the page goes.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// The button was just pressed; nothing has left the page.
    AtOnce,
    /// The request is on its way, and is not carried out.
    OnItsWay,
    /// The request was carried out, and its answer was lost.
    Unanswered,
}

const MOMENTS: [Moment; 3] = [Moment::AtOnce, Moment::OnItsWay, Moment::Unanswered];

async fn comments(stage: &Stage) -> Outcome<Vec<String>> {
    let comments = thread(stage, "moments").await?.get("comments").cloned().unwrap_or_default();
    let texts =
        comments.as_array().into_iter().flatten().filter_map(|one| one.get("text").and_then(Value::as_str));
    Ok(texts.map(str::to_owned).collect())
}

/// Presses the button, and lets the page go at that moment: by a reload, or by closing its tab, of which another is open.
async fn press_and_go(
    stage: &Stage,
    talk: &Logged,
    button: &Element,
    request: (&str, &str),
    moment: Moment,
    reload: bool,
) -> Outcome {
    let (method, path) = request;
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
    match moment {
        Moment::AtOnce => {
            let then = if reload { "location.reload();" } else { "" };
            button.run(&format!("window.oldPage = true; arguments[0].click(); {then}"), vec![]).await?;
        }
        Moment::OnItsWay => {
            let hold = controls.hold(Pattern::next(method, path));
            click(button).await?;
            controls.waiting(hold, 1).await;
        }
        Moment::Unanswered => {
            controls.fail(Pattern::next(method, path), Failure::DropAfter);
            click(button).await?;
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
                let loaded = "return document.readyState === 'complete' && !window.oldPage;";
                Ok(stage.driver().execute(loaded, vec![]).await?.convert::<bool>()?)
            })
            .await?;
        }
        None => {
            stage.driver().refresh().await?;
        }
    }
    controls.release(None);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comment_deleted_is_deleted_whenever_the_page_is_reloaded_or_closed() {
    stage::run(async |stage| {
        stage.expect_error("Failed to load resource");
        stage.expect_error("beforeunload");
        let talk = Talk::new("moments").turns(1).log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        for reload in [true, false] {
            for moment in MOMENTS {
                let words = format!("{moment:?} {reload}");
                panel.who.add_comment(&words).await?;
                panel.who.wait_until_all_is_sent().await?;
                assert_eq!(comments(stage).await?, [words.clone()]);
                let shown = ReviewPanel::shown(stage).await?;
                let delete = by_role(&shown.comment_with(&words).await?, "button", "Delete").await?;
                let request = ("POST", "/v1/private/traces/threads/comments/delete");
                press_and_go(stage, &talk, &delete, request, moment, reload).await?;
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
        let talk = Talk::new("moments").turns(1).log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        let mut words = "First words".to_owned();
        panel.who.add_comment(&words).await?;
        panel.who.wait_until_all_is_sent().await?;
        for reload in [true, false] {
            for moment in MOMENTS {
                Reviewer::shown(stage).wait_for_comments(&[&words]).await?;
                let shown = ReviewPanel::shown(stage).await?;
                until_true("an edit that can begin", async || {
                    click(&by_role(&shown.comment_with(&words).await?, "button", "Edit").await?).await?;
                    Ok(!all(&shown.element, "textarea[aria-label='Edit comment']").await?.is_empty())
                })
                .await?;
                let field = by_role(&shown.element, "textbox", "Edit comment").await?;
                field.clear().await?;
                words = format!("{moment:?} {reload}");
                field.send_keys(&words).await?;
                let save = by_role(&shown.element, "button", "Save").await?;
                let request = ("PATCH", "/v1/private/traces/threads/comments/*");
                press_and_go(stage, &talk, &save, request, moment, reload).await?;
                until_is(&words, vec![words.clone()], async || comments(stage).await).await?;
                Reviewer::shown(stage).wait_until_all_is_sent().await?;
                assert_eq!(comments(stage).await?, [words.clone()]);
            }
        }
        Ok(())
    })
    .await;
}
