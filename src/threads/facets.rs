//! The panel beside the list with the values that its rows have, and how many rows have each; a lazy module. A press on a
//! value makes it a condition of the view.

mod group;
mod histogram;
mod values;

use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent, wasm_bindgen::JsCast};

use super::whole_view::WholeView;
use crate::{
    browser::tracking,
    model::figures,
    query::{
        facets::{Facet, Facets, Picked},
        logs_view::LogsView,
        walk_report::{ReportStage, WalkReport},
    },
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed,
        lazy::lazy_module,
        table::list_route::ListRoute,
        toast::{Toaster, Tone},
    },
};

lazy_module!(
    /// [`FacetsPanel`] as a lazy module, see [`crate::ui::lazy`].
    FACETS,
    facets,
    load_facets,
    FacetsPanel,
    FacetsPanelProps
);

/// How many scores are unfolded at first.
const UNFOLDED_SCORES: usize = 6;

/// What all parts of the panel use.
#[derive(Clone, Copy)]
struct FacetsContext {
    route: ListRoute,
    whole_view: WholeView,
    report: Memo<WalkReport>,
    toaster: Toaster,
}

impl FacetsContext {
    /// Reads the counted values, as far as they are there. Tracked.
    fn with_facets<T>(self, read: impl FnOnce(&Facets) -> Option<T>) -> Option<T> {
        self.whole_view.counts().and_then(|facets| read(&facets))
    }

    fn picked(self, facet: &Facet) -> Picked {
        self.route.with_view(|view| facet.picked(view))
    }

    /// Changes the view, or says why that is not possible.
    fn change(self, change: impl FnOnce(&LogsView) -> Result<LogsView, &'static str>) {
        match self.route.view.try_with_untracked(change) {
            Some(Ok(changed)) => self.route.push(|_| changed),
            Some(Err(problem)) => self.toaster.show(Tone::Failed, problem),
            None => {}
        }
    }

    /// "3 threads", or "3 threads so far" while they are counted.
    fn threads(self, count: u64) -> String {
        let words = figures::counted(count, "thread");
        let is_done = self.report.with(|report| report.stage == ReportStage::Done);
        if is_done { words } else { format!("{words} so far") }
    }
}

