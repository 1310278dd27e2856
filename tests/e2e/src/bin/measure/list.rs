//! The list of conversations: its next page, another order, a search; and the script that makes 100 rows.

use e2e::Outcome;
use e2e::browser::Browser;
use e2e::wait::until_true;
use serde_json::json;

use super::place::{Place, ROWS, quiet};
use super::table::{Measure, Unit};
use super::watch::{From, Look, Watch, click, point_of};
use super::work;

/// A word that some conversations contain.
const WORD: &str = "voucher";
const NEXT: &str = "document.querySelector('nav.pager button[aria-label^=Next]')";
const SORT: &str = "document.querySelector('th[data-col=number_of_messages] button')";
const SEARCH: &str = "document.querySelector('input[type=search]')";
/// The link of the plain list, and what it leads to.
const PLAIN_NEXT: &str = "document.querySelector('a.next')";
const PLAIN_SHOWN: &str =
    "document.body.dataset.page === 'next' && document.querySelectorAll('tr[data-row-id]').length === 100";

/// Measures what changes the rows.
pub async fn measure(place: &Place, runs: usize) -> Outcome<Vec<Measure>> {
    place.in_browser(async |browser| all(place, browser, runs).await).await
}

async fn all(place: &Place, browser: &Browser, runs: usize) -> Outcome<Vec<Measure>> {
    let mut plain = Vec::new();
    for _ in 0..runs {
        plain.push(change(place, browser, &place.plain("list"), PLAIN_NEXT, PLAIN_SHOWN).await?);
    }
    let plain_work = work::of_click(place, browser, &place.plain("list"), PLAIN_NEXT, PLAIN_SHOWN).await?;
    let mut measures = Vec::new();
    for (group, control) in [("next page", NEXT), ("sort", SORT)] {
        let shown = shown_after(place, browser, control).await?;
        let mut times = Vec::new();
        for _ in 0..runs {
            times.push(change(place, browser, &place.list(), control, &shown).await?);
        }
        measures.push(Measure::new(&format!("{group}, 100 rows"), Unit::Ms, &times, &plain));
        let ours = work::of_click(place, browser, &place.list(), control, &shown).await?;
        measures.extend(work::lines(group, &ours, &plain_work));
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

/// The time from a click on the control of a list to the rows it leads to.
async fn change(place: &Place, browser: &Browser, list: &str, control: &str, shown: &str) -> Outcome<f64> {
    place.go(browser, list, "tr[data-row-id]", ROWS).await?;
    let point = point_of(browser, control).await?;
    let watch = Watch::begin(browser, shown, From::First, Look::AtChanges).await?;
    click(browser, point).await?;
    watch.since_press().await
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
