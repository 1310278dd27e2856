//! What every reviewer does in a day, in one test. `cargo xtask test --browsers` runs it in Firefox and WebKit too, so
//! it uses nothing that only one browser has.

use e2e::element::Element;
use e2e::find::{all_by_role, by_role, click, count, focused, none, none_by_role, one, text};
use e2e::fixtures::{Logged, TestThread, define, get, thread};
use e2e::pages::reviewer::be;
use e2e::pages::trace::{TraceView, agent};
use e2e::pages::{Reviewer, ThreadsPage};
use e2e::stage::Stage;
use e2e::wait::{until, until_is, until_true};
use e2e::{Outcome, stage};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// What is logged before the test begins.
async fn prepare(stage: &Stage) -> Outcome<Logged> {
    TestThread::new("older").minutes_ago(600).turn("Where is my order?", "On its way.").log(stage).await?;
    let rich = "# Prices\n\n| item | price |\n|---|---:|\n| bike | 7 |\n\n```rust\nfn main() {}\n```\n\n<b>not bold</b>";
    TestThread::new("prices").minutes_ago(300).turn("What does it cost?", rich).log(stage).await?;
    define(
        stage,
        &[("Grade", "categorical", json!({ "categories": { "Good": 1.0, "Fair": 0.5, "Bad": 0.0 } }))],
    )
    .await?;
    agent(stage, "bikes").await
}

/// Waits until the focus is on the element that matches a CSS selector.
async fn wait_for_focus(stage: &Stage, selector: &str) -> Outcome {
    until_true(&format!("the focus on {selector}"), async || {
        let script = "return !!document.activeElement?.closest(arguments[0]);";
        Ok(stage.driver().execute(script, vec![json!(selector)]).await?.convert::<bool>()?)
    })
    .await
}

async fn search_field(stage: &Stage) -> Outcome<Element> {
    until("the search", async || Ok(all_by_role(stage.driver(), "searchbox", None).await?.pop())).await
}

/// The list: its rows, a search, a filter, and both cleared.
async fn find(stage: &Stage, list: &ThreadsPage<'_>) -> Outcome {
    list.wait_for_rows(&["bikes", "prices", "older"]).await?;
    assert_eq!(list.cell("older", "first_message").await?, "Where is my order?");
    search_field(stage).await?.send_keys("order").await?;
    list.wait_for_rows(&["older"]).await?;
    // The same row is found before the last letter.
    until_is("the search in the link", Some("order".to_owned()), async || {
        stage.query("threads_search").await
    })
    .await?;
    stage.driver().refresh().await?;
    list.wait_for_rows(&["older"]).await?;
    let search = search_field(stage).await?;
    for _ in 0..5 {
        search.send_keys("" + Key::Backspace).await?;
    }
    list.wait_for_rows(&["bikes", "prices", "older"]).await?;
    click(&by_role(stage.driver(), "button", "Add a filter").await?).await?;
    by_role(stage.driver(), "textbox", "Value").await?.send_keys("cost").await?;
    click(&by_role(stage.driver(), "button", "Add filter").await?).await?;
    list.wait_for_rows(&["prices"]).await?;
    stage.driver().back().await?;
    list.wait_for_rows(&["bikes", "prices", "older"]).await?;
    stage.driver().forward().await?;
    list.wait_for_rows(&["prices"]).await?;
    let filters = by_role(stage.driver(), "group", "Filters").await?;
    click(&by_role(&filters, "button", "Clear all").await?).await?;
    list.wait_for_rows(&["bikes", "prices", "older"]).await
}

/// A conversation with Markdown: rendered, raw, and the next one by key.
async fn read(stage: &Stage, list: &ThreadsPage<'_>) -> Outcome {
    list.open_row("prices").await?;
    let panel = one(stage.driver(), "[data-testid=thread]").await?;
    until_is("tables", 1, async || count(&panel, ".prose table").await).await?;
    assert_eq!(count(&panel, ".prose b").await?, 0, "a message wrote a tag");
    assert!(text(&panel).await?.contains("<b>not bold</b>"));
    let turn = one(&panel, ".turn").await?;
    click(&by_role(&turn, "button", "Raw").await?).await?;
    until_true("raw", async || Ok(text(&turn).await?.contains("# Prices"))).await?;
    stage.press("?").await?;
    by_role(stage.driver(), "dialog", "Keyboard").await?;
    stage.press(Key::Escape).await?;
    none_by_role(stage.driver(), "dialog", "Keyboard").await?;
    stage.press(Key::Shift + "J").await?;
    until_is("the next conversation", Some("older".to_owned()), async || stage.query("thread").await).await?;
    stage.press(Key::Shift + "K").await?;
    until_is("the one before", Some("prices".to_owned()), async || stage.query("thread").await).await?;
    stage.press(Key::Shift + "K").await?;
    until_is("the first", Some("bikes".to_owned()), async || stage.query("thread").await).await
}

