//! A minimal reader of Rust: which paths and words a file contains, without comments, strings and test modules.

/// A word, `::`, or any other single character.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Path,
    Sign(char),
}

/// What a file contains: paths as segments (`crate`, `super` and `self` as written), each with the number of inline
/// modules around it, and words.
#[derive(Debug, Default)]
pub struct Named {
    /// Paths of at least two segments, and what `use` brings in.
    pub paths: Vec<(usize, Vec<String>)>,
    /// All words, segments of paths included.
    pub words: Vec<String>,
    /// The types that are defined: structs, enums, unions, traits and aliases, but not the associated types of a trait.
    pub types: Vec<String>,
}

/// What begins the definition of a type.
const TYPE_KEYWORDS: [&str; 5] = ["struct", "enum", "union", "trait", "type"];

/// Whether the `type` at that place stands in a trait or an `impl` of one: not at the top of the file or of a module, and
/// not in a function. The nearest open brace tells: what is before it begins with `impl` or `trait`.
fn is_associated(tokens: &[Token], at: usize) -> bool {
    let mut closed = 0usize;
    for (index, token) in tokens.iter().enumerate().take(at).rev() {
        match token {
            Token::Sign('}') => closed += 1,
            Token::Sign('{') if closed > 0 => closed -= 1,
            Token::Sign('{') => {
                let head = tokens.iter().take(index).rev();
                let head = head.take_while(|token| !matches!(token, Token::Sign('{' | '}' | ';')));
                let words: Vec<&Token> = head.collect();
                return words
                    .iter()
                    .any(|token| matches!(token, Token::Word(word) if word == "impl" || word == "trait"))
                    && !words.iter().any(|token| matches!(token, Token::Word(word) if word == "fn"));
            }
            _ => {}
        }
    }
    false
}

/// Reads the text of a file.
pub fn read(text: &str) -> Named {
    let tokens = without_tests(&tokens(text));
    let mut named = Named::default();
    let (mut depth, mut modules, mut at) = (0usize, Vec::new(), 0);
    while let Some(token) = tokens.get(at) {
        match token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => {
                depth = depth.saturating_sub(1);
                if modules.last() == Some(&depth) {
                    modules.pop();
                }
            }
            Token::Word(word) => {
                named.words.push(word.clone());
                let begins = at.checked_sub(1).and_then(|before| tokens.get(before)) != Some(&Token::Path);
                if let Some(Token::Word(name)) = tokens.get(at + 1).filter(|_| begins)
                    && TYPE_KEYWORDS.contains(&word.as_str())
                    && !(word == "type" && is_associated(&tokens, at))
                {
                    named.types.push(name.clone());
                }
                if word == "mod" && tokens.get(at + 2) == Some(&Token::Sign('{')) {
                    modules.push(depth);
                } else if word == "use" {
                    at = tree(&tokens, at + 1, &[], &mut |path| named.paths.push((modules.len(), path)));
                    continue;
                } else if tokens.get(at + 1) == Some(&Token::Path) {
                    at = tree(&tokens, at, &[], &mut |path| named.paths.push((modules.len(), path)));
                    continue;
                }
            }
            Token::Path => {}
            Token::Sign(_) => {}
        }
        at += 1;
    }
    let segments = named.paths.iter().flat_map(|(_, path)| path.iter().cloned());
    named.words = named.words.iter().cloned().chain(segments).collect();
    named
}

/// Reads one path or `use` tree from `at` on, passes each full path to `take`, and returns the index after it.
fn tree(tokens: &[Token], mut at: usize, before: &[String], take: &mut dyn FnMut(Vec<String>)) -> usize {
    let mut path = before.to_vec();
    loop {
        match tokens.get(at) {
            Some(Token::Path) => at += 1,
            Some(Token::Word(word)) if word == "as" => {
                at += 2;
                break;
            }
            Some(Token::Word(word)) => {
                path.push(word.clone());
                at += 1;
                if !matches!(tokens.get(at), Some(Token::Path))
                    && !matches!(tokens.get(at), Some(Token::Word(w)) if w == "as")
                {
                    break;
                }
            }
            Some(Token::Sign('{'))
                if path.len() > before.len() || !before.is_empty() || in_use(tokens, at) =>
            {
                at += 1;
                while !matches!(tokens.get(at), None | Some(Token::Sign('}'))) {
                    match tokens.get(at) {
                        Some(Token::Sign(',')) => at += 1,
                        _ => at = tree(tokens, at, &path, take),
                    }
                }
                return at + 1;
            }
            _ => {
                at += usize::from(matches!(tokens.get(at), Some(Token::Sign('*'))));
                break;
            }
        }
    }
    if !path.is_empty() {
        take(path);
    }
    at.max(1)
}

