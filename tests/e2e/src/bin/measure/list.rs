//! The list of conversations: its next page, another order, a search; and the script that makes 100 rows.

use e2e::Outcome;
use e2e::browser::Browser;
use e2e::trace::{Recording, Work};
use e2e::wait::until_true;
use serde_json::json;

use super::place::{Place, ROWS, quiet};
use super::table::{Measure, Unit};
use super::watch::{From, Look, SHOWN, Watch, click, point_of};

/// A word that some conversations contain.
const WORD: &str = "voucher";
const NEXT: &str = "document.querySelector('nav.pager button[aria-label^=Next]')";
const SORT: &str = "document.querySelector('th[data-col=number_of_messages] button')";
const SEARCH: &str = "document.querySelector('input[type=search]')";
const TRACES: usize = 3;

/// Measures what changes the rows.
pub async fn measure(place: &Place, runs: usize) -> Outcome<Vec<Measure>> {
    let browser = place.browser(None).await?;
    let measured = all(place, &browser, runs).await;
    browser.quit().await?;
    measured
}

async fn all(place: &Place, browser: &Browser, runs: usize) -> Outcome<Vec<Measure>> {
    let mut plain = Vec::new();
    for _ in 0..runs {
        place.go(browser, &place.plain("list"), "tr[data-row-id]", ROWS).await?;
        let point = point_of(browser, "document.querySelector('a.next')").await?;
        let shown = "document.body.dataset.page === 'next' && document.querySelector('tr[data-row-id]')";
        let watch = Watch::begin(browser, shown, From::First, Look::AtChanges).await?;
        click(browser, point).await?;
        plain.push(watch.since_press().await?);
    }
    let mut measures = Vec::new();
    for (group, control) in [("next page", NEXT), ("sort", SORT)] {
        let shown = shown_after(place, browser, control).await?;
        let mut times = Vec::new();
        for _ in 0..runs {
            times.push(change(place, browser, control, &shown).await?);
        }
        measures.push(Measure::new(&format!("{group}, 100 rows"), Unit::Ms, &times, &plain));
        let work = work(place, browser, control, &shown).await?;
        let values = |of: fn(&Work) -> f64| work.iter().map(of).collect::<Vec<_>>();
        measures.push(Measure::new(&format!("{group}: script"), Unit::Ms, &values(|work| work.script), &[]));
        measures.push(Measure::new(
            &format!("{group}: style and layout"),
            Unit::Ms,
            &values(|work| work.layout),
            &[],
        ));
        measures.push(Measure::new(
            &format!("{group}: longest task"),
            Unit::Ms,
            &values(|work| work.longest),
            &[],
        ));
    }
    let mut times = Vec::new();
    let shown = found_after(place, browser).await?;
    for _ in 0..runs {
        times.push(search(place, browser, &shown).await?);
    }
    measures.push(Measure::new("search, from the last key", Unit::Ms, &times, &plain));
    Ok(measures)
}

/// The condition that all rows are those which a click on the control leads to: they are known from an earlier click.
async fn shown_after(place: &Place, browser: &Browser, control: &str) -> Outcome<String> {
    place.go(browser, &place.list(), "tr[data-row-id]", ROWS).await?;
    let before = ids(browser).await?;
    let point = point_of(browser, control).await?;
    click(browser, point).await?;
    changed(browser, &before).await?;
    rows_are(browser).await
}

async fn found_after(place: &Place, browser: &Browser) -> Outcome<String> {
    place.go(browser, &place.list(), "tr[data-row-id]", ROWS).await?;
    let before = ids(browser).await?;
    write(browser).await?;
    changed(browser, &before).await?;
    let rows = rows_are(browser).await?;
    Ok(format!("{rows} && location.search.includes({WORD:?})"))
}

/// Waits until other rows are shown, and all of them.
async fn changed(browser: &Browser, before: &[String]) -> Outcome {
    until_true("other rows", async || Ok(ids(browser).await? != before)).await?;
    quiet(browser).await
}

/// The condition that the first and the last row are those which are there now.
async fn rows_are(browser: &Browser) -> Outcome<String> {
    let now = ids(browser).await?;
    let (first, last, count) = (now.first().cloned(), now.last().cloned(), now.len());
    Ok(format!(
        "(rows => rows.length === {count} && rows[0].dataset.rowId === {:?} && rows[{count} - 1].dataset.rowId === {:?})\
         (document.querySelectorAll('tr[data-row-id]')) && !document.querySelector('table[aria-busy=true]')",
        first.unwrap_or_default(),
        last.unwrap_or_default()
    ))
}

async fn ids(browser: &Browser) -> Outcome<Vec<String>> {
    let script = "return [...document.querySelectorAll('tr[data-row-id]')].map(row => row.dataset.rowId);";
    Ok(browser.driver.execute(script, vec![]).await?.convert()?)
}

/// The time from a click on the control to the rows it leads to.
async fn change(place: &Place, browser: &Browser, control: &str, shown: &str) -> Outcome<f64> {
    place.go(browser, &place.list(), "tr[data-row-id]", ROWS).await?;
    let point = point_of(browser, control).await?;
    let watch = Watch::begin(browser, shown, From::First, Look::AtChanges).await?;
    click(browser, point).await?;
    watch.since_press().await
}

async fn work(place: &Place, browser: &Browser, control: &str, shown: &str) -> Outcome<Vec<Work>> {
    let mut found = Vec::new();
    for _ in 0..TRACES {
        place.go(browser, &place.list(), "tr[data-row-id]", ROWS).await?;
        let point = point_of(browser, control).await?;
        let watch = Watch::begin(browser, shown, From::First, Look::AtChanges).await?;
        let recording = Recording::start(browser.devtools_socket().await?).await?;
        click(browser, point).await?;
        watch.since_press().await?;
        found.push(recording.end().await?.work("pointerdown", &["click"], SHOWN)?);
    }
    Ok(found)
}

async fn search(place: &Place, browser: &Browser, shown: &str) -> Outcome<f64> {
    place.go(browser, &place.list(), "tr[data-row-id]", ROWS).await?;
    let watch = Watch::begin(browser, shown, From::Last, Look::AtChanges).await?;
    write(browser).await?;
    watch.since_press().await
}

/// Writes the word into the search field, key by key.
async fn write(browser: &Browser) -> Outcome {
    let point = point_of(browser, SEARCH).await?;
    click(browser, point).await?;
    for letter in WORD.chars() {
        let event =
            |kind: &str| json!({ "type": kind, "key": letter.to_string(), "text": letter.to_string() });
        browser.ask_devtools("Input.dispatchKeyEvent", event("keyDown")).await?;
        let up = json!({ "type": "keyUp", "key": letter.to_string() });
        browser.ask_devtools("Input.dispatchKeyEvent", up).await?;
    }
    Ok(())
}
