//! Details of the review panel: its fields and suggestions, and the feedback that the server has. [`Reviewer`] has the
//! actions of a reviewer.

use serde_json::Value;

use super::Reviewer;
use crate::Outcome;
use crate::element::Element;
use crate::find::{Words, by_role, click, count, one, one_with, texts};
use crate::fixtures::Logged;
use crate::stage::Stage;

/// The review panel of the conversation that is open.
pub struct ReviewPanel<'a> {
    /// The actions in the panel.
    pub who: Reviewer<'a>,
    /// The panel's element.
    pub element: Element,
}

impl<'a> ReviewPanel<'a> {
    /// Opens a logged conversation as the reviewer Ana and waits for its turns.
    pub async fn open(stage: &'a Stage, logged: &Logged) -> Outcome<Self> {
        Reviewer::open(stage, logged, "Ana").await?;
        Self::shown(stage).await
    }

    /// The panel of the conversation that is open now.
    pub async fn shown(stage: &'a Stage) -> Outcome<Self> {
        let element = one(stage.driver(), "aside[aria-label=Review]").await?;
        Ok(Self { who: Reviewer::shown(stage), element })
    }

    /// One of its sections: "Scores", "Tags" or "Comments".
    pub async fn part(&self, name: &str) -> Outcome<Element> {
        by_role(&self.element, "region", name).await
    }

    /// The field for a new tag; opens it if necessary.
    pub async fn tag_field(&self) -> Outcome<Element> {
        if count(&self.element, "input[role=combobox]").await? == 0 {
            click(&by_role(&self.element, "button", "Add tag").await?).await?;
        }
        by_role(&self.element, "combobox", "New tag").await
    }

    /// The suggested tags, each as `tag count`.
    pub async fn offers(&self) -> Outcome<Vec<String>> {
        texts(&self.element, "[role=option]").await
    }

    /// The field for a comment on the conversation.
    pub async fn comment_field(&self) -> Outcome<Element> {
        by_role(&self.part("Comments").await?, "textbox", "Comment").await
    }

    /// The comment that contains these words.
    pub async fn comment_with(&self, words: &str) -> Outcome<Element> {
        one_with(&self.element, ".comment", None, Words::Contain(words)).await
    }

    /// The names of the scores, in order.
    pub async fn score_names(&self) -> Outcome<Vec<String>> {
        texts(&self.element, ".score-head > b").await
    }
}

/// The thread on the server (`POST /v1/private/traces/threads/retrieve`).
pub async fn thread(stage: &Stage, logged: &Logged) -> Outcome<Value> {
    let url = format!("{}api/v1/private/traces/threads/retrieve", stage.base);
    let body = serde_json::json!({ "project_name": "Support", "thread_id": logged.thread });
    Ok(reqwest::Client::new().post(url).json(&body).send().await?.error_for_status()?.json().await?)
}

/// The trace of a turn on the server (`GET /v1/private/traces/{id}`).
pub async fn trace(stage: &Stage, id: &str) -> Outcome<Value> {
    let url = format!("{}api/v1/private/traces/{id}", stage.base);
    Ok(reqwest::get(url).await?.error_for_status()?.json().await?)
}

/// The texts of a list: of tags, or the `text` field of comments.
pub fn listed(of: &Value, list: &str, field: Option<&str>) -> Vec<String> {
    let items = of.get(list).and_then(Value::as_array).into_iter().flatten();
    let word = |item: &Value| field.map_or(Some(item), |field| item.get(field))?.as_str().map(str::to_owned);
    items.filter_map(word).collect()
}
