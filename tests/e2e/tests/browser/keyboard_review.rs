//! A complete review without the mouse: every answer rated, a score with its reason, a tag, a comment, and on to the
//! next conversation.

use e2e::Outcome;
use e2e::fixtures::{TestThread, define, get, thread};
use e2e::pages::reviewer::be;
use e2e::pages::{Reviewer, ThreadsPage};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// Most key presses for a conversation of 10 turns, without typed text.
const GOAL: usize = 35;

/// Presses keys and counts them.
struct Hands<'a> {
    stage: &'a Stage,
    pressed: Vec<String>,
}

impl Hands<'_> {
    /// One key press, also with modifiers.
    async fn press(&mut self, key: impl Into<TypingData>, name: &str, why: &str) -> Outcome {
        self.stage.press(key).await?;
        self.pressed.push(format!("{name:<12} {why}"));
        Ok(())
    }

    /// Types text, which is not counted.
    async fn write(&self, words: &str) -> Outcome {
        self.stage.press(words).await
    }

    /// Waits until the focus is on the element that matches a CSS selector.
    async fn on(&self, selector: &str) -> Outcome {
        until_true(&format!("the focus on {selector}"), async || {
            let script = "return !!document.activeElement?.closest(arguments[0]);";
            Ok(self.stage.driver().execute(script, vec![json!(selector)]).await?.convert::<bool>()?)
        })
        .await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ten_turn_conversation_is_reviewed_by_keyboard_alone() {
    stage::run(async |stage| {
        let next = TestThread::new("the-next").minutes_ago(300).turns(1).log(stage).await?;
        let talk = TestThread::new("ten-turns").turns(10).log(stage).await?;
        define(stage, &[("Solved", "boolean", json!({ "true_label": "Yes", "false_label": "No" }))]).await?;
        be(stage, "Anna").await?;
        let list = ThreadsPage::open(stage, "").await?;
        list.wait_for_rows(&["ten-turns", "the-next"]).await?;
        list.open_row("ten-turns").await?;
        let review = Reviewer::shown(stage);
        until_is("turns", 10, async || {
            e2e::find::count(stage.driver(), "[data-trace-message-id] .answer").await
        })
        .await?;
        review.wait_for_status("Active").await?;
        let mut hands = Hands { stage, pressed: Vec::new() };
        for (number, trace) in talk.traces.iter().enumerate() {
            hands.press("j", "j", "the next turn").await?;
            hands.on(&format!("[data-trace-message-id=\"{trace}\"]")).await?;
            if number == 3 {
                hands.press("d", "d", "thumbs down").await?;
                review.wait_for_thumb(trace, Some(false)).await?;
                hands.press("1", "1", "the first of the reasons").await?;
            } else {
                hands.press("u", "u", "thumbs up").await?;
                review.wait_for_thumb(trace, Some(true)).await?;
            }
        }
        hands.press("a", "a", "the status menu").await?;
        hands.on(".status-menu").await?;
        hands.press(Key::Enter, "Enter", "mark inactive").await?;
        review.wait_for_status("Inactive").await?;
        hands.press("s", "s", "to the scores").await?;
        hands.on("[role=radiogroup][aria-label=Solved]").await?;
        hands.press("1", "1", "Solved: Yes").await?;
        review.wait_for_chosen("Solved", Some("Yes")).await?;
        hands.press(Key::Tab, "Tab", "to its reason").await?;
        hands.on("textarea.reason").await?;
        hands.write("The parcel arrived.").await?;
        hands.press(Key::Escape, "Esc", "out of the panel").await?;
        hands.on("[data-testid=thread]").await?;
        hands.press("t", "t", "a tag").await?;
        hands.on("[aria-label='New tag']").await?;
        hands.write("parcel").await?;
        hands.press(Key::Enter, "Enter", "add it").await?;
        review.wait_for_tags(&["parcel"]).await?;
        hands.press(Key::Escape, "Esc", "out of the panel").await?;
        hands.on("[data-testid=thread]").await?;
        hands.press("c", "c", "a comment").await?;
        hands.on("textarea[aria-label=Comment]").await?;
        hands.write("A model answer.").await?;
        hands.press(Key::Control + Key::Enter, "Ctrl+Enter", "send it").await?;
        review.wait_for_comments(&["A model answer."]).await?;
        hands.press(Key::Control + Key::Enter, "Ctrl+Enter", "on to the next conversation").await?;
        until_is("conversation", Some("the-next".to_owned()), async || stage.query("thread").await).await?;
        review.wait_until_all_is_sent().await?;
        println!("{} key presses besides typed text:\n  {}", hands.pressed.len(), hands.pressed.join("\n  "));
        assert!(hands.pressed.len() <= GOAL, "{} key presses, at most {GOAL}", hands.pressed.len());

        for (number, trace) in talk.traces.iter().enumerate() {
            let turn = get(stage, &format!("traces/{trace}")).await?;
            let value = if number == 3 { 0.0 } else { 1.0 };
            assert_eq!(turn.pointer("/feedback_scores/0/value"), Some(&json!(value)), "turn {number}");
            let why = turn.pointer("/feedback_scores/0/reason").and_then(Value::as_str);
            assert_eq!(why.is_some(), number == 3, "turn {number}: {why:?}");
        }
        let done = thread(stage, "ten-turns").await?;
        let scores = done.get("feedback_scores").and_then(Value::as_array).cloned().unwrap_or_default();
        assert_eq!(scores.len(), 2, "{scores:?}");
        for (name, reason) in [("Solved", Some("The parcel arrived.")), ("Reviewed", None)] {
            let score = scores.iter().find(|score| score.get("name") == Some(&json!(name)));
            let score = score.ok_or("not scored")?;
            assert_eq!(
                (score.get("value"), score.get("reason").and_then(Value::as_str), score.get("created_by")),
                (Some(&json!(1.0)), reason, Some(&json!("Anna"))),
                "{name}"
            );
        }
        assert_eq!(done.get("tags"), Some(&json!(["parcel"])));
        assert_eq!(done.pointer("/comments/0/text"), Some(&json!("A model answer.")));
        assert_eq!(
            thread(stage, &next.thread).await?.get("feedback_scores"),
            None,
            "the next one is as it was"
        );
        Ok(())
    })
    .await;
}
