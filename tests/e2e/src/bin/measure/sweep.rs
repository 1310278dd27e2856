//! A conversation of 2,000 turns swept from its top to its end in five seconds, as by a drag of the scroll bar: which
//! frames are dropped, and on how many screens there is nothing to read.
//!
//! A script cannot see what was on the screen: asking for it makes the browser lay out what it had skipped. So the
//! screens are the pictures of `Page.startScreencast`, which come from the compositor. Making them takes time of its
//! own, and frames are counted in sweeps without them.

use e2e::Outcome;
use e2e::browser::Browser;
use serde_json::{Value, json};

use super::frames;
use super::place::{Place, ROWS, has, quiet};
use super::plain::drawn;
use super::table::{Measure, Unit};
use super::watch::{From, Look, Watch, click, point_of};

/// The turns of the conversation.
const TURNS: usize = 2000;
/// How long a sweep takes, in milliseconds.
const SWEEP: u32 = 5000;
/// Share of dark pixels below which a screen has nothing to read: less than a line of text has.
const NOTHING: f64 = 0.0003;
/// Pictures that are looked at in one call.
const LOT: usize = 10;

/// Sweeps the part that scrolls; returns the number of frames, of frames dropped between them, and the longest.
const SCRIPT: &str = r"
const [length, done] = arguments;
let pane = document.querySelector('.turn');
while (pane && !(pane.scrollHeight > pane.clientHeight + 10 && /auto|scroll/.test(getComputedStyle(pane).overflowY)))
  pane = pane.parentElement;
pane = pane || document.scrollingElement;
pane.scrollTop = 0;
let first = 0, last = 0, frames = 0, dropped = 0, longest = 0;
const frame = now => {
  const end = pane.scrollHeight - pane.clientHeight;
  if (last) {
    frames += 1;
    dropped += Math.max(0, Math.round((now - last) / (1000 / 60)) - 1);
    longest = Math.max(longest, now - last);
  }
  first = first || now;
  last = now;
  pane.scrollTop = end * Math.min(1, (now - first) / length);
  if (now - first > length + 100) done([frames, dropped, longest]); else requestAnimationFrame(frame);
};
setTimeout(() => requestAnimationFrame(frame), 300);
";

/// The part of the screen in which turns are shown: left, top, right, bottom.
const AREA: &str = r"
const box = document.querySelector('.turns').getBoundingClientRect();
const header = document.querySelector('.conversation-header')?.getBoundingClientRect();
return [box.left, Math.max(0, header?.bottom || 0), box.right, innerHeight];
";

/// The share of dark pixels in that part of each picture.
const INK: &str = r"
const [pictures, [left, top, right, bottom], width, done] = arguments;
const ink = async picture => {
  const bytes = Uint8Array.from(atob(picture), letter => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
  const scale = image.width / width;
  const canvas = new OffscreenCanvas((right - left) * scale, (bottom - top) * scale);
  const context = canvas.getContext('2d');
  context.drawImage(image, -left * scale, -top * scale);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let dark = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] + data[at + 1] + data[at + 2] < 3 * 128) dark += 1;
  return dark / (data.length / 4);
};
Promise.all(pictures.map(ink)).then(done);
";

/// Measures the sweeps, and a press of a thumb.
pub async fn measure(place: &Place, runs: usize) -> Outcome<Vec<Measure>> {
    place.in_browser(async |browser| all(place, browser, runs).await).await
}

async fn all(place: &Place, browser: &Browser, runs: usize) -> Outcome<Vec<Measure>> {
    let long = place.threads.last().ok_or("there is no long conversation")?;
    let ours = Sweeps::of(place, browser, &place.conversation(&long.id), runs).await?;
    let plain = Sweeps::of(place, browser, &place.plain("2000"), runs).await?;
    let (thumb, check) = presses(place, browser, &long.id, runs).await?;
    place.go(browser, &place.conversation(&long.id), ".turn", TURNS).await?;
    drawn(browser, TURNS).await?;
    let paged = frames::while_scrolled(browser).await?;
    Ok(vec![
        Measure::new("thumb, click to pressed, 2,000 turns", Unit::Ms, &thumb, &check),
        Measure::new("2,000 turns swept in 5 s: frames dropped", Unit::Count, &ours.dropped, &plain.dropped),
        Measure::new("  longest frame of the sweep", Unit::Ms, &ours.longest, &plain.longest),
        Measure::new("  screens with nothing to read", Unit::Percent, &[ours.blank], &[plain.blank]),
        Measure::new("  screens looked at", Unit::Count, &[ours.screens], &[plain.screens]),
        Measure::new("a screen a frame: longest frame", Unit::Ms, &[paged.longest], &[]),
        Measure::new("a screen a frame: frames over 50 ms", Unit::Count, &[paged.long as f64], &[]),
    ])
}

