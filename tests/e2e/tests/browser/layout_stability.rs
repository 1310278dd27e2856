//! What is under the pointer stays there while data arrives: the same element, at the same place in its row, with the
//! same text.

use e2e::find::{Words, by_role, click, count, one_with, texts};
use e2e::fixtures::{Logged, TestThread, define, put, score_thread};
use e2e::pages::{Reviewer, ThreadsPage};
use e2e::stage::Stage;
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, stage};
use mock_opik::control::Pattern;
use serde_json::json;

/// Records the elements that match a selector, with their text and position.
async fn remember(stage: &Stage, selector: &str) -> Outcome {
    let script = "window.remembered = [...document.querySelectorAll(arguments[0])].map(element => \
                  [element, element.textContent, element.getBoundingClientRect()]); return remembered.length;";
    let count: usize = stage.driver().execute(script, vec![json!(selector)]).await?.convert()?;
    if count == 0 { Err(format!("there is no {selector}").into()) } else { Ok(()) }
}

/// Which of them are gone, have another text, or (with `in_place`) are in another position.
async fn changed(stage: &Stage, in_place: bool) -> Outcome<Vec<String>> {
    let script = "return remembered.filter(([element, words, place]) => { const now = element.getBoundingClientRect(); \
                  return !element.isConnected || element.textContent !== words \
                  || (arguments[0] && (now.x !== place.x || now.y !== place.y)); }) \
                  .map(([element, words]) => `${words}: ${element.isConnected ? element.textContent : 'gone'}`);";
    Ok(stage.driver().execute(script, vec![json!(in_place)]).await?.convert()?)
}

