//! Saved views: names for what a list shows.

use e2e::find::{Words, all, by_role, click, focused, none_by_role, one, one_with, text, texts};
use e2e::fixtures::{Logged, TestThread, project, put, thread};
use e2e::pages::{ThreadsPage, reviewer::be};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// Parameters that list only threads with this tag.
fn tagged(tag: &str) -> String {
    let filter = json!([{ "field": "tags", "type": "list", "operator": "=", "value": tag }]);
    let encoded: String = filter.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("&threads_filters={encoded}")
}

async fn tag(stage: &Stage, talk: &Logged, tags: &[&str]) -> Outcome {
    let thread = thread(stage, &talk.thread).await?;
    let model = thread.get("thread_model_id").and_then(Value::as_str).unwrap_or_default();
    let url = format!("{}api/v1/private/traces/threads/{model}", stage.base);
    reqwest::Client::new().patch(url).json(&json!({ "tags": tags })).send().await?.error_for_status()?;
    Ok(())
}

/// Three conversations: one tagged `refund`, one `refund` and `vip`, one without a tag.
async fn three(stage: &Stage) -> Outcome<[Logged; 3]> {
    let plain = TestThread::new("plain").minutes_ago(180).turns(1).log(stage).await?;
    let refund = TestThread::new("refund").minutes_ago(120).turns(1).log(stage).await?;
    let both = TestThread::new("both").minutes_ago(60).turns(1).log(stage).await?;
    tag(stage, &refund, &["refund"]).await?;
    tag(stage, &both, &["refund", "vip"]).await?;
    be(stage, "Ana").await?;
    Ok([plain, refund, both])
}

/// Opens the form and types a name.
async fn name_view(stage: &Stage, name: &str) -> Outcome {
    click(&by_role(stage.driver(), "button", "Save view").await?).await?;
    by_role(stage.driver(), "textbox", "Name").await?.send_keys(name).await
}

async fn save_view(stage: &Stage, name: &str) -> Outcome {
    name_view(stage, name).await?;
    click(&by_role(stage.driver(), "button", "Save").await?).await?;
    by_role(stage.driver(), "button", &format!("Views: {name}")).await.map(drop)
}

async fn open_menu(stage: &Stage) -> Outcome {
    click(&one(stage.driver(), "[data-testid=views-button]").await?).await?;
    one(stage.driver(), ".views-list").await.map(drop)
}

async fn close_menu(stage: &Stage) -> Outcome {
    stage.press(Key::Escape + "").await?;
    until_true("a closed menu", async || Ok(all(stage.driver(), ".views-list").await?.is_empty())).await
}

/// The names in the menu, that of all rows left out.
async fn names(stage: &Stage) -> Outcome<Vec<String>> {
    texts(stage.driver(), ".views-list [data-view] .view-name").await
}

/// Opens a view in the menu, which is open.
async fn choose(stage: &Stage, name: &str) -> Outcome {
    click(&one_with(stage.driver(), ".view-open", Some(".view-name"), Words::Are(name)).await?).await
}

