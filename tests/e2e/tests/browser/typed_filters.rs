//! Filters typed into the search field: what is offered while typing, and the filters of a list as a text.

use e2e::find::{Words, by_role, click, none, one, one_with, texts};
use e2e::fixtures::TestThread;
use e2e::pages::{ThreadsPage, reviewer::be};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe};
use thirtyfour::prelude::*;

async fn two(stage: &Stage) -> Outcome<ThreadsPage<'_>> {
    TestThread::new("lost").minutes_ago(60).turn("Where is my parcel?", "On its way.").log(stage).await?;
    TestThread::new("paid").turn("Was I charged twice?", "No.").log(stage).await?;
    be(stage, "Ana").await?;
    let list = ThreadsPage::open(stage, "").await?;
    list.wait_for_rows(&["paid", "lost"]).await?;
    Ok(list)
}

async fn field(stage: &Stage) -> Outcome<e2e::element::Element> {
    one(stage.driver(), "[data-testid=search-input]").await
}

async fn value(stage: &Stage) -> Outcome<String> {
    Ok(field(stage).await?.prop("value").await?.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_be_typed_is_offered_and_chosen_with_the_arrows() {
    stage::run(async |stage| {
        let list = two(stage).await?;
        let field = field(stage).await?;
        field.send_keys("revi").await?;
        let options = async || texts(stage.driver(), "[role=listbox] [role=option] code").await;
        until_is("the names", vec!["reviewed:".to_owned()], options).await?;
        axe::check(stage, "what can be typed").await?;
        field.send_keys(Key::Down + Key::Enter).await?;
        until_is("the field", "reviewed:".to_owned(), async || value(stage).await).await?;
        until_is("the values", ["me", "somebody", "nobody"].map(str::to_owned).to_vec(), options).await?;
        field.send_keys(Key::Down + Key::Down).await?;
        field.send_keys(Key::Down + Key::Enter).await?;
        until_is("the field", "reviewed:nobody ".to_owned(), async || value(stage).await).await?;
        none(stage.driver(), "[role=listbox]").await?;
        field.send_keys(Key::Enter).await?;
        until_is("the filter", vec!["reviewed by nobody".to_owned()], async || {
            texts(stage.driver(), ".filters .chip-words").await
        })
        .await?;
        list.wait_for_rows(&["paid", "lost"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_filters_of_a_list_are_changed_as_a_text() {
    stage::run(async |stage| {
        let list = two(stage).await?;
        let field = field(stage).await?;
        field.send_keys("parcel reviewed:nobody").await?;
        field.send_keys(Key::Enter).await?;
        list.wait_for_rows(&["lost"]).await?;
        click(&by_role(stage.driver(), "button", "Edit as text").await?).await?;
        until_is("the field", "reviewed:nobody parcel".to_owned(), async || value(stage).await).await?;
        stage.press(Key::Control + "a").await?;
        stage.press("charged thumbs:none").await?;
        field.send_keys(Key::Enter).await?;
        list.wait_for_rows(&["paid"]).await?;
        one_with(stage.driver(), ".chip-words", None, Words::Are("no thumbs")).await?;
        until_true("the words stay in the field", async || Ok(value(stage).await? == "charged")).await
    })
    .await;
}
