//! The reasons that a project gives for a thumbs-down.

use std::{cell::RefCell, collections::HashMap};

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{client::Client, load::insist, traces},
    model::{change::THUMBS, ids::ProjectId, reason},
};

/// What is known of a project.
#[derive(Clone, Default)]
struct ProjectReasons {
    given: ArcRwSignal<Vec<String>>,
    asked: bool,
}

thread_local! {
    /// One request a project and visit, however many of its conversations are read.
    static PROJECTS: RefCell<HashMap<ProjectId, ProjectReasons>> = RefCell::default();
}

/// The reasons that a project gives.
#[derive(Clone, Copy)]
pub struct Reasons {
    given: RwSignal<Vec<String>>,
}

impl Reasons {
    /// Those of this project. None are known, unless it was asked about before.
    pub(super) fn of(project: &ProjectId) -> Self {
        let given =
            PROJECTS.with_borrow_mut(|projects| projects.entry(project.clone()).or_default().given.clone());
        Self { given: given.into() }
    }

    /// What to offer. Tracked.
    pub(super) fn offers(self) -> Vec<String> {
        self.given.with(|given| reason::offers(given.iter().map(String::as_str)))
    }

    /// Asks the server for them (`GET traces`, those rated down), the first time: before one is needed, so that the row of
    /// them stands still once it is there.
    pub(super) fn ask(client: Client, project: ProjectId) {
        let asked = PROJECTS.with_borrow_mut(|projects| {
            let known = projects.entry(project.clone()).or_default();
            std::mem::replace(&mut known.asked, true)
        });
        if asked {
            return;
        }
        spawn_local(async move {
            // Offers are a help: until there is an answer the common ones stand there.
            let turns = insist(|| traces::rated_down(&client, &project)).await;
            let given =
                PROJECTS.with_borrow_mut(|projects| projects.entry(project).or_default().given.clone());
            let author_scores =
                turns.into_iter().flat_map(|turn| turn.feedback.scores).filter(|score| score.name == THUMBS);
            let reasons = author_scores
                .flat_map(|score| score.by_author)
                .filter(|author_score| author_score.value < 0.5);
            let reasons: Vec<_> = reasons.filter_map(|author_score| author_score.reason).collect();
            given.update(|given| given.extend(reasons));
        });
    }

    /// Hears one that was just given.
    pub(super) fn give(self, reason: &str) {
        self.given.update(|given| given.push(reason.to_owned()));
    }
}
