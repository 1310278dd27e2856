//! The sort order of a list.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    columns::{Column, names_field},
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

/// A sort order by one field; the server uses only the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The field's name in the API, such as `number_of_messages` or `feedback_scores.quality`.
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

impl Sort {
    /// Reads the order in a URL (the value of `threads_sorting`, `traces_sorting` or `spans_sorting`). The first known
    /// field is used, as the server does; unknown ones are returned.
    pub fn parse(tab: Tab, text: &str) -> (Option<Self>, Vec<Unapplied>) {
        let mut sort = None;
        let mut unapplied = Vec::new();
        for item in Unapplied::items(text) {
            let wire = SortWire::deserialize(&item).ok();
            match wire.and_then(|wire| Some((known(tab, &wire.id)?, wire))) {
                Some((field, wire)) => {
                    let down = wire.direction.is_some_and(|word| word.eq_ignore_ascii_case("desc"));
                    sort = sort.or(Some(Self { field, descending: wire.desc || down }));
                }
                None => {
                    let left = Unapplied::item(tab.names().sorting, &item, "this list has no such order");
                    if !unapplied.contains(&left) {
                        unapplied.push(left);
                    }
                }
            }
        }
        (sort, unapplied)
    }

    /// The value for the URL. Entries that were not understood are kept as they were.
    pub fn to_url(sort: Option<&Self>, unapplied: &[&Unapplied]) -> String {
        let own = sort.map(|sort| json!({ "id": sort.field, "desc": sort.descending }));
        Value::from(own.into_iter().chain(unapplied.iter().map(|left| left.value())).collect::<Vec<_>>())
            .to_string()
    }

    /// Whether the server can sort by this field, according to `sortable_by` of its response. Otherwise it ignores the
    /// order.
    pub fn is_among(&self, sortable_by: &[String]) -> bool {
        names_field(sortable_by, &self.field)
    }

    /// The value of the request's `sorting` parameter.
    pub fn to_wire(&self) -> String {
        let direction = if self.descending { "DESC" } else { "ASC" };
        json!([{ "field": self.field, "direction": direction }]).to_string()
    }

    /// The order after a press on a column's heading: the column's first direction, then the opposite, then the
    /// server's default order (latest first).
    pub fn press(tab: Tab, current: Option<&Self>, column: &Column) -> Option<Self> {
        let field = column.sort_field()?;
        let first = column.sorts_descending_first();
        match current {
            // The list is already sorted by this column in descending order, so the press reverses it.
            None if column.is_default_order(tab) => Some(Self { field, descending: false }),
            Some(sort) if sort.field == field && sort.descending != first => None,
            Some(sort) if sort.field == field => Some(Self { field, descending: !first }),
            _ => Some(Self { field, descending: first }),
        }
    }
}

/// The field's name in the API, if the list can be sorted by it. Opik's UI writes column ids with an underscore in
/// place of the first dot: `usage_total_tokens`, `feedback_scores_quality`.
fn known(tab: Tab, id: &str) -> Option<String> {
    let is_column = Column::all(tab).iter().any(|column| column.sort_field().as_deref() == Some(id));
    if is_column || OTHERS.contains(&id) {
        return Some(id.to_owned());
    }
    ["feedback_scores", "usage"].into_iter().find_map(|group| {
        let name = id.strip_prefix(group)?.strip_prefix(['.', '_']).filter(|name| !name.is_empty())?;
        Some(format!("{group}.{name}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(field: &str, descending: bool) -> Option<Sort> {
        Some(Sort { field: field.into(), descending })
    }

    /// Only the order, without what was not understood.
    fn read(tab: Tab, text: &str) -> Option<Sort> {
        Sort::parse(tab, text).0
    }

    #[test]
    fn both_of_opiks_spellings_are_read_and_unknown_fields_are_handed_back() {
        assert_eq!(read(Tab::Threads, r#"[{"id":"duration","desc":true}]"#), sort("duration", true));
        assert_eq!(
            read(Tab::Threads, r#"[{"field":"duration","direction":"DESC"}]"#),
            sort("duration", true)
        );
        let (found, left) = Sort::parse(Tab::Threads, r#"[7,{"id":"mood"},{"id":"feedback_scores.a b"}]"#);
        assert_eq!(found, sort("feedback_scores.a b", false));
        let left: Vec<_> = left.iter().map(Unapplied::describe).collect();
        assert_eq!(
            left,
            ["order 7 (this list has no such order)", "order by mood (this list has no such order)"]
        );
        for odd in ["x", "{}", r#"[{"id":"mood"}]"#, r#"[{"id":"usage."}]"#] {
            let (sort, left) = Sort::parse(Tab::Threads, odd);
            assert_eq!((sort, left.len()), (None, 1), "{odd}");
        }
        assert_eq!(Sort::parse(Tab::Threads, "[]"), (None, Vec::new()));
    }

    #[test]
    fn the_ids_of_opiks_own_columns_are_read() {
        for (id, field) in [
            ("usage_total_tokens", "usage.total_tokens"),
            ("usage.total_tokens", "usage.total_tokens"),
            ("feedback_scores_User feedback", "feedback_scores.User feedback"),
            ("feedback_scores_a.b_c", "feedback_scores.a.b_c"),
            ("total_estimated_cost", "total_estimated_cost"),
        ] {
            for tab in Tab::ALL {
                let text = json!([{ "id": id, "desc": true }]).to_string();
                assert_eq!(read(tab, &text), sort(field, true), "{id}");
            }
        }
    }

    #[test]
    fn a_third_press_clears_the_order() {
        let column = Column::MessageCount;
        let first = Sort::press(Tab::Threads, None, &column);
        assert_eq!(first, sort("number_of_messages", true));
        let second = Sort::press(Tab::Threads, first.as_ref(), &column);
        assert_eq!(second, sort("number_of_messages", false));
        assert_eq!(Sort::press(Tab::Threads, second.as_ref(), &column), None);
        assert_eq!(Sort::press(Tab::Threads, second.as_ref(), &Column::Status), sort("status", false));
        assert_eq!(Sort::press(Tab::Threads, None, &Column::FirstMessage), None);
        let oldest = Sort::press(Tab::Threads, None, &Column::LastActivity);
        assert_eq!(oldest, sort("last_updated_at", false));
        assert_eq!(Sort::press(Tab::Threads, oldest.as_ref(), &Column::LastActivity), None);
    }

    #[test]
    fn each_list_has_its_own_order_to_begin_with_and_its_own_fields() {
        let oldest = Sort::press(Tab::Traces, None, &Column::StartTime);
        assert_eq!(oldest, sort("start_time", false));
        assert_eq!(Sort::press(Tab::Traces, oldest.as_ref(), &Column::StartTime), None);
        assert_eq!(Sort::press(Tab::Threads, None, &Column::StartTime), sort("start_time", true));
        assert_eq!(Sort::press(Tab::Traces, None, &Column::Name), sort("name", false));
        let by_name = r#"[{"id":"name","desc":true}]"#;
        assert_eq!(read(Tab::Traces, by_name), sort("name", true));
        assert_eq!(read(Tab::Threads, by_name), None);
    }
}
