mod chosen;
mod counted;
mod histogram;

use super::{Counted, Facet, FacetCounter, Facets, ValueCount, counted_by_page};
use crate::query::{
    found::{
        Clause, Found,
        tests::generated::{TestRow, VIEWER},
    },
    logs_view::LogsView,
};

fn count(rows: &[TestRow], found: &Found) -> Facets {
    let mut counter = FacetCounter::new(found);
    for row in rows {
        row.with(|facts| counter.add(facts, &VIEWER()));
    }
    counter.finish(&[], VIEWER().name)
}

/// The rows that meet all conditions of a view.
fn of_view<'a>(rows: &'a [TestRow], view: &LogsView) -> Vec<&'a TestRow> {
    let all = super::clauses(view);
    let found = Found::new(all).unwrap();
    rows.iter().filter(|row| row.judge(&found) == Some(true)).collect()
}

fn view(found: Found) -> LogsView {
    LogsView { found, ..LogsView::default() }
}

fn values(facets: &Facets, facet: &Facet) -> Vec<(String, u64)> {
    let group = facets.groups.iter().find(|group| group.facet == *facet);
    match group.map(|group| &group.counted) {
        Some(Counted::Values { values, .. }) => {
            values.iter().map(|ValueCount { value, count }| (value.clone(), *count)).collect()
        }
        _ => Vec::new(),
    }
}

/// The conditions without those that choose values of the facet.
fn without(found: &Found, facet: &Facet) -> Found {
    let is_own = |clause: &&Clause| Facet::of_clause(clause).is_some_and(|own| own.is_same(facet));
    Found::new(found.clauses().iter().filter(|clause| !is_own(clause)).cloned()).unwrap()
}
