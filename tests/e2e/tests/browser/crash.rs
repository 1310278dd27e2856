//! What the page shows when the app itself has failed.

use e2e::find::{all, by_role, count};
use e2e::fixtures::TestThread;
use e2e::pages::ThreadsPage;
use e2e::stage::{self, Stage};
use e2e::{Outcome, wait};
use serde_json::Value;

/// Checks the banner's text and button, and that reloading leads back to the same URL.
async fn the_banner_leads_back(stage: &Stage) -> Outcome {
    let banner = by_role(
        stage.driver(),
        "alert",
        "Something in this page broke. Nothing you saved is lost. Reload the page",
    );
    let banner = banner.await?;
    by_role(&banner, "button", "Reload the page").await?.click().await?;
    wait::until_true("a page without the banner", async || Ok(count(stage.driver(), "#panic").await? == 0))
        .await?;
    ThreadsPage::shown(stage).wait_for_rows(&["steady"]).await
}

/// Runs a script while the list is shown.
async fn with_a_list(stage: &Stage, script: &str) -> Outcome<Value> {
    TestThread::new("steady").turn("Is it up?", "It is.").log(stage).await?;
    ThreadsPage::open(stage, "").await?;
    Ok(stage.driver().execute(script, vec![]).await?.json().clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_of_the_app_is_said_and_the_page_can_be_reloaded() {
    stage::run(async |stage| {
        // Opening a conversation panics in a browser that cannot create sections.
        let script = "const make = Document.prototype.createElement; \
            Document.prototype.createElement = function (name) { \
              if (name === 'section') throw new TypeError('no more sections'); return make.apply(this, arguments); };";
        stage.expect_error("RuntimeError: unreachable");
        with_a_list(stage, script).await?;
        ThreadsPage::shown(stage).open_row("steady").await?;
        by_role(stage.driver(), "alert", "Something in this page broke. Nothing you saved is lost. Reload the page").await?;
        stage.driver().back().await?;
        the_banner_leads_back(stage).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trap_in_a_task_and_an_endless_recursion_are_said_once() {
    stage::run(async |stage| {
        // `f` of the first module traps; that of the second calls itself.
        let script = "const module = body => new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([ \
              0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, \
              10, body.length + 4, 1, body.length + 2, 0, ...body, 11]))).exports.f; \
            const [trap, recursion] = [module([0]), module([16, 0])]; \
            setTimeout(recursion); Promise.resolve().then(trap);";
        stage.expect_error("RuntimeError: unreachable");
        stage.expect_error("RangeError: Maximum call stack size exceeded");
        with_a_list(stage, script).await?;
        the_banner_leads_back(stage).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_error_of_an_extension_or_a_plain_script_does_not_cry_wolf() {
    stage::run(async |stage| {
        let script = "window.__said = 0; addEventListener('error', () => window.__said++); \
            setTimeout(() => { throw new RangeError('not ours'); });";
        stage.expect_error("RangeError: not ours");
        with_a_list(stage, script).await?;
        wait::until_true("the error", async || {
            Ok(stage.driver().execute("return window.__said === 1;", vec![]).await?.convert()?)
        })
        .await?;
        assert!(all(stage.driver(), "#panic").await?.is_empty());
        Ok(())
    })
    .await;
}
