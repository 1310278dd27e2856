//! What keeps rows out of a list, as chips that can be removed.

use leptos::prelude::*;

use super::{list_route::ListRoute, search_box::SearchText, typed_filters};
use crate::{
    browser::{clock, random},
    query::{
        filter::Filter,
        found::Clause,
        list_state::{ListState, RefusedFilter},
        logs_view::LogsView,
        sample::Sample,
        sort::UnsortedLevel,
        time_range::TimeRange,
        unapplied::Unapplied,
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
    /// A condition that the server refuses.
    Refused(RefusedFilter),
}

impl Limit {
    /// The search, time range and filters of a view.
    pub fn all(view: &LogsView) -> Vec<Self> {
        let search = (!view.search.trim().is_empty()).then(|| Self::Search(view.search.trim().to_owned()));
        let range = (view.range != TimeRange::All).then_some(Self::Range(view.range));
        let filters = view.filters.iter().cloned().map(Self::Filter);
        let found = view.found.clauses().iter().cloned().map(Self::Found);
        let sample = view.sample.clone().map(Self::Sample);
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
            Self::Refused(refused) => view.without_filter(&refused.filter),
        }
    }

    pub fn words(&self) -> String {
        let words = match self {
            Self::Search(text) => format!("Search “{text}”"),
            Self::Filter(filter) => filter.describe(clock::zone_at),
            Self::Found(clause) => clause.sentence(clock::zone_at),
            Self::Sample(sample) => sample.words(),
            Self::Range(range) => range.label(),
            Self::Unapplied(left) => format!("Not applied: {}", left.describe()),
            Self::Refused(RefusedFilter { filter, why }) => {
                format!("Not applied: {} (the server refuses it: {why})", filter.describe(clock::zone_at))
            }
            Self::Unsorted(field, why) => format!("Not applied: order by {field} ({why})"),
        };
        visible(&words)
    }
}

/// The same sample with other rows.
fn redrawn(view: &LogsView) -> LogsView {
    view.narrowed(|view| view.sample = view.sample.take().map(|sample| sample.redrawn(random::seed())))
}

/// A chip for each limit, with a button that removes it; a sample can be drawn again.
#[component]
pub fn LimitChips(route: ListRoute, #[prop(into)] limits: Signal<Vec<Limit>>) -> impl IntoView {
    let chip = move |limit: Limit| {
        let words = limit.words();
        let unapplied = matches!(limit, Limit::Unapplied(_) | Limit::Unsorted(..) | Limit::Refused(_));
        let again = matches!(limit, Limit::Sample(_)).then(|| {
            view! {
                <button
                    type="button"
                    aria-label=format!("Draw again: {words}")
                    title="Draw again"
                    on:click=move |_| route.push(redrawn)
                >
                    <Icon glyph=Glyph::Refresh />
                </button>
            }
            .into_any()
        });
        view! {
            <li class="chip" class:unapplied=unapplied>
                <span class="chip-words" dir="auto" title=unapplied.then(|| words.clone())>{words.clone()}</span>
                {again}
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
    let key = |limit: &Limit| match limit {
        // Drawn again, it keeps its chip, and the focus.
        Limit::Sample(sample) => format!("sample {}", sample.words()),
        limit => format!("{limit:?}"),
    };
    view! { <ul class="chips">{keyed(move || limits.get(), key, chip)}</ul> }
}

/// Chips for the filters that are on, and for the parts of the address that are not applied. The status and the time
/// range have controls of their own. `unsorted` are the levels of the order that are not
/// applied.
#[component]
pub fn FilterChips(
    route: ListRoute,
    list_state: Memo<ListState>,
    unsorted: Memo<Vec<UnsortedLevel>>,
) -> impl IntoView {
    let refused = Memo::new(move |_| {
        list_state.with(|list_state| list_state.page().map(|page| page.refused.clone()).unwrap_or_default())
    });
    let limits = Memo::new(move |_| {
        route.with_view(|view| {
            let refused = refused.get();
            let is_refused = |filter: &Filter| refused.iter().any(|one| one.filter == *filter);
            let own = view
                .filters
                .iter()
                .filter(|filter| filter.asks_status().is_none() || is_refused(filter))
                .map(|filter| match refused.iter().find(|one| one.filter == *filter) {
                    Some(refused) => Limit::Refused(refused.clone()),
                    None => Limit::Filter(filter.clone()),
                });
            let left = view.unapplied.iter().take(NAMED).cloned().map(Limit::Unapplied);
            let order = unsorted.get().into_iter().map(|(field, why)| Limit::Unsorted(field, why));
            let found = view.found.clauses().iter().cloned().map(Limit::Found);
            let sample = view.sample.clone().map(Limit::Sample);
            let all = own.chain(found).chain(sample).chain(left).chain(order);
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
    let not_named = move || {
        (more.get() > 0).then(|| {
            view! { <span class="muted">{format!("{} more are not applied", more.get())}</span> }.into_any()
        })
    };
    let edit = use_context::<SearchText>().map(|SearchText(edited)| {
        let press = move |_| edited.set(Some(route.view.with_untracked(typed_filters::as_text)));
        let title = "Puts the filters into the search field, to be changed there";
        view! { <button type="button" class="quiet" title=title on:click=press>"Edit as text"</button> }
            .into_any()
    });
    view! {
        <LimitChips route limits />
        {not_named}
        {edit}
        <button type="button" class="quiet" on:click=move |_| route.push(LogsView::unfiltered)>
            "Clear all"
        </button>
    }
}
