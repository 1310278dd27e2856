//! Custom time ranges: typed, and chosen in the calendar by mouse and keyboard.

use chrono::{DateTime, Utc};
use e2e::find::{Words, all, by_role, click, one, one_with, text};
use e2e::fixtures::TestThread;
use e2e::pages::{ThreadsPage, reviewer::be};
use e2e::stage::{self, Stage};
use e2e::wait::until_is;
use e2e::{Outcome, axe};
use thirtyfour::prelude::*;

/// A conversation on 4 and one on 6 March.
async fn two<'a>(stage: &'a Stage, range: &str) -> Outcome<ThreadsPage<'a>> {
    for (id, at) in [("fourth", "2026-03-04T12:00:00Z"), ("sixth", "2026-03-06T12:00:00Z")] {
        let minutes = (Utc::now() - at.parse::<DateTime<Utc>>()?).num_minutes();
        TestThread::new(id).minutes_ago(minutes).turns(1).log(stage).await?;
    }
    be(stage, "Ana").await?;
    let list = ThreadsPage::open(stage, range).await?;
    list.wait_for_rows(&["sixth", "fourth"]).await?;
    Ok(list)
}

async fn open_menu(stage: &Stage, label: &str) -> Outcome {
    click(&by_role(stage.driver(), "button", &format!("Time range: {label}")).await?).await
}

async fn field(stage: &Stage, name: &str, words: &str) -> Outcome {
    let field = by_role(stage.driver(), "textbox", name).await?;
    field.clear().await?;
    field.send_keys(words).await
}

/// The sentences at both fields.
async fn sentences(stage: &Stage) -> Outcome<Vec<String>> {
    let mut said = Vec::new();
    for place in all(stage.driver(), ".range-form .form-problem").await? {
        said.push(text(&place).await?);
    }
    Ok(said)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn typed_days_limit_the_list_and_are_shown_in_the_calendar_and_on_the_button() {
    stage::run(async |stage| {
        let list = two(stage, "").await?;
        open_menu(stage, "All time").await?;
        click(&by_role(stage.driver(), "radio", "Custom…").await?).await?;
        field(stage, "First day", "5 Mar 2026").await?;
        field(stage, "Last day", "2026-03-07").await?;
        by_role(stage.driver(), "grid", "March 2026").await?;
        until_is("days in the range", 3, async || {
            Ok(all(stage.driver(), ".calendar [aria-selected=true]").await?.len())
        })
        .await?;
        axe::check(stage, "custom time range").await?;
        click(&by_role(stage.driver(), "button", "Show these days").await?).await?;
        list.wait_for_rows(&["sixth"]).await?;
        assert_eq!(stage.query("time_range").await?.as_deref(), Some("2026-03-05,2026-03-07"));
        open_menu(stage, "5 Mar 2026 – 7 Mar 2026").await?;
        let first = by_role(stage.driver(), "textbox", "First day").await?;
        assert_eq!(first.value().await?.as_deref(), Some("2026-03-05"));
        click(&by_role(stage.driver(), "radio", "All time").await?).await?;
        list.wait_for_rows(&["sixth", "fourth"]).await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_are_chosen_in_the_calendar_with_the_keys() {
    stage::run(async |stage| {
        let list = two(stage, "&time_range=2026-03-01%2C2026-03-31").await?;
        open_menu(stage, "1 Mar 2026 – 31 Mar 2026").await?;
        let last = one(stage.driver(), ".calendar [tabindex='0']").await?;
        assert_eq!(last.attr("aria-label").await?.as_deref(), Some("Tuesday, 31 March 2026"));
        last.focus().await?;
        // 31, 24, 17, 10, 3, 4 March.
        stage.press(Key::Up + Key::Up + Key::Up + Key::Up + Key::Right).await?;
        let focused = async || {
            let day = one(stage.driver(), ".calendar :focus").await?;
            Ok(day.attr("aria-label").await?.unwrap_or_default())
        };
        until_is("the day", "Wednesday, 4 March 2026".to_owned(), focused).await?;
        stage.press(Key::Enter + "").await?;
        stage.press(Key::Left + "").await?;
        until_is("the day", "Tuesday, 3 March 2026".to_owned(), focused).await?;
        stage.press(Key::Enter + "").await?;
        // The earlier day is the first, whichever was pressed first.
        until_is("the first day", Some("2026-03-03".to_owned()), async || {
            by_role(stage.driver(), "textbox", "First day").await?.value().await
        })
        .await?;
        stage.press(Key::PageDown + "").await?;
        by_role(stage.driver(), "grid", "April 2026").await?;
        until_is("the day", "Friday, 3 April 2026".to_owned(), focused).await?;
        stage.press(Key::Home + "").await?;
        until_is("the day", "Monday, 30 March 2026".to_owned(), focused).await?;
        click(&by_role(stage.driver(), "button", "Show these days").await?).await?;
        list.wait_for_rows(&["fourth"]).await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_range_is_said_at_its_field_and_changes_nothing() {
    stage::run(async |stage| {
        let list = two(stage, "").await?;
        open_menu(stage, "All time").await?;
        click(&by_role(stage.driver(), "radio", "Custom…").await?).await?;
        let show = by_role(stage.driver(), "button", "Show these days").await?;
        for (first, last, at_first, at_last) in [
            ("", "2026-03-07", "Type a whole date", ""),
            ("2026-03", "2026-03-07", "Type a whole date", ""),
            ("2026-03-07", "2026-03-01", "", "This is before the first day, 7 Mar 2026"),
            (
                "2026-02-30",
                "9999-01-01",
                "There is no such day",
                "The last day that the server knows is 10 Apr 2262",
            ),
            ("1850-01-01", "2026-03-01", "Nothing is dated before 1 Jan 1970", ""),
        ] {
            field(stage, "First day", first).await?;
            field(stage, "Last day", last).await?;
            click(&show).await?;
            let wanted = [at_first, at_last];
            until_is("sentences", true, async || {
                let said = sentences(stage).await?;
                let is = said.len() == 2
                    && said.iter().zip(wanted).all(|(said, wanted)| {
                        if wanted.is_empty() { said.is_empty() } else { said.starts_with(wanted) }
                    });
                if is { Ok(true) } else { Err(format!("{said:?} instead of {wanted:?}").into()) }
            })
            .await?;
        }
        one_with(stage.driver(), ".range-form [aria-invalid=true]", None, Words::Are("")).await?;
        list.wait_for_rows(&["sixth", "fourth"]).await?;
        assert_eq!(stage.query("time_range").await?, None);
        Ok(())
    })
    .await;
}
