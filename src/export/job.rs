//! Makes a file of conversations: one after the other is read whole, written, and forgotten. What is written goes to the
//! browser, which keeps it outside of the page's memory.

use std::{cell::Cell, collections::VecDeque};

use leptos::prelude::*;

use super::{ThreadsToExport, whole::whole};
use crate::{
    api::{client::Client, error::ApiError, listing, projects, session::Session},
    browser::{
        base, clock,
        download::GrowingFile,
        file_picker::{self, PickedFile, PickedPlace},
        renderer,
        spawned::Spawned,
        timer,
    },
    model::{change::ThreadRef, ids::ProjectId},
    paths,
    text::export::{
        CsvRows, CsvSettings, ExportFormat, ExportSettings, Exporter, LinkTo, RenderMarkdown,
        file_name::file_name,
    },
};

/// What is written is handed to the browser in pieces of so many bytes.
const PIECE: usize = 1_000_000;
/// How many conversations are read at once.
const AT_ONCE: usize = 4;

/// Where the making of a file is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum JobState {
    /// The conversations are being found.
    Looking,
    Running,
    /// With the file's name.
    Done(String),
    Cancelled,
    /// With the error, as a text to show.
    Failed(String),
}

impl JobState {
    pub(super) fn is_running(&self) -> bool {
        matches!(self, Self::Looking | Self::Running)
    }
}

/// The making of one file.
#[derive(Clone, Copy)]
pub(super) struct ExportJob {
    pub(super) state: RwSignal<JobState>,
    /// How many conversations are written.
    pub(super) done: RwSignal<usize>,
    /// How many there are; 0 while they are being found.
    pub(super) total: RwSignal<usize>,
    what: StoredValue<Wanted>,
}

#[derive(Clone)]
struct Wanted {
    format: ExportFormat,
    rows: CsvRows,
    byte_order_mark: bool,
    title: String,
}

impl ExportJob {
    pub(super) fn new(format: ExportFormat, rows: CsvRows, byte_order_mark: bool, title: String) -> Self {
        Self {
            state: RwSignal::new(JobState::Looking),
            done: RwSignal::new(0),
            total: RwSignal::new(0),
            what: StoredValue::new(Wanted { format, rows, byte_order_mark, title }),
        }
    }

    pub(super) fn format(self) -> ExportFormat {
        self.what.try_with_value(|what| what.format).unwrap_or(ExportFormat::Json)
    }

    /// Stops; nothing is saved.
    pub(super) fn cancel(self) {
        if self.is_running() {
            let _ = self.state.try_set(JobState::Cancelled);
        }
    }

    fn is_running(self) -> bool {
        self.state.try_with_untracked(JobState::is_running) == Some(true)
    }

    /// Makes the file and has the browser save it.
    ///
    /// With `ask`, the person is first asked where to save it, in a browser that can.
    pub(super) async fn run(self, session: &Session, threads: ThreadsToExport, ask: bool) {
        let Some(what) = self.what.try_get_value() else { return };
        let picked = match ask {
            true => file_picker::pick(&name_of("", &what)).await,
            false => PickedPlace::NotPossible,
        };
        let picked = match picked {
            PickedPlace::File(file) => Some(file),
            PickedPlace::NotPossible => None,
            PickedPlace::Nothing => return self.cancel(),
        };
        let outcome = match threads.await {
            Ok(threads) if self.is_running() => {
                let _ = self.total.try_set(threads.len());
                let _ = self.state.try_set(JobState::Running);
                self.write(&session.client, &what, &threads, picked).await
            }
            Ok(_) => return,
            Err(error) => Err(error),
        };
        if !self.is_running() {
            return;
        }
        let state = match outcome {
            Ok(name) => JobState::Done(name),
            Err(ApiError::Aborted) => JobState::Failed("There is nothing to export.".to_owned()),
            Err(error) => JobState::Failed(format!("{}. {error}", error.title())),
        };
        let _ = self.state.try_set(state);
    }

