//! The sort order of a list: levels, each by one field.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    columns::{Column, names_field, page_sorts},
    tab::Tab,
    unapplied::Unapplied,
};

/// Fields that a server may sort by but that are not columns of every list; `sortable_by` of the response says which it
/// supports.
const OTHERS: [&str; 8] = [
    "created_at",
    "last_updated_at",
    "created_by",
    "environment",
    "ttft",
    "metadata",
    "llm_span_count",
    "parent_span_id",
];

/// How many levels an order has at most.
pub const MOST_LEVELS: usize = 5;

/// One level of a sort order. Rows that are equal by it are sorted by the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field's name in the API, such as `number_of_messages` or `feedback_scores.quality`, or the id of a column that
    /// only the page can sort by.
    pub field: String,
    pub descending: bool,
}

/// Opik's UI writes `id` and `desc` into the URL, the API has `field` and `direction`. Both are read.
#[derive(Deserialize)]
struct SortWire {
    #[serde(alias = "field")]
    id: String,
    #[serde(default)]
    desc: bool,
    direction: Option<String>,
}

/// A level of an order that is not applied, by its field, with the reason.
pub type UnsortedLevel = (String, &'static str);

/// The levels that are not applied where rows are sortable by these fields; `of_page`: by the page, which knows all levels.
pub fn left_out(levels: &[Sort], sortable_by: &[String], of_page: bool) -> Vec<UnsortedLevel> {
    let why = |at: usize, level: &Sort| match level.is_among(sortable_by) {
        false if of_page => Some("rows do not have it"),
        false => Some("the server does not sort by it"),
        true if at > 0 && !of_page => Some("the server sorts by one column only"),
        true => None,
    };
    let levels = levels.iter().enumerate();
    levels.filter_map(|(at, level)| Some((level.field.clone(), why(at, level)?))).collect()
}

impl Sort {
    /// Reads the order in a URL (the value of `threads_sorting`, `traces_sorting` or `spans_sorting`). What is not
    /// understood, or too much, is returned; a field that comes again decides nothing more and is dropped.
    pub fn parse(tab: Tab, text: &str) -> (Vec<Self>, Vec<Unapplied>) {
        let mut levels: Vec<Self> = Vec::new();
        let mut unapplied = Vec::new();
        for item in Unapplied::items(text) {
            let wire = SortWire::deserialize(&item).ok();
            let why = match wire.and_then(|wire| Some((known(tab, &wire.id)?, wire))) {
                Some((field, _)) if levels.iter().any(|level| level.field == field) => continue,
                Some((field, wire)) if levels.len() < MOST_LEVELS => {
                    let down = wire.direction.is_some_and(|word| word.eq_ignore_ascii_case("desc"));
                    levels.push(Self { field, descending: wire.desc || down });
                    continue;
                }
                Some(_) => "at most five levels",
                None => "this list has no such order",
            };
            let left = Unapplied::item(tab.names().sorting, &item, why);
            if !unapplied.contains(&left) {
                unapplied.push(left);
            }
        }
        (levels, unapplied)
    }

    /// The value for the URL. Entries that were not understood are kept as they were.
    pub fn to_url(levels: &[Self], unapplied: &[&Unapplied]) -> String {
        let own = levels.iter().map(|level| json!({ "id": level.field, "desc": level.descending }));
        Value::from(own.chain(unapplied.iter().map(|left| left.value())).collect::<Vec<_>>()).to_string()
    }

    /// Whether the server can sort by this field, according to `sortable_by` of its response. Otherwise it ignores the
    /// order.
    pub fn is_among(&self, sortable_by: &[String]) -> bool {
        names_field(sortable_by, &self.field)
    }

    /// The value of the request's `sorting` parameter: the first level, because Opik uses only that one (`GET
    /// /v1/private/traces/threads`, `/v1/private/traces`, `/v1/private/spans`).
    pub fn to_wire(levels: &[Self]) -> Option<String> {
        let first = levels.first()?;
        let direction = if first.descending { "DESC" } else { "ASC" };
        Some(json!([{ "field": first.field, "direction": direction }]).to_string())
    }

    /// Whether the page has to sort by these levels itself, with all rows: by several, or by a field that no server knows.
    /// Only the list of threads can.
    pub fn is_of_page(tab: Tab, levels: &[Self]) -> bool {
        levels.len() > 1 && tab == Tab::Threads || levels.iter().any(|level| page_sorts(tab, &level.field))
    }

    /// The position of the level by this column, from 0, with its direction.
    pub fn by_column(levels: &[Self], column: &Column) -> Option<(usize, bool)> {
        let field = column.sort_field()?;
        let at = levels.iter().position(|level| level.field == field)?;
        Some((at, levels.get(at)?.descending))
    }

    /// The order after a press on a column's heading: by this column alone, in the column's first direction, then the
    /// opposite, then the server's default order (latest first).
    pub fn press(tab: Tab, levels: &[Self], column: &Column) -> Vec<Self> {
        let Some(field) = column.sort_field() else { return levels.to_vec() };
        let first = column.sorts_descending_first();
        let descending = match levels {
            // The list is already sorted by this column in descending order, so the press reverses it.
            [] if column.is_default_order(tab) => false,
            [one] if one.field == field && one.descending != first => return Vec::new(),
            [one] if one.field == field => !first,
            _ => first,
        };
        vec![Self { field, descending }]
    }

    /// The order after a press with Shift: this column is one more level, then the other way round, then none.
    pub fn press_more(tab: Tab, levels: &[Self], column: &Column) -> Vec<Self> {
        let Some(field) = column.sort_field().filter(|_| tab == Tab::Threads && !levels.is_empty()) else {
            return Self::press(tab, levels, column);
        };
        let first = column.sorts_descending_first();
        let mut levels = levels.to_vec();
        match levels.iter().position(|level| level.field == field) {
            None if levels.len() >= MOST_LEVELS => {}
            None => levels.push(Self { field, descending: first }),
            Some(at) => match levels.get_mut(at) {
                Some(level) if level.descending == first => level.descending = !first,
                _ => drop(levels.remove(at)),
            },
        }
        levels
    }
}

/// The field's name in the API, if the list can be sorted by it. Opik's UI writes column ids with an underscore in
/// place of the first dot: `usage_total_tokens`, `feedback_scores_quality`.
fn known(tab: Tab, id: &str) -> Option<String> {
    let is_column = Column::all(tab).iter().any(|column| column.sort_field().as_deref() == Some(id));
    if is_column || OTHERS.contains(&id) {
        return Some(id.to_owned());
    }
    if let Some(column @ Column::ScoreBy { .. }) = Column::parse(tab, id) {
        return column.sort_field();
    }
    ["feedback_scores", "usage"].into_iter().find_map(|group| {
        let name = id.strip_prefix(group)?.strip_prefix(['.', '_']).filter(|name| !name.is_empty())?;
        Some(format!("{group}.{name}"))
    })
}

#[cfg(test)]
mod tests;
