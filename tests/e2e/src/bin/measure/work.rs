//! What the main thread does after a click, from a trace of it.

use e2e::Outcome;
use e2e::browser::Browser;
use e2e::trace::{Recording, Work};

use super::place::{Place, ROWS};
use super::table::{Measure, Unit};
use super::watch::{From, Look, SHOWN, Watch, click, point_of};

/// Traces of a click. Processor time differs less than time does.
const TRACES: usize = 3;

/// The work from a click on an element of a list until a condition holds, several times.
pub async fn of_click(
    place: &Place,
    browser: &Browser,
    list: &str,
    element: &str,
    shown: &str,
) -> Outcome<Vec<Work>> {
    let mut found = Vec::new();
    for _ in 0..TRACES {
        place.go(browser, list, "tr[data-row-id]", ROWS).await?;
        let point = point_of(browser, element).await?;
        let watch = Watch::begin(browser, shown, From::First, Look::AtChanges).await?;
        let recording = Recording::start(browser.devtools_socket().await?).await?;
        click(browser, point).await?;
        watch.since_press().await?;
        found.push(recording.end().await?.work(
            "pointerdown",
            &["pointerdown", "mousedown", "click"],
            SHOWN,
        )?);
    }
    Ok(found)
}

/// The lines about it.
pub fn lines(group: &str, ours: &[Work], plain: &[Work]) -> Vec<Measure> {
    let values = |works: &[Work], of: fn(&Work) -> f64| works.iter().map(of).collect::<Vec<_>>();
    let line = |what: &str, of: fn(&Work) -> f64, plain: &[Work]| {
        Measure::new(&format!("{group}: {what}"), Unit::Ms, &values(ours, of), &values(plain, of))
    };
    vec![
        // All script of a plain page is that which measures.
        line("script", |work| work.script, &[]),
        line("style and layout", |work| work.layout, plain),
        line("longest task", |work| work.longest, plain),
    ]
}
