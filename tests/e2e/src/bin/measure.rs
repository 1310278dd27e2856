//! Measures the server and the app with a large data set. Run by `cargo xtask check`, which creates the data first and
//! fails if a count is over its budget; times are only printed.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

use e2e::Outcome;
use e2e::browser::Browser;
use e2e::pages::conversation::encode;
use e2e::wait::until;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use times::mark;

#[path = "measure/frames.rs"]
mod frames;
#[path = "measure/times.rs"]
mod times;
#[path = "measure/traces.rs"]
mod traces;

/// Most requests before the first row is shown.
const REQUESTS: usize = 8;
/// Goal for a server response, in milliseconds.
const SERVER_GOAL: f64 = 100.0;
/// Goal for responses that have to read all data, in milliseconds.
const WHOLE_GOAL: f64 = 300.0;

#[tokio::main]
async fn main() -> Outcome {
    let program =
        PathBuf::from(std::env::var_os("COLLOQUY_SERVER").ok_or("COLLOQUY_SERVER names no server")?);
    let data = PathBuf::from(std::env::var_os("COLLOQUY_SEEDED").ok_or("COLLOQUY_SEEDED names no file")?);
    let (mut server, base) = serve(&program, &data).await?;
    let measured = measure(&base).await;
    server.start_kill()?;
    server.wait().await?;
    measured
}

async fn serve(program: &PathBuf, data: &PathBuf) -> Outcome<(Child, String)> {
    let mut server = Command::new(program)
        .args(["--port", "0", "--data"])
        .arg(data)
        .arg("--app")
        .arg(e2e::paths::app())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(server.stdout.take().ok_or("the server says nothing")?).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(at) = line.find("http://") {
            let rest = line.get(at..).unwrap_or_default();
            let base = rest.split_whitespace().next().unwrap_or_default().to_owned();
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok((server, base));
        }
    }
    Err("the server did not say its address".into())
}

async fn measure(base: &str) -> Outcome {
    let api = format!("{base}api/v1/private");
    let projects: Value = reqwest::get(format!("{api}/projects?name=Scale&size=1")).await?.json().await?;
    let id =
        projects.pointer("/content/0/id").and_then(Value::as_str).ok_or("nothing was seeded")?.to_owned();
    let threads = format!("{api}/traces/threads?project_id={id}&size=25&truncate=true");
    let long = longest(&threads).await?;
    server_times(&api, &threads, &id, &long).await?;
    let browser = Browser::start().await?;
    let counted = in_browser(&browser, base, &id, &long, &threads).await;
    browser.quit().await?;
    counted
}

