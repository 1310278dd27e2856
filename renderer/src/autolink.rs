//! Finds web and mail addresses in running text that have no Markdown link syntax.

use super::escape::is_reordering;
use super::link::{Href, href, strip_scheme};

/// A stretch of running text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Words(&'a str),
    /// An address as it was written, and the link target.
    Address(&'a str, Href),
}

/// Splits text into plain stretches and addresses (GFM's extended autolinks, without `www.`). The pieces cover the
/// whole text.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find([':', '@'])).map(|i| at + i) {
        at = found + 1;
        let hit = if text.as_bytes().get(found) == Some(&b':') {
            web(text, done, found)
        } else {
            mail(text, done, found)
        };
        let Some((start, end, href)) = hit else { continue };
        if done < start {
            pieces.push(Piece::Words(text.get(done..start).unwrap_or_default()));
        }
        pieces.push(Piece::Address(text.get(start..end).unwrap_or_default(), href));
        done = end;
        at = end;
    }
    if done < text.len() {
        pieces.push(Piece::Words(text.get(done..).unwrap_or_default()));
    }
    pieces
}

/// The start, end and target of the web address whose scheme ends at `colon`; it may not begin before `from`.
fn web(text: &str, from: usize, colon: usize) -> Option<(usize, usize, Href)> {
    let before = text.get(from..colon)?;
    let scheme = ["https", "http"].into_iter().find(|scheme| {
        before.len() >= scheme.len()
            && before.get(before.len() - scheme.len()..).is_some_and(|end| end.eq_ignore_ascii_case(scheme))
    })?;
    let start = colon - scheme.len();
    if text.get(..start)?.ends_with(|c: char| c.is_ascii_alphanumeric())
        || !text.get(colon..)?.starts_with("://")
    {
        return None;
    }
    // The host is checked first, so that the rest of a long line need not be read if it is invalid.
    let host = colon + 3;
    let host_end = text.get(host..)?.find(|c| matches!(c, '/' | '?' | '#') || ends_address(c));
    let host_end = host_end.map_or(text.len(), |length| host + length);
    href(without_tail(text.get(start..host_end)?))?;
    let rest = text.get(start..)?.split(ends_address).next()?;
    let address = without_tail(rest);
    Some((start, start + address.len(), href(address)?))
}

/// Whether a character cannot be part of an address in running text: white space, control characters, quotes, and East
/// Asian punctuation, which follows addresses without a space.
fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || is_reordering(c)
        || matches!(c, '<' | '>' | '"' | '`' | '\\' | '|' | '“' | '”' | '‘' | '’' | '«' | '»')
        || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}')
        || matches!(c, '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}' | '\u{FFFD}')
}

/// The address without trailing sentence punctuation and unmatched closing brackets.
fn without_tail(address: &str) -> &str {
    let count = |bracket: u8| address.bytes().filter(|b| *b == bracket).count();
    let (mut round, mut square) =
        (count(b')').saturating_sub(count(b'(')), count(b']').saturating_sub(count(b'[')));
    let mut kept = address;
    loop {
        kept = match kept.as_bytes().last() {
            Some(b'.' | b',' | b':' | b';' | b'!' | b'?' | b'*' | b'_' | b'~' | b'\'') => {
                kept.get(..kept.len() - 1)
            }
            Some(b')') if round > 0 => {
                round -= 1;
                kept.get(..kept.len() - 1)
            }
            Some(b']') if square > 0 => {
                square -= 1;
                kept.get(..kept.len() - 1)
            }
            _ => return kept,
        }
        .unwrap_or_default();
    }
}

/// The start, end and target of the mail address around the `@` at `at`; it may not begin before `from`.
fn mail(text: &str, from: usize, at: usize) -> Option<(usize, usize, Href)> {
    let is_local = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'+' | b'-');
    let is_domain = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    let bytes = text.as_bytes();
    let local = bytes.get(from..at)?.iter().rev().take_while(|b| is_local(b)).count();
    let domain = bytes.get(at + 1..)?.iter().take_while(is_domain).count();
    let domain = text.get(at + 1..at + 1 + domain)?.trim_end_matches('.');
    let fine = local > 0 && domain.contains('.') && !domain.ends_with(['-', '_']) && !domain.starts_with('.');
    let start = at - local;
    if !fine || strip_scheme(text.get(start..)?, "mailto:").is_some() {
        return None;
    }
    let end = at + 1 + domain.len();
    href(&format!("mailto:{}", text.get(start..end)?)).map(|href| (start, end, href))
}

/// Whether the text between `<` and `>` is an address rather than a tag.
pub(super) fn is_address(inside: &str) -> bool {
    if inside.contains('@') && !inside.contains([':', '/']) {
        return true;
    }
    href(inside).is_some()
}
