//! The time from a key or click to the moment when the page shows what it has to. A script in every page notes both by
//! the page's clock, so that the time of the driver is not in it, whether the app shows it or a plain page that a link
//! leads to.

use e2e::Outcome;
use e2e::browser::Browser;
use serde_json::{Value, json};

use super::place::{devtools, number, number_when};

/// The mark that the page sets when it has shown what was waited for.
pub const SHOWN: &str = "measured:shown";

/// Which of several keys or clicks the time counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// The first.
    First,
    /// The last.
    Last,
}

/// When the condition is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// When elements come or change.
    AtChanges,
    /// Before each frame; for what depends on the position of something.
    AtFrames,
}

/// A condition that every page looks at until it holds.
pub struct Watch<'a> {
    browser: &'a Browser,
    script: Value,
}

const SCRIPT: &str = r"
(() => {
  window.measured?.stop();
  const stopped = new AbortController();
  const keep = event => {
    if (!event.isTrusted || (FIRST && sessionStorage.measured)) return;
    sessionStorage.measured = performance.timeOrigin + event.timeStamp;
  };
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, keep, { capture: true, signal: stopped.signal });
  const holds = () => { try { return CONDITION; } catch { return false; } };
  const now = () => performance.timeOrigin + performance.now();
  const state = window.measured = { found: 0, shown: 0, stop: () => { stopped.abort(); observer.disconnect(); state.over = true; } };
  const found = () => {
    observer.disconnect();
    state.over = true;
    state.found = now();
    // The task after the frame in which it is painted.
    const after = () => setTimeout(() => { state.shown = now(); performance.mark('measured:shown'); });
    if (FRAMES) after(); else requestAnimationFrame(after);
  };
  const observer = new MutationObserver(() => { if (!state.over && holds()) found(); });
  if (FRAMES) {
    const frame = () => { if (state.over) return; if (holds()) found(); else requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
  } else {
    observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-pressed', 'aria-busy'] });
  }
})();
";

impl<'a> Watch<'a> {
    /// Begins to watch for a condition, a JavaScript expression, in this page and those that follow.
    pub async fn begin(browser: &'a Browser, condition: &str, from: From, look: Look) -> Outcome<Self> {
        let source = SCRIPT
            .replace("CONDITION", condition)
            .replace("FIRST", if from == From::First { "true" } else { "false" })
            .replace("FRAMES", if look == Look::AtFrames { "true" } else { "false" });
        let parameters = json!({ "source": source });
        let script = browser.ask_devtools("Page.addScriptToEvaluateOnNewDocument", parameters).await?;
        // Pages without storage, such as about:blank, have nothing to forget.
        let now = format!("try {{ delete sessionStorage.measured; }} catch {{}} {source}");
        browser.driver.execute(now, vec![]).await?;
        Ok(Self { browser, script })
    }

    /// Waits until it is shown; returns the milliseconds since the key or click.
    pub async fn since_press(self) -> Outcome<f64> {
        self.wait("window.measured.shown - Number(sessionStorage.measured)").await
    }

    /// Waits until it is shown; returns the milliseconds since the page was asked for.
    pub async fn since_start(self) -> Outcome<f64> {
        self.wait("window.measured.shown - performance.timeOrigin").await
    }

    /// Whether it is shown.
    pub async fn is_shown(&self) -> Outcome<bool> {
        let script = "return Number(window.measured?.shown > 0);";
        Ok(number(self.browser, script).await? > 0.0)
    }

    async fn wait(self, time: &str) -> Outcome<f64> {
        let script = format!("return window.measured?.shown ? {time} : null;");
        let time = number_when(self.browser, "what is measured to be shown", &script).await;
        devtools(self.browser, "Page.removeScriptToEvaluateOnNewDocument", self.script).await?;
        time
    }
}

/// A point of an element that is brought into view first; a JavaScript expression finds it.
pub async fn point_of(browser: &Browser, element: &str) -> Outcome<(f64, f64)> {
    let script = format!(
        "const done = arguments[arguments.length - 1]; const element = {element}; \
         const box = element.getBoundingClientRect(); \
         if (box.top < 0 || box.bottom > innerHeight) element.scrollIntoView({{ block: 'center' }}); \
         requestAnimationFrame(() => requestAnimationFrame(() => {{ \
           const box = element.getClientRects()[0]; \
           done([box.x + Math.min(box.width / 2, 40), box.y + box.height / 2]); }}));"
    );
    Ok(browser.driver.execute_async(script, vec![]).await?.convert()?)
}

/// Moves the pointer there and presses and releases its button at once.
pub async fn click(browser: &Browser, (x, y): (f64, f64)) -> Outcome {
    let mouse = async |kind: &str, button: &str, count: u8| {
        let event = json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": count });
        devtools(browser, "Input.dispatchMouseEvent", event).await
    };
    mouse("mouseMoved", "none", 0).await?;
    mouse("mousePressed", "left", 1).await?;
    mouse("mouseReleased", "left", 1).await
}

/// Presses and releases a key: its name, the name of its place, its number, and what it writes.
pub async fn press(browser: &Browser, key: &str, code: &str, number: u32, text: &str) -> Outcome {
    let shift = if text.chars().any(char::is_uppercase) { 8 } else { 0 };
    for kind in [if text.is_empty() { "rawKeyDown" } else { "keyDown" }, "keyUp"] {
        let mut event = json!({
            "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": shift
        });
        if let Some(event) = event.as_object_mut().filter(|_| kind == "keyDown") {
            event.insert("text".to_owned(), json!(text));
        }
        devtools(browser, "Input.dispatchKeyEvent", event).await?;
    }
    Ok(())
}
