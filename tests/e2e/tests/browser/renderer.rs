//! The Markdown renderer is loaded when it is needed, and a conversation can be read without it.

use e2e::Outcome;
use e2e::find::{all, by_role, none, one, text};
use e2e::fixtures::{Logged, TestThread};
use e2e::pages::{ConversationPanel, ThreadsPage};
use e2e::stage::{self, Stage};
use e2e::wait::until_true;
use serde_json::json;

async fn talk(stage: &Stage) -> Outcome<Logged> {
    TestThread::new("marked").turn("Is it **bold**?", "It *is*.").log(stage).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_fetches_the_renderer_once_and_a_conversation_needs_no_other() {
    stage::run(async |stage| {
        talk(stage).await?;
        let list = ThreadsPage::open(stage, "").await?;
        let modules = async || -> Outcome<usize> {
            Ok(stage
                .requests()
                .await?
                .iter()
                .filter(|url| url.contains("renderer") && url.ends_with(".wasm"))
                .count())
        };
        until_true("the renderer, while nothing is done", async || Ok(modules().await? > 0)).await?;
        list.open_row("marked").await?;
        let panel = ConversationPanel::shown(stage).await?;
        assert_eq!(text(&one(&panel.element, ".answer .prose em").await?).await?, "is");
        assert_eq!(modules().await?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_renderer_messages_stand_as_written_until_it_can_be_had() {
    stage::run(async |stage| {
        let talk = talk(stage).await?;
        stage.driver().cdp().send_raw("Network.enable", json!({})).await?;
        stage.driver().cdp().send_raw("Network.setBlockedURLs", json!({ "urls": ["*renderer*"] })).await?;
        stage.expect_error("renderer");
        let panel = ConversationPanel::open(stage, &talk).await?;
        let again = by_role(&panel.element, "button", "Try again").await?;
        let words = one(&panel.element, ".answer .raw").await?;
        assert_eq!(text(&words).await?, "It *is*.");
        assert!(all(&panel.element, ".prose").await?.is_empty());
        stage.driver().cdp().send_raw("Network.setBlockedURLs", json!({ "urls": [] })).await?;
        again.click().await?;
        assert_eq!(text(&one(&panel.element, ".answer .prose em").await?).await?, "is");
        none(&panel.element, ".banner").await
    })
    .await;
}
