//! Keys with Caps Lock, on other keyboard layouts, and while an input method composes.

use e2e::Outcome;
use e2e::find::{by_role, count, focused};
use e2e::fixtures::{TestThread, define};
use e2e::pages::reviewer::be;
use e2e::pages::{ReviewPanel, Reviewer, ThreadsPage};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use serde_json::{Value, json};

/// A key press in the element that has the focus; `event` is a `KeyboardEventInit`. True if the page took it.
async fn press(stage: &Stage, event: Value) -> Outcome<bool> {
    let script = "const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...arguments[0] }); \
                  return !(document.activeElement || document.body).dispatchEvent(event);";
    Ok(stage.driver().execute(script, vec![event]).await?.convert()?)
}

/// The id of the turn that has the focus.
async fn turn_in_focus(stage: &Stage) -> Outcome<Option<String>> {
    focused(stage.driver()).await?.attr("data-trace-message-id").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn caps_lock_changes_no_key_and_layouts_without_latin_letters_go_by_position() {
    stage::run(async |stage| {
        TestThread::new("older").minutes_ago(300).turns(1).log(stage).await?;
        let talk = TestThread::new("typed").turns(3).log(stage).await?;
        be(stage, "Anna").await?;
        let list = ThreadsPage::open(stage, "").await?;
        list.wait_for_rows(&["typed", "older"]).await?;
        list.open_row("typed").await?;
        let review = Reviewer::shown(stage);
        review.wait_for_turns(3).await?;
        // With Caps Lock on, `J` without Shift is the next turn; it does not leave the conversation.
        assert!(press(stage, json!({ "key": "J", "code": "KeyJ" })).await?);
        until_is("the turn in focus", Some(talk.trace(1)?.to_owned()), async || turn_in_focus(stage).await)
            .await?;
        assert!(press(stage, json!({ "key": "U", "code": "KeyU" })).await?);
        review.wait_for_thumb(talk.trace(1)?, Some(true)).await?;
        // A Cyrillic and a Greek layout.
        assert!(press(stage, json!({ "key": "о", "code": "KeyJ" })).await?);
        until_is("the turn in focus", Some(talk.trace(2)?.to_owned()), async || turn_in_focus(stage).await)
            .await?;
        assert!(press(stage, json!({ "key": "δ", "code": "KeyD" })).await?);
        review.wait_for_thumb(talk.trace(2)?, Some(false)).await?;
        // A key that an input method uses does nothing, whatever it would be.
        for composing in [
            json!({ "key": "j", "code": "KeyJ", "isComposing": true }),
            json!({ "key": "Process", "code": "KeyJ", "keyCode": 229 }),
            json!({ "key": "j", "code": "KeyJ", "keyCode": 229 }),
        ] {
            assert!(!press(stage, composing.clone()).await?, "{composing}");
        }
        assert_eq!(turn_in_focus(stage).await?.as_deref(), Some(talk.trace(2)?));
        assert_eq!(stage.query("thread").await?.as_deref(), Some("typed"));
        // Shift is still something else, with Caps Lock too, where it makes a small letter.
        assert!(press(stage, json!({ "key": "j", "code": "KeyJ", "shiftKey": true })).await?);
        until_is("the next conversation", Some("older".to_owned()), async || stage.query("thread").await)
            .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_enter_that_confirms_a_conversion_sends_nothing() {
    stage::run(async |stage| {
        let talk = TestThread::new("かな").turns(1).log(stage).await?;
        talk.close(stage).await?;
        define(stage, &[("Quality", "numerical", json!({ "min": 0, "max": 1 }))]).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        // Chromium tells of the composition; Safari has ended it by then, and only the key code is left.
        let confirms = [
            json!({ "key": "Enter", "code": "Enter", "isComposing": true }),
            json!({ "key": "Enter", "code": "Enter", "keyCode": 229 }),
        ];
        let field = panel.tag_field().await?;
        field.send_keys("東京").await?;
        for enter in &confirms {
            assert!(!press(stage, enter.clone()).await?, "{enter}");
        }
        assert_eq!(panel.who.tags().await?, Vec::<String>::new());
        assert!(press(stage, json!({ "key": "Enter", "code": "Enter" })).await?);
        panel.who.wait_for_tags(&["東京"]).await?;

        let field = panel.comment_field().await?;
        field.send_keys("よい").await?;
        for enter in &confirms {
            let mut sends = enter.clone();
            sends["ctrlKey"] = json!(true);
            assert!(!press(stage, sends).await?, "{enter}");
        }
        assert_eq!(panel.who.comments().await?, Vec::<String>::new());
        assert_eq!(stage.query("thread").await?.as_deref(), Some("かな"), "the review is not left");
        assert!(press(stage, json!({ "key": "Enter", "code": "Enter", "ctrlKey": true })).await?);
        panel.who.wait_for_comments(&["よい"]).await?;

        // The reason for a thumbs-down.
        let trace = talk.trace(1)?;
        panel.who.press_thumb(trace, false).await?;
        let turn = panel.who.turn(trace).await?;
        by_role(&turn, "button", "Other…").await?.click().await?;
        by_role(&turn, "textbox", "Another reason").await?.send_keys("短い").await?;
        for enter in &confirms {
            assert!(!press(stage, enter.clone()).await?, "{enter}");
        }
        assert_eq!(count(&turn, ".reason-given").await?, 0);
        assert!(press(stage, json!({ "key": "Enter", "code": "Enter" })).await?);
        until_true("the reason", async || Ok(count(&turn, ".reason-given").await? == 1)).await
    })
    .await;
}
