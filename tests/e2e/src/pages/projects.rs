//! The projects of a workspace.

use thirtyfour::prelude::*;

use crate::find::{all, by_role, text};
use crate::stage::Stage;
use crate::wait::until;
use crate::{Outcome, find};

/// The projects page.
pub struct ProjectsPage<'a> {
    stage: &'a Stage,
}

impl<'a> ProjectsPage<'a> {
    /// Opens it.
    pub async fn open(stage: &'a Stage) -> Outcome<Self> {
        stage.open("default/projects").await?;
        by_role(stage.driver(), "heading", "Projects").await?;
        Ok(Self { stage })
    }

    /// The one that is shown now.
    pub fn here(stage: &'a Stage) -> Self {
        Self { stage }
    }

    /// The link to a project, found by the name it begins with.
    pub async fn project(&self, name: &str) -> Outcome<WebElement> {
        until(&format!("a link to the project {name}"), async || {
            for link in find::all_by_role(self.stage.driver(), "link", None).await? {
                if text(&link).await?.starts_with(name) {
                    return Ok(Some(link));
                }
            }
            Ok(None)
        })
        .await
    }

    /// What the page lists, in order, each as its whole text.
    pub async fn list(&self) -> Outcome<Vec<String>> {
        let mut texts = Vec::new();
        for item in all(self.stage.driver(), "main li").await? {
            texts.push(text(&item).await?);
        }
        Ok(texts)
    }
}
