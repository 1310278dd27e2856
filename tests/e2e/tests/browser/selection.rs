//! Selecting rows of the list of threads, and changing all of them at once.

use e2e::find::{Words, all, all_by_role, by_role, click, none_by_role, one, one_with};
use e2e::fixtures::{TestThread, thread};
use e2e::pages::{ThreadsPage, reviewer::be};
use e2e::stage::{self, Stage};
use e2e::wait::until_is;
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, Pattern};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// Five conversations, newest first.
const ALL: [&str; 5] = ["a", "b", "c", "d", "e"];

async fn five(stage: &Stage) -> Outcome<ThreadsPage<'_>> {
    // The list begins with what was logged last.
    for (at, id) in ALL.iter().enumerate().rev() {
        TestThread::new(id)
            .minutes_ago(at as i64 * 60)
            .turn("Where is it?", "On its way.")
            .log(stage)
            .await?;
    }
    be(stage, "Ana").await?;
    let list = ThreadsPage::open(stage, "").await?;
    list.wait_for_rows(&ALL).await?;
    Ok(list)
}

/// The ids of the rows whose box is checked.
async fn selected(stage: &Stage) -> Outcome<Vec<String>> {
    let mut ids = Vec::new();
    for row in all(stage.driver(), "tr[data-row-id]").await? {
        if by_role(&row, "checkbox", "Select row").await?.prop("checked").await?.as_deref() == Some("true") {
            ids.push(row.attr("data-row-id").await?.unwrap_or_default());
        }
    }
    Ok(ids)
}

/// Clicks the box of a row.
async fn press(list: &ThreadsPage<'_>, row: &str) -> Outcome {
    click(&by_role(&list.row(row).await?, "checkbox", "Select row").await?).await
}

async fn wait_for_words(stage: &Stage, words: &str) -> Outcome {
    one_with(stage.driver(), "[role=status]", None, Words::Contain(words)).await.map(drop)
}

/// The tags of a thread on the server.
async fn tags(stage: &Stage, id: &str) -> Outcome<Vec<String>> {
    let thread = thread(stage, id).await?;
    let tags = thread.get("tags").and_then(Value::as_array).into_iter().flatten();
    Ok(tags.filter_map(|tag| tag.as_str().map(str::to_owned)).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_are_selected_with_the_mouse_in_ranges_and_all_at_once() {
    stage::run(async |stage| {
        let list = five(stage).await?;
        press(&list, "b").await?;
        wait_for_words(stage, "1 selected").await?;
        let box_of_d = by_role(&list.row("d").await?, "checkbox", "Select row").await?;
        box_of_d
            .with(async |target| {
                let keys = stage.driver().action_chain().key_down(Key::Shift).click_element(&target);
                Ok(keys.key_up(Key::Shift).perform().await?)
            })
            .await?;
        wait_for_words(stage, "3 selected").await?;
        assert_eq!(selected(stage).await?, ["b", "c", "d"]);
        axe::check(stage, "selected rows").await?;
        let every = by_role(stage.driver(), "checkbox", "Select all rows").await?;
        click(&every).await?;
        wait_for_words(stage, "5 selected").await?;
        assert_eq!(selected(stage).await?, ALL);
        click(&by_role(stage.driver(), "button", "Clear selection").await?).await?;
        until_is("selected", Vec::<String>::new(), async || selected(stage).await).await?;
        // Pressing a box opens nothing.
        assert!(all(stage.driver(), "[data-testid=thread]").await?.is_empty());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_are_selected_with_the_keys_x_and_shift_x() {
    stage::run(async |stage| {
        let list = five(stage).await?;
        one(&list.row("a").await?, "a.row-link").await?.focus().await?;
        stage.press("x").await?;
        wait_for_words(stage, "1 selected").await?;
        stage.press(Key::Down + Key::Down).await?;
        stage.press(Key::Shift + "X").await?;
        wait_for_words(stage, "3 selected").await?;
        assert_eq!(selected(stage).await?, ["a", "b", "c"]);
        stage.press("x").await?;
        wait_for_words(stage, "2 selected").await?;
        assert_eq!(selected(stage).await?, ["a", "b"]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_is_given_to_all_selected_and_taken_back_with_one_click() {
    stage::run(async |stage| {
        let list = five(stage).await?;
        press(&list, "a").await?;
        press(&list, "c").await?;
        click(&by_role(stage.driver(), "button", "Add tag to the selected").await?).await?;
        by_role(stage.driver(), "textbox", "Tag").await?.send_keys("refund").await?;
        click(&by_role(stage.driver(), "button", "Add").await?).await?;
        wait_for_words(stage, "Tag refund added to 2 conversations").await?;
        for (id, wanted) in [("a", vec!["refund"]), ("b", vec![]), ("c", vec!["refund"])] {
            until_is(id, wanted.iter().map(ToString::to_string).collect(), async || tags(stage, id).await)
                .await?;
        }
        assert_eq!(list.cell("a", "tags").await?, "refund");
        click(&by_role(stage.driver(), "button", "Undo").await?).await?;
        for id in ["a", "c"] {
            until_is(id, Vec::<String>::new(), async || tags(stage, id).await).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_are_deleted_only_after_their_number_was_typed() {
    stage::run(async |stage| {
        let list = five(stage).await?;
        press(&list, "b").await?;
        press(&list, "d").await?;
        click(&by_role(stage.driver(), "button", "Delete…").await?).await?;
        let dialog = by_role(stage.driver(), "dialog", "Delete 2 conversations?").await?;
        axe::check(stage, "many to delete").await?;
        let delete = by_role(&dialog, "button", "Delete 2 conversations").await?;
        assert!(!delete.is_enabled().await?, "nothing is typed yet");
        let field = by_role(&dialog, "textbox", "Type 2 to delete them").await?;
        field.send_keys("3").await?;
        assert!(!delete.is_enabled().await?, "a wrong number");
        field.send_keys(Key::Backspace + "2").await?;
        stage.expect_error("Failed to load resource");
        let refused = Failure::Answer(500.try_into()?, json!({ "message": "Broken" }));
        stage.controls()?.fail(Pattern::next("POST", "/v1/private/traces/threads/delete").times(1), refused);
        click(&delete).await?;
        one_with(&dialog, "[role=alert]", None, Words::Begin("2 conversations not deleted.")).await?;
        click(&delete).await?;
        list.wait_for_rows(&["a", "c", "e"]).await?;
        none_by_role(stage.driver(), "dialog", "Delete 2 conversations?").await?;
        assert!(all_by_role(stage.driver(), "region", Some("Selection")).await?.is_empty());
        Ok(())
    })
    .await;
}
