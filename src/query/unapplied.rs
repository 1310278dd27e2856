//! What an address asks for and the page does not do: said, so that nobody takes a list for another than it is.

use serde_json::Value;

/// One thing an address asks for that is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unapplied {
    /// The parameter it stands in, e.g. `traces_filters`.
    pub parameter: &'static str,
    /// As it is written there. Of a list of conditions or orders it is one item, as JSON.
    pub text: String,
    /// Why it is not done, in a few words.
    pub why: &'static str,
}

impl Unapplied {
    /// The value of a parameter that holds one.
    pub fn whole(parameter: &'static str, text: &str, why: &'static str) -> Self {
        Self { parameter, text: text.to_owned(), why }
    }

    /// One item of a parameter that holds a list.
    pub fn item(parameter: &'static str, value: &Value, why: &'static str) -> Self {
        Self { parameter, text: value.to_string(), why }
    }

    /// The items of a parameter that should hold a JSON list; what is no JSON is one item, its text.
    pub fn items(text: &str) -> Vec<Value> {
        let items = match serde_json::from_str(text) {
            Ok(Value::Array(items)) => items,
            Ok(other) => vec![other],
            Err(_) => vec![Value::from(text)],
        };
        let says_something =
            |item: &Value| !item.is_null() && item.as_str().is_none_or(|text| !text.trim().is_empty());
        items.into_iter().filter(says_something).collect()
    }

    /// The item, to be written again as it came.
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| Value::from(self.text.as_str()))
    }

    /// What was asked for, and why it is not done: `metadata tier = “gold” (not a field of this list)`.
    pub fn describe(&self) -> String {
        format!("{} ({})", self.asked(), self.why)
    }

    fn asked(&self) -> String {
        let what = match self.parameter {
            "time_range" => "time range",
            "size" => "rows on a page",
            "type" => "list",
            name if name.ends_with("page") => "page",
            name if name.ends_with("sorting") => "order",
            _ => "filter",
        };
        let value =
            if matches!(what, "order" | "filter") { self.value() } else { Value::from(self.text.as_str()) };
        match &value {
            Value::Object(wire) => {
                let part = |name: &str| match wire.get(name) {
                    None | Some(Value::Null) => String::new(),
                    Some(Value::String(text)) => text.clone(),
                    Some(other) => other.to_string(),
                };
                let field = [part("field"), part("id")].into_iter().find(|name| !name.is_empty());
                match (what, field) {
                    (_, None) => format!("{what} {value}"),
                    ("order", Some(field)) => format!("order by {field}"),
                    (_, Some(field)) => {
                        let compared = match part("value") {
                            value if value.is_empty() => String::new(),
                            value => format!("“{value}”"),
                        };
                        let parts = [field, part("key"), part("operator"), compared];
                        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
                    }
                }
            }
            Value::String(text) => format!("{what} “{text}”"),
            other => format!("{what} {other}"),
        }
    }
}
