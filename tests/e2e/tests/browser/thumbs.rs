//! Thumbs under an answer, the reason for a thumb down, and how the list shows both.

use e2e::element::Element;
use e2e::find::{all, by_role, click, none_by_role, one, text};
use e2e::fixtures::{TestThread, put};
use e2e::pages::review::trace;
use e2e::pages::{Reviewer, ThreadsPage};
use e2e::stage::Stage;
use e2e::wait::until_is;
use e2e::{Outcome, axe, stage};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// The value and the reason of a turn's thumb on the server.
async fn thumb(stage: &Stage, id: &str) -> Outcome<(Value, Value)> {
    let turn = trace(stage, id).await?;
    let score = turn.pointer("/feedback_scores/0").cloned().unwrap_or_default();
    let part = |name: &str| score.get(name).cloned().unwrap_or_default();
    Ok((part("value"), part("reason")))
}

/// Rates a turn down as a program does, with a reason.
async fn rate_down(stage: &Stage, id: &str, reason: &str) -> Outcome {
    let score = json!({ "name": "User feedback", "value": 0, "source": "sdk", "reason": reason });
    put(stage, &format!("traces/{id}/feedback-scores"), &score).await
}

/// The suggested reasons, in order.
async fn offered(row: &Element) -> Outcome<Vec<String>> {
    let mut words = Vec::new();
    for chip in all(row, "button bdi").await? {
        words.push(text(&chip).await?);
    }
    Ok(words)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thumb_is_switched_by_one_click_and_cleared_by_a_second() {
    stage::run(async |stage| {
        let talk = TestThread::new("rated").turns(2).log(stage).await?;
        let review = Reviewer::open(stage, &talk, "Ana").await?;
        let first = talk.trace(1)?;
        review.press_thumb(first, false).await?;
        review.wait_for_thumb(first, Some(false)).await?;
        review.press_thumb(first, true).await?;
        review.wait_for_thumb(first, Some(true)).await?;
        none_by_role(&review.turn(first).await?, "group", "Why thumbs down?").await?;
        until_is("up on the server", json!(1.0), async || Ok(thumb(stage, first).await?.0)).await?;
        review.press_thumb(first, true).await?;
        review.wait_for_thumb(first, None).await?;
        until_is("nothing on the server", Value::Null, async || Ok(thumb(stage, first).await?.0)).await?;
        assert_eq!(review.thumb(talk.trace(2)?).await?, None, "no other answer was rated");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_thumbs_down_the_projects_most_used_reasons_are_one_click_away_and_can_be_passed_over() {
    stage::run(async |stage| {
        let before = TestThread::new("before").turns(3).log(stage).await?;
        for (turn, reason) in [(1, "Too slow"), (2, "Wrong policy"), (3, "Wrong policy")] {
            rate_down(stage, before.trace(turn)?, reason).await?;
        }
        let talk = TestThread::new("rated").turns(2).log(stage).await?;
        let review = Reviewer::open(stage, &talk, "Ana").await?;
        review.press_thumb(talk.trace(1)?, false).await?;
        let row = by_role(&review.turn(talk.trace(1)?).await?, "group", "Why thumbs down?").await?;
        until_is(
            "the most used first",
            ["Wrong policy".to_owned(), "Too slow".to_owned()].to_vec(),
            async || Ok(offered(&row).await?.into_iter().take(2).collect()),
        )
        .await?;
        axe::check(stage, "reasons").await?;
        click(&by_role(&row, "button", "Too slow").await?).await?;
        let wanted = (json!(0.0), json!("Too slow"));
        until_is("the reason on the server", wanted, async || thumb(stage, talk.trace(1)?).await).await?;

        review.press_thumb(talk.trace(2)?, false).await?;
        let turn = review.turn(talk.trace(2)?).await?;
        click(&by_role(&turn, "button", "No reason").await?).await?;
        none_by_role(&turn, "group", "Why thumbs down?").await?;
        review.wait_until_all_is_sent().await?;
        assert_eq!(thumb(stage, talk.trace(2)?).await?, (json!(0.0), Value::Null));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reason_in_ones_own_words_stands_under_the_answer_and_can_be_changed() {
    stage::run(async |stage| {
        let talk = TestThread::new("rated").turns(1).log(stage).await?;
        let review = Reviewer::open(stage, &talk, "Ana").await?;
        let id = talk.trace(1)?;
        let say = async |words: &str| -> Outcome {
            let turn = review.turn(id).await?;
            click(&by_role(&turn, "button", "Other…").await?).await?;
            let field = by_role(&turn, "textbox", "Another reason").await?;
            field.clear().await?;
            field.send_keys(words.to_owned() + Key::Enter).await?;
            let wanted = (json!(0.0), json!(words));
            until_is("the reason on the server", wanted, async || thumb(stage, id).await).await
        };
        review.press_thumb(id, false).await?;
        say("Sent <b>twice</b>").await?;
        let given = one(&review.turn(id).await?, ".reason-given button").await?;
        assert_eq!(text(&given).await?, "Sent <b>twice</b>");
        axe::check(stage, "a reason given").await?;
        click(&given).await?;
        say("Sent three times").await?;
        assert_eq!(review.thumb(id).await?, Some(false));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_counts_thumbs_and_tells_the_latest_reason_on_hover() {
    stage::run(async |stage| {
        let talk = TestThread::new("rated").turns(3).log(stage).await?;
        rate_down(stage, talk.trace(1)?, "Too slow").await?;
        rate_down(stage, talk.trace(2)?, "Wrong policy").await?;
        let up = json!({ "name": "User feedback", "value": 1, "source": "sdk" });
        put(stage, &format!("traces/{}/feedback-scores", talk.trace(3)?), &up).await?;
        let list = ThreadsPage::open(stage, "").await?;
        list.wait_for_rows(&["rated"]).await?;
        let told = async || -> Outcome<Vec<(String, Option<String>)>> {
            let mut told = Vec::new();
            for tally in all(&list.row("rated").await?, ".tally").await? {
                told.push((text(&tally).await?.replace('\n', " "), tally.attr("title").await?));
            }
            Ok(told)
        };
        let wanted = vec![
            ("Thumbs up: 1".to_owned(), Some("Thumbs up".to_owned())),
            ("Thumbs down: 2".to_owned(), Some("Wrong policy".to_owned())),
        ];
        until_is("tallies", wanted, told).await
    })
    .await;
}
