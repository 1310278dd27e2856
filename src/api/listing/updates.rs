//! What has changed on the server since the list was drawn. It is announced, not applied, so that rows do not move
//! while somebody reads them.

use std::sync::Arc;

use leptos::prelude::*;

use super::{ListRow, Listed, Listing, ListingState, ReviewedRow, chosen::is_of_page};
use crate::model::figures;

impl<R: ReviewedRow> Listing<R> {
    /// How the polled list differs from the one shown, in words ("3 new, 1 updated"); `None` if it does not. Edits of
    /// this browser do not count as updates: rows are compared with them.
    pub fn updates(self) -> Memo<Option<String>> {
        let fingerprint =
            move |row: &Arc<R>, revision: u64| self.with_edits_since(row, revision).fingerprint();
        Memo::new(move |_| {
            if self.ask.with(is_of_page) {
                let [shown, fresh] = self.chosen_news()?;
                return ListUpdates::between(&shown, &fresh, fingerprint).words();
            }
            self.fresh.with(|fresh| {
                let fresh = fresh.as_ref()?;
                self.state.with(|state| match (state, &fresh.outcome) {
                    (ListingState::Loaded(answered, shown), Ok(new)) if **answered == fresh.ask => {
                        ListUpdates::between(shown, new, fingerprint).words()
                    }
                    _ => None,
                })
            })
        })
    }
}

/// The differences between two answers to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct ListUpdates {
    new: u64,
    updated: u64,
    gone: u64,
}

impl ListUpdates {
    /// Compares one page's old and new rows. A row that appears on the page although the total has not grown was on
    /// another page before and counts as updated.
    fn between<R: ListRow, T: PartialEq>(
        shown: &Listed<R>,
        fresh: &Listed<R>,
        fingerprint: impl Fn(&Arc<R>, u64) -> T,
    ) -> Self {
        let differs = |row: &&Arc<R>| {
            let own = shown.row(row.id());
            own.is_some_and(|own| {
                own != *row && fingerprint(own, shown.revision) != fingerprint(row, fresh.revision)
            })
        };
        let updated = fresh.rows.iter().filter(differs).count() as u64;
        let arrived = fresh.rows.iter().filter(|row| shown.row(row.id()).is_none()).count() as u64;
        let new = fresh.total.saturating_sub(shown.total);
        let gone = shown.total.saturating_sub(fresh.total);
        // A page that lost rows is filled up from the next one.
        let moved = arrived.saturating_sub(new).saturating_sub(gone);
        Self { new, updated: updated + moved, gone }
    }

    fn words(self) -> Option<String> {
        let parts = [(self.new, "new"), (self.updated, "updated"), (self.gone, "gone")];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", figures::count(count)))
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An id and a value that can change.
    #[derive(Clone, PartialEq)]
    struct TestRow(&'static str, u64);

    impl ListRow for TestRow {
        fn id(&self) -> &str {
            self.0
        }
    }

    fn listed(rows: &[(&'static str, u64)], total: u64) -> Listed<TestRow> {
        let rows = rows.iter().map(|(id, much)| Arc::new(TestRow(id, *much))).collect();
        Listed { rows, total, sortable_by: vec![], revision: 0, refused: vec![] }
    }

    fn words(
        shown: &[(&'static str, u64)],
        was: u64,
        fresh: &[(&'static str, u64)],
        is: u64,
    ) -> Option<String> {
        ListUpdates::between(&listed(shown, was), &listed(fresh, is), |row, _| row.1).words()
    }

    #[test]
    fn the_same_list_is_no_news() {
        assert_eq!(words(&[("a", 2), ("b", 2)], 9, &[("a", 2), ("b", 2)], 9), None);
        assert_eq!(words(&[("a", 2), ("b", 2)], 9, &[("b", 2), ("a", 2)], 9), None);
    }

    #[test]
    fn new_and_changed_rows_are_counted_apart() {
        let fresh = [("new", 2), ("a", 4)];
        assert_eq!(words(&[("a", 2), ("b", 2)], 9, &fresh, 10).as_deref(), Some("1 new, 1 updated"));
    }

    #[test]
    fn a_row_that_came_up_from_another_page_was_updated() {
        assert_eq!(words(&[("a", 2), ("b", 2)], 9, &[("z", 4), ("a", 2)], 9).as_deref(), Some("1 updated"));
    }

    #[test]
    fn rows_that_fill_the_place_of_deleted_ones_are_no_news_of_their_own() {
        assert_eq!(words(&[("a", 2), ("b", 2)], 9, &[("a", 2), ("c", 2)], 8).as_deref(), Some("1 gone"));
    }

    #[test]
    fn what_was_changed_here_is_no_news() {
        let updates =
            ListUpdates::between(&listed(&[("a", 2)], 1), &listed(&[("a", 3)], 1), |row, _| row.1.min(2));
        assert_eq!(updates.words(), None);
    }
}
