//! A list: its controls, summary figures, rows and pager, or a message if there are no rows.

use leptos::prelude::*;

use super::{
    columns_menu::{self, ColumnsContext},
    frame::Frame,
    heads::HeadsContext,
    list_route::ListRoute,
    nothing::BeyondEnd,
    pager::{PageInfo, Pager},
    rows::{Cells, Rows},
    scores::RowExtras,
    search_box::SearchText,
    toolbar::Toolbar,
    tools::{self, TOOLS, Tool},
};
use crate::{
    browser::timer,
    local::preferences::Preferences,
    model::figures,
    query::{
        columns::Column, facets::ValueCount, found::Criterion, list_state::ListState, logs_view::LogsView,
        page, sort, tab::Tab,
    },
    ui::{
        icon::{Glyph, Icon},
        lazy,
        problem::Problem,
    },
};

/// The values of a field with how many rows have each, once they are counted.
pub type CountedValues = Signal<Option<Vec<ValueCount>>>;

/// What can be chosen from when somebody makes a filter or chooses columns.
#[derive(Clone, Copy)]
pub struct ListChoices {
    /// Loads the names of the feedback scores that rows have.
    pub score_names: Callback<(), Signal<Vec<String>>>,
    /// Loads the names of the feedback scores that the spans of the rows have; `None` if rows have no spans.
    pub span_score_names: Option<Callback<(), Signal<Vec<String>>>>,
    /// The tags of the rows on the page.
    pub tags: Callback<(), Vec<String>>,
    /// Has the values of a condition counted in all rows, for as long as the current reactive owner lives; for conditions that
    /// only the page can check, all rows are read. `None` until they are counted.
    pub counted: Option<Callback<Criterion, CountedValues>>,
    /// Who gave the scores of the rows on the page by hand, each with the name of a score.
    pub by_author: Callback<(), Vec<(String, String)>>,
    /// The numbers that the rows on the page have as a score of this name.
    pub score_numbers: Callback<String, Vec<f64>>,
}

/// The data of a list, in the form that all lists share.
#[derive(Clone, Copy)]
pub struct ListData {
    pub list_state: Memo<ListState>,
    /// Whether the rows shown answer an earlier request, while the latest one is being answered.
    pub behind: Signal<bool>,
    /// What changed on the server since, e.g. "3 new, 1 updated"; `None` if nothing did.
    pub updates: Memo<Option<String>>,
    /// Shows what changed on the server.
    pub refresh: Callback<()>,
    /// Repeats the request after a failure, or goes on with looking for rows.
    pub retry: Callback<()>,
    pub known: ListChoices,
    /// Called with the id of a row that somebody is about to open.
    pub about_to_open: Callback<String>,
    /// The scores and tags of the row with this id, for those that its cells have no room for.
    pub extras: Callback<String, Option<RowExtras>>,
}

/// What some lists have beside their rows, drawn by a lazy module of theirs.
#[derive(Clone, Copy)]
pub struct ListSlots {
    /// The saved views, beside the choice of the list.
    pub views: Callback<(), AnyView>,
    /// More menus and buttons, beside the columns.
    pub tools: Callback<(), AnyView>,
    /// Between the figures and the rows.
    pub above: Callback<(), AnyView>,
    /// At the rows' end, as high as they are.
    pub beside: Callback<(), AnyView>,
    /// Over the last rows.
    pub over: Callback<(), AnyView>,
    /// See [`ListChoices::counted`].
    pub counted: Callback<Criterion, CountedValues>,
    /// Who gave the scores of the rows by hand, each with the name of a score, as far as known.
    pub by_author: Callback<(), Vec<(String, String)>>,
}

/// How a list is laid out on the page.
#[derive(Clone, Copy)]
pub struct ListLayout {
    /// Narrow rows of two lines instead of columns.
    pub compact: Signal<bool>,
    /// Whether there is only room for compact rows.
    pub narrow: Signal<bool>,
    /// Whether a row is open beside the list.
    pub open: Signal<bool>,
    pub frame: Frame,
}

/// Which content the list shows.
#[derive(Clone, Debug, PartialEq)]
enum ListView {
    Rows,
    Failed(String, String),
    Start,
    NoResults,
    BeyondEnd(u32),
}

impl ListView {
    fn of(list_state: &ListState) -> Self {
        match list_state {
            ListState::Loading => Self::Rows,
            ListState::Failed { title, detail } => Self::Failed(title.clone(), detail.clone()),
            ListState::Page(seen) if !seen.ids.is_empty() => Self::Rows,
            ListState::Page(seen) if seen.total > 0 => Self::BeyondEnd(page::count(seen.total, seen.size)),
            ListState::Page(seen) if seen.is_narrowed => Self::NoResults,
            ListState::Page(seen) if seen.page > 1 => Self::BeyondEnd(1),
            ListState::Page(_) => Self::Start,
        }
    }
}

