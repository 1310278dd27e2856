//! Finding: conditions that only the page can check, for which it reads all threads of the project once.

use e2e::Outcome;
use e2e::browser::Browser;
use e2e::weight::Weight;
use serde_json::json;

use super::limits;
use super::memory;
use super::place::{Place, ROWS, number, quiet};
use super::table::{Measure, Unit};
use super::watch::{From, Look, Watch, click, point_of, press};

const SEARCH: &str = "document.querySelector('input[type=search]')";
const WALKED: &str = "document.querySelector('.walk-report[data-stage=done]')";
/// Notes tasks of more than 50 milliseconds from now on.
const NOTE: &str = "window.longTasks = []; window.readFrom = performance.now(); \
    new PerformanceObserver(list => longTasks.push(...list.getEntries().map(one => one.duration))).observe({ type: 'longtask' });";
const LONGEST: &str = "return Math.max(0, ...longTasks);";
/// Requests to the API since then.
const REQUESTS: &str = "return performance.getEntriesByType('resource').filter(one => one.startTime > readFrom && one.name.includes('/api/')).length;";

/// Measures a walk over all threads, a second condition on what was read, and what that takes.
pub async fn measure(place: &Place, runs: usize) -> Outcome<Vec<Measure>> {
    let (mut walks, mut tasks, mut requests, mut more) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut wasm, mut resident) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let walk = place.in_browser(async |browser| walk(place, browser).await).await?;
        walks.push(walk.time);
        tasks.push(walk.longest_task);
        requests.push(walk.requests);
        more.push(walk.second);
        wasm.push(walk.wasm);
        resident.push(walk.resident);
    }
    Ok(vec![
        Measure::new("all threads read for a filter", Unit::Ms, &walks, &[]),
        Measure::new("  longest task meanwhile", Unit::Ms, &tasks, &[]),
        Measure::new(limits::WALK_REQUESTS, Unit::Count, &requests, &[]),
        Measure::new("a second filter on what was read", Unit::Ms, &more, &[]),
        Measure::new("WebAssembly memory: all threads read", Unit::Mb, &wasm, &[]),
        Measure::new("  resident memory", Unit::Mb, &resident, &[]),
    ])
}

struct Walk {
    /// From Enter to the frame in which all that match are known, in milliseconds.
    time: f64,
    longest_task: f64,
    requests: f64,
    /// From Enter to the rows of a second condition.
    second: f64,
    /// Megabytes.
    wasm: f64,
    resident: f64,
}

async fn walk(place: &Place, browser: &Browser) -> Outcome<Walk> {
    Weight::prepare(browser).await?;
    place.go(browser, &place.list(), "tr[data-row-id]", ROWS).await?;
    quiet(browser).await?;
    browser.driver.execute(NOTE, vec![]).await?;
    let time = typed(browser, "-reviewed:me", WALKED).await?;
    let longest_task = number(browser, LONGEST).await?;
    let requests = number(browser, REQUESTS).await?;
    let second =
        typed(browser, "thumbs:down", "document.querySelectorAll('.filters .chip').length === 2").await?;
    quiet(browser).await?;
    let weight = Weight::of(browser).await?;
    Ok(Walk {
        time,
        longest_task,
        requests,
        second,
        wasm: weight.wasm as f64 / 1e6,
        resident: memory::resident(browser).await?,
    })
}

/// Types a filter and Enter into the search field; the time from Enter to the condition.
async fn typed(browser: &Browser, text: &str, shown: &str) -> Outcome<f64> {
    let point = point_of(browser, SEARCH).await?;
    click(browser, point).await?;
    browser.ask_devtools("Input.insertText", json!({ "text": text })).await?;
    let watch = Watch::begin(browser, shown, From::Last, Look::AtChanges).await?;
    press(browser, "Enter", "Enter", 13, "\r").await?;
    watch.since_press().await
}