async fn tag(stage: &Stage, talk: &Logged, change: serde_json::Value) -> Outcome {
    let thread = e2e::fixtures::thread(stage, &talk.thread).await?;
    let body = json!({ "ids": [thread.get("thread_model_id")], "update": change });
    let url = format!("{}api/v1/private/traces/threads/batch", stage.base);
    reqwest::Client::new().patch(url).json(&body).send().await?.error_for_status()?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reasons_that_come_late_follow_those_that_stand_there_already() {
    stage::run(async |stage| {
        let before = TestThread::new("before").turns(1).log(stage).await?;
        let said = json!({ "name": "User feedback", "value": 0, "source": "sdk", "reason": "Too slow" });
        put(stage, &format!("traces/{}/feedback-scores", before.trace(1)?), &said).await?;
        let talk = TestThread::new("rated").turns(1).log(stage).await?;
        let hold = stage.controls()?.hold(Pattern::next("GET", "/v1/private/traces?*size=300*"));
        let review = Reviewer::open(stage, &talk, "Ana").await?;
        review.press_thumb(talk.trace(1)?, false).await?;
        let row = by_role(&review.turn(talk.trace(1)?).await?, "group", "Why thumbs down?").await?;
        stage.controls()?.waiting(hold, 1).await;
        let common = ["Wrong answer", "Ignored the question", "Tool failure", "Tone"];
        assert_eq!(texts(&row, ".chip bdi").await?, common);
        click(&by_role(&row, "button", "Other…").await?).await?;
        let field = by_role(&row, "textbox", "Another reason").await?;
        field.send_keys("half a thou").await?;
        remember(stage, ".reasons .chip, .reasons input, .reasons .icon-btn").await?;
        stage.controls()?.release(None);
        until_true("the late reason", async || {
            Ok(texts(&row, ".chip bdi").await?.contains(&"Too slow".into()))
        })
        .await?;
        // Somebody else rates the turn meanwhile.
        let theirs = json!({ "name": "User feedback", "value": 1, "source": "ui" });
        let url = format!("{}api/v1/private/traces/{}/feedback-scores", stage.base, talk.trace(1)?);
        let other = reqwest::Client::new().put(url).header("X-Forwarded-User", "Bert").json(&theirs);
        other.send().await?.error_for_status()?;
        until_true("Bert's thumb", async || {
            Ok(count(&review.turn(talk.trace(1)?).await?, ".other").await? > 0)
        })
        .await?;
        assert_eq!(changed(stage, true).await?, Vec::<String>::new());
        field.send_keys("ght").await?;
        assert_eq!(field.prop("value").await?.as_deref(), Some("half a thought"));
        // The printed keys work: the new chip has the free one, the others keep theirs.
        assert_eq!(texts(&row, ".chip kbd").await?, ["1", "2", "3", "4", "5", "6"]);
        stage.press(thirtyfour::Key::Escape).await?;
        click(&by_role(&row, "button", "Too slow").await?).await?;
        until_is("the reason", Some("Too slow".to_owned()), async || {
            Ok(texts(&review.turn(talk.trace(1)?).await?, ".reason-given").await?.pop())
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_panel_stands_still_while_others_judge_the_same_conversation() {
    stage::run(async |stage| {
        let talk = TestThread::new("shared").turns(2).log(stage).await?;
        talk.close(stage).await?;
        tag(stage, &talk, json!({ "tags": ["m", "z"] })).await?;
        define(
            stage,
            &[
                ("Grade", "categorical", json!({ "categories": { "Good": 1.0, "Fair": 0.5, "Bad": 0.0 } })),
                ("Solved", "boolean", json!({ "true_label": "Yes", "false_label": "No" })),
            ],
        )
        .await?;
        let review = Reviewer::open(stage, &talk, "Ana").await?;
        review.wait_for_tags(&["m", "z"]).await?;
        review.wait_for_chosen("Grade", None).await?;
        by_role(&review.panel().await?, "textbox", "Comment").await?.send_keys("half a thou").await?;
        remember(
            stage,
            "aside.review :is(button, input, select, textarea, a[href]), .turn .turn-actions button",
        )
        .await?;
        score_thread(stage, "shared", "Grade", 0.5, "sdk").await?;
        score_thread(stage, "shared", "Length", 3.0, "online_scoring").await?;
        tag(stage, &talk, json!({ "tags_to_add": ["a"] })).await?;
        let thread = e2e::fixtures::thread(stage, "shared").await?;
        let model = thread.get("thread_model_id").and_then(|id| id.as_str()).unwrap_or_default();
        e2e::fixtures::post(
            stage,
            &format!("traces/threads/{model}/comments"),
            &json!({ "text": "Look at this." }),
        )
        .await?;
        review.wait_for_tags(&["a", "m", "z"]).await?;
        review.wait_for_comments(&["Look at this."]).await?;
        review.wait_for_words("Length", "3").await?;
        assert_eq!(changed(stage, false).await?, Vec::<String>::new());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_and_their_tags_stay_the_same_elements_when_the_list_is_read_again() {
    stage::run(async |stage| {
        let talk = TestThread::new("tagged").turn("Hi", "Hello").log(stage).await?;
        TestThread::new("other").minutes_ago(200).turn("Hi", "Hello").log(stage).await?;
        tag(stage, &talk, json!({ "tags": ["m", "z"] })).await?;
        let list = ThreadsPage::open(stage, "").await?;
        list.wait_for_rows(&["tagged", "other"]).await?;
        until_is("tags", 2, async || count(&list.row("tagged").await?, "button.chip").await).await?;
        remember(stage, "tr[data-row-id=tagged] button.chip[title$=': z'], th button").await?;
        // The element before it is removed, and another is added.
        tag(stage, &talk, json!({ "tags": ["a", "b", "z"] })).await?;
        TestThread::new("new").minutes_ago(1).turn("Hi", "Hello").log(stage).await?;
        click(&one_with(stage.driver(), "button", None, Words::Contain("1 new")).await?).await?;
        list.wait_for_rows(&["new", "tagged", "other"]).await?;
        until_is("tags", 3, async || count(&list.row("tagged").await?, "button.chip").await).await?;
        assert_eq!(changed(stage, false).await?, Vec::<String>::new());
        Ok(())
    })
    .await;
}
