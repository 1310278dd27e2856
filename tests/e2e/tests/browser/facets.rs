//! The panel "Facets": the values of a list's rows with counts, which become filters when they are pressed.

use e2e::find::{Words, all, by_role, click, none_by_role, one, one_with, texts};
use e2e::fixtures::{Logged, TestThread, define};
use e2e::pages::{ThreadsPage, reviewer::be};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, Pattern};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// Three conversations, newest first: "liked" (billing), "tagged" (refund, billing) and "disliked" (refund).
async fn three(stage: &Stage) -> Outcome<ThreadsPage<'_>> {
    let disliked = TestThread::new("disliked").minutes_ago(120).turns(2).log(stage).await?;
    let tagged = TestThread::new("tagged").minutes_ago(60).turns(1).log(stage).await?;
    let liked = TestThread::new("liked").turns(1).log(stage).await?;
    for (talk, up) in [(&disliked, 0.0), (&liked, 1.0)] {
        let score = json!({ "name": "User feedback", "value": up, "source": "ui" });
        as_bo(stage, &format!("traces/{}/feedback-scores", talk.trace(1)?), &score).await?;
    }
    tag(stage, &disliked, &["refund"]).await?;
    tag(stage, &tagged, &["refund", "billing"]).await?;
    tag(stage, &liked, &["billing"]).await?;
    be(stage, "Ana").await?;
    let list = ThreadsPage::open(stage, "").await?;
    list.wait_for_rows(&["liked", "tagged", "disliked"]).await?;
    Ok(list)
}

/// Puts something as the reviewer Bo.
async fn as_bo(stage: &Stage, path: &str, body: &Value) -> Outcome {
    let url = format!("{}api/v1/private/{path}", stage.base);
    let request = reqwest::Client::new().put(url).header("X-Forwarded-User", "Bo").json(body);
    request.send().await?.error_for_status()?;
    Ok(())
}

async fn tag(stage: &Stage, talk: &Logged, tags: &[&str]) -> Outcome {
    let thread = e2e::fixtures::thread(stage, &talk.thread).await?;
    let model = thread.get("thread_model_id").and_then(Value::as_str).unwrap_or_default();
    let url = format!("{}api/v1/private/traces/threads/{model}", stage.base);
    reqwest::Client::new().patch(url).json(&json!({ "tags": tags })).send().await?.error_for_status()?;
    Ok(())
}

/// Makes the three conversations inactive, in their order: only then can they be scored.
async fn close_all(stage: &Stage) -> Outcome {
    for thread in ["disliked", "tagged", "liked"] {
        let body = json!({ "project_name": "Support", "thread_id": thread });
        e2e::fixtures::put(stage, "traces/threads/close", &body).await?;
    }
    Ok(())
}

/// Scores a thread as the reviewer Bo; with a category, if there is one.
async fn score(stage: &Stage, thread: &str, name: &str, value: f64, category: Option<&str>) -> Outcome {
    let score = json!({
        "thread_id": thread, "project_name": "Support", "name": name, "value": value, "category_name": category,
        "source": "ui",
    });
    as_bo(stage, "traces/threads/feedback-scores", &json!({ "scores": [score] })).await
}

/// Opens the panel with its button.
async fn open(stage: &Stage) -> Outcome {
    click(&by_role(stage.driver(), "button", "Facets").await?).await?;
    by_role(stage.driver(), "complementary", "Facets").await.map(drop)
}

/// The button of a value, by its accessible name, such as "refund, 2 threads".
async fn value(stage: &Stage, name: &str) -> Outcome<e2e::element::Element> {
    by_role(&by_role(stage.driver(), "complementary", "Facets").await?, "button", name).await
}

