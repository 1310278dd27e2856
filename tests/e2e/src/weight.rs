//! Measures what a page keeps in memory, to find what was shown before and not released.

use std::fmt;

use serde_json::{Value, json};

use crate::Outcome;
use crate::browser::Browser;

/// Records the memory of every WebAssembly module that a page starts; modules that share one memory count once.
const REMEMBER: &str = r"
window.memories = new Set();
addEventListener('error', event => console.error(`where it broke: ${event.error?.stack}`));
for (const name of ['instantiate', 'instantiateStreaming']) {
  const start = WebAssembly[name];
  WebAssembly[name] = async (...given) => {
    const started = await start.apply(WebAssembly, given);
    const memory = (started.instance || started).exports?.memory;
    if (memory) window.memories.add(memory);
    return started;
  };
}
";

/// What the browser counts in a page after a garbage collection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// Nodes of all kinds, in the document or detached.
    pub nodes: u64,
    /// The number of event listeners.
    pub listeners: u64,
    /// The number of documents.
    pub documents: u64,
    /// Bytes used by JavaScript.
    pub heap: u64,
    /// Bytes of the memories of WebAssembly modules, which never shrink.
    pub wasm: u64,
}

impl Weight {
    /// Prepares the browser for [`Weight::of`]; call it before the page is opened.
    pub async fn prepare(browser: &Browser) -> Outcome {
        browser.ask_devtools("Performance.enable", json!({})).await?;
        browser
            .ask_devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": REMEMBER }))
            .await
            .map(drop)
    }

    /// Measures the page once nothing changes any more, idle tasks included.
    pub async fn of(browser: &Browser) -> Outcome<Self> {
        let mut last = Self::default();
        for _ in 0..40 {
            let idle = "const done = arguments[arguments.length - 1]; \
                        requestAnimationFrame(() => requestIdleCallback(() => done(), { timeout: 500 }));";
            browser.driver.execute_async(idle, vec![]).await?;
            let now = Self::now(browser).await?;
            let still = (now.nodes, now.listeners) == (last.nodes, last.listeners)
                && now.heap.abs_diff(last.heap) < 20_000;
            if still {
                return Ok(now);
            }
            last = now;
        }
        Ok(last)
    }

    async fn now(browser: &Browser) -> Outcome<Self> {
        browser.ask_devtools("HeapProfiler.collectGarbage", json!({})).await?;
        let answer = browser.ask_devtools("Performance.getMetrics", json!({})).await?;
        let metrics = answer.get("metrics").and_then(Value::as_array).cloned().unwrap_or_default();
        let metric = |name: &str| {
            let found = metrics.iter().find(|one| one.get("name").and_then(Value::as_str) == Some(name));
            let value = found.and_then(|one| one.get("value")?.as_f64());
            value.map(|value| value as u64).ok_or_else(|| format!("the browser does not count {name}"))
        };
        let wasm = "return [...window.memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);";
        Ok(Self {
            nodes: metric("Nodes")?,
            listeners: metric("JSEventListeners")?,
            documents: metric("Documents")?,
            heap: metric("JSHeapUsedSize")?,
            wasm: browser.driver.execute(wasm, vec![]).await?.convert()?,
        })
    }

    /// What there is more of than `before`, which was measured `steps` steps earlier, as text. Ignores the difference
    /// between two measurements of an unchanged page: a tooltip, a cached string, fragmentation of a module's memory.
    pub fn more_than(&self, before: &Self, steps: usize) -> Vec<String> {
        let mut more = Vec::new();
        let mut compare = |what: &str, now: u64, before: u64, slack: u64| {
            if now > before + slack {
                more.push(format!("{what}: {before}, then {now}"));
            }
        };
        compare("nodes", self.nodes, before.nodes, 60);
        compare("listeners", self.listeners, before.listeners, 20);
        compare("documents", self.documents, before.documents, 0);
        compare("JavaScript heap", self.heap, before.heap, before.heap / 10 + 500_000);
        compare("WebAssembly memory", self.wasm, before.wasm, (256 + 3 * steps as u64) * 1024);
        more
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:>7} nodes {:>6} listeners {:>3} documents {:>9} bytes of heap {:>9} bytes of WebAssembly",
            self.nodes, self.listeners, self.documents, self.heap, self.wasm
        )
    }
}