/// Whether the brace at `at` follows `use` directly: `use {a, b}`.
fn in_use(tokens: &[Token], at: usize) -> bool {
    at > 0 && tokens.get(at - 1) == Some(&Token::Word("use".to_owned()))
}

/// The tokens without modules marked `#[cfg(test)]`.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let sign = |c| Token::Sign(c);
    let word = |w: &str| Token::Word(w.to_owned());
    let mark =
        [sign('#'), sign('['), word("cfg"), sign('('), word("test"), sign(')'), sign(']'), word("mod")];
    let (mut kept, mut at) = (Vec::new(), 0);
    while let Some(token) = tokens.get(at) {
        if tokens[at..].starts_with(&mark) {
            at += mark.len() + 1;
            let mut depth = usize::from(tokens.get(at) == Some(&sign('{')));
            while depth > 0 && at + 1 < tokens.len() {
                at += 1;
                match tokens[at] {
                    Token::Sign('{') => depth += 1,
                    Token::Sign('}') => depth -= 1,
                    _ => {}
                }
            }
        } else {
            kept.push(token.clone());
        }
        at += 1;
    }
    kept
}

fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let (mut tokens, mut at) = (Vec::new(), 0);
    let is = |at: usize, c: char| chars.get(at) == Some(&c);
    while at < chars.len() {
        let c = chars[at];
        if c == '/' && is(at + 1, '/') {
            at = (at..chars.len()).find(|&i| is(i, '\n')).unwrap_or(chars.len());
        } else if c == '/' && is(at + 1, '*') {
            at = end_of_comment(&chars, at);
        } else if let Some(hashes) = raw_string(&chars, at) {
            let start = at + 2 + hashes;
            let closes = |&i: &usize| is(i, '"') && (1..=hashes).all(|n| is(i + n, '#'));
            at = (start..chars.len()).find(closes).map_or(chars.len(), |i| i + 1 + hashes);
        } else if c == '"' {
            at += 1;
            while at < chars.len() && !is(at, '"') {
                at += 1 + usize::from(is(at, '\\'));
            }
            at += 1;
        } else if c == '\'' && (is(at + 1, '\\') || is(at + 2, '\'')) {
            at =
                (at + 3..chars.len().max(at + 3)).find(|&i| is(i, '\'') || is(i - 1, '\'')).unwrap_or(at + 2);
            at += usize::from(is(at, '\''));
        } else if c.is_alphanumeric() || c == '_' {
            let end = (at..chars.len()).find(|&i| !(chars[i].is_alphanumeric() || chars[i] == '_'));
            let end = end.unwrap_or(chars.len());
            tokens.push(Token::Word(chars[at..end].iter().collect()));
            at = end;
        } else if c == ':' && is(at + 1, ':') {
            tokens.push(Token::Path);
            at += 2;
        } else {
            if !c.is_whitespace() {
                tokens.push(Token::Sign(c));
            }
            at += 1;
        }
    }
    tokens
}

/// The number of hashes if a raw string starts here.
fn raw_string(chars: &[char], at: usize) -> Option<usize> {
    let after_word =
        at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_') && chars[at - 1] != 'b';
    if chars[at] != 'r' || after_word {
        return None;
    }
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    (chars.get(at + 1 + hashes) == Some(&'"')).then_some(hashes)
}

fn end_of_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0, start);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

#[test]
fn paths_are_found_in_trees_and_in_the_middle_of_code() {
    let text = r####"use crate::{a::{self, b as c}, d::*}; /* use crate::x; /* nested */ */ fn f<'a>(q: &'a str) -> char {
        let s = r#"crate::y " "#; let t = "\" crate::z"; super::g(); let _ = ['\'', '"', 'x', '\u{41}']; crate::h::I }"####;
    let found: Vec<String> = read(text).paths.iter().map(|(_, path)| path.join("::")).collect();
    assert_eq!(found, ["crate::a::self", "crate::a::b", "crate::d", "super::g", "crate::h::I"]);
}