/// A list of a project's threads, traces or spans.
#[component]
pub fn List(
    route: ListRoute,
    data: ListData,
    layout: ListLayout,
    /// Returns the cells of the row with this id.
    cells: Callback<String, Cells>,
    /// The summary figures, made by [`super::cards`].
    cards: AnyView,
    /// Controls that only this list has.
    own: AnyView,
    /// The label of the search field.
    search: &'static str,
    /// What is shown for a project without any rows.
    start: Callback<(), AnyView>,
    /// The saved views, beside the choice of the list.
    #[prop(optional)]
    views: Option<AnyView>,
    /// What a lazy module adds, once it is there; with it rows can be selected.
    #[prop(optional)]
    slots: Option<Signal<Option<ListSlots>>>,
) -> impl IntoView {
    let ListData { list_state, behind, .. } = data;
    let grey = slow(behind);
    provide_context(SearchText(RwSignal::new(None)));
    let slot = move |which: fn(ListSlots) -> Callback<(), AnyView>| {
        slots.map(|slots| (move || slots.get().map(|slots| which(slots).run(()))).into_any())
    };
    let ListLayout { compact, narrow, open, frame } = layout;
    let tab = route.view.with_untracked(|view| view.tab);
    let preferences = Preferences::of_app();
    let chosen = columns_menu::chosen(preferences, tab);
    let columns = Memo::new(move |_| match narrow.get() {
        true => Column::of_compact_form(tab),
        false => chosen.with(|chosen| Column::of_both_forms(tab, chosen)),
    });
    let menu = ColumnsContext { route, known: data.known, columns: chosen, list_state };
    let heads = HeadsContext { tab, columns: chosen, layout, extras: data.extras };
    let content = Memo::new(move |_| list_state.with(ListView::of));
    let is_start = Memo::new(move |_| content.with(|content| *content == ListView::Start));
    let page_info = Signal::derive(move || {
        list_state.with(|list_state| {
            let seen = list_state.page()?;
            Some(PageInfo { page: seen.page, size: seen.size, rows: seen.ids.len(), total: seen.total })
        })
    });
    let count = Signal::derive(move || {
        page_info.get().map(|page_info| figures::counted(page_info.total, tab.noun()))
    });
    let size = Signal::derive(move || route.with_view(|view| view.size));
    let resize = Callback::new(move |size: u32| {
        preferences.update(|choices| choices.page_size = Some(size));
        route.push(|view| view.sized(size));
    });
    // The contents of the menus are loaded early, because somebody who reads a list is likely to filter it next.
    Effect::new(move |_| {
        if content.get() == ListView::Rows && list_state.with(|list_state| list_state.page().is_some()) {
            lazy::open_when_idle(&TOOLS);
        }
    });
    let turn = Callback::new(move |page: u32| {
        route.push(|view| view.at_page(page));
        frame.to_top();
    });
    view! {
        <div class="logs" data-compact=move || compact.get().to_string() data-start=move || is_start.get().to_string()>
            <h1 class="visually-hidden">{tab.label()}</h1>
            <Toolbar route known=data.known count columns=menu search own views tools=slot(|slots| slots.tools) />
            {chips(route, list_state)}
            {cards}
            {slot(|slots| slots.above)}
            <div class="list-middle">
                <div
                    class="list-scroll"
                    node_ref=frame.scroller
                    data-behind=move || grey.get().to_string()
                    on:scroll=move |_| {
                        if !open.get_untracked() {
                            frame.remember();
                        }
                    }
                >
                    {move || match content.get() {
                        ListView::Rows => {
                            view! { <Rows route list_state behind cells columns compact body=frame.body selectable=slots.is_some() about_to_open=data.about_to_open /> }.into_any()
                        }
                        ListView::Failed(title, detail) => {
                            view! { <Problem title detail retry=data.retry /> }.into_any()
                        }
                        ListView::Start => start.run(()),
                        ListView::NoResults => tools::shown(Tool::NoResults(route)),
                        ListView::BeyondEnd(pages) => view! { <BeyondEnd route pages /> }.into_any(),
                    }}
                </div>
                {slot(|slots| slots.beside)}
            </div>
            {move || lazy::is_there(&TOOLS).then(|| tools::shown(Tool::Heads(heads)))}
            {slot(|slots| slots.over)}
            <Pager page_info size turn resize>
                {updates(data)}
            </Pager>
        </div>
    }
}

/// What keeps rows out of the list, drawn by the lazy module of the menus.
fn chips(route: ListRoute, list_state: Memo<ListState>) -> AnyView {
    let unsorted = Memo::new(move |_| {
        let (levels, of_page) =
            route.with_view(|view| (view.sort.clone(), view.tab == Tab::Threads && view.is_of_page()));
        list_state.with(|list_state| match list_state.page() {
            Some(seen) => sort::left_out(&levels, &seen.sortable_by, of_page),
            None => Vec::new(),
        })
    });
    let any = Memo::new(move |_| {
        route.with_view(LogsView::has_chips) || unsorted.with(|unsorted| !unsorted.is_empty())
    });
    (move || {
        any.get().then(|| {
            view! {
                <div class="filters" role="group" aria-label="Filters">
                    {tools::line(Tool::Chips(route, list_state, unsorted))}
                </div>
            }
            .into_any()
        })
    })
    .into_any()
}

/// True once `behind` has been true for a moment: rows are grey only while a slow answer is awaited.
fn slow(behind: Signal<bool>) -> ReadSignal<bool> {
    const AFTER: i64 = 150;
    let (grey, set_grey) = signal(false);
    Effect::new(move |_| {
        if behind.get() {
            timer::later(AFTER, move || {
                let _ = set_grey.try_set(behind.try_get_untracked() == Some(true));
            });
        } else {
            set_grey.set(false);
        }
    });
    grey
}

/// A button such as "3 new, 1 updated: refresh".
fn updates(data: ListData) -> AnyView {
    let chip = move || {
        data.updates.get().map(|words| {
            view! {
                <button type="button" class="chip" on:click=move |_| data.refresh.run(())>
                    <Icon glyph=Glyph::Refresh />
                    {format!("{words}: refresh")}
                </button>
            }
            .into_any()
        })
    };
    view! { <span class="updates" role="status" aria-live="polite">{chip}</span> }.into_any()
}
