//! Orders of several levels, and by what only the page knows.

use e2e::find::{Words, by_role, click, none_by_role, one, one_with};
use e2e::fixtures::{TestThread, score_thread};
use e2e::pages::conversation::encode;
use e2e::pages::{ThreadsPage, TracesPage};
use e2e::stage::{self, Stage};
use e2e::wait::until_is;
use e2e::{Outcome, axe};
use serde_json::json;
use thirtyfour::prelude::*;

/// Four conversations, newest first: a and c with two messages, b and d with four; a and b are closed.
async fn four(stage: &Stage) -> Outcome<ThreadsPage<'_>> {
    for (at, (id, turns)) in [("d", 2), ("c", 1), ("b", 2), ("a", 1)].into_iter().enumerate() {
        let talk = TestThread::new(id).minutes_ago(40 - at as i64).turns(turns).log(stage).await?;
        if ["a", "b"].contains(&id) {
            talk.close(stage).await?;
        }
    }
    stage.browser.resize(1440, 900).await?;
    let list = ThreadsPage::open(stage, "").await?;
    until_is("rows", 4, async || Ok(list.rows().await?.len())).await?;
    Ok(list)
}

async fn press(stage: &Stage, page: &ThreadsPage<'_>, label: &str, with_shift: bool) -> Outcome {
    let button = by_role(&page.header(label).await?, "button", label).await?;
    button
        .with(async |target| {
            let keys = stage.driver().action_chain();
            let keys = if with_shift { keys.key_down(Key::Shift) } else { keys };
            let keys = keys.click_element(&target);
            Ok(if with_shift { keys.key_up(Key::Shift) } else { keys }.perform().await?)
        })
        .await
}

/// The headings that show a level, with its number.
async fn levels(stage: &Stage) -> Outcome<Vec<String>> {
    let script = "return [...document.querySelectorAll('.sort-level')] \
        .map(level => `${level.closest('th').ariaLabel} ${level.dataset.level}`);";
    Ok(stage.driver().execute(script, vec![]).await?.convert()?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_press_with_shift_adds_a_level_and_the_link_has_all_of_them() {
    stage::run(async |stage| {
        let page = four(stage).await?;
        press(stage, &page, "Status", false).await?;
        press(stage, &page, "Messages", true).await?;
        page.wait_for_rows(&["d", "c", "b", "a"]).await?;
        let mut shown = levels(stage).await?;
        shown.sort();
        assert_eq!(shown, ["Messages 2", "Status 1"]);
        assert_eq!(page.header("Status").await?.attr("aria-sort").await?.as_deref(), Some("ascending"));
        assert_eq!(page.header("Messages").await?.attr("aria-sort").await?, None, "one heading says so");
        let button = by_role(&page.header("Messages").await?, "button", "Messages").await?;
        let title = button.attr("title").await?.unwrap_or_default();
        assert!(title.starts_with("Sorted by Status, ascending, then Messages, descending"), "{title}");
        axe::check(stage, "two levels").await?;
        // With the keyboard, and the other way round.
        button.focus().await?;
        stage.press(Key::Shift + Key::Enter).await?;
        page.wait_for_rows(&["c", "d", "a", "b"]).await?;
        stage.driver().refresh().await?;
        page.wait_for_rows(&["c", "d", "a", "b"]).await?;
        // Without Shift, one level is left.
        press(stage, &page, "Messages", false).await?;
        until_is("levels", Vec::<String>::new(), async || levels(stage).await).await?;
        assert_eq!(page.header("Status").await?.attr("aria-sort").await?.as_deref(), Some("none"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn levels_are_added_turned_round_moved_and_removed_in_the_menu() {
    stage::run(async |stage| {
        let page = four(stage).await?;
        one(stage.driver(), "[data-testid=columns-button]").await?.click().await?;
        let add = async |field: &str| -> Outcome {
            let list = by_role(stage.driver(), "combobox", "Sort by another column").await?;
            let choose = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', { bubbles: true }))";
            list.run(choose, vec![json!(field)]).await.map(drop)
        };
        add("number_of_messages").await?;
        by_role(stage.driver(), "button", "Messages: descending").await?;
        add("status").await?;
        by_role(stage.driver(), "button", "Status: ascending").await?;
        page.wait_for_rows(&["d", "b", "c", "a"]).await?;
        axe::check(stage, "levels in the menu").await?;
        click(&by_role(stage.driver(), "button", "Status: ascending").await?).await?;
        page.wait_for_rows(&["b", "d", "a", "c"]).await?;
        click(&by_role(stage.driver(), "button", "Sort by Status earlier").await?).await?;
        page.wait_for_rows(&["b", "a", "d", "c"]).await?;
        click(&by_role(stage.driver(), "button", "Do not sort by Messages").await?).await?;
        none_by_role(stage.driver(), "button", "Messages: descending").await?;
        let sorting = stage.query("threads_sorting").await?;
        assert_eq!(sorting.as_deref(), Some(r#"[{"id":"status","desc":true}]"#));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_are_sorted_by_what_no_server_sorts_by() {
    stage::run(async |stage| {
        let page = four(stage).await?;
        press(stage, &page, "Comments", false).await?;
        one_with(stage.driver(), ".walk-report [role=status]", None, Words::Contain("4 threads")).await?;
        score_thread(stage, "c", "Tone", 0.5, "sdk").await?;
        let sorting = json!([{ "id": "author_scores.admin.Tone", "desc": true }, { "id": "first_message" }]);
        let list =
            ThreadsPage::open(stage, &format!("&threads_sorting={}", encode(&sorting.to_string()))).await?;
        until_is("the first row", Some("c".to_owned()), async || Ok(list.rows().await?.first().cloned()))
            .await?;
        none_by_role(stage.driver(), "group", "Filters").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_level_of_traces_is_named_as_not_applied() {
    stage::run(async |stage| {
        four(stage).await?;
        let sorting =
            json!([{ "id": "duration", "desc": true }, { "id": "name", "desc": false }]).to_string();
        TracesPage::open(stage, &format!("&traces_sorting={}", encode(&sorting))).await?;
        let chip = "Remove: Not applied: order by name (the server sorts by one column only)";
        click(&by_role(stage.driver(), "button", chip).await?).await?;
        until_is("the order", Some(r#"[{"id":"duration","desc":true}]"#.to_owned()), async || {
            stage.query("traces_sorting").await
        })
        .await
    })
    .await;
}
