//! How a condition compares.

use super::kind::Kind;

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
    pub fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Text | Kind::Id => &[
                Self::Contains,
                Self::NotContains,
                Self::StartsWith,
                Self::EndsWith,
                Self::Equal,
                Self::NotEqual,
            ],
            Kind::Number | Kind::Cost | Kind::Duration => {
                &[Self::AtLeast, Self::AtMost, Self::Equal, Self::NotEqual, Self::Greater, Self::Less]
            }
            Kind::Time => {
                &[Self::Greater, Self::Less, Self::AtLeast, Self::AtMost, Self::Equal, Self::NotEqual]
            }
            Kind::Tags => &[
                Self::Equal,
                Self::NotEqual,
                Self::Contains,
                Self::NotContains,
                Self::IsEmpty,
                Self::IsNotEmpty,
            ],
            Kind::Score => &[
                Self::AtLeast,
                Self::AtMost,
                Self::Equal,
                Self::NotEqual,
                Self::Greater,
                Self::Less,
                Self::IsEmpty,
                Self::IsNotEmpty,
            ],
            Kind::Status | Kind::Source => &[Self::Equal, Self::NotEqual],
            Kind::Word => {
                &[Self::Equal, Self::NotEqual, Self::In, Self::NotIn, Self::IsEmpty, Self::IsNotEmpty]
            }
            Kind::Path => &[
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
            Kind::Error => &[Self::IsNotEmpty, Self::IsEmpty],
        }
    }

    /// Whether a link may compare a kind of value so: the server also puts texts in order.
    pub(super) fn fits(self, kind: Kind) -> bool {
        let orders = matches!(kind, Kind::Text | Kind::Id) && matches!(self, Self::Greater | Self::Less);
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
    pub fn words(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Contains, Kind::Tags) => "contain",
            (Self::NotContains, Kind::Tags) => "do not contain",
            (Self::Equal, Kind::Tags) => "include",
            (Self::NotEqual, Kind::Tags) => "do not include",
            (Self::IsEmpty, Kind::Tags) => "are missing",
            (Self::IsNotEmpty, Kind::Tags) => "are given",
            (Self::IsEmpty, Kind::Error) => "did not happen",
            (Self::IsNotEmpty, Kind::Error) => "happened",
            (Self::Greater, Kind::Time) => "after",
            (Self::AtLeast, Kind::Time) => "from",
            (Self::Less, Kind::Time) => "before",
            (Self::AtMost, Kind::Time) => "until",
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
