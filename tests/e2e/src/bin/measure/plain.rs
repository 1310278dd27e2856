//! The plain pages that the app is compared with: the same rows and the same turns as static HTML with a small style
//! sheet and no script. They are what a browser needs at least to show this content. They are taken from the app's own
//! page, so that every word and every list and table of an answer is the same.

use std::fmt::Write;
use std::path::Path;

use e2e::Outcome;
use e2e::browser::Browser;
use e2e::wait::until_true;

use super::place::{Place, ROWS, TURNS, has, number, quiet};

const STYLE: &str = "\
body { font: 14px/1.5 system-ui, sans-serif; margin: 0; color: #1c1c1e; background: #fff }
table { border-collapse: collapse; width: 100% }
td { max-width: 300px; padding: 6px 8px; overflow: hidden; border-bottom: 1px solid #ddd; white-space: nowrap; text-overflow: ellipsis }
.turns { max-width: 760px; margin: 0 auto }
.user { margin: 16px 0 8px 80px; padding: 8px 12px; border-radius: 8px; background: #f0f0f5 }
.who { color: #666 }
pre { padding: 8px; overflow-x: auto; background: #f6f6f8 }
";

/// The cells of each row as text, and the number of the conversation's page if it has one.
const LIST: &str = r"
const pages = JSON.parse(arguments[0]);
const plain = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
return [...document.querySelectorAll('tr[data-row-id]')].map(row => {
  const cells = [...row.cells].map(cell => {
    const link = cell.querySelector('a.row-link');
    const text = plain(cell.textContent);
    const page = pages[row.dataset.rowId] || 'none';
    return `<td>${link ? `<a class=row-link href=${page}.html>${text}</a>` : text}</td>`;
  });
  return `<tr data-row-id='${row.dataset.rowId}'>${cells.join('')}</tr>`;
}).join('\n');
";

/// Each turn: what was asked, who answered when, and the answer.
const CONVERSATION: &str = r"
return [...document.querySelectorAll('.turn')].map((turn, index) => {
  const html = selector => [...turn.querySelectorAll(selector)].map(one => one.innerHTML.replace(/<!--.*?-->/g, '')).join('');
  const box = index ? '' : '<label><input type=checkbox class=check> good</label>';
  return `<article class=turn data-trace-message-id='${turn.dataset.traceMessageId}'><div class=user>${html('.asked .prose')}</div>`
    + `<div class=answer><p class=who>${turn.querySelector('.who')?.textContent || ''}</p><div class=prose>${html('.answer .prose')}</div>${box}</div></article>`;
}).join('\n');
";

/// Writes all plain pages.
pub async fn write(place: &Place) -> Outcome {
    let directory = place.plain_directory();
    std::fs::create_dir_all(&directory)?;
    let browser = place.browser(None).await?;
    let written = pages(place, &browser, &directory).await;
    browser.quit().await?;
    written
}

async fn pages(place: &Place, browser: &Browser, directory: &Path) -> Outcome {
    let mut links = serde_json::Map::new();
    for (thread, turns) in place.threads.iter().zip(TURNS) {
        links.insert(thread.id.clone(), turns.to_string().into());
    }
    let links = serde_json::Value::Object(links).to_string();
    for (name, next, more) in [("list", "next", ""), ("next", "list", "&page=2")] {
        place.go(browser, &format!("{}{more}", place.list()), "tr[data-row-id]", ROWS).await?;
        let rows: String = browser.driver.execute(LIST, vec![links.clone().into()]).await?.convert()?;
        let body = format!("<p><a class=next href={next}.html>next page</a></p><table>{rows}</table>");
        page(browser, directory, name, &body).await?;
    }
    for (thread, turns) in place.threads.iter().zip(TURNS) {
        browser.driver.goto("about:blank").await?;
        browser.driver.goto(place.conversation(&thread.id)).await?;
        has(browser, ".turn", turns).await?;
        // Turns that have not been in sight have their words only, unless the page is printed.
        browser.driver.execute("dispatchEvent(new Event('beforeprint'));", vec![]).await?;
        grown(browser, "document.querySelectorAll('.turn .answer').length", turns).await?;
        quiet(browser).await?;
        let turns_html: String = browser.driver.execute(CONVERSATION, vec![]).await?.convert()?;
        let body = format!("<div class=turns>{turns_html}</div>");
        page(browser, directory, &turns.to_string(), &body).await?;
    }
    page(browser, directory, "none", "<p>Not measured.</p>").await?;
    write_packed(browser, directory, "plain.css", STYLE).await
}

/// Waits until all turns have their words, for as long as more of them get some.
pub async fn drawn(browser: &Browser, turns: usize) -> Outcome {
    let worded = "[...document.querySelectorAll('.turn')].filter(turn => turn.textContent.trim()).length";
    grown(browser, worded, turns).await
}

/// Waits until a number has become this large, for as long as it grows.
async fn grown(browser: &Browser, count: &str, all: usize) -> Outcome {
    let script = format!("return {count};");
    let mut before = -1.0;
    loop {
        let now = number(browser, &script).await?;
        if now >= all as f64 {
            return Ok(());
        }
        if now <= before {
            return Err(format!("only {now} of {all}: {count}").into());
        }
        before = now;
        let more = format!("return {count} > {now};");
        until_true("more turns", async || Ok(browser.driver.execute(&more, vec![]).await?.convert()?))
            .await?;
    }
}

async fn page(browser: &Browser, directory: &Path, name: &str, body: &str) -> Outcome {
    let mut html = String::from("<!doctype html><html lang=en><meta charset=utf-8>");
    write!(
        html,
        "<title>{name}</title><link rel=stylesheet href=plain.css><link rel=icon href=../favicon.svg>"
    )?;
    write!(html, "<body data-page={name}>{body}</body></html>")?;
    write_packed(browser, directory, &format!("{name}.html"), &html).await
}

/// Writes a file with its gzip beside it, which the server prefers, as it does for those of the app.
async fn write_packed(browser: &Browser, directory: &Path, name: &str, content: &str) -> Outcome {
    let pack = "const [text, done] = arguments; \
        new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer() \
        .then(packed => done([...new Uint8Array(packed)]));";
    let packed: Vec<u8> = browser.driver.execute_async(pack, vec![content.into()]).await?.convert()?;
    std::fs::write(directory.join(name), content)?;
    std::fs::write(directory.join(format!("{name}.gz")), packed)?;
    Ok(())
}
