//! Saving conversations as a file: the choices of the menu, and the progress. A lazy module.

mod job;
mod whole;

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{error::ApiError, session::Session},
    browser::{file_picker, timer},
    model::{change::ThreadRef, figures},
    text::export::{CsvRows, ExportFormat},
    ui::{
        dialog::Dialog,
        lazy::{self, lazy_module},
        toast::{Toaster, Tone},
    },
};
use job::{ExportJob, JobState};

lazy_module!(
    /// [`ExportView`] as a lazy module, see [`crate::ui::lazy`].
    EXPORT,
    export,
    load_export,
    ExportView,
    ExportViewProps
);

/// The progress is shown only if a file takes longer than so many milliseconds.
const SHORT: i64 = 400;

/// The conversations to save, in order.
pub type ThreadsToExport = Pin<Box<dyn Future<Output = Result<Vec<ThreadRef>, ApiError>>>>;

/// What is saved.
#[derive(Clone, Copy)]
pub struct ExportSource {
    /// Finds the conversations. Called when a format is chosen.
    pub threads: Callback<(), ThreadsToExport>,
    /// What was chosen, for the title and the file's name: "selection", or the name of one conversation.
    pub title: Signal<String>,
}

/// What is being exported. Lives outside of the menu, whose content ends when the menu closes.
#[derive(Clone, Copy)]
pub struct Exporting {
    source: ExportSource,
    session: StoredValue<Session>,
    toaster: Toaster,
    /// Owns the jobs: the menu in which one begins ends before it does.
    owner: StoredValue<Owner>,
    job: RwSignal<Option<ExportJob>>,
    /// Whether the progress is shown.
    open: RwSignal<bool>,
    by_turn: RwSignal<bool>,
    with_mark: RwSignal<bool>,
    /// Whether the person chooses where to save, and the file is written there at once.
    asks_where: RwSignal<bool>,
}

impl Exporting {
    pub fn of(source: ExportSource) -> Self {
        Self {
            source,
            session: StoredValue::new(Session::of_app("")),
            toaster: Toaster::of_app(),
            // A child: an owner that holds itself would never end.
            owner: StoredValue::new(Owner::new()),
            job: RwSignal::new(None),
            open: RwSignal::new(false),
            by_turn: RwSignal::new(false),
            with_mark: RwSignal::new(false),
            asks_where: RwSignal::new(false),
        }
    }

    /// The choices for a menu.
    pub fn choices(self) -> AnyView {
        lazy::enter(&EXPORT, "Loading", move || ExportViewProps { part: ExportPart::Choices(self) })
    }

    /// The dialog with the progress; to be drawn outside of the menu.
    pub fn progress(self) -> AnyView {
        let is_begun = Memo::new(move |_| self.job.with(Option::is_some));
        (move || {
            is_begun.get().then(|| {
                lazy::enter(&EXPORT, "Loading", move || ExportViewProps { part: ExportPart::Progress(self) })
            })
        })
        .into_any()
    }
}

/// Which part of the module is drawn.
#[derive(Clone, Copy)]
pub enum ExportPart {
    Choices(Exporting),
    Progress(Exporting),
}

#[component]
pub fn ExportView(part: ExportPart) -> impl IntoView {
    match part {
        ExportPart::Choices(exporting) => choices(exporting),
        ExportPart::Progress(exporting) => progress(exporting),
    }
}