#[component]
pub fn FacetsPanel(
    route: ListRoute,
    whole_view: WholeView,
    close: Callback<()>,
    /// Whether the panel takes the focus when it appears.
    takes_focus: bool,
) -> impl IntoView {
    whole_view.widen();
    whole_view.need_counts(true);
    let report = Memo::new(move |_| {
        let mut report = whole_view.rows().map(|rows| rows.report.get()).unwrap_or_default();
        // The last rows are counted a moment after they were read.
        let is_counted = whole_view.counts().is_some_and(|facets| !facets.is_partial);
        if report.stage == ReportStage::Done && !is_counted {
            report.stage = ReportStage::Running;
        }
        report
    });
    let context = FacetsContext { route, whole_view, report, toaster: Toaster::of_app() };
    let facets = Memo::new(move |_| {
        let all =
            |facets: &Facets| Some(facets.groups.iter().map(|group| group.facet.clone()).collect::<Vec<_>>());
        context.with_facets(all).unwrap_or_default()
    });
    let panel = NodeRef::<leptos::html::Aside>::new();
    Effect::new(move |_| {
        if let Some(panel) = panel.get().filter(|_| takes_focus) {
            let _ = panel.focus();
        }
    });
    let groups = keyed(
        move || {
            let is_score = |facet: &Facet| matches!(facet, Facet::Given(_) | Facet::Number(_));
            let mut scores = 0;
            let with_fold = |facet: Facet| {
                scores += usize::from(is_score(&facet));
                let is_open = !is_score(&facet) || scores <= UNFOLDED_SCORES;
                (facet, is_open)
            };
            facets.get().into_iter().map(with_fold).collect()
        },
        |(facet, _)| format!("{facet:?}"),
        move |(facet, is_open)| group::group(context, facet, is_open),
    );
    let on_key = move |event: KeyboardEvent| {
        // In a field, Escape is the browser's.
        let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let is_field = target.is_some_and(|target| target.tag_name() == "INPUT");
        if event.key() == "Escape" && !is_field {
            event.prevent_default();
            event.stop_propagation();
            close.run(());
        }
        let step = match event.key().as_str() {
            _ if is_field => return,
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        if panel.get_untracked().is_some_and(|panel| move_focus(&panel, step)) {
            event.prevent_default();
        }
    };
    let shown = move || {
        let count = context.with_facets(|facets| Some(facets.matching)).unwrap_or_default();
        format!("Show {}", figures::counted(count, "thread"))
    };
    view! {
        <aside id="facets" class="facets" aria-label="Facets" tabindex="-1" node_ref=panel on:keydown=on_key>
            <div class="facets-head">
                <h2>"Facets"</h2>
                <button
                    type="button"
                    class="icon-btn"
                    aria-label="Close the facets"
                    title="Close"
                    on:click=move |_| close.run(())
                >
                    <Icon glyph=Glyph::Close />
                </button>
            </div>
            {progress(context)}
            <div class="facets-groups">{groups} {notes(context)}</div>
            <div class="facets-show">
                <button type="button" class="btn primary" on:click=move |_| close.run(())>
                    {shown}
                </button>
            </div>
        </aside>
    }
}

/// How far counting is, with a button to go on after a failure.
fn progress(context: FacetsContext) -> AnyView {
    let report = context.report;
    let stage = Memo::new(move |_| report.with(|report| report.stage.clone()));
    let words = move || match stage.get() {
        ReportStage::Running => "Counting. What is shown is counted so far.".to_owned(),
        ReportStage::Done => String::new(),
        ReportStage::Cancelled => "Stopped. What is shown is counted so far.".to_owned(),
        ReportStage::Failed(error) => format!("Not all could be counted. {error}"),
    };
    let numbers = move || {
        let WalkReport { read, total, .. } = report.get();
        (total > 0).then(|| format!("{} of {}", figures::count(read), figures::counted(total, "thread")))
    };
    let portion = move || match report.get() {
        WalkReport { total: 0, .. } => "0".to_owned(),
        WalkReport { read, total, .. } => format!("{}%", (read * 100 / total).min(100)),
    };
    let go_on = move || {
        let is_stopped = stage.with(|stage| matches!(stage, ReportStage::Failed(_) | ReportStage::Cancelled));
        is_stopped.then(|| {
            let retry = move |_| {
                if let Some(rows) = untrack(|| context.whole_view.rows()) {
                    rows.retry.run(());
                }
            };
            view! { <button type="button" class="btn" on:click=retry>"Go on"</button> }.into_any()
        })
    };
    let is_done = Memo::new(move |_| stage.with(|stage| *stage == ReportStage::Done));
    view! {
        <div class="facets-progress" data-stage=move || stage.with(ReportStage::word)>
            <p role="status">{words}</p>
            {move || {
                (!is_done.get())
                    .then(|| {
                        view! {
                            <span class="num">{numbers}</span>
                            <i class="walk-portion" aria-hidden="true">
                                <b style:width=portion></b>
                            </i>
                        }
                            .into_any()
                    })
            }}
            {go_on}
        </div>
    }
    .into_any()
}

/// What is not counted.
fn notes(context: FacetsContext) -> AnyView {
    let said = Memo::new(move |_| {
        let mut said: Vec<String> = Vec::new();
        let report = context.report.get();
        if report.is_cut {
            let read = figures::count(report.read);
            said.push(format!("Only the first {read} threads are counted: narrow the time range."));
        }
        if report.is_by_number {
            said.push("This server cannot be read by id: what changed meanwhile may be missing.".to_owned());
        }
        tracking::track(&context.route.view);
        if context.whole_view.rows().is_some_and(|rows| rows.is_narrow.get()) {
            said.push("There are too many threads to count those without the chosen values, too.".to_owned());
        }
        if context.with_facets(|facets| Some(facets.scores_left_out)).unwrap_or_default() > 0 {
            said.push("There are more scores than can be counted: some are missing here.".to_owned());
        }
        said
    });
    (move || {
        said.get()
            .into_iter()
            .map(|words| view! { <p class="facets-note">{words}</p> }.into_any())
            .collect_view()
    })
    .into_any()
}

/// Moves the focus to the next heading or value, one press of an arrow key for each; false if it is on none of them.
fn move_focus(panel: &HtmlElement, step: i32) -> bool {
    let Ok(all) = panel.query_selector_all(".facet-fold, .facet-pick, .facet-bar[tabindex='0'], .facet-more")
    else {
        return false;
    };
    let all: Vec<HtmlElement> =
        (0..all.length()).filter_map(|index| all.item(index)?.dyn_into::<HtmlElement>().ok()).collect();
    let active = document().active_element();
    let is_active = |one: &HtmlElement| active.as_ref().is_some_and(|active| active.is_same_node(Some(one)));
    let on_panel = is_active(panel);
    let Some(at) = all.iter().position(is_active) else {
        return on_panel && all.first().is_some_and(|first| first.focus().is_ok());
    };
    let next = at as i32 + step;
    usize::try_from(next).ok().and_then(|next| all.get(next)).is_some_and(|next| next.focus().is_ok())
}