/// Shows the actions of a view and presses one.
async fn act(stage: &Stage, name: &str, action: &str) -> Outcome {
    let more = by_role(stage.driver(), "button", &format!("Actions of {name}")).await?;
    if more.attr("aria-expanded").await?.as_deref() != Some("true") {
        click(&more).await?;
    }
    click(&by_role(&one(stage.driver(), ".view-actions").await?, "button", action).await?).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_list_shows_is_saved_under_a_name_and_opened_again() {
    stage::run(async |stage| {
        three(stage).await?;
        let list = ThreadsPage::open(stage, "").await?;
        list.wait_for_rows(&["both", "refund", "plain"]).await?;
        by_role(stage.driver(), "button", "Views").await?;
        none_by_role(stage.driver(), "button", "Save view").await?;
        let list = ThreadsPage::open(stage, &tagged("refund")).await?;
        list.wait_for_rows(&["both", "refund"]).await?;
        name_view(stage, "Refunds").await?;
        click(&by_role(stage.driver(), "radio", "Red").await?).await?;
        axe::check(stage, "form of a view").await?;
        click(&by_role(stage.driver(), "button", "Save").await?).await?;
        let button = by_role(stage.driver(), "button", "Views: Refunds").await?;
        until_true("the focus", async || {
            Ok(focused(stage.driver()).await?.attr("data-testid").await?
                == button.attr("data-testid").await?)
        })
        .await?;
        none_by_role(stage.driver(), "button", "Save view").await?;
        open_menu(stage).await?;
        axe::check(stage, "menu of views").await?;
        let own =
            ["Needs review", "Disliked", "Disagreement", "Failed", "Changed since my review", "Refunds"];
        assert_eq!(names(stage).await?, own);
        choose(stage, "All threads").await?;
        list.wait_for_rows(&["both", "refund", "plain"]).await?;
        by_role(stage.driver(), "button", "Views").await?;
        open_menu(stage).await?;
        choose(stage, "Refunds").await?;
        list.wait_for_rows(&["both", "refund"]).await?;
        let red = one(stage.driver(), ".views[data-colour=red]").await;
        red.map(drop)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_that_was_changed_says_so_and_is_updated_or_saved_as_a_new_one() {
    stage::run(async |stage| {
        three(stage).await?;
        let list = ThreadsPage::open(stage, &tagged("refund")).await?;
        save_view(stage, "Refunds").await?;
        let search = one(stage.driver(), "[data-testid=search-input]").await?;
        search.send_keys("nothing has this").await?;
        by_role(stage.driver(), "button", "Views: Refunds · changed").await?;
        list.wait_for_rows(&[]).await?;
        // The mark survives a reload.
        stage.driver().refresh().await?;
        by_role(stage.driver(), "button", "Views: Refunds · changed").await?;
        open_menu(stage).await?;
        click(&by_role(stage.driver(), "button", "Update").await?).await?;
        by_role(stage.driver(), "button", "Views: Refunds").await?;
        stage.driver().refresh().await?;
        by_role(stage.driver(), "button", "Views: Refunds").await?;
        click(
            &by_role(&one(stage.driver(), ".filters").await?, "button", "Remove: Tags include “refund”")
                .await?,
        )
        .await?;
        by_role(stage.driver(), "button", "Views: Refunds · changed").await?;
        open_menu(stage).await?;
        click(&by_role(stage.driver(), "button", "Save as new").await?).await?;
        by_role(stage.driver(), "textbox", "Name")
            .await?
            .send_keys("Unheard".to_owned() + Key::Enter)
            .await?;
        by_role(stage.driver(), "button", "Views: Unheard").await?;
        open_menu(stage).await?;
        assert_eq!(names(stage).await?.split_off(5), ["Refunds", "Unheard"]);
        choose(stage, "Refunds").await?;
        one_with(stage.driver(), ".filters .chip-words", None, Words::Are("Tags include “refund”"))
            .await
            .map(drop)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_or_taken_name_is_a_sentence_at_the_field() {
    stage::run(async |stage| {
        three(stage).await?;
        ThreadsPage::open(stage, &tagged("refund")).await?;
        name_view(stage, "  ").await?;
        click(&by_role(stage.driver(), "button", "Save").await?).await?;
        one_with(stage.driver(), ".view-form [role=alert]", None, Words::Are("Name the view")).await?;
        let field = by_role(stage.driver(), "textbox", "Name").await?;
        assert_eq!(field.attr("aria-invalid").await?.as_deref(), Some("true"));
        field.send_keys("DISLIKED".to_owned() + Key::Enter).await?;
        let taken = "There is a view of this name already";
        one_with(stage.driver(), ".view-form [role=alert]", None, Words::Are(taken)).await?;
        field.send_keys(" too".to_owned() + Key::Enter).await?;
        by_role(stage.driver(), "button", "Views: DISLIKED too").await.map(drop)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_are_renamed_moved_copied_and_deleted_which_can_be_undone() {
    stage::run(async |stage| {
        three(stage).await?;
        ThreadsPage::open(stage, &tagged("refund")).await?;
        save_view(stage, "Refunds").await?;
        open_menu(stage).await?;
        act(stage, "Refunds", "Rename").await?;
        let field = by_role(stage.driver(), "textbox", "Name").await?;
        field.clear().await?;
        field.send_keys("Money back").await?;
        click(&by_role(stage.driver(), "radio", "Green").await?).await?;
        click(&by_role(&one(stage.driver(), ".view-form").await?, "button", "Save").await?).await?;
        until_is("the last name", Some("Money back".to_owned()), async || Ok(names(stage).await?.pop())).await?;
        act(stage, "Money back", "Move up").await?;
        until_is("the last name", Some("Changed since my review".to_owned()), async || Ok(names(stage).await?.pop())).await?;
        let open = one_with(stage.driver(), ".view-open", Some(".view-name"), Words::Are("Money back")).await?;
        open.focus().await?;
        stage.driver().action_chain().key_down(Key::Alt).send_keys(Key::Up + "").key_up(Key::Alt).perform().await?;
        until_is("the place", Some(3), async || Ok(names(stage).await?.iter().position(|name| name == "Money back"))).await?;
        until_true("the focus stays", async || Ok(text(&focused(stage.driver()).await?).await?.starts_with("Money back"))).await?;
        act(stage, "Money back", "Duplicate").await?;
        until_is("the copy", Some(4), async || Ok(names(stage).await?.iter().position(|name| name == "Money back 2"))).await?;
        act(stage, "Money back", "Delete").await?;
        until_is("the place", None, async || Ok(names(stage).await?.iter().position(|name| name == "Money back"))).await?;
        close_menu(stage).await?;
        click(&by_role(stage.driver(), "button", "Undo").await?).await?;
        open_menu(stage).await?;
        let all = ["Needs review", "Disliked", "Disagreement", "Money back", "Money back 2", "Failed", "Changed since my review"];
        assert_eq!(names(stage).await?, all);
        // By dragging, as the browser tells the page of it.
        let drag = "const row = name => [...document.querySelectorAll('[data-view]')].find(row => row.querySelector('.view-name').textContent === name); \
            const data = new DataTransfer(), to = row('Needs review'); \
            const tell = (on, type) => on.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data })); \
            tell(row('Money back'), 'dragstart'); const taken = !tell(to, 'dragover'); tell(to, 'drop'); tell(row('Money back'), 'dragend'); return taken;";
        assert!(stage.driver().execute(drag, vec![]).await?.convert::<bool>()?);
        until_is("the place", Some(0), async || Ok(names(stage).await?.iter().position(|name| name == "Money back"))).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_that_are_there_at_once_find_what_they_say_and_can_be_hidden_and_restored() {
    stage::run(async |stage| {
        let [_, refund, _] = three(stage).await?;
        let score = json!({ "name": "User feedback", "value": 0, "source": "ui" });
        put(stage, &format!("traces/{}/feedback-scores", refund.trace(1)?), &score).await?;
        let list = ThreadsPage::open(stage, "").await?;
        list.wait_for_rows(&["both", "refund", "plain"]).await?;
        stage.press("v").await?;
        one(stage.driver(), ".views-list").await?;
        choose(stage, "Disliked").await?;
        list.wait_for_rows(&["refund"]).await?;
        by_role(stage.driver(), "button", "Views: Disliked").await?;
        open_menu(stage).await?;
        choose(stage, "Needs review").await?;
        list.wait_for_rows(&["both", "plain"]).await?;
        open_menu(stage).await?;
        act(stage, "Failed", "Hide").await?;
        let left = ["Needs review", "Disliked", "Disagreement", "Changed since my review"];
        until_is("names", left.map(str::to_owned).to_vec(), async || names(stage).await).await?;
        stage.driver().refresh().await?;
        open_menu(stage).await?;
        assert_eq!(names(stage).await?, left);
        click(&by_role(stage.driver(), "button", "Show Failed").await?).await?;
        until_is("the place", Some(3), async || {
            Ok(names(stage).await?.iter().position(|name| name == "Failed"))
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_says_how_many_rows_came_or_changed_since_it_was_looked_at() {
    stage::run(async |stage| {
        let [plain, ..] = three(stage).await?;
        let list = ThreadsPage::open(stage, &tagged("refund")).await?;
        save_view(stage, "Refunds").await?;
        open_menu(stage).await?;
        choose(stage, "All threads").await?;
        list.wait_for_rows(&["both", "refund", "plain"]).await?;
        let count = async |name: &str| -> Outcome<String> {
            let row = one_with(stage.driver(), ".view-row", Some(".view-name"), Words::Are(name)).await?;
            Ok(texts(&row, ".view-count").await?.concat())
        };
        let new = TestThread::new("new").minutes_ago(0).turns(1).log(stage).await?;
        tag(stage, &new, &["refund"]).await?;
        let score = json!({ "name": "User feedback", "value": 0, "source": "ui" });
        let url = format!("{}api/v1/private/traces/{}/feedback-scores", stage.base, plain.trace(1)?);
        let bo = reqwest::Client::new().put(url).header("X-Forwarded-User", "Bo").json(&score);
        bo.send().await?.error_for_status()?;
        open_menu(stage).await?;
        until_is("Refunds", "1 new".to_owned(), async || count("Refunds").await).await?;
        until_is("Disliked", "1 new".to_owned(), async || count("Disliked").await).await?;
        assert_eq!(count("Failed").await?, "");
        one_with(
            stage.driver(),
            ".views > .visually-hidden",
            None,
            Words::Contain("views have something new"),
        )
        .await?;
        choose(stage, "Refunds").await?;
        list.wait_for_rows(&["new", "both", "refund"]).await?;
        open_menu(stage).await?;
        until_is("Refunds", String::new(), async || count("Refunds").await).await?;
        let id = project(stage, "Support").await?;
        assert!(!id.is_empty());
        Ok(())
    })
    .await;
}
