//! The columns of a list: their widths, their places, and what their cells have no room for.

use e2e::element::Element;
use e2e::find::{Words, by_role, click, none, none_by_role, one, one_with, text, texts};
use e2e::fixtures::{TestThread, score_thread, thread};
use e2e::pages::{ThreadsPage, reviewer::be};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// The list with one conversation.
async fn list(stage: &Stage) -> Outcome<ThreadsPage<'_>> {
    TestThread::new("a").turn("Where is my order?", "On its way.").log(stage).await?.close(stage).await?;
    stage.browser.resize(1440, 900).await?;
    shown(stage).await
}

/// The list once what its headings can do is there.
async fn shown(stage: &Stage) -> Outcome<ThreadsPage<'_>> {
    let page = ThreadsPage::open(stage, "").await?;
    page.wait_for_rows(&["a"]).await?;
    one(stage.driver(), ".drop-line").await?;
    Ok(page)
}

/// The width of a heading in whole pixels.
async fn width(page: &ThreadsPage<'_>, label: &str) -> Outcome<i64> {
    Ok(page.header(label).await?.rect().await?.width.round() as i64)
}

/// Where the middle of an element is.
async fn middle(element: &Element) -> Outcome<(f64, f64)> {
    let rect = element.rect().await?;
    Ok((rect.x + rect.width / 2.0, rect.y + rect.height / 2.0))
}

async fn mouse(stage: &Stage, kind: &str, (x, y): (f64, f64), clicks: u8) -> Outcome {
    let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": clicks });
    stage.browser.ask_devtools("Input.dispatchMouseEvent", event).await.map(drop)
}

/// Presses the mouse on an element and moves it to the side, without releasing it; returns where it is.
async fn drag(stage: &Stage, element: &Element, by: f64) -> Outcome<(f64, f64)> {
    let (x, y) = middle(element).await?;
    mouse(stage, "mousePressed", (x, y), 1).await?;
    for part in 1..=4 {
        mouse(stage, "mouseMoved", (x + by * f64::from(part) / 4.0, y), 0).await?;
    }
    Ok((x + by, y))
}

/// The labels of the headings, in order.
async fn headings(stage: &Stage) -> Outcome<Vec<String>> {
    texts(stage.driver(), "thead th:not(.select-cell, .compact-only)").await
}

/// Gives a thread a score in a person's name.
async fn score_by(stage: &Stage, id: &str, who: &str, name: &str, value: f64, reason: &str) -> Outcome {
    let score = json!({
        "thread_id": id, "project_name": "Support", "name": name, "value": value, "source": "ui", "reason": reason,
    });
    let url = format!("{}api/v1/private/traces/threads/feedback-scores", stage.base);
    let request = reqwest::Client::new().put(url).header("X-Forwarded-User", who);
    request.json(&json!({ "scores": [score] })).send().await?.error_for_status()?;
    Ok(())
}

