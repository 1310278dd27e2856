//! Colours for code: a small lexer over one table of languages. It need not understand, only help the eye.
//!
//! [`language`] is the table, [`lexer`] reads by it. Every character of the code is in exactly one token.

mod language;
mod lexer;

/// Code longer than this many bytes is left plain: nobody reads that much by its colours, and each token is an element.
const LONGEST: usize = 200_000;

/// What a stretch of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Everything else.
    Plain,
    /// A comment.
    Comment,
    /// A string or character literal.
    Text,
    /// A number.
    Number,
    /// A word of the language.
    Keyword,
    /// A JSON, YAML or TOML key, a tag or attribute of markup.
    Key,
}

impl Class {
    /// The class name its span carries; empty for [`Class::Plain`], which has none.
    #[must_use]
    pub fn css(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Comment => "tok-comment",
            Self::Text => "tok-string",
            Self::Number => "tok-number",
            Self::Keyword => "tok-keyword",
            Self::Key => "tok-key",
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

/// The code in coloured pieces, neighbours differing in class. A language by any of its usual names, in any case;
/// one plain token if the language is unknown or the code very long.
#[must_use]
pub fn highlight<'a>(language: &str, code: &'a str) -> Vec<Token<'a>> {
    match language::find(language) {
        Some(language) if code.len() <= LONGEST => lexer::tokens(language, code),
        _ => vec![Token { class: Class::Plain, text: code }],
    }
}

#[cfg(test)]
mod tests;
