//! Syntax highlighting with one small lexer for all languages. It is approximate.
//!
//! [`language`] has the table of languages, [`lexer`] splits code by it. Each character of the code is in exactly one
//! token.

mod language;
mod lexer;

/// Code of more bytes is not highlighted, because each token becomes an element of the page.
const LONGEST: usize = 200_000;

/// What a token is, as far as its colour is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Code of no other class; not coloured.
    Plain,
    /// A line or block comment.
    Comment,
    /// A string or character literal.
    Text,
    /// A numeric literal of any base.
    Number,
    /// A reserved word of the language.
    Keyword,
    /// A key in JSON, YAML or TOML, or an attribute name in markup.
    Key,
}

impl Class {
    /// The CSS class of the token's `<span>`; empty for [`Class::Plain`], which has no `<span>`.
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

/// A stretch of code of one class. The tokens of a text cover it without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// The class that decides the token's colour.
    pub class: Class,
    /// The stretch of code, unescaped.
    pub text: &'a str,
}

/// Splits code into tokens; adjacent ones differ in class. `language` may be any usual name, in any case. If it is
/// unknown or the code is longer than 200,000 bytes, the result is one plain token.
#[must_use]
pub fn highlight<'a>(language: &str, code: &'a str) -> Vec<Token<'a>> {
    match language::find(language) {
        Some(language) if code.len() <= LONGEST => lexer::tokens(language, code),
        _ => vec![Token { class: Class::Plain, text: code }],
    }
}

#[cfg(test)]
mod tests;
