//! The configuration page: feedback definitions and workspace preferences.

use e2e::find::{all, all_by_role, by_role, count, focused, none_by_role, one, text};
use e2e::fixtures::{post, put};
use e2e::pages::ConfigurationPage;
use e2e::pages::settings::{configuration, definition};
use e2e::stage::Stage;
use e2e::wait::{until, until_is, until_true};
use e2e::{Outcome, axe, stage};
use mock_opik::control::{Failure, Pattern};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// The `details` of a definition that must exist.
async fn details(stage: &Stage, name: &str) -> Outcome<Value> {
    let found = definition(stage, name).await?.ok_or_else(|| format!("the server has no {name}"))?;
    Ok(found.get("details").cloned().unwrap_or_default())
}

/// Creates a definition on the server.
async fn defined(stage: &Stage, name: &str) -> Outcome {
    let details = json!({ "min": 0, "max": 10 });
    post(stage, "feedback-definitions", &json!({ "name": name, "type": "numerical", "details": details }))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_leads_to_the_configuration_and_its_tabs_are_addresses() {
    stage::run(async |stage| {
        // Nothing was configured yet: the server responds with 404, which the browser logs.
        stage.expect_error("404");
        stage.open("default/projects").await?;
        by_role(stage.driver(), "link", "Configuration").await?.click().await?;
        by_role(stage.driver(), "heading", "Configuration").await?;
        by_role(stage.driver(), "tab", "Workspace preferences").await?.click().await?;
        let tab = async || stage.query("tab").await;
        until_is("address", Some("workspace-preferences".to_owned()), tab).await?;
        by_role(stage.driver(), "button", "Save preferences").await?;
        axe::check(stage, "preferences").await?;
        stage.driver().back().await?;
        by_role(stage.driver(), "button", "New definition").await?;
        until_is("address", Some("feedback-definitions".to_owned()), tab).await?;
        axe::check(stage, "definitions").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_categorical_definition_is_tried_saved_changed_and_deleted() {
    stage::run(async |stage| {
        let page = ConfigurationPage::open(stage, "feedback-definitions").await?;
        page.press("New definition").await?;
        page.fill("Name", "Resolved").await?;
        page.fill("Description (optional)", "Was the problem solved?").await?;
        page.fill("Category 1", "No").await?;
        page.fill("Value 1", "0").await?;
        page.fill("Category 2", "Yes").await?;
        page.fill("Value 2", "1").await?;
        page.press("Add category").await?;
        page.fill("Category 3", "Partly").await?;
        page.fill("Value 3", "0.5").await?;

        let preview = page.preview().await?;
        let mut labels = Vec::new();
        for radio in all(&preview, "[role=radio] > span").await? {
            labels.push(text(&radio).await?);
        }
        assert_eq!(labels, ["Yes", "Partly", "No"]);
        let partly = by_role(&preview, "radio", "Partly").await?;
        let pressed = async || Ok(partly.attr("aria-checked").await?.unwrap_or_default());
        partly.click().await?;
        until_is("chosen", "true".to_owned(), pressed).await?;
        assert!(text(&preview).await?.contains("Scores 0.5"));
        axe::check(stage, "form").await?;
        partly.click().await?;
        until_is("cleared", "false".to_owned(), pressed).await?;
        partly.send_keys(Key::Right + "").await?;
        let no = by_role(&preview, "radio", "No").await?;
        until_is("chosen by key", "true".to_owned(), async || {
            Ok(no.attr("aria-checked").await?.unwrap_or_default())
        })
        .await?;

        page.save().await?;
        let categories = json!({ "categories": { "Yes": 1.0, "Partly": 0.5, "No": 0.0 } });
        assert_eq!(details(stage, "Resolved").await?, categories);
        let row = text(&page.row("Resolved").await?).await?;
        for words in ["Was the problem solved?", "Categories", "Yes (1), Partly (0.5), No (0)"] {
            assert!(row.contains(words), "{words}: {row}");
        }

        page.press("Edit Resolved").await?;
        assert_eq!(page.filled("Category 3").await?, "No");
        page.press("Remove category 2").await?;
        page.fill("Description (optional)", "").await?;
        page.save().await?;
        let categories = json!({ "categories": { "Yes": 1.0, "No": 0.0 } });
        assert_eq!(details(stage, "Resolved").await?, categories);
        let changed = definition(stage, "Resolved").await?.unwrap_or_default();
        assert_eq!(changed.get("description").and_then(Value::as_str).unwrap_or_default(), "");

        page.press("Delete Resolved").await?;
        let asked = by_role(stage.driver(), "group", "Delete Resolved?").await?;
        assert!(text(&asked).await?.contains("Scores already given stay"));
        axe::check(stage, "confirmation").await?;
        // The harmless button has the focus.
        stage.press(Key::Enter + "").await?;
        none_by_role(stage.driver(), "group", "Delete Resolved?").await?;
        page.press("Delete Resolved").await?;
        page.press("Delete definition").await?;
        until_true("the row is gone", async || Ok(count(stage.driver(), "tbody tr").await? == 1)).await?;
        assert_eq!(definition(stage, "Resolved").await?, None);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_five_categories_are_chosen_from_a_list() {
    stage::run(async |stage| {
        let categories = json!({ "a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6 });
        let body = json!({ "name": "Topic", "type": "categorical", "details": { "categories": categories } });
        post(stage, "feedback-definitions", &body).await?;
        let page = ConfigurationPage::open(stage, "feedback-definitions").await?;
        page.press("Edit Topic").await?;
        let preview = page.preview().await?;
        page.choose("Topic", "e").await?;
        until_true("the value", async || Ok(text(&preview).await?.contains("Scores 5"))).await?;
        page.choose("Topic", "Choose one…").await?;
        until_true("no value", async || Ok(text(&preview).await?.contains("No score yet"))).await?;
        page.press("Remove category 1").await?;
        by_role(&preview, "radio", "e").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_is_slid_or_typed_and_refused_outside_its_range() {
    stage::run(async |stage| {
        let page = ConfigurationPage::open(stage, "feedback-definitions").await?;
        page.press("New definition").await?;
        page.fill("Name", "Helpfulness").await?;
        page.choose("Type", "Number").await?;
        let preview = page.preview().await?;
        let says =
            async |words: &str| until_true(words, async || Ok(text(&preview).await?.contains(words))).await;
        let slider = one(&preview, "input[type=range]").await?;
        assert_eq!(slider.attr("aria-valuetext").await?.as_deref(), Some("no value yet"));
        assert_eq!(page.filled("Helpfulness, 0 to 10").await?, "");
        // The slider is in the middle already; clicking it there counts as a choice.
        slider.click().await?;
        says("Scores 5").await?;
        slider.send_keys(Key::Right + "").await?;
        says("Scores 6").await?;
        assert_eq!(page.filled("Helpfulness, 0 to 10").await?, "6");
        page.fill("Helpfulness, 0 to 10", "11").await?;
        says("Scores 6").await?;
        stage.press(Key::Enter + "").await?;
        assert_eq!(page.refusal("Helpfulness, 0 to 10").await?, "Enter a number from 0 to 10.");
        assert_eq!(page.filled("Helpfulness, 0 to 10").await?, "11");
        axe::check(stage, "a refused number").await?;
        page.fill("Helpfulness, 0 to 10", "7.25").await?;
        stage.press(Key::Tab + "").await?;
        says("Scores 7.25").await?;
        none_by_role(&preview, "alert", "Enter a number from 0 to 10.").await?;
        page.fill("Helpfulness, 0 to 10", "").await?;
        stage.press(Key::Enter + "").await?;
        says("No score yet").await?;

        page.save().await?;
        assert_eq!(details(stage, "Helpfulness").await?, json!({ "min": 0.0, "max": 10.0 }));
        page.press("Edit Helpfulness").await?;
        page.fill("Maximum", "5.5").await?;
        page.save().await?;
        assert_eq!(details(stage, "Helpfulness").await?, json!({ "min": 0.0, "max": 5.5 }));
        let row = async || text(&page.row("Helpfulness").await?).await;
        until_true("the new range", async || Ok(row().await?.contains("0 to 5.5"))).await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_boolean_definition_has_two_labels() {
    stage::run(async |stage| {
        let page = ConfigurationPage::open(stage, "feedback-definitions").await?;
        page.press("New definition").await?;
        page.fill("Name", "Polite").await?;
        page.choose("Type", "Yes or no").await?;
        page.fill("Label of yes (counts 1)", "Pass").await?;
        page.fill("Label of no (counts 0)", "Fail").await?;
        let preview = page.preview().await?;
        by_role(&preview, "radio", "Fail").await?.click().await?;
        until_true("the value", async || Ok(text(&preview).await?.contains("Scores 0"))).await?;
        page.save().await?;
        assert_eq!(details(stage, "Polite").await?, json!({ "true_label": "Pass", "false_label": "Fail" }));
        page.press("Edit Polite").await?;
        page.fill("Name", "Friendly").await?;
        page.save().await?;
        page.row("Friendly").await?;
        assert_eq!(definition(stage, "Polite").await?, None);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_breaks_a_rule_is_refused_at_the_field_and_nothing_is_sent() {
    stage::run(async |stage| {
        let page = ConfigurationPage::open(stage, "feedback-definitions").await?;
        page.press("New definition").await?;
        page.press("Save definition").await?;
        assert_eq!(page.refusal("Name").await?, "Give it a name.");
        assert_eq!(page.refusal("Category 1").await?, "Give it a label.");
        let focused = focused(stage.driver()).await?;
        assert_eq!(
            focused.attr("id").await?,
            by_role(stage.driver(), "textbox", "Name").await?.attr("id").await?
        );
        page.fill("Name", "n").await?;
        page.fill("Description (optional)", &"a".repeat(256)).await?;
        assert_eq!(
            page.refusal("Description (optional)").await?,
            "At most 255 characters fit; these are 256."
        );
        page.choose("Type", "Number").await?;
        page.fill("Minimum", "10").await?;
        let why = "The maximum has to be greater than the minimum.";
        assert_eq!(page.refusal("Maximum").await?, why);
        page.fill("Minimum", "ten").await?;
        assert_eq!(page.refusal("Minimum").await?, "Enter a number, such as 7 or 0.5.");
        axe::check(stage, "a refused form").await?;
        page.press("Save definition").await?;
        let writes =
            |seen: &&mock_opik::control::LoggedRequest| seen.method == "POST" || seen.method == "PUT";
        assert_eq!(stage.controls()?.log().iter().filter(writes).count(), 0);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_taken_name_is_said_by_the_server_and_the_typed_text_stays() {
    stage::run(async |stage| {
        defined(stage, "Tone").await?;
        stage.expect_error("409");
        stage.expect_error("500");
        let page = ConfigurationPage::open(stage, "feedback-definitions").await?;
        page.press("New definition").await?;
        page.fill("Name", "Tone").await?;
        page.choose("Type", "Yes or no").await?;
        page.fill("Label of yes (counts 1)", "Warm").await?;
        page.press("Save definition").await?;
        let alert = async |words: &str| {
            until(&format!("the alert {words:?}"), async || {
                for alert in all_by_role(stage.driver(), "alert", None).await? {
                    if text(&alert).await?.contains(words) {
                        return Ok(Some(()));
                    }
                }
                Ok(None)
            })
            .await
        };
        alert("There is a definition called “Tone” already").await?;
        assert_eq!(page.filled("Label of yes (counts 1)").await?, "Warm");
        axe::check(stage, "a taken name").await?;
        page.fill("Name", "Warmth").await?;
        let next = Pattern::next("POST", "/v1/private/feedback-definitions");
        let down = Failure::Answer(500.try_into()?, json!({ "code": 500, "message": "down" }));
        stage.controls()?.fail(next, down);
        page.press("Save definition").await?;
        alert("Not saved").await?;
        page.save().await?;
        page.row("Warmth").await?;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_built_in_definition_stays_and_says_why() {
    stage::run(async |stage| {
        defined(stage, "Accuracy").await?;
        let page = ConfigurationPage::open(stage, "feedback-definitions").await?;
        by_role(stage.driver(), "button", "Delete Accuracy").await?;
        let row = page.row("User feedback").await?;
        assert!(text(&row).await?.contains("cannot be changed or deleted"));
        assert_eq!(all_by_role(&row, "button", None).await?.len(), 0);
        let first = one(stage.driver(), "tbody tr:first-child th > span").await?;
        assert_eq!(text(&first).await?, "User feedback");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_timeout_is_written_as_iso_8601_and_nothing_else_is_lost() {
    stage::run(async |stage| {
        let colors = json!({ "Tone": "#1A2B3C" });
        let configured = json!({
            "timeout_to_mark_thread_as_inactive": "PT90M", "color_map": colors, "truncation_on_tables": false,
        });
        put(stage, "workspaces/configurations", &configured).await?;
        let page = ConfigurationPage::open(stage, "workspace-preferences").await?;
        assert_eq!(page.filled("Time").await?, "90");
        // What somebody else changes meanwhile is kept.
        let colors = json!({ "Tone": "#ABCDEF", "Other": "#000000" });
        put(
            stage,
            "workspaces/configurations",
            &json!({
                "timeout_to_mark_thread_as_inactive": "PT90M", "color_map": colors, "truncation_on_tables": false,
            }),
        )
        .await?;
        let save = async |timeout: Option<&str>| {
            page.press("Save preferences").await?;
            until_true("saved", async || {
                let said = one(stage.driver(), "form [role=status]").await?;
                Ok(text(&said).await? == "Saved")
            })
            .await?;
            let now = configuration(stage).await?;
            let mut wanted = json!({ "truncation_on_tables": false, "color_map": colors });
            if let (Some(timeout), Some(wanted)) = (timeout, wanted.as_object_mut()) {
                wanted.insert("timeout_to_mark_thread_as_inactive".to_owned(), json!(timeout));
            }
            assert_eq!(now, wanted);
            Outcome::Ok(())
        };
        page.fill("Time", "26").await?;
        page.choose("Unit", "hours").await?;
        save(Some("P1DT2H")).await?;
        page.press("15 minutes").await?;
        save(Some("PT15M")).await?;
        stage.driver().refresh().await?;
        assert_eq!(page.filled("Time").await?, "15");
        one(stage.driver(), ".form-choice:first-of-type input[type=radio]").await?.click().await?;
        save(None).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_timeout_that_cannot_be_is_refused_and_a_failed_write_is_said() {
    stage::run(async |stage| {
        stage.expect_error("404");
        stage.expect_error("503");
        let page = ConfigurationPage::open(stage, "workspace-preferences").await?;
        for (time, unit) in [("8", "days"), ("0", "seconds")] {
            page.fill("Time", time).await?;
            page.choose("Unit", unit).await?;
            page.press("Save preferences").await?;
            assert_eq!(page.refusal("Time").await?, "Enter a time from 1 second to 7 days.");
        }
        axe::check(stage, "a refused time").await?;
        assert_eq!(configuration(stage).await?, Value::Null);
        page.fill("Time", "7").await?;
        page.choose("Unit", "days").await?;
        let next = Pattern::next("PUT", "/v1/private/workspaces/configurations");
        let down = Failure::Answer(503.try_into()?, json!({ "code": 503, "message": "down" }));
        stage.controls()?.fail(next, down);
        page.press("Save preferences").await?;
        let said = async || text(&one(stage.driver(), "form [role=status]").await?).await;
        until_true("the failure", async || Ok(said().await?.starts_with("Not saved."))).await?;
        assert_eq!(page.filled("Time").await?, "7");
        page.press("Save preferences").await?;
        until_is("the answer", "Saved".to_owned(), said).await?;
        assert_eq!(configuration(stage).await?, json!({ "timeout_to_mark_thread_as_inactive": "P7D" }));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_definition_half_written_is_back_after_a_reload_until_it_is_saved_or_given_up() {
    stage::run(async |stage| {
        let page = ConfigurationPage::open(stage, "feedback-definitions").await?;
        page.press("New definition").await?;
        page.fill("Name", "Half a na").await?;
        page.fill("Category 1", "Yes").await?;
        stage.driver().refresh().await?;
        page.press("New definition").await?;
        assert_eq!(page.filled("Name").await?, "Half a na");
        assert_eq!(page.filled("Category 1").await?, "Yes");
        axe::check(stage, "a draft that is back").await?;
        page.press("Start over").await?;
        until_is("name", String::new(), async || page.filled("Name").await).await?;
        page.fill("Name", "Another").await?;
        page.press("Cancel").await?;
        page.press("New definition").await?;
        assert_eq!(page.filled("Name").await?, "", "what was given up does not come back");
        none_by_role(stage.driver(), "button", "Start over").await
    })
    .await;
}
