//! The controls above a list: the choice of the list, search, controls of this list only, filters, time range, columns.

use leptos::prelude::*;

use super::{
    columns_menu::{ColumnsContext, ColumnsMenu},
    list::ListChoices,
    list_route::ListRoute,
    search_box::SearchBox,
    tools::{self, Tool},
};
use crate::{
    query::{tab::Tab, time_range::TimeRange},
    ui::{
        icon::{Glyph, Icon},
        menu::Menu,
        segmented::Segmented,
    },
};

#[component]
pub fn Toolbar(
    route: ListRoute,
    /// What filters can be chosen from.
    known: ListChoices,
    /// The number of rows as a text, once it is loaded.
    count: Signal<Option<String>>,
    columns: ColumnsContext,
    /// The label of the search field.
    search: &'static str,
    /// Controls that only this list has.
    own: AnyView,
    /// The saved views, beside the choice of the list.
    views: Option<AnyView>,
    /// More menus of this list, beside the columns.
    tools: Option<AnyView>,
) -> impl IntoView {
    let tab = Signal::derive(move || route.with_view(|view| view.tab));
    let switch = Callback::new(move |tab: Tab| route.switch(tab));
    let tabs = Tab::ALL.map(|tab| (tab, tab.label())).to_vec();
    view! {
        <div class="bar" data-list-tools=route.view.with_untracked(|view| view.tab.word())>
            <Segmented label="Logs" options=tabs value=tab choose=switch />
            <span class="bar-views">{views}</span>
            <span class="muted num list-pane-count">{count}</span>
            <SearchBox route label=search known />
            <div class="bar-wide">
                {own}
                <span class="bar-filter">
                    <Menu label=Signal::stored("Add a filter".to_owned()) glyph=Glyph::Filter words=Signal::stored("Filter".to_owned())>
                        {tools::shown(Tool::Filter(route, known))}
                    </Menu>
                </span>
                {(route.view.with_untracked(|view| view.tab) == Tab::Threads)
                    .then(|| {
                        view! {
                            <Menu label=Signal::stored("Sample".to_owned()) glyph=Glyph::Sample>
                                {tools::shown(Tool::Sample(route, known))}
                            </Menu>
                        }.into_any()
                    })}
                <span class="bar-grow"></span>
                <RangeMenu route />
                <span class="bar-columns">
                    <ColumnsMenu context=columns />
                </span>
                <span class="bar-tools">{tools}</span>
            </div>
        </div>
    }
}

/// The menu that chooses how far back the list looks. Its button always shows the choice.
#[component]
fn RangeMenu(route: ListRoute) -> impl IntoView {
    let range = Memo::new(move |_| route.with_view(|view| view.range));
    let words = Signal::derive(move || range.get().label());
    view! {
        <Menu
            label=Signal::derive(move || format!("Time range: {}", range.get().label()))
            glyph=Glyph::Clock
            words
            at_end=true
        >
            {range_choices(route, range)}
        </Menu>
    }
}

fn range_choices(route: ListRoute, range: Memo<TimeRange>) -> AnyView {
    let is_custom = move || matches!(range.get(), TimeRange::Days(..));
    let is_open = RwSignal::new(untrack(is_custom));
    let mark = |is_chosen: bool| {
        view! {
            <span class="choice-mark">
                {is_chosen.then(|| view! { <Icon glyph=Glyph::Check /> }.into_any())}
            </span>
        }
        .into_any()
    };
    view! {
        <div class="range-menu">
            <div class="choices" role="radiogroup" aria-label="Time range">
                {TimeRange::CHOICES
                    .map(|choice| {
                        view! {
                            <button
                                type="button"
                                role="radio"
                                data-close
                                aria-checked=move || (range.get() == choice).to_string()
                                on:click=move |_| route.push(|view| view.narrowed(|view| view.range = choice))
                            >
                                {move || mark(range.get() == choice)}
                                {choice.label()}
                            </button>
                        }.into_any()
                    })
                    .collect_view()}
                <button
                    type="button"
                    role="radio"
                    aria-checked=move || is_custom().to_string()
                    on:click=move |_| is_open.set(true)
                >
                    {move || mark(is_custom())}
                    "Custom…"
                </button>
            </div>
            {move || is_open.get().then(|| tools::shown(Tool::Range(route)))}
        </div>
    }
    .into_any()
}
