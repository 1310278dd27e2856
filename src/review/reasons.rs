//! The reasons that a project gives for a thumbs-down.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{client::Client, load::insist, traces},
    model::{change::THUMBS, ids::ProjectId, reason},
};

/// The reasons that a project gives; asked for once, when the first is needed.
#[derive(Clone, Copy)]
pub struct Reasons {
    given: RwSignal<Vec<String>>,
    asked: StoredValue<bool>,
}

impl Reasons {
    /// None are known yet.
    pub(super) fn new() -> Self {
        Self { given: RwSignal::new(Vec::new()), asked: StoredValue::new(false) }
    }

    /// What to offer. Tracked.
    pub(super) fn offers(self) -> Vec<String> {
        self.given.with(|given| reason::offers(given.iter().map(String::as_str)))
    }

    /// Asks for them, the first time.
    pub(super) fn ask(self, client: Client, project: ProjectId) {
        if self.asked.try_update_value(|asked| std::mem::replace(asked, true)) != Some(false) {
            return;
        }
        spawn_local(async move {
            // Offers are a help: until there is an answer the common ones stand there.
            let turns = insist(async || match self.given.try_with_untracked(|_| ()) {
                Some(()) => traces::rated_down(&client, &project).await,
                // The conversation is gone, and with it whoever wanted to know.
                None => Ok(Vec::new()),
            })
            .await;
            let says = turns.into_iter().flat_map(|turn| turn.scores).filter(|score| score.name == THUMBS);
            let reasons = says.flat_map(|score| score.by_author).filter(|say| say.value < 0.5);
            let reasons: Vec<_> = reasons.filter_map(|say| say.reason).collect();
            let _ = self.given.try_update(|given| given.extend(reasons));
        });
    }

    /// Hears one that was just given.
    pub(super) fn give(self, reason: &str) {
        self.given.update(|given| given.push(reason.to_owned()));
    }
}
