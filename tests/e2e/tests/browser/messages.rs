//! What stands in and under the messages of a turn: all that was logged, several answers, sources, values as written.

use e2e::element::Element;
use e2e::find::{all, all_by_role, by_role, click, focused, none_by_role, one, text, texts};
use e2e::fixtures::{Logged, TestThread};
use e2e::pages::ConversationPanel;
use e2e::pages::trace::TraceView;
use e2e::stage::{self, Stage};
use e2e::wait::{until, until_is, until_true};
use e2e::{Outcome, axe};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// A turn of a conversation that asks with `input` and is answered with `output`.
async fn turn(stage: &Stage, input: Value, output: Value) -> Outcome<Element> {
    let talk = TestThread::new("one").json_turn(input, output).log(stage).await?;
    ConversationPanel::open(stage, &talk).await?.turn(talk.trace(1)?).await
}

/// A turn whose output is this JSON text.
async fn written(stage: &Stage, json: &str) -> Outcome<(Logged, Element)> {
    let talk = TestThread::new("written")
        .json_turn(asked("Well?"), json!(null))
        .log_with_output(stage, json)
        .await?;
    let turn = ConversationPanel::open(stage, &talk).await?.turn(talk.trace(1)?).await?;
    Ok((talk, turn))
}

fn asked(words: &str) -> Value {
    json!({ "messages": [{ "role": "user", "content": words }] })
}

/// Makes what is copied readable for [`copied`]: the real clipboard needs a permission.
async fn watch_clipboard(stage: &Stage) -> Outcome {
    let script = "window.copied = []; navigator.clipboard.writeText = async text => { copied.push(text); };";
    stage.driver().execute(script, vec![]).await?;
    Ok(())
}