/// Feedback of every kind, by mouse and by keyboard.
async fn judge(stage: &Stage, talk: &Logged) -> Outcome {
    let review = Reviewer::shown(stage);
    let (first, second) = (talk.trace(1)?, talk.trace(2)?);
    review.press_thumb(first, true).await?;
    review.wait_for_thumb(first, Some(true)).await?;
    review.press_thumb(second, false).await?;
    let why = by_role(&review.turn(second).await?, "group", "Why thumbs down?").await?;
    click(&by_role(&why, "button", "Tool failure").await?).await?;
    review.wait_for_status("Active").await?;
    stage.press("a").await?;
    wait_for_focus(stage, ".status-menu").await?;
    stage.press(Key::Enter).await?;
    review.wait_for_status("Inactive").await?;
    review.choose("Grade", "Fair").await?;
    review.wait_for_chosen("Grade", Some("Fair")).await?;
    let reason = one(&review.score("Grade").await?, "textarea.reason").await?;
    reason.send_keys("Half of it was right.").await?;
    review.add_tag("bike").await?;
    review.wait_for_tags(&["bike"]).await?;
    review.add_comment("Look at the **second** answer.").await?;
    review.wait_for_comments(&["Look at the second answer."]).await?;
    review.wait_until_all_is_sent().await?;
    let said = async |trace: &str| -> Outcome<Value> {
        Ok(get(stage, &format!("traces/{trace}"))
            .await?
            .pointer("/feedback_scores/0")
            .cloned()
            .unwrap_or_default())
    };
    assert_eq!(said(first).await?.get("value"), Some(&json!(1.0)));
    assert_eq!(said(second).await?.get("reason"), Some(&json!("Tool failure")));
    let done = thread(stage, "bikes").await?;
    assert_eq!(done.pointer("/feedback_scores/0/reason"), Some(&json!("Half of it was right.")));
    assert_eq!(done.pointer("/feedback_scores/0/created_by"), Some(&json!("Anna")));
    assert_eq!(done.get("tags"), Some(&json!(["bike"])));
    assert_eq!(done.pointer("/comments/0/text"), Some(&json!("Look at the **second** answer.")));
    Ok(())
}

/// The trace view: the tree by arrow keys, and back with the browser's button.
async fn visit_traces(stage: &Stage, talk: &Logged) -> Outcome {
    let review = Reviewer::shown(stage);
    let turn = review.turn(talk.trace(2)?).await?;
    click(&by_role(&turn, "button", "View trace").await?).await?;
    let view = TraceView::shown(stage).await?;
    view.choose("find_lock").await?;
    assert!(text(&one(&view.panel().await?, ".step-error").await?).await?.contains("TimeoutError"));
    let tree = one(&view.panel().await?, "[role=tree]").await?;
    tree.focus().await?;
    tree.send_keys("" + Key::Up).await?;
    view.wait_for_active("think").await?;
    stage.driver().back().await?;
    stage.driver().back().await?;
    none(stage.driver(), "[data-testid=traces]").await?;
    assert_eq!(stage.query("thread").await?.as_deref(), Some("bikes"));
    until_is("the focus on the turn", Some(talk.trace(2)?.to_owned()), async || {
        focused(stage.driver()).await?.attr("data-trace-message-id").await
    })
    .await
}

/// Chooses a theme, which is kept.
async fn change_theme(stage: &Stage) -> Outcome {
    let background = async || {
        let script = "return getComputedStyle(document.body).backgroundColor;";
        Ok(stage.driver().execute(script, vec![]).await?.convert::<String>()?)
    };
    let choose = async |theme: &str| -> Outcome {
        if all_by_role(stage.driver(), "radio", Some(theme)).await?.is_empty() {
            click(&by_role(stage.driver(), "button", "Theme").await?).await?;
        }
        click(&by_role(stage.driver(), "radio", theme).await?).await
    };
    choose("Light").await?;
    let light: String = background().await?;
    choose("Dark").await?;
    until_true("another background", async || Ok(background().await? != light)).await?;
    let dark = background().await?;
    stage.driver().refresh().await?;
    until_is("background", dark, background).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_of_a_reviewer_from_the_list_to_the_trace_and_back() {
    stage::run(async |stage| {
        let talk = prepare(stage).await?;
        be(stage, "Anna").await?;
        let list = ThreadsPage::open(stage, "").await?;
        find(stage, &list).await?;
        read(stage, &list).await?;
        judge(stage, &talk).await?;
        visit_traces(stage, &talk).await?;
        // At a phone's width the panel is opened by buttons in a bar.
        stage.browser.resize(500, 800).await?;
        click(&by_role(stage.driver(), "button", "Tags 1").await?).await?;
        Reviewer::shown(stage).wait_for_tags(&["bike"]).await?;
        stage.press(Key::Escape).await?;
        stage.browser.resize(1440, 900).await?;
        change_theme(stage).await?;
        // After a reload all feedback is there again.
        let review = Reviewer::shown(stage);
        review.wait_for_thumb(talk.trace(1)?, Some(true)).await?;
        review.wait_for_chosen("Grade", Some("Fair")).await?;
        stage.press(Key::Escape).await?;
        none(stage.driver(), "[data-testid=thread]").await
    })
    .await;
}
