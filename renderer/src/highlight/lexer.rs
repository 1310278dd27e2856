//! Splits code into tokens in linear time, following a language's table entry.

use super::language::{Keys, Language, Strings};
use super::{Class, Token};

/// The tokens of the code; adjacent ones differ in class.
pub(super) fn tokens<'a>(language: &Language, code: &'a str) -> Vec<Token<'a>> {
    let mut lexer = Lexer { language, code, at: 0, line_start: true, in_tag: false };
    let mut pieces: Vec<(Class, usize)> = Vec::new();
    while let Some((class, length)) = lexer.next() {
        lexer.at += length;
        match pieces.last_mut() {
            Some((last, end)) if *last == class => *end = lexer.at,
            _ => pieces.push((class, lexer.at)),
        }
    }
    let mut start = 0;
    let mut tokens = Vec::with_capacity(pieces.len());
    for (class, end) in pieces {
        tokens.push(Token { class, text: code.get(start..end).unwrap_or_default() });
        start = end;
    }
    tokens
}

struct Lexer<'a> {
    language: &'a Language,
    code: &'a str,
    at: usize,
    /// Whether only white space and list dashes precede on this line.
    line_start: bool,
    in_tag: bool,
}

impl<'a> Lexer<'a> {
    /// The class and length in bytes of the next token.
    fn next(&mut self) -> Option<(Class, usize)> {
        let rest = self.code.get(self.at..)?;
        let first = rest.chars().next()?;
        if first.is_whitespace() {
            self.line_start |= first == '\n';
            return Some((Class::Plain, first.len_utf8()));
        }
        let line_start = self.line_start;
        self.line_start &= rest.starts_with("- ");
        if let Some(length) = self.comment(rest) {
            return Some((Class::Comment, length));
        }
        if self.language.keys == Keys::Markup {
            return Some(self.markup(rest, first));
        }
        if let Keys::Before(mark) = self.language.keys
            && line_start
            && let Some(length) = key(rest, mark)
        {
            return Some((Class::Key, length));
        }
        if let Some(strings) = self.language.strings.iter().find(|strings| rest.starts_with(strings.open)) {
            let length = string(rest, strings);
            let is_key = self.language.keys == Keys::Quoted
                && rest.get(length..).is_some_and(|after| after.trim_start().starts_with(':'));
            return Some((if is_key { Class::Key } else { Class::Text }, length));
        }
        // Rust's `'a'` is a character, `'a` a lifetime; so for Rust `'` is not in the table of strings.
        if first == '\''
            && let Some(length) = character(rest)
        {
            return Some((Class::Text, length));
        }
        // In JSON, a minus sign is always part of a number.
        let signed = self.language.keys == Keys::Quoted && first == '-';
        if first.is_ascii_digit() || (signed && rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit)) {
            return Some((Class::Number, number(rest)));
        }
        if is_word(first) || matches!(first, '@' | '!') {
            let length = first.len_utf8()
                + rest.chars().skip(1).take_while(|c| self.continues(*c)).map(char::len_utf8).sum::<usize>();
            let word = rest.get(..length).unwrap_or_default();
            let is_keyword = self.language.keywords.iter().any(|keyword| {
                if self.language.any_case { keyword.eq_ignore_ascii_case(word) } else { *keyword == word }
            });
            return Some((if is_keyword { Class::Keyword } else { Class::Plain }, length));
        }
        Some((Class::Plain, first.len_utf8()))
    }

    fn comment(&self, rest: &str) -> Option<usize> {
        if self.language.line_comments.iter().any(|open| rest.starts_with(open)) && self.may_comment() {
            return Some(rest.find('\n').unwrap_or(rest.len()));
        }
        let (open, close) = self.language.block_comments.iter().find(|(open, _)| rest.starts_with(open))?;
        let inside = rest.get(open.len()..)?;
        Some(inside.find(close).map_or(rest.len(), |end| open.len() + end + close.len()))
    }

    /// Whether a comment may begin here. It may not within a word: in `a#b`, `$#` or the `//` of a URL.
    fn may_comment(&self) -> bool {
        let before = self.code.get(..self.at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| c.is_whitespace() || matches!(c, ';' | ',' | '{' | '}' | '(' | ')' | '[' | ']'))
    }

    fn markup(&mut self, rest: &str, first: char) -> (Class, usize) {
        let names = |from: &str| {
            from.find(|c: char| !is_word(c) && !matches!(c, ':' | '-' | '.')).unwrap_or(from.len())
        };
        if !self.in_tag {
            let skip = if rest.starts_with("</") || rest.starts_with("<!") || rest.starts_with("<?") {
                2
            } else {
                1
            };
            let name = rest.get(skip..).map_or(0, names);
            if first == '<' && name > 0 {
                self.in_tag = true;
                return (Class::Keyword, skip + name);
            }
            return (Class::Plain, first.len_utf8());
        }
        match first {
            '>' => {
                self.in_tag = false;
                (Class::Keyword, 1)
            }
            '"' | '\'' => {
                let quote = if first == '"' { "\"" } else { "'" };
                (
                    Class::Text,
                    string(rest, &Strings { open: quote, close: quote, escapes: false, multiline: true }),
                )
            }
            _ => match names(rest) {
                0 => (Class::Plain, first.len_utf8()),
                length => (Class::Key, length),
            },
        }
    }

    fn continues(&self, c: char) -> bool {
        is_word(c) || (c == '-' && matches!(self.language.keys, Keys::Before(_)))
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

/// The length of a string literal. Without a closing mark it ends with its line, or with the code if it may contain
/// line breaks.
fn string(rest: &str, strings: &Strings) -> usize {
    let mut at = strings.open.len();
    while let Some(here) = rest.get(at..) {
        if here.starts_with(strings.close) {
            return at + strings.close.len();
        }
        let mut chars = here.chars();
        match chars.next() {
            None => break,
            Some('\n') if !strings.multiline => return at,
            Some('\\') if strings.escapes => {
                let taken = chars.next().filter(|c| strings.multiline || *c != '\n');
                at += 1 + taken.map_or(0, char::len_utf8);
            }
            Some(c) => at += c.len_utf8(),
        }
    }
    rest.len()
}

/// The length of a character literal such as `'x'` or `'\n'`.
fn character(rest: &str) -> Option<usize> {
    let inside = rest.get(1..)?;
    let mut chars = inside.chars();
    let first = chars.next()?;
    let length = if first == '\\' {
        // The longest escape is `\u{10ffff}`.
        inside.char_indices().skip(2).take(9).find(|(_, c)| *c == '\'')?.0
    } else {
        first.len_utf8()
    };
    inside.get(length..)?.starts_with('\'').then_some(length + 2)
}

/// The length of a number: digits, letters for base and type, a point between digits, the sign of an exponent.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        let before = bytes.get(at - 1).copied().unwrap_or_default();
        let digit_follows = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let goes_on = byte.is_ascii_alphanumeric()
            || *byte == b'_'
            || (*byte == b'.' && digit_follows && before.is_ascii_digit())
            || (matches!(byte, b'+' | b'-')
                && matches!(before, b'e' | b'E')
                && digit_follows
                && !rest.starts_with("0x"));
        if !goes_on {
            break;
        }
        at += 1;
    }
    at
}

/// The length of the key at the start of a line, if `mark` follows it.
fn key(rest: &str, mark: char) -> Option<usize> {
    if !rest.starts_with(is_word) {
        return None;
    }
    let length = rest.find(|c: char| !is_word(c) && !matches!(c, '-' | '.' | '/')).unwrap_or(rest.len());
    let after = rest.get(length..)?.trim_start_matches([' ', '\t']);
    let value = after.strip_prefix(mark)?;
    let separated = mark != ':' || value.is_empty() || value.starts_with(char::is_whitespace);
    separated.then_some(length)
}
