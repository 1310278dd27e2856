//! Measures the frames of a conversation while its turns are rendered and while it is scrolled.

use std::fmt;
use std::time::Duration;

use e2e::Outcome;
use e2e::browser::Browser;

use super::times::mark;

/// Longest frame, in milliseconds: three frames of the screen, which take 50 ms give or take 0.1.
const GOAL: f64 = 50.0;

/// The number of frames, the number over [`GOAL`], and the longest in milliseconds.
pub struct Frames(u64, u64, f64);

impl fmt::Display for Frames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(frames, long, longest) = self;
        let met = mark(*long == 0);
        write!(f, "longest of {frames} frames {longest:.0} ms, {long} over {GOAL} ms, goal {GOAL}: {met}")
    }
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

/// Until this many answers are rendered.
pub async fn while_drawn(browser: &Browser, turns: usize) -> Outcome<Frames> {
    let step =
        format!("() => document.querySelectorAll('[data-trace-message-id] .answer').length >= {turns}");
    count(browser, "", &step).await
}

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
    let (frames, long, longest) = browser.driver.execute_async(script, vec![]).await?.convert()?;
    Ok(Frames(frames, long, longest))
}
