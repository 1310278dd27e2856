//! Screenshots of the main screens, for people to look at: three widths, light and dark. Run by `cargo xtask shots`.

use std::path::PathBuf;

use e2e::browser::Browser;
use e2e::find::one;
use e2e::wait::until_true;
use e2e::{Outcome, paths};
use mock_opik::server::{Config, start};
use serde_json::Value;

const WIDTHS: [(u32, u32); 3] = [(1440, 900), (1024, 768), (360, 740)];

#[tokio::main]
async fn main() -> Outcome {
    let to = std::env::args().nth(1).filter(|to| !to.starts_with('-'));
    let to = PathBuf::from(to.ok_or("say where the pictures go: shots DIRECTORY")?);
    std::fs::create_dir_all(&to)?;
    // `COLLOQUY_SHOTS_DATA` names a database to show instead of the sample data.
    let data = std::env::var_os("COLLOQUY_SHOTS_DATA").map(PathBuf::from);
    let config = Config { app: Some(paths::app()), samples: data.is_none(), data, ..Config::default() };
    let server = start(config).await?;
    let browser = Browser::start().await?;
    let taken = take_all(&browser, &server.base_url(), &to).await;
    browser.quit().await?;
    server.stop().await;
    taken
}

async fn take_all(browser: &Browser, base: &str, to: &std::path::Path) -> Outcome {
    let api = format!("{base}api/v1/private");
    let projects: Value = reqwest::get(format!("{api}/projects?size=1")).await?.json().await?;
    let id = projects.pointer("/content/0/id").and_then(Value::as_str).ok_or("there is no project")?;
    let threads: Value =
        reqwest::get(format!("{api}/traces/threads?project_id={id}&size=5")).await?.json().await?;
    let client = reqwest::Client::new();
    client.post(format!("{api}/projects")).json(&serde_json::json!({ "name": "Empty" })).send().await?;
    let empty: Value = reqwest::get(format!("{api}/projects?name=Empty")).await?.json().await?;
    let empty = empty.pointer("/content/0/id").and_then(Value::as_str).ok_or("there is no empty project")?;
    let list = format!("default/projects/{id}/logs?logsType=threads");
    let mut screens = vec![
        ("projects".to_owned(), "default/projects".to_owned(), "main li"),
        ("threads".to_owned(), list.clone(), "tr[data-row-id] td"),
        ("traces".to_owned(), list.replace("threads", "traces"), "tr[data-row-id] td"),
        ("no-results".to_owned(), format!("{list}&threads_search=nowhere"), "main h2"),
        ("empty-project".to_owned(), format!("default/projects/{empty}/logs?logsType=threads"), "main h2"),
    ];
    for (number, thread) in
        threads.pointer("/content").and_then(Value::as_array).into_iter().flatten().enumerate()
    {
        let id = thread.get("id").and_then(Value::as_str).unwrap_or_default();
        let address = format!("{list}&thread={}", e2e::pages::conversation::encode(id));
        screens.push((format!("conversation-{}", number + 1), address, ".turn .answer"));
    }
    for (width, height) in WIDTHS {
        browser.resize(width, height).await?;
        for dark in [false, true] {
            browser.prefer_dark(dark).await?;
            for (name, address, ready) in &screens {
                browser.driver.goto(format!("{base}{address}")).await?;
                until_true(ready, async || Ok(!e2e::find::all(&browser.driver, ready).await?.is_empty()))
                    .await?;
                one(&browser.driver, "main").await?;
                let scheme = if dark { "dark" } else { "light" };
                browser.driver.screenshot(&to.join(format!("{name}-{width}-{scheme}.png"))).await?;
            }
        }
    }
    Ok(())
}