/// Begins to make a file.
fn start(exporting: Exporting, format: ExportFormat) {
    let Exporting { source, session, toaster, owner, job, open, by_turn, with_mark, asks_where } = exporting;
    let (Some(session), Some(owner)) = (session.try_get_value(), owner.try_get_value()) else { return };
    let rows = if by_turn.get_untracked() { CsvRows::Turns } else { CsvRows::Conversations };
    let made =
        owner.with(|| ExportJob::new(format, rows, with_mark.get_untracked(), source.title.get_untracked()));
    // The dialog that asks is only allowed now, shortly after the click.
    let ask = asks_where.get_untracked();
    let threads = source.threads.run(());
    job.set(Some(made));
    // A short export is done before anybody could read how far it is.
    timer::later(SHORT, move || {
        if made.state.try_get_untracked().is_some_and(|state| state.is_running()) {
            let _ = open.try_set(true);
        }
    });
    spawn_local(async move {
        made.run(&session, threads, ask).await;
        match made.state.try_get_untracked() {
            Some(JobState::Done(name)) => {
                let _ = open.try_set(false);
                let count = made.total.try_get_untracked().unwrap_or_default();
                let count = figures::counted(count as u64, "conversation");
                toaster.show(Tone::Done, format!("{count} saved as {name}"));
            }
            Some(JobState::Failed(_)) => {
                let _ = open.try_set(true);
            }
            _ => {}
        }
    });
}

/// The formats, and what is special to CSV.
fn choices(exporting: Exporting) -> AnyView {
    let format = move |format: ExportFormat| {
        view! {
            <button
                type="button"
                role="menuitem"
                data-close
                title=about(format)
                on:click=move |_| start(exporting, format)
            >
                {format.label()}
            </button>
        }
        .into_any()
    };
    let option = |label: &'static str, chosen: RwSignal<bool>| {
        view! {
            <label class="export-option">
                <input
                    type="checkbox"
                    prop:checked=chosen
                    on:change=move |event| chosen.set(event_target_checked(&event))
                />
                {label}
            </label>
        }
        .into_any()
    };
    view! {
        <div class="choices export-formats" role="menu" aria-label="Export as">
            {ExportFormat::ALL.map(format).collect_view()}
        </div>
        <div class="export-options">
            {option("CSV: a row for every turn", exporting.by_turn)}
            {option("CSV: mark for Excel (BOM)", exporting.with_mark)}
            {file_picker::is_there().then(|| option("Choose the place, and write there at once", exporting.asks_where))}
        </div>
    }
    .into_any()
}

/// What the format is for, as a tooltip.
fn about(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "spreadsheets",
        ExportFormat::Json => "everything, for programs",
        ExportFormat::Jsonl => "OpenAI messages, for data sets",
        ExportFormat::Markdown => "documents",
        ExportFormat::Html => "a page to read",
    }
}

/// How far the file is, and what went wrong.
fn progress(exporting: Exporting) -> AnyView {
    let Exporting { job, open, .. } = exporting;
    let stop = Callback::new(move |()| {
        if let Some(job) = job.get_untracked() {
            job.cancel();
        }
    });
    view! {
        <Dialog open light=false title=Signal::stored("Export".to_owned()) on_close=stop>
            {move || job.get().map(|job| of_job(exporting, job))}
        </Dialog>
    }
    .into_any()
}

fn of_job(exporting: Exporting, job: ExportJob) -> AnyView {
    let words = move || match job.state.get() {
        JobState::Looking => "Looking through all rows…".to_owned(),
        JobState::Running => format!(
            "{} of {}",
            figures::count(job.done.get() as u64),
            figures::counted(job.total.get() as u64, "conversation")
        ),
        JobState::Done(name) => format!("Saved as {name}"),
        JobState::Cancelled => "Stopped. Nothing was saved.".to_owned(),
        JobState::Failed(error) => format!("Not saved. {error}"),
    };
    let failed = Memo::new(move |_| matches!(job.state.get(), JobState::Failed(_)));
    let again = move || {
        failed.get().then(|| {
            view! {
                <button type="button" class="btn primary" on:click=move |_| start(exporting, job.format())>
                    "Try again"
                </button>
            }
            .into_any()
        })
    };
    view! {
        <p role="status" class="num">{words}</p>
        <progress
            class="export-progress"
            aria-label="Exported"
            max=move || job.total.get().max(1).to_string()
            prop:value=move || job.done.get() as f64
        ></progress>
        <div class="dialog-end">
            {again}
            <button type="button" class="btn" on:click=move |_| exporting.open.set(false)>
                {move || if failed.get() { "Close" } else { "Cancel" }}
            </button>
        </div>
    }
    .into_any()
}
