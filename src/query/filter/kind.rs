//! What sort of value a field holds, and which texts are such a value.

use crate::model::time::Timestamp;

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Words.
    Text,
    /// An id, to the letter.
    Id,
    /// A number.
    Number,
    /// Dollars.
    Cost,
    /// Seconds.
    Duration,
    /// An instant.
    Time,
    /// A set of labels.
    Tags,
    /// A score's number.
    Score,
    /// One of two words.
    Status,
    /// Whether there was one.
    Error,
    /// A value inside what was logged.
    Path,
    /// One of a few words.
    Word,
    /// Who logged it.
    Source,
}

impl FieldKind {
    /// The wire's `type`.
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

    /// Whether Opik decodes the values of this type once more (Opik: all types but STRING, STRING_EXACT and ENUM): a tag
    /// "50%" would break.
    pub(super) fn is_decoded_again(self) -> bool {
        matches!(self, Self::Tags | Self::Path | Self::Source)
    }

    /// The value as it will be stored, or what is wrong with it.
    pub(super) fn check(self, value: &str) -> Result<String, &'static str> {
        let value = if matches!(self, Self::Id | Self::Path) { value } else { value.trim() };
        let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
        match self {
            _ if value.trim().is_empty() => Err("Say what to compare with"),
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
