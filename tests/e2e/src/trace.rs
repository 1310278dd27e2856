//! Records what the page's main thread does, and finds in it the work that followed a click or a key: script, style and
//! layout, the longest task, and whether the handlers forced the browser to lay the page out.

use serde_json::{Value, json};

use crate::Outcome;
use crate::devtools::Devtools;

/// The categories of events that are recorded.
const CATEGORIES: [&str; 4] = [
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "disabled-by-default-devtools.timeline.stack",
    "blink.user_timing",
];
/// Style and layout of a document.
const STYLE: &str = "UpdateLayoutTree";
const LAYOUT: &str = "Layout";
/// Events around a piece of script, or what it waits for. They are nested; only the outermost counts.
const SCRIPT: [&str; 10] = [
    "FunctionCall",
    "EvaluateScript",
    "RunMicrotasks",
    "EventDispatch",
    "TimerFire",
    "FireAnimationFrame",
    "FireIdleCallback",
    "v8.run",
    "V8.GC_MC_BACKGROUND_MARKING",
    "v8.compile",
];
/// How many functions of a stack are named.
const DEPTH: usize = 6;
/// Events of one task of a thread, whatever the version calls it.
const TASK: [&str; 2] = ["RunTask", "ThreadControllerImpl::RunTask"];

/// A recording that runs.
pub struct Recording(Devtools);

impl Recording {
    /// Starts to record.
    pub async fn start(mut devtools: Devtools) -> Outcome<Self> {
        let config = json!({ "includedCategories": CATEGORIES, "recordMode": "recordAsMuchAsPossible" });
        let wishes = json!({ "transferMode": "ReportEvents", "traceConfig": config });
        devtools.ask("Tracing.start", wishes).await?;
        Ok(Self(devtools))
    }

    /// Ends it and returns its events.
    pub async fn end(mut self) -> Outcome<Trace> {
        self.0.ask("Tracing.end", json!({})).await?;
        let mut events = Vec::new();
        loop {
            let (name, mut params) =
                self.0.event(&["Tracing.dataCollected", "Tracing.tracingComplete"]).await?;
            if name == "Tracing.tracingComplete" {
                return Ok(Trace::of(&events));
            }
            if let Some(Value::Array(more)) = params.get_mut("value").map(Value::take) {
                events.extend(more);
            }
        }
    }
}

/// One event with a beginning and an end, or a moment.
#[derive(Clone, Debug)]
struct Event {
    name: String,
    /// The thread, as process and thread number.
    thread: (u64, u64),
    /// When it began, in microseconds.
    start: f64,
    /// How long it took, in microseconds.
    length: f64,
    /// How long the thread was running meanwhile, in microseconds: what other programs take is not in it.
    processor: f64,
    /// The type of the DOM event that was dispatched.
    kind: String,
    /// The functions that caused a style or layout, innermost first; empty if no script asked for it.
    stack: String,
}

impl Event {
    fn end(&self) -> f64 {
        self.start + self.length
    }

    fn is_within(&self, outer: &Self) -> bool {
        self.thread == outer.thread && self.start >= outer.start && self.end() <= outer.end()
    }
}

/// What was recorded, in the order of time.
#[derive(Clone, Debug)]
pub struct Trace(Vec<Event>);

/// What a page did after a click or a key. Times are processor time of the main thread, in milliseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// Script, without the style and layout that it forced.
    pub script: f64,
    /// Style and layout, forced or not.
    pub layout: f64,
    /// The longest task.
    pub longest: f64,
    /// Each style or layout that was forced in the tasks that handled the press and the click: what it was, how long it
    /// took, and which functions asked for it.
    pub forced: Vec<String>,
}

impl Trace {
    fn of(events: &[Value]) -> Self {
        let mut read: Vec<Event> = events.iter().filter_map(event).collect();
        read.sort_by(|a, b| a.start.total_cmp(&b.start).then(b.length.total_cmp(&a.length)));
        Self(read)
    }

    /// The work from the first event of the type `pressed` (such as `pointerdown`) to the mark `shown`, which the page
    /// sets with `performance.mark`. The tasks that handle one of the types in `handled` must force nothing.
    pub fn work(&self, pressed: &str, handled: &[&str], shown: &str) -> Outcome<Work> {
        let dispatched = |event: &&Event| event.name == "EventDispatch" && event.kind == pressed;
        let first = self.0.iter().find(dispatched).ok_or_else(|| format!("the trace has no {pressed}"))?;
        let mark = self.0.iter().find(|event| event.name == shown && event.start >= first.start);
        let end = mark.ok_or_else(|| format!("the trace has no mark {shown}"))?.start;
        let of_page: Vec<&Event> = self.0.iter().filter(|event| event.thread == first.thread).collect();
        let tasks = of_page.iter().filter(|event| TASK.contains(&event.name.as_str()));
        let tasks: Vec<&Event> =
            tasks.filter(|task| task.end() > first.start && task.start < end).copied().collect();
        let mut work = Work::default();
        for task in tasks {
            work.longest = work.longest.max(task.processor / 1000.0);
            let inside: Vec<&Event> = of_page.iter().filter(|event| event.is_within(task)).copied().collect();
            let script = outermost(&inside, |event| SCRIPT.contains(&event.name.as_str()));
            let layout = outermost(&inside, |event| [STYLE, LAYOUT].contains(&event.name.as_str()));
            let time = |events: &[&Event]| events.iter().map(|event| event.processor / 1000.0).sum::<f64>();
            let is_forced = |event: &&Event| script.iter().any(|outer| event.is_within(outer));
            let forced: Vec<&Event> = layout.iter().filter(|event| is_forced(event)).copied().collect();
            work.script += time(&script) - time(&forced);
            work.layout += time(&layout);
            let handler = inside
                .iter()
                .find(|event| event.name == "EventDispatch" && handled.contains(&event.kind.as_str()));
            if let Some(handler) = handler {
                let after = forced.iter().filter(|event| event.start >= handler.start);
                work.forced.extend(after.map(|event| {
                    format!("{} of {:.0} ms by {}", event.name, event.length / 1000.0, event.stack)
                }));
            }
        }
        Ok(work)
    }
}

