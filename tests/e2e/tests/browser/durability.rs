//! A long review against a server that refuses, drops and fails to answer requests: once it works again, server and
//! page agree on every edit, and nothing is lost or duplicated.
//!
//! `REVIEW_WRITES=3000 cargo test -p e2e --test browser durability` runs it at full size.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use e2e::Outcome;
use e2e::fixtures::{Logged, TestThread, define, get, thread};
use e2e::pages::Reviewer;
use e2e::stage::{self, Stage};
use e2e::wait::until_true;
use mock_opik::control::{Failure, Pattern};
use mock_opik::seeded_rng::SeededRng;
use mock_opik::server::Config;
use serde_json::{Value, json};

const TURNS: usize = 50;
const GRADES: [&str; 3] = ["Good", "Fair", "Bad"];
const SCORES: [&str; 4] = ["Tone", "Truth", "Help", "Style"];
const TAGS: [&str; 12] =
    ["refund", "parcel", "late", "angry", "thanks", "bug", "vip", "loop", "german", "legal", "demo", "odd"];

/// Clicks, chooses and types as a person does, without pauses; each edit begins when the page has rendered the last
/// one.
const HANDS: &str = r#"
const done = arguments[arguments.length - 1];
const panel = () => document.querySelector('aside[aria-label=Review]');
const named = (scope, selector, name) => [...scope.querySelectorAll(selector)].find(one => one.getAttribute('aria-label') === name
  || one.textContent.replace(/\s+/g, ' ').trim() === name);
const drawn = () => new Promise(next => { const channel = new MessageChannel(); channel.port1.onmessage = next; channel.port2.postMessage(0); });
const until = async (what, find) => {
  for (let tries = 0; tries < 3000; tries += 1) { const found = find(); if (found) return found; await drawn(); }
  throw new Error('in vain: ' + what);
};
const type = (field, words) => {
  const owner = field.localName === 'textarea' ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(owner.prototype, 'value').set.call(field, words);
  field.dispatchEvent(new Event('input', { bubbles: true }));
};
const hands = {
  thumb: async (trace, name) => {
    const turn = document.querySelector(`[data-trace-message-id="${trace}"]`);
    (await until(name, () => named(turn, 'button', name))).click();
  },
  score: async (name, value) => {
    const row = await until(name, () => named(panel(), '[role=group]', name));
    const radio = [...row.querySelectorAll('[role=radio]')].find(one => one.querySelector('span').textContent.trim() === value);
    radio.click();
  },
  tag: async (tag, add) => {
    if (!add) return (await until('tag ' + tag, () => named(panel(), 'button', 'Remove tag ' + tag))).click();
    const open = () => panel().querySelector('.tag-editor input');
    if (!open()) (await until('Add tag', () => named(panel(), 'button', 'Add tag'))).click();
    const field = await until('the field for a tag', open);
    type(field, tag);
    await drawn();
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  },
  comment: async words => {
    const field = await until('the field for a comment', () => named(panel(), 'textarea', 'Comment'));
    type(field, words);
    await drawn();
    (await until('Add comment', () => named(panel(), 'button', 'Add comment'))).click();
  },
  uncomment: async words => {
    const comment = await until(words, () => [...panel().querySelectorAll('.comment')].find(one =>
      one.querySelector('.comment-text')?.textContent.trim() === words));
    named(comment, 'button', 'Delete').click();
  },
};
(async () => {
  for (const [hand, ...what] of arguments[0]) { await hands[hand](...what); await drawn(); await drawn(); }
})().then(() => done(null), error => done(String(error)));
"#;

/// Fills local storage completely.
const FILL: &str = "let piece = 'x'.repeat(1 << 20), n = 0; \
    while (piece) { try { localStorage.setItem('junk' + n, piece); n += 1; } catch { piece = piece.slice(piece.length / 2 + 1); } }";
const EMPTY: &str = "Object.keys(localStorage).filter(key => key.startsWith('junk')).forEach(key => localStorage.removeItem(key)); \
    window.dispatchEvent(new Event('online'));";
/// Shifts the page's clock by a number of milliseconds.
const SET_CLOCK: &str = "const Real = window.RealDate ||= Date, by = arguments[0]; \
    window.Date = class extends Real { constructor(...of) { of.length ? super(...of) : super(Real.now() + by); } static now() { return Real.now() + by; } };";
/// Whether this browser stores all unsent edits, after an `online` event.
const KEEPS_ALL: &str = "window.dispatchEvent(new Event('online')); \
    return ![...document.querySelectorAll('.banner')].some(one => one.textContent.includes('do not close'));";

fn writes() -> usize {
    std::env::var("REVIEW_WRITES").ok().and_then(|count| count.parse().ok()).unwrap_or(120)
}

