//! Unsent edits are stored, whatever happens to storage and clocks; where that is impossible, the page says so.

use e2e::find::{all, by_role, click, none, text};
use e2e::fixtures::{TestThread, get};
use e2e::pages::{ConversationPanel, Reviewer, reviewer};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, Pattern};
use serde_json::{Value, json};
use thirtyfour::Key;

const THUMBS: &str = "/v1/private/traces/*/feedback-scores";

/// Fills local storage completely.
const FILL: &str = "let piece = 'x'.repeat(1 << 20), n = 0; \
    while (piece) { try { localStorage.setItem('junk' + n, piece); n += 1; } catch { piece = piece.slice(piece.length / 2 + 1); } }";
const EMPTY: &str = "Object.keys(localStorage).filter(key => key.startsWith('junk')).forEach(key => localStorage.removeItem(key)); \
    window.dispatchEvent(new Event('online'));";

async fn thumb(stage: &Stage, trace: &str) -> Outcome<Value> {
    let turn = get(stage, &format!("traces/{trace}")).await?;
    Ok(turn.pointer("/feedback_scores/0/value").cloned().unwrap_or_default())
}

async fn wait_for_banner(stage: &Stage, words: &str) -> Outcome {
    until_true(&format!("a banner that says {words:?}"), async || {
        let mut said = String::new();
        for banner in all(stage.driver(), ".banner").await? {
            said += &text(&banner).await?;
        }
        if said.contains(words) { Ok(true) } else { Err(format!("it says {said:?}").into()) }
    })
    .await
}

async fn run_script(stage: &Stage, script: &str) -> Outcome {
    stage.driver().execute(script, vec![]).await?;
    Ok(())
}

