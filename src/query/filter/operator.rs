//! The operators of conditions.

use super::kind::FieldKind;

/// An operator of Opik's filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// The text contains the value, ignoring case.
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    Equal,
    NotEqual,
    /// Greater, or later in time.
    Greater,
    /// Greater or equal, or not earlier.
    AtLeast,
    /// Less, or earlier in time.
    Less,
    /// Less or equal, or not later.
    AtMost,
    IsEmpty,
    IsNotEmpty,
    /// One of the comma-separated values.
    In,
    /// None of the comma-separated values.
    NotIn,
}

impl Operator {
    pub(in crate::query) const ALL: [Self; 14] = [
        Self::Contains,
        Self::NotContains,
        Self::StartsWith,
        Self::EndsWith,
        Self::Equal,
        Self::NotEqual,
        Self::Greater,
        Self::AtLeast,
        Self::Less,
        Self::AtMost,
        Self::IsEmpty,
        Self::IsNotEmpty,
        Self::In,
        Self::NotIn,
    ];

    /// The operators offered for a kind of value, most used first.
    pub fn of(kind: FieldKind) -> &'static [Self] {
        match kind {
            FieldKind::Text | FieldKind::Id => &[
                Self::Contains,
                Self::NotContains,
                Self::StartsWith,
                Self::EndsWith,
                Self::Equal,
                Self::NotEqual,
            ],
            FieldKind::Number | FieldKind::Cost | FieldKind::Duration => {
                &[Self::AtLeast, Self::AtMost, Self::Equal, Self::NotEqual, Self::Greater, Self::Less]
            }
            FieldKind::Time => {
                &[Self::Greater, Self::Less, Self::AtLeast, Self::AtMost, Self::Equal, Self::NotEqual]
            }
            FieldKind::Tags => &[
                Self::Equal,
                Self::NotEqual,
                Self::Contains,
                Self::NotContains,
                Self::IsEmpty,
                Self::IsNotEmpty,
            ],
            FieldKind::Score => &[
                Self::AtLeast,
                Self::AtMost,
                Self::Equal,
                Self::NotEqual,
                Self::Greater,
                Self::Less,
                Self::IsEmpty,
                Self::IsNotEmpty,
            ],
            FieldKind::Status | FieldKind::Source => &[Self::Equal, Self::NotEqual],
            FieldKind::Word => {
                &[Self::Equal, Self::NotEqual, Self::In, Self::NotIn, Self::IsEmpty, Self::IsNotEmpty]
            }
            FieldKind::Path => &[
                Self::Equal,
                Self::NotEqual,
                Self::Contains,
                Self::NotContains,
                Self::StartsWith,
                Self::EndsWith,
                Self::Greater,
                Self::Less,
                Self::IsEmpty,
                Self::IsNotEmpty,
            ],
            FieldKind::Error => &[Self::IsNotEmpty, Self::IsEmpty],
        }
    }

    /// Whether a link may use the operator with this kind. The server also compares texts by order, which the menu does
    /// not offer.
    pub(in crate::query) fn fits(self, kind: FieldKind) -> bool {
        let orders =
            matches!(kind, FieldKind::Text | FieldKind::Id) && matches!(self, Self::Greater | Self::Less);
        orders || Self::of(kind).contains(&self)
    }

    pub fn parse(sign: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.wire() == sign)
    }

    pub fn wire(self) -> &'static str {
        match self {
            Self::Contains => "contains",
            Self::NotContains => "not_contains",
            Self::StartsWith => "starts_with",
            Self::EndsWith => "ends_with",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::IsEmpty => "is_empty",
            Self::IsNotEmpty => "is_not_empty",
            Self::In => "in",
            Self::NotIn => "not_in",
        }
    }

    pub fn needs_value(self) -> bool {
        !matches!(self, Self::IsEmpty | Self::IsNotEmpty)
    }

    /// The words between field and value.
    pub fn words(self, kind: FieldKind) -> &'static str {
        match (self, kind) {
            (Self::Contains, FieldKind::Tags) => "contain",
            (Self::NotContains, FieldKind::Tags) => "do not contain",
            (Self::Equal, FieldKind::Tags) => "include",
            (Self::NotEqual, FieldKind::Tags) => "do not include",
            (Self::IsEmpty, FieldKind::Tags) => "are missing",
            (Self::IsNotEmpty, FieldKind::Tags) => "are given",
            (Self::IsEmpty, FieldKind::Error) => "did not happen",
            (Self::IsNotEmpty, FieldKind::Error) => "happened",
            (Self::Greater, FieldKind::Time) => "after",
            (Self::AtLeast, FieldKind::Time) => "from",
            (Self::Less, FieldKind::Time) => "before",
            (Self::AtMost, FieldKind::Time) => "until",
            (Self::Contains, _) => "contains",
            (Self::NotContains, _) => "does not contain",
            (Self::StartsWith, _) => "starts with",
            (Self::EndsWith, _) => "ends with",
            (Self::Equal, _) => "is",
            (Self::NotEqual, _) => "is not",
            (Self::Greater, _) => "above",
            (Self::AtLeast, _) => "at least",
            (Self::Less, _) => "below",
            (Self::AtMost, _) => "at most",
            (Self::IsEmpty, _) => "is missing",
            (Self::IsNotEmpty, _) => "is given",
            (Self::In, _) => "is one of",
            (Self::NotIn, _) => "is none of",
        }
    }
}