fn limit() -> Duration {
    Duration::from_secs(240 + writes() as u64)
}

/// The feedback that all edits so far result in.
#[derive(Debug, Default, PartialEq)]
struct Feedback {
    thumbs: BTreeMap<String, bool>,
    scores: BTreeMap<String, String>,
    tags: BTreeSet<String>,
    comments: BTreeSet<String>,
}

/// Plans random edits and the feedback that they must result in.
struct Plan {
    chance: SeededRng,
    judged: Feedback,
    written: usize,
}

impl Plan {
    /// The next edit, in the form that [`HANDS`] takes.
    fn next(&mut self, talk: &Logged) -> Value {
        match self.chance.between(0, 9) {
            0..=3 => {
                let trace = self.chance.pick(&talk.traces).cloned().unwrap_or_default();
                let up = self.chance.happens(60);
                // The same thumb again clears it.
                if self.judged.thumbs.get(&trace) == Some(&up) {
                    self.judged.thumbs.remove(&trace);
                } else {
                    self.judged.thumbs.insert(trace.clone(), up);
                }
                json!(["thumb", trace, if up { "Thumbs up" } else { "Thumbs down" }])
            }
            4..=5 => {
                let score = self.chance.pick(&SCORES).copied().unwrap_or_default().to_owned();
                let grade = self.chance.pick(&GRADES).copied().unwrap_or_default().to_owned();
                if self.judged.scores.get(&score) == Some(&grade) {
                    self.judged.scores.remove(&score);
                } else {
                    self.judged.scores.insert(score.clone(), grade.clone());
                }
                json!(["score", score, grade])
            }
            6..=7 => {
                let tag = self.chance.pick(&TAGS).copied().unwrap_or_default().to_owned();
                let add = !self.judged.tags.remove(&tag);
                if add {
                    self.judged.tags.insert(tag.clone());
                }
                json!(["tag", tag, add])
            }
            _ => self.comment(),
        }
    }

    fn comment(&mut self) -> Value {
        let all: Vec<String> = self.judged.comments.iter().cloned().collect();
        if all.len() > 3 && self.chance.happens(30) {
            let gone = self.chance.pick(&all).cloned().unwrap_or_default();
            self.judged.comments.remove(&gone);
            return json!(["uncomment", gone]);
        }
        self.written += 1;
        let words = format!("Remark {}", self.written);
        self.judged.comments.insert(words.clone());
        json!(["comment", words])
    }
}

/// The feedback on the server, and the number of thumbs, scores, tags and comments: duplicates are errors too.
async fn on_server(stage: &Stage, talk: &Logged) -> Outcome<(Feedback, [usize; 4])> {
    let mut judged = Feedback::default();
    let mut counts = [0; 4];
    let list = |of: &Value, key: &str| of.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let word = |of: &Value, key: &str| of.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let authors =
        |score: &Value| score.get("value_by_author").and_then(Value::as_object).map_or(0, |all| all.len());
    for trace in &talk.traces {
        for score in list(&get(stage, &format!("traces/{trace}")).await?, "feedback_scores") {
            judged.thumbs.insert(trace.clone(), score.get("value").and_then(Value::as_f64) == Some(1.0));
            counts[0] += authors(&score);
        }
    }
    let thread = thread(stage, &talk.thread).await?;
    for score in list(&thread, "feedback_scores") {
        judged.scores.insert(word(&score, "name"), word(&score, "category_name"));
        counts[1] += authors(&score);
    }
    for tag in list(&thread, "tags") {
        judged.tags.insert(tag.as_str().unwrap_or_default().to_owned());
        counts[2] += 1;
    }
    for comment in list(&thread, "comments") {
        judged.comments.insert(word(&comment, "text"));
        counts[3] += 1;
    }
    Ok((judged, counts))
}

