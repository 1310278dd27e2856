//! The list of a project's threads.

use crate::Outcome;
use crate::element::Element;
use crate::find::{by_role, click, count, one, text};
use crate::fixtures::project;
use crate::stage::Stage;
use crate::wait::{until, until_is};

/// The threads tab.
pub struct ThreadsPage<'a> {
    stage: &'a Stage,
}

impl<'a> ThreadsPage<'a> {
    /// Opens the list of the project "Support" with more query parameters (`&threads_search=...`), and waits for its
    /// rows or the notice that there are none.
    pub async fn open(stage: &'a Stage, more: &str) -> Outcome<Self> {
        let id = project(stage, "Support").await?;
        stage.open(&format!("default/projects/{id}/logs?logsType=threads{more}")).await?;
        let page = Self { stage };
        until("rows, or no results", async || {
            let rows = !page.rows().await?.is_empty();
            let told = count(stage.driver(), "main h2").await? > 0;
            Ok((rows || told).then_some(()))
        })
        .await?;
        Ok(page)
    }

    /// The list that is shown now.
    pub fn shown(stage: &'a Stage) -> Self {
        Self { stage }
    }

    /// The thread ids of the rows, in order.
    pub async fn rows(&self) -> Outcome<Vec<String>> {
        let script =
            "return [...document.querySelectorAll('tr[data-row-id]')].map(row => row.dataset.rowId);";
        Ok(self.stage.driver().execute(script, vec![]).await?.convert()?)
    }

    /// Waits until exactly these rows are shown, in this order.
    pub async fn wait_for_rows(&self, wanted: &[&str]) -> Outcome {
        let wanted: Vec<String> = wanted.iter().map(|&id| id.to_owned()).collect();
        until_is("rows", wanted, async || self.rows().await).await
    }

    /// The row of a thread.
    pub async fn row(&self, thread: &str) -> Outcome<Element> {
        one(self.stage.driver(), &format!("tr[data-row-id=\"{thread}\"]")).await
    }

    /// Opens a row's conversation with a click.
    pub async fn open_row(&self, thread: &str) -> Outcome {
        click(&one(&self.row(thread).await?, "a.row-link").await?).await
    }

    /// The text of a cell.
    pub async fn cell(&self, thread: &str, column: &str) -> Outcome<String> {
        text(&one(self.stage.driver(), &format!("[data-cell-id=\"{thread}_{column}\"]")).await?).await
    }

    /// The number of threads that the page shows.
    pub async fn count(&self) -> Outcome<String> {
        text(&one(self.stage.driver(), "[data-testid=metrics-card-count-value]").await?).await
    }

    /// The header of a column, by its label.
    pub async fn header(&self, label: &str) -> Outcome<Element> {
        by_role(self.stage.driver(), "columnheader", label).await
    }
}