/// The events of a kind that lie in no other of that kind. Expects them sorted by their beginning.
fn outermost<'a>(events: &[&'a Event], is_wanted: impl Fn(&Event) -> bool) -> Vec<&'a Event> {
    let mut found: Vec<&Event> = Vec::new();
    for event in events.iter().filter(|event| is_wanted(event)) {
        if !found.last().is_some_and(|outer| event.is_within(outer)) {
            found.push(event);
        }
    }
    found
}

/// Reads an event; `None` for kinds without a length that are not marks.
fn event(value: &Value) -> Option<Event> {
    let number = |name: &str| value.get(name).and_then(Value::as_f64);
    let whole = |name: &str| value.get(name).and_then(Value::as_u64);
    let name = value.get("name")?.as_str()?.to_owned();
    let phase = value.get("ph")?.as_str()?;
    if !["X", "I", "R", "i"].contains(&phase) {
        return None;
    }
    let length = number("dur").unwrap_or_default();
    Some(Event {
        name,
        thread: (whole("pid")?, whole("tid")?),
        start: number("ts")?,
        length,
        processor: number("tdur").unwrap_or(length),
        kind: value.pointer("/args/data/type").and_then(Value::as_str).unwrap_or_default().to_owned(),
        stack: stack(value),
    })
}

/// The names of the innermost functions of an event's stack, with their files.
fn stack(value: &Value) -> String {
    let paths = ["/args/beginData/stackTrace", "/args/data/stackTrace"];
    let frames = paths.iter().find_map(|path| value.pointer(path)?.as_array());
    let frames = frames.into_iter().flatten().take(DEPTH);
    let text =
        |frame: &Value, name: &str| frame.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let names = frames.map(|frame| {
        let (function, url) = (text(frame, "functionName"), text(frame, "url"));
        format!("{function} ({})", url.rsplit('/').next().unwrap_or_default())
    });
    names.collect::<Vec<_>>().join(" < ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, start: u64, length: u64) -> Value {
        json!({ "name": name, "ph": "X", "pid": 1, "tid": 1, "ts": start, "dur": length, "args": {} })
    }

    fn dispatch(kind: &str, start: u64, length: u64) -> Value {
        let mut event = part("EventDispatch", start, length);
        event["args"] = json!({ "data": { "type": kind } });
        event
    }

    fn shown(start: u64) -> Value {
        json!({ "name": "shown", "ph": "R", "pid": 1, "tid": 1, "ts": start, "args": {} })
    }

    fn work(events: &[Value]) -> Work {
        Trace::of(events).work("pointerdown", &["pointerdown", "click"], "shown").unwrap()
    }

    #[test]
    fn a_layout_within_the_handlers_task_is_forced_and_that_of_a_frame_is_not() {
        let events = [
            part("RunTask", 0, 10_000),
            dispatch("pointerdown", 100, 100),
            part("RunTask", 20_000, 50_000),
            dispatch("click", 21_000, 30_000),
            part("FunctionCall", 22_000, 28_000),
            part("UpdateLayoutTree", 30_000, 2_000),
            part("Layout", 32_000, 8_000),
            part("RunTask", 80_000, 12_000),
            part("UpdateLayoutTree", 81_000, 3_000),
            part("Layout", 84_000, 4_000),
            shown(90_000),
            part("RunTask", 100_000, 900_000),
        ];
        let found = work(&events);
        assert_eq!(found.forced.len(), 2, "{found:?}");
        assert!((found.script - 20.1).abs() < 0.01, "{found:?}");
        assert!((found.layout - 17.0).abs() < 0.01, "{found:?}");
        assert!((found.longest - 50.0).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn a_layout_that_microtasks_of_the_handler_force_counts() {
        let events = [
            part("RunTask", 0, 1_000),
            dispatch("pointerdown", 100, 100),
            part("RunTask", 20_000, 50_000),
            dispatch("click", 21_000, 1_000),
            part("RunMicrotasks", 23_000, 20_000),
            part("Layout", 32_000, 8_000),
            shown(90_000),
        ];
        assert_eq!(work(&events).forced.len(), 1);
    }

    #[test]
    fn layouts_that_scripts_of_other_tasks_force_and_those_before_the_handler_do_not_count() {
        let events = [
            part("RunTask", 0, 1_000),
            dispatch("pointerdown", 100, 100),
            part("RunTask", 20_000, 50_000),
            // The browser makes the page up to date to find what is under the pointer.
            part("Layout", 20_100, 500),
            dispatch("click", 21_000, 1_000),
            part("RunTask", 80_000, 12_000),
            part("TimerFire", 80_000, 11_000),
            part("Layout", 84_000, 4_000),
            shown(90_000),
        ];
        let found = work(&events);
        assert_eq!(found.forced, Vec::<String>::new());
        assert!((found.layout - 4.5).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn processor_time_counts_where_it_is_known_and_other_threads_do_not() {
        let mut task = part("RunTask", 0, 50_000);
        task["tdur"] = json!(7_000);
        let mut other = part("RunTask", 0, 90_000);
        other["tid"] = json!(2);
        let found = work(&[task, dispatch("pointerdown", 100, 100), other, shown(60_000)]);
        assert!((found.longest - 7.0).abs() < 0.01, "{found:?}");
        assert!(Trace::of(&[]).work("click", &[], "shown").is_err());
    }
}
