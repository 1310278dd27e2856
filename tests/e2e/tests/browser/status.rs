//! Changing the status of a conversation, and the keyboard help.

use e2e::element::Element;
use e2e::find::{all, by_role, click, focused, none_by_role, one, text};
use e2e::fixtures::{Logged, TestThread, score_thread, thread};
use e2e::pages::reviewer::be;
use e2e::pages::{ConversationPanel, Reviewer};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe};
use mock_opik::server::Config;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// An inactive conversation that Ana, Bo and a program have scored.
async fn scored(stage: &Stage) -> Outcome<Logged> {
    let talk = TestThread::new("closing").turns(2).log(stage).await?;
    talk.close(stage).await?;
    for (name, author, value) in [("Tone", "Ana", 0.75), ("Tone", "Bo", 0.25), ("Solved", "Ana", 1.0)] {
        let score = json!({ "thread_id": "closing", "project_name": "Support", "name": name, "value": value, "source": "ui" });
        let url = format!("{}api/v1/private/traces/threads/feedback-scores", stage.base);
        let request = reqwest::Client::new().put(url).header("X-Forwarded-User", author);
        request.json(&json!({ "scores": [score] })).send().await?.error_for_status()?;
    }
    score_thread(stage, "closing", "Relevance", 0.5, "sdk").await?;
    Ok(talk)
}

async fn status(stage: &Stage) -> Outcome<String> {
    let thread = thread(stage, "closing").await?;
    Ok(thread.get("status").and_then(Value::as_str).unwrap_or_default().to_owned())
}

/// The names of the thread's scores, sorted.
async fn scores(stage: &Stage) -> Outcome<Vec<String>> {
    let thread = thread(stage, "closing").await?;
    let scores = thread.get("feedback_scores").and_then(Value::as_array).into_iter().flatten();
    let mut names: Vec<String> =
        scores.filter_map(|score| score.get("name")?.as_str().map(str::to_owned)).collect();
    names.sort();
    Ok(names)
}

/// Opens the status menu and chooses a status.
async fn choose(stage: &Stage, shown: &str, wanted: &str) -> Outcome {
    click(&by_role(stage.driver(), "button", &format!("Status: {shown}")).await?).await?;
    click(&by_role(&menu(stage).await?, "button", wanted).await?).await
}

/// The open status menu; the review panel has a button of the same name.
async fn menu(stage: &Stage) -> Outcome<Element> {
    one(stage.driver(), ".status-menu").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_closed_and_opened_by_hand_and_the_server_knows() {
    stage::run(async |stage| {
        let talk = TestThread::new("closing").turns(2).log(stage).await?;
        be(stage, "Ana").await?;
        ConversationPanel::open(stage, &talk).await?;
        let button = by_role(stage.driver(), "button", "Status: Active · 15 min left").await?;
        assert_eq!(text(&button).await?, "Active · 15 min left");
        click(&button).await?;
        axe::check(stage, "status menu").await?;
        click(&by_role(&menu(stage).await?, "button", "Mark inactive").await?).await?;
        let review = Reviewer::shown(stage);
        review.wait_for_status("Inactive").await?;
        until_is("status at the server", "inactive".to_owned(), async || status(stage).await).await?;
        choose(stage, "Inactive", "Mark active again").await?;
        review.wait_for_status("Active").await?;
        until_is("status at the server", "active".to_owned(), async || status(stage).await).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_lists_exactly_what_it_would_remove_and_cancel_changes_nothing() {
    stage::run(async |stage| {
        let talk = scored(stage).await?;
        be(stage, "Ana").await?;
        ConversationPanel::open(stage, &talk).await?;
        choose(stage, "Inactive", "Mark active again").await?;
        let dialog = by_role(stage.driver(), "dialog", "Mark active again?").await?;
        let mut going = Vec::new();
        for line in all(&dialog, "li").await? {
            going.push(text(&line).await?);
        }
        going.sort();
        assert_eq!(going, ["Solved 1 by Ana", "Tone 0.25 by Bo", "Tone 0.75 by Ana"]);
        axe::check(stage, "confirmation").await?;
        click(&by_role(&dialog, "button", "Cancel").await?).await?;
        none_by_role(stage.driver(), "dialog", "Mark active again?").await?;
        let focused = focused(stage.driver()).await?.attr("aria-label").await?;
        assert_eq!(focused.as_deref(), Some("Status: Inactive"));
        assert_eq!((status(stage).await?.as_str(), scores(stage).await?.len()), ("inactive", 3));

        choose(stage, "Inactive", "Mark active again").await?;
        click(&by_role(stage.driver(), "button", "Mark active and remove 3 scores").await?).await?;
        Reviewer::shown(stage).wait_for_status("Active").await?;
        until_is("status at the server", "active".to_owned(), async || status(stage).await).await?;
        assert_eq!(scores(stage).await?, ["Relevance"]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn open_rules_ask_nothing_and_remove_nothing() {
    stage::run_with(Config { open_threads: true, ..Config::default() }, async |stage| {
        let talk = scored(stage).await?;
        be(stage, "Ana").await?;
        ConversationPanel::open(stage, &talk).await?;
        choose(stage, "Inactive", "Mark active again").await?;
        Reviewer::shown(stage).wait_for_status("Active").await?;
        until_is("status at the server", "active".to_owned(), async || status(stage).await).await?;
        assert_eq!(scores(stage).await?, ["Relevance", "Solved", "Tone"]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_keyboard_help_lists_the_keys_and_no_key_acts_on_the_page_behind_it() {
    stage::run(async |stage| {
        let talk = TestThread::new("keys").turns(2).log(stage).await?;
        be(stage, "Ana").await?;
        ConversationPanel::open(stage, &talk).await?;
        stage.press("?").await?;
        let help = by_role(stage.driver(), "dialog", "Keyboard").await?;
        let mut keys = Vec::new();
        for key in all(&help, "kbd").await? {
            keys.push(text(&key).await?);
        }
        for key in
            ["j", "k", "J", "K", "r", "y", "u", "d", "s", "c", "t", "a", "z", "1–9", "Enter", "/", "?", "Esc"]
        {
            assert!(keys.iter().any(|shown| shown == key), "{key} is not among {keys:?}");
        }
        axe::check(stage, "keyboard help").await?;
        stage.press("a").await?;
        stage.press(Key::Escape).await?;
        none_by_role(stage.driver(), "dialog", "Keyboard").await?;
        assert!(stage.query("thread").await?.is_some(), "Esc went further than the dialog");
        assert!(all(stage.driver(), ".status-menu").await?.is_empty(), "a key reached the page");
        stage.press("a").await?;
        until_true("the status menu has the focus", async || {
            Ok(text(&focused(stage.driver()).await?).await? == "Mark inactive")
        })
        .await
    })
    .await;
}