async fn wait_for_chips(stage: &Stage, wanted: &[&str]) -> Outcome {
    let wanted: Vec<String> = wanted.iter().map(|&words| words.to_owned()).collect();
    until_is("chips", wanted, async || texts(stage.driver(), ".filters .chip-words").await).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_are_counted_and_those_of_one_facet_are_alternatives() {
    stage::run(async |stage| {
        let list = three(stage).await?;
        open(stage).await?;
        for name in ["Up, 1 thread", "Down, 1 thread", "None, 1 thread", "Nobody, 1 thread", "Bo, 2 threads"]
        {
            value(stage, name).await?;
        }
        axe::check(stage, "facets").await?;
        click(&value(stage, "refund, 2 threads").await?).await?;
        list.wait_for_rows(&["tagged", "disliked"]).await?;
        wait_for_chips(stage, &["Tags include “refund”"]).await?;
        // Thumbs are counted in what is left, tags as if none was chosen, so that another can be added.
        value(stage, "Up, 0 threads").await?;
        click(&value(stage, "billing, 2 threads").await?).await?;
        list.wait_for_rows(&["liked", "tagged", "disliked"]).await?;
        wait_for_chips(stage, &["tag is refund or billing"]).await?;
        click(&value(stage, "Down, 1 thread").await?).await?;
        list.wait_for_rows(&["disliked"]).await?;
        let down = value(stage, "Down, 1 thread").await?;
        assert_eq!(down.attr("aria-pressed").await?.as_deref(), Some("true"));
        click(&down).await?;
        click(&value(stage, "refund, 2 threads").await?).await?;
        list.wait_for_rows(&["liked", "tagged"]).await?;
        click(&by_role(stage.driver(), "button", "Clear Tags").await?).await?;
        list.wait_for_rows(&["liked", "tagged", "disliked"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_is_excluded_with_alt_with_the_keyboard_and_with_its_button() {
    stage::run(async |stage| {
        let list = three(stage).await?;
        open(stage).await?;
        let refund = value(stage, "refund, 2 threads").await?;
        refund
            .with(async |target| {
                let keys = stage.driver().action_chain().key_down(Key::Alt).click_element(&target);
                Ok(keys.key_up(Key::Alt).perform().await?)
            })
            .await?;
        list.wait_for_rows(&["liked"]).await?;
        value(stage, "refund, excluded, 2 threads").await?.focus().await?;
        stage.press(Key::Shift + Key::Enter).await?;
        list.wait_for_rows(&["liked", "tagged", "disliked"]).await?;
        value(stage, "billing, 2 threads").await?.focus().await?;
        stage.press(Key::Shift + Key::Enter).await?;
        list.wait_for_rows(&["disliked"]).await?;
        let exclude = by_role(stage.driver(), "button", "Exclude billing").await?;
        assert_eq!(exclude.attr("aria-pressed").await?.as_deref(), Some("true"));
        click(&exclude).await?;
        list.wait_for_rows(&["liked", "tagged", "disliked"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_key_f_opens_and_closes_the_panel_and_that_is_remembered() {
    stage::run(async |stage| {
        let list = three(stage).await?;
        none_by_role(stage.driver(), "complementary", "Facets").await?;
        // The key is there as soon as the button is.
        by_role(stage.driver(), "button", "Facets").await?;
        stage.press("f").await?;
        value(stage, "refund, 2 threads").await?;
        // The arrows go through headings and values.
        stage.press(Key::Down + "").await?;
        stage.press(Key::Down + "").await?;
        until_is("focus", Some("billing, 2 threads".to_owned()), async || {
            e2e::find::focused(stage.driver()).await?.attr("aria-label").await
        })
        .await?;
        stage.driver().refresh().await?;
        value(stage, "refund, 2 threads").await?;
        // While a conversation is open, there is no room for it.
        list.open_row("liked").await?;
        none_by_role(stage.driver(), "complementary", "Facets").await?;
        stage.press(Key::Escape + "").await?;
        value(stage, "refund, 2 threads").await?;
        stage.press("f").await?;
        none_by_role(stage.driver(), "complementary", "Facets").await?;
        stage.driver().refresh().await?;
        list.wait_for_rows(&["liked", "tagged", "disliked"]).await?;
        none_by_role(stage.driver(), "complementary", "Facets").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scores_have_their_values_or_a_histogram() {
    stage::run(async |stage| {
        let kind = json!({ "true_label": "Yes", "false_label": "No" });
        define(stage, &[("Polite", "boolean", kind)]).await?;
        let list = three(stage).await?;
        close_all(stage).await?;
        for (thread, polite, tone, quality) in
            [("liked", 1.0, "kind", 0.9), ("tagged", 1.0, "rude", 0.52), ("disliked", 0.0, "rude", 0.0)]
        {
            score(stage, thread, "Polite", polite, None).await?;
            score(stage, thread, "Tone", 1.0, Some(tone)).await?;
            score(stage, thread, "Quality", quality, None).await?;
        }
        open(stage).await?;
        value(stage, "No, 1 thread").await?;
        click(&value(stage, "Yes, 2 threads").await?).await?;
        list.wait_for_rows(&["liked", "tagged"]).await?;
        wait_for_chips(stage, &["somebody gave Polite 1"]).await?;
        click(&value(stage, "rude, 1 thread").await?).await?;
        list.wait_for_rows(&["tagged"]).await?;
        click(&by_role(stage.driver(), "button", "Clear all").await?).await?;
        list.wait_for_rows(&["liked", "tagged", "disliked"]).await?;
        // A bar is a range of the score, and so is what is typed.
        click(&value(stage, "0.5 to below 0.6, 1 thread").await?).await?;
        list.wait_for_rows(&["tagged"]).await?;
        wait_for_chips(stage, &["Score Quality at least 0.5", "Score Quality below 0.6"]).await?;
        let from = by_role(stage.driver(), "spinbutton", "Quality from").await?;
        assert_eq!(from.value().await?.as_deref(), Some("0.5"));
        let to = by_role(stage.driver(), "spinbutton", "Quality to").await?;
        to.clear().await?;
        to.send_keys("0.9").await?;
        to.send_keys(Key::Enter + "").await?;
        list.wait_for_rows(&["liked", "tagged"]).await?;
        wait_for_chips(stage, &["Score Quality at least 0.5", "Score Quality at most 0.9"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_values_are_searched_and_shown_when_asked_for() {
    stage::run(async |stage| {
        let talk = TestThread::new("talk").turns(1).log(stage).await?;
        let other = TestThread::new("other").turns(1).log(stage).await?;
        let names: Vec<String> = (10..50).map(|n| format!("tag {n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        tag(stage, &talk, &names).await?;
        tag(stage, &other, &["tag 49"]).await?;
        ThreadsPage::open(stage, "").await?;
        open(stage).await?;
        value(stage, "tag 49, 2 threads").await?;
        let tags = by_role(stage.driver(), "group", "Tags").await?;
        assert_eq!(all(&tags, ".facet-value").await?.len(), 8);
        click(&by_role(&tags, "button", "Show all 40").await?).await?;
        until_is("values", 40, async || Ok(all(&tags, ".facet-value").await?.len())).await?;
        by_role(&tags, "searchbox", "Search in Tags").await?.send_keys("TAG 3").await?;
        until_is("values", 10, async || Ok(all(&tags, ".facet-value").await?.len())).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counting_that_fails_says_so_and_goes_on() {
    stage::run(async |stage| {
        three(stage).await?;
        stage.expect_error("Failed to load resource");
        let walk = Pattern::next("GET", "/v1/private/traces/threads?*size=125*").times(1);
        let answer = Failure::Answer(403.try_into()?, json!({ "code": 403, "message": "Not for you" }));
        stage.controls()?.fail(walk, answer);
        open(stage).await?;
        let panel = by_role(stage.driver(), "complementary", "Facets").await?;
        one_with(&panel, "[role=status]", None, Words::Begin("Not all could be counted")).await?;
        click(&by_role(&panel, "button", "Go on").await?).await?;
        value(stage, "refund, 2 threads").await.map(drop)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_narrow_window_the_panel_covers_the_list_until_it_is_closed() {
    stage::run(async |stage| {
        let list = three(stage).await?;
        stage.browser.resize(360, 740).await?;
        open(stage).await?;
        axe::check(stage, "facets in a narrow window").await?;
        click(&value(stage, "billing, 2 threads").await?).await?;
        click(&by_role(stage.driver(), "button", "Show 2 threads").await?).await?;
        none_by_role(stage.driver(), "complementary", "Facets").await?;
        list.wait_for_rows(&["liked", "tagged"]).await?;
        open(stage).await?;
        stage.press(Key::Escape + "").await?;
        none_by_role(stage.driver(), "complementary", "Facets").await?;
        until_true("focus on the button", async || {
            let label = e2e::find::focused(stage.driver()).await?.attr("aria-label").await?;
            Ok(label.as_deref() == Some("Facets"))
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_filter_form_offers_values_with_counts() {
    stage::run(async |stage| {
        three(stage).await?;
        open(stage).await?;
        value(stage, "refund, 2 threads").await?;
        click(&by_role(stage.driver(), "button", "Add a filter").await?).await?;
        let field = by_role(stage.driver(), "combobox", "Field").await?;
        let choose = async |words: &str| -> Outcome {
            let option = one_with(&field, "option", None, Words::Are(words)).await?;
            option.run("arguments[0].selected = true; arguments[0].closest('select').dispatchEvent(new Event('change', { bubbles: true }))", vec![]).await?;
            Ok(())
        };
        choose("Tags").await?;
        let labels = "return [...document.querySelectorAll('#known-tags option')].map(one => one.label)";
        until_is("tags", vec!["billing (2)".to_owned(), "refund (2)".to_owned()], async || {
            Ok(stage.driver().execute(labels, vec![]).await?.convert()?)
        })
        .await?;
        choose("Thumbs").await?;
        let list = by_role(stage.driver(), "combobox", "Value").await?;
        let down = one(&list, "option[value=down]").await?;
        until_is("label", Some("Down (1)".to_owned()), async || down.attr("label").await).await
    })
    .await;
}
