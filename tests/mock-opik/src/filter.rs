//! Filters of lists: `[{"field", "operator", "key"?, "value"}, …]`, of which all must hold (query parameter `filters`).
//! Each becomes an SQL condition; values only ever travel as SQL parameters.

use percent_encoding::percent_decode_str;
use rusqlite::types::Value;
use serde::Deserialize;

use crate::error::{ApiError, ApiResult};
use crate::store::row_cache::{CachedCondition, CachedSet};

mod condition;
pub mod path;

/// The types of fields, which decide the operators (Opik: `FieldType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Text without regard to case; the SQL expression is already in lower case.
    String,
    /// Text, compared byte for byte.
    StringExact,
    /// A trace's thread id, compared byte for byte.
    Thread,
    /// A time.
    DateTime,
    /// A number.
    Number,
    /// Feedback scores; the key is a score's name. The SQL is the comparison with the entity's id, such as `= t.id`.
    FeedbackScores,
    /// A JSON list of texts.
    List,
    /// A JSON list of ids; the value lists ids of which any may match.
    StringList,
    /// One of a few fixed words.
    Enum,
    /// The source of a record, where unset means `sdk`.
    EnumLegacy,
    /// JSON; the key is a path into it.
    Dictionary,
    /// Whether there is an error.
    ErrorContainer,
    /// The key is a path that begins with `input`, `output` or `metadata`; the SQL is the table that has these columns.
    Custom,
}

impl FieldType {
    /// Opik's name, for error texts.
    fn name(self) -> &'static str {
        match self {
            Self::String => "STRING",
            Self::StringExact | Self::Thread => "STRING_EXACT",
            Self::DateTime => "DATE_TIME",
            Self::Number => "NUMBER",
            Self::FeedbackScores => "FEEDBACK_SCORES_NUMBER",
            Self::List => "LIST",
            Self::StringList => "STRING_LIST",
            Self::Enum => "ENUM",
            Self::EnumLegacy => "ENUM_LEGACY",
            Self::Dictionary => "DICTIONARY",
            Self::ErrorContainer => "ERROR_CONTAINER",
            Self::Custom => "CUSTOM",
        }
    }

    fn operators(self) -> &'static [&'static str] {
        match self {
            Self::String | Self::StringExact | Self::Thread => {
                &["contains", "not_contains", "starts_with", "ends_with", "=", "!=", ">", "<"]
            }
            Self::DateTime | Self::Number => &["=", "!=", ">", ">=", "<", "<="],
            Self::FeedbackScores => &["=", "!=", ">", ">=", "<", "<=", "is_empty", "is_not_empty"],
            Self::List => &["contains", "not_contains", "=", "!=", "is_empty", "is_not_empty"],
            Self::StringList => &["in", "not_in"],
            Self::Enum => &["=", "!=", "in", "not_in", "is_empty", "is_not_empty"],
            Self::EnumLegacy => &["=", "!="],
            Self::Dictionary | Self::Custom => &[
                "contains",
                "not_contains",
                "starts_with",
                "ends_with",
                "=",
                "!=",
                ">",
                "<",
                "is_empty",
                "is_not_empty",
            ],
            Self::ErrorContainer => &["is_empty", "is_not_empty"],
        }
    }
}

const OPERATORS: [&str; 14] = [
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "=",
    "!=",
    ">",
    ">=",
    "<",
    "<=",
    "is_empty",
    "is_not_empty",
    "in",
    "not_in",
];

/// A field that can be filtered by.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in requests.
    pub name: &'static str,
    /// Its type.
    pub kind: FieldType,
    /// Its SQL expression.
    pub sql: &'static str,
}

impl Field {
    /// A field; `const`, for tables of fields.
    pub const fn new(name: &'static str, kind: FieldType, sql: &'static str) -> Self {
        Self { name, kind, sql }
    }
}

/// An SQL condition and the values for its question marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition {
    /// SQL with a `?` for each value.
    pub sql: String,
    /// The values of the question marks, in order.
    pub values: Vec<Value>,
    /// Whether it has an index and keeps so few rows that the list should start from it.
    pub selective: bool,
    /// The same condition on cached threads, and on cached traces.
    pub cached: [Option<CachedCondition>; 2],
}

impl Condition {
    /// A condition with its values.
    pub fn new(sql: impl Into<String>, values: Vec<Value>) -> Self {
        Self { sql: sql.into(), values, selective: false, cached: [None, None] }
    }
}

impl Condition {
    /// The same condition on the cached rows of a list, if the cache has its field.
    pub fn on_cached(&self, set: CachedSet) -> Option<&CachedCondition> {
        self.cached.get(set as usize).and_then(Option::as_ref)
    }
}

/// A filter as it is sent.
#[derive(Clone, Debug, Deserialize)]
struct Filter {
    field: String,
    operator: String,
    #[serde(default)]
    key: Option<String>,
    value: Option<serde_json::Value>,
}

/// At most this many filters in a request: SQLite limits the depth of conditions.
const MOST: usize = 100;

/// Reads the JSON of filters on these fields.
///
/// # Errors
/// 400 with Opik's texts: `Invalid filters query parameter '…'`, `Invalid operator …`, `Invalid value …`.
pub fn parse(json: &str, fields: &[Field]) -> ApiResult<Vec<Condition>> {
    parse_without(json, fields, &[])
}

/// As [`parse`], but filters on the fields in `ignored` are only checked and then left out.
///
/// # Errors
/// As [`parse`].
pub fn parse_without(json: &str, fields: &[Field], ignored: &[&str]) -> ApiResult<Vec<Condition>> {
    let invalid = || ApiError::bad_request(format!("Invalid filters query parameter '{json}'"));
    if json.trim().is_empty() {
        return Ok(Vec::new());
    }
    let filters: Option<Vec<Filter>> = serde_json::from_str(json).map_err(|_| invalid())?;
    let one = |filter: Filter| {
        let field = fields.iter().find(|field| field.name == filter.field).ok_or_else(invalid)?;
        let operator = OPERATORS.into_iter().find(|known| *known == filter.operator).ok_or_else(invalid)?;
        let empty = matches!(operator, "is_empty" | "is_not_empty");
        let value = match filter.value {
            Some(serde_json::Value::String(text)) => text,
            Some(serde_json::Value::Null) | None if empty => String::new(),
            Some(serde_json::Value::Null) | None => return Err(invalid()),
            Some(other) => other.to_string(),
        };
        let key = filter.key.unwrap_or_default();
        let refusal = |what: String| {
            ApiError::bad_request(format!(
                "{what} for field '{}' of type '{}'",
                field.name,
                field.kind.name()
            ))
        };
        if !field.kind.operators().contains(&operator) {
            return Err(refusal(format!("Invalid operator '{operator}'")));
        }
        // Opik percent-decodes values of these types once more, because the SDK encodes them twice.
        let value = match field.kind {
            FieldType::String
            | FieldType::StringExact
            | FieldType::Thread
            | FieldType::StringList
            | FieldType::Enum => value,
            _ => percent_decode_str(&value).decode_utf8().map(std::borrow::Cow::into_owned).unwrap_or(value),
        };
        let condition = condition::of(field, operator, &key, &value)
            .ok_or_else(|| refusal(format!("Invalid value '{value}' or key '{key}'")))?;
        Ok((!ignored.contains(&field.name)).then_some(condition))
    };
    let filters = filters.unwrap_or_default();
    if filters.len() > MOST {
        return Err(ApiError::bad_request(format!(
            "There may be at most {MOST} filters, not {}",
            filters.len()
        )));
    }
    filters.into_iter().map(one).filter_map(Result::transpose).collect()
}
