//! Charts above the list of threads: where their numbers come from, and choosing days with them by mouse and keyboard.

use chrono::{DateTime, Utc};
use e2e::find::{Words, all, by_role, click, none_by_role, one, one_with, text, texts};
use e2e::fixtures::{TestThread, put, score_thread};
use e2e::pages::{ThreadsPage, reviewer::be};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use e2e::{Outcome, axe};
use mock_opik::control::{Failure, Pattern};
use serde_json::json;
use thirtyfour::action_chain::ActionChain;
use thirtyfour::prelude::*;

/// Ten days of which the fourth and the sixth have conversations, in the browser's time zone (Berlin).
const RANGE: &str = "&time_range=2026-03-01%2C2026-03-10";

/// How many minutes ago an instant was.
fn minutes_since(instant: &str) -> Outcome<i64> {
    Ok((Utc::now() - instant.parse::<DateTime<Utc>>()?).num_minutes())
}

/// Four conversations: one on 25 February, two on 4 March (one of them before midnight in UTC), one on 6 March. One turn
/// has a thumb up.
async fn four(stage: &Stage) -> Outcome {
    let times = [
        ("before", "2026-02-25T12:00:00Z"),
        ("late", "2026-03-03T23:30:00Z"),
        ("noon", "2026-03-04T11:00:00Z"),
        ("last", "2026-03-06T12:00:00Z"),
    ];
    for (id, at) in times {
        let talk = TestThread::new(id).minutes_ago(minutes_since(at)?).turns(2).log(stage).await?;
        if id == "noon" {
            let thumb = json!({ "name": "User feedback", "value": 1.0, "source": "ui" });
            put(stage, &format!("traces/{}/feedback-scores", talk.trace(1)?), &thumb).await?;
        }
    }
    score_thread(stage, "noon", "Tone", 0.75, "sdk").await?;
    score_thread(stage, "last", "Tone", 0.25, "sdk").await?;
    be(stage, "Ana").await
}

async fn open<'a>(stage: &'a Stage, more: &str) -> Outcome<ThreadsPage<'a>> {
    let list = ThreadsPage::open(stage, &format!("{RANGE}{more}")).await?;
    click(&by_role(stage.driver(), "button", "Charts").await?).await?;
    by_role(stage.driver(), "region", "Charts").await?;
    Ok(list)
}

async fn source(stage: &Stage, words: &str) -> Outcome {
    one_with(stage.driver(), ".charts-foot [role=status]", None, Words::Contain(words)).await.map(drop)
}

/// What a table of the charts says in the column with this heading.
async fn column(stage: &Stage, name: &str) -> Outcome<Vec<String>> {
    let heads = texts(stage.driver(), ".charts-table thead th").await?;
    let at = heads.iter().position(|head| head == name).ok_or_else(|| format!("no {name} in {heads:?}"))?;
    texts(stage.driver(), &format!(".charts-table tbody tr > :nth-child({})", at + 1)).await
}

