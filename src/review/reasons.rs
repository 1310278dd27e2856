//! The reasons for a thumbs-down that were given in a project, loaded once per visit.

use std::{cell::RefCell, collections::HashMap};

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{client::Client, load::until_answered, traces},
    model::{change::THUMBS, ids::ProjectId, reason},
};

#[derive(Clone, Default)]
struct ProjectReasons {
    given: ArcRwSignal<Vec<String>>,
    asked: bool,
}

thread_local! {
    /// One request per project and visit, however many of its conversations are opened.
    static PROJECTS: RefCell<HashMap<ProjectId, ProjectReasons>> = RefCell::default();
}

/// The reasons given in one project.
#[derive(Clone, Copy)]
pub struct Reasons {
    given: RwSignal<Vec<String>>,
}

impl Reasons {
    /// The reasons of a project; empty until [`Reasons::ask`] has loaded them.
    pub(super) fn of(project: &ProjectId) -> Self {
        let given =
            PROJECTS.with_borrow_mut(|projects| projects.entry(project.clone()).or_default().given.clone());
        Self { given: given.into() }
    }

    /// The reasons to offer. Tracked.
    pub(super) fn offers(self) -> Vec<String> {
        self.given.with(|given| reason::offers(given.iter().map(String::as_str)))
    }

    /// Loads a project's reasons once (`GET /v1/private/traces` with a filter for thumbs down). Called before a reason
    /// is needed, so that the row of reasons does not change while it is shown.
    pub(super) fn ask(client: Client, project: ProjectId) {
        // What is made up belongs to no project.
        if project.as_str().is_empty() {
            return;
        }
        let asked = PROJECTS.with_borrow_mut(|projects| {
            let known = projects.entry(project.clone()).or_default();
            std::mem::replace(&mut known.asked, true)
        });
        if asked {
            return;
        }
        spawn_local(async move {
            // Until there is an answer only the common reasons are offered.
            let turns = until_answered(|| traces::rated_down(&client, &project)).await;
            let given =
                PROJECTS.with_borrow_mut(|projects| projects.entry(project).or_default().given.clone());
            let scores =
                turns.into_iter().flat_map(|turn| turn.feedback.scores).filter(|score| score.name == THUMBS);
            let reasons =
                scores.flat_map(|score| score.by_author).filter(|author_score| author_score.value < 0.5);
            let reasons: Vec<_> = reasons.filter_map(|author_score| author_score.reason).collect();
            given.update(|given| given.extend(reasons));
        });
    }

    /// Adds a reason that was just given.
    pub(super) fn give(self, reason: &str) {
        self.given.update(|given| given.push(reason.to_owned()));
    }
}
