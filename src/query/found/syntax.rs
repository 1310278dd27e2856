//! The conditions as people type them in the search box, beside the words to search for:
//! `tag:refund,billing -reviewed:me score.Quality<0.5 "exact words"`.
//!
//! A term is a name, perhaps a key after a dot, an operator and values with commas between them; `-` before it turns it
//! round, `(a OR b)` is a group. `has:name` and `no:name` ask whether there is a value. Quotation marks hold values and
//! search words together; inside them `\"` and `\\` are a mark and a backslash. What is no term is searched for.

mod lexer;
mod names;
mod print;
mod suggest;
mod term;
mod value;

use std::ops::Range;

pub use print::{bare_or_quoted, key, print};
pub use suggest::{Suggestion, suggest};

use self::{lexer::Lexer, term::TermError};
use super::{Clause, Found, TOO_MANY};
use crate::query::{tab::Tab, time_range::ZoneAt};

/// A longer text, in bytes, is only searched for.
const LONGEST: usize = 4_000_000;
/// The most messages about one text.
const MOST_HINTS: usize = 20;

/// What a text asks for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Typed {
    pub found: Found,
    /// The words for the server's search.
    pub rest: String,
    /// What is wrong with terms that became search words.
    pub hints: Vec<Hint>,
    /// Where in the text the clauses are, in bytes.
    pub spans: Vec<Range<usize>>,
}

/// A message about a part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Bytes of the text.
    pub at: Range<usize>,
    pub text: &'static str,
}

/// Reads a text. Never fails: what is not understood is searched for. `zone` is the person's, for dates.
pub fn parse(tab: Tab, text: &str, zone: ZoneAt) -> Typed {
    let mut typed = Typed::default();
    if text.len() > LONGEST {
        text.trim().clone_into(&mut typed.rest);
        return typed;
    }
    let mut lexer = Lexer::new(text);
    // Where the last search word ended, if no clause came after it.
    let mut word_end: Option<usize> = None;
    loop {
        lexer.skip_spaces();
        let start = lexer.at();
        if lexer.is_at_end() {
            return typed;
        }
        match term::clause(tab, &mut lexer, zone).and_then(|clause| add(&mut typed.found, tab, clause)) {
            Ok(()) => {
                typed.spans.push(start..lexer.at());
                word_end = None;
            }
            Err(error) => {
                if let TermError::Wrong { at, text } = error
                    && typed.hints.len() < MOST_HINTS
                {
                    let hint = Hint { at: at.unwrap_or(start..lexer.at()), text };
                    if !typed.hints.contains(&hint) {
                        typed.hints.push(hint);
                    }
                }
                lexer.go_to(start);
                let word = lexer.word();
                // White space between search words is kept, because the server searches for the whole text.
                match word_end.and_then(|end| text.get(end..start)) {
                    Some(gap) => typed.rest.push_str(gap),
                    None if !typed.rest.is_empty() => typed.rest.push(' '),
                    None => {}
                }
                typed.rest.push_str(&word);
                word_end = Some(lexer.at());
            }
        }
    }
}

fn add(found: &mut Found, tab: Tab, clause: Clause) -> Result<(), TermError> {
    match clause.problem(tab) {
        Some(text) => Err(TermError::Wrong { at: None, text }),
        None => found.add(clause).map_err(|_| TermError::Wrong { at: None, text: TOO_MANY }),
    }
}
