//! Whether a conversation is still going on.

/// A thread's status (Opik: `active` or `inactive`; anything else counts as active).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Status {
    /// New turns are expected.
    #[default]
    Active,
    /// Closed by hand, or by the workspace's timeout.
    Inactive,
}

impl Status {
    /// Reads the wire's word.
    pub fn parse(word: &str) -> Self {
        if word == "inactive" { Self::Inactive } else { Self::Active }
    }

    /// The wire's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }

    /// The word a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Inactive => "Inactive",
        }
    }
}