/// What was copied last.
async fn copied(stage: &Stage) -> Outcome<String> {
    until("something copied", async || {
        let last = stage.driver().execute("return window.copied.at(-1) ?? null;", vec![]).await?;
        Ok(last.json().as_str().map(str::to_owned))
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_message_shows_stands_folded_under_the_turn() {
    stage::run(async |stage| {
        let input = json!({ "messages": [{ "role": "user", "content": "Where?" }], "temperature": 0.25 });
        let output = json!({
            "id": "chatcmpl-77", "model": "gpt-4o", "usage": { "total_tokens": 19 },
            "choices": [{ "index": 0, "message": { "role": "assistant", "content": "Left." } }],
        });
        let turn = turn(stage, input, output).await?;
        let fold = one(&turn, ".rest-head").await?;
        assert_eq!(fold.attr("aria-expanded").await?.as_deref(), Some("false"));
        let words = text(&fold).await?;
        assert!(words.ends_with(" more fields"), "{words}");
        let count: usize = words.split(' ').next().unwrap_or_default().parse()?;
        assert!(!text(&turn).await?.contains("chatcmpl-77"), "nothing is made before it is opened");

        // By keyboard, as everything.
        fold.focus().await?;
        stage.press(Key::Enter + "").await?;
        until_true("the fields", async || Ok(turn.text().await?.contains("chatcmpl-77"))).await?;
        let shown = turn.text().await?;
        for field in ["Input", "temperature", "0.25", "Output", "usage"] {
            assert!(shown.contains(field), "{field} is missing: {shown}");
        }
        let rows = all(&turn, ".rest-body .json > ul > li").await?.len();
        assert_eq!(rows, count, "as many as were promised");
        axe::check(stage, "the fields that no message shows").await?;
        fold.focus().await?;
        stage.press(Key::Enter + "").await?;
        until_true("closed", async || Ok(!turn.text().await?.contains("chatcmpl-77"))).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_that_shows_everything_has_no_fold() {
    stage::run(async |stage| {
        let turn = turn(stage, json!("Hello"), json!({ "output": "Hi" })).await?;
        assert!(turn.text().await?.contains("Hi"));
        assert!(all(&turn, ".rest-head").await?.is_empty());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_trace_view_folds_the_same_fields() {
    stage::run(async |stage| {
        let output = json!({ "model": "gpt-4o", "choices": [
            { "index": 0, "message": { "role": "assistant", "content": "Left." } },
        ] });
        let talk = TestThread::new("traced").json_turn(asked("Where?"), output).log(stage).await?;
        let view = TraceView::open(stage, talk.trace(1)?, "").await?;
        let panel = view.panel().await?;
        let fold = until("the fold", async || Ok(all(&panel, ".rest-head").await?.pop())).await?;
        click(&fold).await?;
        until_true("the model", async || Ok(panel.text().await?.contains("\"gpt-4o\""))).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_logged_as_an_output_has_its_first_question_as_title() {
    stage::run(async |stage| {
        let output = json!({ "messages": [
            { "role": "user", "content": "Where is the lift?" }, { "role": "assistant", "content": "Behind the stairs." },
        ] });
        turn(stage, json!(null), output).await?;
        by_role(stage.driver(), "heading", "Where is the lift?").await?;
        until_true("the title of the page", async || {
            Ok(stage.driver().title().await?.starts_with("Where is the lift?"))
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_answers_are_told_apart() {
    stage::run(async |stage| {
        let choice = |index: usize, words: &str| json!({ "index": index, "message": { "role": "assistant", "content": words } });
        let output = json!({ "model": "gpt-4o", "choices": [choice(0, "Take tea."), choice(1, "Take coffee.")] });
        let turn = turn(stage, asked("What now?"), output).await?;
        for (name, words) in [("Answer 1 of 2", "Take tea."), ("Answer 2 of 2", "Take coffee.")] {
            let answer = by_role(&turn, "group", name).await?;
            until_true(words, async || Ok(answer.text().await?.contains(words))).await?;
            assert!(answer.text().await?.starts_with(name));
        }
        watch_clipboard(stage).await?;
        by_role(&turn, "button", "Copy message").await?.click().await?;
        assert_eq!(copied(stage).await?, "Answer 1 of 2\n\nTake tea.\n\nAnswer 2 of 2\n\nTake coffee.");
        axe::check(stage, "several answers").await
    })
    .await;
}

/// An answer with two citations, the second of an address that is no web page.
fn cited() -> Value {
    let citation = |start: usize, end: usize, url: &str, title: &str| {
        json!({
            "type": "url_citation", "start_index": start, "end_index": end, "url": url, "title": title,
        })
    };
    let annotations = [
        citation(0, 14, "https://example.com/match/9", "Match report"),
        citation(15, 33, "javascript:alert(1)", "Odd one"),
    ];
    json!({ "object": "response", "output": [{ "type": "message", "role": "assistant", "content": [
        { "type": "output_text", "text": "The reds won. The goal came late.", "annotations": annotations },
    ] }] })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sources_stand_numbered_under_the_answer_and_the_numbers_lead_there() {
    stage::run(async |stage| {
        let turn = turn(stage, asked("Who won?"), cited()).await?;
        let sources = by_role(&turn, "group", "Sources").await?;
        assert_eq!(texts(&sources, "li").await?, ["Match report example.com", "Odd one javascript:alert(1)"]);
        let link = by_role(&sources, "link", "Match report").await?;
        assert_eq!(link.attr("href").await?.as_deref(), Some("https://example.com/match/9"));
        assert_eq!(link.attr("target").await?.as_deref(), Some("_blank"));
        assert!(link.attr("rel").await?.unwrap_or_default().contains("noopener"));
        assert_eq!(all_by_role(&sources, "link", None).await?.len(), 1, "only web addresses are links");

        let before = stage.path().await?;
        click(&by_role(&turn, "link", "[2]").await?).await?;
        until_is("the source in focus", "Odd one javascript:alert(1)".to_owned(), async || {
            text(&focused(stage.driver()).await?).await
        })
        .await?;
        assert_eq!(stage.path().await?, before, "the address stays");
        axe::check(stage, "sources").await?;

        by_role(&turn, "button", "Raw").await?.click().await?;
        until_true("the text as written, with plain numbers", async || {
            Ok(turn.text().await?.contains("The reds won.[1] The goal came late.[2]"))
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_in_json_is_copied_and_shown_raw_as_json() {
    stage::run(async |stage| {
        let value = json!({ "rows": [{ "id": 7, "parts": [{ "name": "bell" }] }], "done": true });
        let turn = turn(stage, asked("Parts?"), value.clone()).await?;
        watch_clipboard(stage).await?;
        by_role(&turn, "button", "Copy message").await?.click().await?;
        assert_eq!(serde_json::from_str::<Value>(&copied(stage).await?)?, value);
        by_role(&turn, "button", "Raw").await?.click().await?;
        until_true("the JSON as text", async || {
            let shown = texts(&turn, ".answer .raw").await?.join("");
            Ok(serde_json::from_str::<Value>(&shown).is_ok_and(|shown| shown == value))
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_there_is_nothing_to_copy_there_is_no_button() {
    stage::run(async |stage| {
        let turn = turn(stage, asked("Anybody?"), json!(null)).await?;
        assert!(turn.text().await?.contains("No answer was logged"));
        none_by_role(&turn, "button", "Copy message").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_object_reads_as_its_fields() {
    stage::run(async |stage| {
        let value =
            json!({ "score": 0.50, "passed": true, "labels": ["rude", "late"], "person": { "name": "Ada" } });
        let turn = turn(stage, asked("Sort this"), value).await?;
        until_is(
            "the names",
            ["score", "passed", "labels", "person", "name"].map(str::to_owned).to_vec(),
            async || texts(&turn, ".record > div > dt").await,
        )
        .await?;
        let shown = turn.text().await?;
        for word in ["0.5", "true", "rude", "late", "Ada"] {
            assert!(shown.contains(word), "{word} is missing: {shown}");
        }
        assert!(all(&turn, ".json").await?.is_empty(), "no tree");
        axe::check(stage, "a small object").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_keep_the_digits_they_were_written_with() {
    stage::run(async |stage| {
        let numbers =
            ["123456789012345678901234567890", "0.1000000000000000055511151231257827", "1.50", "1e-07"];
        let json = format!("{{\"rows\": [[{}]]}}", numbers.join(", "));
        let (talk, turn) = written(stage, &json).await?;
        watch_clipboard(stage).await?;
        by_role(&turn, "button", "Copy message").await?.click().await?;
        let copy = copied(stage).await?;
        for name in ["rows, [1 item]", "0, [4 items]"] {
            click(&by_role(&turn, "button", name).await?).await?;
        }
        until_is("the numbers of the tree", numbers.map(str::to_owned).to_vec(), async || {
            texts(&turn, ".json-number").await
        })
        .await?;
        let view = TraceView::open(stage, talk.trace(1)?, "").await?;
        let panel = view.panel().await?;
        for radio in all_by_role(&panel, "radio", Some("JSON")).await? {
            click(&radio).await?;
        }
        for unfold in all_by_role(&panel, "button", Some("Unfold all")).await? {
            click(&unfold).await?;
        }
        until_is("the numbers of the trace view", numbers.map(str::to_owned).to_vec(), async || {
            texts(&panel, ".json-number").await
        })
        .await?;
        for number in numbers {
            assert!(copy.contains(number), "{number} is not in the copy: {copy}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_of_150_levels_is_a_tree_down_to_its_last() {
    stage::run(async |stage| {
        let json = format!("{{\"answer\": {}\"bottom\"{}}}", "{\"a\":".repeat(150), "}".repeat(150));
        let (talk, turn) = written(stage, &json).await?;
        // Opens the innermost closed line until there is none.
        let script = "for (let n = 0; n < 200; n++) { \
                        const closed = [...arguments[0].querySelectorAll('.json [aria-expanded=false]')].at(-1); \
                        if (!closed) break; closed.click(); await new Promise(done => setTimeout(done)); \
                      } arguments[1]();";
        let script = format!("(async () => {{ {script} }})();").replace("arguments", "given");
        turn.run_async(&format!("const given = arguments; {script}"), vec![]).await?;
        assert!(text(&turn).await?.contains("\"bottom\""), "{}", text(&turn).await?);
        assert_eq!(all(&turn, ".json [aria-expanded=true]").await?.len(), 151);
        // The lists around it are well, too.
        assert_eq!(talk.traces.len(), 1);
        Ok(())
    })
    .await;
}
