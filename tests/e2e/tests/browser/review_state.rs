//! Who has reviewed a conversation, and what came since: in its head, in the list, and by *Reviewed, next*.

use chrono::Utc;
use e2e::element::Element;
use e2e::find::{Words, by_role, click, focused, none, none_by_role, one, one_with, text, texts};
use e2e::fixtures::{Logged, TestThread, define, thread};
use e2e::pages::{Reviewer, ThreadsPage, reviewer::be};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe};
use mock_opik::control::Pattern;
use mock_opik::server::Config;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

fn open_rules() -> Config {
    Config { open_threads: true, ..Config::default() }
}

/// Two inactive conversations; newest first: first, second.
async fn two(stage: &Stage) -> Outcome<[Logged; 2]> {
    let second = TestThread::new("second").minutes_ago(120).turns(2).log(stage).await?;
    let first = TestThread::new("first").turns(2).log(stage).await?;
    for talk in [&second, &first] {
        talk.close(stage).await?;
    }
    Ok([first, second])
}

/// Logs another turn that has just ended, and returns its trace id.
async fn go_on(stage: &Stage, talk: &Logged) -> Outcome<String> {
    let more = TestThread::new(&talk.thread).minutes_ago(0).turn("One more thing", "Yes?");
    let more = more.with("end_time", json!(Utc::now().to_rfc3339())).log(stage).await?;
    Ok(more.trace(1)?.to_owned())
}

/// Scores a thread by hand, as somebody else's page does.
async fn score_as(stage: &Stage, who: &str, thread: &str, name: &str, value: f64) -> Outcome {
    let score = json!({
        "thread_id": thread, "project_name": "Support", "name": name, "value": value, "source": "ui",
    });
    let url = format!("{}api/v1/private/traces/threads/feedback-scores", stage.base);
    let request = reqwest::Client::new().put(url).header("X-Forwarded-User", who);
    request.json(&json!({ "scores": [score] })).send().await?.error_for_status()?;
    Ok(())
}

/// The marks that the thread has on the server, each with its author, value and source.
async fn marks(stage: &Stage, id: &str) -> Outcome<Vec<(String, f64, String)>> {
    let thread = thread(stage, id).await?;
    let scores = thread.get("feedback_scores").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut marks = Vec::new();
    for score in scores.iter().filter(|score| score.get("name") == Some(&json!("Reviewed"))) {
        let authors = score.get("value_by_author").and_then(Value::as_object).cloned().unwrap_or_default();
        for (author, given) in authors {
            let source = given.get("source").and_then(Value::as_str).unwrap_or_default().to_owned();
            marks.push((author, given.get("value").and_then(Value::as_f64).unwrap_or(f64::NAN), source));
        }
    }
    marks.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(marks)
}

async fn wait_for_marks(stage: &Stage, id: &str, wanted: &[&str]) -> Outcome {
    let wanted: Vec<_> = wanted.iter().map(|who| ((*who).to_owned(), 1.0, "ui".to_owned())).collect();
    until_is(&format!("marks of {id}"), wanted, async || marks(stage, id).await).await
}

/// Waits until the conversation's head begins with these words about its review.
async fn wait_for_head(stage: &Stage, words: &str) -> Outcome {
    let mut last = String::new();
    until_true(&format!("the head says {words:?}"), async || {
        last = text(&one(stage.driver(), ".review-state").await?).await?;
        Ok(last.starts_with(words))
    })
    .await
    .map_err(|error| format!("{error}: it says {last:?}").into())
}

/// What a row's cell says about its review in full; empty if nobody reviewed it.
async fn row_says(stage: &Stage, id: &str) -> Outcome<String> {
    let script =
        "return document.querySelector(`tr[data-row-id='${arguments[0]}'] .row-reviewed`)?.title ?? '';";
    Ok(stage.driver().execute(script, vec![json!(id)]).await?.convert()?)
}

async fn wait_for_row(stage: &Stage, id: &str, words: &str) -> Outcome {
    let mut last = String::new();
    until_true(&format!("the row {id} says {words:?}"), async || {
        last = row_says(stage, id).await?;
        Ok(last.starts_with(words) && last.is_empty() == words.is_empty())
    })
    .await
    .map_err(|error| format!("{error}: it says {last:?}").into())
}

async fn next_button(stage: &Stage, name: &str) -> Outcome<Element> {
    by_role(&Reviewer::shown(stage).panel().await?, "button", name).await
}

