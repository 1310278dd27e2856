//! Reading a conversation.

use chrono::{TimeDelta, Utc};
use e2e::find::{all, all_by_role, by_role, click, none_by_role, one, text};
use e2e::fixtures::{TestThread, post, project};
use e2e::pages::ConversationPanel;
use e2e::pages::conversation::encode;
use e2e::wait::{until, until_is, until_true};
use e2e::{Outcome, axe, stage};
use mock_opik::control::Pattern;
use serde_json::{Value, json};

/// A PNG of one pixel.
const DOT: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn turns_stand_in_the_order_they_were_spoken_and_each_text_once() {
    stage::run(async |stage| {
        let talk = TestThread::new("thread-smoke")
            .turn("What is Opik?", "An observability tool.")
            .turn("Is it open source?", "Yes, it is.")
            .turn("Thank you!", "You are welcome.")
            .log(stage)
            .await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        assert_eq!(panel.turn_ids().await?, talk.traces);
        let said = [("What is Opik?", "An observability tool."), ("Is it open source?", "Yes, it is.")];
        for (number, (asked, answered)) in said.into_iter().enumerate() {
            let turn = panel.turn(talk.trace(number + 1)?).await?;
            assert_eq!(panel.with_exact_text(&turn, asked).await?, 1, "{asked}");
            assert_eq!(panel.with_exact_text(&turn, answered).await?, 1, "{answered}");
        }
        assert_eq!(stage.query("thread").await?.as_deref(), Some("thread-smoke"));
        assert_eq!(panel.title().await?, "What is Opik?");
        assert!(stage.driver().title().await?.contains("What is Opik?"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plain_strings_logged_as_they_are_read_the_same() {
    stage::run(async |stage| {
        let talk = TestThread::new("plain")
            .json_turn(json!("A plain question"), json!("A plain answer"))
            .log(stage)
            .await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let turn = panel.turn(talk.trace(1)?).await?;
        assert_eq!(panel.with_exact_text(&turn, "A plain question").await?, 1);
        assert_eq!(panel.with_exact_text(&turn, "A plain answer").await?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_conversation_loads_whole_and_a_link_leads_to_a_turn_in_its_middle() {
    stage::run(async |stage| {
        let talk = TestThread::new("long").minutes_ago(2000).turns(450).log(stage).await?;
        let id = project(stage, "Support").await?;
        let linked = talk.trace(301)?;
        stage.open(&format!("default/projects/{id}/logs?logsType=threads&thread=long&trace={linked}")).await?;
        let panel = ConversationPanel::shown(stage).await?;
        panel.wait_for_turns(450).await?;
        assert_eq!(panel.turn_ids().await?, talk.traces);
        let turn = one(&panel.element, &format!("[data-trace-message-id=\"{linked}\"]")).await?;
        until_true("the linked turn in sight", async || {
            let script = "const r = arguments[0].getBoundingClientRect(); \
                          return r.bottom > 0 && r.top < innerHeight && arguments[0].textContent.includes('Answer 301');";
            Ok(turn.run(script, vec![]).await? == true)
        })
        .await?;
        until_true("the linked turn marked", async || Ok(turn.attr("data-linked").await?.is_some())).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_still_loads_is_said_and_turns_appear_before_all_are_there() {
    stage::run(async |stage| {
        let talk = TestThread::new("slow").minutes_ago(2000).turns(450).log(stage).await?;
        let id = project(stage, "Support").await?;
        // Holds every page of turns except the first, small one.
        stage.controls()?.hold(Pattern::next("GET", "/v1/private/traces?*page=2*").times(1));
        stage.open(&format!("default/projects/{id}/logs?logsType=threads&thread=slow")).await?;
        let panel = ConversationPanel::shown(stage).await?;
        let some = until("the first turns", async || {
            let count = panel.turn_ids().await?.len();
            Ok((count > 0).then_some(count))
        })
        .await?;
        assert!(some < 450, "{some}");
        until_true("progress", async || Ok(panel.text().await?.contains("450"))).await?;
        stage.controls()?.release(None);
        panel.wait_for_turns(450).await?;
        assert_eq!(panel.turn_ids().await?, talk.traces);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tool_calls_are_folded_into_one_line_and_open_on_demand() {
    stage::run(async |stage| {
        let call = json!({ "id": "c1", "type": "function",
            "function": { "name": "find_flight", "arguments": "{\"from\":\"BER\",\"to\":\"LIS\"}" } });
        let input = json!({ "messages": [{ "role": "user", "content": "Find me a flight" }] });
        let output = json!({ "messages": [
            { "role": "assistant", "content": null, "tool_calls": [call] },
            { "role": "tool", "tool_call_id": "c1", "content": "{\"flight\":\"TP533\"}" },
            { "role": "assistant", "content": "TP533 leaves at noon." },
        ] });
        let talk = TestThread::new("tools").json_turn(input, output).log(stage).await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let turn = panel.turn(talk.trace(1)?).await?;
        let summary = one(&turn, ".fold-head").await?;
        assert_eq!(summary.attr("aria-expanded").await?.as_deref(), Some("false"));
        assert!(text(&summary).await?.contains("find_flight"), "{}", text(&summary).await?);
        assert!(!turn.text().await?.contains("TP533\"}"), "folded, yet its answer is visible");
        summary.click().await?;
        until_true("the arguments", async || Ok(turn.text().await?.contains("LIS"))).await?;
        assert_eq!(panel.with_exact_text(&turn, "TP533 leaves at noon.").await?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_image_given_inline_is_shown_in_its_turn_and_one_elsewhere_is_not_fetched() {
    stage::run(async |stage| {
        let parts = json!([
            { "type": "text", "text": "Look" },
            { "type": "image_url", "image_url": { "url": DOT } },
            { "type": "image_url", "image_url": { "url": "http://example.com/spy.png" } },
        ]);
        let input = json!({ "messages": [{ "role": "user", "content": parts }] });
        let talk =
            TestThread::new("media").json_turn(input, json!({ "output": "I see a dot." })).log(stage).await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let turn = panel.turn(talk.trace(1)?).await?;
        let image = one(&turn, "img").await?;
        until_true("the picture drawn", async || {
            let script = "return arguments[0].naturalWidth === 1;";
            Ok(image.run(script, vec![]).await? == true)
        })
        .await?;
        assert!(text(&turn).await?.contains("example.com"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_that_failed_shows_its_error() {
    stage::run(async |stage| {
        let error = json!({ "exception_type": "RateLimitError", "message": "Too many requests",
            "traceback": "Traceback (most recent call last):\n  File \"bot.py\", line 1" });
        let talk = TestThread::new("broken")
            .json_turn(json!({ "_input_value": "Hello?" }), json!(null))
            .with("error_info", error)
            .log(stage)
            .await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let turn = panel.turn(talk.trace(1)?).await?;
        let shown = turn.text().await?;
        assert!(shown.contains("RateLimitError") && shown.contains("Too many requests"), "{shown}");
        assert!(!shown.contains("bot.py"), "the traceback is one click away");
        by_role(&turn, "button", "Traceback").await?.click().await?;
        until_true("the traceback", async || Ok(turn.text().await?.contains("bot.py"))).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn raw_shows_what_was_written_for_one_message_and_for_all() {
    stage::run(async |stage| {
        let talk = TestThread::new("markdown")
            .turn("One", "This is **bold**.")
            .turn("Two", "And *this* is not.")
            .log(stage)
            .await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let first = panel.turn(talk.trace(1)?).await?;
        let second = panel.turn(talk.trace(2)?).await?;
        one(&first, "strong").await?;
        by_role(&first, "button", "Raw").await?.click().await?;
        until_true("raw", async || Ok(first.text().await?.contains("**bold**"))).await?;
        assert!(!second.text().await?.contains("*this*"), "only the one message");
        panel.press("Raw").await?;
        until_true("all raw", async || Ok(second.text().await?.contains("*this*"))).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_and_silences_are_marked() {
    stage::run(async |stage| {
        let talk = TestThread::new("pauses")
            .minutes_ago(60 * 24 * 3)
            .turn("Day one", "Yes")
            .minutes_ago(60)
            .turn("Days later", "Yes")
            .minutes_ago(20)
            .turn("After lunch", "Yes")
            .log(stage)
            .await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let shown = until("the last turn drawn", async || {
            let shown = panel.text().await?;
            Ok(shown.contains("After lunch").then_some(shown))
        })
        .await?;
        // The first turn's day, or the day after: near midnight the reader's zone is a day ahead of UTC.
        let days = [0, 1].map(|ahead| Utc::now() - TimeDelta::days(3) + TimeDelta::days(ahead));
        let years = days.map(|day| day.format("%Y").to_string());
        assert!(years.iter().any(|year| shown.contains(year)), "a day names its year: {shown}");
        assert!(shown.contains("later"), "a silence is named: {shown}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_turns_wait_behind_a_pill_and_what_is_read_stays() {
    stage::run(async |stage| {
        let talk = TestThread::new("live").turns(30).log(stage).await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let first = panel.turn(talk.trace(1)?).await?;
        let top = first.rect().await?.y;
        let more =
            TestThread::new("live").minutes_ago(1).turn("One more thing", "Of course").log(stage).await?;
        let pill = by_role(&panel.element, "button", "2 new messages").await?;
        assert!((first.rect().await?.y - top).abs() < 1.0, "what is being read does not move");
        axe::check(stage, "new messages").await?;
        pill.click().await?;
        panel.wait_for_turns(31).await?;
        let turn = panel.turn(more.trace(1)?).await?;
        until_is("texts", 1, async || panel.with_exact_text(&turn, "One more thing").await).await?;
        none_by_role(&panel.element, "button", "2 new messages").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_huge_message_opens_as_a_preview_with_its_true_size() {
    stage::run(async |stage| {
        let line = "All work and no play makes a long message. ";
        let huge = line.repeat(5_000_000 / line.len());
        let talk = TestThread::new("huge").turn("Say much", &format!("{huge}The end.")).log(stage).await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let turn = panel.turn(talk.trace(1)?).await?;
        let button = until("a button with the size", async || {
            for button in all_by_role(&turn, "button", None).await? {
                if text(&button).await?.starts_with("Show all") {
                    return Ok(Some(button));
                }
            }
            Ok(None)
        })
        .await?;
        assert!(text(&button).await?.contains("MB"), "{}", text(&button).await?);
        assert!(text(&turn).await?.len() < 200_000);
        click(&button).await?;
        until_true("the end", async || Ok(text(&turn).await?.contains("The end."))).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_id_of_any_characters_is_opened_and_shown() {
    stage::run(async |stage| {
        let wild = "a/b?c=1&d#e \"quoted\" 'é' 😀 %2F";
        let talk = TestThread::new(wild).turn("Hello", "Hi").log(stage).await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        assert!(panel.text().await?.contains(wild));
        assert_eq!(stage.query("thread").await?.as_deref(), Some(wild));
        assert!(stage.driver().current_url().await?.as_str().contains(&encode("a/b?c")[..3]));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_that_is_not_there_is_said_to_be_missing() {
    stage::run(async |stage| {
        TestThread::new("there").turn("Hello", "Hi").log(stage).await?;
        let id = project(stage, "Support").await?;
        stage.expect_error("404");
        stage.open(&format!("default/projects/{id}/logs?logsType=threads&thread=gone")).await?;
        let panel = ConversationPanel::shown(stage).await?;
        until("the problem", async || Ok(all(&panel.element, "[role=alert]").await?.pop())).await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_of_a_turn_and_of_the_thread_are_told() {
    stage::run(async |stage| {
        let talk = TestThread::new("facts").turn("Count", "One, two").log(stage).await?;
        let usage = json!({ "usage": { "prompt_tokens": 900, "completion_tokens": 334, "total_tokens": 1234 },
            "model": "gpt-4o", "provider": "openai" });
        let span = e2e::fixtures::span(talk.trace(1)?, "llm", usage);
        post(stage, "spans/batch", &json!({ "spans": [span] })).await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        until_true("duration and tokens", async || {
            let shown = panel.text().await?;
            Ok(shown.contains("1,234") && shown.contains("2 messages") && shown.contains("openai"))
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_can_be_read_by_everybody() {
    stage::run(async |stage| {
        let talk = TestThread::new("axe")
            .turn("Show me everything", "# Title\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nfn main() {}\n```\n\n[link](https://example.com)")
            .json_turn(json!({ "anything": { "deep": [1, 2, { "x": null }] } }), json!(null))
            .with("error_info", json!({ "exception_type": "Oops", "message": "No", "traceback": "at x" }))
            .log(stage)
            .await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        panel.turn(talk.trace(1)?).await?;
        panel.turn(talk.trace(2)?).await?;
        axe::check(stage, "conversation").await?;
        stage.browser.resize(360, 740).await?;
        axe::check(stage, "conversation on a phone").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_whose_messages_say_nothing_shows_what_was_logged() {
    stage::run(async |stage| {
        let hollow = |role: &str, content: Value| json!([{ "role": role, "content": content }]);
        let talk = TestThread::new("hollow")
            .json_turn(
                hollow("", json!([{ "type": "document" }])),
                hollow("", json!([{ "type": "document" }])),
            )
            .json_turn(
                hollow(" ", json!("\u{200b}")),
                hollow("assistant", json!([{ "type": "text", "text": " \n" }])),
            )
            .json_turn(hollow("user", json!([{ "type": "image" }])), hollow("critic", json!("#")))
            .log(stage)
            .await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        let said = async |turn: usize, side: &str| -> Outcome<String> {
            text(&one(&panel.turn(talk.trace(turn)?).await?, side).await?).await
        };
        for (turn, side, words) in [
            (1, ".asked", "document"),
            (1, ".answer", "document"),
            (2, ".asked", "\"\u{200b}\""),
            (2, ".answer", "Empty message"),
            (3, ".asked", "image"),
            (3, ".answer", "critic"),
            (3, ".answer", "#"),
        ] {
            until_true(&format!("{words:?} in the {side} of turn {turn}"), async || {
                Ok(said(turn, side).await?.contains(words))
            })
            .await?;
        }
        Ok(())
    })
    .await;
}
