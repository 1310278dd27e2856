//! Counts what makes scrolling a long conversation as light as a short one, and checks that what is being read does not
//! move.

use e2e::Outcome;
use e2e::find::by_role;
use e2e::fixtures::{Logged, TestThread};
use e2e::pages::ConversationPanel;
use e2e::pages::conversation::draw_all;
use e2e::pages::reviewer::be;
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use serde_json::{Value, json};

/// The number of turns.
const LONG: usize = 240;

/// Opens a long conversation in which every turn has used a tool, and waits until all of it is loaded.
async fn open_loaded(stage: &Stage) -> Outcome<(ConversationPanel<'_>, Logged)> {
    let call = json!({ "id": "c1", "type": "function",
        "function": { "name": "look_up", "arguments": "{\"order\":1207}" } });
    let talk = (1..=LONG).fold(TestThread::new("long").minutes_ago(2000), |talk, n| {
        let answer = json!({ "messages": [
            { "role": "assistant", "content": null, "tool_calls": [call] },
            { "role": "tool", "tool_call_id": "c1", "content": "on its way" },
            { "role": "assistant", "content": format!("**Answer** {n}\n\n{}", "- one more thing\n".repeat(n % 7)) },
        ] });
        talk.json_turn(json!({ "messages": [{ "role": "user", "content": format!("Question {n}") }] }), answer)
    });
    let failed = json!({ "exception_type": "Timeout", "message": "The order is not there." });
    let talk = talk.with("error_info", failed).log(stage).await?;
    let panel = ConversationPanel::open(stage, &talk).await?;
    Ok((panel, talk))
}

/// As [`open_loaded`], with all of it rendered.
async fn open_long(stage: &Stage) -> Outcome<(ConversationPanel<'_>, Logged)> {
    let (panel, talk) = open_loaded(stage).await?;
    draw_all(stage).await?;
    until_is("turns drawn", LONG, async || count(&panel, ".turn .answer").await).await?;
    Ok((panel, talk))
}

async fn count(panel: &ConversationPanel<'_>, selector: &str) -> Outcome<usize> {
    e2e::find::count(&panel.element, selector).await
}

