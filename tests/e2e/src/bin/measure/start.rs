//! From nothing to the first row of the list: in a fresh browser, in one that was there before, and over a slow network.

use e2e::Outcome;
use e2e::browser::Browser;
use tempfile::TempDir;

use super::limits;
use super::place::{Place, ROWS, has, number, quiet, slow_network};
use super::table::{Measure, Unit};
use super::watch::{From, Look, Watch};

const FIRST_ROW: &str = "document.querySelector('tr[data-row-id]')";

/// Runs over the slow network, which take long and differ little.
const SLOW_RUNS: usize = 3;

/// What one start loaded.
#[derive(Debug, Default)]
struct Start {
    /// Milliseconds from the navigation to the first row.
    first_row: Vec<f64>,
    /// Kilobytes transferred, headers included.
    bytes: Vec<f64>,
    /// Kilobytes of WebAssembly among them.
    wasm: Vec<f64>,
    /// Requests until nothing more was asked for.
    requests: Vec<f64>,
    /// The URLs that were asked for before the first row.
    early: Vec<String>,
}

/// Measures all starts.
pub async fn measure(place: &Place, runs: usize) -> Outcome<Vec<Measure>> {
    let (ours, plain) = (place.list(), place.plain("list"));
    let [mut cold, mut cold_plain, mut slow, mut slow_plain] = [(); 4].map(|()| Start::default());
    for _ in 0..runs {
        fresh(place, &ours, false, &mut cold).await?;
        fresh(place, &plain, false, &mut cold_plain).await?;
    }
    for _ in 0..runs.min(SLOW_RUNS) {
        fresh(place, &ours, true, &mut slow).await?;
        fresh(place, &plain, true, &mut slow_plain).await?;
    }
    let (warm, warm_plain) = again(place, runs).await?;
    println!("\nRequested before the first row:");
    for address in &cold.early {
        println!("  {}", address.trim_start_matches(&place.base).split('?').next().unwrap_or_default());
    }
    if let Some(early) = cold.early.iter().find(|url| url.contains("/renderer-") || url.contains("/lazy-")) {
        return Err(format!("{early} was asked for before the first row: it counts as first load").into());
    }
    let early = [cold.early.len() as f64];
    Ok(vec![
        Measure::new("cold, first row", Unit::Ms, &cold.first_row, &cold_plain.first_row),
        Measure::new("warm, first row", Unit::Ms, &warm, &warm_plain),
        Measure::new("slow network, first row", Unit::Ms, &slow.first_row, &slow_plain.first_row),
        Measure::new(limits::EARLY, Unit::Count, &early, &[]),
        Measure::new(limits::TRANSFERRED, Unit::Kb, &cold.bytes, &cold_plain.bytes),
        Measure::new(limits::WASM, Unit::Kb, &cold.wasm, &[]),
        Measure::new(limits::REQUESTS, Unit::Count, &cold.requests, &cold_plain.requests),
    ])
}

/// A start in a browser without anything in its cache.
async fn fresh(place: &Place, url: &str, slowly: bool, start: &mut Start) -> Outcome {
    let browser = place.browser(None).await?;
    let done = async {
        if slowly {
            slow_network(&browser).await?;
        }
        start.first_row.push(first_row(&browser, url).await?);
        let script = "return [location.href, ...performance.getEntriesByType('resource') \
             .filter(entry => performance.timeOrigin + entry.startTime < window.measured.found).map(entry => entry.name)];";
        start.early = browser.driver.execute(script, vec![]).await?.convert()?;
        if !slowly {
            quiet(&browser).await?;
            let entries = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]";
            let sum = |of: &str| {
                format!("return {entries}{of}.reduce((sum, entry) => sum + entry.transferSize, 0) / 1000;")
            };
            start.bytes.push(number(&browser, &sum("")).await?);
            let wasm = sum(".filter(entry => new URL(entry.name).pathname.endsWith('.wasm'))");
            start.wasm.push(number(&browser, &wasm).await?);
            start.requests.push(number(&browser, &format!("return {entries}.length;")).await?);
        }
        Ok(())
    }
    .await;
    browser.quit().await?;
    done
}

async fn first_row(browser: &Browser, url: &str) -> Outcome<f64> {
    let watch = Watch::begin(browser, FIRST_ROW, From::First, Look::AtChanges).await?;
    browser.driver.goto(url).await?;
    watch.since_start().await
}

/// Starts of a browser whose profile has seen the page: once, with a conversation opened, and until the browser has
/// kept the compiled code, which it does a few seconds after the last part was compiled.
async fn again(place: &Place, runs: usize) -> Outcome<(Vec<f64>, Vec<f64>)> {
    let profile = TempDir::with_prefix("colloquy-profile-")?;
    let browser = place.browser(Some(profile.path())).await?;
    for thread in place.threads.iter().take(1) {
        browser.driver.goto(place.plain("list")).await?;
        place.go(&browser, &place.list(), "tr[data-row-id]", ROWS).await?;
        place.go(&browser, &place.conversation(&thread.id), ".turn .answer", 1).await?;
        let stay = "const done = arguments[arguments.length - 1]; setTimeout(() => done(true), 4000);";
        browser.driver.execute_async(stay, vec![]).await?;
    }
    browser.quit().await?;
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        for (url, times) in [(place.list(), &mut ours), (place.plain("list"), &mut plain)] {
            let browser = place.browser(Some(profile.path())).await?;
            let time = first_row(&browser, &url).await;
            let whole = has(&browser, "tr[data-row-id]", ROWS).await;
            browser.quit().await?;
            whole?;
            times.push(time?);
        }
    }
    Ok((ours, plain))
}