fn fail_thumbs(stage: &Stage) -> Outcome {
    stage.controls()?.fail(Pattern::next("PUT", THUMBS).times(1000), Failure::DropBefore);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_storage_is_full_the_page_says_not_to_close_it_until_that_is_over() {
    stage::run(async |stage| {
        let talk = TestThread::new("full").turns(1).log(stage).await?;
        stage.expect_error("Failed to load resource");
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        fail_thumbs(stage)?;
        run_script(stage, FILL).await?;
        review.press_thumb(talk.trace(1)?, true).await?;
        wait_for_banner(stage, "This browser cannot store what you changed: do not close this page before it is sent.").await?;
        axe::check(stage, "full storage").await?;
        // The page asks before it is left.
        let asked = "const event = new Event('beforeunload', { cancelable: true }); return !window.dispatchEvent(event);";
        assert!(stage.driver().execute(asked, vec![]).await?.convert::<bool>()?);
        run_script(stage, EMPTY).await?;
        wait_for_banner(stage, "Nothing is lost: what you changed is kept here").await?;
        run_script(stage, FILL).await?;
        stage.controls()?.recover(None);
        run_script(stage, "window.dispatchEvent(new Event('online'));").await?;
        until_is("the server's thumb", json!(1.0), async || thumb(stage, talk.trace(1)?).await).await?;
        none(stage.driver(), ".banner").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_draft_makes_room_and_one_of_these_days_does_not() {
    stage::run(async |stage| {
        let talk = TestThread::new("room").turns(1).log(stage).await?;
        stage.expect_error("Failed to load resource");
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        fail_thumbs(stage)?;
        let drafts = "const day = 86400000, now = Date.now(), text = 'y'.repeat(4000); \
            localStorage.setItem('colloquy:drafts:1', JSON.stringify([{ key: 'old', text, at: now - 30 * day }, { key: 'new', text, at: now - 5 * day }]));";
        run_script(stage, drafts).await?;
        run_script(stage, FILL).await?;
        review.press_thumb(talk.trace(1)?, true).await?;
        wait_for_banner(stage, "Nothing is lost: what you changed is kept here").await?;
        let kept = "return JSON.parse(localStorage.getItem('colloquy:drafts:1')).map(draft => draft.key).join();";
        assert_eq!(stage.driver().execute(kept, vec![]).await?.convert::<String>()?, "new");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_typed_where_storage_is_full_are_not_called_kept_and_outlive_a_change_of_place() {
    stage::run(async |stage| {
        let talk = TestThread::new("typed").turns(1).log(stage).await?;
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        run_script(stage, FILL).await?;
        let field = by_role(&review.panel().await?, "textbox", "Comment").await?;
        field.send_keys("Half a thought that no storage takes").await?;
        wait_for_banner(stage, "This browser cannot store what you type").await?;
        // Leaves the page and returns, without a reload.
        stage
            .driver()
            .execute(
                "history.pushState({}, '', arguments[0]); dispatchEvent(new PopStateEvent('popstate'));",
                vec![json!(format!("{}default/projects", stage.base))],
            )
            .await?;
        none(stage.driver(), "aside[aria-label=Review]").await?;
        stage.driver().back().await?;
        let field = by_role(&review.panel().await?, "textbox", "Comment").await?;
        until_is("the words", Some("Half a thought that no storage takes".to_owned()), async || {
            field.prop("value").await
        })
        .await?;
        click(&by_role(&review.panel().await?, "button", "Add comment").await?).await?;
        review.wait_for_comments(&["Half a thought that no storage takes"]).await?;
        none(stage.driver(), ".banner").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_storage_is_refused_changes_are_sent_and_the_page_says_not_to_close_it_before() {
    stage::run(async |stage| {
        let talk = TestThread::new("private").turns(1).log(stage).await?;
        stage.expect_error("Failed to load resource");
        stage.browser.at_load("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError'); } });").await?;
        ConversationPanel::open(stage, &talk).await?.turn(talk.trace(1)?).await?;
        let review = Reviewer::shown(stage);
        by_role(stage.driver(), "button", "Reviewing without a name").await?;
        fail_thumbs(stage)?;
        review.press_thumb(talk.trace(1)?, true).await?;
        let asked = by_role(stage.driver(), "dialog", "Who is reviewing?").await?;
        by_role(&asked, "textbox", "Your name").await?.send_keys("Bo".to_owned() + Key::Enter).await?;
        wait_for_banner(stage, "do not close this page before it is sent").await?;
        stage.controls()?.recover(None);
        click(&by_role(stage.driver(), "button", "Try again").await?).await?;
        until_is("the server's thumb", json!(1.0), async || thumb(stage, talk.trace(1)?).await).await?;
        none(stage.driver(), ".banner").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_set_a_year_back_or_on_ends_no_sending() {
    for days in [-365, 365] {
        stage::run(async |stage| {
            let talk = TestThread::new("clock").turns(2).log(stage).await?;
            stage.expect_error("Failed to load resource");
            let review = Reviewer::open(stage, &talk, "Anna").await?;
            fail_thumbs(stage)?;
            review.press_thumb(talk.trace(1)?, true).await?;
            review.wait_for_save_state(&review.turn(talk.trace(1)?).await?, "Will retry").await?;
            let script = "const Real = Date, by = arguments[0] * 86400000; \
                window.Date = class extends Real { constructor(...of) { of.length ? super(...of) : super(Real.now() + by); } static now() { return Real.now() + by; } };";
            stage.driver().execute(script, vec![json!(days)]).await?;
            review.press_thumb(talk.trace(2)?, true).await?;
            review.wait_for_save_state(&review.turn(talk.trace(2)?).await?, "Will retry").await?;
            stage.controls()?.recover(None);
            // The edits are sent without any action of the user.
            for turn in [1, 2] {
                until_is("the server's thumb", json!(1.0), async || thumb(stage, talk.trace(turn)?).await).await?;
            }
            none(stage.driver(), ".banner").await
        })
        .await;
    }
}

/// The reviewer's name is stored, as if they had been asked before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_an_earlier_version_kept_is_sent_by_this_one() {
    stage::run(async |stage| {
        let talk = TestThread::new("earlier").turns(1).log(stage).await?;
        let id = e2e::fixtures::project(stage, "Support").await?;
        reviewer::be(stage, "Anna").await?;
        let entry = json!([{ "id": "x-1", "by": "Anna", "at": 1_700_000_000_000_i64, "sent": false, "named": null, "known": [],
            "workspace": "default", "project": id, "project_name": "Support", "thread": "earlier", "model_id": null,
            "trace": talk.trace(1)?, "span": null, "act": { "score": "User feedback", "given": { "value": 1.0, "category": "👍", "reason": null } } }]);
        stage.driver().execute("localStorage.setItem('colloquy:outbox:1:gone', JSON.stringify(arguments[0]));", vec![entry]).await?;
        stage.open("default/projects").await?;
        until_is("the server's thumb", json!(1.0), async || thumb(stage, talk.trace(1)?).await).await?;
        Reviewer::shown(stage).wait_until_all_is_sent().await
    })
    .await;
}
