//! Charts of the conversations of the list, above its rows; a lazy module. They come from the server's metrics where these
//! count exactly what the list shows, else from all rows of the view, and say which.

mod figures_line;
mod frame;
mod number_table;
mod plot;
mod plot_grid;
mod pointer;
mod served;
mod walked;

use std::sync::Arc;

use leptos::prelude::*;

use super::{listing::ThreadsListing, whole_view::WholeView};
use crate::{
    api::listing::Ask,
    browser::clock,
    local::preferences::{ChartsForm, Preferences},
    model::{change::THUMBS, review_state::REVIEWED},
    query::{
        charts::{
            bins::Bins,
            chart::{Chart, ChartData},
            is_for_metrics,
            period::Period,
        },
        logs_view::LogsView,
        page,
    },
    ui::{
        icon::{Glyph, Icon},
        lazy::{self, lazy_module},
        table::list_route::ListRoute,
    },
};
use figures_line::figures_line;
use frame::{fold, foot, open_head};
use number_table::number_table;
use plot_grid::plot_grid;
use pointer::ChartPointer;

lazy_module!(
    /// [`Charts`] as a lazy module, see [`crate::ui::lazy`].
    CHARTS,
    charts,
    load_charts,
    Charts,
    ChartsProps
);

/// The id of the place of the charts.
const PLACE: &str = "charts";

/// The button that shows and hides the charts.
pub(super) fn toggle() -> AnyView {
    let preferences = Preferences::of_app();
    let is_on = move || preferences.with(|choices| choices.charts != ChartsForm::Off);
    let switch = move |_| {
        preferences.update(|choices| match choices.charts {
            ChartsForm::Off if choices.charts_were == ChartsForm::Line => choices.charts = ChartsForm::Line,
            ChartsForm::Off => choices.charts = ChartsForm::Open,
            shown => {
                choices.charts_were = shown;
                choices.charts = ChartsForm::Off;
            }
        });
    };
    view! {
        <button
            type="button"
            class="icon-btn"
            aria-label="Charts"
            title="Charts"
            aria-pressed=move || is_on().to_string()
            aria-controls=PLACE
            on:click=switch
        >
            <Icon glyph=Glyph::Chart />
        </button>
    }
    .into_any()
}

/// The place of the charts; empty while they are switched off.
pub(super) fn place(route: ListRoute, whole: WholeView) -> AnyView {
    let preferences = Preferences::of_app();
    let is_on = Memo::new(move |_| preferences.with(|choices| choices.charts != ChartsForm::Off));
    view! {
        <div id=PLACE class="charts-place">
            {move || {
                is_on.get().then(|| lazy::enter(&CHARTS, "Loading the charts", move || ChartsProps { route, whole }))
            }}
        </div>
    }
    .into_any()
}

/// What the charts are drawn from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ChartSheet {
    pub bins: Bins,
    pub charts: Vec<Chart>,
    /// How long the time before was, "7 days"; empty if nothing is compared.
    pub length: String,
}

impl ChartSheet {
    fn of(data: &ChartData) -> Self {
        Self { bins: data.bins.clone(), charts: data.charts(), length: data.length.clone() }
    }

    /// Without conversations there is nothing to draw.
    fn empty() -> Self {
        let period = Period::new(clock::now(), clock::now());
        Self { bins: Bins::of(period, clock::zone_at), charts: Vec::new(), length: String::new() }
    }
}

/// Where the charts come from: the server, or the rows of the view.
#[derive(Clone, Copy)]
pub(super) struct ChartSource {
    /// `None` until everything is there; then the last one until the next is.
    pub sheet: Memo<Option<Arc<ChartSheet>>>,
    /// "From the server's metrics", or how far it is.
    pub said: Signal<String>,
    /// What is missing or different there, as sentences; may be empty.
    pub notes: Signal<String>,
    pub problem: Signal<Option<String>>,
    /// Asks again, or goes on.
    pub retry: Callback<()>,
}

/// The charts, folded to a line or open.
#[component]
pub fn Charts(route: ListRoute, whole: WholeView) -> impl IntoView {
    let listing = whole.listing;
    let preferences = Preferences::of_app();
    let ask =
        Memo::new(move |_| listing.ask.with(|ask| Ask { view: of_all_pages(&ask.view), ..ask.clone() }));
    let names = listing.score_names("traces/threads").run(());
    let names = Memo::new(move |_| {
        let mut names = names.get();
        names.retain(|name| name != THUMBS && name != REVIEWED);
        names
    });
    let score = Memo::new(move |_| {
        let wanted = preferences
            .with(|choices| ask.with(|ask| choices.chart_scores.get(ask.project.as_str()).cloned()));
        names.with(|names| wanted.filter(|name| names.contains(name)).or_else(|| names.first().cloned()))
    });
    // Whether the person wants all rows to be read where the server could count.
    let wants_rows = RwSignal::new(false);
    let is_countable = Memo::new(move |_| ask.with(|ask| is_for_metrics(&ask.view)));
    let is_served = Memo::new(move |_| is_countable.get() && !wants_rows.get());
    let is_open = Memo::new(move |_| preferences.with(|choices| choices.charts == ChartsForm::Open));
    let total = Signal::derive(move || listing.with_listed(|listed| listed.total));
    let as_table = RwSignal::new(false);
    view! {
        <section class="charts num" aria-label="Charts" data-open=move || is_open.get().to_string()>
            {move || {
                let source = match is_served.get() {
                    true => served::served(listing, ask, score),
                    false => walked::walked(whole, ask, score),
                };
                sheet(ChartsView { route, listing, source, names, score, is_open, as_table, is_countable, wants_rows, total })
            }}
        </section>
    }
}

/// What the parts of the region share.
#[derive(Clone, Copy)]
struct ChartsView {
    route: ListRoute,
    listing: ThreadsListing,
    source: ChartSource,
    names: Memo<Vec<String>>,
    score: Memo<Option<String>>,
    is_open: Memo<bool>,
    as_table: RwSignal<bool>,
    /// Whether the server's metrics count what the list shows.
    is_countable: Memo<bool>,
    wants_rows: RwSignal<bool>,
    total: Signal<Option<u64>>,
}

fn sheet(view: ChartsView) -> AnyView {
    let ChartsView { source, is_open, as_table, .. } = view;
    let pointer = ChartPointer::new(view.route, source.sheet);
    let body = move || match (is_open.get(), as_table.get()) {
        (false, _) => ().into_any(),
        (true, true) => number_table(source),
        (true, false) => plot_grid(source, pointer),
    };
    view! {
        <div class="charts-head">
            {fold(is_open)}
            {move || match is_open.get() {
                true => open_head(view, pointer),
                false => figures_line(source),
            }}
        </div>
        {body}
        {foot(view)}
    }
    .into_any()
}

/// The view without what does not change its rows.
fn of_all_pages(view: &LogsView) -> LogsView {
    LogsView { page: 1, size: page::DEFAULT_SIZE, sort: Vec::new(), unapplied: Vec::new(), ..view.clone() }
}
