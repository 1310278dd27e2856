//! The list: controls, figures, rows, pages; or what there is to say when there are no rows.

use leptos::prelude::*;

use super::{
    cards::Cards,
    columns_menu,
    filter_chips::FilterChips,
    frame::Frame,
    judged::JudgedRows,
    listing::{Listing, State},
    news::NewsChip,
    nothing::{BeyondEnd, NoResults},
    rows::Rows,
    start::Start,
    toolbar::Toolbar,
};
use crate::{
    api::error::ApiError,
    browser::preferences::Preferences,
    query::{columns::Column, page},
    ui::{
        problem::Problem,
        table::pager::{Pager, Standing},
    },
};

/// Which of its faces the list shows.
#[derive(Clone, Debug, PartialEq)]
enum Face {
    Rows,
    Failed(ApiError),
    Start,
    NoResults,
    BeyondEnd(u32),
}

impl Face {
    fn of(state: &State) -> Self {
        match state {
            State::Loading => Self::Rows,
            State::Failed(error) => Self::Failed(error.clone()),
            State::Loaded(_, listed) if !listed.rows.is_empty() => Self::Rows,
            State::Loaded(answer, listed) if listed.total > 0 => {
                Self::BeyondEnd(page::count(listed.total, answer.ask.view.size))
            }
            State::Loaded(answer, _) if answer.ask.view.is_narrowed() => Self::NoResults,
            State::Loaded(answer, _) if answer.ask.view.page > 1 => Self::BeyondEnd(1),
            State::Loaded(..) => Self::Start,
        }
    }
}

/// The threads of a project.
#[component]
pub fn ThreadsList(
    /// Its data.
    listing: Listing,
    /// The project's name, once known.
    #[prop(into)]
    project_name: Signal<Option<String>>,
    /// Narrow rows of two lines.
    #[prop(into)]
    compact: Signal<bool>,
    /// A conversation is open beside it.
    #[prop(into)]
    open: Signal<bool>,
    /// Handles on what is drawn.
    frame: Frame,
) -> impl IntoView {
    let place = listing.place;
    let judged = JudgedRows::load(listing);
    let preferences = Preferences::of_app();
    let chosen = columns_menu::chosen(preferences);
    let columns = Memo::new(move |_| if compact.get() { Column::COMPACT.to_vec() } else { chosen.get() });
    let face = Memo::new(move |_| listing.state.with(Face::of));
    let is_start = Memo::new(move |_| face.with(|face| *face == Face::Start));
    let standing = Signal::derive(move || {
        listing.state.with(|state| match state {
            State::Loaded(answer, listed) => Some(Standing {
                page: answer.ask.view.page,
                size: answer.ask.view.size,
                rows: listed.rows.len(),
                total: listed.total,
            }),
            _ => None,
        })
    });
    let size = Signal::derive(move || place.view.with(|view| view.size));
    let resize = Callback::new(move |size: u32| {
        preferences.update(|choices| choices.page_size = Some(size));
        place.push(|view| view.narrowed(|view| view.size = size));
    });
    let turn = Callback::new(move |page: u32| {
        place.push(|view| view.at_page(page));
        frame.to_top();
    });
    view! {
        <div class="threads" data-compact=move || compact.get().to_string() data-start=move || is_start.get().to_string()>
            <h1 class="visually-hidden">"Threads"</h1>
            <Toolbar listing columns=chosen />
            <FilterChips place />
            <Cards listing />
            <div
                class="list-scroll"
                node_ref=frame.scroller
                data-behind=move || listing.is_behind().to_string()
                on:scroll=move |_| {
                    if !open.get_untracked() {
                        frame.remember();
                    }
                }
            >
                {move || match face.get() {
                    Face::Rows => view! { <Rows listing judged columns compact body=frame.body /> }.into_any(),
                    Face::Failed(error) => {
                        view! {
                            <Problem
                                title=error.title()
                                detail=error.to_string()
                                retry=Callback::new(move |()| listing.retry())
                            />
                        }
                            .into_any()
                    }
                    Face::Start => view! { <Start listing project_name /> }.into_any(),
                    Face::NoResults => view! { <NoResults place /> }.into_any(),
                    Face::BeyondEnd(pages) => view! { <BeyondEnd place pages /> }.into_any(),
                }}
            </div>
            <Pager standing size turn resize>
                <NewsChip listing judged />
            </Pager>
        </div>
    }
}
