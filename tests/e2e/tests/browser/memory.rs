//! What was shown before leaves nothing in memory.
//!
//! Element handles of a driver keep removed elements alive, so the page is driven only by scripts that return plain
//! values.

use e2e::fixtures::{TestThread, post, project};
use e2e::pages::reviewer::be;
use e2e::stage::Stage;
use e2e::weight::Weight;
use e2e::{Outcome, stage};
use serde_json::{Value, json};

/// The numbers of conversations, traces and changes of project. `STAYS_LIGHT=300,50,50` sets higher ones.
fn counts() -> [usize; 3] {
    let named = std::env::var("STAYS_LIGHT").unwrap_or_default();
    let mut named = named.split(',').map(|count| count.trim().parse().ok());
    [60, 15, 15].map(|usual| named.next().flatten().unwrap_or(usual))
}

/// Presses `J` this many times, each time once the conversation or trace before is fully shown. Returns the one that is
/// open then.
const STEPS: &str = r"
const [steps, field, done] = arguments;
const open = () => new URLSearchParams(location.search).get(field);
const shown = () => field === 'thread'
  ? document.querySelector('[data-testid=thread] .answer .turn-actions') && document.querySelector('.thread-id code')?.textContent
  : document.querySelector('[data-testid=traces] .step-name') && document.querySelector('[role=treeitem][aria-level=\'1\']')?.dataset.testid;
let left = steps;
const step = () => {
  if (left === 0) return done(open());
  // The list may still be loading.
  if (!document.querySelector('button[aria-label^=Next]:not([disabled])') || !shown()) return setTimeout(step, 8);
  left -= 1;
  const [before, seen, start] = [open(), shown(), performance.now()];
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'J', code: 'KeyJ', shiftKey: true, bubbles: true, cancelable: true }));
  const look = () => {
    if (open() !== before && shown() && shown() !== seen) return setTimeout(step, 0);
    if (performance.now() - start > 15000) return done(`stuck at ${before}: ${open()}, ${shown()}`);
    setTimeout(look, 8);
  };
  look();
};
step();
";

/// Switches between two projects this many times with the menu beside the project's name. Returns whether all went
/// well.
const SWITCHES: &str = r"
const [switches, names, rows, done] = arguments;
let left = switches;
const until = (what, ask, then) => {
  const start = performance.now();
  const look = () => {
    const found = ask();
    if (found) return then(found);
    if (performance.now() - start > 15000) return done(`waited in vain for ${what}`);
    setTimeout(look, 8);
  };
  look();
};
const step = () => {
  if (left === 0) return done('done');
  const to = left-- % 2;
  until('the menu', () => document.querySelector('.crumb-project button[aria-haspopup]'), button => {
    button.click();
    until(names[to], () => [...document.querySelectorAll('.crumb-project a[data-close]')].find(one => one.textContent.trim() === names[to]), link => {
      link.click();
      until('rows', () => document.querySelector(`tr[data-row-id^='${rows[to]}']`), () => setTimeout(step, 0));
    });
  });
};
step();
";

/// Measures the page after `few` steps and after all; the second measurement must not be larger.
async fn compare(
    stage: &Stage,
    what: &str,
    [few, many]: [usize; 2],
    step: impl AsyncFn(usize) -> Outcome,
) -> Outcome {
    step(few).await?;
    let first = Weight::of(&stage.browser).await?;
    println!("{what} {few:>4}: {first}");
    let mut last = first;
    let mut walked = few;
    while walked < many {
        let next = if walked < 100 { 100.min(many) } else { many };
        step(next - walked).await?;
        walked = next;
        last = Weight::of(&stage.browser).await?;
        println!("{what} {walked:>4}: {last}");
    }
    stage.is_clean().await.map_err(|error| format!("{what}: {error}"))?;
    let more = last.more_than(&first, many - few);
    if more.is_empty() {
        return Ok(());
    }
    Err(format!("after {many} {what} there is more than after {few}: {}", more.join("; ")).into())
}

async fn run(stage: &Stage, script: &str, arguments: Vec<Value>) -> Outcome<String> {
    Ok(stage.driver().execute_async(script, arguments).await?.convert()?)
}

/// Logs conversations of two turns with similar content; the newest is called `{prefix}-001`.
async fn conversations(stage: &Stage, name: &str, prefix: &str, count: usize) -> Outcome {
    // The list is sorted by last activity: what is logged last is first.
    for n in (1..=count).rev() {
        let talk =
            TestThread::new(&format!("{prefix}-{n:03}")).in_project(name).minutes_ago(60 + 2 * n as i64);
        let answer = "A **list**:\n\n1. `one`\n2. two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        let talk = talk.turn("What is there?", answer).with("name", json!(format!("first {n:03}")));
        talk.turn("And then?", "Nothing.").with("name", json!(format!("second {n:03}"))).log(stage).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conversations_traces_and_projects_leave_nothing_behind() {
    stage::run(async |stage| {
        let [talks, traces, changes] = counts();
        // Full pages, so that the list is equally long on each of them.
        conversations(stage, "Support", "t", (talks + 2).div_ceil(100) * 100).await?;
        conversations(stage, "Sales", "s", 100).await?;
        let names = json!({ "name": "Kind", "type": "boolean", "details": { "true_label": "Yes", "false_label": "No" } });
        post(stage, "feedback-definitions", &names).await?;
        Weight::prepare(&stage.browser).await?;
        stage.driver().set_script_timeout(std::time::Duration::from_secs(200)).await?;
        be(stage, "Anna").await?;
        stage.out_of_sight().await?;
        let id = project(stage, "Support").await?;
        let list = format!("default/projects/{id}/logs");

        stage.open(&format!("{list}?logsType=threads&size=100&thread=t-001")).await?;
        let walk = async |field: &str, steps: usize| -> Outcome {
            let at = run(stage, STEPS, vec![json!(steps), json!(field)]).await?;
            if at.starts_with("stuck") { Err(at.into()) } else { Ok(()) }
        };
        walk("thread", 1).await?;
        // The browser draws the rows of the list when they are first in view, and counts what the style sheet adds.
        let each = "document.querySelectorAll('tr[data-row-id] a').forEach(link => { link.scrollIntoView(); link.getClientRects(); });";
        stage.driver().execute(each, vec![]).await?;
        compare(stage, "conversations", [15, talks], async |steps| walk("thread", steps).await).await?;

        let newest = stage.driver().execute(
            "return fetch(arguments[0]).then(answer => answer.json()).then(page => page.content[0].id);",
            vec![json!(format!("{}api/v1/private/traces?project_id={id}&size=1", stage.base))],
        );
        let newest: String = newest.await?.convert()?;
        stage.open(&format!("{list}?logsType=traces&size=100&trace={newest}")).await?;
        walk("trace", 1).await?;
        compare(stage, "traces", [3, traces], async |steps| walk("trace", steps).await).await?;

        stage.open(&format!("{list}?logsType=threads&size=100")).await?;
        let rows = json!(["t-", "s-"]);
        let switch = async |switches: usize| -> Outcome {
            // Even numbers, so that both measurements are of the same project.
            let arguments = vec![json!(switches.next_multiple_of(2)), json!(["Support", "Sales"]), rows.clone()];
            let said = run(stage, SWITCHES, arguments).await?;
            if said == "done" { Ok(()) } else { Err(said.into()) }
        };
        compare(stage, "changes of project", [4, changes + 1], switch).await
    })
    .await;
}
