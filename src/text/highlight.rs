//! Colours for code: a small lexer over one table of languages. It need not understand, only help the eye.

/// What a stretch of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Everything else.
    Plain,
}

impl Class {
    /// The class name its span carries; empty for [`Class::Plain`], which has none.
    #[must_use]
    pub fn css(self) -> &'static str {
        match self {
            Self::Plain => "",
        }
    }
}

/// A stretch of code of one class. All tokens of a text, joined, are the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub class: Class,
    /// The code itself.
    pub text: &'a str,
}

/// The code in coloured pieces.
#[must_use]
pub fn highlight<'a>(_language: &str, code: &'a str) -> Vec<Token<'a>> {
    vec![Token { class: Class::Plain, text: code }]
}
