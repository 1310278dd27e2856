//! The conversation beside the list.

use crate::Outcome;
use crate::element::Element;
use crate::find::{by_role, count, one, text};
use crate::fixtures::{Logged, project};
use crate::stage::Stage;
use crate::wait::{until, until_is};

/// The conversation that is open.
pub struct ConversationPanel<'a> {
    /// The stage with the browser.
    pub stage: &'a Stage,
    /// The panel's element.
    pub element: Element,
}

impl<'a> ConversationPanel<'a> {
    /// Opens a logged conversation by its URL and waits for all its turns.
    pub async fn open(stage: &'a Stage, logged: &Logged) -> Outcome<Self> {
        let id = project(stage, "Support").await?;
        let thread = encode(&logged.thread);
        stage.open(&format!("default/projects/{id}/logs?logsType=threads&thread={thread}")).await?;
        let panel = Self::shown(stage).await?;
        panel.wait_for_turns(logged.traces.len()).await?;
        Ok(panel)
    }

    /// The conversation that is open now.
    pub async fn shown(stage: &'a Stage) -> Outcome<Self> {
        let element = one(stage.driver(), "[data-testid=thread]").await?;
        Ok(Self { stage, element })
    }

    /// Waits until there are this many turns.
    pub async fn wait_for_turns(&self, count: usize) -> Outcome {
        until_is("number of turns", count, async || Ok(self.turn_ids().await?.len())).await
    }

    /// The trace ids of its turns, in the order of the page.
    pub async fn turn_ids(&self) -> Outcome<Vec<String>> {
        let script = "return [...arguments[0].querySelectorAll('[data-trace-message-id]')]\
                      .map(turn => turn.dataset.traceMessageId);";
        Ok(serde_json::from_value(self.element.run(script, vec![]).await?)?)
    }

    /// One turn in sight, once its content is rendered and it has its buttons.
    pub async fn turn(&self, trace: &str) -> Outcome<Element> {
        let turn = one(&self.element, &format!("[data-trace-message-id=\"{trace}\"]")).await?;
        turn.scroll_into_view().await?;
        until(&format!("the words of turn {trace}"), async || {
            Ok((count(&turn, ".answer .turn-actions button").await? > 0).then_some(()))
        })
        .await?;
        Ok(turn)
    }

    /// The number of visible elements whose whole text is exactly this, counted as Playwright's `getByText(.., {exact:
    /// true})` does.
    pub async fn with_exact_text(&self, scope: &Element, words: &str) -> Outcome<usize> {
        let script = "const tidy = t => t.replace(/\\s+/g, ' ').trim(); \
                      return [...arguments[0].querySelectorAll('*')].filter(e => e.checkVisibility() \
                      && tidy(e.textContent) === arguments[1] \
                      && ![...e.children].some(c => tidy(c.textContent) === arguments[1])).length;";
        Ok(serde_json::from_value(scope.run(script, vec![words.into()]).await?)?)
    }

    /// Clicks a button of the conversation's header.
    pub async fn press(&self, name: &str) -> Outcome {
        let head = one(&self.element, ".conversation-header").await?;
        by_role(&head, "button", name).await?.click().await
    }

    /// The heading, which is the conversation's title.
    pub async fn title(&self) -> Outcome<String> {
        text(&one(&self.element, "h1").await?).await
    }

    /// The text of the whole conversation.
    pub async fn text(&self) -> Outcome<String> {
        text(&self.element).await
    }
}

/// Has all turns rendered, as before printing. Turns far from the beginning otherwise only have their words.
pub async fn draw_all(stage: &Stage) -> Outcome {
    stage.driver().execute("dispatchEvent(new Event('beforeprint'));", vec![]).await?;
    Ok(())
}

/// Percent-encodes the value of a query parameter.
pub fn encode(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    value.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
