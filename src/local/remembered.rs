//! How the lists of each project were left in this browser: which list was shown last, and the query of each. A
//! project's address without a query leads back there; what an address does say takes precedence.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::saved_views;
use crate::browser::storage;
use crate::query::{
    logs_view::{LogsView, is_bare, names_list},
    saved_views::SavedView,
    tab::Tab,
};

/// The local storage key; its number is the version of the format.
const KEY: &str = "colloquy:lists:1";
/// How many projects are remembered. Beyond that the smallest id is dropped: project ids are UUIDv7, so that is the
/// oldest project.
const MOST: usize = 60;

/// The lists of one project: the word of the tab shown last, and by the word of each tab the query it was left with.
#[derive(Clone, Debug, Default, PartialEq)]
struct Lists {
    tab: String,
    queries: BTreeMap<String, String>,
}

fn read(text: &str) -> BTreeMap<String, Lists> {
    let stored: Value = serde_json::from_str(text).unwrap_or_default();
    let lists = |stored: &Value| Lists {
        tab: stored.get("tab").and_then(Value::as_str).unwrap_or_default().to_owned(),
        queries: stored
            .get("queries")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter_map(|(tab, query)| Some((tab.clone(), query.as_str()?.to_owned())))
            .collect(),
    };
    let projects = stored.as_object().into_iter().flatten();
    projects.map(|(project, stored)| (project.clone(), lists(stored))).collect()
}

fn write(all: &BTreeMap<String, Lists>) -> String {
    let one = |lists: &Lists| json!({ "tab": lists.tab, "queries": lists.queries });
    all.iter()
        .map(|(project, lists)| (project.clone(), one(lists)))
        .collect::<serde_json::Map<_, _>>()
        .into_iter()
        .collect::<Value>()
        .to_string()
}

/// The query to remember of a view: not the page, nor what is open, nor the page size, which is a preference. `None` if
/// the list is neither sorted nor narrowed.
fn kept(view: &LogsView) -> Option<String> {
    let list = LogsView { page: 1, size: LogsView::default().size, ..view.list() };
    let is_worth_keeping = !list.sort.is_empty() || list.is_narrowed() || !list.unapplied.is_empty();
    is_worth_keeping.then(|| list.to_query())
}

/// Updates the entry of the project from this view; returns whether it changed.
fn note_in(all: &mut BTreeMap<String, Lists>, project: &str, view: &LogsView) -> bool {
    let before = all.get(project).cloned();
    let mut lists = before.clone().unwrap_or_default();
    let opened = view.thread.is_some() || view.trace.is_some();
    lists.tab = view.tab.word().to_owned();
    match kept(view) {
        Some(query) => drop(lists.queries.insert(lists.tab.clone(), query)),
        // A link to one conversation does not mean that the list should show everything again.
        None if opened => {}
        None => drop(lists.queries.remove(&lists.tab)),
    }
    if before.as_ref() == Some(&lists) {
        return false;
    }
    all.insert(project.to_owned(), lists);
    while all.len() > MOST {
        let Some(oldest) = all.keys().find(|one| *one != project).cloned() else { break };
        all.remove(&oldest);
    }
    true
}

fn stored() -> BTreeMap<String, Lists> {
    read(&storage::get(KEY).unwrap_or_default())
}

/// Remembers how a list of the project is shown now.
pub fn note(project: &str, view: &LogsView) {
    let mut all = stored();
    if note_in(&mut all, project, view) {
        storage::set(KEY, &write(&all));
    }
}

/// The list of the project that was shown last.
pub fn tab(project: &str) -> Option<Tab> {
    stored().get(project).and_then(|lists| Tab::parse(&lists.tab))
}

/// The query that list was left with; `None` if it was neither sorted nor narrowed.
pub fn query(project: &str, tab: Tab) -> Option<String> {
    stored().get(project).and_then(|lists| lists.queries.get(tab.word()).cloned())
}

/// The saved view that an address (the query of a URL) of the project leads to: one that says nothing about a list leads
/// to the view that was chosen for that, if there is one.
pub fn default_view(project: &str, address: &str) -> Option<SavedView> {
    is_bare(address).then(|| saved_views::default_of(project)).flatten()
}

/// The view that an address (the query of a URL) of the project shows. One that names no list leads to the list shown
/// last; one that says nothing about a list leads to [`default_view`], else it restores the query that list was left with.
pub fn view(project: &str, address: &str, preferred_size: Option<u32>) -> LogsView {
    if let Some(default) = default_view(project, address) {
        return LogsView::from_query(&format!("{}&{address}", default.query), preferred_size);
    }
    let known = if names_list(address) { None } else { tab(project) };
    let left = match known {
        None => String::new(),
        Some(tab) => {
            let query = query(project, tab).filter(|_| is_bare(address));
            query.unwrap_or_else(|| format!("logsType={}", tab.word())) + "&"
        }
    };
    LogsView::from_query(&(left + address), preferred_size)
}

/// Another list of the project as it was left, with the page size and time range of `view`.
pub fn other(project: &str, view: &LogsView, tab: Tab) -> LogsView {
    let fresh = view.on_tab(tab);
    match query(project, tab) {
        Some(query) if tab != view.tab => {
            LogsView { size: view.size, range: view.range, ..LogsView::from_query(&query, None) }
        }
        _ => fresh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::ids::ThreadId, query::filter::Filter};

    #[test]
    fn each_list_of_a_project_is_restored_as_it_was_left() {
        let mut all = BTreeMap::new();
        let filtered = LogsView::default().with_filter(Filter::tag("vip")).at_page(3);
        assert!(note_in(&mut all, "p", &filtered));
        assert!(!note_in(&mut all, "p", &filtered.at_page(4)), "the page is nobody's business");
        let spans = LogsView::default().on_tab(Tab::Spans);
        assert!(note_in(&mut all, "p", &spans));
        let all_of = |all: &BTreeMap<String, Lists>| {
            (all["p"].tab.clone(), all["p"].queries.keys().cloned().collect::<Vec<_>>())
        };
        assert_eq!(all_of(&all), ("spans".to_owned(), vec!["threads".to_owned()]));
        assert_eq!(LogsView::from_query(&all["p"].queries["threads"], None), filtered.at_page(1));
        assert_eq!(read(&write(&all)), all);
        let link = LogsView::default().opened(&ThreadId::new("t"));
        note_in(&mut all, "p", &link);
        assert_eq!(all_of(&all).1, ["threads"], "a link to one conversation clears nothing");
        note_in(&mut all, "p", &LogsView::default());
        assert_eq!(all_of(&all), ("threads".to_owned(), Vec::new()));
    }

    #[test]
    fn the_number_of_projects_is_limited_and_malformed_entries_are_skipped() {
        let mut all = BTreeMap::new();
        for project in 0..200 {
            note_in(&mut all, &format!("{project:03}"), &LogsView::default());
        }
        assert_eq!(all.len(), MOST);
        assert!(all.contains_key("199"));
        for odd in ["", "3", "[]", r#"{"p":7}"#, r#"{"p":{"tab":[],"queries":{"threads":3}}}"#] {
            assert!(read(odd).values().all(|lists| *lists == Lists::default()), "{odd}");
        }
    }
}
