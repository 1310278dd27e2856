//! A click on a row does not make the browser lay the page out before the handler is done: the first turn would wait for
//! it, and then once more for the layout that shows it.

use e2e::browser::Engine;
use e2e::find::one;
use e2e::fixtures::TestThread;
use e2e::pages::ThreadsPage;
use e2e::stage;
use e2e::trace::Recording;
use e2e::wait::{until_is, until_true};
use serde_json::json;

/// Notes the moment when the first answer is in the page.
const MARK: &str = "new MutationObserver((_, me) => { \
    if (document.querySelector('.turn .answer')) { me.disconnect(); performance.mark('shown'); } }) \
    .observe(document, { subtree: true, childList: true });";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_click_on_a_row_forces_no_layout() {
    stage::run(async |stage| {
        if stage.browser.engine != Engine::Chromium {
            return Ok(());
        }
        for n in 1..=30 {
            let talk = TestThread::new(&format!("t-{n:02}")).minutes_ago(60 + n);
            talk.turn("What is there?", "A **list**:\n\n1. one\n2. two").log(stage).await?;
        }
        let list = ThreadsPage::open(stage, "").await?;
        // The first opening loads the modules that it needs; the second has them, and does all in fewer tasks.
        for position in [3, 5] {
            until_is("rows", 25, async || Ok(list.rows().await?.len())).await?;
            let thread = list.rows().await?.get(position).cloned().ok_or("a row is missing")?;
            let link = one(&list.row(&thread).await?, "a.row-link").await?;
            let place = link.run(
                "const box = arguments[0].getBoundingClientRect(); return [box.x + 20, box.y + box.height / 2];",
                vec![],
            );
            let (x, y): (f64, f64) = serde_json::from_value(place.await?)?;
            stage.driver().execute(MARK, vec![]).await?;
            let recording = Recording::start(stage.browser.devtools_socket().await?).await?;
            for (kind, count) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 1)] {
                let button = if count > 0 { "left" } else { "none" };
                let event = json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": count });
                stage.browser.ask_devtools("Input.dispatchMouseEvent", event).await?;
            }
            until_true("the mark", async || {
                let marks = "return performance.getEntriesByName('shown').length > 0;";
                Ok(stage.driver().execute(marks, vec![]).await?.convert()?)
            })
            .await?;
            let work = recording.end().await?.work("click", &["click"], "shown")?;
            assert_eq!(work.forced, Vec::<String>::new(), "forced by the click on {thread}");
            stage.open(&stage.path().await?.replace(&format!("&thread={thread}"), "")).await?;
        }
        Ok(())
    })
    .await;
}
