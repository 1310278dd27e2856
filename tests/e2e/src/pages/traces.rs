//! The lists of a project's traces and spans.

use std::ops::Deref;

use super::ThreadsPage;
use crate::Outcome;
use crate::fixtures::project;
use crate::stage::Stage;
use crate::wait::until;

/// The traces tab or the spans tab. It has the same table as the threads: rows, cells and headings are found in the
/// same way.
pub struct TracesPage<'a>(ThreadsPage<'a>);

impl<'a> Deref for TracesPage<'a> {
    type Target = ThreadsPage<'a>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'a> TracesPage<'a> {
    /// Opens the traces of the project "Support" with more query parameters (`&traces_search=...`), and waits for its
    /// rows or the notice that there are none.
    pub async fn open(stage: &'a Stage, more: &str) -> Outcome<Self> {
        Self::open_at(stage, &format!("?logsType=traces{more}")).await
    }

    /// Like [`TracesPage::open`], for the spans.
    pub async fn open_spans(stage: &'a Stage, more: &str) -> Outcome<Self> {
        Self::open_at(stage, &format!("?logsType=spans{more}")).await
    }

    /// Like [`TracesPage::open`], with the whole query: empty, or starting with `?`.
    pub async fn open_at(stage: &'a Stage, query: &str) -> Outcome<Self> {
        let id = project(stage, "Support").await?;
        stage.open(&format!("default/projects/{id}/logs{query}")).await?;
        let page = Self::shown(stage);
        until("rows, or why there are none", async || {
            let script = "return document.querySelectorAll('tr[data-row-id], .logs h2').length > 0;";
            let there = stage.driver().execute(script, vec![]).await?.convert::<bool>()?;
            Ok(there.then_some(()))
        })
        .await?;
        Ok(page)
    }

    /// The list that is shown now.
    pub fn shown(stage: &'a Stage) -> Self {
        Self(ThreadsPage::shown(stage))
    }
}
