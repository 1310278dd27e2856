//! Filters that only the page can check: it reads all threads of the view once and chooses.

use e2e::find::{Words, all, by_role, click, none, none_by_role, one, one_with, text, texts};
use e2e::fixtures::{Logged, TestThread, score_thread};
use e2e::pages::{Reviewer, ThreadsPage, reviewer::be};
use e2e::stage::{self, Stage};
use e2e::wait::until_is;
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, Pattern};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// Three conversations, of which one was disliked and tagged, and one only tagged; newest first: liked, tagged, disliked.
async fn three(stage: &Stage) -> Outcome<[Logged; 3]> {
    let disliked = TestThread::new("disliked").minutes_ago(120).turns(2).log(stage).await?;
    let tagged =
        TestThread::new("tagged").minutes_ago(60).turn("Where is it?", "On its way.").log(stage).await?;
    let liked = TestThread::new("liked").turns(1).log(stage).await?;
    for (talk, up) in [(&disliked, false), (&liked, true)] {
        let score = json!({ "name": "User feedback", "value": f64::from(u8::from(up)), "source": "ui" });
        let url = format!("{}api/v1/private/traces/{}/feedback-scores", stage.base, talk.trace(1)?);
        let request = reqwest::Client::new().put(url).header("X-Forwarded-User", "Bo").json(&score);
        request.send().await?.error_for_status()?;
    }
    for talk in [&disliked, &tagged] {
        tag(stage, talk, "refund").await?;
    }
    Ok([liked, tagged, disliked])
}

async fn tag(stage: &Stage, talk: &Logged, tag: &str) -> Outcome {
    let thread = e2e::fixtures::thread(stage, &talk.thread).await?;
    let model = thread.get("thread_model_id").and_then(Value::as_str).unwrap_or_default();
    let url = format!("{}api/v1/private/traces/threads/{model}", stage.base);
    reqwest::Client::new().patch(url).json(&json!({ "tags": [tag] })).send().await?.error_for_status()?;
    Ok(())
}

/// The rows of the address with this `found` parameter.
fn found(clauses: &Value) -> String {
    format!("&found={}", urlencode(&clauses.to_string()))
}

fn urlencode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn chips(stage: &Stage) -> Outcome<Vec<String>> {
    texts(stage.driver(), ".filters .chip-words").await
}

