//! A list: controls, figures, rows, pages; or what there is to say when there are no rows.

use leptos::prelude::*;

use super::{
    columns_menu,
    filter_chips::FilterChips,
    frame::Frame,
    nothing::{BeyondEnd, NoResults},
    pager::{Pager, Standing},
    place::Place,
    rows::{Cells, Rows},
    toolbar::Toolbar,
    tools::TOOLS,
};
use crate::{
    browser::preferences::Preferences,
    model::figures,
    query::{columns::Column, page, sight::Sight},
    ui::{
        icon::{Glyph, Icon},
        problem::Problem,
        room,
    },
};

/// What is known of a list's rows, for whoever makes a filter or chooses columns.
#[derive(Clone, Copy)]
pub struct Known {
    /// Asks for the names of the scores that rows have.
    pub score_names: Callback<(), Signal<Vec<String>>>,
    /// Asks for the names of the scores that the spans of the rows have, where rows have spans.
    pub span_score_names: Option<Callback<(), Signal<Vec<String>>>>,
    /// The tags of the rows on the page.
    pub tags: Callback<(), Vec<String>>,
}

/// A list's data, as far as all lists are alike.
#[derive(Clone, Copy)]
pub struct Data {
    /// What there is to see.
    pub sight: Memo<Sight>,
    /// What is shown answers an earlier question.
    pub behind: Signal<bool>,
    /// What changed on the server since, in words.
    pub news: Memo<Option<String>>,
    /// Shows what changed.
    pub refresh: Callback<()>,
    /// Asks again after a failure.
    pub retry: Callback<()>,
    /// What is known of the rows.
    pub known: Known,
}

/// How and where a list is shown.
#[derive(Clone, Copy)]
pub struct Stage {
    /// Narrow rows of two lines.
    pub compact: Signal<bool>,
    /// Something is open beside it.
    pub open: Signal<bool>,
    /// Handles on what is drawn.
    pub frame: Frame,
}

/// Which of its faces the list shows.
#[derive(Clone, Debug, PartialEq)]
enum Face {
    Rows,
    Failed(String, String),
    Start,
    NoResults,
    BeyondEnd(u32),
}

impl Face {
    fn of(sight: &Sight) -> Self {
        match sight {
            Sight::Loading => Self::Rows,
            Sight::Failed { title, detail } => Self::Failed(title.clone(), detail.clone()),
            Sight::Page(seen) if !seen.ids.is_empty() => Self::Rows,
            Sight::Page(seen) if seen.total > 0 => Self::BeyondEnd(page::count(seen.total, seen.size)),
            Sight::Page(seen) if seen.is_narrowed => Self::NoResults,
            Sight::Page(seen) if seen.page > 1 => Self::BeyondEnd(1),
            Sight::Page(_) => Self::Start,
        }
    }
}

/// One list of a project.
#[component]
pub fn List(
    /// Where it is.
    place: Place,
    /// Its data.
    data: Data,
    /// How it stands on the page.
    stage: Stage,
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
    let Data { sight, behind, .. } = data;
    let Stage { compact, open, frame } = stage;
    let tab = place.view.with_untracked(|view| view.tab);
    let preferences = Preferences::of_app();
    let chosen = columns_menu::chosen(preferences, tab);
    let columns = Memo::new(move |_| if compact.get() { Column::compact(tab) } else { chosen.get() });
    let face = Memo::new(move |_| sight.with(Face::of));
    let is_start = Memo::new(move |_| face.with(|face| *face == Face::Start));
    let standing = Signal::derive(move || {
        sight.with(|sight| {
            let seen = sight.seen()?;
            Some(Standing { page: seen.page, size: seen.size, rows: seen.ids.len(), total: seen.total })
        })
    });
    let count =
        Signal::derive(move || standing.get().map(|standing| figures::counted(standing.total, tab.noun())));
    let size = Signal::derive(move || place.with_view(|view| view.size));
    let resize = Callback::new(move |size: u32| {
        preferences.update(|choices| choices.page_size = Some(size));
        place.push(|view| view.sized(size));
    });
    // Whoever reads a list looks for something in it next.
    Effect::new(move |_| {
        if face.get() == Face::Rows && sight.with(|sight| sight.seen().is_some()) {
            room::open_when_idle(&TOOLS);
        }
    });
    let turn = Callback::new(move |page: u32| {
        place.push(|view| view.at_page(page));
        frame.to_top();
    });
    view! {
        <div class="logs" data-compact=move || compact.get().to_string() data-start=move || is_start.get().to_string()>
            <h1 class="visually-hidden">{tab.label()}</h1>
            <Toolbar place known=data.known count columns=chosen search own />
            <FilterChips place sight />
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
                    Face::Rows => {
                        view! { <Rows place sight behind cells columns compact body=frame.body /> }.into_any()
                    }
                    Face::Failed(title, detail) => {
                        view! { <Problem title detail retry=data.retry /> }.into_any()
                    }
                    Face::Start => start.run(()),
                    Face::NoResults => view! { <NoResults place /> }.into_any(),
                    Face::BeyondEnd(pages) => view! { <BeyondEnd place pages /> }.into_any(),
                }}
            </div>
            <Pager standing size turn resize>
                {news(data)}
            </Pager>
        </div>
    }
}

/// "3 new, 1 updated: refresh".
fn news(data: Data) -> AnyView {
    let chip = move || {
        data.news.get().map(|words| {
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
