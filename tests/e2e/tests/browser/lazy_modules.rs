//! Lazy modules, such as the conversation and the configuration, are loaded when they are needed.

use e2e::Outcome;
use e2e::find::{by_role, click, focused, none_by_role};
use e2e::fixtures::TestThread;
use e2e::pages::{ConversationPanel, ThreadsPage};
use e2e::stage::{self, Stage};
use e2e::wait::{until, until_true};
use serde_json::json;

/// The number of requests for the lazy module with this name.
async fn asked(stage: &Stage, module: &str) -> Outcome<usize> {
    let name = format!("/lazy-{module}-");
    Ok(stage.requests().await?.iter().filter(|address| address.contains(&name)).count())
}

async fn block(stage: &Stage, patterns: &[&str]) -> Outcome {
    let cdp = stage.driver().cdp();
    cdp.send_raw("Network.enable", json!({})).await?;
    cdp.send_raw("Network.setBlockedURLs", json!({ "urls": patterns })).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_loads_the_conversation_module_once_and_no_other() {
    stage::run(async |stage| {
        TestThread::new("ahead").turns(1).log(stage).await?;
        let list = ThreadsPage::open(stage, "").await?;
        until_true("the module, while nothing is done", async || Ok(asked(stage, "conversation").await? > 0))
            .await?;
        list.open_row("ahead").await?;
        ConversationPanel::shown(stage).await?;
        until("the focus in the conversation", async || {
            let focused = focused(stage.driver()).await?.attr("data-testid").await?;
            Ok((focused.as_deref() == Some("thread")).then_some(()))
        })
        .await?;
        assert_eq!(asked(stage, "conversation").await?, 1);
        for other in ["configuration", "traces"] {
            assert_eq!(asked(stage, other).await?, 0, "{other}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_module_that_cannot_be_loaded_says_so_and_is_there_when_tried_again() {
    stage::run(async |stage| {
        TestThread::new("cut off").turns(1).log(stage).await?;
        block(stage, &["*/lazy-*"]).await?;
        stage.expect_error("lazy-");
        stage.expect_error("Failed to fetch");
        let list = ThreadsPage::open(stage, "").await?;
        list.open_row("cut off").await?;
        by_role(stage.driver(), "heading", "This part of the page could not be loaded").await?;
        block(stage, &[]).await?;
        click(&by_role(stage.driver(), "button", "Try again").await?).await?;
        ConversationPanel::shown(stage).await?;
        none_by_role(stage.driver(), "heading", "This part of the page could not be loaded").await
    })
    .await;
}
