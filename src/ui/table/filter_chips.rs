//! What keeps rows out of a list, each with its way out.

use leptos::prelude::*;

use super::place::Place;
use crate::{
    browser::clock,
    query::{filter::Filter, logs_view::LogsView, time_range::TimeRange},
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed,
    },
};

/// One reason why a row may not be listed.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// The search.
    Search(String),
    /// A condition.
    Filter(Filter),
    /// The time range.
    Range(TimeRange),
}

impl Limit {
    /// All that is on.
    pub fn all(view: &LogsView) -> Vec<Self> {
        let search = (!view.search.trim().is_empty()).then(|| Self::Search(view.search.trim().to_owned()));
        let range = (view.range != TimeRange::All).then_some(Self::Range(view.range));
        search.into_iter().chain(range).chain(view.filters.iter().cloned().map(Self::Filter)).collect()
    }

    /// The view without it.
    fn lifted(&self, view: &LogsView) -> LogsView {
        match self {
            Self::Search(_) => view.narrowed(|view| view.search.clear()),
            Self::Filter(filter) => view.without_filter(filter),
            Self::Range(_) => view.narrowed(|view| view.range = TimeRange::All),
        }
    }

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Search(text) => format!("Search “{text}”"),
            Self::Filter(filter) => filter.describe(clock::zone_at),
            Self::Range(range) => range.label(),
        }
    }
}

/// Removable chips of these limits.
#[component]
pub fn LimitChips(
    place: Place,
    /// Which.
    #[prop(into)]
    limits: Signal<Vec<Limit>>,
) -> impl IntoView {
    let chip = move |limit: Limit| {
        let words = limit.words();
        view! {
            <li class="chip">
                <span class="chip-words" dir="auto">{words.clone()}</span>
                <button
                    type="button"
                    aria-label=format!("Remove: {words}")
                    title="Remove"
                    on:click=move |_| place.push(|view| limit.lifted(view))
                >
                    <Icon glyph=Glyph::Close />
                </button>
            </li>
        }
        .into_any()
    };
    view! { <ul class="chips">{keyed(move || limits.get(), |limit| format!("{limit:?}"), chip)}</ul> }
}

/// The filters that are on, under the controls. The status and the time range are said by their own controls.
#[component]
pub fn FilterChips(place: Place) -> impl IntoView {
    let limits = Memo::new(move |_| {
        let filters = place.view.with(|view| view.filters.clone());
        let own = filters.into_iter().filter(|filter| filter.asks_status().is_none());
        own.map(Limit::Filter).collect::<Vec<_>>()
    });
    let any = Memo::new(move |_| limits.with(|limits| !limits.is_empty()));
    move || {
        any.get().then(|| {
            view! {
                <div class="filters" role="group" aria-label="Filters">
                    <LimitChips place limits />
                    <button
                        type="button"
                        class="quiet"
                        on:click=move |_| place.push(|view| view.narrowed(|view| view.filters.clear()))
                    >
                        "Clear all"
                    </button>
                </div>
            }
            .into_any()
        })
    }
}
