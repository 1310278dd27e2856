//! The memory of the page: of the process that shows it, and of WebAssembly; and the number of elements.

use e2e::Outcome;
use e2e::browser::Browser;
use e2e::weight::Weight;
use serde_json::{Value, json};

use super::limits;
use super::place::{Place, ROWS, number, quiet};
use super::plain::drawn;
use super::table::{Measure, Unit};
use super::walk;

/// Conversations that are opened one after another.
const MANY: usize = 300;
/// The turns of the long conversation.
const TURNS: usize = 2000;

/// Measures the list, the long conversation, and the page after many conversations, each in a browser of its own.
pub async fn measure(place: &Place) -> Outcome<Vec<Measure>> {
    let long = place.threads.last().ok_or("there is no long conversation")?;
    let list = async |browser: &Browser, url: &str| place.go(browser, url, "tr[data-row-id]", ROWS).await;
    let turns = async |browser: &Browser, url: &str| {
        place.go(browser, url, ".turn", TURNS).await?;
        drawn(browser, TURNS).await?;
        quiet(browser).await
    };
    let one_list = weighed(place, async |browser| list(browser, &place.list()).await).await?;
    let plain_list = weighed(place, async |browser| list(browser, &place.plain("list")).await).await?;
    let conversation =
        weighed(place, async |browser| turns(browser, &place.conversation(&long.id)).await).await?;
    let plain_conversation =
        weighed(place, async |browser| turns(browser, &place.plain("2000")).await).await?;
    let many = weighed(place, async |browser| {
        list(browser, &place.list()).await?;
        let first = "return document.querySelectorAll('tr[data-row-id]')[5].dataset.rowId;";
        let first: String = browser.driver.execute(first, vec![]).await?.convert()?;
        place.go(browser, &place.conversation(&first), ".turn .answer", 1).await?;
        for _ in 0..MANY {
            walk::next(browser).await?;
        }
        quiet(browser).await
    })
    .await?;
    let resident = |name: &str, ours: &Page, plain: &[f64]| {
        Measure::new(&format!("resident memory: {name}"), Unit::Mb, &[ours.resident], plain)
    };
    Ok(vec![
        resident("list", &one_list, &[plain_list.resident]),
        resident("2,000 turns", &conversation, &[plain_conversation.resident]),
        resident("after 300 conversations", &many, &[plain_list.resident]),
        Measure::new("WebAssembly memory: list", Unit::Mb, &[one_list.wasm], &[]),
        Measure::new("WebAssembly memory: 2,000 turns", Unit::Mb, &[conversation.wasm], &[]),
        Measure::new("WebAssembly memory: after 300", Unit::Mb, &[many.wasm], &[]),
        Measure::new(limits::LIST_NODES, Unit::Count, &[one_list.elements], &[plain_list.elements]),
        Measure::new(limits::NODES, Unit::Count, &[conversation.elements], &[plain_conversation.elements]),
        Measure::new(limits::ALL_NODES, Unit::Count, &[conversation.nodes], &[plain_conversation.nodes]),
    ])
}

/// What a page takes.
struct Page {
    /// Resident memory of the process that shows it, in megabytes.
    resident: f64,
    /// The memories of its WebAssembly modules, in megabytes.
    wasm: f64,
    /// Its nodes of all kinds: elements, texts, and the comments that mark where something may come.
    nodes: f64,
    /// Its elements.
    elements: f64,
}

/// Shows something in a fresh browser, and measures it after a garbage collection.
async fn weighed(place: &Place, show: impl AsyncFn(&Browser) -> Outcome) -> Outcome<Page> {
    place
        .in_browser(async |browser| {
            Weight::prepare(browser).await?;
            show(browser).await?;
            let weight = Weight::of(browser).await?;
            Ok(Page {
                resident: resident(browser).await?,
                wasm: weight.wasm as f64 / 1e6,
                nodes: weight.nodes as f64,
                elements: number(browser, "return document.getElementsByTagName('*').length;").await?,
            })
        })
        .await
}

/// Resident memory of the page's process in megabytes. A browser has one more process for the next page, which is
/// smaller.
pub async fn resident(browser: &Browser) -> Outcome<f64> {
    let told = browser.devtools_socket().await?.ask("SystemInfo.getProcessInfo", json!({})).await?;
    let processes = told.get("processInfo").and_then(Value::as_array).cloned().unwrap_or_default();
    let pages =
        processes.iter().filter(|process| process.get("type").and_then(Value::as_str) == Some("renderer"));
    let sizes = pages.filter_map(|process| resident_of(process.get("id")?.as_u64()?));
    sizes.max_by(f64::total_cmp).ok_or_else(|| "the system does not tell the memory of a process".into())
}

/// `VmRSS` of a process in megabytes, where the system has `/proc`.
fn resident_of(process: u64) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok().map(|kibibytes| kibibytes * 1024.0 / 1e6)
}
