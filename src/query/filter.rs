//! One condition on the rows of a list, in Opik's grammar (`api.md` 0.1). All conditions must hold.

mod field;
mod kind;
mod operator;

use chrono::FixedOffset;
use serde::Deserialize;
use serde_json::{Value, json};

pub use field::Field;
pub use kind::Kind;
pub use operator::Operator;

use super::tab::Tab;
use crate::model::{ids::ThreadId, status::Status, time::Timestamp};

/// A condition that makes sense: the operator fits the field, and the value can be compared with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    field: Field,
    operator: Operator,
    value: String,
}

#[derive(Deserialize)]
struct FilterWire {
    field: String,
    operator: String,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    key: Option<String>,
}

impl Filter {
    /// Makes a condition, or says in words what is wrong with the value. Durations are in seconds, times ISO-8601.
    ///
    /// # Errors
    /// A sentence to show beside the field.
    pub fn new(field: Field, operator: Operator, value: &str) -> Result<Self, &'static str> {
        if field == Field::Score(String::new()) {
            return Err("Name the score");
        }
        let kind = field.kind();
        if !Operator::of(kind).contains(&operator) {
            return Err("This cannot be compared so");
        }
        let value = if operator.needs_value() { kind.check(value)? } else { String::new() };
        // Two words, so "not active" is a longer way to say "inactive".
        if (kind, operator) == (Kind::Status, Operator::NotEqual) {
            let other = match Status::parse(&value) {
                Status::Active => Status::Inactive,
                Status::Inactive => Status::Active,
            };
            return Ok(Self::status(other));
        }
        Ok(Self { field, operator, value })
    }

    /// The thread's status.
    pub fn status(status: Status) -> Self {
        Self { field: Field::Status, operator: Operator::Equal, value: status.as_str().to_owned() }
    }

    /// It carries this very tag.
    pub fn tag(tag: &str) -> Self {
        Self { field: Field::Tags, operator: Operator::Equal, value: tag.to_owned() }
    }

    /// It is a turn of that conversation.
    pub fn thread(thread: &ThreadId) -> Self {
        Self { field: Field::Thread, operator: Operator::Equal, value: thread.to_string() }
    }

    /// The status it asks for, if it is about the status.
    pub fn asks_status(&self) -> Option<Status> {
        (self.field == Field::Status).then(|| Status::parse(&self.value))
    }

    /// Reads a list's conditions from its URL (`threads_filters`, `traces_filters`): what is understood, in order, once each.
    pub fn parse_all(tab: Tab, text: &str) -> Vec<Self> {
        let all: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
        let mut filters: Vec<Self> = Vec::new();
        for filter in all.into_iter().filter_map(|one| Self::parse(tab, one)) {
            if !filters.contains(&filter) && filters.len() < 50 {
                filters.push(filter);
            }
        }
        filters
    }

    fn parse(tab: Tab, value: Value) -> Option<Self> {
        let wire: FilterWire = serde_json::from_value(value).ok()?;
        let field = Field::parse(tab, &wire.field, &wire.key.unwrap_or_default())?;
        let value = match wire.value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        Self::new(field, Operator::parse(&wire.operator)?, &value).ok()
    }

    /// The conditions in the URL.
    pub fn to_url(filters: &[Self]) -> String {
        Value::from(filters.iter().map(|filter| filter.json(filter.value.clone())).collect::<Vec<_>>())
            .to_string()
    }

    /// The value of the request's `filters`: durations in milliseconds, and what the server decodes once more encoded
    /// once more.
    pub fn to_wire(filters: &[Self]) -> String {
        Value::from(filters.iter().map(|filter| filter.json(filter.wire_value())).collect::<Vec<_>>())
            .to_string()
    }

    fn json(&self, value: String) -> Value {
        let mut wire = json!({
            "field": self.field.name(),
            "type": self.field.kind().wire(),
            "operator": self.operator.wire(),
            "value": value,
        });
        if let (Field::Score(name), Some(wire)) = (&self.field, wire.as_object_mut()) {
            wire.insert("key".to_owned(), Value::from(name.as_str()));
        }
        wire
    }

    fn wire_value(&self) -> String {
        match self.field.kind() {
            Kind::Duration => self
                .value
                .parse::<f64>()
                .map_or_else(|_| self.value.clone(), |seconds| ((seconds * 1e6).round() / 1e3).to_string()),
            // Opik decodes the values of these types a second time (server.md 4.10): a tag "50%" would break.
            Kind::Tags => self.value.replace('%', "%25").replace('+', "%2B"),
            _ => self.value.clone(),
        }
    }

    /// The condition in words, for its chip; times in the zone given.
    pub fn describe(&self, zone: impl Fn(Timestamp) -> FixedOffset) -> String {
        let field = self.field.label();
        let operator = self.operator.words(self.field.kind());
        let value = match self.field.kind() {
            _ if !self.operator.needs_value() => return format!("{field} {operator}"),
            Kind::Text | Kind::Id | Kind::Tags => format!("“{}”", self.value),
            Kind::Duration => format!("{} s", self.value),
            Kind::Cost => format!("${}", self.value),
            Kind::Status => Status::parse(&self.value).label().to_owned(),
            Kind::Time => {
                Timestamp::parse(&self.value).map_or_else(|| self.value.clone(), |at| at.date_time(zone(at)))
            }
            Kind::Number | Kind::Score | Kind::Error => self.value.clone(),
        };
        format!("{field} {operator} {value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Option<Filter> {
        Filter::parse_all(Tab::Threads, text).into_iter().next()
    }

    fn words(text: &str) -> String {
        one(text).unwrap().describe(|_| FixedOffset::east_opt(3600).unwrap())
    }

    #[test]
    fn what_is_understood_is_kept_and_the_rest_dropped() {
        let url = r#"[3,{"field":"mood","operator":"=","value":"x"},{"field":"tags","operator":"sings","value":"x"},
            {"id":"1","field":"tags","type":"list","operator":"contains","value":"vip","key":""},
            {"field":"tags","operator":"contains","value":"vip"},{"field":"duration","operator":">","value":"long"},
            {"field":"number_of_messages","operator":">=","value":6}]"#;
        let kept: Vec<_> = Filter::parse_all(Tab::Threads, url)
            .iter()
            .map(|filter| filter.describe(|_| FixedOffset::east_opt(0).unwrap()))
            .collect();
        assert_eq!(kept, ["Tags contain “vip”", "Message count at least 6"]);
        assert!(Filter::parse_all(Tab::Threads, "nonsense").is_empty());
    }

    #[test]
    fn a_duration_is_seconds_for_people_and_milliseconds_for_the_server() {
        let filter = one(r#"[{"field":"duration","operator":">=","value":"1.5"}]"#).unwrap();
        assert_eq!(filter.describe(|_| FixedOffset::east_opt(0).unwrap()), "Duration at least 1.5 s");
        let wire: Value = serde_json::from_str(&Filter::to_wire(&[filter])).unwrap();
        assert_eq!(
            wire,
            json!([{ "field": "duration", "type": "duration", "operator": ">=", "value": "1500" }])
        );
    }

    #[test]
    fn a_score_names_its_key() {
        let text = r#"[{"field":"feedback_scores","operator":"<","value":"0.5","key":"quality"}]"#;
        assert_eq!(words(text), "Score quality below 0.5");
        assert!(Filter::to_wire(&Filter::parse_all(Tab::Threads, text)).contains(r#""key":"quality""#));
        assert_eq!(one(r#"[{"field":"feedback_scores","operator":"<","value":"0.5"}]"#), None);
        assert_eq!(
            words(r#"[{"field":"feedback_scores","operator":"is_empty","value":"","key":"quality"}]"#),
            "Score quality is missing"
        );
    }

    #[test]
    fn a_tag_with_a_percent_sign_survives_the_servers_second_decoding() {
        let wire = Filter::to_wire(&[Filter::tag("50%+")]);
        assert!(wire.contains(r#""value":"50%25%2B""#), "{wire}");
        assert!(Filter::to_url(&[Filter::tag("50%+")]).contains(r#""value":"50%+""#));
    }

    #[test]
    fn a_time_is_told_in_the_persons_zone() {
        let text = r#"[{"field":"start_time","operator":">","value":"2026-11-22T19:24:00Z"}]"#;
        assert_eq!(words(text), "Start time after 22 Nov 2026, 20:24");
    }

    #[test]
    fn not_active_is_inactive() {
        let text = r#"[{"field":"status","operator":"!=","value":"active"}]"#;
        assert_eq!(one(text), Some(Filter::status(Status::Inactive)));
        assert_eq!(one(r#"[{"field":"status","operator":"=","value":"asleep"}]"#), None);
    }

    fn of_traces(text: &str) -> Vec<String> {
        let filters = Filter::parse_all(Tab::Traces, text);
        filters.iter().map(|filter| filter.describe(|_| FixedOffset::east_opt(0).unwrap())).collect()
    }

    #[test]
    fn traces_are_filtered_by_what_threads_do_not_have() {
        let url = r#"[{"field":"error_info","operator":"is_not_empty","value":""},
            {"field":"error_type","operator":"contains","value":"Timeout"},{"field":"name","operator":"=","value":"answer"},
            {"field":"total_estimated_cost","operator":">=","value":"0.05"},{"field":"first_message","operator":"=","value":"x"},
            {"field":"usage.total_tokens","operator":">","value":1000},{"field":"thread_id","operator":"=","value":" a "}]"#;
        assert_eq!(
            of_traces(url),
            [
                "Error happened",
                "Error type contains “Timeout”",
                "Name is “answer”",
                "Cost at least $0.05",
                "Tokens above 1000",
                "Thread ID is “ a ”"
            ]
        );
        assert!(of_traces(r#"[{"field":"total_estimated_cost","operator":">=","value":"-1"}]"#).is_empty());
        assert!(of_traces(r#"[{"field":"error_info","operator":"=","value":"x"}]"#).is_empty());
    }

    #[test]
    fn the_traces_of_a_conversation_are_asked_for_by_its_very_id() {
        for id in [" a\"b%2F+ ", "é/😀"] {
            let wire = Filter::to_wire(&[Filter::thread(&ThreadId::new(id))]);
            let told: Value = serde_json::from_str(&wire).unwrap();
            assert_eq!(told[0]["value"], json!(id));
            assert_eq!(told[0]["field"], json!("thread_id"));
        }
    }
}