/// Chooses the option with these words in the list with this label.
async fn choose(stage: &Stage, label: &str, words: &str) -> Outcome {
    let list = by_role(stage.driver(), "combobox", label).await?;
    let option = one_with(&list, "option", None, Words::Are(words)).await?;
    option.run("arguments[0].selected = true; arguments[0].closest('select').dispatchEvent(new Event('change', { bubbles: true }))", vec![]).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disliked_conversations_are_found_by_the_thumbs_of_their_turns() {
    stage::run(async |stage| {
        three(stage).await?;
        be(stage, "Ana").await?;
        let list = ThreadsPage::open(stage, "").await?;
        list.wait_for_rows(&["tagged", "disliked", "liked"]).await?;
        click(&by_role(stage.driver(), "button", "Add a filter").await?).await?;
        choose(stage, "Field", "Thumbs").await?;
        choose(stage, "Value", "Down").await?;
        axe::check(stage, "filter form").await?;
        click(&by_role(stage.driver(), "button", "Add filter").await?).await?;
        list.wait_for_rows(&["disliked"]).await?;
        assert_eq!(chips(stage).await?, ["thumbs down"]);
        let report = one_with(
            stage.driver(),
            ".walk-report [role=status]",
            None,
            Words::Contain("1 match of 3 threads"),
        );
        report.await?;
        assert_eq!(list.count().await?, "1");
        // The link shows the same, and what is taken away comes back.
        stage.driver().refresh().await?;
        list.wait_for_rows(&["disliked"]).await?;
        click(&by_role(stage.driver(), "button", "Remove: thumbs down").await?).await?;
        list.wait_for_rows(&["tagged", "disliked", "liked"]).await?;
        none(stage.driver(), ".walk-report").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_of_a_field_are_alternatives_and_a_filter_can_be_turned_round() {
    stage::run(async |stage| {
        let [liked, ..] = three(stage).await?;
        tag(stage, &liked, "billing").await?;
        let either = json!([1, { "f": "tags", "o": "=", "v": ["refund", "billing"] }, { "f": "thumbs", "v": ["up", "down"] }]);
        let list = ThreadsPage::open(stage, &found(&either)).await?;
        list.wait_for_rows(&["liked", "disliked"]).await?;
        assert_eq!(chips(stage).await?, ["tag is refund or billing", "thumbs up or down"]);
        let turned = json!([1, { "f": "thumbs", "v": ["down"], "n": 1 }]);
        let list = ThreadsPage::open(stage, &found(&turned)).await?;
        list.wait_for_rows(&["liked", "tagged"]).await?;
        let group = json!([1, [{ "f": "thumbs", "v": ["up"] }, { "f": "tags", "o": "=", "v": ["refund"] }]]);
        let list = ThreadsPage::open(stage, &found(&group)).await?;
        list.wait_for_rows(&["liked", "tagged", "disliked"]).await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_i_reviewed_is_told_from_what_others_did_and_next_walks_what_was_found() {
    stage::run(async |stage| {
        let [_, tagged, _] = three(stage).await?;
        tagged.close(stage).await?;
        let review = Reviewer::open(stage, &tagged, "Ana").await?;
        review.add_comment("Nicely put.").await?;
        review.wait_until_all_is_sent().await?;
        let mine = json!([1, { "f": "reviewed", "v": ["me"] }]);
        ThreadsPage::open(stage, &found(&mine)).await?.wait_for_rows(&["tagged"]).await?;
        let not_mine = json!([1, { "f": "reviewed", "v": ["me"], "n": 1 }]);
        let list = ThreadsPage::open(stage, &found(&not_mine)).await?;
        list.wait_for_rows(&["disliked", "liked"]).await?;
        let nobody = json!([1, { "f": "reviewed", "v": ["nobody"] }]);
        ThreadsPage::open(stage, &found(&nobody)).await?.wait_for_rows(&[]).await?;
        let list = ThreadsPage::open(stage, &found(&not_mine)).await?;
        list.wait_for_rows(&["disliked", "liked"]).await?;
        list.open_row("disliked").await?;
        click(&by_role(stage.driver(), "button", "Next thread").await?).await?;
        until_is("the open row", vec!["liked".to_owned()], async || {
            let rows = all(stage.driver(), "tr[data-open=true]").await?;
            let mut ids = Vec::new();
            for row in rows {
                ids.push(row.attr("data-row-id").await?.unwrap_or_default());
            }
            Ok(ids)
        })
        .await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_filter_says_what_is_missing_and_an_unknown_one_is_named_and_left_out() {
    stage::run(async |stage| {
        three(stage).await?;
        score_thread(stage, "liked", "Tone", 0.5, "sdk").await?;
        let unknown = json!([1, { "f": "mood", "v": ["good"] }, { "f": "thumbs", "v": ["down"] }]);
        let list = ThreadsPage::open(stage, &found(&unknown)).await?;
        list.wait_for_rows(&["disliked"]).await?;
        let chips = chips(stage).await?;
        assert!(
            chips.iter().any(|chip| chip.starts_with("Not applied:") && chip.contains("mood")),
            "{chips:?}"
        );
        click(&by_role(stage.driver(), "button", "Add a filter").await?).await?;
        choose(stage, "Field", "Comment contains").await?;
        click(&by_role(stage.driver(), "button", "Add filter").await?).await?;
        let problem = one(stage.driver(), ".filter-form [role=alert]").await?;
        assert!(!text(&problem).await?.is_empty());
        by_role(stage.driver(), "textbox", "Value").await?.send_keys("parcel").await?;
        click(&by_role(stage.driver(), "button", "Add filter").await?).await?;
        none_by_role(stage.driver(), "button", "Add filter").await?;
        by_role(stage.driver(), "heading", "No results").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sample_is_the_same_for_everybody_with_the_link_and_is_drawn_again_with_one_click() {
    stage::run(async |stage| {
        for at in 0..12 {
            TestThread::new(&format!("talk-{at}")).minutes_ago(at).turn("Hi", "Hello").log(stage).await?;
        }
        let list = ThreadsPage::open(stage, "").await?;
        until_is("all rows", 12, async || Ok(list.rows().await?.len())).await?;
        click(&by_role(stage.driver(), "button", "Sample").await?).await?;
        let field = by_role(stage.driver(), "spinbutton", "How many, at random").await?;
        field.clear().await?;
        field.send_keys("5").await?;
        click(&by_role(stage.driver(), "button", "Draw").await?).await?;
        until_is("sampled rows", 5, async || Ok(list.rows().await?.len())).await?;
        assert_eq!(chips(stage).await?, ["5 at random"]);
        let drawn = list.rows().await?;
        stage.driver().refresh().await?;
        until_is("the same rows", drawn.clone(), async || list.rows().await).await?;
        let address = stage.driver().current_url().await?.to_string();
        click(&by_role(stage.driver(), "button", "Sample").await?).await?;
        click(&by_role(stage.driver(), "button", "Draw again").await?).await?;
        until_is("another draw", true, async || {
            Ok(stage.driver().current_url().await?.to_string() != address)
        })
        .await?;
        until_is("sampled rows", 5, async || Ok(list.rows().await?.len())).await?;
        click(&by_role(stage.driver(), "button", "Remove: 5 at random").await?).await?;
        until_is("all rows", 12, async || Ok(list.rows().await?.len())).await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn some_of_each_tag_and_of_each_value_of_a_score_are_drawn_and_the_list_says_how_many() {
    stage::run(async |stage| {
        for at in 0..6 {
            let id = format!("talk-{at}");
            let talk = TestThread::new(&id).minutes_ago(at).turn("Hi", "Hello").log(stage).await?;
            if at < 5 {
                tag(stage, &talk, if at < 3 { "refund" } else { "vip" }).await?;
            }
            score_thread(stage, &id, "Tone", f64::from(u8::from(at == 0)), "sdk").await?;
        }
        let list = ThreadsPage::open(stage, "").await?;
        until_is("all rows", 6, async || Ok(list.rows().await?.len())).await?;
        click(&by_role(stage.driver(), "button", "Sample").await?).await?;
        choose(stage, "From", "Each tag").await?;
        let field = by_role(stage.driver(), "spinbutton", "How many of each").await?;
        assert_eq!(field.prop("value").await?.as_deref(), Some("5"));
        field.clear().await?;
        field.send_keys("1").await?;
        axe::check(stage, "sample form").await?;
        click(&by_role(stage.driver(), "button", "Draw").await?).await?;
        until_is("sampled rows", 2, async || Ok(list.rows().await?.len())).await?;
        assert_eq!(chips(stage).await?, ["1 from each tag"]);
        let words = "refund: 1 of 3 · vip: 1 of 2. Left out: 1 without a tag";
        one_with(stage.driver(), ".walk-each", None, Words::Are(words)).await?;
        let drawn = list.rows().await?;
        stage.driver().refresh().await?;
        until_is("the same rows", drawn.clone(), async || list.rows().await).await?;
        // Drawn again from the chip until it is another choice: there are only six.
        for _ in 0..40 {
            let before = stage.query("sample").await?;
            click(&by_role(stage.driver(), "button", "Draw again: 1 from each tag").await?).await?;
            until_is("another seed", false, async || Ok(stage.query("sample").await? == before)).await?;
            until_is("sampled rows", 2, async || Ok(list.rows().await?.len())).await?;
            if list.rows().await? != drawn {
                break;
            }
        }
        assert_ne!(list.rows().await?, drawn);
        click(&by_role(stage.driver(), "button", "Sample").await?).await?;
        choose(stage, "From", "Tone").await?;
        click(&by_role(stage.driver(), "button", "Draw again").await?).await?;
        one_with(stage.driver(), ".walk-each", None, Words::Are("0: 1 of 5 · 1: 1 of 1")).await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_are_typed_into_the_search_and_half_of_one_says_what_is_missing() {
    stage::run(async |stage| {
        three(stage).await?;
        let list = ThreadsPage::open(stage, "").await?;
        list.wait_for_rows(&["tagged", "disliked", "liked"]).await?;
        let field = one(stage.driver(), "[data-testid=search-input]").await?;
        field.send_keys("tag:refund -thumbs:down").await?;
        one_with(stage.driver(), ".search-hint", None, Words::Are("Enter filters by what is typed")).await?;
        field.send_keys(Key::Enter + "").await?;
        list.wait_for_rows(&["tagged"]).await?;
        assert_eq!(chips(stage).await?, ["Tags include “refund”", "not thumbs down"]);
        assert_eq!(field.value().await?.as_deref(), Some(""), "the words are filters now");
        field.send_keys("tag:").await?;
        field.send_keys(Key::Enter + "").await?;
        let hint = one_with(stage.driver(), ".search-hint", None, Words::Contain(" ")).await?;
        assert!(text(&hint).await? != "Enter filters by what is typed");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_found_stays_where_it_is_until_somebody_asks_for_what_is_new() {
    stage::run(async |stage| {
        three(stage).await?;
        be(stage, "Ana").await?;
        let nobody = json!([1, { "f": "reviewed", "v": ["nobody"] }]);
        let list = ThreadsPage::open(stage, &found(&nobody)).await?;
        list.wait_for_rows(&["tagged"]).await?;
        TestThread::new("new").minutes_ago(0).turn("And now?", "Now, too.").log(stage).await?;
        let news = one_with(stage.driver(), "button", None, Words::Contain("1 new")).await?;
        assert_eq!(list.rows().await?, ["tagged"], "rows do not move under the reader");
        click(&news).await?;
        list.wait_for_rows(&["new", "tagged"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_that_the_server_refuses_is_named_and_left_out_and_the_others_are_applied() {
    stage::run(async |stage| {
        three(stage).await?;
        stage.expect_error("Failed to load resource");
        let refused = Failure::Answer(
            400.try_into()?,
            json!({ "code": 400, "message": "Invalid filters query parameter" }),
        );
        let pattern = Pattern::next("GET", "/v1/private/traces/threads?*duration*").times(usize::MAX);
        stage.controls()?.fail(pattern, refused);
        let filters = json!([
            { "field": "tags", "operator": "contains", "value": "refund" },
            { "field": "duration", "operator": ">=", "value": "0" },
        ]);
        let list = ThreadsPage::open(stage, &format!("&threads_filters={}", urlencode(&filters.to_string())))
            .await?;
        list.wait_for_rows(&["tagged", "disliked"]).await?;
        let chips = chips(stage).await?;
        assert_eq!(chips.len(), 2, "{chips:?}");
        assert!(chips[0].to_lowercase().starts_with("tag"), "{chips:?}");
        assert!(chips[1].starts_with("Not applied: ") && chips[1].contains("refuses it"), "{chips:?}");
        axe::check(stage, "a filter that the server refuses").await
    })
    .await;
}
