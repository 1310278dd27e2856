//! Which columns a person sees, and in which order.

use super::{super::tab::Tab, Column};

/// The columns of a list that are shown, in order: as chosen, or the default set. What is not known (any more) is left
/// out, and what must be there is.
pub fn chosen(tab: Tab, ids: Option<&[String]>) -> Vec<Column> {
    let all = Column::all(tab);
    let Some(ids) = ids else {
        return all.iter().filter(|column| column.is_default(tab)).cloned().collect();
    };
    let mut columns: Vec<Column> = Vec::new();
    for column in ids.iter().filter_map(|id| Column::parse(tab, id)) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    for fixed in all.iter().filter(|column| column.is_fixed()) {
        if !columns.contains(fixed) {
            columns.insert(0, fixed.clone());
        }
    }
    columns
}

/// All that can be chosen: what is shown, in its order, then the rest, with a column for each name of a score, and of a
/// score of spans.
pub fn offered(tab: Tab, shown: &[Column], score_names: &[String], span_names: &[String]) -> Vec<Column> {
    let scores = score_names.iter().map(|name| Column::Score(name.clone()));
    let scores = scores.chain(span_names.iter().map(|name| Column::SpanScore(name.clone())));
    let rest = Column::all(tab).iter().cloned().chain(scores).filter(|column| !shown.contains(column));
    shown.iter().cloned().chain(rest).collect()
}

/// Shows or hides a column. A new one stands where the default order has it: after the nearest one before it.
pub fn toggle(tab: Tab, shown: &[Column], column: &Column) -> Vec<Column> {
    if shown.contains(column) {
        return shown.iter().filter(|one| *one != column || one.is_fixed()).cloned().collect();
    }
    let rank = |one: &Column| Column::all(tab).iter().position(|known| known == one);
    let after = rank(column).and_then(|own| {
        let before = shown.iter().enumerate().filter_map(|(at, one)| Some((rank(one)?, at)));
        before.filter(|(rank, _)| *rank < own).max().map(|(_, at)| at + 1)
    });
    let at = match (after, rank(column)) {
        (Some(after), _) => after,
        (None, Some(_)) => 0,
        (None, None) => shown.len(),
    };
    let mut columns = shown.to_vec();
    columns.insert(at.min(columns.len()), column.clone());
    columns
}

/// Moves a column one place towards the start or the end; at the edge it stays.
pub fn shift(shown: &[Column], column: &Column, to_end: bool) -> Vec<Column> {
    let mut columns = shown.to_vec();
    if let Some(at) = columns.iter().position(|one| one == column) {
        let other = if to_end { Some(at + 1) } else { at.checked_sub(1) };
        if let Some(other) = other.filter(|other| *other < columns.len()) {
            columns.swap(at, other);
        }
    }
    columns
}