/// The feedback that the page shows, with the same numbers.
async fn on_page(stage: &Stage) -> Outcome<(Feedback, [usize; 4])> {
    let script = r#"
        const panel = document.querySelector('aside[aria-label=Review]');
        const text = one => one.textContent.replace(/\s+/g, ' ').trim();
        const thumbs = [...document.querySelectorAll('[data-trace-message-id]')].flatMap(turn =>
          ['Thumbs up', 'Thumbs down'].filter(name => turn.querySelector(`button[aria-label="${name}"][aria-pressed=true]`))
            .map(name => [turn.dataset.traceMessageId, name === 'Thumbs up']));
        const scores = [...panel.querySelectorAll('[role=group][aria-label]')].flatMap(row =>
          [...row.querySelectorAll('[role=radio][aria-checked=true]')].map(one => [row.getAttribute('aria-label'), text(one.querySelector('span'))]));
        return [thumbs, scores, [...panel.querySelectorAll('ul[aria-label=Tags] > li a')].map(text),
          [...panel.querySelectorAll('.comment-text')].map(text)];
    "#;
    type Shown = (Vec<(String, bool)>, Vec<(String, String)>, Vec<String>, Vec<String>);
    let (thumbs, scores, tags, comments): Shown = stage.driver().execute(script, vec![]).await?.convert()?;
    let counts = [thumbs.len(), scores.len(), tags.len(), comments.len()];
    let judged = Feedback {
        thumbs: thumbs.into_iter().collect(),
        scores: scores.into_iter().collect(),
        tags: tags.into_iter().collect(),
        comments: comments.into_iter().collect(),
    };
    Ok((judged, counts))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_by_a_server_that_fails_three_times_in_ten() {
    let writes = writes();
    stage::run_within(limit(), Config::default(), async |stage| {
        let talk = TestThread::new("hard-day").turns(TURNS).log(stage).await?;
        talk.close(stage).await?;
        let grades = json!({ "categories": { "Good": 1.0, "Fair": 0.5, "Bad": 0.0 } });
        for name in SCORES {
            define(stage, &[(name, "categorical", grades.clone())]).await?;
        }
        stage.expect_error("Failed to load resource");
        stage.expect_error("beforeunload");
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        stage.controls()?.clear_log();
        for (method, path) in
            [("PUT", "*feedback-scores"), ("POST", "*feedback-scores/delete"), ("PATCH", "*"), ("POST", "*comments*")]
        {
            stage.controls()?.fail_some(Pattern::next(method, path).times(usize::MAX), 30, path);
        }
        let mut plan = Plan { chance: SeededRng::of(&["a hard day"]), judged: Feedback::default(), written: 0 };
        let mut made = 0;
        while made < writes {
            let batch: Vec<Value> = (0..20.min(writes - made)).map(|_| plan.next(&talk)).collect();
            made += batch.len();
            let failed = stage.driver().execute_async(HANDS, vec![json!(batch)]).await?.convert::<Option<String>>()?;
            assert_eq!(failed, None, "after {made} changes");
            until_true("each change shown at once", async || {
                let (shown, _) = on_page(stage).await?;
                if shown == plan.judged { Ok(true) } else { Err(format!("{shown:#?}").into()) }
            })
            .await?;
            if plan.chance.happens(35) {
                review.reload(TURNS).await?;
            }
        }
        let seen = stage.controls()?.log();
        let trouble = seen.iter().filter(|one| one.lost || one.status.is_none_or(|status| status >= 500)).count();
        stage.controls()?.recover(None);
        review.wait_until_all_is_sent().await?;
        let counts = [
            plan.judged.thumbs.len(),
            plan.judged.scores.len(),
            plan.judged.tags.len(),
            plan.judged.comments.len(),
        ];
        assert_eq!(on_server(stage, &talk).await?, (plan.judged, counts), "the server, after {made} changes");
        let (server, _) = on_server(stage, &talk).await?;
        for reloaded in [false, true] {
            if reloaded {
                review.reload(TURNS).await?;
            }
            until_true("page and server agree", async || {
                let (shown, on_page) = on_page(stage).await?;
                if (&shown, on_page) == (&server, counts) {
                    return Ok(true);
                }
                Err(format!("reloaded: {reloaded}; shown {shown:#?} {on_page:?}, the server has {server:#?} {counts:?}").into())
            })
            .await?;
        }
        println!(
            "{made} changes, {} requests, {trouble} of them refused, dropped or without their answer; \
             {counts:?} thumbs, scores, tags and comments in the end on server and page",
            seen.iter().filter(|one| one.method != "GET" && !one.path.ends_with("/retrieve")).count(),
        );
        Ok(())
    })
    .await;
}

/// Waits until the page shows the planned feedback.
async fn agrees(stage: &Stage, plan: &Feedback, when: &str) -> Outcome {
    until_true(&format!("the page as planned {when}"), async || {
        let (shown, _) = on_page(stage).await?;
        if shown == *plan { Ok(true) } else { Err(format!("{shown:#?}, wanted {plan:#?}").into()) }
    })
    .await
}

/// Something that happens to a page between two edits; returns it in words.
async fn disturb(stage: &Stage, review: &Reviewer<'_>, chance: &mut SeededRng) -> Outcome<&'static str> {
    Ok(match chance.between(0, 9) {
        0..=2 => {
            review.reload(TURNS).await?;
            "reloaded"
        }
        3..=4 => {
            let (old, address) = (stage.driver().window().await?, stage.path().await?);
            let new = stage.driver().new_tab().await?;
            stage.driver().switch_to_window(new.clone()).await?;
            stage.open(&address).await?;
            // The old tab is closed while the new one still loads, or later.
            if chance.happens(50) {
                review.wait_for_turns(TURNS).await?;
            }
            stage.driver().switch_to_window(old).await?;
            stage.driver().close_window().await?;
            stage.driver().switch_to_window(new).await?;
            review.wait_for_turns(TURNS).await?;
            "closed"
        }
        5..=6 => {
            let year = 365 * 24 * 3_600_000_i64;
            let by = chance.between(-year, year);
            stage.driver().execute(SET_CLOCK, vec![json!(by)]).await?;
            "clock set"
        }
        7..=8 => {
            stage.driver().execute(FILL, vec![]).await?;
            "storage filled"
        }
        _ => "left alone",
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_doubled_or_by_another_name_where_tabs_close_storage_fills_logins_expire_and_clocks_jump()
 {
    let writes = writes();
    stage::run_within(limit(), Config::default(), async |stage| {
        let talk = TestThread::new("odd-day").turns(TURNS).log(stage).await?;
        talk.close(stage).await?;
        let grades = json!({ "categories": { "Good": 1.0, "Fair": 0.5, "Bad": 0.0 } });
        for name in SCORES {
            define(stage, &[(name, "categorical", grades.clone())]).await?;
        }
        stage.expect_error("Failed to load resource");
        stage.expect_error("beforeunload");
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        stage.controls()?.clear_log();
        let gone = Failure::Answer(reqwest::StatusCode::BAD_GATEWAY, json!({}));
        let mut ways = vec![gone, Failure::DropBefore, Failure::DropAfter, Failure::html(reqwest::StatusCode::BAD_REQUEST)];
        ways.extend(Failure::logged_out());
        for (method, path) in [
            ("PUT", "*feedback-scores"), ("POST", "*feedback-scores/delete"), ("PATCH", "*"), ("POST", "*comments*"),
            ("GET", "*toggles"),
        ] {
            stage.controls()?.fail_some_so(Pattern::next(method, path).times(usize::MAX), 30, path, ways.clone());
        }
        let mut plan = Plan { chance: SeededRng::of(&["an odd day"]), judged: Feedback::default(), written: 0 };
        let mut made = 0;
        let mut befallen = BTreeMap::<&str, usize>::new();
        while made < writes {
            let what = disturb(stage, &review, &mut plan.chance).await?;
            *befallen.entry(what).or_default() += 1;
            // The next edits start from what the page shows.
            agrees(stage, &plan.judged, &format!("before {made} changes, {what}")).await?;
            let batch: Vec<Value> = (0..10.min(writes - made)).map(|_| plan.next(&talk)).collect();
            made += batch.len();
            let failed = stage.driver().execute_async(HANDS, vec![json!(batch)]).await?.convert::<Option<String>>()?;
            assert_eq!(failed, None, "after {made} changes, {what}");
            agrees(stage, &plan.judged, &format!("after {made} changes, {what}")).await?;
            if what == "storage filled" {
                // The page asks the user not to close it, so nothing may close it before everything is stored.
                stage.driver().execute(EMPTY, vec![]).await?;
                until_true("all kept again", async || Ok(stage.driver().execute(KEEPS_ALL, vec![]).await?.convert()?)).await?;
            }
        }
        let seen = stage.controls()?.log();
        stage.controls()?.recover(None);
        review.wait_until_all_is_sent().await?;
        let counts =
            [plan.judged.thumbs.len(), plan.judged.scores.len(), plan.judged.tags.len(), plan.judged.comments.len()];
        assert_eq!(on_server(stage, &talk).await?, (plan.judged, counts), "the server, after {made} changes, {befallen:?}");
        let (server, _) = on_server(stage, &talk).await?;
        review.reload(TURNS).await?;
        until_true("page and server agree", async || Ok(on_page(stage).await? == on_server(stage, &talk).await?)).await?;
        let writes = || seen.iter().filter(|one| one.method != "GET" && !one.path.ends_with("/retrieve"));
        let others: Vec<_> = writes().filter(|one| one.user.as_deref() != Some("Anna")).collect();
        assert!(others.is_empty(), "by another name: {others:#?}");
        println!(
            "{made} changes, {} requests, {} of them not answered by the server as they should; {befallen:?}; \
             {counts:?} thumbs, scores, tags and comments in the end on server and page, all by one name",
            writes().count(),
            writes().filter(|one| one.lost || one.status.is_none_or(|status| !(201..205).contains(&status))).count(),
        );
        drop(server);
        Ok(())
    })
    .await;
}