async fn readout(stage: &Stage) -> Outcome<String> {
    text(&one(stage.driver(), ".charts-readout[role=status]").await?).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn charts_are_open_folded_or_off_and_stay_so() {
    stage::run(async |stage| {
        four(stage).await?;
        let list = ThreadsPage::open(stage, RANGE).await?;
        list.wait_for_rows(&["last", "noon", "late"]).await?;
        none_by_role(stage.driver(), "region", "Charts").await?;
        let toggle = by_role(stage.driver(), "button", "Charts").await?;
        assert_eq!(toggle.attr("aria-pressed").await?.as_deref(), Some("false"));
        click(&toggle).await?;
        assert_eq!(toggle.attr("aria-pressed").await?.as_deref(), Some("true"));
        by_role(stage.driver(), "application", "Conversations per day").await?;
        axe::check(stage, "charts").await?;
        click(&by_role(stage.driver(), "button", "Fold the charts").await?).await?;
        until_is("no charts", 0, async || Ok(all(stage.driver(), ".plot-area").await?.len())).await?;
        one_with(stage.driver(), ".charts-line li", None, Words::Contain("Conversations")).await?;
        axe::check(stage, "folded charts").await?;
        stage.driver().refresh().await?;
        by_role(stage.driver(), "button", "Open the charts").await?;
        click(&by_role(stage.driver(), "button", "Charts").await?).await?;
        none_by_role(stage.driver(), "region", "Charts").await?;
        stage.driver().refresh().await?;
        list.wait_for_rows(&["last", "noon", "late"]).await?;
        none_by_role(stage.driver(), "region", "Charts").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_metrics_and_all_rows_give_the_same_days() {
    stage::run(async |stage| {
        four(stage).await?;
        open(stage, "").await?;
        source(stage, "From the server's metrics").await?;
        let plot = one(stage.driver(), ".plot[data-subject=conversations]").await?;
        let figure = text(&one(&plot, ".plot-figure b").await?).await?;
        assert_eq!(figure, "3");
        // One conversation in the ten days before.
        one_with(&plot, ".plot-change", None, Words::Contain("200% more than in the 10 days before (1)"))
            .await?;
        click(&by_role(stage.driver(), "button", "Show as table").await?).await?;
        let counts = ["0", "0", "0", "2", "0", "1", "0", "0", "0", "0"].map(str::to_owned).to_vec();
        until_is("days of the server", counts.clone(), async || column(stage, "Conversations").await).await?;
        assert_eq!(column(stage, "Time").await?[3], "Wednesday, 4 Mar 2026");
        axe::check(stage, "charts as a table").await?;
        let thumbs = column(stage, "Thumbs: up").await?;
        let means = column(stage, "Tone: mean").await?;
        assert!(stage.controls()?.asked("POST", "/v1/private/projects/*/metrics").len() >= 4);
        click(
            &one_with(stage.driver(), ".charts-foot button", None, Words::Begin("Count from all 3")).await?,
        )
        .await?;
        source(stage, "From the 3 conversations that match").await?;
        until_is("days of the rows", counts, async || column(stage, "Conversations").await).await?;
        assert_eq!(column(stage, "Thumbs: up").await?, thumbs);
        assert_eq!(column(stage, "Tone: mean").await?, means);
        assert_eq!(thumbs[3], "1");
        assert_eq!(means[5], "0.25");
        assert_eq!(column(stage, "Tone: middle half").await?[3], "0.75 to 0.75");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_metrics_do_not_know_is_counted_from_the_rows() {
    stage::run(async |stage| {
        four(stage).await?;
        let list =
            open(stage, "&found=%5B1%2C%7B%22f%22%3A%22thumbs%22%2C%22v%22%3A%5B%22up%22%5D%7D%5D").await?;
        list.wait_for_rows(&["noon"]).await?;
        source(stage, "From the 1 conversation that matches").await?;
        // Nobody gave a thumb in the ten days before.
        let plot = one(stage.driver(), ".plot[data-subject=conversations]").await?;
        one_with(&plot, ".plot-change", None, Words::Contain("0 in the 10 days before")).await?;
        assert!(stage.controls()?.asked("POST", "/v1/private/projects/*/metrics").is_empty());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_are_read_and_days_are_chosen_with_the_keys() {
    stage::run(async |stage| {
        four(stage).await?;
        let list = open(stage, "").await?;
        let chart = by_role(stage.driver(), "application", "Conversations per day").await?;
        chart.focus().await?;
        stage.press(Key::Home + "").await?;
        until_is("readout", "Sunday, 1 Mar 2026: Conversations 0".to_owned(), async || readout(stage).await)
            .await?;
        stage.press(Key::Right + Key::Right + Key::Right).await?;
        until_is("readout", "Wednesday, 4 Mar 2026: Conversations 2".to_owned(), async || {
            readout(stage).await
        })
        .await?;
        let select = || Key::Shift + Key::Right + Key::Right;
        stage.press(select()).await?;
        let selected = "4 Mar 2026 – 6 Mar 2026 selected: Enter shows only these days, Escape cancels";
        until_is("readout", selected.to_owned(), async || readout(stage).await).await?;
        stage.press(Key::Null + Key::Escape).await?;
        until_true("nothing selected", async || Ok(!readout(stage).await?.contains("selected"))).await?;
        stage.press(Key::Home + Key::Right + Key::Right + Key::Right).await?;
        stage.press(Key::Shift + Key::Right).await?;
        stage.press(Key::Enter + "").await?;
        list.wait_for_rows(&["noon", "late"]).await?;
        assert_eq!(stage.query("time_range").await?.as_deref(), Some("2026-03-04,2026-03-05"));
        by_role(stage.driver(), "button", "Time range: 4 Mar 2026 – 5 Mar 2026").await?;
        stage.driver().back().await?;
        list.wait_for_rows(&["last", "noon", "late"]).await?;
        Ok(())
    })
    .await;
}

/// Presses the mouse at one part of the width of a chart and goes to another.
async fn drag(stage: &Stage, from: f64, to: f64) -> Outcome<ActionChain> {
    let chart = by_role(stage.driver(), "application", "Conversations per day").await?;
    let place = chart.rect().await?;
    let at = |part: f64| ((place.x + place.width * part) as i64, (place.y + place.height / 2.0) as i64);
    let ((x, y), (to_x, to_y)) = (at(from), at(to));
    let actions = stage.driver().action_chain();
    Ok(actions.move_to(x, y).click_and_hold().move_to(to_x, to_y))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dragging_over_a_chart_shows_only_these_days_unless_escape_is_pressed() {
    stage::run(async |stage| {
        four(stage).await?;
        let list = open(stage, "").await?;
        list.wait_for_rows(&["last", "noon", "late"]).await?;
        drag(stage, 0.45, 0.85).await?.perform().await?;
        until_true("days are selected", async || {
            Ok(readout(stage).await?.contains("5 Mar 2026 – 9 Mar 2026 selected"))
        })
        .await?;
        stage.press(Key::Escape + "").await?;
        until_true("nothing selected", async || Ok(!readout(stage).await?.contains("selected"))).await?;
        stage.driver().action_chain().release().perform().await?;
        assert_eq!(stage.query("time_range").await?.as_deref(), Some("2026-03-01,2026-03-10"));
        drag(stage, 0.45, 0.85).await?.release().perform().await?;
        list.wait_for_rows(&["last"]).await?;
        assert_eq!(stage.query("time_range").await?.as_deref(), Some("2026-03-05,2026-03-09"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_that_fail_are_said_and_asked_for_again() {
    stage::run(async |stage| {
        four(stage).await?;
        stage.expect_error("Failed to load resource");
        let broken = Failure::Answer(400.try_into()?, json!({ "code": 400, "message": "No such metric" }));
        let metrics = Pattern::next("POST", "/v1/private/projects/*/metrics").times(100);
        stage.controls()?.fail(metrics, broken);
        open(stage, "").await?;
        let problem =
            one_with(stage.driver(), ".charts [role=alert]", None, Words::Contain("No such metric")).await?;
        stage.controls()?.recover(None);
        click(&by_role(&problem, "button", "Try again").await?).await?;
        by_role(stage.driver(), "application", "Conversations per day").await?;
        until_is("problems", 0, async || Ok(all(stage.driver(), ".charts [role=alert]").await?.len()))
            .await?;
        Ok(())
    })
    .await;
}
