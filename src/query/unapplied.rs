//! Parts of a URL that are not applied. They are shown, so that the list is not mistaken for what the link asked for.

use serde_json::Value;

/// A part of a URL that is not applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unapplied {
    /// The name of the parameter, such as `traces_filters`.
    pub parameter: &'static str,
    /// The value as it was written. For a list of conditions or orders, one item as JSON.
    pub text: String,
    /// The reason, in a few words.
    pub why: &'static str,
}

impl Unapplied {
    /// For a parameter with a single value.
    pub fn whole(parameter: &'static str, text: &str, why: &'static str) -> Self {
        Self { parameter, text: text.to_owned(), why }
    }

    /// For one item of a parameter that holds a list.
    pub fn item(parameter: &'static str, value: &Value, why: &'static str) -> Self {
        Self { parameter, text: value.to_string(), why }
    }

    /// The items of a parameter that should be a JSON list. Text that is not JSON is a single item.
    pub fn items(text: &str) -> Vec<Value> {
        let items = match serde_json::from_str(text) {
            Ok(Value::Array(items)) => items,
            Ok(other) => vec![other],
            Err(_) => vec![Value::from(text)],
        };
        let has_content =
            |item: &Value| !item.is_null() && item.as_str().is_none_or(|text| !text.trim().is_empty());
        items.into_iter().filter(has_content).collect()
    }

    /// The item as it was, to be written to the URL again.
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| Value::from(self.text.as_str()))
    }

    /// What is not applied, and why: `metadata tier = “gold” (not a field of this list)`.
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
                let either = |name: &str, short: &str| {
                    Some(part(name)).filter(|part| !part.is_empty()).unwrap_or_else(|| part(short))
                };
                // The names in `found` are short.
                let field = [part("field"), part("id"), part("f")].into_iter().find(|name| !name.is_empty());
                match (what, field) {
                    (_, None) => format!("{what} {value}"),
                    ("order", Some(field)) => format!("order by {field}"),
                    (_, Some(field)) => {
                        let compared = match either("value", "v") {
                            value if value.is_empty() => String::new(),
                            value => format!("“{value}”"),
                        };
                        let parts = [field, either("key", "k"), either("operator", "o"), compared];
                        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
                    }
                }
            }
            Value::String(text) => format!("{what} “{text}”"),
            other => format!("{what} {other}"),
        }
    }
}
