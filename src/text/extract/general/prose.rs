//! How much a text looks like what somebody says, and not like an id, a number, a date, an address or a constant.

/// Only the beginning of a text is looked at, in bytes.
const LOOKED_AT: usize = 2_000;

/// From this value on a text is taken for what somebody says, whatever its key.
pub(super) const PROSE: i32 = 15;

/// 0 for a text that may be anything, up to 40 for prose, and below 0 for what is written for programs.
pub(super) fn likeness(text: &str) -> i32 {
    let text = text.trim();
    let begin = text.get(..text.floor_char_boundary(LOOKED_AT.min(text.len()))).unwrap_or(text);
    let Some(first) = begin.chars().next() else { return -100 };
    if super::super::media::data_uri(text).is_some() {
        return PROSE;
    }
    if is_query(begin, text) {
        return -100;
    }
    let (mut letters, mut wide, mut spaces, mut digits, mut all) = (0, 0, 0, 0, 0);
    for letter in begin.chars() {
        all += 1;
        match letter {
            // Scripts that are written without spaces.
            '\u{0E00}'..='\u{0EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{3040}'..='\u{30FF}'
            | '\u{3400}'..='\u{9FFF}'
            | '\u{20000}'..='\u{3FFFF}' => wide += 1,
            _ if letter.is_alphabetic() => letters += 1,
            _ if letter.is_whitespace() => spaces += 1,
            _ if letter.is_ascii_digit() => digits += 1,
            _ => {}
        }
    }
    let ends = text.ends_with(['.', '?', '!', '…', '。', '？', '！', '؟', '।', ':', ')', '"', '”', '*', '`']);
    if letters + wide == 0 {
        return if digits > 0 { -20 } else { 0 };
    }
    if wide > 1 {
        return 12 + (wide.min(60) / 3) + i32::from(ends) * 6;
    }
    if spaces == 0 {
        return word(begin, first, ends);
    }
    // `2026-01-05 09:00`, `{"a": 1}`, `SELECT *` and the like have few letters for their length.
    if letters * 2 < all - spaces {
        return if digits > letters { -15 } else { 2 };
    }
    let length = match all {
        0..=8 => 2,
        9..=20 => 6,
        21..=60 => 10,
        61..=200 => 14,
        _ => 18,
    };
    10 + length + i32::from(ends) * 6 + i32::from(spaces > 2) * 2
}

/// Whether a text is an operation of GraphQL: `query Name($id: ID!) { … }`.
fn is_query(begin: &str, text: &str) -> bool {
    ["query", "mutation", "subscription", "fragment"].iter().any(|word| {
        begin
            .strip_prefix(word)
            .is_some_and(|rest| rest.starts_with([' ', '{', '(', '\n']) && rest.contains('{'))
    }) && text.ends_with('}')
}

/// A text without spaces.
fn word(text: &str, first: char, ends: bool) -> i32 {
    let is_address =
        text.contains("://") || (text.contains('@') && text.contains('.')) || text.starts_with('/');
    let is_code = text.chars().any(|letter| letter.is_ascii_digit() || "_{}[]<>=/\\|#$%&@".contains(letter))
        || text.chars().skip(1).any(char::is_uppercase)
        || text.len() > 40;
    match () {
        () if is_address || text.len() > 200 => -30,
        () if ends && !is_code => 9,
        () if is_code => -12,
        () if first.is_uppercase() => 5,
        () => 1,
    }
}