async fn wait_for_open(stage: &Stage, id: Option<&str>) -> Outcome {
    until_is("conversation", id.map(str::to_owned), async || stage.query("thread").await).await
}

fn found(clauses: &Value) -> String {
    let clauses: String = clauses.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("&found={clauses}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reviewed_next_gives_one_mark_of_mine_and_goes_on() {
    stage::run(async |stage| {
        let [first, _] = two(stage).await?;
        let review = Reviewer::open(stage, &first, "Ana Ruiz").await?;
        wait_for_head(stage, "Not reviewed").await?;
        axe::check(stage, "not reviewed").await?;
        wait_for_row(stage, "first", "").await?;
        click(&next_button(stage, "Reviewed, next").await?).await?;
        wait_for_open(stage, Some("second")).await?;
        wait_for_row(stage, "first", "Reviewed by you (").await?;
        wait_for_head(stage, "Not reviewed").await?;
        review.wait_until_all_is_sent().await?;
        assert_eq!(marks(stage, "first").await?, [("Ana Ruiz".to_owned(), 1.0, "ui".to_owned())]);
        // Back, and once more: nothing is sent again.
        stage.press(Key::Shift + "K").await?;
        wait_for_open(stage, Some("first")).await?;
        wait_for_head(stage, "Reviewed by you · just now").await?;
        click(&next_button(stage, "Reviewed, next").await?).await?;
        wait_for_open(stage, Some("second")).await?;
        review.wait_until_all_is_sent().await?;
        assert_eq!(stage.controls()?.asked("PUT", "*threads/feedback-scores").len(), 1);
        // It is no score among others.
        let panel = review.panel().await?;
        assert!(texts(&panel, ".score-head > b").await?.iter().all(|name| name != "Reviewed"));
        let list = ThreadsPage::open(stage, "").await?;
        wait_for_row(stage, "first", "Reviewed by you (").await?;
        assert!(!list.cell("first", "feedback_scores").await?.contains("Reviewed"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mark_is_taken_back_from_the_next_conversation_by_key_and_by_the_message() {
    stage::run(async |stage| {
        let [first, _] = two(stage).await?;
        let review = Reviewer::open(stage, &first, "Ana").await?;
        wait_for_head(stage, "Not reviewed").await?;
        click(&next_button(stage, "Reviewed, next").await?).await?;
        wait_for_open(stage, Some("second")).await?;
        wait_for_marks(stage, "first", &["Ana"]).await?;
        one(stage.driver(), "[data-testid=thread]").await?.focus().await?;
        stage.press("z").await?;
        wait_for_row(stage, "first", "").await?;
        review.wait_for_message("No longer marked as reviewed").await?;
        wait_for_marks(stage, "first", &[]).await?;
        // The last of the list leads back to it, where only the message undoes.
        wait_for_head(stage, "Not reviewed").await?;
        click(&next_button(stage, "Reviewed, to the list").await?).await?;
        wait_for_open(stage, None).await?;
        wait_for_row(stage, "second", "Reviewed by you (").await?;
        wait_for_marks(stage, "second", &["Ana"]).await?;
        axe::check(stage, "marked as reviewed").await?;
        let toast = one_with(stage.driver(), ".toast", None, Words::Begin("Marked as reviewed")).await?;
        let toasts = texts(stage.driver(), ".toast").await?;
        let undo = by_role(&toast, "button", "Undo").await?;
        click(&undo).await.map_err(|error| format!("{error}: {toasts:?}"))?;
        wait_for_row(stage, "second", "").await?;
        wait_for_marks(stage, "second", &[]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_only_inactive_conversations_are_scored_an_active_one_is_marked_inactive_too() {
    stage::run(async |stage| {
        TestThread::new("second").minutes_ago(120).turns(1).log(stage).await?;
        let talk = TestThread::new("still-on").turns(1).log(stage).await?;
        let review = Reviewer::open(stage, &talk, "Ana").await?;
        review.wait_for_status("Active").await?;
        let next = next_button(stage, "Reviewed, next").await?;
        one_with(&review.panel().await?, ".review-foot p", None, Words::Contain("marked inactive, too"))
            .await?;
        axe::check(stage, "an active conversation to be marked").await?;
        click(&next).await?;
        wait_for_open(stage, Some("second")).await?;
        wait_for_marks(stage, "still-on", &["Ana"]).await?;
        assert_eq!(thread(stage, "still-on").await?.get("status"), Some(&json!("inactive")));
        let toast =
            one_with(stage.driver(), ".toast", None, Words::Begin("Marked inactive and as reviewed")).await?;
        click(&by_role(&toast, "button", "Undo").await?).await?;
        wait_for_marks(stage, "still-on", &[]).await?;
        until_is("status", Some(json!("active")), async || {
            Ok(thread(stage, "still-on").await?.get("status").cloned())
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_since_my_review_is_told_and_found_until_i_have_reviewed_it() {
    stage::run_with(open_rules(), async |stage| {
        let talk = TestThread::new("goes-on").turns(2).log(stage).await?;
        score_as(stage, "Ana", "goes-on", "Reviewed", 1.0).await?;
        let changed = json!([1, { "f": "changed", "v": [] }]);
        let list = ThreadsPage::open(stage, "").await?;
        list.wait_for_rows(&["goes-on"]).await?;
        let new = go_on(stage, &talk).await?;
        be(stage, "Ana").await?;
        ThreadsPage::open(stage, &found(&changed)).await?.wait_for_rows(&["goes-on"]).await?;
        wait_for_row(stage, "goes-on", "Changed since your review. Reviewed by you (").await?;
        let list = ThreadsPage::shown(stage);
        list.open_row("goes-on").await?;
        let review = Reviewer::shown(stage);
        review.wait_for_turns(3).await?;
        wait_for_head(stage, "Changed since your review, 1 new turn").await?;
        axe::check(stage, "changed since my review").await?;
        let line = "const items = [...document.querySelectorAll('#new-since-review, [data-trace-message-id]')]; \
                    return items.map(item => item.dataset.traceMessageId ?? item.textContent);";
        let around = async || -> Outcome<Vec<String>> {
            Ok(stage.driver().execute(line, vec![]).await?.convert()?)
        };
        let wanted = vec![
            talk.trace(1)?.to_owned(),
            talk.trace(2)?.to_owned(),
            "New since your review".to_owned(),
            new.clone(),
        ];
        until_is("the line's place", wanted.clone(), around).await?;
        for by_key in [false, true] {
            review.turn(talk.trace(1)?).await?.focus().await?;
            if by_key {
                stage.press("n").await?;
            } else {
                click(&by_role(stage.driver(), "button", "Changed since your review, 1 new turn").await?).await?;
            }
            until_is("the focused turn", Some(new.clone()), async || {
                focused(stage.driver()).await?.attr("data-trace-message-id").await
            })
            .await?;
        }
        // Rating the new turn is a review; the line stays while it is being read.
        review.press_thumb(&new, true).await?;
        wait_for_head(stage, "Reviewed by you · just now").await?;
        review.wait_until_all_is_sent().await?;
        assert_eq!(around().await?, wanted);
        click(&next_button(stage, "Reviewed, to the list").await?).await?;
        wait_for_open(stage, None).await?;
        wait_for_row(stage, "goes-on", "Reviewed by you (").await?;
        review.wait_until_all_is_sent().await?;
        assert_eq!(marks(stage, "goes-on").await?, [("Ana".to_owned(), 1.0, "ui".to_owned())]);
        let list = ThreadsPage::open(stage, &found(&changed)).await?;
        list.wait_for_rows(&[]).await?;
        let mine = json!([1, { "f": "reviewed", "v": ["me"] }]);
        let list = ThreadsPage::open(stage, &found(&mine)).await?;
        list.wait_for_rows(&["goes-on"]).await?;
        list.open_row("goes-on").await?;
        review.wait_for_turns(3).await?;
        wait_for_head(stage, "Reviewed by you · just now").await?;
        none(stage.driver(), "#new-since-review").await?;
        one(stage.driver(), "[data-testid=thread]").await?.focus().await?;
        stage.press("n").await?;
        review.wait_for_message("Nothing is new since your review").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_who_reviewed_are_shown_by_their_initials_and_named() {
    stage::run(async |stage| {
        let [first, _] = two(stage).await?;
        define(stage, &[("Solved", "boolean", json!({ "true_label": "Yes", "false_label": "No" }))]).await?;
        score_as(stage, "Cem Li", "first", "Solved", 1.0).await?;
        score_as(stage, "Bert Über", "first", "Reviewed", 1.0).await?;
        e2e::fixtures::score_thread(stage, "second", "Solved", 1.0, "online_scoring").await?;
        be(stage, "Ana").await?;
        let list = ThreadsPage::open(stage, "").await?;
        list.wait_for_rows(&["first", "second"]).await?;
        click(&one(stage.driver(), "[data-testid=columns-button]").await?).await?;
        let column = by_role(stage.driver(), "checkbox", "Reviewed").await?;
        if column.prop("checked").await?.as_deref() != Some("true") {
            click(&column).await?;
        }
        list.header("Reviewed").await?;
        by_role(stage.driver(), "checkbox", "Solved").await?;
        assert_eq!(
            texts(stage.driver(), ".columns-menu li label")
                .await?
                .iter()
                .filter(|name| *name == "Reviewed")
                .count(),
            1,
            "no column for the score"
        );
        axe::check(stage, "reviewed column").await?;
        stage.press(Key::Escape + "").await?;
        wait_for_row(stage, "first", "Reviewed by Bert Über (").await?;
        assert!(row_says(stage, "first").await?.contains("), Cem Li ("));
        let initials = texts(&list.row("first").await?, "[data-col=reviewed] .initials").await?;
        assert_eq!(initials, ["BÜ", "CL"], "newest first");
        // A judge is no reviewer.
        assert_eq!(list.cell("second", "reviewed").await?, "");
        let nobody = json!([1, { "f": "reviewed", "v": ["nobody"] }]);
        ThreadsPage::open(stage, &found(&nobody)).await?.wait_for_rows(&["second"]).await?;
        let review = Reviewer::open(stage, &first, "Ana").await?;
        wait_for_head(stage, "Reviewed by BÜ").await?;
        let said = text(&one(stage.driver(), ".review-state").await?).await?;
        assert!(said.contains("CL") && said.ends_with("just now"), "{said}");
        // A thumb makes Ana one of them, here and in the list beside it.
        review.press_thumb(first.trace(2)?, true).await?;
        wait_for_head(stage, "Reviewed by you · just now").await?;
        wait_for_row(stage, "first", "Reviewed by you (").await?;
        assert!(row_says(stage, "first").await?.contains("Bert Über ("));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_reviewer_sees_the_mark_in_the_open_conversation() {
    stage::run(async |stage| {
        let [first, _] = two(stage).await?;
        let guest = stage.guest().await?;
        let anna = Reviewer::open(stage, &first, "Anna").await?;
        Reviewer::open(&guest, &first, "Bert").await?;
        wait_for_head(&guest, "Not reviewed").await?;
        wait_for_head(stage, "Not reviewed").await?;
        click(&next_button(stage, "Reviewed, next").await?).await?;
        anna.wait_until_all_is_sent().await?;
        wait_for_head(&guest, "Reviewed by AN").await?;
        guest.leave().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_name_yet_is_asked_before_the_mark_is_given_and_then_goes_on() {
    stage::run(async |stage| {
        let [first, _] = two(stage).await?;
        e2e::pages::ConversationPanel::open(stage, &first).await?.turn(first.trace(1)?).await?;
        by_role(stage.driver(), "button", "Reviewing without a name").await?;
        wait_for_head(stage, "Not reviewed").await?;
        click(&next_button(stage, "Reviewed, next").await?).await?;
        let asked = by_role(stage.driver(), "dialog", "Who is reviewing?").await?;
        wait_for_open(stage, Some("first")).await?;
        assert!(stage.controls()?.asked("PUT", "*feedback-scores").is_empty());
        by_role(&asked, "textbox", "Your name").await?.send_keys("Bo".to_owned() + Key::Enter).await?;
        none_by_role(stage.driver(), "dialog", "Who is reviewing?").await?;
        wait_for_open(stage, Some("second")).await?;
        wait_for_marks(stage, "first", &["Bo"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mark_that_the_server_refuses_goes_back_with_the_reason() {
    stage::run(async |stage| {
        let [first, _] = two(stage).await?;
        stage.expect_error("Failed to load resource");
        let review = Reviewer::open(stage, &first, "Ana").await?;
        wait_for_head(stage, "Not reviewed").await?;
        let refused = mock_opik::control::Failure::Answer(
            400.try_into()?,
            json!({ "code": 400, "message": "No marks today" }),
        );
        stage.controls()?.fail(Pattern::next("PUT", "*threads/feedback-scores"), refused);
        click(&next_button(stage, "Reviewed, next").await?).await?;
        wait_for_open(stage, Some("second")).await?;
        review.wait_for_message("Not marked as reviewed").await?;
        wait_for_row(stage, "first", "").await
    })
    .await;
}
