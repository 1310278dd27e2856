//! The kinds of values that fields hold, and their validation.

use crate::model::time::Timestamp;

/// The kind of value that a field is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    /// An id; white space around it is kept.
    Id,
    Number,
    /// An amount in dollars, not negative.
    Cost,
    /// A number of seconds, not negative.
    Duration,
    /// A time in ISO 8601.
    Time,
    Tags,
    /// The number of a feedback score.
    Score,
    /// `active` or `inactive`.
    Status,
    /// Only whether there is an error.
    Error,
    /// A value at a path in the logged JSON.
    Path,
    /// One of a few fixed words.
    Word,
    /// What logged it, such as `sdk`.
    Source,
}

impl FieldKind {
    /// The `type` of a condition in the API.
    pub fn wire(self) -> &'static str {
        match self {
            Self::Text | Self::Id | Self::Source => "string",
            Self::Number => "number",
            Self::Cost => "cost",
            Self::Duration => "duration",
            Self::Time => "date_time",
            Self::Tags => "list",
            Self::Score => "feedback_scores_number",
            Self::Status | Self::Word => "category",
            Self::Error => "errors",
            Self::Path => "dictionary",
        }
    }

    /// Whether Opik URL-decodes values of such a field once more, as it does for all field types except STRING,
    /// STRING_EXACT, STRING_LIST and ENUM. Without an additional encoding, the tag `50%` could not be found.
    pub(super) fn is_decoded_again(self) -> bool {
        matches!(self, Self::Tags | Self::Path | Self::Source)
    }

    /// The value to store; the error says what is expected instead.
    pub(super) fn check(self, value: &str) -> Result<String, &'static str> {
        let value = if matches!(self, Self::Id | Self::Path) { value } else { value.trim() };
        let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
        match self {
            _ if value.trim().is_empty() => Err("Enter what to compare with"),
            Self::Number if number.is_none_or(|number| number < 0.0) => Err("A number, such as 6"),
            Self::Cost if number.is_none_or(|number| number < 0.0) => Err("Dollars, such as 0.05"),
            Self::Duration if number.is_none_or(|number| number < 0.0) => Err("Seconds, such as 90"),
            Self::Score if number.is_none() => Err("A number, such as 0.5"),
            Self::Time => Timestamp::parse(value).map(Timestamp::iso).ok_or("A date and a time"),
            Self::Status if value != "active" && value != "inactive" => Err("Active or inactive"),
            _ => Ok(value.to_owned()),
        }
    }
}
