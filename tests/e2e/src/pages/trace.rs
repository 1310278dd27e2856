//! The trace view, found by the test ids that Opik's own browser tests use.

use serde_json::{Value, json};

use super::reviewer::be;
use crate::Outcome;
use crate::element::Element;
use crate::find::{by_role, click, one, texts};
use crate::fixtures::{Logged, TestThread, post, project, span};
use crate::stage::Stage;
use crate::wait::{until, until_is};

/// The trace that is open.
#[derive(Clone, Copy)]
pub struct TraceView<'a> {
    stage: &'a Stage,
}

impl<'a> TraceView<'a> {
    /// Opens a trace by its URL as the reviewer Anna, with more query parameters.
    pub async fn open(stage: &'a Stage, trace: &str, more: &str) -> Outcome<Self> {
        be(stage, "Anna").await?;
        let id = project(stage, "Support").await?;
        stage.open(&format!("default/projects/{id}/logs?logsType=threads&trace={trace}{more}")).await?;
        Self::shown(stage).await
    }

    /// The trace that is open now, once its spans are loaded.
    pub async fn shown(stage: &'a Stage) -> Outcome<Self> {
        let view = Self { stage };
        one(stage.driver(), "[data-testid=traces] [role=treeitem][aria-level='1']").await?;
        Ok(view)
    }

    /// The panel with the annotation controls: Opik's own tests look for all of it in this element.
    pub async fn panel(&self) -> Outcome<Element> {
        one(self.stage.driver(), "[data-testid=traces]").await
    }

    /// The names of the visible rows of the tree, indented by two spaces per level.
    pub async fn tree(&self) -> Outcome<Vec<String>> {
        let script = "return [...arguments[0].querySelectorAll('[role=treeitem]')].map(node => \
                      '  '.repeat(node.ariaLevel - 1) + node.querySelector('.span-name').textContent.trim() \
                      + (node.querySelector('.span-orphan') ? ' (no parent)' : ''));";
        Ok(serde_json::from_value(self.panel().await?.run(script, vec![]).await?)?)
    }

    /// Waits until these are the rows of the tree.
    pub async fn wait_for_tree(&self, wanted: &[&str]) -> Outcome {
        let wanted: Vec<String> = wanted.iter().map(|&row| row.to_owned()).collect();
        until_is("the tree", wanted, async || self.tree().await).await
    }

    /// The row of a span.
    pub async fn node(&self, name: &str) -> Outcome<Element> {
        one(&self.panel().await?, &format!("[data-testid=\"trace-tree-node-{name}\"]")).await
    }

    /// Clicks a span and waits until it is selected.
    pub async fn choose(&self, name: &str) -> Outcome {
        click(&self.node(name).await?).await?;
        self.wait_for_step(name).await
    }

    /// Waits until that span is selected.
    pub async fn wait_for_step(&self, name: &str) -> Outcome {
        until_is("what is looked at", Some(name.to_owned()), async || {
            Ok(texts(&self.panel().await?, ".step-name bdi").await?.into_iter().next())
        })
        .await
    }

    /// The name of the row that the arrow keys are on.
    pub async fn active(&self) -> Outcome<Option<String>> {
        let tree = one(&self.panel().await?, "[role=tree]").await?;
        let Some(id) = tree.attr("aria-activedescendant").await? else { return Ok(None) };
        let named = format!("[id=\"{id}\"] .span-name");
        Ok(texts(&tree, &named).await?.into_iter().next())
    }

    /// Waits until the arrow keys are on the row of that span.
    pub async fn wait_for_active(&self, name: &str) -> Outcome {
        until_is("where the arrows stand", Some(name.to_owned()), async || self.active().await).await
    }

    /// The score chips of the selected span: name and value.
    pub async fn scores(&self) -> Outcome<Vec<(String, String)>> {
        let script = "return [...arguments[0].querySelectorAll('[data-testid=feedback-score-tag]')].map(tag => \
                      ['label', 'value'].map(part => \
                      tag.querySelector(`[data-testid=feedback-score-tag-${part}]`).textContent.trim()));";
        Ok(serde_json::from_value(self.panel().await?.run(script, vec![]).await?)?)
    }

    /// Waits until these are the score chips.
    pub async fn wait_for_scores(&self, wanted: &[(&str, &str)]) -> Outcome {
        let wanted: Vec<(String, String)> =
            wanted.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        until_is("scores", wanted, async || self.scores().await).await
    }

    /// The number field of a score in the annotation panel.
    pub async fn score_field(&self, name: &str) -> Outcome<Element> {
        let row = format!("[data-testid=\"annotate-score-row-{name}\"] [data-testid=annotate-score-input]");
        one(&self.panel().await?, &row).await
    }

    /// Opens the annotation panel.
    pub async fn annotate(&self) -> Outcome {
        click(&by_role(&self.panel().await?, "button", "Annotate").await?).await?;
        until("the address", async || {
            Ok((self.stage.query("lastSection").await?.as_deref() == Some("annotate")).then_some(()))
        })
        .await
    }
}

/// Logs an agent's answer: a model plans, a tool fails, and one span has lost its parent.
pub async fn agent(stage: &Stage, thread: &str) -> Outcome<Logged> {
    let logged = TestThread::new(thread)
        .turn("Is bike 7 free?", "I could not find out.")
        .turn("And bike 8?", "Bike 8 is free.")
        .with("name", json!("agent"))
        .log(stage)
        .await?;
    let trace = logged.trace(2)?.to_owned();
    let id = |span: &Value| span.get("id").cloned().unwrap_or_default();
    let plan = span(&trace, "plan", json!({ "type": "general", "input": { "goal": "bike 8" } }));
    let model = span(
        &trace,
        "think",
        json!({
            "parent_span_id": id(&plan), "model": "gpt-4o", "provider": "openai", "total_estimated_cost": 0.00042,
            "usage": { "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15 },
            "input": { "messages": [{ "role": "user", "content": "Which tool?" }] },
            "output": { "choices": [{ "message": { "role": "assistant", "content": "The lock finder." } }] },
        }),
    );
    let tool = span(
        &trace,
        "find_lock",
        json!({
            "type": "tool", "parent_span_id": id(&plan), "input": { "bike": 8 }, "tags": ["lock"],
            "error_info": { "exception_type": "TimeoutError", "message": "no answer", "traceback": "File \"lock.py\"" },
        }),
    );
    let lost = span(
        &trace,
        "check",
        json!({
            "type": "guardrail", "parent_span_id": "01900000-0000-7000-8000-0000000000ff",
        }),
    );
    post(stage, "spans/batch", &json!({ "spans": [plan, model, tool, lost] })).await?;
    Ok(logged)
}
