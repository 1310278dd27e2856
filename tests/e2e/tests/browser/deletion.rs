//! Deleting a conversation from its own menu.

use e2e::find::{Words, by_role, click, count, none_by_role, one, one_with, text};
use e2e::fixtures::{TestThread, thread};
use e2e::pages::{ConversationPanel, ThreadsPage};
use e2e::stage::{self, Stage};
use e2e::wait::until_is;
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, Pattern};
use serde_json::json;

const DELETE: &str = "/v1/private/traces/threads/delete";

/// Two conversations, of which the newer one is open.
async fn two(stage: &Stage) -> Outcome<ThreadsPage<'_>> {
    TestThread::new("older").minutes_ago(60).turn("Where is my parcel?", "On its way.").log(stage).await?;
    TestThread::new("newer").turns(2).log(stage).await?;
    let list = ThreadsPage::open(stage, "").await?;
    list.wait_for_rows(&["newer", "older"]).await?;
    list.open_row("newer").await?;
    ConversationPanel::shown(stage).await?.wait_for_turns(2).await?;
    Ok(list)
}

/// Opens the question whether to delete.
async fn ask(stage: &Stage) -> Outcome {
    click(&by_role(stage.driver(), "button", "More actions").await?).await?;
    click(&by_role(stage.driver(), "button", "Delete conversation…").await?).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_deleted_after_a_question_and_the_one_below_opens() {
    stage::run(async |stage| {
        let list = two(stage).await?;
        ask(stage).await?;
        let dialog = by_role(stage.driver(), "dialog", "Delete this conversation?").await?;
        let question = text(&dialog).await?;
        assert!(question.contains("4 messages") && question.contains("cannot be undone"), "{question}");
        axe::check(stage, "deletion").await?;
        click(&by_role(&dialog, "button", "Cancel").await?).await?;
        none_by_role(stage.driver(), "dialog", "Delete this conversation?").await?;
        assert!(stage.controls()?.asked("POST", DELETE).is_empty(), "nothing is deleted without a yes");
        ask(stage).await?;
        click(&by_role(stage.driver(), "button", "Delete conversation").await?).await?;
        list.wait_for_rows(&["older"]).await?;
        ConversationPanel::shown(stage).await?.wait_for_turns(1).await?;
        until_is("title", "Where is my parcel?".to_owned(), async || {
            ConversationPanel::shown(stage).await?.title().await
        })
        .await?;
        one_with(stage.driver(), "[role=status]", None, Words::Contain("Conversation deleted")).await?;
        assert!(thread(stage, "newer").await.is_err(), "the server has deleted it");
        // The last one leads back to the list.
        ask(stage).await?;
        click(&by_role(stage.driver(), "button", "Delete conversation").await?).await?;
        until_is("conversations", 0, async || count(stage.driver(), "[data-testid=thread]").await).await?;
        by_role(stage.driver(), "heading", "No threads yet").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deletion_that_fails_says_so_and_can_be_tried_again() {
    stage::run(async |stage| {
        let list = two(stage).await?;
        stage.expect_error("Failed to load resource");
        stage.controls()?.fail(
            Pattern::next("POST", DELETE).times(1),
            Failure::Answer(500.try_into()?, json!({ "message": "Broken" })),
        );
        ask(stage).await?;
        click(&by_role(stage.driver(), "button", "Delete conversation").await?).await?;
        let problem = one(stage.driver(), "dialog [role=alert]").await?;
        assert!(text(&problem).await?.starts_with("Not deleted."), "{}", text(&problem).await?);
        list.wait_for_rows(&["newer", "older"]).await?;
        click(&by_role(stage.driver(), "button", "Try again").await?).await?;
        list.wait_for_rows(&["older"]).await?;
        Ok(())
    })
    .await;
}
