//! Which rows of a list are selected, for actions on many at once. Rows stay selected while another page is shown.

use std::collections::BTreeSet;

/// The selected rows, by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SelectedRows {
    ids: BTreeSet<String>,
    /// The row that was selected or deselected last: where a range begins.
    anchor: Option<String>,
}

/// How many rows of a page are selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Portion {
    None,
    Some,
    All,
}

impl SelectedRows {
    pub fn ids(&self) -> &BTreeSet<String> {
        &self.ids
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Selects or deselects one row.
    pub fn set(&mut self, id: &str, selected: bool) {
        self.anchor = Some(id.to_owned());
        self.put(id, selected);
    }

    /// Selects a row that is not selected, and deselects one that is.
    pub fn toggle(&mut self, id: &str) {
        self.set(id, !self.has(id));
    }

    /// Selects or deselects all rows of a page.
    pub fn set_all(&mut self, page: &[String], selected: bool) {
        self.anchor = None;
        for id in page {
            self.put(id, selected);
        }
    }

    /// Does to all rows between the last one and this one what was done to the last one. Without a last one on the page
    /// only this row is selected.
    pub fn extend(&mut self, to: &str, page: &[String]) {
        let place = |id: &str| page.iter().position(|one| one == id);
        let from = self.anchor.as_deref().and_then(|anchor| Some((place(anchor)?, self.has(anchor))));
        let (Some((from, selected)), Some(end)) = (from, place(to)) else { return self.set(to, true) };
        for id in page.iter().take(from.max(end) + 1).skip(from.min(end)) {
            self.put(id, selected);
        }
        self.anchor = Some(to.to_owned());
    }

    /// How many of the rows of a page are selected.
    pub fn portion(&self, page: &[String]) -> Portion {
        match page.iter().filter(|id| self.has(id)).count() {
            0 => Portion::None,
            count if count == page.len() => Portion::All,
            _ => Portion::Some,
        }
    }

    fn put(&mut self, id: &str, selected: bool) {
        if selected {
            self.ids.insert(id.to_owned());
        } else {
            self.ids.remove(id);
        }
    }
}

impl FromIterator<String> for SelectedRows {
    fn from_iter<I: IntoIterator<Item = String>>(ids: I) -> Self {
        Self { ids: ids.into_iter().collect(), anchor: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Vec<String> {
        ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec()
    }

    fn ids(rows: &SelectedRows) -> Vec<&str> {
        rows.ids().iter().map(String::as_str).collect()
    }

    #[test]
    fn a_range_goes_from_the_last_row_to_this_one_in_both_directions() {
        let mut rows = SelectedRows::default();
        rows.set("b", true);
        rows.extend("d", &page());
        assert_eq!(ids(&rows), ["b", "c", "d"]);
        rows.extend("a", &page());
        assert_eq!(ids(&rows), ["a", "b", "c", "d"]);
    }

    #[test]
    fn a_range_from_a_row_that_was_deselected_deselects() {
        let mut rows: SelectedRows = page().into_iter().collect();
        rows.toggle("b");
        rows.extend("d", &page());
        assert_eq!(ids(&rows), ["a", "e"]);
    }

    #[test]
    fn a_range_without_a_beginning_on_the_page_selects_one_row() {
        let mut rows = SelectedRows::default();
        rows.extend("c", &page());
        assert_eq!(ids(&rows), ["c"]);
        rows.set("on another page", true);
        rows.extend("e", &page());
        assert_eq!(ids(&rows), ["c", "e", "on another page"]);
    }

    #[test]
    fn rows_of_other_pages_stay_selected() {
        let mut rows = SelectedRows::default();
        rows.set("on another page", true);
        rows.set_all(&page(), true);
        assert_eq!(rows.portion(&page()), Portion::All);
        rows.set_all(&page(), false);
        assert_eq!((ids(&rows), rows.portion(&page())), (vec!["on another page"], Portion::None));
        rows.toggle("c");
        assert_eq!(rows.portion(&page()), Portion::Some);
        assert_eq!(SelectedRows::default().portion(&[]), Portion::None);
    }
}
