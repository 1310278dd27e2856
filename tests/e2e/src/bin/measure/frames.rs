//! Counts the frames of a conversation while it is scrolled a screen a frame.

use std::time::Duration;

use e2e::Outcome;
use e2e::browser::Browser;

/// Longest frame, in milliseconds: three frames of the screen, which take 50 ms give or take 0.1.
const GOAL: f64 = 50.0;

/// The frames of a walk through a conversation.
pub struct Frames {
    /// The number of frames over 50 ms.
    pub long: u64,
    /// The longest, in milliseconds.
    pub longest: f64,
}

/// Counts frames; calls `step` before each until it returns true.
const COUNT: &str = r#"
    const done = arguments[arguments.length - 1];
    const count = (over, step) => {
      let last = 0, longest = 0, long = 0, frames = 0;
      const frame = now => {
        const took = Math.round(now - last);
        if (last) { longest = Math.max(longest, took); frames += 1; long += took > over ? 1 : 0; }
        last = now;
        if (step() || frames > 20000) done([frames, long, longest]); else requestAnimationFrame(frame);
      };
      requestAnimationFrame(() => requestAnimationFrame(frame));
    };
"#;

/// While scrolling from the first turn to the last, one screen per frame.
pub async fn while_scrolled(browser: &Browser) -> Outcome<Frames> {
    let before = r#"
        let pane = document.querySelector('[data-trace-message-id]');
        while (pane && !(pane.scrollHeight > pane.clientHeight + 10 && /auto|scroll/.test(getComputedStyle(pane).overflowY)))
          pane = pane.parentElement;
        pane = pane || document.scrollingElement;
        pane.scrollTop = 0;
        let still = 0;
    "#;
    let step = r#"() => {
        const before = pane.scrollTop;
        pane.scrollTop += pane.clientHeight;
        still = pane.scrollTop === before ? still + 1 : 0;
        return still > 5;
    }"#;
    count(browser, before, step).await
}

async fn count(browser: &Browser, before: &str, step: &str) -> Outcome<Frames> {
    browser.driver.set_script_timeout(Duration::from_secs(240)).await?;
    let script = format!("{COUNT}{before}count({GOAL}, {step});");
    let (_, long, longest): (u64, u64, f64) =
        browser.driver.execute_async(script, vec![]).await?.convert()?;
    Ok(Frames { long, longest })
}
