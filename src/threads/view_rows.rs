//! All rows of a view, as far as they were read.

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;

use super::listing::ThreadRow;
use crate::{
    api::rated_turns::ThumbsByThread,
    browser::timer,
    model::ids::ThreadId,
    query::{
        facets::Facets,
        walk_report::{ReportStage, WalkReport},
    },
};

/// How often it is looked whether all rows are there, in milliseconds.
const LOOK: i32 = 50;

/// The rows of a view that were read so far.
#[derive(Clone, Copy)]
pub struct ViewRows {
    /// The rows that meet all conditions, in the order of the view. Changes a few times a second while they are read.
    pub rows: Memo<Arc<Vec<Arc<ThreadRow>>>>,
    /// The thumbs on the turns of all threads of the project; `None` until all are known, or if nobody wants them.
    pub thumbs: Memo<Option<Arc<ThumbsByThread>>>,
    /// How many turns of each thread failed; `None` as above.
    pub failures: Memo<Option<Arc<HashMap<ThreadId, u64>>>>,
    /// How far reading is.
    pub report: Memo<WalkReport>,
    /// Stops reading; what was read stays.
    pub cancel: Callback<()>,
    /// Goes on after an error or a stop.
    pub retry: Callback<()>,
    /// The values of the rows read so far; `None` until they are counted, or if nobody wants them.
    pub counts: RwSignal<Option<Arc<Facets>>>,
    /// Whether there are too many rows to read also those that only choices of facets exclude, so that a facet is counted
    /// with its own choice.
    pub is_narrow: Memo<bool>,
}

impl ViewRows {
    /// Resolves when reading ends, with how it did.
    pub async fn ended(self) -> ReportStage {
        loop {
            // Effects of what is asked for run first, and other tasks.
            timer::wait(LOOK).await;
            match self.report.try_with_untracked(|report| report.stage.clone()) {
                Some(ReportStage::Running) => {}
                Some(ended) => return ended,
                None => return ReportStage::Cancelled,
            }
        }
    }
}
