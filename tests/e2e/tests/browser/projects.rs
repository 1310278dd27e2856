//! The projects page, and the header of every page.

use e2e::find::{all_by_role, by_role, text};
use e2e::fixtures::{self, project};
use e2e::pages::ProjectsPage;
use e2e::wait::{until, until_is, until_true};
use e2e::{axe, stage};
use mock_opik::control::{Failure, Pattern};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_front_door_leads_to_the_projects() {
    stage::run(async |stage| {
        stage.open("").await?;
        by_role(stage.driver(), "heading", "Projects").await?;
        until_is("address", "default/projects".to_owned(), async || stage.path().await).await?;
        assert!(stage.driver().title().await?.contains("Projects"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_fails_is_said_and_trying_again_works() {
    stage::run(async |stage| {
        project(stage, "Library").await?;
        stage.expect_error("503");
        // The client retries a few times before it shows an error.
        let next = Pattern::next("GET", "/v1/private/projects").times(3);
        stage
            .controls()?
            .fail(next, Failure::Answer(503.try_into()?, json!({ "code": 503, "message": "down" })));
        stage.open("default/projects").await?;
        let alert = until("the problem", async || {
            Ok(all_by_role(stage.driver(), "alert", None).await?.into_iter().next())
        })
        .await?;
        assert!(!text(&alert).await?.is_empty());
        by_role(stage.driver(), "button", "Try again").await?.click().await?;
        ProjectsPage::open(stage).await?.project("Library").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chosen_theme_stays_after_a_reload() {
    stage::run(async |stage| {
        stage.browser.prefer_dark(false).await?;
        ProjectsPage::open(stage).await?;
        let background = async || {
            let script = "return getComputedStyle(document.body).backgroundColor;";
            Ok(stage.driver().execute(script, vec![]).await?.convert::<String>()?)
        };
        let light: String = background().await?;
        by_role(stage.driver(), "button", "Theme").await?.click().await?;
        by_role(stage.driver(), "radio", "Dark").await?.click().await?;
        until_true("another background", async || Ok(background().await? != light)).await?;
        let dark = background().await?;
        stage.driver().refresh().await?;
        by_role(stage.driver(), "heading", "Projects").await?;
        until_is("background", dark, background).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn projects_can_be_used_by_everybody() {
    stage::run(async |stage| {
        ProjectsPage::open(stage).await?;
        axe::check(stage, "no projects").await?;
        project(stage, "Library").await?;
        ProjectsPage::open(stage).await?.project("Library").await?;
        axe::check(stage, "projects").await?;
        by_role(stage.driver(), "button", "Theme").await?.click().await?;
        by_role(stage.driver(), "radio", "Dark").await?;
        axe::check(stage, "theme menu").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_leads_nowhere_says_so() {
    stage::run(async |stage| {
        stage.open("default/projects/x/y/z").await?;
        until("a heading", async || {
            Ok(all_by_role(stage.driver(), "heading", None).await?.into_iter().next())
        })
        .await?;
        axe::check(stage, "not found").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_offline_is_said_and_coming_back_ends_it() {
    stage::run(async |stage| {
        fixtures::project(stage, "Library").await?;
        ProjectsPage::open(stage).await?;
        let says_offline = async || {
            let body = e2e::find::one(stage.driver(), "body").await?;
            Ok(text(&body).await?.to_lowercase().contains("offline"))
        };
        stage.browser.go_offline(true).await?;
        until_is("offline banner", true, says_offline).await?;
        stage.browser.go_offline(false).await?;
        until_is("offline banner", false, says_offline).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_breaks_a_rule_is_found_out() {
    stage::run(async |stage| {
        ProjectsPage::open(stage).await?;
        let script = "document.querySelector('main').append(document.createElement('img'));";
        stage.driver().execute(script, vec![]).await?;
        let found =
            axe::check(stage, "broken").await.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(found.contains("image-alt") && found.contains("light") && found.contains("dark"), "{found}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_error_in_the_console_and_a_request_elsewhere_are_found_out() {
    stage::run(async |stage| {
        ProjectsPage::open(stage).await?;
        stage.driver().execute("console.error('on purpose');", vec![]).await?;
        until("the error", async || Ok(stage.is_clean().await.err())).await?;
        stage.expect_error("on purpose");
        stage.is_clean().await?;
        let requests = vec![format!("{}x", stage.base), "data:,".into(), "http://other.invalid/".into()];
        let report = e2e::console::Report { requests, ..Default::default() };
        assert_eq!(report.strays("127.0.0.1"), ["http://other.invalid/"]);
        Ok(())
    })
    .await;
}
