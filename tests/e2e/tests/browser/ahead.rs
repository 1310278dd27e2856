//! Conversations that are there before they are opened, and a list that stays as it is beside them.

use e2e::fixtures::TestThread;
use e2e::pages::ThreadsPage;
use e2e::stage::{self, Stage};
use e2e::wait::{until, until_is};
use e2e::{Outcome, find::one};
use mock_opik::control::Pattern;
use thirtyfour::prelude::*;

/// Three conversations; the list begins with `c`.
async fn three(stage: &Stage) -> Outcome {
    for (minutes, name) in [(30, "a"), (20, "b"), (10, "c")] {
        let talk = TestThread::new(name).minutes_ago(minutes);
        talk.turn(&format!("What is {name}?"), &format!("A letter, {name}.")).log(stage).await?;
    }
    Ok(())
}

/// How often the first page of turns of this conversation was asked for.
fn asked(stage: &Stage, thread: &str) -> Outcome<usize> {
    let names = [format!("%22{thread}%22"), format!("\"{thread}\"")];
    let first_page =
        |query: &str| query.contains("size=20&") && names.iter().any(|name| query.contains(name));
    let log = stage.controls()?.asked("GET", "/v1/private/traces");
    Ok(log.iter().filter(|seen| seen.query.as_deref().is_some_and(first_page)).count())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_under_the_pointer_is_asked_for_once_and_opens_with_that_answer() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        stage.controls()?.clear_log();
        let row = page.row("b").await?;
        row.with(async |row| {
            Ok(stage.driver().action_chain().move_to_element_center(&row).perform().await?)
        })
        .await?;
        until("the request", async || Ok((asked(stage, "b")? == 1).then_some(()))).await?;
        page.open_row("b").await?;
        let turn = one(stage.driver(), ".turn .answer").await?;
        until_is("the answer", true, async || Ok(turn.text().await?.contains("A letter, b."))).await?;
        assert_eq!(asked(stage, "b")?, 1, "opening asks for nothing that is there");
        assert_eq!(asked(stage, "c")?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_conversation_is_asked_for_while_one_is_read() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        stage.controls()?.clear_log();
        page.open_row("c").await?;
        until("the next one", async || Ok((asked(stage, "b")? == 1).then_some(()))).await?;
        assert_eq!(asked(stage, "a")?, 0);
        // Nothing more is needed to show it.
        let hold = stage.controls()?.hold(Pattern::next("GET", "/v1/private/traces?*size=20&*").times(5));
        stage.press(Key::Shift + "J").await?;
        until_is("its answer", true, async || {
            Ok(one(stage.driver(), ".turn .answer").await?.text().await?.contains("A letter, b."))
        })
        .await?;
        stage.controls()?.release(Some(hold));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_keep_their_cells_when_one_is_opened_and_closed() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        let remember = "window.cells = [...document.querySelectorAll('tr[data-row-id] td')]; return cells.length;";
        let cells: usize = stage.driver().execute(remember, vec![]).await?.convert()?;
        let kept = "return cells.filter(cell => cell.isConnected).length;";
        let shown = "return [...document.querySelectorAll('tr[data-row-id] td')].filter(cell => cell.checkVisibility()).length;";
        let before: usize = stage.driver().execute(shown, vec![]).await?.convert()?;
        page.open_row("b").await?;
        one(stage.driver(), ".turn .answer").await?;
        let open: usize = stage.driver().execute(shown, vec![]).await?.convert()?;
        assert_eq!(open, 3 * 8, "the compact form has eight columns");
        assert_eq!(stage.driver().execute(kept, vec![]).await?.convert::<usize>()?, cells);
        stage.driver().back().await?;
        until_is("the cells of the wide form", before, async || {
            Ok(stage.driver().execute(shown, vec![]).await?.convert()?)
        })
        .await?;
        assert_eq!(stage.driver().execute(kept, vec![]).await?.convert::<usize>()?, cells);
        Ok(())
    })
    .await;
}

/// The times of the page's requests for threads, in milliseconds, and of the end of its parsing: modules, and with them
/// the app, run only then.
const TIMES: &str = "const asked = performance.getEntriesByType('resource').filter(entry => entry.name.includes('/traces/threads?'));\
                     return [performance.getEntriesByType('navigation')[0].domInteractive, ...asked.map(entry => entry.startTime)];";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_an_address_that_was_opened_before_are_asked_for_before_the_app_is_there() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        stage.driver().refresh().await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        let times: Vec<f64> = stage.driver().execute(TIMES, vec![]).await?.convert()?;
        assert_eq!(times.len(), 2, "one request: {times:?}");
        assert!(times[1] < times[0], "asked for before the app is there: {times:?}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_to_another_request_is_not_shown() {
    stage::run(async |stage| {
        three(stage).await?;
        let page = ThreadsPage::open(stage, "").await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        // As an older version would have asked: only for the first row.
        let other = "const key = 'colloquy:first-request:1'; const last = JSON.parse(localStorage.getItem(key));\
                     last.url = last.url.replace(/size=\\d+/, 'size=1'); localStorage.setItem(key, JSON.stringify(last)); return last.url;";
        stage.driver().execute(other, vec![]).await?;
        stage.controls()?.clear_log();
        stage.driver().refresh().await?;
        page.wait_for_rows(&["c", "b", "a"]).await?;
        let log = stage.controls()?.asked("GET", "/v1/private/traces/threads");
        let sizes: Vec<bool> = log.iter().map(|seen| seen.query.as_deref().is_some_and(|query| query.contains("size=1&"))).collect();
        assert_eq!(sizes, [true, false], "the early one, and then the right one");
        Ok(())
    })
    .await;
}
