//! Where saved views are kept: in this browser, as the default of a project, in links and in files.

use e2e::Outcome;
use e2e::find::{Words, all, by_role, click, none_by_role, one, one_with, text, texts};
use e2e::fixtures::{TestThread, project};
use e2e::pages::{ThreadsPage, reviewer::be};
use e2e::stage::{self, Stage};
use e2e::wait::{until, until_is};
use serde_json::json;
use thirtyfour::prelude::*;

/// Fills local storage completely.
const FILL: &str = "let piece = 'x'.repeat(1 << 20), n = 0; \
    while (piece) { try { localStorage.setItem('junk' + n, piece); n += 1; } catch { piece = piece.slice(piece.length / 2 + 1); } }";

/// Keeps the text of the file that the page has the browser save.
const CATCH: &str = "window.saved = null; const make = URL.createObjectURL; \
    URL.createObjectURL = blob => { blob.text().then(text => window.saved = text); return make.call(URL, blob); }; \
    HTMLAnchorElement.prototype.click = function () {};";

/// Drops a file with this text on the menu.
const DROP: &str = "const data = new DataTransfer(); data.items.add(new File([arguments[0]], 'views.json')); \
    document.querySelector('.views-menu').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));";

async fn two(stage: &Stage) -> Outcome {
    TestThread::new("parcel").minutes_ago(60).turn("Where is my parcel?", "On its way.").log(stage).await?;
    TestThread::new("refund").turn("I want a refund", "Done.").log(stage).await?;
    be(stage, "Ana").await
}

async fn save_view(stage: &Stage, name: &str) -> Outcome {
    click(&by_role(stage.driver(), "button", "Save view").await?).await?;
    by_role(stage.driver(), "textbox", "Name").await?.send_keys(name.to_owned() + Key::Enter).await?;
    by_role(stage.driver(), "button", &format!("Views: {name}")).await.map(drop)
}

async fn open_menu(stage: &Stage) -> Outcome {
    click(&one(stage.driver(), "[data-testid=views-button]").await?).await?;
    one(stage.driver(), ".views-list").await.map(drop)
}

/// The names of the views in the menu that did not come with the app.
async fn names(stage: &Stage) -> Outcome<Vec<String>> {
    let script = "return [...document.querySelectorAll('[data-view]:not([data-view^=own-]) .view-name')].map(name => name.textContent);";
    Ok(stage.driver().execute(script, vec![]).await?.convert()?)
}

async fn act(stage: &Stage, name: &str, action: &str) -> Outcome {
    click(&by_role(stage.driver(), "button", &format!("Actions of {name}")).await?).await?;
    click(&by_role(&one(stage.driver(), ".view-actions").await?, "button", action).await?).await
}

async fn columns(stage: &Stage) -> Outcome<Vec<String>> {
    let script = "return [...document.querySelectorAll('thead th')].map(head => head.textContent.trim()).filter(text => text);";
    Ok(stage.driver().execute(script, vec![]).await?.convert()?)
}

async fn wait_for_column(stage: &Stage, name: &str, there: bool) -> Outcome {
    until_is(name, there, async || Ok(columns(stage).await?.iter().any(|column| column == name))).await
}

