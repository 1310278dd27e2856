//! The actions of a reviewer: thumbs under the answers, and scores, tags and comments in the panel.

use serde_json::json;
use thirtyfour::prelude::*;

use super::conversation::encode;
use crate::Outcome;
use crate::element::Element;
use crate::find::{all_by_role, by_role, click, count, none_by_role, one, text, texts};
use crate::fixtures::{Logged, project};
use crate::stage::Stage;
use crate::wait::{until, until_is, until_true};

/// The key of the preferences in local storage.
const PREFERENCES: &str = "colloquy:preferences:1";

/// The open conversation, with the reviewer's controls.
#[derive(Clone, Copy)]
pub struct Reviewer<'a> {
    stage: &'a Stage,
}

impl<'a> Reviewer<'a> {
    /// Opens a logged conversation as the reviewer of this name, and waits for all its turns and the panel.
    pub async fn open(stage: &'a Stage, logged: &Logged, reviewer: &str) -> Outcome<Self> {
        be(stage, reviewer).await?;
        let id = project(stage, "Support").await?;
        stage
            .open(&format!("default/projects/{id}/logs?logsType=threads&thread={}", encode(&logged.thread)))
            .await?;
        let review = Self { stage };
        review.wait_for_turns(logged.traces.len()).await?;
        Ok(review)
    }

    /// The conversation that is open now.
    pub fn shown(stage: &'a Stage) -> Self {
        Self { stage }
    }

    /// Reloads the page and waits for this many turns.
    pub async fn reload(&self, turns: usize) -> Outcome {
        self.stage.driver().refresh().await?;
        self.wait_for_turns(turns).await
    }

    /// Waits for this many turns and for the panel.
    pub async fn wait_for_turns(&self, turns: usize) -> Outcome {
        until_is("turns with thumbs", turns, async || {
            count(self.stage.driver(), "[data-trace-message-id] .answer").await
        })
        .await?;
        self.panel().await.map(drop)
    }

    /// The review panel.
    pub async fn panel(&self) -> Outcome<Element> {
        by_role(self.stage.driver(), "complementary", "Review").await
    }

    /// The turn with this trace id.
    pub async fn turn(&self, trace: &str) -> Outcome<Element> {
        one(self.stage.driver(), &format!("[data-trace-message-id=\"{trace}\"]")).await
    }

    /// Clicks a thumb under the answer of a turn.
    pub async fn press_thumb(&self, trace: &str, up: bool) -> Outcome {
        click(&by_role(&self.turn(trace).await?, "button", thumb_name(up)).await?).await
    }

    /// The reviewer's thumb on a turn: up, down or none.
    pub async fn thumb(&self, trace: &str) -> Outcome<Option<bool>> {
        let turn = self.turn(trace).await?;
        for up in [true, false] {
            let button = by_role(&turn, "button", thumb_name(up)).await?;
            if button.attr("aria-pressed").await?.as_deref() == Some("true") {
                return Ok(Some(up));
            }
        }
        Ok(None)
    }

    /// Waits until the reviewer's thumb on a turn is this.
    pub async fn wait_for_thumb(&self, trace: &str, wanted: Option<bool>) -> Outcome {
        until_is(&format!("my thumb on {trace}"), wanted, async || self.thumb(trace).await).await
    }

    /// The row of a score in the panel.
    pub async fn score(&self, name: &str) -> Outcome<Element> {
        by_role(&self.panel().await?, "group", name).await
    }

    /// Clicks a value of a score; the chosen value again clears the score.
    pub async fn choose(&self, score: &str, value: &str) -> Outcome {
        click(&by_role(&self.score(score).await?, "radio", value).await?).await
    }

    /// The label of the reviewer's value of a score.
    pub async fn chosen(&self, score: &str) -> Outcome<Option<String>> {
        Ok(texts(&self.score(score).await?, "[role=radio][aria-checked=true] span").await?.into_iter().next())
    }

    /// Waits until the reviewer's value of a score is this.
    pub async fn wait_for_chosen(&self, score: &str, wanted: Option<&str>) -> Outcome {
        let wanted = wanted.map(str::to_owned);
        until_is(&format!("my {score}"), wanted, async || self.chosen(score).await).await
    }

    /// Waits until the row of a score contains these words, such as those about other authors.
    pub async fn wait_for_words(&self, score: &str, words: &str) -> Outcome {
        until_true(&format!("{score} says {words:?}"), async || {
            Ok(text(&self.score(score).await?).await?.contains(words))
        })
        .await
    }

