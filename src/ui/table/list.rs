//! A list: controls, figures, rows, pages; or what there is to say when there are no rows.

use leptos::prelude::*;

use super::{
    columns_menu,
    filter_chips::FilterChips,
    frame::Frame,
    list_route::ListRoute,
    nothing::{BeyondEnd, NoResults},
    pager::{PageInfo, Pager},
    rows::{Cells, Rows},
    toolbar::Toolbar,
    tools::TOOLS,
};
use crate::{
    local::preferences::Preferences,
    model::figures,
    query::{columns::Column, list_state::ListState, page},
    ui::{
        icon::{Glyph, Icon},
        lazy,
        problem::Problem,
    },
};

/// What is known of a list's rows, for whoever makes a filter or chooses columns.
#[derive(Clone, Copy)]
pub struct ListChoices {
    /// Asks for the names of the scores that rows have.
    pub score_names: Callback<(), Signal<Vec<String>>>,
    /// Asks for the names of the scores that the spans of the rows have, where rows have spans.
    pub span_score_names: Option<Callback<(), Signal<Vec<String>>>>,
    /// The tags of the rows on the page.
    pub tags: Callback<(), Vec<String>>,
}

/// A list's data, as far as all lists are alike.
#[derive(Clone, Copy)]
pub struct ListData {
    /// What there is to see.
    pub list_state: Memo<ListState>,
    /// What is shown answers an earlier question.
    pub behind: Signal<bool>,
    /// What changed on the server since, in words.
    pub updates: Memo<Option<String>>,
    /// Shows what changed.
    pub refresh: Callback<()>,
    /// Asks again after a failure.
    pub retry: Callback<()>,
    /// What is known of the rows.
    pub known: ListChoices,
}

/// How and where a list is shown.
#[derive(Clone, Copy)]
pub struct ListLayout {
    /// Narrow rows of two lines.
    pub compact: Signal<bool>,
    /// Something is open beside it.
    pub open: Signal<bool>,
    /// Handles on what is drawn.
    pub frame: Frame,
}

/// Which of its faces the list shows.
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

/// One list of a project.
#[component]
pub fn List(
    /// Where it is.
    route: ListRoute,
    /// Its data.
    data: ListData,
    /// How it stands on the page.
    layout: ListLayout,
    /// The cells of the row with an id.
    cells: Callback<String, Cells>,
    /// Its figures.
    cards: AnyView,
    /// Controls that only this list has.
    own: AnyView,
    /// What is searched, in words.
    search: &'static str,
    /// What to do about a project that has no rows at all.
    start: Callback<(), AnyView>,
) -> impl IntoView {
    let ListData { list_state, behind, .. } = data;
    let ListLayout { compact, open, frame } = layout;
    let tab = route.view.with_untracked(|view| view.tab);
    let preferences = Preferences::of_app();
    let chosen = columns_menu::chosen(preferences, tab);
    let columns = Memo::new(move |_| if compact.get() { Column::compact(tab) } else { chosen.get() });
    let face = Memo::new(move |_| list_state.with(ListView::of));
    let is_start = Memo::new(move |_| face.with(|face| *face == ListView::Start));
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
    // Whoever reads a list looks for something in it next.
    Effect::new(move |_| {
        if face.get() == ListView::Rows && list_state.with(|list_state| list_state.page().is_some()) {
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
            <Toolbar route known=data.known count columns=chosen search own />
            <FilterChips route list_state />
            {cards}
            <div
                class="list-scroll"
                node_ref=frame.scroller
                data-behind=move || behind.get().to_string()
                on:scroll=move |_| {
                    if !open.get_untracked() {
                        frame.remember();
                    }
                }
            >
                {move || match face.get() {
                    ListView::Rows => {
                        view! { <Rows route list_state behind cells columns compact body=frame.body /> }.into_any()
                    }
                    ListView::Failed(title, detail) => {
                        view! { <Problem title detail retry=data.retry /> }.into_any()
                    }
                    ListView::Start => start.run(()),
                    ListView::NoResults => view! { <NoResults route /> }.into_any(),
                    ListView::BeyondEnd(pages) => view! { <BeyondEnd route pages /> }.into_any(),
                }}
            </div>
            <Pager page_info size turn resize>
                {updates(data)}
            </Pager>
        </div>
    }
}

/// "3 new, 1 updated: refresh".
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
    view! { <span class="news" role="status" aria-live="polite">{chip}</span> }.into_any()
}
