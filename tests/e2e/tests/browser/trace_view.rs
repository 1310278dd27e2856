//! The trace view, from the conversation and back, by mouse and by keyboard.

use e2e::find::{all, all_by_role, by_role, click, count, focused, none, none_by_role, one, text};
use e2e::fixtures::{define, get};
use e2e::pages::trace::{TraceView, agent};
use e2e::pages::{ConversationPanel, Reviewer};
use e2e::stage;
use e2e::wait::{until, until_is, until_true};
use e2e::{Outcome, axe};
use serde_json::{Value, json};
use thirtyfour::Key;

const TREE: [&str; 5] = ["agent", "  plan", "    think", "    find_lock", "  check (no parent)"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_an_answer_to_its_failing_tool_and_back_to_the_same_turn_by_keyboard() {
    stage::run(async |stage| {
        let talk = agent(stage, "dug").await?;
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        stage.press("j").await?;
        stage.press("j").await?;
        stage.press("o").await?;
        let view = TraceView::shown(stage).await?;
        view.wait_for_tree(&TREE).await?;
        assert_eq!(stage.query("trace").await?.as_deref(), Some(talk.trace(2)?));
        let tree = one(&view.panel().await?, "[role=tree]").await?;
        tree.focus().await?;
        tree.send_keys(Key::Down + Key::Right).await?;
        view.wait_for_active("think").await?;
        tree.send_keys("fi").await?;
        view.wait_for_active("find_lock").await?;
        view.wait_for_step("find_lock").await?;
        until("the address", async || Ok(stage.query("span").await?)).await?;
        assert!(text(&one(&view.panel().await?, ".step-error").await?).await?.contains("TimeoutError"));
        tree.send_keys("" + Key::Escape).await?;
        none(stage.driver(), "[data-testid=traces]").await?;
        until_is("the focus on the turn", Some(talk.trace(2)?.to_owned()), async || {
            focused(stage.driver()).await?.attr("data-trace-message-id").await
        })
        .await?;
        assert!(review.turn(talk.trace(2)?).await?.is_displayed().await?);
        assert_eq!(stage.query("trace").await?, None);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn back_of_the_browser_comes_to_the_turn_it_was_opened_from() {
    stage::run(async |stage| {
        let talk = agent(stage, "gone back").await?;
        let conversation = ConversationPanel::open(stage, &talk).await?;
        let turn = conversation.turn(talk.trace(2)?).await?;
        click(&by_role(&turn, "button", "View trace").await?).await?;
        TraceView::shown(stage).await?.choose("plan").await?;
        stage.driver().back().await?;
        stage.driver().back().await?;
        none(stage.driver(), "[data-testid=traces]").await?;
        assert_eq!(stage.query("thread").await?.as_deref(), Some("gone back"));
        until_is("the focus on the turn", Some(talk.trace(2)?.to_owned()), async || {
            focused(stage.driver()).await?.attr("data-trace-message-id").await
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_opens_the_trace_at_its_span_and_leads_to_the_conversation() {
    stage::run(async |stage| {
        let talk = agent(stage, "linked").await?;
        let view = TraceView::open(stage, talk.trace(2)?, "").await?;
        view.choose("think").await?;
        let span = until("the address", async || Ok(stage.query("span").await?)).await?;
        let view = TraceView::open(stage, talk.trace(2)?, &format!("&span={span}")).await?;
        view.wait_for_step("think").await?;
        let panel = view.panel().await?;
        assert!(
            text(&one(&panel, "[data-testid=data-viewer-provider-model]").await?).await?.contains("gpt-4o")
        );
        one(&panel, "[data-testid=data-viewer-created-at]").await?;
        assert!(text(&panel).await?.contains("<$0.01"));
        click(&by_role(&panel, "button", "Conversation").await?).await?;
        ConversationPanel::shown(stage).await?;
        assert_eq!(stage.query("thread").await?.as_deref(), Some("linked"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spans_fold_and_are_found_by_name_kind_and_failure() {
    stage::run(async |stage| {
        let talk = agent(stage, "sought").await?;
        let view = TraceView::open(stage, talk.trace(2)?, "").await?;
        view.wait_for_tree(&TREE).await?;
        let panel = view.panel().await?;
        let heading = by_role(&panel, "heading", "Spans (4)").await?;
        assert_eq!(text(&heading).await?, "Spans (4)");
        let fold = by_role(&view.node("plan").await?, "button", "Expand or collapse span").await?;
        click(&fold).await?;
        view.wait_for_tree(&["agent", "  plan", "  check (no parent)"]).await?;
        let search = by_role(&panel, "searchbox", "Search spans").await?;
        search.send_keys("timeout").await?;
        view.wait_for_tree(&["agent", "  plan", "    find_lock"]).await?;
        search.send_keys(Key::Escape).await?;
        view.wait_for_tree(&["agent", "  plan", "  check (no parent)"]).await?;
        click(&by_role(&panel, "button", "Expand all").await?).await?;
        view.wait_for_tree(&TREE).await?;
        click(&by_role(&panel, "button", "Kind: filter the spans").await?).await?;
        click(&by_role(&panel, "checkbox", "LLM").await?).await?;
        view.wait_for_tree(&["agent", "  plan", "    think"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_score_given_in_the_trace_view_is_on_the_turn_at_once_and_the_other_way_round() {
    stage::run(async |stage| {
        define(stage, &[("Quality", "numerical", json!({ "min": 0, "max": 1 }))]).await?;
        let talk = agent(stage, "scored").await?;
        let review = Reviewer::open(stage, &talk, "Anna").await?;
        review.press_thumb(talk.trace(2)?, true).await?;
        review.wait_for_thumb(talk.trace(2)?, Some(true)).await?;
        click(&by_role(&review.turn(talk.trace(2)?).await?, "button", "View trace").await?).await?;
        let view = TraceView::shown(stage).await?;
        view.wait_for_scores(&[("User feedback", "1")]).await?;
        view.annotate().await?;
        let field = view.score_field("Quality").await?;
        field.send_keys("0.7" + Key::Tab).await?;
        view.wait_for_scores(&[("User feedback", "1"), ("Quality", "0.7")]).await?;
        stage.press(Key::Escape + "").await?;
        click(&by_role(&view.panel().await?, "button", "Close").await?).await?;
        let turn = review.turn(talk.trace(2)?).await?;
        until_true("the score on the turn", async || Ok(text(&turn).await?.contains("0.7"))).await?;
        review.wait_until_all_is_sent().await?;
        until_is("the score on the server", Some(json!(0.7)), async || {
            let trace = get(stage, &format!("traces/{}", talk.trace(2)?)).await?;
            let scores = trace.get("feedback_scores").and_then(Value::as_array).cloned().unwrap_or_default();
            let own = scores.into_iter().find(|score| score.get("name") == Some(&json!("Quality")));
            Ok(own.and_then(|score| score.get("value").cloned()))
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_span_is_scored_changed_cleared_and_tagged_by_itself() {
    stage::run(async |stage| {
        define(stage, &[("Quality", "numerical", json!({ "min": 0, "max": 1 }))]).await?;
        let talk = agent(stage, "spanned").await?;
        let view = TraceView::open(stage, talk.trace(2)?, "").await?;
        view.choose("find_lock").await?;
        view.annotate().await?;
        for value in ["0.7", "0.3"] {
            let field = view.score_field("Quality").await?;
            field.clear().await?;
            field.send_keys(value.to_owned() + Key::Tab).await?;
            view.wait_for_scores(&[("Quality", value)]).await?;
        }
        let panel = view.panel().await?;
        click(&by_role(&panel, "tab", "Feedback scores").await?).await?;
        let table = by_role(&panel, "tabpanel", "Feedback scores").await?;
        let rows = all_by_role(&table, "row", None).await?;
        let row = rows.get(1).ok_or("no row")?;
        assert_eq!(text(all_by_role(row, "cell", None).await?.get(1).ok_or("no cell")?).await?, "0.3");
        click(&by_role(&panel, "button", "Clear score").await?).await?;
        view.wait_for_scores(&[]).await?;
        let add = one(&panel, "[data-testid=add-tag-button]").await?;
        click(&add).await?;
        let field = one(stage.driver(), "[placeholder=\"New tag\"]").await?;
        field.send_keys("flaky" + Key::Enter).await?;
        field.send_keys("" + Key::Escape).await?;
        until_is("tags", vec!["lock".to_owned(), "flaky".to_owned()], async || {
            let mut tags = Vec::new();
            for tag in all(&view.panel().await?, ".step-marks .tag bdi").await? {
                tags.push(text(&tag).await?);
            }
            Ok(tags)
        })
        .await?;
        Reviewer::shown(stage).wait_until_all_is_sent().await?;
        let spans =
            get(stage, &format!("spans?project_name=Support&trace_id={}&page=1&size=10", talk.trace(2)?))
                .await?;
        let all = spans.get("content").and_then(Value::as_array).cloned().unwrap_or_default();
        let own = all.iter().find(|span| span.get("name") == Some(&json!("find_lock"))).ok_or("no span")?;
        assert_eq!(own.get("tags"), Some(&json!(["lock", "flaky"])));
        assert!(own.get("feedback_scores").and_then(Value::as_array).is_none_or(Vec::is_empty));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tree_is_walked_by_keyboard_alone() {
    stage::run(async |stage| {
        let talk = agent(stage, "walked").await?;
        let view = TraceView::open(stage, talk.trace(2)?, "").await?;
        view.wait_for_tree(&TREE).await?;
        let tree = one(&view.panel().await?, "[role=tree]").await?;
        tree.focus().await?;
        let go = async |key: Key, to: &str| -> Outcome {
            tree.send_keys(key + "").await?;
            view.wait_for_active(to).await
        };
        go(Key::End, "check").await?;
        go(Key::Up, "find_lock").await?;
        go(Key::Left, "plan").await?;
        go(Key::Left, "plan").await?;
        view.wait_for_tree(&["agent", "  plan", "  check (no parent)"]).await?;
        go(Key::Right, "plan").await?;
        view.wait_for_tree(&TREE).await?;
        go(Key::Right, "think").await?;
        go(Key::Home, "agent").await?;
        go(Key::Down, "plan").await?;
        tree.send_keys("" + Key::Enter).await?;
        view.wait_for_step("plan").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_trace_view_can_be_used_by_everybody() {
    stage::run(async |stage| {
        let talk = agent(stage, "axe").await?;
        let view = TraceView::open(stage, talk.trace(2)?, "").await?;
        axe::check(stage, "trace view").await?;
        view.choose("find_lock").await?;
        view.annotate().await?;
        axe::check(stage, "trace view, judging a failed span").await?;
        let panel = view.panel().await?;
        click(&by_role(&panel, "tab", "Feedback scores").await?).await?;
        axe::check(stage, "trace view, scores").await?;
        assert_eq!(all_by_role(&panel, "button", Some("Close")).await?.len(), 1);
        assert_eq!(all_by_role(&panel, "button", Some("Annotate")).await?.len(), 1);
        click(&by_role(&panel, "button", "Close").await?).await?;
        none(stage.driver(), "[data-testid=traces]").await?;
        none_by_role(stage.driver(), "heading", "agent").await?;
        assert_eq!(stage.query("trace").await?, None);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone_every_tool_is_in_sight_and_only_the_trace_scrolls() {
    stage::run(async |stage| {
        let talk = agent(stage, "phone").await?;
        stage.browser.resize(360, 740).await?;
        let view = TraceView::open(stage, talk.trace(2)?, "").await?;
        view.choose("find_lock").await?;
        for tool in ["Conversation", "Annotate", "Copy link", "Copy trace ID", "Close"] {
            let place = by_role(&view.panel().await?, "button", tool).await?.rect().await?;
            assert!(place.x >= 0.0 && place.x + place.width <= 360.0, "{tool}: {place:?}");
        }
        axe::check(stage, "trace view on a phone").await?;
        // `scrollIntoView` scrolls every ancestor that can scroll, as finding text in the page does.
        let all_the_way =
            "for (const one of document.querySelectorAll('[data-testid=traces] *')) one.scrollIntoView();";
        stage.driver().execute(all_the_way, vec![]).await?;
        let head = one(stage.driver(), "header.head").await?.rect().await?;
        assert!(head.y.abs() < 1.0, "the head of the page was scrolled away: {head:?}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trace_that_is_not_there_is_said_to_be_missing() {
    stage::run(async |stage| {
        agent(stage, "missing").await?;
        stage.expect_error("Failed to load resource");
        let id = e2e::fixtures::project(stage, "Support").await?;
        let nowhere = "01900000-0000-7000-8000-000000000001";
        stage.open(&format!("default/projects/{id}/logs?logsType=threads&trace={nowhere}")).await?;
        by_role(stage.driver(), "button", "Try again").await?;
        click(&by_role(stage.driver(), "button", "Back").await?).await?;
        none(stage.driver(), "[data-testid=traces]").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_leads_to_the_list_of_its_traces_and_a_row_to_the_view() {
    stage::run(async |stage| {
        let talk = agent(stage, "listed").await?;
        agent(stage, "another").await?;
        let panel = ConversationPanel::open(stage, &talk).await?;
        click(&by_role(&panel.element, "link", "All traces").await?).await?;
        until_is("rows", 2, async || count(stage.driver(), "tr[data-row-id]").await).await?;
        let row = one(stage.driver(), &format!("tr[data-row-id=\"{}\"]", talk.trace(2)?)).await?;
        click(&row).await?;
        TraceView::shown(stage).await?.wait_for_tree(&TREE).await?;
        assert_eq!(stage.query("logsType").await?.as_deref(), Some("traces"));
        Ok(())
    })
    .await;
}