    async fn write(
        self,
        client: &Client,
        what: &Wanted,
        threads: &[ThreadRef],
        picked: Option<PickedFile>,
    ) -> Result<String, ApiError> {
        let Some(first) = threads.first() else { return Err(ApiError::Aborted) };
        let client = client.at(&first.workspace);
        let project = projects::get(&client, &first.project).await?.name;
        let score_names = score_names(&client, what, &first.project).await?;
        let settings = ExportSettings {
            project: project.clone(),
            title: what.title.clone(),
            zone_at: Box::new(clock::zone_at),
            link_to: link_to(first.clone()),
            csv: CsvSettings { rows: what.rows, byte_order_mark: what.byte_order_mark, scores: score_names },
            render: (what.format == ExportFormat::Html).then(renderer),
        };
        if what.format == ExportFormat::Html {
            renderer::load();
        }
        let name = name_of(&project, what);
        let mut exporter = Exporter::new(what.format, settings);
        let mut file = match picked {
            Some(picked) => ExportFile::Picked(picked),
            None => ExportFile::Growing(GrowingFile::new(what.format.mime())),
        };
        match self.fill(&client, &mut exporter, &mut file, threads).await {
            Ok(()) => file.finish(name).await,
            Err(error) => {
                file.discard().await;
                Err(error)
            }
        }
    }

    /// Writes all conversations, a few of which are read ahead.
    async fn fill(
        self,
        client: &Client,
        exporter: &mut Exporter,
        file: &mut ExportFile,
        threads: &[ThreadRef],
    ) -> Result<(), ApiError> {
        let mut text = String::new();
        exporter.begin(&mut text);
        let mut slices = timer::Slices::begin();
        let mut coming = VecDeque::new();
        let mut left = threads.iter().cloned();
        loop {
            while coming.len() < AT_ONCE
                && let Some(of) = left.next()
            {
                let client = client.clone();
                coming
                    .push_back(Spawned::new(async move { whole(&client, &of, || self.is_running()).await }));
            }
            let Some(next) = coming.pop_front() else { break };
            let (thread, turns) = next.await?;
            if !self.is_running() {
                return Err(ApiError::Aborted);
            }
            exporter.conversation(&thread, &turns, &mut text);
            if text.len() > PIECE {
                file.add(&std::mem::take(&mut text)).await?;
            }
            let _ = self.done.try_update(|done| *done += 1);
            slices.rest().await;
        }
        exporter.end(&mut text);
        file.add(&text).await
    }
}

/// The name of the file.
fn name_of(project: &str, what: &Wanted) -> String {
    let today = clock::now();
    let date = today.iso_in(clock::zone_at(today));
    file_name(project, &what.title, date.get(..10).unwrap_or_default(), what.format)
}

/// Where the file is written.
enum ExportFile {
    /// Saved by the browser once it is whole.
    Growing(GrowingFile),
    /// Where the person chose.
    Picked(PickedFile),
}

impl ExportFile {
    async fn add(&mut self, text: &str) -> Result<(), ApiError> {
        match self {
            Self::Growing(file) => file.add(text),
            Self::Picked(file) if file.add(text).await => {}
            Self::Picked(_) => {
                return Err(ApiError::Unreadable(
                    "the file could not be written; is the disk full?".to_owned(),
                ));
            }
        }
        Ok(())
    }

    /// Returns the name under which it was saved.
    async fn finish(self, name: String) -> Result<String, ApiError> {
        let is_saved = match self {
            Self::Growing(file) => file.save(&name),
            Self::Picked(file) => file.close().await,
        };
        if is_saved {
            Ok(name)
        } else {
            Err(ApiError::Unreadable("the browser did not save the file".to_owned()))
        }
    }

    async fn discard(self) {
        if let Self::Picked(file) = self {
            file.discard().await;
        }
    }
}

/// The names of the scores that have columns of their own in CSV: `GET …/feedback-scores/names`.
async fn score_names(client: &Client, what: &Wanted, project: &ProjectId) -> Result<Vec<String>, ApiError> {
    if what.format != ExportFormat::Csv {
        return Ok(Vec::new());
    }
    let resource = match what.rows {
        CsvRows::Conversations => "traces/threads",
        CsvRows::Turns => "traces",
    };
    listing::score_names(client, resource, project).await
}

fn link_to(of: ThreadRef) -> LinkTo {
    Box::new(move |thread, trace| {
        let trace = trace.map(|trace| trace.as_str());
        base::absolute(&paths::turn(&of.workspace, of.project.as_str(), thread.as_str(), trace))
    })
}

/// Renders Markdown; each text has a prefix of its own for the ids in it.
fn renderer() -> RenderMarkdown {
    let count = Cell::new(0);
    Box::new(move |text| {
        count.set(count.get() + 1);
        renderer::for_file(text, &format!("m{}-", count.get()))
    })
}
