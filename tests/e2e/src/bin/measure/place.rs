//! Where measurements are made: the server with its data, the app beside plain pages, and browsers that open them.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use e2e::Outcome;
use e2e::browser::Browser;
use e2e::pages::conversation::encode;
use e2e::wait::{until, until_true};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Rows of the list on a page.
pub const ROWS: usize = 100;
/// The numbers of turns of the conversations that are opened.
pub const TURNS: [usize; 3] = [10, 100, 2000];

/// A conversation of the list's first page.
#[derive(Clone, Debug)]
pub struct Thread {
    /// Its id.
    pub id: String,
    /// The id of its last trace.
    pub last_trace: String,
}

/// The server and what is measured there.
pub struct Place {
    server: Child,
    /// The address, with a slash at the end.
    pub base: String,
    /// The id of the project.
    pub project: String,
    /// A conversation of each number of [`TURNS`].
    pub threads: Vec<Thread>,
    /// The served files: the app, and plain pages in `plain`.
    pub files: TempDir,
}

impl Place {
    /// Starts the server with a copy of the app, to which plain pages can be added.
    pub async fn open(program: &Path, data: &Path) -> Outcome<Self> {
        let files = TempDir::with_prefix("colloquy-measured-")?;
        for entry in std::fs::read_dir(e2e::paths::app())? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                std::fs::copy(entry.path(), files.path().join(entry.file_name()))?;
            }
        }
        let (server, base) = serve(program, data, files.path()).await?;
        let mut place = Self { server, base, project: String::new(), threads: Vec::new(), files };
        let projects = place.ask("projects?name=Scale&size=1").await?;
        place.project = text(&projects, "/content/0/id").ok_or("nothing was seeded")?;
        for turns in TURNS {
            let thread = place.thread_of(turns).await?;
            place.threads.push(thread);
        }
        Ok(place)
    }

    /// Ends the server.
    pub async fn close(mut self) -> Outcome {
        self.server.start_kill()?;
        self.server.wait().await?;
        Ok(())
    }

    /// The answer of the API to a path below `/api/v1/private/`.
    pub async fn ask(&self, path: &str) -> Outcome<Value> {
        Ok(reqwest::get(format!("{}api/v1/private/{path}", self.base)).await?.json().await?)
    }

    /// The first conversation with this number of turns on the list's first page.
    async fn thread_of(&self, turns: usize) -> Outcome<Thread> {
        let list = format!("traces/threads?project_id={}&size={ROWS}&truncate=true", self.project);
        let page = self.ask(&list).await?;
        let rows = page.get("content").and_then(Value::as_array).cloned().unwrap_or_default();
        let is_right =
            |row: &&Value| row.get("number_of_messages").and_then(Value::as_u64) == Some(2 * turns as u64);
        let row = rows.iter().find(is_right);
        let id = row
            .and_then(|row| text(row, "/id"))
            .ok_or_else(|| format!("no conversation on the first page has {turns} turns"))?;
        let of_thread =
            encode(&format!(r#"[{{"field":"thread_id","operator":"=","key":"","value":"{id}"}}]"#));
        let newest = format!("traces?project_id={}&size=1&truncate=true&filters={of_thread}", self.project);
        let last_trace = text(&self.ask(&newest).await?, "/content/0/id").ok_or("a thread has no trace")?;
        Ok(Thread { id, last_trace })
    }

    /// The address of the list.
    pub fn list(&self) -> String {
        format!("{}default/projects/{}/logs?logsType=threads&size={ROWS}", self.base, self.project)
    }

    /// The address of a conversation.
    pub fn conversation(&self, thread: &str) -> String {
        format!("{}&thread={}", self.list(), encode(thread))
    }

    /// The address of a plain page.
    pub fn plain(&self, name: &str) -> String {
        format!("{}plain/{name}.html", self.base)
    }

    /// Where the files of the plain pages are.
    pub fn plain_directory(&self) -> PathBuf {
        self.files.path().join("plain")
    }

    /// Starts a browser with a window of the usual size, which has a page of the server open: so a browser's first
    /// work is done before anything is measured.
    pub async fn browser(&self, profile: Option<&Path>) -> Outcome<Browser> {
        let browser = match profile {
            Some(profile) => Browser::start_in(profile).await?,
            None => Browser::start().await?,
        };
        browser.resize(1440, 900).await?;
        browser.driver.set_script_timeout(std::time::Duration::from_secs(120)).await?;
        browser.driver.goto(format!("{}favicon.svg", self.base)).await?;
        Ok(browser)
    }

    /// Measures in a browser of its own, which is closed whether or not it could be measured.
    pub async fn in_browser<T>(&self, measure: impl AsyncFn(&Browser) -> Outcome<T>) -> Outcome<T> {
        let browser = self.browser(None).await?;
        let measured = measure(&browser).await;
        browser.quit().await?;
        measured
    }

    /// Opens an address and waits until the page has the wanted elements and is quiet.
    pub async fn go(&self, browser: &Browser, url: &str, selector: &str, least: usize) -> Outcome {
        browser.driver.goto("about:blank").await?;
        browser.driver.goto(url).await?;
        has(browser, selector, least).await?;
        quiet(browser).await
    }
}

/// Waits until the page has this many elements.
pub async fn has(browser: &Browser, selector: &str, least: usize) -> Outcome {
    until_true(&format!("{least} of {selector}"), async || {
        let script = format!("return document.querySelectorAll({selector:?}).length >= {least};");
        Ok(browser.driver.execute(script, vec![]).await?.convert()?)
    })
    .await
}

/// Waits until nothing has been loaded and nothing has changed in the page for half a second.
pub async fn quiet(browser: &Browser) -> Outcome {
    let script = "const done = arguments[arguments.length - 1]; let last = performance.now(), count = 0; \
        const observer = new MutationObserver(() => { last = performance.now(); }); \
        observer.observe(document, { subtree: true, childList: true, characterData: true }); \
        const look = () => { \
          const loaded = performance.getEntriesByType('resource').length; \
          if (loaded !== count) { count = loaded; last = performance.now(); } \
          if (performance.now() - last < 500) return setTimeout(look, 50); \
          observer.disconnect(); done(true); }; \
        look();";
    browser.driver.execute_async(script, vec![]).await?;
    Ok(())
}

/// A number that a script returns.
pub async fn number(browser: &Browser, script: &str) -> Outcome<f64> {
    Ok(browser.driver.execute(script, vec![]).await?.convert()?)
}

/// Runs a script until it returns a number.
pub async fn number_when(browser: &Browser, what: &str, script: &str) -> Outcome<f64> {
    until(what, async || {
        let answer = browser.driver.execute(script, vec![]).await?;
        Ok(answer.json().as_f64())
    })
    .await
}

/// Sends a command to the page's DevTools.
pub async fn devtools(browser: &Browser, command: &str, parameters: Value) -> Outcome {
    browser.ask_devtools(command, parameters).await.map(drop)
}

/// Lets the network be slow: 1.6 Mbit a second, and 150 ms from a request to its answer.
pub async fn slow_network(browser: &Browser) -> Outcome {
    devtools(browser, "Network.enable", json!({})).await?;
    let conditions = json!({
        "offline": false, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750
    });
    devtools(browser, "Network.emulateNetworkConditions", conditions).await
}

/// The text at a JSON pointer.
pub fn text(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}

async fn serve(program: &Path, data: &Path, app: &Path) -> Outcome<(Child, String)> {
    let mut server = Command::new(program)
        .args(["--port", "0", "--data"])
        .arg(data)
        .arg("--app")
        .arg(app)
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