    /// Adds a tag in the panel.
    pub async fn add_tag(&self, tag: &str) -> Outcome {
        let panel = self.panel().await?;
        let field = match all_by_role(&panel, "combobox", Some("New tag")).await?.pop() {
            Some(field) => field,
            None => {
                click(&by_role(&panel, "button", "Add tag").await?).await?;
                by_role(&panel, "combobox", "New tag").await?
            }
        };
        field.send_keys(tag.to_owned() + Key::Enter).await
    }

    /// Removes a tag in the panel.
    pub async fn remove_tag(&self, tag: &str) -> Outcome {
        click(&by_role(&self.panel().await?, "button", &format!("Remove tag {tag}")).await?).await
    }

    /// The tags in the panel, sorted.
    pub async fn tags(&self) -> Outcome<Vec<String>> {
        let mut tags = texts(&self.panel().await?, "ul[aria-label=Tags] > li a").await?;
        tags.sort();
        Ok(tags)
    }

    /// Waits until these are the tags, in any order.
    pub async fn wait_for_tags(&self, wanted: &[&str]) -> Outcome {
        let mut wanted: Vec<String> = wanted.iter().map(|&tag| tag.to_owned()).collect();
        wanted.sort();
        until_is("tags", wanted, async || self.tags().await).await
    }

    /// Writes a comment on the conversation.
    pub async fn add_comment(&self, words: &str) -> Outcome {
        let panel = self.panel().await?;
        by_role(&panel, "textbox", "Comment").await?.send_keys(words).await?;
        click(&by_role(&panel, "button", "Add comment").await?).await
    }

    /// The comments on the conversation, oldest first.
    pub async fn comments(&self) -> Outcome<Vec<String>> {
        texts(&self.panel().await?, ".comment-text").await
    }

    /// Waits until these are the comments.
    pub async fn wait_for_comments(&self, wanted: &[&str]) -> Outcome {
        let wanted: Vec<String> = wanted.iter().map(|&words| words.to_owned()).collect();
        until_is("comments", wanted, async || self.comments().await).await
    }

    /// Waits until an element shows this save state: `Saving…`, `Will retry` or `Saved`.
    pub async fn wait_for_save_state(&self, of: &Element, words: &str) -> Outcome {
        until_true(&format!("{words:?} on the control"), async || {
            Ok(texts(of, "[role=status]").await?.iter().any(|said| said == words))
        })
        .await
    }

    /// Waits until the status button is called `Status: ` and these words: `Active` or `Inactive`, and how long it stays so.
    pub async fn wait_for_status(&self, words: &str) -> Outcome {
        let name = format!("Status: {words}");
        until(&name, async || {
            let found = format!("button[aria-label^='{name}']");
            Ok((count(self.stage.driver(), &found).await? > 0).then_some(()))
        })
        .await
    }

    /// Waits until no tab of this browser has an unsent edit. Edits that wait for a retry are sent at once, as after an
    /// `online` event.
    pub async fn wait_until_all_is_sent(&self) -> Outcome {
        until_true("nothing kept for later", async || Ok(self.waiting_keys().await? == 0)).await
    }

    /// The number of tabs of this browser, open or closed, that have edits which the server does not have.
    pub async fn waiting_keys(&self) -> Outcome<usize> {
        let script = "window.dispatchEvent(new Event('online')); \
                      return Object.keys(localStorage).filter(key => key.startsWith('colloquy:outbox:')).length;";
        Ok(self.stage.driver().execute(script, vec![]).await?.convert()?)
    }

    /// Waits for a message that contains these words.
    pub async fn wait_for_message(&self, words: &str) -> Outcome {
        until_true(&format!("a message with {words:?}"), async || {
            let said = texts(self.stage.driver(), "[role=status], [role=alert], [role=note]").await?;
            Ok(said.iter().any(|said| said.contains(words)))
        })
        .await
    }

    /// Waits until nothing of this role and name is in the panel.
    pub async fn none_in_panel(&self, role: &str, name: &str) -> Outcome {
        none_by_role(&self.panel().await?, role, name).await
    }
}

fn thumb_name(up: bool) -> &'static str {
    if up { "Thumbs up" } else { "Thumbs down" }
}

/// Stores a reviewer's name in the browser, as if they had been asked before.
pub async fn be(stage: &Stage, reviewer: &str) -> Outcome {
    // Local storage belongs to an origin, so a page of it has to be open; one without a script loads fastest.
    stage.open("favicon.svg").await?;
    // For a page without an icon the browser requests one.
    stage.expect_error("favicon.ico");
    let script = "localStorage.setItem(arguments[0], JSON.stringify({ reviewer: arguments[1] }));";
    stage.driver().execute(script, vec![json!(PREFERENCES), json!(reviewer)]).await?;
    Ok(())
}
