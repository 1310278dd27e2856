//! How a condition compares.

use super::kind::FieldKind;

/// An operator of Opik's grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Somewhere in it, whatever the case.
    Contains,
    /// Nowhere in it.
    NotContains,
    /// At its start.
    StartsWith,
    /// At its end.
    EndsWith,
    /// The same.
    Equal,
    /// Not the same.
    NotEqual,
    /// More, or later.
    Greater,
    /// As much, or more.
    AtLeast,
    /// Less, or earlier.
    Less,
    /// As much, or less.
    AtMost,
    /// There is none.
    IsEmpty,
    /// There is one.
    IsNotEmpty,
    /// One of these, between commas.
    In,
    /// None of these.
    NotIn,
}

impl Operator {
    const ALL: [Self; 14] = [
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

    /// The operators for a kind of value, the likeliest first.
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

    /// Whether a link may compare a kind of value so: the server also puts texts in order.
    pub(super) fn fits(self, kind: FieldKind) -> bool {
        let orders =
            matches!(kind, FieldKind::Text | FieldKind::Id) && matches!(self, Self::Greater | Self::Less);
        orders || Self::of(kind).contains(&self)
    }

    /// Reads the wire's sign.
    pub fn parse(sign: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.wire() == sign)
    }

    /// The wire's sign.
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

    /// Whether there is something to compare with.
    pub fn needs_value(self) -> bool {
        !matches!(self, Self::IsEmpty | Self::IsNotEmpty)
    }

    /// The words between the field and the value.
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
