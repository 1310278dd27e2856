//! From a click on a row to the first turn, whatever the conversation's length; what the main thread did meanwhile; and
//! the way to the last turn.

use e2e::Outcome;
use e2e::browser::Browser;
use e2e::wait::until_true;

use super::limits;
use super::place::{Place, ROWS, TURNS, Thread};
use super::table::{Measure, Unit};
use super::watch::{From, Look, Watch, click, point_of, press};
use super::work;

/// The words of an answer.
const FIRST_TURN: &str = "document.querySelector('.turn .answer .prose')?.textContent.trim()";

/// Measures opening and the way to the end.
pub async fn measure(place: &Place, runs: usize) -> Outcome<Vec<Measure>> {
    place.in_browser(async |browser| all(place, browser, runs).await).await
}

async fn all(place: &Place, browser: &Browser, runs: usize) -> Outcome<Vec<Measure>> {
    let mut measures = Vec::new();
    for (thread, turns) in place.threads.iter().zip(TURNS) {
        // The first of each warms the server and the browser's cache, and is not counted.
        let (mut ours, mut plain) = (Vec::new(), Vec::new());
        for run in 0..=runs {
            let time = open(place, browser, &place.list(), &thread.id).await?;
            let plain_time = open(place, browser, &place.plain("list"), &thread.id).await?;
            if run > 0 {
                ours.push(time);
                plain.push(plain_time);
            }
        }
        measures.push(Measure::new(&format!("click to first turn, {turns} turns"), Unit::Ms, &ours, &plain));
    }
    if let Some(short) = place.threads.first() {
        measures.extend(work(place, browser, short).await?);
    }
    if let Some(long) = place.threads.last() {
        let (mut ours, mut plain) = (Vec::new(), Vec::new());
        for _ in 0..runs {
            ours.push(to_the_end(place, browser, &place.list(), long).await?);
            plain.push(to_the_end(place, browser, &place.plain("list"), long).await?);
        }
        measures.push(Measure::new("End to the last of 2,000 turns", Unit::Ms, &ours, &plain));
    }
    Ok(measures)
}

/// The link in the row of a thread.
pub fn row_link(thread: &str) -> String {
    format!("document.querySelector('tr[data-row-id={thread:?}] a.row-link')")
}

/// Opens a list and clicks on a row of it; returns the milliseconds from the press to the first turn.
pub async fn open(place: &Place, browser: &Browser, list: &str, thread: &str) -> Outcome<f64> {
    place.go(browser, list, "tr[data-row-id]", ROWS).await?;
    let point = point_of(browser, &row_link(thread)).await?;
    let watch = Watch::begin(browser, FIRST_TURN, From::First, Look::AtChanges).await?;
    click(browser, point).await?;
    watch.since_press().await
}

/// The work of the main thread from the click on a short conversation to its first turn.
async fn work(place: &Place, browser: &Browser, thread: &Thread) -> Outcome<Vec<Measure>> {
    let link = row_link(&thread.id);
    let ours = work::of_click(place, browser, &place.list(), &link, FIRST_TURN).await?;
    let plain = work::of_click(place, browser, &place.plain("list"), &link, FIRST_TURN).await?;
    // Of something that must not happen at all, the worst run counts.
    let worst = ours.iter().max_by_key(|work| work.forced.len());
    for forced in worst.into_iter().flat_map(|work| &work.forced) {
        println!("Forced by the click: {forced}");
    }
    let forced = worst.map_or(0, |work| work.forced.len());
    let mut lines = work::lines("opening, 10 turns", &ours, &plain);
    lines.push(Measure::new(limits::FORCED, Unit::Count, &[forced as f64], &[]));
    Ok(lines)
}

/// Opens a conversation, and as soon as its first turn is there, presses End until its last turn is in view.
async fn to_the_end(place: &Place, browser: &Browser, list: &str, thread: &Thread) -> Outcome<f64> {
    open(place, browser, list, &thread.id).await?;
    let last = format!(
        "(turn => turn && turn.textContent.trim() && (box => box.top < innerHeight && box.bottom > 0)\
         (turn.getBoundingClientRect()))\
         (document.querySelector('[data-trace-message-id={:?}]'))",
        thread.last_trace
    );
    let watch = Watch::begin(browser, &last, From::First, Look::AtFrames).await?;
    until_true("the last turn in view", async || {
        press(browser, "End", "End", 35, "").await?;
        watch.is_shown().await
    })
    .await?;
    watch.since_press().await
}
