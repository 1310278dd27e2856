//! Conversations opened one after another with `J`.

use e2e::Outcome;
use e2e::browser::Browser;

use super::opening::open;
use super::place::{Place, ROWS, quiet};
use super::table::{Measure, Spread, Unit};
use super::watch::{From, Look, Watch, press};

/// Conversations that are timed.
const STEPS: usize = 20;
/// Plain pages of 10 turns that are opened from the plain list, to compare with.
const PLAIN: usize = 5;
/// The row where it begins: before it are the long one and the large ones.
const FROM: usize = 5;

/// Measures the steps of a walk.
pub async fn measure(place: &Place) -> Outcome<Vec<Measure>> {
    let (ours, plain) = place.in_browser(async |browser| steps(place, browser).await).await?;
    let worst = |times: &[f64]| Spread::of(times).map(|spread| vec![spread.most]).unwrap_or_default();
    Ok(vec![
        Measure::new("20 conversations by J, each first turn", Unit::Ms, &ours, &plain),
        Measure::new("the slowest of them", Unit::Ms, &worst(&ours), &worst(&plain)),
    ])
}

async fn steps(place: &Place, browser: &Browser) -> Outcome<(Vec<f64>, Vec<f64>)> {
    place.go(browser, &place.list(), "tr[data-row-id]", ROWS).await?;
    let script = format!("return document.querySelectorAll('tr[data-row-id]')[{FROM}].dataset.rowId;");
    let first: String = browser.driver.execute(script, vec![]).await?.convert()?;
    place.go(browser, &place.conversation(&first), ".turn .answer", 1).await?;
    let mut ours = Vec::new();
    for _ in 0..STEPS {
        ours.push(next(browser).await?);
        // Somebody reads it: what is prepared for the next one is prepared now.
        quiet(browser).await?;
    }
    let mut plain = Vec::new();
    let short = place.threads.first().ok_or("there is no short conversation")?;
    for _ in 0..PLAIN {
        plain.push(open(place, browser, &place.plain("list"), &short.id).await?);
    }
    Ok((ours, plain))
}

/// Goes to the next conversation; returns the milliseconds until a turn of it is shown.
pub async fn next(browser: &Browser) -> Outcome<f64> {
    let script = "return document.querySelector('.turn').dataset.traceMessageId;";
    let before: String = browser.driver.execute(script, vec![]).await?.convert()?;
    let other = format!(
        "(turn => turn && turn.dataset.traceMessageId !== {before:?} && turn.querySelector('.answer'))\
         (document.querySelector('.turn'))"
    );
    let watch = Watch::begin(browser, &other, From::First, Look::AtChanges).await?;
    press(browser, "J", "KeyJ", 74, "J").await?;
    watch.since_press().await
}
