//! The same build under a path, behind a reverse proxy that removes the path.

use e2e::find::by_role;
use e2e::fixtures::{TestThread, project};
use e2e::prefix_proxy::PrefixProxy;
use e2e::stage;
use e2e::wait::until_true;

const PREFIX: &str = "/some/path/";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_link_and_reload_works_below_a_path() {
    stage::run(async |stage| {
        let talk = TestThread::new("below").turn("Is this below a path?", "It is.").log(stage).await?;
        let id = project(stage, "Support").await?;
        let proxy = PrefixProxy::start(&stage.base, PREFIX).await?;
        let driver = stage.driver();
        let at = async |path: &str| {
            let wanted = format!("{}{path}", proxy.base);
            until_true(&wanted, async || Ok(driver.current_url().await?.as_str().starts_with(&wanted))).await
        };
        driver.goto(&proxy.base).await?;
        by_role(driver, "heading", "Projects").await?;
        at("default/projects").await?;
        e2e::pages::ProjectsPage::here(stage).project("Support").await?.click().await?;
        at(&format!("default/projects/{id}/logs")).await?;
        e2e::pages::ThreadsPage::shown(stage).wait_for_rows(&["below"]).await?;
        driver.refresh().await?;
        e2e::pages::ThreadsPage::shown(stage).wait_for_rows(&["below"]).await?;
        e2e::pages::ThreadsPage::shown(stage).open_row("below").await?;
        let panel = e2e::pages::ConversationPanel::shown(stage).await?;
        panel.wait_for_turns(talk.traces.len()).await?;
        driver.refresh().await?;
        let panel = e2e::pages::ConversationPanel::shown(stage).await?;
        panel.wait_for_turns(talk.traces.len()).await?;
        at(&format!("default/projects/{id}/logs?")).await?;
        driver.back().await?;
        e2e::pages::ThreadsPage::shown(stage).wait_for_rows(&["below"]).await?;
        let crumbs = by_role(driver, "navigation", "breadcrumb").await?;
        by_role(&crumbs, "link", "default").await?.click().await?;
        by_role(driver, "heading", "Projects").await?;
        at("default/projects").await
    })
    .await;
}
