//! Saving conversations as files, from a conversation's own menu and for the selected rows.

use e2e::find::{Words, by_role, click, one, one_with, text};
use e2e::fixtures::{TestThread, score_thread};
use e2e::pages::{ConversationPanel, Reviewer, ThreadsPage};
use e2e::stage::{self, Stage};
use e2e::wait::until;
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, Pattern};
use serde_json::{Value, json};

/// Keeps what the page has the browser save, instead of saving it.
const CATCH: &str = "window.savedFiles = []; \
    const blobs = new Map(); \
    const make = URL.createObjectURL; \
    URL.createObjectURL = blob => { const address = make.call(URL, blob); blobs.set(address, blob); return address; }; \
    const press = HTMLAnchorElement.prototype.click; \
    HTMLAnchorElement.prototype.click = function () { \
      if (!this.download) return press.call(this); \
      blobs.get(this.href).text().then(text => window.savedFiles.push([this.download, text])); \
    };";

/// The name and the text of the file that was saved last, once it was.
async fn saved(stage: &Stage) -> Outcome<(String, String)> {
    until("a saved file", async || {
        let script = "return window.savedFiles.pop() || null";
        let file: Option<(String, String)> = stage.driver().execute(script, vec![]).await?.convert()?;
        Ok(file)
    })
    .await
}

/// Opens the list with three conversations, of which one would be a formula in a spreadsheet.
async fn three(stage: &Stage) -> Outcome<ThreadsPage<'_>> {
    TestThread::new("sum").turn("=1+1", "**Two**, of course.").log(stage).await?;
    TestThread::new("parcel").turn("Where is it?", "On its \"way\",\nnearly.").log(stage).await?;
    TestThread::new("other").turn("Hi", "Hello").log(stage).await?;
    score_thread(stage, "parcel", "Tone", 0.5, "sdk").await?;
    let list = ThreadsPage::open(stage, "").await?;
    list.wait_for_rows(&["other", "parcel", "sum"]).await?;
    stage.driver().execute(CATCH, vec![]).await?;
    Ok(list)
}

async fn export(stage: &Stage, menu: &str, format: &str) -> Outcome {
    click(&by_role(stage.driver(), "button", menu).await?).await?;
    let item = one_with(stage.driver(), "[role=menuitem]", None, Words::Begin(format)).await?;
    axe::check(stage, "formats").await?;
    click(&item).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_saved_whole_from_its_own_menu() {
    stage::run(async |stage| {
        let list = three(stage).await?;
        list.open_row("parcel").await?;
        ConversationPanel::shown(stage).await?.wait_for_turns(1).await?;
        export(stage, "More actions", "JSONL").await?;
        let (name, file) = saved(stage).await?;
        assert!(name.starts_with("support_parcel_") && name.ends_with(".jsonl"), "{name}");
        let line: Value = serde_json::from_str(file.trim())?;
        assert_eq!(line.pointer("/id"), Some(&json!("parcel")));
        assert_eq!(line.pointer("/messages/0/content"), Some(&json!("Where is it?")));
        assert_eq!(line.pointer("/messages/1/content"), Some(&json!("On its \"way\",\nnearly.")));
        one_with(
            stage.driver(),
            "[role=status]",
            None,
            Words::Contain("1 conversation saved as support_parcel_"),
        )
        .await?;
        export(stage, "More actions", "HTML").await?;
        let (_, page) = saved(stage).await?;
        assert!(page.contains("Where is it?") && !page.contains("<script"), "{page}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_selected_are_saved_as_a_table_in_which_nothing_is_computed() {
    stage::run(async |stage| {
        let list = three(stage).await?;
        for id in ["sum", "parcel"] {
            click(&by_role(&list.row(id).await?, "checkbox", "Select row").await?).await?;
        }
        export(stage, "Export the selected", "CSV").await?;
        let (name, file) = saved(stage).await?;
        assert!(name.starts_with("support_selection_") && name.ends_with(".csv"), "{name}");
        assert_eq!(file.matches("\r\n").count(), 3, "a heading and two rows: {file}");
        assert!(file.contains("'=1+1"), "a formula would be computed: {file}");
        assert!(file.contains("\"On its \"\"way\"\",\nnearly.\""), "quoted: {file}");
        assert!(file.lines().next().is_some_and(|heading| heading.contains("Tone")), "{file}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_fails_says_so_and_can_be_tried_again() {
    stage::run(async |stage| {
        let list = three(stage).await?;
        list.open_row("other").await?;
        ConversationPanel::shown(stage).await?.wait_for_turns(1).await?;
        stage.expect_error("Failed to load resource");
        let failure = Failure::Answer(400.try_into()?, json!({ "message": "Not today" }));
        stage.controls()?.fail(Pattern::next("GET", "/v1/private/projects/*").times(1), failure);
        export(stage, "More actions", "Markdown").await?;
        let dialog = by_role(stage.driver(), "dialog", "Export").await?;
        let words = one_with(&dialog, "[role=status]", None, Words::Begin("Not saved.")).await?;
        assert!(text(&words).await?.contains("answered 400"), "{}", text(&words).await?);
        click(&by_role(&dialog, "button", "Try again").await?).await?;
        let (name, file) = saved(stage).await?;
        assert!(name.ends_with(".md") && file.contains("Hello"), "{name}: {file}");
        one(stage.driver(), "[data-testid=thread]").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_view_is_saved_from_all_of_its_pages() {
    stage::run(async |stage| {
        for at in 0..30 {
            TestThread::new(&format!("talk-{at}")).minutes_ago(at).turn("Hi", "Hello").log(stage).await?;
        }
        TestThread::new("elsewhere").minutes_ago(99).turn("Good bye", "Bye").log(stage).await?;
        let list = ThreadsPage::open(stage, "&size=10&threads_search=Hello").await?;
        until("ten rows", async || Ok((list.rows().await?.len() == 10).then_some(()))).await?;
        stage.driver().execute(CATCH, vec![]).await?;
        export(stage, "Export", "JSONL").await?;
        let (name, file) = saved(stage).await?;
        assert!(name.starts_with("support_threads_"), "{name}");
        assert_eq!(file.lines().count(), 30, "all pages, and only what the view chooses");
        assert!(!file.contains("elsewhere"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_of_what_i_reviewed_is_saved_as_it_is_shown() {
    stage::run(async |stage| {
        three(stage).await?;
        let mine = TestThread::new("mine").minutes_ago(5).turn("Mine?", "Yours.").log(stage).await?;
        mine.close(stage).await?;
        let review = Reviewer::open(stage, &mine, "Ana").await?;
        review.add_comment("Nicely put.").await?;
        review.wait_until_all_is_sent().await?;
        let found = "&found=%5B1%2C%7B%22f%22%3A%22reviewed%22%2C%22v%22%3A%5B%22me%22%5D%7D%5D";
        ThreadsPage::open(stage, found).await?.wait_for_rows(&["mine"]).await?;
        stage.driver().execute(CATCH, vec![]).await?;
        export(stage, "Export", "JSONL").await?;
        let (_, file) = saved(stage).await?;
        assert_eq!(file.lines().count(), 1);
        assert!(file.contains("Mine?"));
        Ok(())
    })
    .await;
}
