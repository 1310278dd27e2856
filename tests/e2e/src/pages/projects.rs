//! The list of a workspace's projects.

use crate::Outcome;
use crate::element::Element;
use crate::find::{Words, by_role, one_with, texts};
use crate::stage::Stage;

/// The projects page.
pub struct ProjectsPage<'a> {
    stage: &'a Stage,
}

impl<'a> ProjectsPage<'a> {
    /// Opens the projects page.
    pub async fn open(stage: &'a Stage) -> Outcome<Self> {
        stage.open("default/projects").await?;
        by_role(stage.driver(), "heading", "Projects").await?;
        Ok(Self { stage })
    }

    /// The projects page that is shown now.
    pub fn here(stage: &'a Stage) -> Self {
        Self { stage }
    }

    /// The link to a project, found by the start of its name.
    pub async fn project(&self, name: &str) -> Outcome<Element> {
        one_with(self.stage.driver(), "main a[href]", None, Words::Begin(name)).await
    }

    /// The text of each project, in order.
    pub async fn list(&self) -> Outcome<Vec<String>> {
        texts(self.stage.driver(), "main li").await
    }
}