/// What several sweeps of a page found.
#[derive(Debug, Default)]
struct Sweeps {
    dropped: Vec<f64>,
    longest: Vec<f64>,
    /// Percent of the screens that have nothing to read.
    blank: f64,
    screens: f64,
}

impl Sweeps {
    async fn of(place: &Place, browser: &Browser, url: &str, runs: usize) -> Outcome<Self> {
        let mut sweeps = Self::default();
        for _ in 0..runs {
            open(place, browser, url).await?;
            let [_, dropped, longest] = sweep(browser).await?;
            sweeps.dropped.push(dropped);
            sweeps.longest.push(longest);
        }
        open(place, browser, url).await?;
        let pictures = pictures(browser).await?;
        let area: [f64; 4] = browser.driver.execute(AREA, vec![]).await?.convert()?;
        browser.driver.goto("about:blank").await?;
        let mut ink: Vec<f64> = Vec::new();
        for lot in pictures.chunks(LOT) {
            let arguments = vec![json!(lot), json!(area), json!(1440)];
            let found: Vec<f64> = browser.driver.execute_async(INK, arguments).await?.convert()?;
            ink.extend(found);
        }
        if ink.is_empty() {
            return Err("the browser made no picture of the sweep".into());
        }
        let blank = ink.iter().filter(|share| **share < NOTHING).count();
        sweeps.screens = ink.len() as f64;
        sweeps.blank = 100.0 * blank as f64 / sweeps.screens;
        Ok(sweeps)
    }
}

/// Opens a page whose turns have not been scrolled through, and waits until all of them are there.
async fn open(place: &Place, browser: &Browser, url: &str) -> Outcome {
    place.go(browser, url, ".turn", TURNS).await?;
    drawn(browser, TURNS).await?;
    quiet(browser).await
}

async fn sweep(browser: &Browser) -> Outcome<[f64; 3]> {
    Ok(browser.driver.execute_async(SCRIPT, vec![json!(SWEEP)]).await?.convert()?)
}

/// Pictures of the screen during a sweep, as JPEG in Base64.
async fn pictures(browser: &Browser) -> Outcome<Vec<String>> {
    let mut devtools = browser.devtools_socket().await?;
    devtools.attach().await?;
    devtools.ask("Page.startScreencast", json!({ "format": "jpeg", "quality": 50 })).await?;
    let mut pictures = Vec::new();
    let sweep = sweep(browser);
    tokio::pin!(sweep);
    loop {
        tokio::select! {
            // The connection is given up then: a picture may be half received.
            swept = &mut sweep => return swept.map(|_| pictures),
            event = devtools.event(&["Page.screencastFrame"]) => {
                let (_, mut frame) = event?;
                let session = frame.get("sessionId").cloned().unwrap_or_default();
                devtools.ask("Page.screencastFrameAck", json!({ "sessionId": session })).await?;
                if let Some(Value::String(picture)) = frame.get_mut("data").map(Value::take) {
                    pictures.push(picture);
                }
            }
        }
    }
}

/// The times from a press to a thumb that is pressed, and to a check box of the plain page.
async fn presses(
    place: &Place,
    browser: &Browser,
    thread: &str,
    runs: usize,
) -> Outcome<(Vec<f64>, Vec<f64>)> {
    browser.driver.goto(format!("{}favicon.svg", place.base)).await?;
    let name = "localStorage.setItem('colloquy:preferences:1', JSON.stringify({ reviewer: 'Anna' }));";
    browser.driver.execute(name, vec![]).await?;
    let thumb = "document.querySelector('.turn .thumb.up')";
    place.go(browser, &place.list(), "tr[data-row-id]", ROWS).await?;
    open(place, browser, &place.conversation(thread)).await?;
    has(browser, ".turn .thumb.up", 1).await?;
    let mut ours = Vec::new();
    // An even number of times, so that the thumb is as it was.
    for run in 0..2 * runs {
        let script = format!("return {thumb}.getAttribute('aria-pressed');");
        let before: String = browser.driver.execute(script, vec![]).await?.convert()?;
        let point = point_of(browser, thumb).await?;
        let shown = format!("{thumb}.getAttribute('aria-pressed') !== {before:?}");
        let watch = Watch::begin(browser, &shown, From::First, Look::AtChanges).await?;
        click(browser, point).await?;
        let time = watch.since_press().await?;
        if run % 2 == 0 {
            ours.push(time);
        }
        quiet(browser).await?;
    }
    open(place, browser, &place.plain("2000")).await?;
    let check = "document.querySelector('.check')";
    let mut plain = Vec::new();
    for run in 0..runs {
        let point = point_of(browser, check).await?;
        let shown = format!("{check}.checked === {}", run % 2 == 0);
        let watch = Watch::begin(browser, &shown, From::First, Look::AtFrames).await?;
        click(browser, point).await?;
        plain.push(watch.since_press().await?);
    }
    Ok((ours, plain))
}
