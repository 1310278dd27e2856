//! Whether everything fits into the page, by measuring.

use e2e::Outcome;
use e2e::find::{by_role, click, one};
use e2e::fixtures::{TestThread, define, post, put, score_thread, thread};
use e2e::pages::reviewer::be;
use e2e::pages::trace::{TraceView, agent};
use e2e::pages::{ConversationPanel, Reviewer, ThreadsPage, TracesPage};
use e2e::stage::{self, Stage};
use e2e::wait::{until_is, until_true};
use serde_json::{Value, json};

/// Whether a script returns true.
async fn holds(stage: &Stage, script: &str) -> Outcome<bool> {
    Ok(stage.driver().execute(script, vec![]).await?.convert()?)
}

/// The strings that a script returns.
async fn words(stage: &Stage, script: &str) -> Outcome<Vec<String>> {
    Ok(stage.driver().execute(script, vec![]).await?.convert()?)
}

/// The number of lines that the element's text takes.
async fn lines(stage: &Stage, selector: &str) -> Outcome<u64> {
    one(stage.driver(), selector).await?;
    let script = format!(
        "const range = document.createRange(); range.selectNodeContents(document.querySelector('{selector}')); \
         return new Set([...range.getClientRects()].map(rect => Math.round(rect.top))).size;"
    );
    Ok(stage.driver().execute(&script, vec![]).await?.convert()?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reasons_keep_their_lines_on_the_feedback_scores_tab() {
    stage::run(async |stage| {
        let talk = agent(stage, "reasons").await?;
        let trace = talk.trace(2)?;
        let score = json!({ "name": "quality", "value": 0, "source": "sdk", "reason": "Too short.\n\n1. No greeting" });
        put(stage, &format!("traces/{trace}/feedback-scores"), &score).await?;
        let view = TraceView::open(stage, trace, "").await?;
        click(&by_role(&view.panel().await?, "tab", "Feedback scores").await?).await?;
        assert_eq!(lines(stage, ".step-scores td:nth-child(3)").await?, 3, "two lines with words, one without");
        let cell = one(stage.driver(), ".step-scores td:nth-child(3)").await?.rect().await?;
        assert!(cell.height > 3.0 * 16.0, "the empty line between them is there: {cell:?}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_kind_of_a_span_stands_on_one_line_beside_an_open_panel() {
    stage::run(async |stage| {
        stage.browser.resize(1280, 800).await?;
        let talk = agent(stage, "kinds").await?;
        let long = e2e::fixtures::span(
            talk.trace(2)?,
            "retrieve_documents_about_the_opening_hours_of_every_shop_in_town",
            json!({ "type": "guardrail" }),
        );
        post(stage, "spans", &long).await?;
        let id = long.get("id").and_then(Value::as_str).unwrap_or_default();
        let view = TraceView::open(stage, talk.trace(2)?, &format!("&span={id}")).await?;
        view.wait_for_step("retrieve_documents_about_the_opening_hours_of_every_shop_in_town").await?;
        view.annotate().await?;
        by_role(stage.driver(), "complementary", "Review").await?;
        assert_eq!(lines(stage, ".step-kind").await?, 1);
        let fits = "const kind = document.querySelector('.step-kind'); const name = document.querySelector('.step-name'); \
                    return kind.getBoundingClientRect().right <= name.getBoundingClientRect().right + 1 \
                        && name.scrollWidth <= name.clientWidth + 1;";
        assert!(holds(stage, fits).await?, "the kind stands inside the head");
        Ok(())
    })
    .await;
}

/// The texts of tabs and options that are not completely inside the window horizontally.
const OUT_OF_REACH: &str = "return [...document.querySelectorAll('[role=tab], [role=radio]')] \
    .filter(tab => tab.checkVisibility({ visibilityProperty: true }) && !tab.closest('[inert]')) \
    .filter(tab => { const at = tab.getBoundingClientRect(); return at.left < -0.5 || at.right > innerWidth + 0.5; }) \
    .map(tab => tab.textContent);";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_tab_is_within_reach_on_the_narrowest_screen_and_twice_as_large() {
    stage::run(async |stage| {
        let talk = agent(stage, "narrow").await?;
        let empty = e2e::fixtures::project(stage, "Empty").await?;
        // 640 pixels at 200 % are 320 CSS pixels.
        for (width, zoom) in [(320, 1), (640, 2)] {
            stage.browser.resize(width, 740).await?;
            let enlarge = format!("document.documentElement.style.zoom = '{zoom}';");
            let check = async |name: &str| -> Outcome {
                stage.driver().execute(&enlarge, vec![]).await?;
                until_is(&format!("out of reach: {name}, {width} px"), Vec::new(), async || {
                    words(stage, OUT_OF_REACH).await
                })
                .await
            };
            ThreadsPage::open(stage, "").await?;
            check("threads").await?;
            TracesPage::open_spans(stage, "").await?;
            check("spans").await?;
            stage.open(&format!("default/projects/{empty}/logs?logsType=threads")).await?;
            by_role(stage.driver(), "heading", "No threads yet").await?;
            check("empty project").await?;
            let view = TraceView::open(stage, talk.trace(2)?, "").await?;
            view.choose("find_lock").await?;
            check("trace").await?;
            ConversationPanel::open(stage, &talk).await?;
            check("conversation").await?;
            stage.open("default/configuration?tab=feedback-definitions").await?;
            by_role(stage.driver(), "tab", "Feedback definitions").await?;
            check("configuration").await?;
        }
        Ok(())
    })
    .await;
}

/// The names of controls in a part of the page that are not completely inside the window. Rows of two lines have no
/// columns to choose, and a phone has no keys to be helped with.
const OUT_OF_SIGHT: &str = "return [...document.querySelector(arguments[0]).querySelectorAll('button, a[href], input')] \
    .filter(one => !one.closest('.popover, [inert], .head-end > .help, [data-testid=columns-button]') && getComputedStyle(one).visibility !== 'hidden') \
    .filter(one => { \
      const at = one.getBoundingClientRect(); \
      if (at.width < 1) return !one.closest('[hidden]'); \
      const over = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2); \
      return at.left < -0.5 || at.right > innerWidth + 0.5 || at.top < 0 || !over || !(one.contains(over) || over.contains(one)); \
    }) \
    .map(one => one.ariaLabel || one.textContent || one.placeholder);";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_tool_of_the_heads_and_the_bar_is_in_sight_on_the_narrowest_screen_and_twice_as_large() {
    stage::run(async |stage| {
        let talk = agent(stage, "narrow").await?;
        TestThread::new("older").minutes_ago(300).turns(1).log(stage).await?;
        be(stage, "Anna Miller").await?;
        for (width, zoom) in [(320, 1), (640, 2), (360, 1)] {
            stage.browser.resize(width, 568 * zoom).await?;
            // Unlike a browser's own zoom, this one leaves the window's height as it is: the document can be scrolled.
            let enlarge = format!("document.documentElement.style.zoom = '{zoom}'; scrollTo(0, 0);");
            let check = async |part: &str, least: usize| -> Outcome {
                stage.driver().execute(&enlarge, vec![]).await?;
                let tools = format!("{part} button");
                until_true(&format!("the tools of {part}"), async || {
                    Ok(e2e::find::count(stage.driver(), &tools).await? >= least)
                })
                .await?;
                until_is(&format!("out of sight in {part}, {width} px"), Vec::new(), async || {
                    let found = stage.driver().execute(OUT_OF_SIGHT, vec![json!(part)]).await?;
                    Ok(found.convert::<Vec<String>>()?)
                })
                .await
            };
            let list = ThreadsPage::open(stage, "").await?;
            until_is("rows", 2, async || Ok(list.rows().await?.len())).await?;
            check(".bar", 5).await?;
            check(".head-end", 2).await?;
            list.open_row("narrow").await?;
            until_true("how long it stays active", async || {
                holds(
                    stage,
                    "return !!document.querySelector('.status-button button')?.textContent.includes('left');",
                )
                .await
            })
            .await?;
            check(".conversation-header", 7).await?;
            let view = TraceView::open(stage, talk.trace(2)?, "").await?;
            view.choose("find_lock").await?;
            check(".trace-bar", 6).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scores_in_a_cell_are_whole_and_what_has_no_room_is_counted_and_told() {
    stage::run(async |stage| {
        TestThread::new("scored").turn("Hi", "Hello").log(stage).await?;
        let long = "politeness towards the customer and everybody else in the room";
        for name in ["accuracy", "helpfulness", long, "tone"] {
            score_thread(stage, "scored", name, 0.25, "sdk").await?;
        }
        let page = ThreadsPage::open(stage, "").await?;
        page.wait_for_rows(&["scored"]).await?;
        assert_eq!(page.cell("scored", "feedback_scores").await?, "accuracy 0.25 +3 more: helpfulness 0.25, \
            politeness towards the customer and everybody else in the room 0.25, tone 0.25");
        let cut = "const cell = document.querySelector('td[data-col=feedback_scores]').getBoundingClientRect(); \
            return [...document.querySelectorAll('.row-scores, .row-scores *')] \
                .filter(one => !one.closest('.visually-hidden')) \
                .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible' \
                    || one.getBoundingClientRect().right > cell.right + 1) \
                .map(one => one.textContent);";
        assert_eq!(words(stage, cut).await?, Vec::<String>::new(), "cut");
        let more = e2e::find::text(&one(stage.driver(), ".cell-more").await?).await?;
        assert!(more.contains(long) && more.contains("tone 0.25"), "{more}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_name_of_a_control_has_the_words_on_it() {
    stage::run(async |stage| {
        define(stage, &[("Quality", "numerical", json!({ "min": 0, "max": 1 }))]).await?;
        let talk = agent(stage, "named").await?;
        let named = thread(stage, "named").await?;
        let id = named.get("thread_model_id").and_then(Value::as_str).unwrap_or_default();
        post(stage, &format!("traces/threads/{id}/comments"), &json!({ "text": "Look again" })).await?;
        TestThread::new("tagged").turn("Tags?", "Yes").with("tags", json!(["vip"])).log(stage).await?;
        put(
            stage,
            &format!("traces/{}/feedback-scores", talk.trace(1)?),
            &json!({ "name": "User feedback", "value": 1, "source": "sdk" }),
        )
        .await?;
        be(stage, "Anna Miller").await?;
        let mut wrong = Vec::new();
        let mut check = async |name: &str| -> Outcome {
            let found = e2e::names::misnamed(stage.driver()).await?;
            wrong.extend(found.into_iter().map(|control| format!("{name}: {control}")));
            Ok(())
        };
        let page = ThreadsPage::open(stage, "").await?;
        until_is("rows", 2, async || Ok(page.rows().await?.len())).await?;
        until_true("the reviewer", async || {
            holds(stage, "return !!document.querySelector('.reviewer')").await
        })
        .await?;
        check("threads").await?;
        one(stage.driver(), "[data-testid=columns-button]").await?.click().await?;
        check("columns").await?;
        TracesPage::open_spans(stage, "").await?;
        check("spans").await?;
        let review = Reviewer::open(stage, &talk, "Anna Miller").await?;
        review.turn(talk.trace(1)?).await?;
        until_true("how long it stays active", async || {
            holds(
                stage,
                "return document.querySelector('.status-button button').textContent.includes(' left');",
            )
            .await
        })
        .await?;
        check("conversation").await?;
        click(&by_role(stage.driver(), "button", "Add tag").await?).await?;
        check("conversation with an open field").await?;
        stage.browser.resize(360, 740).await?;
        check("conversation on a phone").await?;
        stage.browser.resize(1280, 800).await?;
        let view = TraceView::open(stage, talk.trace(2)?, "").await?;
        view.choose("find_lock").await?;
        click(&by_role(&view.panel().await?, "button", "Kind: filter the spans").await?).await?;
        click(&by_role(&view.panel().await?, "checkbox", "Tool").await?).await?;
        view.annotate().await?;
        check("trace").await?;
        stage.open("default/configuration?tab=feedback-definitions").await?;
        by_role(stage.driver(), "tab", "Feedback definitions").await?;
        check("configuration").await?;
        click(&by_role(stage.driver(), "button", "New definition").await?).await?;
        check("a new definition").await?;
        // A workspace that has none yet.
        stage.expect_error("workspaces/configurations");
        stage.open("default/configuration?tab=workspace-preferences").await?;
        by_role(stage.driver(), "tab", "Workspace preferences").await?;
        check("preferences").await?;
        stage.open("default/projects").await?;
        by_role(stage.driver(), "heading", "Projects").await?;
        check("projects").await?;
        assert_eq!(wrong, Vec::<String>::new());
        Ok(())
    })
    .await;
}