async fn comment_by(stage: &Stage, id: &str, who: &str, words: &str) -> Outcome {
    let found = thread(stage, id).await?;
    let model = found.get("thread_model_id").and_then(Value::as_str).unwrap_or_default();
    let url = format!("{}api/v1/private/traces/threads/{model}/comments", stage.base);
    let request = reqwest::Client::new().post(url).header("X-Forwarded-User", who);
    request.json(&json!({ "text": words })).send().await?.error_for_status()?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_width_is_dragged_taken_back_with_escape_and_remembered() {
    stage::run(async |stage| {
        let page = list(stage).await?;
        let handle = by_role(stage.driver(), "separator", "Width of Duration").await?;
        let before = width(&page, "Duration").await?;
        drag(stage, &handle, 70.0).await?;
        until_is("width while dragging", before + 70, async || width(&page, "Duration").await).await?;
        stage.press(Key::Escape + "").await?;
        until_is("width as it was", before, async || width(&page, "Duration").await).await?;
        let at = middle(&handle).await?;
        mouse(stage, "mouseReleased", at, 1).await?;
        assert_eq!(width(&page, "Duration").await?, before);
        let at = drag(stage, &handle, 70.0).await?;
        mouse(stage, "mouseReleased", at, 1).await?;
        until_is("width", before + 70, async || width(&page, "Duration").await).await?;
        assert_eq!(handle.attr("aria-valuenow").await?, Some((before + 70).to_string()));
        assert_eq!(
            page.header("Duration").await?.attr("aria-sort").await?.as_deref(),
            Some("none"),
            "not sorted"
        );
        let page = shown(stage).await?;
        assert_eq!(width(&page, "Duration").await?, before + 70);
        one(stage.driver(), "[data-testid=columns-button]").await?.click().await?;
        click(&by_role(stage.driver(), "button", "Reset widths").await?).await?;
        until_is("usual width", before, async || width(&page, "Duration").await).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_width_is_changed_with_the_keys_and_messages_take_what_is_left() {
    stage::run(async |stage| {
        let page = list(stage).await?;
        axe::check(stage, "headings").await?;
        let scrolls = async || -> Outcome<bool> {
            let script = "const list = document.querySelector('.list-scroll'); return list.scrollWidth > list.clientWidth;";
            Ok(stage.driver().execute(script, vec![]).await?.convert()?)
        };
        assert!(!scrolls().await?);
        let (before, message) = (width(&page, "Cost").await?, width(&page, "First message").await?);
        let handle = by_role(stage.driver(), "separator", "Width of Cost").await?;
        handle.focus().await?;
        stage.press(Key::Right + "").await?;
        until_is("a step", before + 16, async || width(&page, "Cost").await).await?;
        assert_eq!(width(&page, "First message").await?, message - 8, "both messages gave half of it");
        stage.press(Key::Shift + Key::Right).await?;
        until_is("a long step", before + 80, async || width(&page, "Cost").await).await?;
        stage.press(Key::Home + "").await?;
        until_is("the least", 48, async || width(&page, "Cost").await).await?;
        assert!(!scrolls().await?, "messages take what is left");
        stage.press(Key::End + "").await?;
        until_is("the most", 1200, async || width(&page, "Cost").await).await?;
        assert!(scrolls().await?, "what does not fit is scrolled");
        stage.press(Key::Enter + "").await?;
        until_true("as wide as its cells", async || Ok(width(&page, "Cost").await? < 120)).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_heading_is_dragged_to_another_place_and_moved_with_alt_and_the_arrows() {
    stage::run(async |stage| {
        let page = list(stage).await?;
        let before = headings(stage).await?;
        let at = before.iter().position(|label| label == "Duration").ok_or("no duration")?;
        let heading = page.header("Duration").await?;
        let to = page.header("Last activity").await?.rect().await?;
        let own = heading.rect().await?;
        let end = drag(stage, &heading, to.x - own.x - own.width / 2.0 + 4.0).await?;
        until_true("the line", async || one(stage.driver(), ".drop-line").await?.is_displayed().await)
            .await?;
        mouse(stage, "mouseReleased", end, 1).await?;
        let mut moved = before.clone();
        let label = moved.remove(at);
        moved.insert(0, label);
        until_is("headings", moved, async || headings(stage).await).await?;
        assert_eq!(
            page.header("Duration").await?.attr("aria-sort").await?.as_deref(),
            Some("none"),
            "no click"
        );
        let button = by_role(&page.header("Duration").await?, "button", "Duration").await?;
        for _ in 0..at {
            button.focus().await?;
            stage.press(Key::Alt + Key::Right).await?;
        }
        until_is("headings", before.clone(), async || headings(stage).await).await?;
        one_with(stage.driver(), "[role=status]", None, Words::Begin("Duration: column")).await?;
        shown(stage).await?;
        assert_eq!(headings(stage).await?, before);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scores_without_room_are_counted_and_a_card_tells_who_gave_them_and_why() {
    stage::run(async |stage| {
        list(stage).await?;
        score_by(stage, "a", "Ana", "Accuracy", 0.25, "Two of the dates are wrong").await?;
        score_by(stage, "a", "Bo", "Accuracy", 0.75, "").await?;
        for name in ["Helpfulness", "Politeness"] {
            score_thread(stage, "a", name, 1.0, "sdk").await?;
        }
        let page = shown(stage).await?;
        let more = by_role(&page.row("a").await?, "button", "+2 more: Helpfulness 1, Politeness 1").await?;
        more.focus().await?;
        let card = one(stage.driver(), ".row-card").await?;
        let words = text(&card).await?;
        for part in ["Accuracy", "Ana", "0.25", "Two of the dates are wrong", "Bo", "0.75", "Politeness"] {
            assert!(words.contains(part), "{part} in {words}");
        }
        axe::check(stage, "card of a row").await?;
        stage.press(Key::Escape + "").await?;
        none(stage.driver(), ".row-card").await?;
        by_role(stage.driver(), "separator", "Width of Scores").await?.focus().await?;
        stage.press(Key::Enter + "").await?;
        none(stage.driver(), ".cell-more").await?;
        assert_eq!(
            texts(stage.driver(), ".row-scores .score-name").await?,
            ["Accuracy", "Helpfulness", "Politeness"]
        );
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reviewers_scores_and_the_last_comment_are_columns() {
    stage::run(async |stage| {
        list(stage).await?;
        score_by(stage, "a", "Ana", "Accuracy", 0.25, "").await?;
        score_by(stage, "a", "Bo", "Accuracy", 0.75, "").await?;
        comment_by(stage, "a", "Ana", "First words").await?;
        comment_by(stage, "a", "Bo", "Last **words**").await?;
        be(stage, "Ana").await?;
        let page = shown(stage).await?;
        one(stage.driver(), "[data-testid=columns-button]").await?.click().await?;
        let field = by_role(stage.driver(), "searchbox", "Find a column").await?;
        field.send_keys("bo").await?;
        click(&by_role(stage.driver(), "checkbox", "Accuracy · Bo").await?).await?;
        none_by_role(stage.driver(), "checkbox", "Accuracy · Ana").await?;
        field.clear().await?;
        field.send_keys("last c").await?;
        click(&by_role(stage.driver(), "checkbox", "Last comment").await?).await?;
        axe::check(stage, "columns by reviewer").await?;
        until_is("Bo's score", "0.75".to_owned(), async || page.cell("a", "author_scores.Bo.Accuracy").await)
            .await?;
        until_is("the comment", "Last words Bo · just now".to_owned(), async || {
            page.cell("a", "last_comment").await
        })
        .await
    })
    .await;
}
