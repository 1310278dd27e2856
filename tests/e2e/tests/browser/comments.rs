//! Comments on a conversation and on its turns: written, edited, deleted, linked, and never lost.

use e2e::element::Element;
use e2e::find::{by_role, click, count, focused, none_by_role, one, text};
use e2e::fixtures::{Logged, TestThread};
use e2e::pages::ReviewPanel;
use e2e::pages::review::{listed, thread, trace};
use e2e::stage::Stage;
use e2e::wait::{until, until_is, until_true};
use e2e::{Outcome, axe, stage};
use mock_opik::control::{Failure, Pattern};
use serde_json::json;
use thirtyfour::Key;

async fn comments_on_server(stage: &Stage, talk: &Logged) -> Outcome<Vec<String>> {
    Ok(listed(&thread(stage, talk).await?, "comments", Some("text")))
}

async fn wait_for_server(stage: &Stage, talk: &Logged, comments: &[&str]) -> Outcome {
    let wanted: Vec<String> = comments.iter().map(|&one| one.to_owned()).collect();
    until_is("comments on the server", wanted, async || comments_on_server(stage, talk).await).await
}

async fn value(field: &Element) -> Outcome<String> {
    Ok(field.prop("value").await?.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comment_is_sent_by_control_enter_stands_there_rendered_and_reaches_the_server_once() {
    stage::run(async |stage| {
        let talk = TestThread::new("talk").turn("Hi", "Hello").log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        let field = panel.comment_field().await?;
        field.send_keys("Ask the **prompt** team\n<script>alert(1)</script>").await?;
        field.send_keys(Key::Control + Key::Enter).await?;
        panel.who.wait_for_comments(&["Ask the prompt team <script>alert(1)</script>"]).await?;
        assert_eq!(value(&field).await?, "");
        let written = panel.comment_with("prompt").await?;
        assert_eq!(count(&written, "strong").await?, 1);
        assert_eq!(count(&written, "script").await?, 0);
        wait_for_server(stage, &talk, &["Ask the **prompt** team\n<script>alert(1)</script>"]).await?;
        let posts = stage
            .controls()?
            .log()
            .iter()
            .filter(|seen| seen.method == "POST" && seen.path.ends_with("/comments"))
            .count();
        assert_eq!(posts, 1);
        axe::check(stage, "comment").await?;
        assert_eq!(
            stage.query("thread").await?.as_deref(),
            Some("talk"),
            "sending went on to another thread"
        );
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_survives_leaving_and_a_reload_and_is_gone_once_sent() {
    stage::run(async |stage| {
        let talk = TestThread::new("talk").turns(2).log(stage).await?;
        let other = TestThread::new("other").turn("Hi", "Hello").log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        panel.comment_field().await?.send_keys("Half a thought").await?;
        stage.press(Key::Escape).await?;
        let panel = ReviewPanel::open(stage, &other).await?;
        assert_eq!(value(&panel.comment_field().await?).await?, "", "the draft is another conversation's");
        ReviewPanel::open(stage, &talk).await?;
        stage.driver().refresh().await?;
        let panel = ReviewPanel::shown(stage).await?;
        let field = panel.comment_field().await?;
        assert_eq!(value(&field).await?, "Half a thought");
        axe::check(stage, "draft").await?;
        field.send_keys(", now whole").await?;
        click(&by_role(&panel.element, "button", "Add comment").await?).await?;
        wait_for_server(stage, &talk, &["Half a thought, now whole"]).await?;
        stage.driver().refresh().await?;
        let panel = ReviewPanel::shown(stage).await?;
        panel.who.wait_for_comments(&["Half a thought, now whole"]).await?;
        assert_eq!(value(&panel.comment_field().await?).await?, "");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_comment_says_so() {
    stage::run(async |stage| {
        let talk = TestThread::new("talk").turn("Hi", "Hello").log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        panel.who.add_comment("First wording").await?;
        wait_for_server(stage, &talk, &["First wording"]).await?;
        let comment = panel.comment_with("First wording").await?;
        assert!(!text(&comment).await?.contains("edited"));
        until_true("an edit that can begin", async || {
            let edit = by_role(&panel.comment_with("First wording").await?, "button", "Edit").await?;
            click(&edit).await?;
            Ok(count(&panel.element, "textarea[aria-label='Edit comment']").await? > 0)
        })
        .await?;
        let field = by_role(&panel.element, "textbox", "Edit comment").await?;
        axe::check(stage, "editing a comment").await?;
        field.clear().await?;
        field.send_keys("Second wording").await?;
        field.send_keys(Key::Control + Key::Enter).await?;
        panel.who.wait_for_comments(&["Second wording"]).await?;
        until_true("the word that it was edited", async || {
            Ok(text(&panel.comment_with("Second wording").await?).await?.contains("edited"))
        })
        .await?;
        wait_for_server(stage, &talk, &["Second wording"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_comment_can_be_had_back_and_a_second_time_is_gone() {
    stage::run(async |stage| {
        let talk = TestThread::new("talk").turn("Hi", "Hello").log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        panel.who.add_comment("Keep me").await?;
        wait_for_server(stage, &talk, &["Keep me"]).await?;
        let delete = async || {
            let comment = panel.comment_with("Keep me").await?;
            click(&by_role(&comment, "button", "Delete").await?).await
        };
        delete().await?;
        panel.who.wait_for_comments(&[]).await?;
        click(&by_role(stage.driver(), "button", "Undo").await?).await?;
        panel.who.wait_for_comments(&["Keep me"]).await?;
        assert_eq!(comments_on_server(stage, &talk).await?, ["Keep me"]);
        delete().await?;
        panel.who.wait_for_comments(&[]).await?;
        wait_for_server(stage, &talk, &[]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_elses_comment_can_be_read_and_not_changed() {
    stage::run(async |stage| {
        let talk = TestThread::new("talk").turn("Hi", "Hello").log(stage).await?;
        say(stage, &talk, "Ben", "Theirs").await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        let comment = panel.comment_with("Theirs").await?;
        assert!(text(&comment).await?.contains("Ben"));
        none_by_role(&comment, "button", "Edit").await?;
        none_by_role(&comment, "button", "Delete").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_of_a_comment_leads_to_it_and_marks_it() {
    stage::run(async |stage| {
        let talk = TestThread::new("talk").turn("Hi", "Hello").log(stage).await?;
        for number in 1..=30 {
            say(stage, &talk, "Ben", &format!("Remark {number:02}")).await?;
        }
        let panel = ReviewPanel::open(stage, &talk).await?;
        let href = one(&panel.comment_with("Remark 17").await?, "a.when").await?.prop("href").await?.unwrap_or_default();
        stage.driver().goto(&href).await?;
        let panel = ReviewPanel::shown(stage).await?;
        let comment = panel.comment_with("Remark 17").await?;
        until_true("the linked comment in sight and marked", async || {
            let script = "const r = arguments[0].getBoundingClientRect(); \
                          return r.top >= 0 && r.bottom <= innerHeight && arguments[0].dataset.linked === 'true';";
            Ok(comment.run(script, vec![]).await? == true)
        })
        .await?;
        assert_eq!(count(&panel.element, "[data-linked]").await?, 1);
        axe::check(stage, "linked comment").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_has_comments_of_its_own() {
    stage::run(async |stage| {
        let talk = TestThread::new("talk").turns(2).log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        let turn = panel.who.turn(talk.trace(2)?).await?;
        click(&by_role(&turn, "button", "Comment").await?).await?;
        let group = by_role(&turn, "group", "Comments on this turn").await?;
        let field = by_role(&group, "textbox", "Comment").await?;
        until_true("the focus in the field", async || {
            Ok(field.run("return arguments[0] === document.activeElement;", vec![]).await? == true)
        })
        .await?;
        field.send_keys("Wrong policy").await?;
        field.send_keys(Key::Control + Key::Enter).await?;
        by_role(&turn, "button", "1 comment").await?;
        until_is("comments on the trace", vec!["Wrong policy".to_owned()], async || {
            Ok(listed(&trace(stage, talk.trace(2)?).await?, "comments", Some("text")))
        })
        .await?;
        assert_eq!(comments_on_server(stage, &talk).await?, Vec::<String>::new());
        axe::check(stage, "comments on a turn").await?;
        stage.press(Key::Escape).await?;
        until_is("the turn that was commented", Some(talk.trace(2)?.to_owned()), async || {
            focused(stage.driver()).await?.attr("data-trace-message-id").await
        })
        .await?;
        // The comment's link opens the comments of the turn again.
        let link = until("a link of its own", async || {
            Ok(one(&group, "a.when").await?.prop("href").await?.filter(|href| !href.is_empty()))
        })
        .await?;
        stage.driver().goto(&link).await?;
        let marked = one(stage.driver(), ".turn-comments .comment[data-linked]").await?;
        assert!(text(&marked).await?.contains("Wrong policy"));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comment_that_is_too_long_is_refused_at_the_field_and_stays() {
    stage::run(async |stage| {
        let talk = TestThread::new("talk").turn("Hi", "Hello").log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        let field = panel.comment_field().await?;
        paste(&field, &"x".repeat(4_800)).await?;
        let part = panel.part("Comments").await?;
        until_true("the room left", async || Ok(text(&part).await?.contains("4,800 of 5,000"))).await?;
        paste(&field, &"x".repeat(5_001)).await?;
        field.send_keys(Key::Control + Key::Enter).await?;
        until_true("the reason", async || {
            Ok(text(&part).await?.contains("at most 5,000 characters; this one has 5,001"))
        })
        .await?;
        assert_eq!(value(&field).await?.len(), 5_001);
        axe::check(stage, "refused comment").await?;
        assert_eq!(comments_on_server(stage, &talk).await?, Vec::<String>::new());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_comment_that_the_server_refuses_goes_back_into_the_field() {
    stage::run(async |stage| {
        let talk = TestThread::new("talk").turn("Hi", "Hello").log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        stage.expect_error("422");
        stage.controls()?.fail(
            Pattern::next("POST", "/v1/private/traces/threads/*/comments").times(1),
            Failure::Answer(422.try_into()?, json!({ "errors": ["No comments on Mondays"] })),
        );
        panel.who.add_comment("Long thought over").await?;
        panel.who.wait_for_message("No comments on Mondays").await?;
        panel.who.wait_for_comments(&[]).await?;
        let field = panel.comment_field().await?;
        until_is("the typed text", "Long thought over".to_owned(), async || value(&field).await).await?;
        stage.driver().refresh().await?;
        let panel = ReviewPanel::shown(stage).await?;
        let field = panel.comment_field().await?;
        until_is("the typed text", "Long thought over".to_owned(), async || value(&field).await).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_for_a_comment_that_was_deleted_meanwhile_stay_in_sight_and_can_be_posted_anew() {
    for sent in [false, true] {
        stage::run(async |stage| {
            let talk = TestThread::new("talk").turn("Hi", "Hello").log(stage).await?;
            say(stage, &talk, "Ana", "First wording").await?;
            stage.expect_error("404");
            let panel = ReviewPanel::open(stage, &talk).await?;
            click(&by_role(&panel.comment_with("First wording").await?, "button", "Edit").await?).await?;
            let field = by_role(&panel.element, "textbox", "Edit comment").await?;
            field.clear().await?;
            field.send_keys("Words that took a while").await?;
            let comment = thread(stage, &talk).await?.pointer("/comments/0/id").cloned().unwrap_or_default();
            e2e::fixtures::post(stage, "traces/threads/comments/delete", &json!({ "ids": [comment] }))
                .await?;
            if sent {
                // The page may have polled the deletion already; then there is no button.
                let saves = e2e::find::all_by_role(&panel.element, "button", Some("Save")).await?;
                for save in saves {
                    let _ = save.click().await;
                }
            }
            let kept = by_role(&panel.element, "textbox", "Words that were not saved").await?;
            assert_eq!(value(&kept).await?, "Words that took a while");
            axe::check(stage, "words for a comment that is gone").await?;
            stage.driver().refresh().await?;
            let panel = ReviewPanel::shown(stage).await?;
            let kept = by_role(&panel.element, "textbox", "Words that were not saved").await?;
            kept.send_keys(", and more").await?;
            click(&by_role(&panel.element, "button", "Add as a new comment").await?).await?;
            wait_for_server(stage, &talk, &["Words that took a while, and more"]).await?;
            panel.who.none_in_panel("textbox", "Words that were not saved").await
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_preview_shows_what_will_be_seen() {
    stage::run(async |stage| {
        let talk = TestThread::new("talk").turn("Hi", "Hello").log(stage).await?;
        let panel = ReviewPanel::open(stage, &talk).await?;
        panel.comment_field().await?.send_keys("- one\n- two").await?;
        click(&by_role(&panel.element, "button", "Preview").await?).await?;
        until_is("items of the list", 2, async || count(&panel.element, ".preview li").await).await?;
        axe::check(stage, "preview").await?;
        click(&by_role(&panel.element, "button", "Preview").await?).await?;
        assert_eq!(value(&panel.comment_field().await?).await?, "- one\n- two");
        Ok(())
    })
    .await;
}

/// Adds a comment to the thread as another reviewer.
async fn say(stage: &Stage, talk: &Logged, who: &str, words: &str) -> Outcome {
    let model = thread(stage, talk).await?;
    let id = model.get("thread_model_id").and_then(serde_json::Value::as_str).unwrap_or_default();
    let url = format!("{}api/v1/private/traces/threads/{id}/comments", stage.base);
    let request = reqwest::Client::new().post(url).header("X-Forwarded-User", who);
    request.json(&json!({ "text": words })).send().await?.error_for_status()?;
    Ok(())
}

/// Puts a long text into a field as pasting does.
async fn paste(field: &Element, words: &str) -> Outcome {
    let script = "arguments[0].value = arguments[1]; \
                  arguments[0].dispatchEvent(new InputEvent('input', { bubbles: true }));";
    field.run(script, vec![words.into()]).await?;
    Ok(())
}
