//! The list of threads.

use e2e::find::{all_by_role, by_role, count, focused, none, none_by_role, one, text};
use e2e::fixtures::{Logged, TestThread, project};
use e2e::pages::{ConversationPanel, ProjectsPage, ThreadsPage};
use e2e::stage::{self, Stage};
use e2e::wait::{until, until_is, until_true};
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, Pattern};
use serde_json::json;
use thirtyfour::Key;

/// Three conversations, of which the newest is "long" with the most turns; in the server's own order c, b, a.
async fn three(stage: &Stage) -> Outcome<Vec<Logged>> {
    Ok(vec![
        TestThread::new("a").minutes_ago(300).turn("Where is my order?", "On its way.").log(stage).await?,
        TestThread::new("b").minutes_ago(200).turns(3).log(stage).await?,
        TestThread::new("c").minutes_ago(100).turns(2).log(stage).await?,
    ])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_says_what_was_said_and_how_much() {
    stage::run(async |stage| {
        TestThread::new("smoke")
            .turn("What is Opik?", "A tool.")
            .turn("Is it free?", "Yes.")
            .turn("Thanks!", "You are welcome.")
            .log(stage)
            .await?;
        let page = ThreadsPage::open(stage, "").await?;
        assert_eq!(page.cell("smoke", "first_message").await?, "What is Opik?");
        assert_eq!(page.cell("smoke", "last_message").await?, "You are welcome.");
        assert_eq!(page.cell("smoke", "number_of_messages").await?, "6");
        until_is("count", "1".to_owned(), async || page.count().await).await?;
        let radio = by_role(stage.driver(), "radio", "Threads").await?;
        assert_eq!(radio.attr("aria-checked").await?.as_deref(), Some("true"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_heading_sorts_by_keyboard_says_so_and_lets_go_again() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        let sorted = async || Ok(page.header("Messages").await?.attr("aria-sort").await?.unwrap_or_default());
        assert_eq!(sorted().await?, "none");
        let press = async |key: Key| -> Outcome {
            let header = page.header("Messages").await?;
            by_role(&header, "button", "Messages").await?.send_keys(key).await
        };
        press(Key::Enter).await?;
        page.wait_for_rows(&["b", "c", "a"]).await?;
        until_is("aria-sort", "descending".to_owned(), sorted).await?;
        press(Key::Space).await?;
        page.wait_for_rows(&["a", "c", "b"]).await?;
        until_is("aria-sort", "ascending".to_owned(), sorted).await?;
        press(Key::Enter).await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        until_is("aria-sort", "none".to_owned(), sorted).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_narrows_the_list_stays_in_the_link_and_asks_once() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        stage.controls()?.clear_log();
        by_role(stage.driver(), "searchbox", "Search messages").await?.send_keys("order").await?;
        page.wait_for_rows(&["a"]).await?;
        assert_eq!(stage.query("threads_search").await?.as_deref(), Some("order"));
        let log = stage.controls()?.log();
        let lists = log.iter().filter(|seen| seen.path == "/v1/private/traces/threads").count();
        assert!(lists <= 2, "five letters cost {lists} requests");
        stage.driver().refresh().await?;
        page.wait_for_rows(&["a"]).await?;
        let search = by_role(stage.driver(), "searchbox", "Search messages").await?;
        until_is("search box", Some("order".to_owned()), async || Ok(search.prop("value").await?)).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_status_filter_shows_active_inactive_or_all() {
    stage::run(async |stage| {
        let talks = three(stage).await?;
        talks.first().ok_or("three")?.close(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        until_is("rows", 3, async || Ok(page.rows().await?.len())).await?;
        by_role(stage.driver(), "radio", "Inactive").await?.click().await?;
        page.wait_for_rows(&["a"]).await?;
        by_role(stage.driver(), "radio", "Active").await?.click().await?;
        until_is("rows", 2, async || Ok(page.rows().await?.len())).await?;
        stage.driver().back().await?;
        page.wait_for_rows(&["a"]).await?;
        by_role(stage.driver(), "radio", "All").await?.click().await?;
        until_is("rows", 3, async || Ok(page.rows().await?.len())).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_is_made_said_and_taken_off() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        by_role(stage.driver(), "button", "Add a filter").await?.click().await?;
        let value = by_role(stage.driver(), "textbox", "Value").await?;
        value.send_keys("order").await?;
        by_role(stage.driver(), "button", "Add filter").await?.click().await?;
        page.wait_for_rows(&["a"]).await?;
        let filters = by_role(stage.driver(), "group", "Filters").await?;
        assert!(text(&filters).await?.contains("order"));
        assert!(stage.query("threads_filters").await?.is_some());
        by_role(&filters, "button", "Clear all").await?.click().await?;
        page.wait_for_rows(&["c", "b", "a"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_found_says_what_is_on_and_shows_all_again() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "&threads_search=nowhere").await?;
        by_role(stage.driver(), "heading", "No results").await?;
        let main = one(stage.driver(), "main").await?;
        assert!(text(&main).await?.contains("nowhere"));
        axe::check(stage, "no results").await?;
        by_role(stage.driver(), "button", "Show all threads").await?.click().await?;
        page.wait_for_rows(&["c", "b", "a"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_walked_and_their_size_is_kept() {
    stage::run(async |stage| {
        for n in 0..23 {
            TestThread::new(&format!("t{n:02}")).minutes_ago(500 - n).turn("Hi", "Hello").log(stage).await?;
        }
        let page = ThreadsPage::open(stage, "&size=10").await?;
        until_is("rows", 10, async || Ok(page.rows().await?.len())).await?;
        assert_eq!(page.rows().await?.first().map(String::as_str), Some("t22"));
        by_role(stage.driver(), "button", "Next page").await?.click().await?;
        until_is("first row", Some("t12".to_owned()), async || Ok(page.rows().await?.first().cloned()))
            .await?;
        assert_eq!(stage.query("threads_page").await?.as_deref(), Some("2"));
        by_role(stage.driver(), "button", "Next page").await?.click().await?;
        until_is("rows", 3, async || Ok(page.rows().await?.len())).await?;
        let next = by_role(stage.driver(), "button", "Next page").await?;
        assert!(!next.is_enabled().await?);
        stage.driver().back().await?;
        until_is("first row", Some("t12".to_owned()), async || Ok(page.rows().await?.first().cloned()))
            .await?;
        let size = by_role(stage.driver(), "combobox", "Rows").await?;
        one(&size, "option[value='25']").await?.click().await?;
        until_is("rows", 23, async || Ok(page.rows().await?.len())).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn columns_are_chosen_moved_and_remembered() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        page.header("Duration").await?;
        one(stage.driver(), "[data-testid=columns-button]").await?.click().await?;
        by_role(stage.driver(), "checkbox", "Duration").await?.click().await?;
        none_by_role(stage.driver(), "columnheader", "Duration").await?;
        by_role(stage.driver(), "checkbox", "ID").await?.click().await?;
        page.header("ID").await?;
        axe::check(stage, "columns menu").await?;
        stage.driver().refresh().await?;
        page.header("ID").await?;
        none_by_role(stage.driver(), "columnheader", "Duration").await?;
        until_is("cell", "a".to_owned(), async || page.cell("a", "id").await).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_and_changed_threads_are_announced_and_rows_stay_until_asked() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        TestThread::new("d").minutes_ago(1).turn("New here", "Welcome").log(stage).await?;
        let news = until("the announcement", async || {
            for button in all_by_role(stage.driver(), "button", None).await? {
                if text(&button).await?.contains("1 new") {
                    return Ok(Some(button));
                }
            }
            Ok(None)
        })
        .await?;
        assert_eq!(page.rows().await?, ["c", "b", "a"], "rows do not move under the reader");
        news.click().await?;
        page.wait_for_rows(&["d", "c", "b", "a"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_cannot_be_had_says_why_and_tries_again() {
    stage::run(async |stage| {
        three(stage).await?;
        stage.expect_error("500");
        let next = Pattern::next("GET", "/v1/private/traces/threads").times(50);
        stage
            .controls()?
            .fail(next, Failure::Answer(500.try_into()?, json!({ "code": 500, "message": "broken" })));
        let id = project(stage, "Support").await?;
        stage.open(&format!("default/projects/{id}/logs?logsType=threads")).await?;
        let retry = by_role(stage.driver(), "button", "Try again").await?;
        axe::check(stage, "list failed").await?;
        stage.controls()?.reset();
        retry.click().await?;
        ThreadsPage::shown(stage).wait_for_rows(&["c", "b", "a"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn grey_rows_stand_until_the_list_is_there() {
    stage::run(async |stage| {
        three(stage).await?;
        let id = project(stage, "Support").await?;
        let hold = stage.controls()?.hold(Pattern::next("GET", "/v1/private/traces/threads"));
        stage.open(&format!("default/projects/{id}/logs?logsType=threads")).await?;
        until_true("grey rows", async || Ok(count(stage.driver(), "tr.waiting").await? > 0)).await?;
        stage.controls()?.release(Some(hold));
        ThreadsPage::shown(stage).wait_for_rows(&["c", "b", "a"]).await?;
        none(stage.driver(), "tr.waiting").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn previous_and_next_walk_the_filtered_list_over_the_ends_of_its_pages() {
    stage::run(async |stage| {
        for n in 0..12 {
            let words = if n == 5 { "Something else" } else { "The same question" };
            TestThread::new(&format!("t{n:02}")).minutes_ago(500 - n).turn(words, "Yes").log(stage).await?;
        }
        // The matches are t11 to t06 and t04 to t00; the page ends after t01.
        let page = ThreadsPage::open(stage, "&size=10&threads_search=same").await?;
        until_is("rows", 10, async || Ok(page.rows().await?.len())).await?;
        page.open_row("t06").await?;
        let panel = ConversationPanel::shown(stage).await?;
        panel.press("Next thread").await?;
        until_is("thread", Some("t04".to_owned()), async || stage.query("thread").await).await?;
        for wanted in ["t03", "t02", "t01", "t00"] {
            by_role(stage.driver(), "button", "Next thread").await?.click().await?;
            until_is("thread", Some(wanted.to_owned()), async || stage.query("thread").await).await?;
        }
        let next = by_role(stage.driver(), "button", "Next thread").await?;
        until_is("at the end", false, async || Ok(next.is_enabled().await?)).await?;
        by_role(stage.driver(), "button", "Previous thread").await?.click().await?;
        until_is("thread", Some("t01".to_owned()), async || stage.query("thread").await).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn back_closes_the_conversation_and_the_list_is_as_it_was() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "&threads_search=Question").await?;
        page.wait_for_rows(&["c", "b"]).await?;
        page.open_row("b").await?;
        ConversationPanel::shown(stage).await?.wait_for_turns(3).await?;
        stage.driver().back().await?;
        none(stage.driver(), "[data-testid=thread]").await?;
        assert_eq!(page.rows().await?, ["c", "b"]);
        stage.driver().forward().await?;
        ConversationPanel::shown(stage).await?.wait_for_turns(3).await?;
        ConversationPanel::shown(stage).await?.press("Close").await?;
        none(stage.driver(), "[data-testid=thread]").await?;
        assert_eq!(stage.query("thread").await?, None);
        assert_eq!(stage.query("threads_search").await?.as_deref(), Some("Question"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_is_a_real_link() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        let link = by_role(&page.row("a").await?, "link", "Where is my order?").await?;
        let href = link.prop("href").await?.unwrap_or_default();
        stage.driver().goto(&href).await?;
        ConversationPanel::shown(stage).await?.wait_for_turns(1).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_projects_to_the_last_turn_without_a_mouse() {
    stage::run(async |stage| {
        three(stage).await?;
        stage.open("default/projects").await?;
        by_role(stage.driver(), "heading", "Projects").await?;
        // Presses Tab until an element whose text or name starts with the wanted words has the focus.
        let tab_to = async |wanted: &str| -> Outcome {
            for _ in 0..60 {
                stage.press(Key::Tab).await?;
                let active = focused(stage.driver()).await?;
                let name = active.attr("aria-label").await?.unwrap_or_default();
                if text(&active).await?.starts_with(wanted) || name.starts_with(wanted) {
                    let outline = "return ['', '::after'].some(part => { const s = getComputedStyle(arguments[0], part || null); \
                                   return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; });";
                    let seen = active.run(outline, vec![]).await?;
                    assert_eq!(seen, true, "the focus on {wanted} cannot be seen");
                    return Ok(());
                }
            }
            Err(format!("Tab never came to {wanted}").into())
        };
        until_true("the project", async || {
            Ok(text(&one(stage.driver(), "main").await?).await?.contains("Support"))
        })
        .await?;
        tab_to("Support").await?;
        stage.press(Key::Enter).await?;
        let page = ThreadsPage::shown(stage);
        page.wait_for_rows(&["c", "b", "a"]).await?;
        tab_to("Question 1").await?;
        stage.press(Key::Down).await?;
        stage.press(Key::Enter).await?;
        let panel = ConversationPanel::shown(stage).await?;
        panel.wait_for_turns(3).await?;
        until_is("thread", Some("b".to_owned()), async || stage.query("thread").await).await?;
        let turns = panel.turn_ids().await?;
        let focused = async || {
            let script = "return document.activeElement.closest('[data-trace-message-id]')?.dataset.traceMessageId ?? '';";
            Ok(stage.driver().execute(script, vec![]).await?.convert::<String>()?)
        };
        for turn in &turns {
            stage.press("j").await?;
            until_is("the turn in focus", turn.clone(), focused).await?;
        }
        stage.press(Key::Escape).await?;
        none(stage.driver(), "[data-testid=thread]").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_typed_into_the_search_are_letters() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        stage.press("/").await?;
        let search = by_role(stage.driver(), "searchbox", "Search messages").await?;
        stage.press("jk/?").await?;
        until_is("typed", Some("jk/?".to_owned()), async || Ok(search.prop("value").await?)).await?;
        by_role(stage.driver(), "heading", "No results").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_project_tells_how_to_log_and_notices_the_first_conversation() {
    stage::run(async |stage| {
        let id = project(stage, "Support").await?;
        stage.open(&format!("default/projects/{id}/logs?logsType=threads")).await?;
        by_role(stage.driver(), "heading", "No threads yet").await?;
        for tab in ["Python decorator", "Python client", "TypeScript", "REST"] {
            by_role(stage.driver(), "tab", tab).await?.click().await?;
            let panel = one(stage.driver(), "[role=tabpanel]").await?;
            until_true("this server and project", async || {
                let code = text(&panel).await?;
                Ok(code.contains(stage.base.trim_end_matches('/')) && code.contains("Support"))
            })
            .await?;
        }
        axe::check(stage, "empty project").await?;
        TestThread::new("first").turn("Hello", "Hi").log(stage).await?;
        ThreadsPage::shown(stage).wait_for_rows(&["first"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_can_be_used_by_everybody() {
    stage::run(async |stage| {
        for talk in three(stage).await? {
            talk.close(stage).await?;
        }
        TestThread::new("tagged")
            .turn("Tags?", "Yes")
            .with("tags", json!(["vip", "refund"]))
            .log(stage)
            .await?;
        let page = ThreadsPage::open(stage, "").await?;
        until_is("rows", 4, async || Ok(page.rows().await?.len())).await?;
        axe::check(stage, "threads").await?;
        by_role(stage.driver(), "button", "Add a filter").await?.click().await?;
        by_role(stage.driver(), "button", "Add filter").await?;
        axe::check(stage, "filter form").await?;
        stage.press(Key::Escape).await?;
        page.open_row("b").await?;
        ConversationPanel::shown(stage).await?.wait_for_turns(3).await?;
        axe::check(stage, "threads beside a conversation").await?;
        stage.browser.resize(360, 740).await?;
        ConversationPanel::shown(stage).await?.press("Close").await?;
        until_is("rows", 4, async || Ok(page.rows().await?.len())).await?;
        axe::check(stage, "threads on a phone").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_is_listed_found_by_name_and_opened_by_keyboard() {
    stage::run(async |stage| {
        let id = project(stage, "Airline <b>desk</b>").await?;
        project(stage, "Library").await?;
        let page = ProjectsPage::open(stage).await?;
        page.project("Library").await?;
        let search = by_role(stage.driver(), "searchbox", "Search projects").await?;
        search.send_keys("airline").await?;
        until_true("only the airline's project", async || {
            let list = page.list().await?;
            Ok(list.len() == 1 && list[0].starts_with("Airline <b>desk</b>"))
        })
        .await?;
        let link = page.project("Airline <b>desk</b>").await?;
        link.send_keys(Key::Enter).await?;
        let wanted = format!("default/projects/{id}/logs");
        until_true("the project's logs", async || Ok(stage.path().await?.starts_with(&wanted))).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_breadcrumb_names_the_project_and_its_menu_leads_to_another() {
    stage::run(async |stage| {
        let airline = project(stage, "Airline").await?;
        let library = project(stage, "Library").await?;
        stage.open(&format!("default/projects/{airline}/logs?logsType=threads")).await?;
        let crumbs = by_role(stage.driver(), "navigation", "breadcrumb").await?;
        by_role(&crumbs, "link", "Airline").await?;
        by_role(stage.driver(), "button", "Switch project").await?.click().await?;
        by_role(stage.driver(), "link", "Library").await?.click().await?;
        until_true("the other project", async || Ok(stage.path().await?.contains(&library))).await?;
        by_role(&by_role(stage.driver(), "navigation", "breadcrumb").await?, "link", "Library").await?;
        Ok(())
    })
    .await;
}