/// The id of the thread with the most turns.
async fn longest(threads: &str) -> Outcome<String> {
    let sorting = encode(r#"[{"field":"number_of_messages","direction":"DESC"}]"#);
    let page: Value = reqwest::get(format!("{threads}&sorting={sorting}")).await?.json().await?;
    Ok(page.pointer("/content/0/id").and_then(Value::as_str).ok_or("there is no thread")?.to_owned())
}

async fn server_times(api: &str, threads: &str, project: &str, long: &str) -> Outcome {
    println!("\nServer, 10,000 threads and 100,000 turns, median of 7 after 1 (goal {SERVER_GOAL} ms)");
    let first: Value = reqwest::get(threads).await?.json().await?;
    let fields = first.get("sortable_by").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut asked = vec![
        ("list".to_owned(), threads.to_owned()),
        ("last page".to_owned(), format!("{threads}&page=400")),
    ];
    for field in fields.iter().filter_map(Value::as_str).filter(|field| !field.contains('*')) {
        let sorting = encode(&format!(r#"[{{"field":"{field}","direction":"DESC"}}]"#));
        asked.push((format!("sorted by {field}"), format!("{threads}&sorting={sorting}")));
    }
    let tokens = encode(r#"[{"field":"usage.total_tokens","direction":"DESC"}]"#);
    asked.push(("sorted by usage.total_tokens".to_owned(), format!("{threads}&sorting={tokens}")));
    for (what, words) in [("a common word", "the"), ("a rare word", "refund"), ("nothing", "xyzzyx")] {
        asked.push((format!("search for {what}"), format!("{threads}&search={words}")));
    }
    for (field, operator, value) in [
        ("status", "=", "active"),
        ("number_of_messages", ">", "20"),
        ("duration", ">", "1000"),
        ("tags", "contains", "vip"),
        ("first_message", "contains", "refund"),
        ("last_message", "not_contains", "sorry"),
        ("start_time", ">", "2026-01-01T00:00:00Z"),
    ] {
        let filters =
            format!(r#"[{{"field":"{field}","operator":"{operator}","key":"","value":"{value}"}}]"#);
        asked
            .push((format!("{field} {operator} {value}"), format!("{threads}&filters={}", encode(&filters))));
    }
    let of_thread = encode(&format!(r#"[{{"field":"thread_id","operator":"=","key":"","value":"{long}"}}]"#));
    asked.push((
        "first 100 of 2,000 turns".to_owned(),
        format!("{api}/traces?project_id={project}&size=100&filters={of_thread}"),
    ));
    // The request with which the list counts thumbs: the rated turns in the time range of its rows.
    let rated = |bounds: &str| {
        let thumbs =
            r#"{"field":"feedback_scores","operator":"is_not_empty","key":"User feedback","value":""}"#;
        let left_out = encode(r#"["input","output","metadata"]"#);
        let filters = encode(&format!("[{thumbs}{bounds}]"));
        format!(
            "{api}/traces?project_id={project}&size=1000&truncate=true&exclude={left_out}&filters={filters}"
        )
    };
    asked.push(("1,000 rated turns of all".to_owned(), rated("")));
    if let Some(since) = first.pointer("/content/24/start_time").and_then(Value::as_str) {
        let bound = format!(r#",{{"field":"start_time","operator":">=","value":"{since}"}}"#);
        asked.push(("rated turns of the first page's time".to_owned(), rated(&bound)));
    }
    asked.extend(traces::lists(api, project));
    times::tell(asked, SERVER_GOAL).await?;
    println!("\nServer, what reads everything (goal {WHOLE_GOAL} ms)");
    times::tell(traces::wholes(api, project).await?, WHOLE_GOAL).await
}

async fn in_browser(browser: &Browser, base: &str, project: &str, long: &str, threads: &str) -> Outcome {
    println!("\nBrowser");
    let list = format!("{base}default/projects/{project}/logs?logsType=threads");
    // The first load warms the server; the cache is then cleared, so that the second is that of a new visitor.
    go(browser, &list, "tr[data-row-id]").await?;
    browser.driver.cdp().send_raw("Network.clearBrowserCache", serde_json::json!({})).await?;
    let first_row = go(browser, &list, "tr[data-row-id]").await?;
    let asked = asked_before_shown(browser).await?;
    println!("  first row after {first_row:.0} ms (Opik's UI on this kind of machine: 2,500 ms)");
    println!(
        "  requests up to the first row: {}, goal {REQUESTS}: {}",
        asked.len(),
        mark(asked.len() <= REQUESTS)
    );
    for address in &asked {
        println!("      {}", address.trim_start_matches(base).split('?').next().unwrap_or_default());
    }
    if let Some(early) =
        asked.iter().find(|address| address.contains("/renderer-") || address.contains("/lazy-"))
    {
        return Err(format!("{early} was asked for before the first row: it counts as first load").into());
    }
    println!("  DOM nodes of the list: {}", nodes(browser).await?);

    let short: Value = reqwest::get(format!("{threads}&page=5")).await?.json().await?;
    let short = short.pointer("/content/0/id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let open = |thread: &str| format!("{list}&thread={}", encode(thread));
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..5 {
        for (thread, times) in [&short, long].into_iter().zip(times.iter_mut()) {
            times.push(go(browser, &open(thread), ".turn .answer").await?);
        }
    }
    let [short_time, long_time] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap_or_default()
    });
    let ratio = long_time / short_time;
    println!(
        "  first turn of a short thread after {short_time:.0} ms, of 2,000 turns after {long_time:.0} ms"
    );
    println!("  ratio {ratio:.2}, goal 1.5: {}", mark(ratio <= 1.5));
    let start = Instant::now();
    let frames = frames::while_drawn(browser, 2000).await?;
    println!("  all 2,000 turns drawn {:.0} ms later; {frames}", start.elapsed().as_secs_f64() * 1000.0);
    println!("  DOM nodes of 2,000 turns: {}", nodes(browser).await?);
    println!("  scrolling all of it, a screen a frame: {}", frames::while_scrolled(browser).await?);
    println!("  DOM nodes after that: {}", nodes(browser).await?);
    if asked.len() > REQUESTS {
        return Err(format!("{} requests before the first row; the budget is {REQUESTS}", asked.len()).into());
    }
    Ok(())
}

/// Opens `url`; returns the milliseconds from the navigation to the first frame that contains `shows`, by the page's
/// clock.
async fn go(browser: &Browser, url: &str, shows: &str) -> Outcome<f64> {
    let watch = format!(
        "window.__shown = 0; new MutationObserver((_, me) => {{ if (document.querySelector({shows:?})) {{ me.disconnect(); \
         requestAnimationFrame(() => {{ window.__shown = performance.now(); }}); }} }}).observe(document, \
         {{ childList: true, subtree: true }});"
    );
    let parameters = serde_json::json!({ "source": watch });
    let added = browser.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", parameters).await?;
    browser.driver.goto("about:blank").await?;
    browser.driver.goto(url).await?;
    let time = until(shows, async || {
        let shown: f64 = browser.driver.execute("return window.__shown || 0;", vec![]).await?.convert()?;
        Ok((shown > 0.0).then_some(shown))
    })
    .await?;
    browser.driver.cdp().send_raw("Page.removeScriptToEvaluateOnNewDocument", added).await?;
    Ok(time)
}

/// The URLs requested before the first row was shown: the page itself and its resource entries.
async fn asked_before_shown(browser: &Browser) -> Outcome<Vec<String>> {
    let script = "return [location.href, ...performance.getEntriesByType('resource') \
                  .filter(entry => entry.startTime < window.__shown).map(entry => entry.name)];";
    Ok(browser.driver.execute(script, vec![]).await?.convert()?)
}

async fn nodes(browser: &Browser) -> Outcome<u64> {
    let script = "return document.getElementsByTagName('*').length;";
    Ok(browser.driver.execute(script, vec![]).await?.convert()?)
}
