//! The order of a list.

use serde::Deserialize;
use serde_json::json;

use super::{columns::Column, tab::Tab};

/// Sorted by one field (the server uses no more than the first).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The wire's name of the field, e.g. `number_of_messages` or `feedback_scores.quality`.
    pub field: String,
    /// From the greatest down.
    pub descending: bool,
}

/// Opik's page writes `id` and `desc` into the URL; its API says `field` and `direction`. Both are read.
#[derive(Deserialize)]
struct SortWire {
    #[serde(alias = "field")]
    id: String,
    #[serde(default)]
    desc: bool,
    direction: Option<String>,
}

impl Sort {
    /// Reads a list's order from its URL (`threads_sorting`, `traces_sorting`). The first known field counts, the rest is
    /// dropped.
    pub fn parse(tab: Tab, text: &str) -> Option<Self> {
        let all: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
        let wires = all.into_iter().filter_map(|one| serde_json::from_value::<SortWire>(one).ok());
        let mut known = wires.filter(|wire| is_known(tab, &wire.id));
        known.next().map(|wire| Self {
            field: wire.id,
            descending: wire.desc || wire.direction.is_some_and(|word| word.eq_ignore_ascii_case("desc")),
        })
    }

    /// The order in the URL.
    pub fn to_url(&self) -> String {
        json!([{ "id": self.field, "desc": self.descending }]).to_string()
    }

    /// The value of the request's `sorting`.
    pub fn to_wire(&self) -> String {
        let direction = if self.descending { "DESC" } else { "ASC" };
        json!([{ "field": self.field, "direction": direction }]).to_string()
    }

    /// What a press on a column's heading makes of `current`: the column's first direction, then the other, then the
    /// server's own order again (the latest first).
    pub fn press(tab: Tab, current: Option<&Self>, column: &Column) -> Option<Self> {
        let field = column.sort_field()?;
        let first = column.sorts_down_first();
        match current {
            // The latest first is what "no order" already is: go on from there.
            None if column.is_own_order(tab) => Some(Self { field, descending: false }),
            Some(sort) if sort.field == field && sort.descending != first => None,
            Some(sort) if sort.field == field => Some(Self { field, descending: !first }),
            _ => Some(Self { field, descending: first }),
        }
    }
}

fn is_known(tab: Tab, field: &str) -> bool {
    let known = Column::all(tab).iter().any(|column| column.sort_field().as_deref() == Some(field));
    let named = |prefix: &str| field.strip_prefix(prefix).is_some_and(|name| !name.is_empty());
    known || field == "created_at" || named("feedback_scores.") || named("usage.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(field: &str, descending: bool) -> Option<Sort> {
        Some(Sort { field: field.into(), descending })
    }

    #[test]
    fn both_of_opiks_spellings_are_read_and_unknown_fields_are_dropped() {
        assert_eq!(Sort::parse(Tab::Threads, r#"[{"id":"duration","desc":true}]"#), sort("duration", true));
        assert_eq!(
            Sort::parse(Tab::Threads, r#"[{"field":"duration","direction":"DESC"}]"#),
            sort("duration", true)
        );
        assert_eq!(
            Sort::parse(Tab::Threads, r#"[7,{"id":"mood"},{"id":"feedback_scores.a b"}]"#),
            sort("feedback_scores.a b", false)
        );
        for odd in ["", "x", "{}", r#"[{"id":"mood"}]"#, r#"[{"id":"usage."}]"#] {
            assert_eq!(Sort::parse(Tab::Threads, odd), None, "{odd}");
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
        assert_eq!(Sort::parse(Tab::Traces, by_name), sort("name", true));
        assert_eq!(Sort::parse(Tab::Threads, by_name), None);
    }
}
