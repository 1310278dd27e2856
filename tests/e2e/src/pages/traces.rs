//! The list of traces of a project.

use std::ops::Deref;

use super::ThreadsPage;
use crate::Outcome;
use crate::stage::Stage;
use crate::talk::project;
use crate::wait::until;

/// The traces tab. Its table is that of the threads: rows, cells and headings are found the same way.
pub struct TracesPage<'a>(ThreadsPage<'a>);

impl<'a> Deref for TracesPage<'a> {
    type Target = ThreadsPage<'a>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'a> TracesPage<'a> {
    /// Opens it for the project "Support", with more in its query (`&traces_search=...`), and waits for its rows or for
    /// the word that there are none.
    pub async fn open(stage: &'a Stage, more: &str) -> Outcome<Self> {
        let id = project(stage, "Support").await?;
        stage.open(&format!("default/projects/{id}/logs?logsType=traces{more}")).await?;
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