/// The result of a script about the panel, which is `pane` in it.
async fn ask(panel: &ConversationPanel<'_>, script: &str) -> Outcome<Value> {
    let script = format!("const pane = arguments[0]; {script}");
    panel.element.run(&script, vec![]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_out_of_sight_is_skipped_by_the_passage_and_turns_are_light() {
    stage::run(async |stage| {
        let (panel, _) = open_long(stage).await?;
        let script = "return [...pane.querySelectorAll('.turns *')]\
                      .filter(e => getComputedStyle(e).contentVisibility === 'auto').length;";
        let skippable = ask(&panel, script).await?.as_u64().unwrap_or_default();
        assert!(
            skippable > 0 && skippable * 4 <= LONG as u64,
            "{skippable} parts are watched for {LONG} turns"
        );
        let script = "return [...pane.querySelectorAll('.turn')]\
                      .filter(turn => turn.checkVisibility({ contentVisibilityAuto: true })).length;";
        let laid_out = ask(&panel, script).await?.as_u64().unwrap_or_default();
        assert!(laid_out > 0 && laid_out <= 40, "{laid_out} turns are laid out at the top of {LONG}");
        // Chromium walks the whole document whenever it styles one of these for the first time.
        assert_eq!(count(&panel, ".turns details").await?, 0);
        let nodes = count(&panel, ".turns *").await?;
        assert!(nodes <= LONG * 45, "{nodes} elements for {LONG} turns");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_conversation_is_found_before_it_was_seen_and_printed_whole() {
    stage::run(async |stage| {
        let (panel, _) = open_loaded(stage).await?;
        let words = "return [...pane.querySelectorAll('.turn')].at(-1).textContent;";
        let last = format!("Question {LONG}Answer {LONG} ");
        until_true("words without marks", async || {
            let words = ask(&panel, words).await?.as_str().unwrap_or_default().to_owned();
            Ok(words.starts_with(&last) && words.ends_with("Timeout The order is not there."))
        })
        .await?;
        let whole = count(&panel, ".turn .answer").await?;
        assert!(whole < LONG, "all {whole} turns are rendered");
        draw_all(stage).await?;
        until_is("turns rendered", LONG, async || count(&panel, ".turn .answer").await).await
    })
    .await;
}

/// Drags the panel by a third of a screen a frame, and looks what the middle of the screen shows before each step: the
/// numbers of frames with a whole message, with words, and with neither.
const DRAG: &str = "const pane = arguments[0], done = arguments[1]; \
    const seen = { whole: 0, words: 0, nothing: 0 }; \
    const step = () => { \
        const box = pane.getBoundingClientRect(); \
        const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2); \
        const turn = at?.closest('.turn'); \
        const waits = turn?.querySelector('.turn-waits'); \
        seen[!turn || waits?.textContent === '' ? 'nothing' : waits ? 'words' : 'whole']++; \
        if (pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 2) return done(seen); \
        pane.scrollBy({ top: pane.clientHeight / 3, behavior: 'instant' }); \
        requestAnimationFrame(step); \
    }; \
    requestAnimationFrame(step);";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_drags_through_a_conversation_sees_words() {
    stage::run(async |stage| {
        // A browser that is never idle renders no message before it is in sight.
        let never_idle = json!({ "source": "window.requestIdleCallback = () => 0;" });
        stage.driver().cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", never_idle).await?;
        let talk = (1..=LONG).fold(TestThread::new("long").minutes_ago(2000), |talk, n| {
            talk.turn(
                &format!("Question {n}"),
                &format!("Answer {n}\n\n{}", "- one more thing\n".repeat(n % 7)),
            )
        });
        let panel = ConversationPanel::open(stage, &talk.log(stage).await?).await?;
        until_is("turns", LONG, async || count(&panel, ".turn").await).await?;
        let seen = panel.element.run_async(DRAG, vec![]).await?;
        let frames = |kind: &str| seen.get(kind).and_then(Value::as_u64).unwrap_or_default();
        assert!(frames("words") > 0, "messages came in time for words: {seen}");
        let all = frames("words") + frames("whole") + frames("nothing");
        assert!(frames("nothing") * 20 <= all, "{seen}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn turns_have_their_buttons_where_they_are_read() {
    stage::run(async |stage| {
        let (panel, talk) = open_long(stage).await?;
        let (first, last) = (talk.trace(1)?, talk.trace(LONG)?);
        let buttons = async |trace: &str| {
            count(&panel, &format!("[data-trace-message-id=\"{trace}\"] .turn-actions button")).await
        };
        until_is("buttons of the first turn", 7, async || buttons(first).await).await?;
        assert_eq!(buttons(last).await?, 0, "the last turn is far out of sight");
        // A button with the focus stays, whatever is scrolled.
        let turn = panel.turn(first).await?;
        by_role(&turn, "button", "Copy link").await?.run("arguments[0].focus()", vec![]).await?;
        ask(&panel, "pane.scrollTop = pane.scrollHeight;").await?;
        until_is("buttons of the last turn", 7, async || buttons(last).await).await?;
        assert_eq!(buttons(first).await?, 7, "the focus would be lost");
        let height = "return [...pane.querySelectorAll('.turn')].at(-1).offsetHeight;";
        let with = ask(&panel, height).await?;
        ask(&panel, "document.activeElement.blur(); pane.scrollTop = 0;").await?;
        until_is("buttons of the last turn", 0, async || buttons(last).await).await?;
        assert_eq!(ask(&panel, height).await?, with, "nothing moves when the buttons come");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_reaches_a_turn_before_its_buttons_are_drawn() {
    stage::run(async |stage| {
        be(stage, "Anna").await?;
        let (panel, talk) = open_long(stage).await?;
        let last = talk.trace(LONG)?;
        // In one task, as a fast typist does it: the turn takes the focus and the key comes.
        let script = format!(
            "const turn = pane.querySelector('[data-trace-message-id=\"{last}\"]'); \
             const had = turn.querySelectorAll('.turn-actions button').length; turn.focus(); \
             turn.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'u', code: 'KeyU', bubbles: true }})); return had;"
        );
        assert_eq!(ask(&panel, &script).await?, 0);
        let turn = panel.turn(last).await?;
        let up = by_role(&turn, "button", "Thumbs up").await?;
        until_is("pressed", Some("true".to_owned()), async || up.attr("aria-pressed").await).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scrolling_back_through_what_was_never_seen_moves_by_what_was_asked_for() {
    stage::run(async |stage| {
        let (panel, talk) = open_long(stage).await?;
        let middle = talk.trace(LONG / 2)?;
        panel.turn(middle).await?;
        // How far the visible text moved at each step of 120 pixels upwards.
        let script = "const [pane, done] = arguments; const moves = []; \
             const top = turn => turn.getBoundingClientRect().top; \
             const step = () => { \
               const seen = [...pane.querySelectorAll('.turn')].find(t => t.checkVisibility({ contentVisibilityAuto: true }) \
                 && top(t) > 200 && top(t) < innerHeight - 200); \
               const before = seen && top(seen); \
               pane.scrollTop -= 120; \
               requestAnimationFrame(() => requestAnimationFrame(() => { \
                 if (seen) moves.push(Math.round(top(seen) - before)); \
                 if (moves.length < 60) step(); else done(moves); })); }; \
             step();";
        let moves: Vec<i64> =
            serde_json::from_value(panel.element.run_async(script, vec![]).await?)?;
        assert!(moves.iter().all(|moved| (moved - 120).abs() <= 1), "{moves:?}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_end_of_a_long_conversation_j_takes_the_first_turn_in_sight() {
    stage::run(async |stage| {
        let (panel, _) = open_long(stage).await?;
        ask(&panel, "pane.scrollTop = pane.scrollHeight; pane.focus();").await?;
        let last = "const r = [...pane.querySelectorAll('.turn')].at(-1).getBoundingClientRect(); \
                    return r.top < innerHeight;";
        until_true("the last turn in sight", async || Ok(ask(&panel, last).await? == true)).await?;
        stage.press("j").await?;
        let focused = "const turn = document.activeElement.closest('.turn'); if (!turn) return false; \
                       const r = turn.getBoundingClientRect(); return r.bottom > 0 && r.top < innerHeight;";
        until_true("a turn in sight has the focus", async || Ok(ask(&panel, focused).await? == true)).await
    })
    .await;
}
