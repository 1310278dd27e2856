//! Filters typed into the search field, such as `tag:refund -reviewed:me`; a lazy module.

use leptos::prelude::*;

use super::search_suggestions::{TypedText, suggestions};
use crate::{
    browser::clock,
    query::{
        filter::Filter,
        found::{Clause, Found, condition::Condition, syntax},
        logs_view::LogsView,
        tab::Tab,
    },
    ui::lazy::{LazyModule, LoadFailed},
};

/// What a typed text makes of a view.
pub struct AppliedText {
    pub view: LogsView,
    /// What is wrong with parts that are searched for instead.
    pub hints: Vec<&'static str>,
}

/// What the module can do.
#[derive(Clone, Copy)]
pub struct TypedFilters {
    /// Applies a typed text to a view. With the flag, it stands for all conditions of the view that can be typed.
    pub(super) apply: fn(&LogsView, &str, bool) -> AppliedText,
    /// Renders what can be typed next.
    pub(super) suggestions: fn(TypedText) -> AnyView,
}

std::thread_local! {
    pub static TYPED_FILTERS: LazyModule<TypedFilters> = LazyModule::new(|| Box::pin(load_typed_filters()));
}

#[cfg(wasm_split)]
#[wasm_split_helpers::wasm_split(tools, fallible)]
fn load_typed_filters() -> Result<TypedFilters, LoadFailed> {
    Ok(TypedFilters { apply, suggestions })
}

#[cfg(not(wasm_split))]
async fn load_typed_filters() -> Result<TypedFilters, LoadFailed> {
    Ok(TypedFilters { apply, suggestions })
}

/// Adds the clauses of the text to the view, or puts them in the place of those there; what is no clause is searched for.
fn apply(view: &LogsView, text: &str, replaces: bool) -> AppliedText {
    const ONLY_THREADS: &str = "Only the list of threads can be filtered by this";
    let typed = syntax::parse(view.tab, text, clock::zone_at);
    let mut hints: Vec<&'static str> = typed.hints.iter().map(|hint| hint.text).collect();
    let mut new = view.narrowed(|view| {
        view.search = typed.rest;
        if replaces {
            view.filters.retain(|filter| !can_be_typed(filter));
            view.found = Found::default();
        }
    });
    for clause in typed.found.clauses() {
        let is_of_page = Found::new([clause.clone()]).is_ok_and(|one| !one.split(view.tab).1.is_empty());
        if is_of_page && view.tab != Tab::Threads {
            hints.push(ONLY_THREADS);
        } else {
            new = new.with_clause(clause.clone());
        }
    }
    AppliedText { view: new, hints }
}

/// The status has a control of its own.
fn can_be_typed(filter: &Filter) -> bool {
    filter.asks_status().is_none() && Condition::of_filter(filter).is_ok()
}

/// All conditions of a view that can be typed, and its search, as a text that [`apply`] reads.
pub(super) fn as_text(view: &LogsView) -> String {
    let of_server = view.filters.iter().filter(|filter| can_be_typed(filter));
    let of_server = of_server.filter_map(|filter| Condition::of_filter(filter).ok().map(Clause::One));
    let all = of_server.chain(view.found.clauses().iter().cloned());
    let mut found = Found::default();
    for clause in all {
        let _ = found.add(clause);
    }
    syntax::print(view.tab, &found, view.search.trim(), clock::zone_at)
}

/// Whether a text may have filters in it: a word with a comparison, such as `tag:refund` or `duration>30s`. Addresses such
/// as `https://…` have none.
pub(super) fn may_have_filters(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let word = word.trim_start_matches(['-', '(']);
        let end = word.find([':', '<', '>', '~', '=']).unwrap_or_default();
        end > 0 && word.starts_with(char::is_alphabetic) && !word.contains("://")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_a_comparison_may_be_filters_and_addresses_are_none() {
        for text in ["tag:refund", "lost -reviewed:me", "(tag:a OR tag:b)", "duration>30s", "score.Tone<0.5"]
        {
            assert!(may_have_filters(text), "{text}");
        }
        for text in ["", "where is it", "https://example.com/a:b", ":-)", "10:30", "a - b", "\"exact words\""]
        {
            assert!(!may_have_filters(text), "{text}");
        }
    }

    #[test]
    fn a_text_becomes_filters_of_the_server_filters_of_the_page_and_words() {
        let view = LogsView::default();
        let applied = apply(&view, "lost parcel tag:refund -reviewed:me", false);
        assert_eq!(applied.view.search, "lost parcel");
        assert_eq!((applied.view.filters.len(), applied.view.found.clauses().len()), (1, 1));
        assert!(matches!(applied.view.found.clauses(), [Clause::One(one)] if one.is_negated()));
        assert!(applied.hints.is_empty());
        let half = apply(&view, "tag: parcel", false);
        assert_eq!(half.view.search, "tag: parcel");
        assert_eq!(half.hints.len(), 1, "{:?}", half.hints);
    }

    #[test]
    fn what_only_threads_can_do_is_said_on_other_lists() {
        let view = LogsView::default().on_tab(Tab::Traces);
        let applied = apply(&view, "thumbs:down", false);
        assert!(applied.view.found.is_empty());
        assert_eq!(applied.hints.len(), 1);
    }

    #[test]
    fn a_view_as_text_is_read_as_the_same_view_and_stands_for_all_its_conditions() {
        let view = LogsView::default();
        let typed =
            apply(&view, "lost parcel tag:refund -reviewed:me (thumbs:down OR failed:yes)", false).view;
        assert_eq!(as_text(&typed), "tag:refund -reviewed:me (thumbs:down OR failed:yes) lost parcel");
        assert_eq!(apply(&typed, &as_text(&typed), true).view, typed);
        let other = apply(&typed, "tag:billing", true).view;
        assert_eq!(as_text(&other), "tag:billing");
    }
}
