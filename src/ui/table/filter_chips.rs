//! What keeps rows out of a list, as chips that can be removed.

use leptos::prelude::*;

use super::list_route::ListRoute;
use crate::{
    browser::clock,
    model::figures,
    query::{
        filter::Filter, found::Clause, list_state::ListState, logs_view::LogsView, sample::Sample,
        sort::Sort, tab::Tab, time_range::TimeRange, unapplied::Unapplied,
    },
    text::visible::visible,
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed,
    },
};

/// How many parts of the address that are not applied get a chip of their own.
const NAMED: usize = 20;

/// A reason why a row may not be listed, or a part of the address that is not applied.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    Search(String),
    Filter(Filter),
    /// A condition that only the page can check.
    Found(Clause),
    Sample(Sample),
    Range(TimeRange),
    /// A part of the address that is not applied.
    Unapplied(Unapplied),
    /// A level of the order that is not applied, by its field, with the reason.
    Unsorted(String, &'static str),
}

impl Limit {
    /// The search, time range and filters of a view.
    pub fn all(view: &LogsView) -> Vec<Self> {
        let search = (!view.search.trim().is_empty()).then(|| Self::Search(view.search.trim().to_owned()));
        let range = (view.range != TimeRange::All).then_some(Self::Range(view.range));
        let filters = view.filters.iter().cloned().map(Self::Filter);
        let found = view.found.clauses().iter().cloned().map(Self::Found);
        let sample = view.sample.map(Self::Sample);
        search.into_iter().chain(range).chain(filters).chain(found).chain(sample).collect()
    }

    /// The view without this limit.
    fn lifted(&self, view: &LogsView) -> LogsView {
        match self {
            Self::Search(_) => view.narrowed(|view| view.search.clear()),
            Self::Filter(filter) => view.without_filter(filter),
            Self::Found(clause) => view.without_clause(clause),
            Self::Sample(_) => view.narrowed(|view| view.sample = None),
            Self::Range(_) => view.narrowed(|view| view.range = TimeRange::All),
            Self::Unapplied(left) => view.without_unapplied(left),
            Self::Unsorted(field, _) => view.narrowed(|view| view.sort.retain(|level| level.field != *field)),
        }
    }

    pub fn words(&self) -> String {
        let words = match self {
            Self::Search(text) => format!("Search “{text}”"),
            Self::Filter(filter) => filter.describe(clock::zone_at),
            Self::Found(clause) => clause.sentence(clock::zone_at),
            Self::Sample(sample) => format!("{} at random", figures::count(u64::from(sample.count))),
            Self::Range(range) => range.label(),
            Self::Unapplied(left) => format!("Not applied: {}", left.describe()),
            Self::Unsorted(field, why) => format!("Not applied: order by {field} ({why})"),
        };
        visible(&words)
    }
}

/// A chip for each limit, with a button that removes it.
#[component]
pub fn LimitChips(route: ListRoute, #[prop(into)] limits: Signal<Vec<Limit>>) -> impl IntoView {
    let chip = move |limit: Limit| {
        let words = limit.words();
        let unapplied = matches!(limit, Limit::Unapplied(_) | Limit::Unsorted(..));
        view! {
            <li class="chip" class:unapplied=unapplied>
                <span class="chip-words" dir="auto" title=unapplied.then(|| words.clone())>{words.clone()}</span>
                <button
                    type="button"
                    aria-label=format!("Remove: {words}")
                    title="Remove"
                    on:click=move |_| route.push(|view| limit.lifted(view))
                >
                    <Icon glyph=Glyph::Close />
                </button>
            </li>
        }
        .into_any()
    };
    view! { <ul class="chips">{keyed(move || limits.get(), |limit| format!("{limit:?}"), chip)}</ul> }
}

/// Chips for the filters that are on, and for the parts of the address that are not applied. The status and the time
/// range have controls of their own.
#[component]
pub fn FilterChips(route: ListRoute, list_state: Memo<ListState>) -> impl IntoView {
    let unsorted = Memo::new(move |_| {
        let (levels, of_page) =
            route.with_view(|view| (view.sort.clone(), view.tab == Tab::Threads && view.is_of_page()));
        list_state.with(|list_state| {
            let Some(seen) = list_state.page() else { return Vec::new() };
            let why = |(at, level): (usize, &Sort)| match level.is_among(&seen.sortable_by) {
                false if of_page => Some("rows do not have it"),
                false => Some("the server does not sort by it"),
                true if at > 0 && !of_page => Some("the server sorts by one column only"),
                true => None,
            };
            let levels = levels.iter().enumerate();
            levels.filter_map(|one| Some(Limit::Unsorted(one.1.field.clone(), why(one)?))).collect()
        })
    });
    let limits = Memo::new(move |_| {
        route.with_view(|view| {
            let own = view.filters.iter().filter(|filter| filter.asks_status().is_none());
            let left = view.unapplied.iter().take(NAMED).cloned().map(Limit::Unapplied);
            let found = view.found.clauses().iter().cloned().map(Limit::Found);
            let all = own
                .cloned()
                .map(Limit::Filter)
                .chain(found)
                .chain(view.sample.map(Limit::Sample))
                .chain(left)
                .chain(unsorted.get());
            // An address may contain the same filter twice: it gets one chip, which removes both.
            all.fold(Vec::new(), |mut limits, limit| {
                if !limits.contains(&limit) {
                    limits.push(limit);
                }
                limits
            })
        })
    });
    let more = Memo::new(move |_| route.with_view(|view| view.unapplied.len().saturating_sub(NAMED)));
    let any = Memo::new(move |_| limits.with(|limits| !limits.is_empty()));
    move || {
        any.get().then(|| {
            view! {
                <div class="filters" role="group" aria-label="Filters">
                    <LimitChips route limits />
                    {move || {
                        (more.get() > 0)
                            .then(|| {
                                view! { <span class="muted">{format!("{} more are not applied", more.get())}</span> }
                                    .into_any()
                            })
                    }}
                    <button
                        type="button"
                        class="quiet"
                        on:click=move |_| route.push(LogsView::unfiltered)
                    >
                        "Clear all"
                    </button>
                </div>
            }
            .into_any()
        })
    }
}
