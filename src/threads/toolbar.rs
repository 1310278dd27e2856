//! Over the list: what kind of list, search, status, filters, time range, columns.

use leptos::prelude::*;

use super::{columns_menu::ColumnsMenu, filter_form::FilterForm, listing::Listing, search_box::SearchBox};
use crate::{
    model::{figures, status::Status},
    query::{columns::Column, threads_view::ThreadsView, time_range::TimeRange},
    ui::{
        icon::{Glyph, Icon},
        menu::Menu,
        segmented::Segmented,
    },
};

/// The row of controls.
#[component]
pub fn Toolbar(
    listing: Listing,
    /// The columns shown.
    columns: Memo<Vec<Column>>,
) -> impl IntoView {
    let place = listing.place;
    let count = move || listing.with_listed(|listed| figures::counted(listed.total, "thread"));
    let status = Signal::derive(move || place.view.with(ThreadsView::status));
    let choose = Callback::new(move |status: Option<Status>| place.push(|view| view.with_status(status)));
    let statuses =
        vec![(None, "All"), (Some(Status::Active), "Active"), (Some(Status::Inactive), "Inactive")];
    view! {
        <div class="bar">
            <Segmented label="Logs" options=vec![((), "Threads")] value=Signal::stored(()) choose=Callback::new(|()| ()) />
            <span class="muted num rail-count">{count}</span>
            <SearchBox place />
            <div class="bar-wide">
                <Segmented label="Status" options=statuses value=status choose />
                <Menu label=Signal::stored("Add a filter".to_owned()) glyph=Glyph::Filter words=Signal::stored("Filter".to_owned())>
                    <FilterForm listing />
                </Menu>
                <span class="bar-grow"></span>
                <RangeMenu listing />
                <ColumnsMenu listing columns />
            </div>
        </div>
    }
}

/// How far back the list looks. Always says so.
#[component]
fn RangeMenu(listing: Listing) -> impl IntoView {
    let place = listing.place;
    let range = Memo::new(move |_| place.view.with(|view| view.range));
    let words = Signal::derive(move || range.get().label());
    view! {
        <Menu
            label=Signal::derive(move || format!("Time range: {}", range.get().label()))
            glyph=Glyph::Clock
            words
            at_end=true
        >
            <div class="choices" role="radiogroup" aria-label="Time range">
                {TimeRange::CHOICES
                    .map(|choice| {
                        view! {
                            <button
                                type="button"
                                role="radio"
                                data-close
                                aria-checked=move || (range.get() == choice).to_string()
                                on:click=move |_| place.push(|view| view.narrowed(|view| view.range = choice))
                            >
                                <span class="choice-mark">
                                    {move || (range.get() == choice).then(|| view! { <Icon glyph=Glyph::Check /> }.into_any())}
                                </span>
                                {choice.label()}
                            </button>
                        }.into_any()
                    })
                    .collect_view()}
            </div>
        </Menu>
    }
}