/// Shows or hides a column.
async fn press_column(stage: &Stage, name: &str, there: bool) -> Outcome {
    click(&one(stage.driver(), "[data-testid=columns-button]").await?).await?;
    click(&by_role(stage.driver(), "checkbox", name).await?).await?;
    stage.press(Key::Escape + "").await?;
    wait_for_column(stage, name, there).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_opens_with_its_default_view_and_its_columns() {
    stage::run(async |stage| {
        two(stage).await?;
        let list = ThreadsPage::open(stage, "&threads_search=parcel").await?;
        list.wait_for_rows(&["parcel"]).await?;
        press_column(stage, "Cost", false).await?;
        save_view(stage, "Parcels").await?;
        open_menu(stage).await?;
        act(stage, "Parcels", "Set as default").await?;
        one_with(stage.driver(), ".view-row[data-view] .view-of", None, Words::Are("default")).await?;
        click(&one_with(stage.driver(), ".view-open", None, Words::Are("All threads")).await?).await?;
        list.wait_for_rows(&["refund", "parcel"]).await?;
        // A view brings its columns, and they go with it.
        press_column(stage, "Cost", true).await?;
        open_menu(stage).await?;
        click(&one_with(stage.driver(), ".view-open", Some(".view-name"), Words::Are("Parcels")).await?)
            .await?;
        wait_for_column(stage, "Cost", false).await?;
        open_menu(stage).await?;
        click(&one_with(stage.driver(), ".view-open", None, Words::Are("All threads")).await?).await?;
        wait_for_column(stage, "Cost", true).await?;
        let bare = format!("default/projects/{}/logs", project(stage, "Support").await?);
        for _ in 0..2 {
            let before = stage.requests().await?.len();
            stage.open(&bare).await?;
            list.wait_for_rows(&["parcel"]).await?;
            by_role(stage.driver(), "button", "Views: Parcels").await?;
            assert!(!columns(stage).await?.iter().any(|name| name == "Cost"));
            assert_eq!(stage.query("threads_search").await?.as_deref(), Some("parcel"));
            let asked = stage.requests().await?.split_off(before);
            let of_list = asked.iter().filter(|url| url.contains("/traces/threads?"));
            let other: Vec<_> = of_list.filter(|url| !url.contains("search=parcel")).collect();
            assert!(other.is_empty(), "no other list is asked for: {other:?}");
        }
        // What an address says takes precedence.
        ThreadsPage::open(stage, "&threads_search=refund").await?.wait_for_rows(&["refund"]).await?;
        open_menu(stage).await?;
        act(stage, "Parcels", "Do not open first").await?;
        stage.open(&bare).await?;
        list.wait_for_rows(&["refund"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_of_another_tab_is_there_and_a_link_shows_the_same_rows() {
    stage::run(async |stage| {
        two(stage).await?;
        ThreadsPage::open(stage, "").await?.wait_for_rows(&["refund", "parcel"]).await?;
        open_menu(stage).await?;
        let first = stage.driver().window().await?;
        let second = stage.driver().new_tab().await?;
        stage.driver().switch_to_window(second).await?;
        ThreadsPage::open(stage, "&threads_search=parcel").await?.wait_for_rows(&["parcel"]).await?;
        save_view(stage, "Parcels").await?;
        open_menu(stage).await?;
        let catch =
            "window.copied = []; navigator.clipboard.writeText = async text => { copied.push(text); };";
        stage.driver().execute(catch, vec![]).await?;
        act(stage, "Parcels", "Copy link").await?;
        one_with(stage.driver(), ".toast", None, Words::Contain("Link copied")).await?;
        let link: String = stage.driver().execute("return copied.pop();", vec![]).await?.convert()?;
        stage.driver().switch_to_window(first).await?;
        until_is("names", vec!["Parcels".to_owned()], async || names(stage).await).await?;
        stage.driver().goto(&link).await?;
        ThreadsPage::shown(stage).wait_for_rows(&["parcel"]).await?;
        by_role(stage.driver(), "button", "Views: Parcels").await.map(drop)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_go_into_a_file_and_come_back_and_a_bad_file_is_answered_with_a_sentence() {
    stage::run(async |stage| {
        two(stage).await?;
        ThreadsPage::open(stage, "&threads_search=parcel").await?.wait_for_rows(&["parcel"]).await?;
        save_view(stage, "Parcels").await?;
        stage.driver().execute(CATCH, vec![]).await?;
        open_menu(stage).await?;
        click(&by_role(stage.driver(), "button", "Save all as file").await?).await?;
        let file: String = until("the file", async || {
            Ok(stage.driver().execute("return window.saved;", vec![]).await?.convert::<Option<String>>()?)
        })
        .await?;
        act(stage, "Parcels", "Delete").await?;
        until_is("names", Vec::<String>::new(), async || names(stage).await).await?;
        stage.driver().execute(DROP, vec![json!(file)]).await?;
        until_is("names", vec!["Parcels".to_owned()], async || names(stage).await).await?;
        one_with(stage.driver(), ".toast", None, Words::Contain("1 view added")).await?;
        for (text, why) in [
            ("not JSON".to_owned(), "it is not JSON"),
            ("{\"views\": []}".to_owned(), "Colloquy did not write it"),
            ("[".repeat(500_000), "it is not JSON"),
            ("x".repeat(2_000_001), "larger than 2 MB"),
            (file.replace("\"name\": \"Parcels\"", "\"name\": \"\""), "number 1: it has no name"),
        ] {
            stage.driver().execute(DROP, vec![json!(text)]).await?;
            one_with(stage.driver(), ".views-menu > [role=alert]", None, Words::Contain(why)).await?;
        }
        assert_eq!(names(stage).await?, ["Parcels"]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_that_the_browser_cannot_store_is_there_and_that_is_said() {
    stage::run(async |stage| {
        two(stage).await?;
        ThreadsPage::open(stage, "&threads_search=parcel").await?.wait_for_rows(&["parcel"]).await?;
        stage.driver().execute(FILL, vec![]).await?;
        save_view(stage, "Parcels").await?;
        one_with(
            stage.driver(),
            ".toast[data-tone=failed]",
            None,
            Words::Contain("This browser does not store it"),
        )
        .await?;
        open_menu(stage).await?;
        assert_eq!(names(stage).await?, ["Parcels"]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_lists_have_views_too_and_a_view_leads_to_its_list() {
    stage::run(async |stage| {
        two(stage).await?;
        let id = project(stage, "Support").await?;
        stage.open(&format!("default/projects/{id}/logs?logsType=traces&traces_search=parcel")).await?;
        until_is("rows", 1, async || Ok(all(stage.driver(), "tr[data-row-id]").await?.len())).await?;
        save_view(stage, "Parcel traces").await?;
        ThreadsPage::open(stage, "").await?.wait_for_rows(&["refund", "parcel"]).await?;
        open_menu(stage).await?;
        let view =
            one_with(stage.driver(), ".view-open", Some(".view-name"), Words::Are("Parcel traces")).await?;
        assert_eq!(texts(&view, ".view-of").await?, ["Traces"]);
        click(&view).await?;
        until_is("the list", Some("traces".to_owned()), async || stage.query("logsType").await).await?;
        let button = by_role(stage.driver(), "button", "Views: Parcel traces").await?;
        assert_eq!(text(&button).await?, "Parcel traces");
        none_by_role(stage.driver(), "button", "Save view").await
    })
    .await;
}
