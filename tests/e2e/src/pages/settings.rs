//! The configuration of a workspace.

use serde_json::Value;
use thirtyfour::prelude::*;

use crate::Outcome;
use crate::element::Element;
use crate::find::{Words, all, by_role, click, none_by_role, one, one_with, text};
use crate::stage::Stage;
use crate::wait::until;

/// The configuration page.
pub struct ConfigurationPage<'a> {
    stage: &'a Stage,
}

impl<'a> ConfigurationPage<'a> {
    /// Opens the page at a tab: `feedback-definitions` or `workspace-preferences`.
    pub async fn open(stage: &'a Stage, tab: &str) -> Outcome<Self> {
        stage.open(&format!("default/configuration?tab={tab}")).await?;
        by_role(stage.driver(), "heading", "Configuration").await?;
        Ok(Self { stage })
    }

    /// Clicks a button.
    pub async fn press(&self, button: &str) -> Outcome {
        click(&by_role(self.stage.driver(), "button", button).await?).await
    }

    /// Replaces the content of a text field.
    pub async fn fill(&self, field: &str, words: &str) -> Outcome {
        let field = by_role(self.stage.driver(), "textbox", field).await?;
        field.send_keys(Key::Control + "a").await?;
        field.send_keys(Key::Delete + "").await?;
        field.send_keys(words).await
    }

    /// The content of a text field.
    pub async fn filled(&self, field: &str) -> Outcome<String> {
        Ok(by_role(self.stage.driver(), "textbox", field).await?.value().await?.unwrap_or_default())
    }

    /// Chooses an option of a select box.
    pub async fn choose(&self, list: &str, option: &str) -> Outcome {
        let list = by_role(self.stage.driver(), "combobox", list).await?;
        // Options of a closed select box are not visible, but can be chosen.
        for one in all(&list, "option").await? {
            if text(&one).await? == option {
                return one.click().await;
            }
        }
        Err(format!("there is no option {option}").into())
    }

    /// Saves the form and waits until the list is shown again.
    pub async fn save(&self) -> Outcome {
        self.press("Save definition").await?;
        none_by_role(self.stage.driver(), "button", "Save definition").await?;
        by_role(self.stage.driver(), "button", "New definition").await.map(drop)
    }

    /// Waits until a text field is refused and returns the reason.
    pub async fn refusal(&self, field: &str) -> Outcome<String> {
        let field = by_role(self.stage.driver(), "textbox", field).await?;
        until("a refusal", async || {
            if field.attr("aria-invalid").await?.as_deref() != Some("true") {
                return Ok(None);
            }
            let id = field.attr("aria-describedby").await?.unwrap_or_default();
            let said = text(&one(self.stage.driver(), &format!("#{id}")).await?).await?;
            Ok((!said.is_empty()).then_some(said))
        })
        .await
    }

    /// The row of the definition with this name.
    pub async fn row(&self, name: &str) -> Outcome<Element> {
        one_with(self.stage.driver(), "tbody tr", Some("th > span"), Words::Are(name)).await
    }

    /// The control in the preview.
    pub async fn preview(&self) -> Outcome<Element> {
        one(self.stage.driver(), "[aria-label=Preview]").await
    }
}

/// The definition with this name on the server (`GET /v1/private/feedback-definitions`).
pub async fn definition(stage: &Stage, name: &str) -> Outcome<Option<Value>> {
    let url = format!("{}api/v1/private/feedback-definitions?size=1000", stage.base);
    let page: Value = reqwest::get(url).await?.json().await?;
    let all = page.get("content").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(all.into_iter().find(|one| one.get("name").and_then(Value::as_str) == Some(name)))
}

/// The workspace configuration on the server (`GET /v1/private/workspaces/configurations`); null if nothing was
/// configured yet.
pub async fn configuration(stage: &Stage) -> Outcome<Value> {
    let answer = reqwest::get(format!("{}api/v1/private/workspaces/configurations", stage.base)).await?;
    if answer.status() == reqwest::StatusCode::NOT_FOUND {
        return Ok(Value::Null);
    }
    Ok(answer.error_for_status()?.json().await?)
}
