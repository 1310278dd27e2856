//! The colours of saved views.

/// A colour of the style sheet (`style/views.css`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ViewColour {
    #[default]
    Grey,
    Violet,
    Blue,
    Green,
    Amber,
    Red,
}

impl ViewColour {
    pub const ALL: [Self; 6] = [Self::Grey, Self::Violet, Self::Blue, Self::Green, Self::Amber, Self::Red];

    /// The name in files and in the style sheet.
    pub fn word(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Violet => "violet",
            Self::Blue => "blue",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Grey => "Grey",
            Self::Violet => "Violet",
            Self::Blue => "Blue",
            Self::Green => "Green",
            Self::Amber => "Amber",
            Self::Red => "Red",
        }
    }

    /// The colour of this name; grey for any other.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|colour| colour.word() == word).unwrap_or_default()
    }
}
