//! Filters typed into the search field, such as `tag:refund -reviewed:me`; a lazy module.

use crate::{
    browser::clock,
    query::{
        found::{Found, syntax},
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

/// Applies a typed text to a view.
type Apply = fn(&LogsView, &str) -> AppliedText;

std::thread_local! {
    pub static TYPED_FILTERS: LazyModule<Apply> = LazyModule::new(|| Box::pin(load_typed_filters()));
}

#[cfg(wasm_split)]
#[wasm_split_helpers::wasm_split(typed_filters, fallible)]
fn load_typed_filters() -> Result<Apply, LoadFailed> {
    Ok(apply)
}

#[cfg(not(wasm_split))]
async fn load_typed_filters() -> Result<Apply, LoadFailed> {
    Ok(apply)
}

/// Adds the clauses of the text to the view; what is no clause is searched for.
fn apply(view: &LogsView, text: &str) -> AppliedText {
    const ONLY_THREADS: &str = "Only the list of threads can be filtered by this";
    let typed = syntax::parse(view.tab, text, clock::zone_at);
    let mut hints: Vec<&'static str> = typed.hints.iter().map(|hint| hint.text).collect();
    let mut new = view.narrowed(|view| view.search = typed.rest);
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
    use crate::query::found::Clause;

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
        let applied = apply(&view, "lost parcel tag:refund -reviewed:me");
        assert_eq!(applied.view.search, "lost parcel");
        assert_eq!((applied.view.filters.len(), applied.view.found.clauses().len()), (1, 1));
        assert!(matches!(applied.view.found.clauses(), [Clause::One(one)] if one.is_negated()));
        assert!(applied.hints.is_empty());
        let half = apply(&view, "tag: parcel");
        assert_eq!(half.view.search, "tag: parcel");
        assert_eq!(half.hints.len(), 1, "{:?}", half.hints);
    }

    #[test]
    fn what_only_threads_can_do_is_said_on_other_lists() {
        let view = LogsView::default().on_tab(Tab::Traces);
        let applied = apply(&view, "thumbs:down");
        assert!(applied.view.found.is_empty());
        assert_eq!(applied.hints.len(), 1);
    }
}
