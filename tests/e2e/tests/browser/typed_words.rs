//! What a person wrote stands as they typed it, and can be shown as Markdown.

use e2e::element::Element;
use e2e::find::{by_role, click, count, none, one};
use e2e::fixtures::TestThread;
use e2e::pages::ConversationPanel;
use e2e::pages::settings::ConfigurationPage;
use e2e::stage;
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe};

const TYPED: &str = "7. seven *x* 2*3*4\n3. three\n    C:\\_new\\*.log\n# no heading\n| a  | b |\n| cc | d |";

/// The text that a reader sees in an element, with its line breaks and spaces.
async fn seen(element: &Element) -> Outcome<String> {
    Ok(element.prop("innerText").await?.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_persons_words_stand_as_typed_until_they_are_wanted_as_markdown() {
    stage::run(async |stage| {
        let talk = TestThread::new("typed")
            .turn(TYPED, "It is **24**.")
            .turn("And *this*?", "Yes.")
            .log(stage)
            .await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let first = panel.turn(talk.trace(1)?).await?;
        let second = panel.turn(talk.trace(2)?).await?;
        let words = one(&first, ".user .prose").await?;
        for line in TYPED.lines() {
            assert!(seen(&words).await?.contains(line), "{line:?} is not in {:?}", seen(&words).await?);
        }
        none(&first, ".user :is(ol, em, h3)").await?;
        one(&first, ".answer strong").await?;
        assert!(panel.title().await?.starts_with("7. seven *x* 2*3*4 3. three C:\\_new\\*.log # no heading"));
        axe::check(stage, "words as typed").await?;

        let button = by_role(&first, "button", "Message as Markdown").await?;
        button.click().await?;
        one(&first, ".user h3").await?;
        assert_eq!(button.attr("aria-pressed").await?.as_deref(), Some("true"));
        none(&second, ".user em").await?;
        button.click().await?;
        none(&first, ".user h3").await?;

        // One key for the turn with the focus, another for all.
        second.focus().await?;
        stage.press("m").await?;
        one(&second, ".user em").await?;
        none(&first, ".user em").await?;
        stage.press("m").await?;
        none(&second, ".user em").await?;
        stage.press("M").await?;
        one(&first, ".user h3").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_preference_shows_all_words_of_people_as_markdown() {
    stage::run(async |stage| {
        let talk = TestThread::new("typed").turn("Is *this* it?", "Yes.").log(stage).await?;
        stage.expect_error("404");
        ConfigurationPage::open(stage, "workspace-preferences").await?;
        let choice = by_role(stage.driver(), "checkbox", "Show people’s words as Markdown").await?;
        click(&choice).await?;
        axe::check(stage, "preferences").await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let turn = panel.turn(talk.trace(1)?).await?;
        one(&turn, ".user em").await?;
        until_true("the pressed button", async || {
            let button = by_role(&turn, "button", "Message as Markdown").await?;
            Ok(button.attr("aria-pressed").await?.as_deref() == Some("true"))
        })
        .await?;
        until_is("headings", 0, async || count(&turn, ".user h3").await).await
    })
    .await;
}
