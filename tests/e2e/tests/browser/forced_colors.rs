//! Where the system's theme forces its own colours, what is chosen, open, pressed or active can still be told.

use e2e::Outcome;
use e2e::find::{by_role, click, one};
use e2e::fixtures::{TestThread, define};
use e2e::pages::reviewer::be;
use e2e::pages::trace::{TraceView, agent};
use e2e::pages::{Reviewer, ThreadsPage};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use serde_json::json;

/// What forced colours leave of an element's looks: its colours and frame, and those of its pseudo-elements.
const LOOK: &str = "
const look = (element, pseudo) => {
  const style = getComputedStyle(element, pseudo);
  const frame = side => `${style[side + 'Style'] === 'none' || style[side + 'Width'] === '0px' ? 'none' : style[side + 'Width'] + style[side + 'Color']}`;
  return [style.backgroundColor, style.color, frame('outline'), frame('borderTop'), pseudo ? style.width : ''].join(' ');
};
return [look(arguments[0]), look(arguments[0], '::before')].join(' | ');";

async fn look(stage: &Stage, selector: &str) -> Outcome<String> {
    let element = one(stage.driver(), selector).await?;
    Ok(element.run(LOOK, vec![]).await?.as_str().unwrap_or_default().to_owned())
}

/// Waits until two elements of the same kind can be told apart.
async fn differ(stage: &Stage, marked: &str, other: &str) -> Outcome {
    until_true(&format!("{marked} looks unlike {other}"), async || {
        let (marked, other) = (look(stage, marked).await?, look(stage, other).await?);
        if marked == other { Err(format!("both look like {marked}").into()) } else { Ok(true) }
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_open_row_the_chosen_tab_a_pressed_thumb_the_status_and_the_focus_are_seen() {
    stage::run(async |stage| {
        stage.browser.force_colors().await?;
        TestThread::new("older").minutes_ago(300).turns(1).log(stage).await?.close(stage).await?;
        let agent = agent(stage, "agent").await?;
        let talk = TestThread::new("seen").turns(2).log(stage).await?;
        talk.close(stage).await?;
        define(stage, &[("Solved", "boolean", json!({ "true_label": "Yes", "false_label": "No" }))]).await?;
        be(stage, "Anna").await?;
        let list = ThreadsPage::open(stage, "").await?;
        until_is("rows", 3, async || Ok(list.rows().await?.len())).await?;
        differ(stage, ".bar-wide [role=radio][aria-checked=true]", ".bar-wide [role=radio]:nth-child(2)")
            .await?;
        differ(stage, "tr[data-row-id=agent] .dot", "tr[data-row-id=older] .dot").await?;
        list.open_row("seen").await?;
        let review = Reviewer::shown(stage);
        review.wait_for_turns(2).await?;
        differ(stage, "tr[data-row-id=seen]", "tr[data-row-id=older]").await?;
        let (first, second) = (talk.trace(1)?, talk.trace(2)?);
        let of = |trace: &str, part: &str| format!("[data-trace-message-id=\"{trace}\"] {part}");
        review.press_thumb(first, true).await?;
        review.wait_for_thumb(first, Some(true)).await?;
        differ(stage, &of(first, ".thumb.up"), &of(second, ".thumb.up")).await?;
        review.choose("Solved", "Yes").await?;
        let solved = "[aria-label=Solved] [role=radio]";
        differ(stage, &format!("{solved}[aria-checked=true]"), &format!("{solved}[aria-checked=false]"))
            .await?;
        // A turn with the focus.
        stage.driver().execute("document.activeElement.blur();", vec![]).await?;
        stage.press("j").await?;
        until_true("a turn in focus", async || {
            Ok(e2e::find::count(stage.driver(), ".turn:focus").await? == 1)
        })
        .await?;
        differ(stage, ".turn:focus .answer", ".turn:not(:focus) .answer").await?;

        let view = TraceView::open(stage, agent.trace(2)?, "").await?;
        view.choose("find_lock").await?;
        let tree = "[role=treeitem]";
        differ(stage, &format!("{tree}[aria-selected=true]"), &format!("{tree}[aria-level='1']")).await?;
        click(&by_role(&view.panel().await?, "tab", "Feedback scores").await?).await?;
        differ(stage, "[role=tab][aria-selected=true]", "[role=tab][aria-selected=false]").await
    })
    .await;
}
