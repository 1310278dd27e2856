//! The rules for feedback definitions, with Opik's error texts.

use serde_json::{Map, Value, json};

use crate::error::{ApiError, ApiResult};
use crate::store::definitions::DefinitionInput;

/// Reads a definition.
///
/// # Errors
/// 400 for an unknown type; 422 with all errors for broken rules.
pub(super) fn read(body: &Value) -> ApiResult<DefinitionInput> {
    let Value::Object(fields) = body else {
        return Err(ApiError::unreadable_json("A feedback definition is an object."));
    };
    let text = |key: &str| fields.get(key).and_then(Value::as_str).map(str::trim);
    let kind = ["numerical", "categorical", "boolean"].into_iter().find(|kind| text("type") == Some(*kind));
    let Some(kind) = kind else {
        let given = fields.get("type").unwrap_or(&Value::Null);
        return Err(ApiError::unreadable_json(format!(
            "Could not resolve the type of feedback definition {given}"
        )));
    };
    let mut errors = Vec::new();
    let name = text("name").unwrap_or_default();
    if name.is_empty() {
        errors.push("name must not be blank".to_owned());
    }
    let description = text("description").filter(|text| !text.is_empty()).map(str::to_owned);
    if description.as_ref().is_some_and(|text| text.chars().count() > 255) {
        errors.push("description cannot exceed 255 characters".to_owned());
    }
    let details = match fields.get("details") {
        Some(Value::Object(details)) => match kind {
            "numerical" => numerical(details, &mut errors),
            "categorical" => categorical(details, &mut errors),
            _ => boolean(details, &mut errors),
        },
        _ => {
            errors.push("details must not be null".to_owned());
            Value::Null
        }
    };
    if errors.is_empty() {
        Ok(DefinitionInput {
            name: name.to_owned(),
            description,
            kind: kind.to_owned(),
            details: details.to_string(),
        })
    } else {
        Err(ApiError::invalid(errors))
    }
}

fn numerical(details: &Map<String, Value>, errors: &mut Vec<String>) -> Value {
    let mut limit = |key: &str| {
        let value = details.get(key).and_then(Value::as_f64);
        if value.is_none() {
            errors.push(format!("details.{key} must not be null"));
        }
        value
    };
    let (min, max) = (limit("min"), limit("max"));
    if let (Some(min), Some(max)) = (min, max)
        && min >= max
    {
        errors.push("details.min has to be smaller than details.max".to_owned());
    }
    json!({ "min": min, "max": max })
}

fn categorical(details: &Map<String, Value>, errors: &mut Vec<String>) -> Value {
    let Some(Value::Object(given)) = details.get("categories") else {
        errors.push("details.categories must not be null".to_owned());
        return Value::Null;
    };
    let mut categories = Map::new();
    for (label, value) in given {
        if label.trim().is_empty() {
            errors.push("details.categories[].<map key> must not be blank".to_owned());
        }
        match value.as_f64() {
            Some(value) => drop(categories.insert(label.clone(), json!(value))),
            None => errors.push(format!("details.categories[{label}].<map value> must not be null")),
        }
    }
    if given.len() < 2 {
        errors.push("details.categories size must be between 2 and 2147483647".to_owned());
    }
    json!({ "categories": categories })
}

fn boolean(details: &Map<String, Value>, errors: &mut Vec<String>) -> Value {
    let mut label = |key: &str, property: &str| {
        let text = details.get(key).and_then(Value::as_str).map(str::trim).unwrap_or_default();
        if text.is_empty() {
            errors.push(format!("details.{property} must not be blank"));
        }
        text.to_owned()
    };
    let (yes, no) = (label("true_label", "trueLabel"), label("false_label", "falseLabel"));
    json!({ "true_label": yes, "false_label": no })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(body: Value) -> Vec<String> {
        read(&body).unwrap_err().texts()
    }

    #[test]
    fn each_kind_is_read() {
        let read = |kind: &str, details: Value| {
            read(&json!({ "name": " n ", "type": kind, "details": details })).unwrap()
        };
        assert_eq!(read("numerical", json!({ "min": 0, "max": 10 })).details, r#"{"min":0.0,"max":10.0}"#);
        let categories = json!({ "categories": { "good": 1, "bad": 0 } });
        assert_eq!(read("categorical", categories).details, r#"{"categories":{"good":1.0,"bad":0.0}}"#);
        let labels = json!({ "true_label": "Yes", "false_label": "No" });
        assert_eq!(read("boolean", labels.clone()).details, labels.to_string());
        assert_eq!(read("boolean", labels).name, "n");
    }

    #[test]
    fn what_breaks_a_rule_is_named_as_opik_names_it() {
        let numbers = |min: Value, max: Value| json!({ "name": "n", "type": "numerical", "details": { "min": min, "max": max } });
        assert_eq!(refused(numbers(json!(2), json!(2))), ["details.min has to be smaller than details.max"]);
        assert_eq!(refused(numbers(json!(2), Value::Null)), ["details.max must not be null"]);
        let one = json!({ "name": "n", "type": "categorical", "details": { "categories": { "good": 1 } } });
        assert_eq!(refused(one), ["details.categories size must be between 2 and 2147483647"]);
        let blank =
            json!({ "name": " ", "type": "boolean", "details": { "true_label": "", "false_label": "No" } });
        assert_eq!(refused(blank), ["name must not be blank", "details.trueLabel must not be blank"]);
        assert_eq!(refused(json!({ "name": "n", "type": "boolean" })), ["details must not be null"]);
        assert!(refused(json!({ "name": "n", "type": "stars" }))[0].starts_with("Unable to process JSON. "));
    }
}
